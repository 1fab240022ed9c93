#include "cases.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/dump.h"
#include "parse/ids.h"

char *
cases_bytes(const char *file, size_t *n)
{
	const char *srcdir = getenv("srcdir");
	char path[4096], *p = malloc(100000);
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", srcdir != NULL ? srcdir : ".",
	    file);
	f = fopen(path, "rb");
	assert_non_null(f);
	assert_non_null(p);
	*n = fread(p, 1, 99999, f);
	fclose(f);
	p[*n] = '\0';
	return p;
}

struct page *
cases_read(cases_reader *reader, struct slice source, const char *file,
    bool lint, char **messages)
{
	struct diags d;
	struct page *p;

	diags_init(&d, lint);
	p = reader(source, file, &d);
	assert_int_equal(p == NULL, d.errors > 0);
	if (p != NULL && ids_assign(p, &d) == -1) {
		assert_int_not_equal(d.errors, 0);
		page_unref(p);
		p = NULL;
	}
	*messages = dump_diags(&d, file);
	diags_fini(&d);
	return p;
}

char *
cases_dump(cases_reader *reader, struct slice source, const char *file)
{
	struct buf out;
	struct page *p;
	char *messages;

	buf_init(&out, 1000000);
	p = cases_read(reader, source, file, false, &messages);
	if (p == NULL)
		fail_msg("%s", messages);
	dump_page(&out, p);
	buf_putc(&out, '\0');
	page_unref(p);
	free(messages);
	return out.p;
}

void
cases_assert(cases_reader *reader, const char *file, bool lint,
    const char *messages)
{
	char path[200], *source, *dump, *is, *said;
	size_t n, ignored;

	snprintf(path, sizeof(path), "tests/cases/%s", file);
	source = cases_bytes(path, &n);
	strcat(path, ".dump");
	dump = cases_bytes(path, &ignored);
	is = cases_dump(reader, (struct slice){ source, n }, file);
	assert_string_equal(is, dump);
	page_unref(cases_read(reader, (struct slice){ source, n }, file, lint,
	    &said));
	assert_string_equal(said, messages);
	free(said);
	free(is);
	free(dump);
	free(source);
}

void
cases_assert_cut(cases_reader *reader, const char *file)
{
	char path[200], *whole, *exact, *said;
	struct page *p;
	size_t n, all;

	snprintf(path, sizeof(path), "tests/cases/%s", file);
	whole = cases_bytes(path, &all);
	for (n = 0; n <= all; n++) {
		exact = malloc(n > 0 ? n : 1);
		assert_non_null(exact);
		memcpy(exact, whole, n);
		p = cases_read(reader, (struct slice){ exact, n }, file, true,
		    &said);
		assert_true((p == NULL) == (strstr(said, "error") != NULL));
		page_unref(p);
		free(said);
		free(exact);
	}
	free(whole);
}

void
cases_assert_complaints(cases_reader *reader, const char *file, bool lint,
    const struct complaint *c, size_t n)
{
	char *said;

	for (; n > 0; n--, c++) {
		page_unref(cases_read(reader, slice_of(c->source), file, lint,
		    &said));
		assert_string_equal(said, c->messages);
		free(said);
	}
}

#include "import_case.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/dump.h"

char *
import_named(const char *raw, size_t n, struct import_options o,
    const char *messages)
{
	struct diags d;
	struct faq faq;
	struct buf out;
	char *said, *s = NULL;

	diags_init(&d, false);
	buf_init(&out, SOURCE_MAX_FILE);
	if (import_read(&faq, (struct slice){ raw, n }, &o, &d) &&
	    import_write(&faq, &out)) {
		s = malloc(out.n + 1);
		assert_non_null(s);
		memcpy(s, out.p, out.n);
		s[out.n] = '\0';
	}
	assert_int_equal(s == NULL, d.errors > 0);
	if (messages != NULL) {
		said = dump_diags(&d, "f");
		assert_string_equal(said, messages);
		free(said);
	}
	faq_fini(&faq);
	buf_fini(&out);
	diags_fini(&d);
	return s;
}

void
assert_import(enum import_format format, const char *source,
    const char *document, const char *messages)
{
	const char *title = "Title: F\n";
	char *s = import_named(source, strlen(source),
	    (struct import_options){ .format = format, .name = "f" },
	    messages);

	if (document == NULL) {
		assert_null(s);
		return;
	}
	assert_non_null(s);
	assert_memory_equal(s, title, strlen(title));
	assert_string_equal(s + strlen(title), document);
	free(s);
}

void
assert_cuts(enum import_format format, const char *source)
{
	struct import_options o = { .format = format, .name = "f" };
	size_t n, length = strlen(source);
	char *exact, *s;

	for (n = 0; n <= length; n++) {
		assert_non_null(exact = malloc(n + 1));
		memcpy(exact, source, n);
		s = import_named(exact, n, o, NULL);
		if (n == length)
			assert_non_null(s);
		free(s);
		free(exact);
	}
}

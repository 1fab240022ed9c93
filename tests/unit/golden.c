#include "golden.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistr.h>

#include <cmocka.h>

#include "render/view.h"
#include "render/wrap.h"

static void
keep_a_copy(const char *name, const struct buf *got)
{
	const char *dir = getenv("GOLDEN_OUT");
	char path[4096];
	FILE *f;

	if (dir == NULL)
		return;
	snprintf(path, sizeof(path), "%s/%s", dir, name);
	assert_non_null(f = fopen(path, "w"));
	assert_int_equal(fwrite(got->p, 1, got->n, f), got->n);
	assert_int_equal(fclose(f), 0);
}

static void
read_golden(const char *name, struct buf *out)
{
	const char *srcdir = getenv("srcdir");
	char path[4096], piece[4096];
	size_t n;
	FILE *f;

	snprintf(path, sizeof(path), "%s/tests/golden/%s",
	    srcdir != NULL ? srcdir : ".", name);
	if ((f = fopen(path, "r")) == NULL)
		fail_msg("%s is missing", path);
	while ((n = fread(piece, 1, sizeof(piece), f)) > 0)
		buf_put(out, piece, n);
	fclose(f);
}

/* The line in front of *rest, with its LF, is taken off. */
static struct slice
take_line(struct slice *rest)
{
	const char *lf = rest->n > 0 ? memchr(rest->p, '\n', rest->n) : NULL;
	struct slice line = { rest->p,
		lf != NULL ? (size_t)(lf - rest->p) + 1 : rest->n };

	*rest = slice_from(*rest, line.n);
	return line;
}

void
golden_check(const char *name, const struct buf *got)
{
	struct slice want_line, got_line, want_rest, got_rest;
	struct buf want;
	unsigned line = 0;

	assert_false(got->failed);
	keep_a_copy(name, got);
	buf_init(&want, 1 << 20);
	read_golden(name, &want);
	want_rest = buf_slice(&want);
	got_rest = buf_slice(got);
	while (want_rest.n > 0 || got_rest.n > 0) {
		line++;
		want_line = take_line(&want_rest);
		got_line = take_line(&got_rest);
		if (!slice_eq(want_line, got_line))
			fail_msg("tests/golden/%s:%u:\n-%.*s\n+%.*s", name,
			    line, (int)want_line.n, want_line.p,
			    (int)got_line.n, got_line.p);
	}
	buf_fini(&want);
}

/* the line without its CRLF */
static struct slice
check_line(struct slice line)
{
	size_t i;

	assert_true(line.n >= 2);
	assert_memory_equal(line.p + line.n - 2, "\r\n", 2);
	line.n -= 2;
	for (i = 0; i < line.n; i++)
		assert_true((unsigned char)line.p[i] >= 0x20 ||
		    line.p[i] == '\t');
	assert_null(u8_check((const uint8_t *)line.p, line.n));
	return line;
}

static void
check_display(struct slice s, unsigned width)
{
	assert_true(view_is_line(s));
	assert_true(wrap_columns(s) <= width);
	assert_true(s.n == 0 || s.p[s.n - 1] != ' ');
}

void
golden_check_text(const struct buf *got, unsigned width)
{
	struct slice rest = buf_slice(got), line;

	while (rest.n > 0) {
		line = check_line(take_line(&rest));
		check_display(line, width);
		assert_false(slice_is(line, "."));
	}
}

void
golden_check_menu(const struct buf *got)
{
	struct slice rest = buf_slice(got), line, display;
	size_t i, tabs;

	while (rest.n > 0) {
		line = check_line(take_line(&rest));
		if (slice_is(line, ".")) {
			assert_int_equal(rest.n, 0);
			return;
		}
		display = (struct slice){ line.p + 1, 0 };
		for (i = tabs = 0; i < line.n; i++)
			if (line.p[i] == '\t' && tabs++ == 0)
				display.n = i - 1;
		assert_int_equal(tabs, 3);
		check_display(display, VIEW_MENU_WIDTH);
	}
	fail_msg("a menu without its final dot");
}

/*
 * Text files on their way out, in each protocol's form, cut at any two places.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "proto/text.h"

#define BYTES(literal) { literal, sizeof(literal) - 1 }

struct row {
	struct slice file, sent;
};

static void
check(text_passer *text, const struct row *row)
{
	struct slice file = row->file;
	struct buf out;
	size_t a, b;
	int at;

	buf_init(&out, 100);
	for (a = 0; a <= file.n; a++)
		for (b = a; b <= file.n; b++) {
			at = 0;
			buf_clear(&out);
			text(&at, (struct slice){ file.p, a }, false, &out);
			text(&at, (struct slice){ file.p + a, b - a }, false,
			    &out);
			text(&at, (struct slice){ file.p + b, file.n - b },
			    true, &out);
			if (!slice_eq(buf_slice(&out), row->sent))
				fail_msg("%s cut at %zu and %zu", file.p, a, b);
		}
	buf_fini(&out);
}

static void
a_plain_text_only_loses_its_byte_order_mark(void **state)
{
	static const struct row rows[] = {
		{ BYTES(""), BYTES("") },
		{ BYTES("\xef\xbb\xbf"), BYTES("") },
		{ BYTES("\xef\xbb\xbf# A\n"), BYTES("# A\n") },
		{ BYTES("\xef\xbb\xbf\xef\xbb\xbf"), BYTES("\xef\xbb\xbf") },
		{ BYTES("\xef\xbb"), BYTES("\xef\xbb") },
		{ BYTES("\xef\xbb" "a\r\n.\r"), BYTES("\xef\xbb" "a\r\n.\r") },
		{ BYTES("a\xef\xbb\xbf"), BYTES("a\xef\xbb\xbf") },
		{ BYTES("a\0\n"), BYTES("a\0\n") },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check(text_plain, &rows[i]);
}

static void
a_gopher_text_has_crlf_and_no_lone_dot(void **state)
{
	static const struct row rows[] = {
		{ BYTES(""), BYTES("") },
		{ BYTES("a"), BYTES("a\r\n") },
		{ BYTES("a\n"), BYTES("a\r\n") },
		{ BYTES("a\nb\r\nc\rd"), BYTES("a\r\nb\r\nc\r\nd\r\n") },
		{ BYTES("\n\r\n\r"), BYTES("\r\n\r\n\r\n") },
		{ BYTES("a\r\r\nb"), BYTES("a\r\n\r\nb\r\n") },
		{ BYTES("a\r"), BYTES("a\r\n") },
		{ BYTES("a\0b"), BYTES("a\0b\r\n") },
		/* byte order marks */
		{ BYTES("\xef\xbb\xbf"), BYTES("") },
		{ BYTES("\xef\xbb\xbf" "a"), BYTES("a\r\n") },
		{ BYTES("\xef\xbb\xbf\n"), BYTES("\r\n") },
		{ BYTES("\xef\xbb"), BYTES("\xef\xbb\r\n") },
		{ BYTES("\xef\n"), BYTES("\xef\r\n") },
		{ BYTES("\xef.\n"), BYTES("\xef.\r\n") },
		{ BYTES("a\n\xef\xbb\xbf"), BYTES("a\r\n\xef\xbb\xbf\r\n") },
		/* dots */
		{ BYTES("."), BYTES(" .\r\n") },
		{ BYTES(".\n"), BYTES(" .\r\n") },
		{ BYTES("a\r.\rb"), BYTES("a\r\n .\r\nb\r\n") },
		{ BYTES("\xef\xbb\xbf.\r\n.\n"), BYTES(" .\r\n .\r\n") },
		{ BYTES("..\n.a\na.\n. \n"),
		    BYTES("..\r\n.a\r\na.\r\n. \r\n") },
		{ BYTES("...\n"), BYTES("...\r\n") },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check(text_crlf, &rows[i]);
}

static void
a_text_by_the_letter_is_stuffed_and_ended(void **state)
{
	static const struct row rows[] = {
		{ BYTES(""), BYTES(".\r\n") },
		{ BYTES("a"), BYTES("a\r\n.\r\n") },
		{ BYTES("a\nb\r\nc\rd"), BYTES("a\r\nb\r\nc\r\nd\r\n.\r\n") },
		{ BYTES("."), BYTES("..\r\n.\r\n") },
		{ BYTES(".\n..\n.a\na.\n"),
		    BYTES("..\r\n...\r\n..a\r\na.\r\n.\r\n") },
		{ BYTES("\xef\xbb\xbf.a"), BYTES("..a\r\n.\r\n") },
		{ BYTES("\xef.a"), BYTES("\xef.a\r\n.\r\n") },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check(text_rfc, &rows[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plain_text_only_loses_its_byte_order_mark),
		cmocka_unit_test(a_gopher_text_has_crlf_and_no_lone_dot),
		cmocka_unit_test(a_text_by_the_letter_is_stuffed_and_ended),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

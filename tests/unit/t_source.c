/* The bytes of a document, and how messages about them look. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/dump.h"
#include "parse/source.h"

/* Opens raw and compares what is said of it; true when it could be opened. */
static bool
open_source(struct source *src, struct slice raw, const char *messages)
{
	struct diags d;
	char *said;
	bool opened;

	diags_init(&d, false);
	opened = source_open(src, raw, &d);
	said = dump_diags(&d, "f");
	assert_string_equal(said, messages);
	assert_int_equal(opened, d.errors == 0);
	free(said);
	diags_fini(&d);
	return opened;
}

static void
lines_end_at_lf_or_crlf_and_the_last_may_lack_its_end(void **state)
{
	struct source src;

	(void)state;
	assert_true(open_source(&src,
	    slice_of("\xef\xbb\xbf" "one \t\r\n\ntwo\n three"), ""));
	assert_int_equal(src.nlines, 4);
	assert_true(slice_is(source_line(&src, 0), "one"));
	assert_true(slice_is(source_line(&src, 1), ""));
	assert_true(slice_is(source_line(&src, 2), "two"));
	assert_true(slice_is(source_line(&src, 3), " three"));
	assert_true(slice_is(src.text, "one \t\n\ntwo\n three\n"));
	source_close(&src);
}

static void
every_fault_of_the_bytes_has_its_message(void **state)
{
	static const struct {
		const char *raw;
		size_t n;	/* 0: all of raw */
		const char *messages;
	} cases[] = {
		{ "ok\na \xc3\xa9\xe9?\n", 0,
		    "f:2: error: not UTF-8: byte 0xE9 at column 4; convert "
		    "the file, for example: iconv -f WINDOWS-1252 -t UTF-8 "
		    "[E001]\n" },
		{ "cut \xe2\x82", 0,
		    "f:1: error: not UTF-8: byte 0xE2 at column 5; convert "
		    "the file, for example: iconv -f WINDOWS-1252 -t UTF-8 "
		    "[E001]\n" },
		{ "\xff\xfe" "a\0\n\0", 6,
		    "f:1: error: not UTF-8: byte 0xFF at column 1; convert "
		    "the file, for example: iconv -f UTF-16 -t UTF-8 "
		    "[E001]\n" },
		{ "\n\na\0b\0\n\x1b\n\x7f\n", 11,
		    "f:3: error: control character 0x00 at column 2 [E002]\n"
		    "f:4: error: control character 0x1B at column 1 [E002]\n"
		    "f:5: error: control character 0x7F at column 1 [E002]\n" },
		{ "a\rb\rc\n", 0,
		    "f:1: error: carriage return inside a line; save with LF "
		    "or CRLF line ends [E003]\n" },
		{ "a\r\r\n", 0,
		    "f:1: error: carriage return inside a line; save with LF "
		    "or CRLF line ends [E003]\n" },
		{ "", 0, "f:1: error: empty file [E200]\n" },
		{ "\xef\xbb\xbf \n\t\r\n", 0, "f:1: error: empty file [E200]\n" },
	};
	struct source src;
	struct slice raw;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		raw = slice_of(cases[i].raw);
		if (cases[i].n > 0)
			raw.n = cases[i].n;
		assert_false(open_source(&src, raw, cases[i].messages));
	}
}

static void
characters_that_may_not_stay_are_dropped_with_a_warning_a_line(void **state)
{
	struct source src;

	(void)state;
	assert_true(open_source(&src,
	    slice_of("a\xc2\x85\xc2\x9f" "b\n"
		     "\xe2\x80\xaegnp\xe2\x81\xa9\xc2\x80\n"
		     "x\xef\xbb\xbf-\xe2\x80\xa8y\n"),
	    "f:1: warning: character U+0085 dropped [W206]\n"
	    "f:2: warning: direction control character dropped [W205]\n"
	    "f:2: warning: character U+0080 dropped [W206]\n"
	    "f:3: warning: character U+FEFF dropped [W206]\n"));
	assert_true(slice_is(src.text, "ab\ngnp\nx- y\n"));
	source_close(&src);
}

static void
limits_hold_to_the_byte(void **state)
{
	char *big = malloc(SOURCE_MAX_FILE + 1);
	struct source src;
	size_t i;

	(void)state;
	assert_non_null(big);
	for (i = 0; i <= SOURCE_MAX_FILE; i++)
		big[i] = i % 1024 == 1023 ? '\n' : 'x';
	assert_true(open_source(&src,
	    (struct slice){ big, SOURCE_MAX_FILE }, ""));
	source_close(&src);
	assert_false(open_source(&src,
	    (struct slice){ big, SOURCE_MAX_FILE + 1 },
	    "f:1: error: file larger than 4194304 bytes [E005]\n"));

	memset(big, 'y', SOURCE_MAX_LINE + 1);
	big[SOURCE_MAX_LINE] = '\r';	/* not counted */
	big[SOURCE_MAX_LINE + 1] = '\n';
	assert_true(open_source(&src,
	    (struct slice){ big, SOURCE_MAX_LINE + 2 }, ""));
	source_close(&src);
	big[SOURCE_MAX_LINE] = 'y';
	assert_false(open_source(&src,
	    (struct slice){ big, SOURCE_MAX_LINE + 2 },
	    "f:1: error: line longer than 65536 bytes [E004]\n"));
	free(big);
}

static void
messages_come_by_line_and_in_the_order_given_within_one(void **state)
{
	struct diags d;
	char *said;

	(void)state;
	diags_init(&d, false);
	diag_add(&d, 30, "E403", "later");
	diag_add(&d, 2, "W204", "first of \"%s\"", "two");
	diag_add(&d, 2, "E101", "then\tthis");
	diag_add(&d, 12, "N001", "kept");
	said = dump_diags(&d, "a/b.qa");
	assert_string_equal(said,
	    "a/b.qa:2: warning: first of \"two\" [W204]\n"
	    "a/b.qa:2: error: then this [E101]\n"
	    "a/b.qa:12: note: kept [N001]\n"
	    "a/b.qa:30: error: later [E403]\n");
	free(said);
	diags_fini(&d);
}

static void
after_twenty_errors_only_their_number_grows(void **state)
{
	const char *end = "f: error: too many errors\n";
	struct diags d;
	char *said;
	uint32_t i;

	(void)state;
	diags_init(&d, false);
	for (i = 1; i <= DIAG_MAX_ERRORS; i++)
		diag_add(&d, i, "E203", "question has no answer");
	said = dump_diags(&d, "f");
	assert_null(strstr(said, "too many"));
	free(said);
	diag_add(&d, i, "E203", "question has no answer");
	diag_add(&d, 1, "W101", "warnings still come");
	assert_int_equal(d.errors, DIAG_MAX_ERRORS + 1);
	assert_int_equal(d.list.n, DIAG_MAX_ERRORS + 1);
	said = dump_diags(&d, "f");
	assert_non_null(strstr(said, "warnings still come"));
	assert_null(strstr(said, "f:21:"));
	assert_string_equal(said + strlen(said) - strlen(end), end);
	free(said);
	diags_fini(&d);
}

static void
long_texts_are_quoted_in_part_and_between_characters(void **state)
{
	char text[200] = "";
	struct slice s;

	(void)state;
	s = (struct slice){ text, 0 };
	assert_int_equal(diag_quote(slice_of("short")), 5);
	memset(text, 'x', 99);
	strcpy(text + 99, "\xe2\x82\xac and more");
	s.n = strlen(text);
	assert_int_equal(diag_quote(s), 99);
}

static void
a_document_cut_anywhere_opens_or_says_why(void **state)
{
	const char *whole = "\xef\xbb\xbfTitle: \xec\x97\xac\r\n\r\n-\r\nQ?\r\n"
			    "\xf0\x9f\x9a\xb2 A\xe2\x80\xae\r\n";
	struct source src;
	struct diags d;
	char *exact;
	size_t n;

	(void)state;
	for (n = 0; n <= strlen(whole); n++) {
		exact = malloc(n + 1);
		assert_non_null(exact);
		memcpy(exact, whole, n);
		diags_init(&d, false);
		if (source_open(&src, (struct slice){ exact, n }, &d)) {
			assert_int_equal(d.errors, 0);
			assert_true(src.nlines > 0);
			source_close(&src);
		} else {
			assert_int_equal(d.errors, 1);
		}
		diags_fini(&d);
		free(exact);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    lines_end_at_lf_or_crlf_and_the_last_may_lack_its_end),
		cmocka_unit_test(every_fault_of_the_bytes_has_its_message),
		cmocka_unit_test(
		    characters_that_may_not_stay_are_dropped_with_a_warning_a_line),
		cmocka_unit_test(limits_hold_to_the_byte),
		cmocka_unit_test(
		    messages_come_by_line_and_in_the_order_given_within_one),
		cmocka_unit_test(after_twenty_errors_only_their_number_grows),
		cmocka_unit_test(
		    long_texts_are_quoted_in_part_and_between_characters),
		cmocka_unit_test(a_document_cut_anywhere_opens_or_says_why),
	};

	return cmocka_run_group_tests_name("source", tests, NULL, NULL);
}

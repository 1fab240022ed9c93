/* Native documents that are as they should be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "cases.h"
#include "parse/reader.h"

static void
every_construct_is_read(void **state)
{
	(void)state;
	cases_assert(qa_read, "grammar.qa", false, "");
}

static void
a_dash_is_a_separator_only_alone_in_column_one(void **state)
{
	(void)state;
	cases_assert(qa_read, "dashes.qa", false, "");
}

static void
what_a_simple_editor_saves_is_fine(void **state)
{
	(void)state;
	cases_assert(qa_read, "harbour-7.txt", true,
	    "harbour-7.txt:1: warning: no title; using the name of the file: "
	    "\"Harbour 7\"" SETS_ONE " [W101]\n"
	    "harbour-7.txt:9: warning: question has no question mark "
	    "[W203]\n");
}

static void
lines_are_joined_and_ids_made_as_the_script_wants(void **state)
{
	(void)state;
	cases_assert(qa_read, "scripts.qa", true,
	    "scripts.qa:22: warning: same question as line 19 [W204]\n"
	    "scripts.qa:26: warning: question has no question mark [W203]\n");
}

static void
the_seed_page_is_valid_as_it_stands(void **state)
{
	const char *file = "North-Korea-rejects-dialogue.txt";
	char *source, *said;
	struct page *p;
	size_t n;

	(void)state;
	source = cases_bytes("capsule/North-Korea-rejects-dialogue.txt", &n);
	p = cases_read(qa_read, (struct slice){ source, n }, file, true, &said);
	assert_non_null(p);
	assert_string_equal(said,
	    "North-Korea-rejects-dialogue.txt:1: warning: no title; using the "
	    "name of the file: \"North Korea rejects dialogue\"" SETS_ONE " [W101]\n");
	assert_string_equal(p->title, "North Korea rejects dialogue");
	assert_string_equal(p->path, "/north-korea-rejects-dialogue");
	assert_int_equal(p->nitems, 6);
	assert_int_equal(p->intro.n, 1);
	assert_string_equal(p->items[0].id,
	    "why-did-north-korea-reject-south-korea-s-offer");
	assert_int_equal(p->items[5].line, 18);
	assert_int_equal(p->items[5].answer.n, 1);
	free(said);
	page_unref(p);
	free(source);
}

static void
wrapped_or_not_a_paragraph_is_the_same(void **state)
{
	char *one, *wrapped;

	(void)state;
	one = cases_dump(qa_read, slice_of("Title: a\n\n-\nQ is what?\n"
	    "See [the old map](#q-is-what) of it.\n"), "a.qa");
	wrapped = cases_dump(qa_read, slice_of("Title: a\r\n\r\n-\r\n"
	    "Q is what?\r\nSee [the\r\n  old map](#q-is-what)\t\r\n"
	    "of it."), "a.qa");
	assert_string_equal(one, wrapped);
	free(one);
	free(wrapped);
}

static void
a_header_needs_a_field_on_the_first_line(void **state)
{
	static const char *const texts[] = { "Note: this is text.",
		"https://example.org/", "Q: is this?", "title: small.",
		"\nTitle: late" };
	char source[100], *said;
	struct page *p;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		snprintf(source, sizeof(source), "%s\n-\nQ?\nA\n", texts[i]);
		p = cases_read(qa_read, slice_of(source), "pears.qa", false,
		    &said);
		assert_non_null(p);
		assert_string_equal(p->title, "Pears");
		assert_int_equal(p->intro.n, 1);
		free(said);
		page_unref(p);
	}
}

static void
a_header_may_end_with_the_separator(void **state)
{
	char *dump;

	(void)state;
	dump = cases_dump(qa_read, slice_of("Title: a\n-\nQ?\nA\n"), "a.qa");
	assert_string_equal(dump,
	    "title \"a\" (header)\npath /a\n3 item \"Q?\" id q\n"
	    "  4 para \"A\"\n");
	free(dump);
}

static void
a_separator_is_seen_in_raw_bytes_as_the_reader_sees_it(void **state)
{
	static const struct {
		const char *raw;
		bool has;
	} cases[] = {
		{ "-", true }, { "a\n-\nb", true }, { "a\r\n- \t\r\n", true },
		{ "\xef\xbb\xbf-\n", true }, { "```\n-\n```\n-\n", true },
		{ "```\n-\n", true }, /* E301 says more than a text would */
		{ "```\n-\n```\n", false }, { "```\n-\n``` \nx", false },
		{ "```\na\n", false }, { "", false }, { " -\n- a\n--\n", false },
		{ "```\n-\n```\n```\na\n", false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_int_equal(qa_has_separator(slice_of(cases[i].raw)),
		    cases[i].has);
}

static void
a_document_cut_anywhere_gives_a_page_or_a_reason(void **state)
{
	(void)state;
	cases_assert_cut(qa_read, "grammar.qa");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_construct_is_read),
		cmocka_unit_test(
		    a_dash_is_a_separator_only_alone_in_column_one),
		cmocka_unit_test(what_a_simple_editor_saves_is_fine),
		cmocka_unit_test(
		    lines_are_joined_and_ids_made_as_the_script_wants),
		cmocka_unit_test(the_seed_page_is_valid_as_it_stands),
		cmocka_unit_test(wrapped_or_not_a_paragraph_is_the_same),
		cmocka_unit_test(a_header_needs_a_field_on_the_first_line),
		cmocka_unit_test(a_header_may_end_with_the_separator),
		cmocka_unit_test(
		    a_separator_is_seen_in_raw_bytes_as_the_reader_sees_it),
		cmocka_unit_test(
		    a_document_cut_anywhere_gives_a_page_or_a_reason),
	};

	return cmocka_run_group_tests_name("qa", tests, NULL, NULL);
}

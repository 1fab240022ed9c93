/* Titles and summaries of pages that give none, step by step. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "cases.h"
#include "lib/dump.h"
#include "parse/reader.h"

#define TEN "ten columns"
#define E8 "\xe2\x80\xa6"	/* the ellipsis */

/* What a native document is called, and what is said about it. */
static void
assert_title(const char *file, const char *source, const char *title,
    enum title_from from, const char *messages)
{
	struct diags d;
	struct page *p;
	char *said;

	diags_init(&d, false);
	p = qa_read(slice_of(source), file, &d);
	said = dump_diags(&d, "f");
	assert_string_equal(said, messages);
	assert_non_null(p);
	assert_string_equal(p->title, title);
	assert_int_equal(p->title_from, from);
	free(said);
	page_unref(p);
	diags_fini(&d);
}

static void
the_header_comes_before_all(void **state)
{
	(void)state;
	assert_title("a.qa", "Title: Given\n\n# Other\n\nText.\n-\nQ?\nA\n",
	    "Given", TITLE_HEADER, "");
}

static void
then_a_heading_on_the_first_line(void **state)
{
	(void)state;
	assert_title("a.qa", "# The heading\nText.\n-\nQ?\nA\n",
	    "The heading", TITLE_HEADING, "");
	assert_title("a.qa", "Lang: en\n\n#\tTab\n-\nQ?\nA\n", "Tab",
	    TITLE_HEADING, "");
	/* not on a later line, not without a blank */
	assert_title("pears.qa", "Text.\n\n# Late\n-\nQ?\nA\n", "Pears",
	    TITLE_FILE_NAME,
	    "f:1: warning: no title; using the name of the file: \"Pears\""
	    SETS_ONE " [W101]\n");
	assert_title("a.qa", "#tag\n\nMore.\n-\nQ?\nA\n", "#tag",
	    TITLE_INTRO_LINE, "");
}

static void
then_a_line_that_stands_alone(void **state)
{
	static const char *const not_alone[] = {
		"All about pears\nand more.\n\nText.\n-\nQ?\nA\n",
		"All about pears\n-\nQ?\nA\n",
		"All about pears\n\n-\nQ?\nA\n",
		"All about pears.\n\nText.\n-\nQ?\nA\n",
		"All about pears:\n\nText.\n-\nQ?\nA\n",
		"\xe6\xa2\xa8\xe3\x80\x82\n\nText.\n-\nQ?\nA\n",
		"\xe6\xa2\xa8\xef\xbc\x81\n\nText.\n-\nQ?\nA\n",
		"[Pears](#q)\n\nText.\n-\nId: q\nQ?\nA\n",
		"> Pears\n\nText.\n-\nQ?\nA\n",
		"\xe6\xa2\xa8" TEN TEN TEN TEN TEN TEN TEN "ab"
		"\n\nText.\n-\nQ?\nA\n",
	};
	size_t i;

	(void)state;
	assert_title("a.qa", "\nAll about pears\n\nText.\n-\nQ?\nA\n",
	    "All about pears", TITLE_INTRO_LINE, "");
	assert_title("a.qa", "What of pears?\n\n- list\n-\nQ?\nA\n",
	    "What of pears?", TITLE_INTRO_LINE, "");
	/* 80 columns: one Han character of two, and 78 */
	assert_title("a.qa", "\xe6\xa2\xa8" TEN TEN TEN TEN TEN TEN TEN "a"
	    "\n\nText.\n-\nQ?\nA\n",
	    "\xe6\xa2\xa8" TEN TEN TEN TEN TEN TEN TEN "a",
	    TITLE_INTRO_LINE, "");
	for (i = 0; i < sizeof(not_alone) / sizeof(*not_alone); i++)
		assert_title("pears.qa", not_alone[i], "Pears",
		    TITLE_FILE_NAME,
		    "f:1: warning: no title; using the name of the file: "
		    "\"Pears\"" SETS_ONE " [W101]\n");
}

static void
then_the_words_of_the_name_of_the_file(void **state)
{
	static const struct {
		const char *file, *title;
	} cases[] = {
		{ "folder/North-Korea.txt", "North Korea" },
		{ "01_getting__started.qa", "Getting started" },
		{ "2024-05-17-trip.qa", "Trip" },
		{ "trip-2024-05-17-notes.qa", "Trip notes" },
		{ "trip-2024.qa", "Trip 2024" },
		{ "3f2a9c0d-pears.qa", "Pears" },
		{ "facade.qa", "Facade" },
		{ "\xc3\xa9t\xc3\xa9.qa", "\xc3\x89t\xc3\xa9" },
		{ "v1.2 notes.qa", "V1.2 notes" },
	};
	char message[200];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		snprintf(message, sizeof(message),
		    "f:1: warning: no title; using the name of the file: "
		    "\"%s\"" SETS_ONE " [W101]\n", cases[i].title);
		assert_title(cases[i].file, "-\nQ?\nA\n", cases[i].title,
		    TITLE_FILE_NAME, message);
	}
}

static void
then_the_first_question(void **state)
{
	static const char *const files[] = { "42.qa", "2024-05-17.qa",
		"deadbeef01.qa", "---.qa", "\xff.qa", "a\x1b[m.qa",
		"x\xe2\x80\xae.qa" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(files) / sizeof(*files); i++)
		assert_title(files[i], "Intro.\n-\nWhy pears?\nA\n",
		    "Why pears?", TITLE_QUESTION,
		    "f:1: warning: no title; using the first question: "
		    "\"Why pears?\"" SETS_ONE " [W101]\n");
}

static void
then_the_beginning_of_the_intro(void **state)
{
	const char *question = "\n-\n" TEN TEN TEN TEN TEN TEN TEN TEN
			       "?\nA\n";
	char source[1000];

	(void)state;
	snprintf(source, sizeof(source), "Pears are good. Really.%s", question);
	assert_title("1.qa", source, "Pears are good.", TITLE_INTRO_SENTENCE,
	    "f:1: warning: no title; using the first sentence: \"Pears are "
	    "good.\"" SETS_ONE " [W101]\n");
	/* 71 columns of whole words and the ellipsis */
	snprintf(source, sizeof(source),
	    "1234567 1234567 1234567 1234567 1234567 1234567 1234567 1234567 "
	    "1234567 1234567.%s", question);
	assert_title("1.qa", source,
	    "1234567 1234567 1234567 1234567 1234567 1234567 1234567 1234567 "
	    "1234567" E8, TITLE_INTRO_SENTENCE,
	    "f:1: warning: no title; using the first sentence: \"1234567 "
	    "1234567 1234567 1234567 1234567 1234567 1234567 1234567 1234567"
	    E8 "\"" SETS_ONE " [W101]\n");
	/* nothing but a long question */
	assert_title("1.qa", question + 1,
	    TEN TEN TEN TEN TEN "ten columnsten" E8, TITLE_QUESTION,
	    "f:1: warning: no title; using the first question: \"" TEN TEN TEN
	    TEN TEN "ten columnsten" E8 "\"" SETS_ONE " [W101]\n");
}

static void
a_summary_is_the_first_sentence(void **state)
{
	static const struct {
		const char *intro, *summary;
	} cases[] = {
		{ "One. Two.", "One." },
		{ "Version 1.2 (e.g. this) is out! So?",
		    "Version 1.2 (e.g. this) is out!" },
		{ "\"Why?\" she asked. No.", "\"Why?\" she asked." },
		{ "He said (\"No.\") And left.", "He said (\"No.\")" },
		{ "\xe6\x9c\x9d\xe3\x80\x82\xe5\xa4\x9c\xe3\x80\x82",
		    "\xe6\x9c\x9d\xe3\x80\x82" },
		{ "No end", "No end" },
		{ "> Quoted.\n\nThen text. More.", "Then text." },
		{ "", "" },
	};
	char source[200];
	struct diags d;
	struct page *p;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		snprintf(source, sizeof(source), "%s\n-\nQ?\nA\n",
		    cases[i].intro);
		diags_init(&d, false);
		p = qa_read(slice_of(source), "a.qa", &d);
		assert_non_null(p);
		assert_string_equal(p->summary, cases[i].summary);
		page_unref(p);
		diags_fini(&d);
	}
}

static void
a_long_summary_is_cut_to_200_columns(void **state)
{
	char source[2000] = "";
	struct diags d;
	struct page *p;
	int i;

	(void)state;
	for (i = 0; i < 150; i++)	/* 300 columns without a blank */
		strcat(source, "\xe6\x9c\x9d");
	strcat(source, "\n-\nQ?\nA\n");
	diags_init(&d, false);
	p = qa_read(slice_of(source), "a.qa", &d);
	assert_non_null(p);
	/* 99 of two columns, and the ellipsis of one */
	assert_int_equal(strlen(p->summary), 99 * 3 + 3);
	assert_string_equal(p->summary + 99 * 3, E8);
	page_unref(p);
	diags_fini(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_header_comes_before_all),
		cmocka_unit_test(then_a_heading_on_the_first_line),
		cmocka_unit_test(then_a_line_that_stands_alone),
		cmocka_unit_test(then_the_words_of_the_name_of_the_file),
		cmocka_unit_test(then_the_first_question),
		cmocka_unit_test(then_the_beginning_of_the_intro),
		cmocka_unit_test(a_summary_is_the_first_sentence),
		cmocka_unit_test(a_long_summary_is_cut_to_200_columns),
	};

	return cmocka_run_group_tests_name("title", tests, NULL, NULL);
}

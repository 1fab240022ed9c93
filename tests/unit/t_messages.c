/* What the author of a native document is told, word for word. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "cases.h"
#include "parse/reader.h"

static char *
messages(struct slice source, bool lint)
{
	char *said;

	page_unref(cases_read(qa_read, source, "f.qa", lint, &said));
	return said;
}

#define COMPLAINTS(table)                                                      \
	cases_assert_complaints(qa_read, "f.qa", false, table,                 \
	    sizeof(table) / sizeof(*table))

#define ERROR(line, text) "f.qa:" #line ": error: " text "\n"
#define WARNING(line, text) "f.qa:" #line ": warning: " text "\n"
#define ITEM "-\nQ?\nA\n"	/* to have a page: three lines */

static void
faults_of_the_header(void **state)
{
	static const struct complaint table[] = {
		{ "Title: a\nTitel: b\n c\n\n" ITEM,
		    ERROR(2, "unknown header \"Titel\"; did you mean "
			     "\"Title\"? [E101]") },
		{ "Title: a\nlang: en\nColour: red\n\n" ITEM,
		    ERROR(2, "unknown header \"lang\"; did you mean \"Lang\"? "
			     "[E101]")
		    ERROR(3, "unknown header \"Colour\" [E101]") },
		{ "Title: a\nThe text begins.\nAnd goes on.\n" ITEM,
		    ERROR(2, "not a header field: \"The text begins.\"; leave "
			     "a blank line before the text [E101]") },
		{ "Title:\nTags: \n\n" ITEM,
		    ERROR(1, "header \"Title\" has no value [E101]")
		    ERROR(2, "header \"Tags\" has no value [E101]") },
		{ "Title: a\n b\nX-a: 1\nTitle: b\nX-a: 2\n\n" ITEM,
		    ERROR(4, "header \"Title\" given twice, first at line 1 "
			     "[E102]")
		    ERROR(5, "header \"X-a\" given twice, first at line 3 "
			     "[E102]") },
		{ "Title: a\nSlug: My Page\n\n" ITEM,
		    ERROR(2, "slug \"My Page\" may hold only a-z, 0-9 and "
			     "\"-\" and at most 64 characters [E103]") },
		{ "Slug: all\nTitle: a\nWas: new, old_name.x, A\n\n" ITEM,
		    ERROR(1, "slug \"all\" is reserved for an address of "
			     "qapsule's own [E103]")
		    ERROR(3, "slug \"new\" is reserved for an address of "
			     "qapsule's own [E103]")
		    ERROR(3, "slug \"A\" may hold only a-z, 0-9 and \"-\" and "
			     "at most 64 characters [E103]") },
		{ "Title: a\n%% said\nDate: 1 May\nUpdated: 2023-02-29\n\n"
		  ITEM,
		    ERROR(3, "date \"1 May\" is not YYYY-MM-DD [E104]")
		    ERROR(4, "date \"2023-02-29\" is not a day of the "
			     "calendar [E104]") },
		{ "Lang: English\nTitle: a\n\n" ITEM,
		    ERROR(1, "language \"English\" is not a tag such as "
			     "\"en\" or \"pt-BR\" [E104]") },
	};

	(void)state;
	COMPLAINTS(table);
}

static void
faults_of_attributes(void **state)
{
	static const struct complaint table[] = {
		{ "Title: a\n\n" ITEM "-\nId: Foo Bar\nQ2?\nA\n",
		    ERROR(7, "id \"Foo Bar\" may hold only a-z, 0-9 and \"-\" "
			     "and at most 64 characters; write \"\\Id: ...\" "
			     "if this is the question [E103]") },
		{ "Title: a\n\n-\nWas: ok, it so?\nA\n\n```\n-\n```\n",
		    ERROR(4, "id \"it so?\" may hold only a-z, 0-9 and \"-\" "
			     "and at most 64 characters; write \"\\Was: "
			     "...\" if this is the question [E103]") },
		{ "Title: a\n\n-\nId: search\nQ?\nA\n-\nId: -x\nQ2?\nA\n",
		    ERROR(4, "id \"search\" is reserved for an address of "
			     "qapsule's own; write \"\\Id: ...\" if this is "
			     "the question [E103]")
		    ERROR(8, "id \"-x\" may not begin with \"-\"; write "
			     "\"\\Id: ...\" if this is the question [E103]") },
		{ "Title: a\n\n-\nId:\nQ?\nA\n",
		    ERROR(4, "id \"\" may hold only a-z, 0-9 and \"-\" and at "
			     "most 64 characters; write \"\\Id: ...\" if this "
			     "is the question [E103]") },
		{ "Title: a\n\n-\nUpdated: 2024-06-31\nId: a\nId: b\nQ?\nA\n",
		    ERROR(4, "date \"2024-06-31\" is not a day of the "
			     "calendar [E104]")
		    ERROR(6, "\"Id\" given twice, first at line 5 [E102]") },
		{ "Title: a\n\n-\n\nSection: s\nId: x\n\n%% c\n-\nQ?\nA\n",
		    ERROR(5, "item has attributes but no question [E205]") },
		{ "Title: a\n\n" ITEM "-\nId: x\n",
		    ERROR(7, "item has attributes but no question [E205]") },
	};

	(void)state;
	COMPLAINTS(table);
}

#define BELOW(line, key)                                                       \
	WARNING(line, "this is text of the answer; \"" key ": ...\" stands "   \
		      "above the question, or with \"\\\" in front if it is "  \
		      "text [W210]")

static void
attributes_where_they_are_text(void **state)
{
	static const struct complaint table[] = {
		{ "Title: a\n\n-\nQ?\nId: q\nTags:x\nA\nWas: b\n",
		    BELOW(5, "Id") BELOW(6, "Tags") },
		{ "Title: a\n\n-\nQ?\n\nid: q\n\nTags: x\n", BELOW(6, "Id") },
		{ "Title: a\n\n-\nid: q\nQ?\nA\n",
		    WARNING(4, "this is the question; did you mean the "
			       "attribute \"Id: ...\"? [W210]") },
		{ "Title: a\n\n-\nID: what is it?\nA\n-\nIdea: x\nA\n"
		  "-\n\\Id: x\n\\Id: y\n-\nIdle\nUpdate: new\n", "" },
	};

	(void)state;
	COMPLAINTS(table);
}

static void
faults_of_the_order_of_things(void **state)
{
	static const struct complaint table[] = {
		{ "", ERROR(1, "empty file [E200]") },
		{ "\n \n\t\n", ERROR(1, "empty file [E200]") },
		{ "Title: a\n\n-\n%% c\n\n-\n- \nQ?\nA\n",
		    ERROR(6, "empty item: separator follows the separator at "
			     "line 3 [E201]")
		    ERROR(7, "empty item: separator follows the separator at "
			     "line 6 [E201]") },
		{ "Title: a\n\n-\n\\\nA\n",
		    ERROR(4, "empty item: no question [E201]") },
		{ "Some text.\n -\n- a\n",
		    ERROR(1, "no questions: no line holds only \"-\" [E202]") },
		{ "Title: a\n\nIntro\n-\n\n",
		    ERROR(4, "no questions: nothing follows the \"-\" "
			     "[E202]") },
		{ "Title: a\n\n-\nQ?\n\n%% c\n-\nQ2?\n",
		    ERROR(4, "question has no answer [E203]")
		    ERROR(8, "question has no answer [E203]") },
		{ "Title: a\n\n-\nQ? \\\n-\nQ2?\\\n\n\\\n",
		    ERROR(4, "question has no answer [E203]")
		    ERROR(6, "question has no answer [E203]") },
		{ "Title: a\n\n-\nQ?\n```\n```\n",
		    ERROR(4, "question has no answer [E203]") },
		{ "Title: a\n\n" ITEM "-\n",
		    WARNING(6, "separator at end of file ignored [W201]") },
	};

	(void)state;
	COMPLAINTS(table);
}

#define NO_START(line, mark)                                                   \
	ERROR(line, "a question cannot start with \"" mark "\"; escape it "     \
		    "with \"\\\" [E204]")

static void
faults_of_questions(void **state)
{
	static const struct complaint table[] = {
		{ "Title: a\n\n-\n=> /x\n=>\n-\n> q\n-\n  - x\n-\n* x\n-\n+ x\n"
		  "-\n### x\n-\n```\n-\n```\n" ITEM,
		    NO_START(4, "=>") NO_START(7, ">") NO_START(9, "- ")
		    NO_START(11, "* ") NO_START(13, "+ ") NO_START(15, "###")
		    NO_START(17, "```") },
		{ "Title: a\n\n-\n1. Is it numbered?\nA\n-\n-x?\nA\n-\n"
		  "\\=> x?\nA\n", "" },
		{ "Title: a\n\n" ITEM "- x\n-\n- y\nA\n",
		    WARNING(7, "\"-\" between list items starts a new "
			       "question; an empty bullet? [W202]")
		    NO_START(8, "- ") },
		/* not directly between, and another sign */
		{ "Title: a\n\n" ITEM "- x\n\n-\n- y\nA\n", NO_START(9, "- ") },
		{ "Title: a\n\n" ITEM "* x\n-\n- y\nA\n", NO_START(8, "- ") },
		{ "Title: a\n\n-\nWhere's my cat?\nA\n-\n"
		  "WHERE\xe2\x80\x99S  MY cat\nB\n-\nWheres my cat!\nC\n",
		    WARNING(7, "same question as line 4 [W204]")
		    WARNING(10, "same question as line 4 [W204]") },
		{ "Title: a\n\n-\nWhat is C?\nA\n-\nWhat is C#?\nB\n", "" },
	};

	(void)state;
	COMPLAINTS(table);
}

static void
a_question_of_more_than_300_columns_is_refused(void **state)
{
	char source[2000] = "Title: a\n\n-\n", *said;
	int i;

	(void)state;
	for (i = 0; i < 149; i++)	/* two columns each */
		strcat(source, "\xe5\x95\x8f");
	strcat(source, "\\\nx?\nA\n");
	said = messages(slice_of(source), false);
	assert_string_equal(said,
	    ERROR(4, "question longer than 300 columns; is the answer on the "
		     "same line? [E206]"));
	free(said);
	/* without the "x" it is 300: 298, a blank and the mark */
	memmove(source + strlen(source) - 5, "?\nA\n", 5);
	said = messages(slice_of(source), false);
	assert_string_equal(said, "");
	free(said);
}

static void
faults_of_blocks_and_links(void **state)
{
	static const struct complaint table[] = {
		{ "Title: a\n\n-\nQ?\n``` x\n-\n``` y\n",
		    ERROR(5, "preformatted block opened here is never closed "
			     "[E301]") },
		{ "Title: a\n\n```\n-\nQ?\nA\n",
		    ERROR(3, "preformatted block opened here is never closed "
			     "[E301]") },
		{ "Title: a\n\n=>\n-\nQ?\nA\n=> \t\nB\n",
		    ERROR(3, "link line without a target [E401]")
		    ERROR(7, "link line without a target [E401]") },
		{ "Title: a\n\n-\nQ?\n=> data:x y\n- i\n  [a\n\n  b](javascript:"
		  "z)\n> q\n> <data:q>\n### [s](a b)\n",
		    ERROR(5, "link target not allowed: data: [E402]")
		    ERROR(9, "link target not allowed: javascript: [E402]")
		    ERROR(11, "link target not allowed: data: [E402]")
		    ERROR(12, "link target not allowed: blank in \"a b\"; "
			      "write it as %20 [E402]") },
		{ "Title: a\n\n[a](#refunds)\n-\nId: x\nWas: y\nQ?\n=> #q\n"
		  "one\ntwo [b\nc](#z) <#x> <#y>\n- i\n  j <#i>\n> q\n>\n"
		  "> r\n> <#r>\n",
		    ERROR(3, "no question with id \"refunds\" on this page "
			     "[E403]")
		    ERROR(8, "no question with id \"q\" on this page [E403]")
		    ERROR(11, "no question with id \"z\" on this page [E403]")
		    ERROR(13, "no question with id \"i\" on this page [E403]")
		    ERROR(17, "no question with id \"r\" on this page "
			      "[E403]") },
		{ "Title: a\n\n-\nId: cost\nQ?\nA\n-\nWas: b, cost\nId: b\nR?\n"
		  "B\n",
		    ERROR(8, "id \"b\" already used at line 9 [E404]")
		    ERROR(8, "id \"cost\" already used at line 4 [E404]") },
	};

	(void)state;
	COMPLAINTS(table);
}

static void
what_may_not_stay_in_a_text_is_told_and_dropped(void **state)
{
	static const struct complaint table[] = {
		{ "Title: a\n\n-\nQ\xe2\x80\xaa?\nA\xc2\x80\n",
		    WARNING(4, "direction control character dropped [W205]")
		    WARNING(5, "character U+0080 dropped [W206]") },
	};

	(void)state;
	COMPLAINTS(table);
}

static void
a_missing_question_mark_is_told_with_lint_alone(void **state)
{
	static const struct complaint table[] = {
		{ "Title: a\n\n-\nPrices\nA\n-\nIs it?\nA\n-\n"
		  "\xe4\xbd\x95\xef\xbc\x9f\nA\n-\n\xd9\x85\xd8\x9f\nA\n-\n"
		  "Why ?\nA\n-\n\xce\xb3\xce\xb9\xce\xb1\xcd\xbe\nA\n-\n"
		  "\"Why?\" (again)\nA\n-\n;no\nA\n",
		    WARNING(4, "question has no question mark [W203]")
		    WARNING(25, "question has no question mark [W203]") },
	};

	(void)state;
	cases_assert_complaints(qa_read, "f.qa", true, table, 1);
	cases_assert_complaints(qa_read, "f.qa", false,
	    &(struct complaint){ table->source, "" }, 1);
}

/* Many faults, each in an item of its own, and no fault that follows. */
static void
reading_goes_on_after_each_fault(void **state)
{
	static const struct complaint table[] = {
		{ "Title: Trouble\n"
		  "Tittle: again\n"
		  "\n"
		  "Hello.\n"
		  "-\n"
		  "Id: hammer\n"
		  "Where is the hammer?\n"
		  "In => the shed, see [below](#nowhere), <#nails>, <#wide>.\n"
		  "-\n"
		  "Who answers this?\n"
		  "-\n"
		  "-\n"
		  "Id: hammer\n"
		  "Is that name free?\n"
		  "It is not.\n"
		  "-\n"
		  "Id: nails\n"
		  "> quoted?\n"
		  "```\n"
		  "-\n"
		  "```\n"
		  "=>\n"
		  "-\n"
		  "What is wrong below?\n"
		  "=>\n"
		  "=> data:text,x here\n"
		  "-\n"
		  "Id: wide\n"
		  "-\n"
		  "Is this closed?\n"
		  "```\n"
		  "no\n"
		  "-\n"
		  "It is text.\n",
		    ERROR(2, "unknown header \"Tittle\"; did you mean "
			     "\"Title\"? [E101]")
		    ERROR(8, "no question with id \"nowhere\" on this page "
			     "[E403]")
		    ERROR(10, "question has no answer [E203]")
		    ERROR(12, "empty item: separator follows the separator at "
			      "line 11 [E201]")
		    ERROR(13, "id \"hammer\" already used at line 6 [E404]")
		    NO_START(18, ">")
		    ERROR(25, "link line without a target [E401]")
		    ERROR(26, "link target not allowed: data: [E402]")
		    ERROR(28, "item has attributes but no question [E205]")
		    ERROR(31, "preformatted block opened here is never closed "
			      "[E301]") },
	};

	(void)state;
	COMPLAINTS(table);
}

/* So many questions, of three lines each, after the title. */
static char *
many_questions(int n)
{
	char *source = malloc((size_t)n * 20 + 20), *p = source;
	int i;

	assert_non_null(source);
	p += sprintf(p, "Title: a\n\n");
	for (i = 0; i < n; i++)
		p += sprintf(p, "-\nQ%d?\nA\n", i);
	return source;
}

static void
there_are_at_most_5000_questions(void **state)
{
	char *source = many_questions(5000), *said;

	(void)state;
	said = messages(slice_of(source), false);
	assert_string_equal(said, "");
	free(said);
	free(source);
	source = many_questions(5001);
	said = messages(slice_of(source), false);
	assert_string_equal(said,
	    ERROR(15003, "more than 5000 questions [E006]"));
	free(said);
	free(source);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(faults_of_the_header),
		cmocka_unit_test(faults_of_attributes),
		cmocka_unit_test(attributes_where_they_are_text),
		cmocka_unit_test(faults_of_the_order_of_things),
		cmocka_unit_test(faults_of_questions),
		cmocka_unit_test(
		    a_question_of_more_than_300_columns_is_refused),
		cmocka_unit_test(faults_of_blocks_and_links),
		cmocka_unit_test(
		    what_may_not_stay_in_a_text_is_told_and_dropped),
		cmocka_unit_test(
		    a_missing_question_mark_is_told_with_lint_alone),
		cmocka_unit_test(reading_goes_on_after_each_fault),
		cmocka_unit_test(there_are_at_most_5000_questions),
	};

	return cmocka_run_group_tests_name("messages", tests, NULL, NULL);
}

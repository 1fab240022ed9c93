/* What is made of the forms in which people keep their questions in JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "import_case.h"

/* Compares the document made of JSON, behind its title. */
static void
assert_json(const char *json, const char *document, const char *messages)
{
	assert_import(IMPORT_JSON, json, document, messages);
}

/* The same for the answer alone, of one question. */
static void
assert_answer(const char *answer, const char *blocks)
{
	char json[4096], document[4096];

	snprintf(json, sizeof(json), "[{\"q\": \"Q?\", \"a\": \"%s\"}]",
	    answer);
	snprintf(document, sizeof(document), "\n-\nId: q\nQ?\n%s", blocks);
	assert_json(json, document, NULL);
}

#define TWO "\n-\nId: how\nHow?\nSo.\n\n-\nId: why\nWhy?\nThus.\n"

static void
questions_are_found_in_the_forms_that_people_use(void **state)
{
	static const char *const forms[] = {
		"[{'question':'How?','answer':'So.'},"
		"{'question':'Why?','answer':'Thus.'}]",
		"{'faqs':[{'q':'How?','a':'So.'},{'q':'Why?','a':'Thus.'}]}",
		"{'data':{'items':[{'title':'How?','body':'So.'},"
		"{'title':'Why?','body':'Thus.'}]}}",
		"[{'name':'How?','acceptedAnswer':{'text':'So.'}},"
		"{'name':'Why?','acceptedAnswer':[{'text':'Thus.'}]}]",
		"{'results':[{'title':{'rendered':'How?'},"
		"'content':{'rendered':'So.'}},"
		"{'title':{'rendered':'Why?'},'content':'Thus.'}]}",
		"{'How?':'So.','Why?':'Thus.'}",
		"{'faq':{'How?':['So.'],'Why?':{'text':'Thus.'}}}",
		"[{'How?':'So.'},{'Why?':'Thus.'}]",
		"[['How?','So.'],['Why?','Thus.']]",
		"{'q1':'How?','a1':'So.','q2':'Why?','a2':'Thus.'}",
		"{'faq':{'question_2':'How?','answer_2':'So.',"
		"'question_10':'Why?','answer_10':'Thus.'}}",
		"{'questions':['How?','Why?'],'answers':['So.','Thus.']}",
		"{'page':{'hero':{'title':'Hello','text':'you'}},"
		"'faq':[{'ask':'How?','reply':'So.'},"
		"{'FAQ_Question':'Why?','faqAnswer':'Thus.'}]}",
	};
	size_t i, k;
	char *json;

	(void)state;
	for (i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		assert_non_null(json = strdup(forms[i]));
		for (k = 0; json[k] != '\0'; k++)
			if (json[k] == '\'')
				json[k] = '"';
		assert_json(json, TWO, NULL);
		free(json);
	}
}

static void
titles_with_texts_are_questions_when_nothing_surer_is_there(void **state)
{
	(void)state;
	assert_json("[{\"title\":\"Parking\",\"text\":\"Behind the house.\"}]",
	    "\n-\nId: parking\nParking\nBehind the house.\n", "");
	assert_json("[{\"title\":\"Parking\",\"text\":\"Behind.\"},"
	    "{\"title\":\"Dogs?\",\"text\":\"Yes.\"}]",
	    "\n-\nId: parking\nParking\nBehind.\n"
	    "\n-\nId: dogs\nDogs?\nYes.\n", "");
}

static void
sections_have_their_titles_or_their_keys(void **state)
{
	(void)state;
	assert_json("{\"sections\":[{\"name\":\"Coming\",\"questions\":"
	    "[{\"q\":\"How?\",\"a\":\"By bus.\"}]},"
	    "{\"name\":\"Going\",\"questions\":"
	    "[{\"q\":\"When?\",\"a\":\"At six.\"}]}]}",
	    "\n-\nId: how\nSection: Coming\nHow?\nBy bus.\n"
	    "\n-\nId: when\nSection: Going\nWhen?\nAt six.\n", "");
	assert_json("{\"getting_here\":[{\"q\":\"How?\",\"a\":\"By bus.\"}],"
	    "\"going\":{\"When?\":\"At six.\",\"Where?\":\"Home.\"}}",
	    "\n-\nId: how\nSection: Getting here\nHow?\nBy bus.\n"
	    "\n-\nId: when\nSection: Going\nWhen?\nAt six.\n"
	    "\n-\nId: where\nWhere?\nHome.\n", "");
	assert_json("[{\"coming\":[{\"q\":\"How?\",\"a\":\"By bus.\"}]},"
	    "{\"going\":[{\"fields\":{\"q\":\"When?\",\"a\":\"At six.\"}}]}]",
	    "\n-\nId: how\nSection: Coming\nHow?\nBy bus.\n"
	    "\n-\nId: when\nSection: Going\nWhen?\nAt six.\n", "");
	assert_json("[{\"q\":\"A?\",\"a\":\"1\",\"category\":\"X\"},"
	    "{\"q\":\"B?\",\"a\":\"2\"}]",
	    "\n-\nId: a\nSection: X\nA?\n1\n"
	    "\n-\nId: b\nSection:\nB?\n2\n", "");
	assert_json("[{\"topic\":\"Out\",\"items\":[{\"title\":\"In\","
	    "\"faqs\":[{\"q\":\"A?\",\"a\":\"1\"}]},"
	    "{\"title\":\"By\",\"faqs\":[{\"q\":\"B?\",\"a\":\"2\"}]}]},"
	    "{\"topic\":\"End\",\"items\":[{\"q\":\"C?\",\"a\":\"3\"}]}]",
	    "\n-\nId: a\nSection: Out: In\nA?\n1\n"
	    "\n-\nId: b\nSection: Out: By\nB?\n2\n"
	    "\n-\nId: c\nSection: End\nC?\n3\n", "");
}

static void
ids_are_kept_where_they_can_be(void **state)
{
	(void)state;
	assert_json("[{\"id\":\"fees\",\"q\":\"Cost?\",\"a\":\"1\"},"
	    "{\"id\":7,\"q\":\"B?\",\"a\":\"2\"},"
	    "{\"id\":8,\"slug\":\"Up_Now\",\"q\":\"C?\",\"a\":\"3\"}]",
	    "\n-\nId: fees\nCost?\n1\n\n-\nId: 7\nB?\n2\n"
	    "\n-\nId: up-now\nC?\n3\n", "");
	assert_json("{\"faq\":{\"fees\":{\"q\":\"Cost?\",\"a\":\"1\"},"
	    "\"dogs\":{\"q\":\"Dogs?\",\"a\":\"2\"}}}",
	    "\n-\nId: fees\nCost?\n1\n\n-\nId: dogs\nDogs?\n2\n", "");
	assert_json("[{\"id\":\"a b\",\"q\":\"A?\",\"a\":\"1\"},"
	    "{\"id\":\"x\",\"q\":\"B?\",\"a\":\"2\"},"
	    "{\"id\":\"X\",\"q\":\"C?\",\"a\":\"3\"},"
	    "{\"id\":\"all\",\"q\":\"X?\",\"a\":\"4\"}]",
	    "\n-\nId: a\nA?\n1\n\n-\nId: x\nB?\n2\n"
	    "\n-\nId: c\nC?\n3\n\n-\nId: x-2\nX?\n4\n",
	    "f: note: [0]: id \"a b\" dropped: it may hold only a-z, 0-9 and "
	    "\"-\" and at most 64 characters [N602]\n"
	    "f: note: [2]: id \"X\" dropped: an item before has it [N602]\n"
	    "f: note: [3]: id \"all\" dropped: it is reserved for an address "
	    "of qapsule's own [N602]\n");
}

static void
fields_of_items_and_of_the_page_are_carried_over(void **state)
{
	const char *json = "{\"title\":\"Harbour\\nfees\",\"language\":\"en\","
	    "\"author\":{\"name\":\"Ann\"},\"date\":\"2023-04-05\","
	    "\"lastModified\":\"2024-02-30\",\"license\":\"CC0\","
	    "\"keywords\":\"ships, fees\",\"description\":\"What it costs.\","
	    "\"faqs\":[{\"q\":\"A?\",\"a\":\"1\",\"tags\":[\"x,y\",\"z\"],"
	    "\"created\":\"2024-01-02\",\"updated_at\":\"2024-03-04T05:06\"},"
	    "{\"q\":\"B?\",\"a\":\"2\",\"created\":\"2024-01-02\",\"n\":1}]}";
	char *s = import_named(json, strlen(json),
	    (struct import_options){ .format = IMPORT_JSON, .name = "" },
	    "f: note: faqs[1].n dropped [N601]\n"
	    "f: note: document: date \"2024-02-30\" dropped: it is not "
	    "YYYY-MM-DD [N602]\n");

	(void)state;
	assert_string_equal(s, "Title: Harbour fees\nLang: en\nAuthor: Ann\n"
	    "Date: 2023-04-05\nTags: ships, fees\nLicense: CC0\n\n"
	    "What it costs.\n"
	    "\n-\nId: a\nTags: x y, z\nUpdated: 2024-03-04\nA?\n1\n"
	    "\n-\nId: b\nUpdated: 2024-01-02\nB?\n2\n");
	free(s);
}

static void
what_would_be_markup_is_escaped(void **state)
{
	(void)state;
	assert_answer("-", "\\-\n");
	assert_answer("=> x y", "\\=> x y\n");
	assert_answer("%% x", "\\%% x\n");
	assert_answer("\\\\x", "\\\\x\n");
	assert_answer("x\\n-\\ny", "x - y\n");
	assert_answer("Is [a] (b) or [a](b c) or [](d e)?",
	    "Is [a] (b) or [a] (b c) or [] (d e)?\n");
	assert_answer("<javascript:x> <#none>",
	    "< javascript:x> < #none>\n");
	assert_answer("a\\u0007b\\u202ec\\r\\nd\\u2028e\\rf", "abc d e f\n");
	assert_answer("`a` ``` b", "`a` ``` b\n");
	assert_json("[{\"q\":\"Tags: what?\",\"a\":\"1\"},"
	    "{\"q\":\"- a\",\"a\":\"2\"},{\"q\":\"1. b\",\"a\":\"3\"},"
	    "{\"q\":\"C:\\\\\",\"a\":\"4\"},{\"q\":\"\\\\d\",\"a\":\"5\"},"
	    "{\"q\":\"-\",\"a\":\"6\"},{\"q\":\"### e\",\"a\":\"7\"}]",
	    "\n-\nId: tags-what\n\\Tags: what?\n1\n"
	    "\n-\nId: a\n\\- a\n2\n"
	    "\n-\nId: 1-b\n1. b\n3\n"
	    "\n-\nId: c\nC:\\ \\\n\n4\n"
	    "\n-\nId: d\n\\\\d\n5\n"
	    "\n-\nId: q-hfz6aixjgi\n\\-\n6\n"
	    "\n-\nId: e\n\\### e\n7\n", "");
}

static void
text_keeps_its_lists_quotations_and_layout(void **state)
{
	(void)state;
	assert_answer("One\\ntwo.\\n\\nThree.", "One two.\n\nThree.\n");
	assert_answer("First:\\n- a\\n  more\\n  - b\\n\\n* c\\n\\nEnd.",
	    "First:\n\n* a more\n  * b\n* c\n\nEnd.\n");
	assert_answer("2. two\\n3) three", "2. two\n3. three\n");
	assert_answer("> a\\n> b\\n>\\n> c", "> a b\n>\n> c\n");
	assert_answer("~~~~sh\\nx  y\\n```\\n~~~~\\nz",
	    "```sh\nx  y\n ```\n```\n\nz\n");
	assert_answer("```\\nnever closed", "```\nnever closed\n```\n");
	assert_answer("## Head\\ntext", "### Head\n\ntext\n");
	assert_answer("Head\\n====\\ntext", "### Head\n\ntext\n");
	assert_answer("See:\\n\\n    a  b\\n\\n    c\\n\\nEnd.",
	    "See:\n\n```\n    a  b\n\n    c\n```\n\nEnd.\n");
	assert_answer("|a|b|\\n|-|-|\\n|c|d|",
	    "```\n|a|b|\n|-|-|\n|c|d|\n```\n");
	assert_answer("a\\n\\n---\\n\\nb", "a\n\nb\n");
}

static void
links_stay_inline_where_the_reader_sees_them_so(void **state)
{
	(void)state;
	assert_answer("See [it](http://h/x), ![pic](p.png).",
	    "See [it](http://h/x), [pic](p.png).\n");
	assert_answer("[a](http://h/ 'T') b", "[a](http://h/) 'T' b\n");
	assert_answer("[me](#q) or [you](#Q)", "[me](#q) or [you](#q)\n");
	assert_answer("[a](javascript:b), [c](#d)", "a, c\n");
	assert_answer("A ` tick, [a](http://h/) and `.",
	    "A ` tick, [a] (http://h/) and `.\n");
	assert_answer("Mail <a@b.c> or <mailto:a@b.c>, http://h/.",
	    "Mail <a@b.c> or <mailto:a@b.c>, http://h/.\n");
}

static void
relative_links_lead_to_where_the_page_was(void **state)
{
	static const struct {
		const char *href, *target;
	} cases[] = {
		{ "/a", "https://h:8/a" },
		{ "b?c#d", "https://h:8/x/b?c#d" },
		{ "../b/./c/", "https://h:8/b/c/" },
		{ "../../..", "https://h:8/" },
		{ "?z", "https://h:8/x/y?z" },
		{ "//o/p", "https://o/p" },
		{ "#r", "https://h:8/x/y#r" },
		{ "mailto:a@b.c", "mailto:a@b.c" },
	};
	char json[256], document[256], *s;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		snprintf(json, sizeof(json),
		    "{\"Q?\": \"[l](%s)\"}", cases[i].href);
		snprintf(document, sizeof(document),
		    "Title: T\n\n-\nId: q\nQ?\n[l](%s)\n",
		    cases[i].target);
		s = import_named(json, strlen(json),
		    (struct import_options){ .format = IMPORT_JSON,
			.name = "", .title = "T",
			.base = "https://h:8/x/y#z" }, "");
		assert_string_equal(s, document);
		free(s);
	}
}

static void
twins_are_told_apart_or_dropped(void **state)
{
	(void)state;
	assert_json("{\"old\":[{\"q\":\"X?\",\"a\":\"1\"},"
	    "{\"q\":\"x\",\"a\":\"2\"},{\"q\":\"X\",\"a\":\"3\"}],"
	    "\"new\":[{\"q\":\"X?\",\"a\":\"4\"},{\"q\":\"X?\",\"a\":\"1\"}]}",
	    "\n-\nId: x\nSection: Old\nX?\n1\n"
	    "\n-\nId: x-2\nx (2)\n2\n"
	    "\n-\nId: x-3\nX (3)\n3\n"
	    "\n-\nId: x-new\nSection: New\nX? (New)\n4\n",
	    "f: note: old[1]: asked before, and answered otherwise, in old[0]: "
	    "\"x (2)\" sets it apart [N605]\n"
	    "f: note: old[2]: asked before, and answered otherwise, in old[0]: "
	    "\"X (3)\" sets it apart [N605]\n"
	    "f: note: new[0]: asked before, and answered otherwise, in old[0]: "
	    "\"X? (New)\" sets it apart [N605]\n"
	    "f: note: new[1]: dropped: the same as old[0] [N603]\n");
}

static void
what_is_no_item_is_told(void **state)
{
	(void)state;
	assert_json("[{\"q\":\"A?\",\"a\":\"1\",\"n\":1},"
	    "{\"q\":\"B?\",\"a\":\"2\",\"n\":2,\"m\":null},{\"q\":\"C?\"},"
	    "\"stray\",{\"q\":\"D?\",\"a\":\"---\"}]",
	    "\n-\nId: a\nA?\n1\n\n-\nId: b\nB?\n2\n",
	    "f: note: [2]: dropped: no answer to \"C?\" [N603]\n"
	    "f: note: [3]: dropped: no question and answer in it [N603]\n"
	    "f: note: [0].n dropped, and 1 more of that name [N601]\n"
	    "f: note: [4]: dropped: no answer to \"D?\" [N603]\n");
	assert_json("{\"a\":[1,2]}", NULL,
	    "f: error: no questions found [E604]\n");
}

static void
a_long_question_stands_whole_before_its_answer(void **state)
{
	char json[1024], words[512] = "";
	char *s;
	int i;

	(void)state;
	for (i = 0; i < 100; i++)
		strcat(words, "why ");
	snprintf(json, sizeof(json), "[{\"q\":\"%s\",\"a\":\"End.\"}]", words);
	words[strlen(words) - 1] = '\0';
	s = import_named(json, strlen(json),
	    (struct import_options){ .format = IMPORT_JSON, .name = "f" },
	    "f: note: [0]: question longer than 300 columns: shortened, and "
	    "whole before its answer [N605]\n");
	assert_non_null(strstr(s, " why…\nwhy why"));
	assert_non_null(strstr(s, words));
	free(s);
}

static void
lines_that_are_too_long_are_broken_where_nobody_sees(void **state)
{
	static const char *const words[] = { "word - 1. ",
		"\xed\x95\x9c\xea\xb5\xad ", "\xe6\xbc\xa2\xe5\xad\x97" };
	size_t i, longest, line;
	struct buf json;
	char *s, *p;

	(void)state;
	for (i = 0; i < sizeof(words) / sizeof(*words); i++) {
		buf_init(&json, 1 << 20);
		buf_puts(&json, "[[\"Q?\",\"");
		while (json.n < 200000)
			buf_puts(&json, words[i]);
		buf_puts(&json, "\"]]");
		s = import_named(json.p, json.n,
		    (struct import_options){ .format = IMPORT_JSON,
			.name = "f" }, "");
		assert_non_null(s);
		for (p = s, longest = 0; *p != '\0'; p += line + 1) {
			line = strcspn(p, "\n");
			longest = line > longest ? line : longest;
		}
		assert_true(longest > 50000 && longest <= SOURCE_MAX_LINE);
		free(s);
		buf_fini(&json);
	}
}

static void
a_word_that_is_no_line_is_an_error(void **state)
{
	char *json = malloc(70100);

	(void)state;
	assert_non_null(json);
	strcpy(json, "[[\"Q?\",\"");
	memset(json + 8, 'x', 70000);
	strcpy(json + 70008, "\"]]");
	assert_json(json, NULL,
	    "f: error: a word of more than 60000 bytes [E606]\n");
	free(json);
}

static void
faults_of_the_bytes_are_told_with_their_lines(void **state)
{
	(void)state;
	assert_json("{\n\"a\": \xe9\n}", NULL,
	    "f:2: error: not UTF-8: byte 0xE9 at column 6; convert the file, "
	    "for example: iconv -f WINDOWS-1252 -t UTF-8 [E001]\n");
	assert_json("{\n\"a\": 1\r}", NULL,
	    "f:2: error: carriage return inside a line; save with LF or CRLF "
	    "line ends [E003]\n");
	assert_json("", NULL, "f:1: error: empty file [E200]\n");
	assert_json("[\n{\"q\":\"a\" \"b\"}]", NULL,
	    "f:2: error: not JSON: '}' expected near '\"b\"' [E601]\n");
	assert_json("{\"a\":1,\n\"a\":2}", NULL,
	    "f:2: error: not JSON: duplicate object key near '\"a\"' "
	    "[E601]\n");
	assert_json("[\"a\\u0000\"]", NULL,
	    "f:1: error: not JSON: \\u0000 is not allowed without "
	    "JSON_ALLOW_NUL near '\"a\\u0000\"' [E601]\n");
}

static void
nesting_has_an_end(void **state)
{
	char json[1024];
	size_t i;

	(void)state;
	for (i = 0; i < 200; i++)
		json[i] = '[';
	memset(json + 200, ']', 200);
	json[400] = '\0';
	assert_json(json, NULL,
	    "f: error: nested deeper than 64 levels [E605]\n");
}

static void
a_source_cut_anywhere_makes_a_document_or_says_why(void **state)
{
	(void)state;
	assert_cuts(IMPORT_JSON, "{\"t\":[{\"q\":\"Caf\xc3\xa9 [a](#b)?\","
	    "\"a\":[\"* x\\n\\n> y `z`\",\"\\u2028<c> [d](e)\"],"
	    "\"id\":\"b\",\"tags\":\"f, g\"},{\"H?\":\"\\ud83d\\ude00\"}]}");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    questions_are_found_in_the_forms_that_people_use),
		cmocka_unit_test(
		    titles_with_texts_are_questions_when_nothing_surer_is_there),
		cmocka_unit_test(sections_have_their_titles_or_their_keys),
		cmocka_unit_test(ids_are_kept_where_they_can_be),
		cmocka_unit_test(
		    fields_of_items_and_of_the_page_are_carried_over),
		cmocka_unit_test(what_would_be_markup_is_escaped),
		cmocka_unit_test(text_keeps_its_lists_quotations_and_layout),
		cmocka_unit_test(
		    links_stay_inline_where_the_reader_sees_them_so),
		cmocka_unit_test(relative_links_lead_to_where_the_page_was),
		cmocka_unit_test(twins_are_told_apart_or_dropped),
		cmocka_unit_test(what_is_no_item_is_told),
		cmocka_unit_test(
		    a_long_question_stands_whole_before_its_answer),
		cmocka_unit_test(
		    lines_that_are_too_long_are_broken_where_nobody_sees),
		cmocka_unit_test(a_word_that_is_no_line_is_an_error),
		cmocka_unit_test(
		    faults_of_the_bytes_are_told_with_their_lines),
		cmocka_unit_test(nesting_has_an_end),
		cmocka_unit_test(
		    a_source_cut_anywhere_makes_a_document_or_says_why),
	};

	return cmocka_run_group_tests_name("import json", tests, NULL, NULL);
}

/* Questions in plain text, style by style. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "import_case.h"

static void
assert_text(enum text_style style, const char *text, const char *document,
    const char *messages)
{
	char *s = import_named(text, strlen(text), (struct import_options){
	    .format = IMPORT_TEXT, .style = style, .name = "f" }, messages);

	if (document == NULL) {
		assert_null(s);
		return;
	}
	assert_non_null(s);
	assert_string_equal(s, document);
	free(s);
}

static void
signs_part_questions_from_answers(void **state)
{
	(void)state;
	assert_text(TEXT_ANY, "Q: How?\nA: So.\n\nQ2. Why,\n    really?\n"
	    "A2. Thus.\n    And thus.\n\n    Too.\n",
	    "Title: F\n\n-\nId: how\nHow?\nSo.\n"
	    "\n-\nId: why-really\nWhy, really?\nThus. And thus.\n\nToo.\n", "");
	assert_text(TEXT_Q_COLON, "Q:\n\nHow?\n\nA:\n\nSo.\nQ: Why?\n\nThus.\n",
	    "Title: F\n\n-\nId: how\nHow?\nSo.\n"
	    "\n-\nId: why\nWhy?\nThus.\n", "");
	assert_text(TEXT_ANY,
	    "\xec\xa7\x88\xeb\xac\xb8: \xec\x99\x9c?\n\xeb\x8b\xb5: A\n",
	    "Title: F\n\n-\nId: q-bczv5nr67v\n\xec\x99\x9c?\nA\n", "");
}

static void
headings_above_questions_are_sections(void **state)
{
	(void)state;
	assert_text(TEXT_ANY, "Ferries\n=======\n\nAll of them.\n\nCOMING\n\n"
	    "Q: How?\nA: So.\n\nGoing\n-----\n\nQ: Why?\nA: Thus.\n\n"
	    "## Staying ##\nQ: Who?\nA: We.\n",
	    "Title: Ferries\n\nAll of them.\n"
	    "\n-\nId: how\nSection: COMING\nHow?\nSo.\n"
	    "\n-\nId: why\nSection: Going\nWhy?\nThus.\n"
	    "\n-\nId: who\nSection: Staying\nWho?\nWe.\n", "");
}

static void
layout_of_answers_is_kept_where_it_shows(void **state)
{
	(void)state;
	assert_text(TEXT_ANY, "Q: How?\nA:  Type\n\n        ls -l\n\n"
	    "    and see:\n\n    * a\n    * b\n\n    x    y\n    z    w\n\n"
	    "    > he said\n",
	    "Title: F\n\n-\nId: how\nHow?\nType\n\n```\n    ls -l\n```\n\n"
	    "and see:\n\n* a\n* b\n\n```\nx    y\nz    w\n```\n\n> he said\n",
	    "");
	assert_text(TEXT_ANY, "Q: How?\nA: <b>So</b> &amp; # x\n-\n=> y\n",
	    "Title: F\n\n-\nId: how\nHow?\n<b>So</b> &amp; # x - => y\n", "");
}

#define FAQ                                                                    \
	"The FAQ\n\nIt is short.\n\n"                                          \
	"1. Coming\n1.1. How?\n1.2. Plans\n2. Going\n2.1. Why?\n\n"            \
	"-----\n\n1. Coming\n\n1.1. How?\n\nSo:\n1. one\n2. two\n\n"           \
	"1.2. Plans\n\nNone.\n\n2. Going\n=====\n\n2.1. Why\n     so?\n\n"     \
	"    Thus.\n"

static void
numbers_part_questions_and_contents_are_left_out(void **state)
{
	(void)state;
	assert_text(TEXT_ANY, FAQ, "Title: The FAQ\n\nIt is short.\n"
	    "\n-\nId: how\nSection: Coming\nHow?\nSo:\n\n1. one\n2. two\n"
	    "\n-\nId: plans\nPlans\nNone.\n"
	    "\n-\nId: why-so\nSection: Going\nWhy so?\nThus.\n",
	    "f:6: note: list of contents dropped [N601]\n"
	    "f:9: note: line 9: dropped: no answer to \"Why?\" [N603]\n");
	assert_text(TEXT_ANY, "1. How?\n\nSo.\n\n1. a\n\n2. Plans\n\nNone.\n"
	    "\n3. Why?\nThus.\n", "Title: F\n"
	    "\n-\nId: how\nHow?\nSo.\n\n1. a\n\n-\nId: plans\nPlans\nNone.\n"
	    "\n-\nId: why\nWhy?\nThus.\n", "");
	assert_text(TEXT_NUMBERED, "1) How?\nSo, in 3 steps.\n1. a\n2. b\n"
	    "(2) Why?\nThus.\n[3] Who?\nWe.\n",
	    "Title: F\n\n-\nId: how\nHow?\nSo, in 3 steps.\n\n1. a\n2. b\n"
	    "\n-\nId: why\nWhy?\nThus.\n\n-\nId: who\nWho?\nWe.\n", "");
}

static void
a_digest_has_a_subject_a_part(void **state)
{
	(void)state;
	assert_text(TEXT_ANY, "From: Ann <ann@example.org>\n"
	    "Newsgroups: rec.boats\nSubject: Boats\nLast-modified: 2001-02-03\n"
	    "\nFor all.\n\n----------\n\nSubject: 1. What is\n a boat?\n\n"
	    "It floats.\n\n----------\nSubject: [2.1] Kinds\n\n"
	    "- sail\n- motor\n\n----------\n",
	    "Title: Boats\nAuthor: Ann <ann@example.org>\n"
	    "Updated: 2001-02-03\n\nFor all.\n"
	    "\n-\nId: what-is-a-boat\nWhat is a boat?\nIt floats.\n"
	    "\n-\nId: kinds\nKinds\n* sail\n* motor\n",
	    "f:2: note: \"Newsgroups: rec.boats\" dropped [N601]\n");
}

static void
a_paragraph_that_asks_needs_no_sign(void **state)
{
	(void)state;
	assert_text(TEXT_ANY, "Boats\n\nThere are some.\n\nHow?\n\n\tSo.\n\n"
	    "\tIs it? Yes.\n\nIn what\nway?\n    Thus:\n\n    1. one\n\n"
	    "MONEY\n=====\n\nWho\n?\n---\nWe.\n\n----\nAnd I?\n\nNo.\n",
	    "Title: Boats\n\nThere are some.\n"
	    "\n-\nId: how\nHow?\nSo.\n\nIs it? Yes.\n"
	    "\n-\nId: in-what-way\nIn what way?\nThus:\n\n1. one\n"
	    "\n-\nId: who\nSection: MONEY\nWho ?\nWe.\n"
	    "\n-\nId: and-i\nAnd I?\nNo.\n", "");
	/* what has signs is not read so, though it asks in between */
	assert_text(TEXT_ANY, "Q: How?\n\nSo.\n\nReally?\n\nYes.\n",
	    "Title: F\n\n-\nId: how\nHow?\nSo.\n\nReally?\n\nYes.\n", "");
}

static void
what_reads_like_an_attribute_is_escaped(void **state)
{
	(void)state;
	assert_text(TEXT_ANY, "Q: tags: mine\nA: Updated: never\n\n    Id: x\n",
	    "Title: F\n\n-\nId: tags-mine\n\\tags: mine\n\\Updated: never\n"
	    "\nId: x\n", "");
}

static void
text_without_questions_is_an_error(void **state)
{
	(void)state;
	assert_text(TEXT_ANY, "Just words.\n\n1. one\n2. two\n", NULL,
	    "f: error: no questions found [E604]\n");
	assert_text(TEXT_USENET, "Q: How?\nA: So.\n", NULL,
	    "f: error: no questions found [E604]\n");
}

static void
a_source_cut_anywhere_makes_a_document_or_says_why(void **state)
{
	(void)state;
	assert_cuts(IMPORT_TEXT, FAQ);
	assert_cuts(IMPORT_TEXT, "A\n=\nB:\n\nC\n\nQ: D\xc3\xa9?\n\nA:\tE\n");
	assert_cuts(IMPORT_TEXT, "A: b\nSubject: c\n\nSubject: d\n e\n\nf\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(signs_part_questions_from_answers),
		cmocka_unit_test(headings_above_questions_are_sections),
		cmocka_unit_test(layout_of_answers_is_kept_where_it_shows),
		cmocka_unit_test(
		    numbers_part_questions_and_contents_are_left_out),
		cmocka_unit_test(a_digest_has_a_subject_a_part),
		cmocka_unit_test(a_paragraph_that_asks_needs_no_sign),
		cmocka_unit_test(what_reads_like_an_attribute_is_escaped),
		cmocka_unit_test(text_without_questions_is_an_error),
		cmocka_unit_test(
		    a_source_cut_anywhere_makes_a_document_or_says_why),
	};

	return cmocka_run_group_tests_name("import text", tests, NULL, NULL);
}

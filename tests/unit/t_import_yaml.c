/* Questions in YAML; what is found in a tree is tested with JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "import_case.h"

static void
assert_yaml(const char *yaml, const char *document, const char *messages)
{
	assert_import(IMPORT_YAML, yaml, document, messages);
}

static void
questions_are_found_in_all_styles_of_scalars(void **state)
{
	(void)state;
	assert_yaml("---\nfaqs:\n  - question: Plain?\n    answer: yes\n"
	    "  - question: 'Single: it''s?'\n    answer: \"a\\n\\n\\u2013 b\"\n"
	    "  - question: >\n      Folded\n      text?\n    answer: |\n"
	    "      * one\n      * two\n\n      End.\n    id: folded\n...\n",
	    "\n-\nId: plain\nPlain?\nyes\n"
	    "\n-\nId: single-it-s\nSingle: it's?\na\n\n\xe2\x80\x93 b\n"
	    "\n-\nId: folded\nFolded text?\n* one\n* two\n\nEnd.\n", "");
	assert_yaml("- How?: So.\n- Why?: |\n    Thus.\n",
	    "\n-\nId: how\nHow?\nSo.\n\n-\nId: why\nWhy?\nThus.\n", "");
	assert_yaml("Coming:\n  How?: By bus.\nGoing:\n  When?: {text: At 6.}\n",
	    "\n-\nId: how\nSection: Coming\nHow?\nBy bus.\n"
	    "\n-\nId: when\nSection: Going\nWhen?\nAt 6.\n", "");
}

static void
front_matter_and_empty_values_do_not_matter(void **state)
{
	(void)state;
	assert_yaml("---\n# a remark\nlayout: faq\nfaq:\n"
	    "- {q: A?, a: 1, tags: ~, id: }\n---\n",
	    "\n-\nId: a\nA?\n1\n", "f:3: note: layout dropped [N601]\n");
}

static void
aliases_share_what_they_name(void **state)
{
	(void)state;
	assert_yaml("x: &y Same.\nfaq:\n- q: A?\n  a: *y\n- q: B?\n  a: *y\n"
	    "- &z {q: C?, a: 3}\n- *z\n",
	    "\n-\nId: a\nA?\nSame.\n\n-\nId: b\nB?\nSame.\n"
	    "\n-\nId: c\nC?\n3\n",
	    "f:1: note: x dropped [N601]\n"
	    "f:7: note: faq[3]: dropped: the same as faq[2] [N603]\n");
	assert_yaml("- &a [*a]\n", NULL, "f:1: error: not YAML: alias of what "
	    "is not there, or not complete \"a\" [E601]\n");
}

static void
aliases_of_aliases_come_to_an_end_at_once(void **state)
{
	char yaml[8192] = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
	size_t n = strlen(yaml);
	int i, k;

	(void)state;
	for (i = 1; i < 20; i++) {
		n += (size_t)sprintf(yaml + n, "a%d: &a%d [", i, i);
		for (k = 0; k < 10; k++)
			n += (size_t)sprintf(yaml + n, "*a%d,", i - 1);
		n += (size_t)sprintf(yaml + n, "]\n");
	}
	assert_yaml(yaml, NULL, "f:7: error: aliases make this larger or "
	    "deeper than can be read [E605]\n");
	for (n = 0, i = 0; i < 100; i++)
		n += (size_t)sprintf(yaml + n, "a%d: &a%d [%s%d]\n", i, i,
		    i > 0 ? "*a" : "", i > 0 ? i - 1 : 0);
	assert_yaml(yaml, NULL, "f:64: error: aliases make this larger or "
	    "deeper than can be read [E605]\n");
}

static void
faults_are_told_with_their_lines(void **state)
{
	(void)state;
	assert_yaml("a: b\nc: [d\n", NULL, "f:3: error: not YAML: did not "
	    "find expected ',' or ']' while parsing a flow sequence "
	    "[E601]\n");
	assert_yaml("a: b\n\tc: d\n", NULL, "f:2: error: not YAML: found a "
	    "tab character that violates indentation while scanning a plain "
	    "scalar [E601]\n");
	assert_yaml("q: A?\na: 1\nq: B?\n", NULL,
	    "f:3: error: not YAML: key given twice \"q\" [E601]\n");
	assert_yaml("q: A?\na: 1\n---\nq: B?\na: 2\n", NULL, "f:4: error: more "
	    "than one document in the file; split it [E601]\n");
	assert_yaml("? [a]\n: b\n", NULL, "f:1: error: not YAML that can be "
	    "read here: a key that is no text [E601]\n");
	assert_yaml("a: \"\\0\"\n", NULL,
	    "f:1: error: control character 0x00 [E002]\n");
	assert_yaml("# nothing\n", NULL,
	    "f: error: no questions found [E604]\n");
}

static void
nesting_has_an_end(void **state)
{
	char yaml[401];

	(void)state;
	memset(yaml, '[', 400);
	yaml[400] = '\0';
	assert_yaml(yaml, NULL,
	    "f:1: error: nested deeper than 64 levels [E605]\n");
}

static void
a_source_cut_anywhere_makes_a_document_or_says_why(void **state)
{
	(void)state;
	assert_cuts(IMPORT_YAML, "---\nt: &x [a, {b: \"c\\n\"}]\nfaq:\n"
	    "- q: D\xc3\xa9?\n  a: >-\n    e\n\n    f\n- ? 'G'\n  : *x\n...\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(questions_are_found_in_all_styles_of_scalars),
		cmocka_unit_test(front_matter_and_empty_values_do_not_matter),
		cmocka_unit_test(aliases_share_what_they_name),
		cmocka_unit_test(aliases_of_aliases_come_to_an_end_at_once),
		cmocka_unit_test(faults_are_told_with_their_lines),
		cmocka_unit_test(nesting_has_an_end),
		cmocka_unit_test(
		    a_source_cut_anywhere_makes_a_document_or_says_why),
	};

	return cmocka_run_group_tests_name("import yaml", tests, NULL, NULL);
}

/* Markdown that is as it should be: what becomes of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "cases.h"
#include "parse/reader.h"

static void
headings_of_the_level_that_asks_are_the_questions(void **state)
{
	(void)state;
	cases_assert(markdown_read, "observatory.md", false, "");
}

static void
strong_text_that_asks_is_a_question(void **state)
{
	(void)state;
	cases_assert(markdown_read, "trace.md", false, "");
}

static void
every_block_and_span_becomes_what_a_page_can_show(void **state)
{
	(void)state;
	cases_assert(markdown_read, "blocks.md", false, "");
}

static void
parts_that_fold_are_questions(void **state)
{
	(void)state;
	cases_assert(markdown_read, "fold.md", false, "");
}

static void
signs_of_questions_are_known_in_many_languages(void **state)
{
	(void)state;
	cases_assert(markdown_read, "languages.md", false, "");
}

/* What is the page: "PROSE title" or "title: question | question". */
static void
assert_outline(const char *file, const char *source, const char *expected)
{
	char *said, is[1000] = "";
	struct page *p;
	size_t n = 0;
	uint32_t i;

	p = cases_read(markdown_read, slice_of(source), file, false, &said);
	if (p == NULL)
		fail_msg("%s", said);
	n = (size_t)snprintf(is, sizeof(is), "%s%s",
	    p->kind == PAGE_QA ? "" : "PROSE ", p->title);
	for (i = 0; i < p->nitems; i++)
		n += (size_t)snprintf(is + n, sizeof(is) - n, "%s%s%s%s",
		    i == 0 ? ": " : " | ", p->items[i].question,
		    p->items[i].section != NULL ? " @" : "",
		    p->items[i].section != NULL ? p->items[i].section : "");
	assert_string_equal(is, expected);
	free(said);
	page_unref(p);
}

static void
the_title_is_the_heading_that_is_no_question(void **state)
{
	(void)state;
	assert_outline("a.md", "# Boats\n## Why?\nx\n## How?\nx\n",
	    "Boats: Why? | How?");
	assert_outline("a.md", "# Boats\n# Why?\nx\n# How?\nx\n# When?\nx\n",
	    "Boats: Why? | How? | When?");
	assert_outline("my-boat.md", "# Why?\nx\n# How?\nx\n",
	    "My boat: Why? | How?");
	assert_outline("a.md", "## Boat questions\n\n**Why?** x\n\n**How?** y\n",
	    "Boat questions: Why? | How?");
	assert_outline("a.md",
	    "---\ntitle: Given\tso\n---\n# Boats\n## Why?\nx\n## How?\nx\n",
	    "Given so: Why? | How?");
	assert_outline("a.md",
	    "+++\ntitle = \"Toml\" # really\n+++\n## Why?\nx\n## How?\nx\n",
	    "Toml: Why? | How?");
}

static void
the_level_that_asks_most_wins(void **state)
{
	(void)state;
	/* the ones above it are sections */
	assert_outline("a.md", "# T\n## Part\n### Why?\nx\n### How?\nx\n"
	    "## Other\n### When?\nx\n### Note\nx\n",
	    "T: Why? @Part | How? @Part | When? @Other | Note @Other");
	/* unless they ask and answer */
	assert_outline("a.md", "# T\n## What now?\nText.\n### Why?\nx\n"
	    "### How?\nx\n", "T: What now? | Why? | How?");
	/* marks of other scripts, blanks before the mark */
	assert_outline("a.md", "# T\n## 为什么？\nx\n## لماذا؟\nx\n## Quoi ?\nx\n",
	    "T: 为什么？ | لماذا؟ | Quoi ?");
	/* a number makes a question */
	assert_outline("a.md", "# T\n## Q1 Lights\nx\n## Q2: Masts\nx\n",
	    "T: Q1 Lights | Masts");
	/* the author knows better */
	assert_outline("a.md", "---\nquestion-level: 3\n---\n# T\n## Why?\n"
	    "### Sails\nx\n## How?\n### Oars\nx\n",
	    "T: Sails @Why? | Oars @How?");
}

static void
a_page_about_questions_needs_no_marks(void **state)
{
	static const char source[] = "# T\n## Sails\nx\n## Oars\nx\n";

	(void)state;
	assert_outline("boat-faq.md", source, "T: Sails | Oars");
	assert_outline("boats.md", source, "PROSE T");
	assert_outline("boats.md", "# Häufige Fragen\n## Segel\nx\n## Ruder\nx\n",
	    "Häufige Fragen: Segel | Ruder");
}

static void
text_without_a_question_becomes_one(void **state)
{
	(void)state;
	assert_outline("faq.md", "# T\n## Sails\nx\n## Oars\nx\n## Masts\n"
	    "### Tall\nx\n### Short\nx\n## Keels\nx\n## Decks\nx\n",
	    "T: Sails | Oars | Tall @Masts | Short @Masts | Keels | Decks");
	assert_outline("a.md", "## Boat FAQ\n## Why?\nx\n## How?\nx\n"
	    "## About sails\n## When?\nx\n",
	    "Boat FAQ: Why? | How? | When? @About sails");
}

static void
questions_alone_are_no_page_of_questions(void **state)
{
	(void)state;
	assert_outline("plan.md", "# Plan\nTo be asked:\n\n1. Why?\n2. How?\n"
	    "3. When?\n\nIn this order.\n", "PROSE Plan");
	assert_outline("plan.md", "# Plan\n1. Why?\n\n   So.\n2. How?\n\n"
	    "   Thus.\n", "Plan: Why? | How?");
}

static void
plain_paragraphs_that_ask_will_do_on_a_page_about_questions(void **state)
{
	static const char source[] = "# Boats\n\nWhy?\n\n:   So.\n\nHow?\n"
	    ": Thus.\n\nWhen?\n\nNow.\n";
	char *dump;

	(void)state;
	assert_outline("boats.md", source, "PROSE Boats");
	dump = cases_dump(markdown_read, slice_of(source), "boat-faq.md");
	assert_string_equal(dump,
	    "title \"Boats\" (heading)\n"
	    "path /boat-faq\n"
	    "3 item \"Why?\" id why\n"
	    "  5 para \"So.\"\n"
	    "7 item \"How?\" id how\n"
	    "  8 para \"Thus.\"\n"
	    "10 item \"When?\" id when\n"
	    "  12 para \"Now.\"\n");
	free(dump);
}

static void
parts_that_fold_may_hold_others(void **state)
{
	char *dump;

	(void)state;
	dump = cases_dump(markdown_read, slice_of(
	    "# FAQ\n\n<details><summary>**Sails**</summary>\n\n"
	    "<details><summary>Why?</summary>\n\n### Two ways\n\nx\n\n"
	    "<details><summary>On version 2</summary>\ny\n</details>\n"
	    "</details>\n\n"
	    "<details><summary>How?</summary>\nz\n</details>\n"
	    "</details>\n"), "a.md");
	assert_string_equal(dump,
	    "title \"FAQ\" (heading)\n"
	    "path /a\n"
	    "5 item \"Why?\" id why\n"
	    "  section Sails\n"
	    "  7 subhead 3 \"Two ways\"\n"
	    "  9 para \"x\"\n"
	    "  11 subhead 3 \"On version 2\"\n"
	    "  12 para \"y\"\n"
	    "16 item \"How?\" id how\n"
	    "  section Sails\n"
	    "  17 para \"z\"\n");
	free(dump);
}

static void
signs_and_numbers_are_no_part_of_a_question(void **state)
{
	(void)state;
	assert_outline("a.md", "# T\n## 1. Why?\nx\n## Q2) How?\nx\n"
	    "## **When?** ##\nx\n## [Where?](http://x.org/)\nx\n"
	    "## `what`?\nx\n## 3.1. _Who_ is?  {#who}\nx\n",
	    "T: Why? | How? | When? | Where? | `what`? | Who is?");
	assert_outline("a.md", "# T\n## Q \\| Why?\nx\n## Q \\| How?\nx\n",
	    "T: Why? | How?");
	assert_outline("a.md", "# T\n> 问: 为什么\n\nx\n\n> 问:怎么\n\nx\n",
	    "T: 为什么 | 怎么");
}

static void
an_answer_may_stand_anywhere_behind_its_question(void **state)
{
	char *dump;

	(void)state;
	dump = cases_dump(markdown_read, slice_of(
	    "# FAQ\n\nQ: Is it one\nquestion?\nA: Yes,\nit is.\n\n"
	    "More.\n\n**Q2: Two?** A: Two.\n\nQuestion: Three?\n\n"
	    "**Answer:** Three.\n"), "a.md");
	assert_string_equal(dump,
	    "title \"FAQ\" (heading)\n"
	    "path /a\n"
	    "3 item \"Is it one question?\" id is-it-one-question\n"
	    "  5 para \"Yes, it is.\"\n"
	    "  8 para \"More.\"\n"
	    "10 item \"Two?\" id two\n"
	    "  10 para \"Two.\"\n"
	    "12 item \"Three?\" id three\n"
	    "  14 para \"Three.\"\n");
	free(dump);
}

static void
a_table_of_contents_is_left_out(void **state)
{
	char *dump;

	(void)state;
	dump = cases_dump(markdown_read, slice_of(
	    "# FAQ\n\n## Contents\n\n1. [Why?](#why)\n2. [How?](#how)\n\n"
	    "## Why?\n\nSee:\n\n- [how](#how)\n\n[back to top](#faq)\n\n"
	    "## How?\n\nSo.\n\n[\xe2\x86\x91](#contents)\n"), "a.md");
	assert_string_equal(dump,
	    "title \"FAQ\" (heading)\n"
	    "path /a\n"
	    "8 item \"Why?\" id why\n"
	    "  also why\n"
	    "  10 para \"See:\"\n"
	    "  12 list\n"
	    "    0 * \"how\"\n"
	    "        \"how\" -> item how\n"
	    "16 item \"How?\" id how\n"
	    "  also how\n"
	    "  18 para \"So.\"\n");
	free(dump);
}

static void
headings_of_the_same_words_have_names_of_their_own(void **state)
{
	char *dump;

	(void)state;
	dump = cases_dump(markdown_read, slice_of(
	    "# T\n## A\n### Cost?\n[b](#cost-1) [c](#paid)\n"
	    "## B\n### Cost?\n[a](#cost) [again](#COST)\n\n"
	    "<a name=\"paid\"></a>\n### Who paid?\nx\n\n"
	    "<h3 name=\"late\">When?</h3>\n\n~~Never~~\n"), "a.md");
	assert_string_equal(dump,
	    "title \"T\" (heading)\n"
	    "path /a\n"
	    "3 item \"Cost?\" id cost\n"
	    "  also cost\n"
	    "  section A\n"
	    "  4 para \"b c\"\n"
	    "      \"b\" -> item cost-1\n"
	    "      \"c\" -> item paid\n"
	    "6 item \"Cost?\" id cost-2\n"
	    "  also cost-1\n"
	    "  section B\n"
	    "  7 para \"a again\"\n"
	    "      \"a\" -> item cost\n"
	    "      \"again\" -> item cost\n"
	    "10 item \"Who paid?\" given paid\n"
	    "  also who-paid\n"
	    "  section B\n"
	    "  11 para \"x\"\n"
	    "13 item \"When?\" given late\n"
	    "  also when\n"
	    "  section B\n"
	    "  15 para \"~~Never~~\"\n");
	free(dump);
}

static void
a_wide_table_becomes_a_line_a_cell(void **state)
{
	char *dump;

	(void)state;
	dump = cases_dump(markdown_read, slice_of(
	    "# T\n\n"
	    "| the name of the vessel in full | where it is to be found when it is at home | tons |\n"
	    "|---|---|--:|\n"
	    "| Aurora | at the [old quay](/quay), behind the crane | 12 |\n"
	    "| Berta | | 7 |\n"), "a.md");
	assert_string_equal(dump,
	    "title \"T\" (heading)\n"
	    "path /a.md\n"
	    "intro\n"
	    "  5 list\n"
	    "    0 * \"the name of the vessel in full: Aurora\"\n"
	    "    0 * \"where it is to be found when it is at home: at the old quay, behind "
	    "the crane\"\n"
	    "        \"old quay\" -> path /quay\n"
	    "    0 * \"tons: 12\"\n"
	    "  6 list\n"
	    "    0 * \"the name of the vessel in full: Berta\"\n"
	    "    0 * \"tons: 7\"\n");
	free(dump);
	dump = cases_dump(markdown_read, slice_of(
	    "# T\n\n| | |\n|---|---|\n| Aurora | 12 |\n| Berta | [7](/7) |"),
	    "a.md");
	assert_string_equal(dump,
	    "title \"T\" (heading)\n"
	    "path /a.md\n"
	    "intro\n"
	    "  3 pre \"\"\n"
	    "    |\n"
	    "    |------  --\n"
	    "    |Aurora  12\n"
	    "    |Berta   7\n"
	    "  6 link \"7\" -> path /7\n");
	free(dump);
}

static void
links_without_a_label_show_where_they_lead(void **state)
{
	char *dump;

	(void)state;
	dump = cases_dump(markdown_read, slice_of(
	    "# FAQ\n## Why?\nOn [](#how) and ![]() on [](/on).\n"
	    "## How?\nSo.\n"), "a.md");
	assert_string_equal(dump,
	    "title \"FAQ\" (heading)\n"
	    "path /a\n"
	    "2 item \"Why?\" id why\n"
	    "  3 para \"On and on /on.\"\n"
	    "      \"/on\" bare -> path /on\n"
	    "4 item \"How?\" id how\n"
	    "  also how\n"
	    "  5 para \"So.\"\n");
	free(dump);
}

static void
prose_keeps_its_headings(void **state)
{
	char *dump;

	(void)state;
	dump = cases_dump(markdown_read, slice_of(
	    "# The boat\n\nIt floats.\n\n## Below\n\n#### Deep\n\nWater. "
	    "[More](sea.md), [here](#below).\n"), "sea/boat.md");
	assert_string_equal(dump,
	    "title \"The boat\" (heading)\n"
	    "path /sea/boat.md\n"
	    "summary It floats.\n"
	    "intro\n"
	    "  3 para \"It floats.\"\n"
	    "  5 subhead 2 \"Below\"\n"
	    "  7 subhead 3 \"Deep\"\n"
	    "  9 para \"Water. More, here.\"\n"
	    "      \"More\" -> path /sea/sea.md\n");
	free(dump);
}

static void
documents_cut_anywhere_give_a_page_or_a_reason(void **state)
{
	(void)state;
	cases_assert_cut(markdown_read, "observatory.md");
	cases_assert_cut(markdown_read, "blocks.md");
	cases_assert_cut(markdown_read, "fold.md");
	cases_assert_cut(markdown_read, "languages.md");
	cases_assert_cut(markdown_read, "trace.md");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    headings_of_the_level_that_asks_are_the_questions),
		cmocka_unit_test(strong_text_that_asks_is_a_question),
		cmocka_unit_test(
		    every_block_and_span_becomes_what_a_page_can_show),
		cmocka_unit_test(parts_that_fold_are_questions),
		cmocka_unit_test(
		    signs_of_questions_are_known_in_many_languages),
		cmocka_unit_test(the_title_is_the_heading_that_is_no_question),
		cmocka_unit_test(the_level_that_asks_most_wins),
		cmocka_unit_test(a_page_about_questions_needs_no_marks),
		cmocka_unit_test(text_without_a_question_becomes_one),
		cmocka_unit_test(questions_alone_are_no_page_of_questions),
		cmocka_unit_test(
		    plain_paragraphs_that_ask_will_do_on_a_page_about_questions),
		cmocka_unit_test(parts_that_fold_may_hold_others),
		cmocka_unit_test(signs_and_numbers_are_no_part_of_a_question),
		cmocka_unit_test(
		    an_answer_may_stand_anywhere_behind_its_question),
		cmocka_unit_test(a_table_of_contents_is_left_out),
		cmocka_unit_test(
		    headings_of_the_same_words_have_names_of_their_own),
		cmocka_unit_test(a_wide_table_becomes_a_line_a_cell),
		cmocka_unit_test(links_without_a_label_show_where_they_lead),
		cmocka_unit_test(prose_keeps_its_headings),
		cmocka_unit_test(
		    documents_cut_anywhere_give_a_page_or_a_reason),
	};

	return cmocka_run_group_tests_name("markdown", tests, NULL, NULL);
}

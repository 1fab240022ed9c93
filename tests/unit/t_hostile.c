/*
 * Documents that are meant to cost their reader time or memory: each is read,
 * or refused for what it is. That they are read soon is what makes these tests
 * end.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "cases.h"
#include "base/buf.h"
#include "parse/reader.h"
#include "parse/source.h"

static const char faq[] = "# FAQ\n## Why?\nSo.\n## How?\n"; /* 4 lines */
static struct buf source;

static int
begin(void **state)
{
	(void)state;
	buf_init(&source, 16 << 20);
	buf_puts(&source, faq);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	buf_fini(&source);
	return 0;
}

static void
add(const char *text, size_t n)
{
	while (n-- > 0)
		buf_puts(&source, text);
}

/* As often as it goes into a file. */
static void
fill(const char *text)
{
	add(text, (SOURCE_MAX_FILE - source.n) / strlen(text));
}

static void
assert_says(const char *messages)
{
	struct page *p;
	char *said;

	assert_false(source.failed);
	p = cases_read(markdown_read, buf_slice(&source), "f.md", false, &said);
	assert_string_equal(said, messages);
	free(said);
	page_unref(p);
}

/* The page, of which there is nothing to say. */
static struct page *
page(void)
{
	struct page *p;
	char *said;

	p = cases_read(markdown_read, buf_slice(&source), "f.md", false, &said);
	assert_string_equal(said, "");
	free(said);
	assert_non_null(p);
	return p;
}

static void
items_in_items(void **state)
{
	(void)state;
	add("- ", 30000);
	add("x\n", 1);
	add("\n", 60000);
	assert_says("f.md:5: error: nested deeper than 32 levels [E503]\n");
}

static void
items_line_by_line(void **state)
{
	unsigned depth;
	char line[300];

	(void)state;
	for (depth = 0; depth < 66; depth++) {
		snprintf(line, sizeof(line), "%*s- x\n", 2 * depth, "");
		add(line, 1);
	}
	assert_says("f.md:70: error: nested deeper than 32 levels [E503]\n");
}

static void
references_to_a_short_target(void **state)
{
	(void)state;
	add("[a]: /b\n\n", 1);
	add("[a] [a] [a] [a] [a] [a] [a] [a] [a] [a] [a] [a] [a] [a] [a] [a] "
	    "[a] [a] [a] [a] [a] [a] [a] [a] [a] [a] [a] [a] [a] [a] [a]\n",
	    200000 / 31);
	assert_says("f.md:4039: error: too much markup up to here; split the "
	    "file [E504]\n");
}

static void
references_to_a_long_target(void **state)
{
	(void)state;
	add("[a]: /", 1);
	add("0123456789", 5000);
	add("\n\n", 1);
	add("[a] [a] [a] [a] [a] [a] [a] [a] [a] [a]\n", 5000);
	assert_says("f.md:5: error: link longer than 4096 bytes [E504]\n");
}

static void
references_that_are_many_targets(void **state)
{
	unsigned i;
	char line[100];

	(void)state;
	for (i = 0; i < 50000; i++) {
		snprintf(line, sizeof(line), "[a%u]: /b%u\n%s", i, i,
		    i % 5000 == 0 ? "\n" : "");
		add(line, 1);
	}
	for (i = 0; i < 50000; i++) {
		snprintf(line, sizeof(line), "[a%u]\n\n", i);
		add(line, 1);
	}
	assert_says("");
}

static void
brackets_that_never_close(void **state)
{
	struct page *p;

	(void)state;
	add("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\n", 9999);
	p = page();
	assert_int_equal(p->items[1].answer.n, 1);
	assert_int_equal(p->items[1].answer.v[0].text.n, 9999 * 40 - 1);
	page_unref(p);
}

static void
links_on_every_line(void **state)
{
	(void)state;
	fill("[a](b)\n");
	assert_says("f.md:10005: error: paragraph of more than 10000 lines "
	    "with links [E504]\n");
}

static void
a_paragraph_as_long_as_a_file_may_be(void **state)
{
	struct page *p;
	size_t n;

	(void)state;
	fill("word ");
	for (n = 60000; n < source.n; n += 60000)
		source.p[n] = '\n';
	n = source.n - strlen(faq);
	p = page();
	assert_int_equal(p->items[1].answer.n, 1);
	assert_in_range(p->items[1].answer.v[0].text.n, n - 100, n);
	page_unref(p);
}

static void
marks_of_emphasis_on_every_line(void **state)
{
	(void)state;
	fill("*a **b\n");
	assert_says("f.md:249998: error: too much markup up to here; split "
	    "the file [E504]\n");
}

static void
a_table_of_more_cells_than_bytes(void **state)
{
	(void)state;
	add("|", 1);
	add("a|", 10000);
	add("\n|", 1);
	add("---|", 10000);
	add("\n", 1);
	add("|b\n", 10000);
	assert_says("f.md:30: error: too much markup up to here; split the "
	    "file [E504]\n");
}

static void
tags_that_never_end(void **state)
{
	struct page *p;

	(void)state;
	add("<div>\n", 1);
	add("<a b=\"\n", 100000);
	p = page();
	assert_int_equal(p->items[1].answer.n, 1);
	page_unref(p);
}

static void
parts_that_fold_in_each_other(void **state)
{
	struct page *p;

	(void)state;
	buf_clear(&source);
	add("# FAQ\n", 1);
	add("<details><summary>Why?</summary>b\n", 60000);
	p = page();
	assert_int_equal(p->nitems, 1);
	assert_int_equal(p->items[0].answer.n, 60000 + 59999);
	page_unref(p);
}

static void
a_line_of_64_kib(void **state)
{
	size_t start = source.n;
	struct page *p;

	(void)state;
	add("*a_", SOURCE_MAX_LINE / 3);
	add("x", start + SOURCE_MAX_LINE - source.n);
	p = page();
	assert_int_equal(p->items[1].answer.v[0].text.n, SOURCE_MAX_LINE);
	page_unref(p);
	add("x", 1);
	assert_says("f.md:5: error: line longer than 65536 bytes [E004]\n");
}

static void
questions_beyond_number(void **state)
{
	struct page *p;
	unsigned i;
	char item[100];

	(void)state;
	buf_clear(&source);
	add("# FAQ\n", 1);
	for (i = 0; i < SOURCE_MAX_ITEMS; i++) {
		snprintf(item, sizeof(item), "## Is it %u?\nYes.\n", i);
		add(item, 1);
	}
	p = page();
	assert_int_equal(p->nitems, SOURCE_MAX_ITEMS);
	assert_string_equal(p->items[SOURCE_MAX_ITEMS - 1].id, "is-it-4999");
	page_unref(p);
	add("## And this?\nNo.\n## Nor this?\nNo.\n", 1);
	assert_says("f.md:10002: error: more than 5000 questions [E006]\n");
}

static void
one_section_over_many_questions(void **state)
{
	(void)state;
	buf_clear(&source);
	add("# FAQ\n## ", 1);
	add("a", 60000);
	add("\n### Why?\nSo.\n### How?\nThus.\n", 1);
	assert_says(
	    "f.md:2: error: section longer than 300 columns [E206]\n");
}

#define HOSTILE(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		HOSTILE(items_in_items),
		HOSTILE(items_line_by_line),
		HOSTILE(references_to_a_short_target),
		HOSTILE(references_to_a_long_target),
		HOSTILE(references_that_are_many_targets),
		HOSTILE(brackets_that_never_close),
		HOSTILE(links_on_every_line),
		HOSTILE(a_paragraph_as_long_as_a_file_may_be),
		HOSTILE(marks_of_emphasis_on_every_line),
		HOSTILE(a_table_of_more_cells_than_bytes),
		HOSTILE(tags_that_never_end),
		HOSTILE(parts_that_fold_in_each_other),
		HOSTILE(a_line_of_64_kib),
		HOSTILE(questions_beyond_number),
		HOSTILE(one_section_over_many_questions),
	};

	return cmocka_run_group_tests_name("hostile", tests, NULL, NULL);
}

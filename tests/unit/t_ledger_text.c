/*
 * The ledger as text: what is written is read, and nothing else is.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "loads.h"
#include "parse/ledger.h"

static int
parse(const char *p, size_t n, char err[256])
{
	struct ledger *l = ledger_new();
	int done;

	err[0] = '\0';
	done = ledger_parse(l, (struct slice){ p, n }, err, 256);
	ledger_free(l);
	return done;
}

static void
a_ledger_shortened_or_damaged_anywhere_is_refused(void **state)
{
	char err[256];
	size_t i, n;

	(void)state;
	LOAD(FAQ("-\nOne?\nThis.\n-\nTwo?\nThat.\n"),
	    { "a b/x.gmi", "# X\nText\n" });
	LOAD(FAQ("-\nId: two-b\nTwo?\nThat.\n"));
	n = strlen(world.ledger);
	assert_int_equal(parse(world.ledger, n, err), 0);
	for (i = 0; i < n; i++) {
		assert_int_equal(parse(world.ledger, i, err), -1);
		assert_non_null(strstr(err, "line "));
		world.ledger[i] ^= 1;
		assert_int_equal(parse(world.ledger, n, err), -1);
		assert_non_null(strstr(err, "line "));
		world.ledger[i] ^= 1;
	}
	assert_int_equal(parse(world.ledger, n, err), 0);
}

static void
an_edit_by_hand_is_taken_when_its_author_signs_it(void **state)
{
	char err[256], *id, *digest;

	(void)state;
	LOAD(FAQ("-\nOne?\nThis.\n"));
	id = strstr(world.ledger, "id\tone\t");
	memcpy(id, "id\tuno\t", 7);
	assert_int_equal(parse(world.ledger, strlen(world.ledger), err), -1);
	assert_non_null(strstr(err, "line 4: it was changed"));
	digest = strrchr(err, '"') - 16;
	memcpy(strstr(world.ledger, "end\t") + 4, digest, 16);
	LOAD(FAQ("-\nOne?\nThis.\n"));
	assert_string_equal(at("/faq/uno"), "/faq/uno");
}

static void
a_line_that_is_not_understood_is_named(void **state)
{
	static const struct {
		const char *lines, *fault;
	} cases[] = {
		{ "", "line 2: the end is missing" },
		{ "pages\t/a\n", "line 2: neither a page nor an id" },
		{ "id\ta\n", "line 2: an id without a page" },
		{ "page\t/a\ta.qa\n", "line 2: not the line of a page" },
#define TIMES "\t2001-02-03T04:05:06Z\t2001-02-03T04:05:06Z\t"
#define HEX "0123456789abcdef"
#define PAGE "page\t/a\ta.qa\t" HEX TIMES "-\n"
		{ PAGE PAGE, "line 3: a page a second time" },
		{ "page\ta\ta.qa\t" HEX TIMES "-\n",
		    "line 2: not the line of a page" },
		{ "page\t/a\ta%2.qa\t" HEX TIMES "-\n",
		    "line 2: not the line of a page" },
		{ "page\t/a\ta.qa\t" HEX "0" TIMES "-\n",
		    "line 2: not the line of a page" },
		{ "page\t/a\ta.qa\t" HEX "\t2001-02-29T00:00:00Z"
		  "\t2001-02-03T04:05:06Z\t-\n",
		    "line 2: not the line of a page" },
		{ "page\t/a\ta.qa\t" HEX TIMES "gone\n",
		    "line 2: not the line of a page" },
		{ "page\t/a\ta.qa\t" HEX TIMES "-\tmore\n",
		    "line 2: not the line of a page" },
		{ PAGE "id\tall\t" HEX "\t" HEX TIMES "-\tq\n",
		    "line 3: not the line of an id" },
		{ PAGE "id\ta\t" HEX "\t" HEX TIMES "-\t\n",
		    "line 3: not the line of an id" },
		{ PAGE "id\ta\t" HEX "\t" HEX TIMES "-\tq\n"
		  "id\ta\t" HEX "\t" HEX TIMES "-\tr\n",
		    "line 4: an id a second time" },
	};
	char text[2048], err[256];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		snprintf(text, sizeof(text), "qapsule ledger 1\n%s",
		    cases[i].lines);
		assert_int_equal(parse(text, strlen(text), err), -1);
		assert_string_equal(err, cases[i].fault);
	}
	assert_int_equal(parse("", 0, err), -1);
	assert_string_equal(err, "line 1: not \"qapsule ledger 1\"");
	assert_int_equal(parse("qapsule ledger 1\n\0\n", 19, err), -1);
	assert_string_equal(err, "line 1: a NUL byte somewhere in it");
}

static void
any_name_of_a_file_comes_back(void **state)
{
	const struct document odd = { "a\tb%\n\x01\xff/c d.qa",
		"Title: T\n\n-\nOne?\nA\n" };

	(void)state;
	load(&odd, 1);
	load(&odd, 1);
	assert_string_equal(at("/a\tb%\n\x01\xff/c-d/one"),
	    "/a\tb%\n\x01\xff/c-d/one");
	assert_times("/a\tb%\n\x01\xff/c-d/one", 1, 1);
}

#define TEST(name)                                                             \
	cmocka_unit_test_setup_teardown(name, loads_set_up, loads_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_ledger_shortened_or_damaged_anywhere_is_refused),
		TEST(an_edit_by_hand_is_taken_when_its_author_signs_it),
		TEST(a_line_that_is_not_understood_is_named),
		TEST(any_name_of_a_file_comes_back),
	};

	return cmocka_run_group_tests_name("ledger_text", tests, NULL, NULL);
}

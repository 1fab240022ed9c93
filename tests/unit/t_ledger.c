/*
 * Which address a question has after its page was edited, moved or lost.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buf.h"
#include "loads.h"

/* --- questions that stay on their page ------------------------------------- */

static void
a_second_load_of_the_same_changes_nothing(void **state)
{
	const struct document same[] = {
		FAQ("Intro.\n\n-\nOne?\nA\n-\nOne?\nB\n-\nId: x\nTwo?\nC\n"),
		{ "notes.gmi", "# Notes\nText.\n" },
	};
	char *first;

	(void)state;
	load(same, 2);
	first = strdup(world.ledger);
	load(same, 2);
	assert_string_equal(world.ledger, first);
	free(first);
	assert_null(strstr(world.notes, ": note: "));
	assert_times("/faq", 1, 1);
	assert_times("/faq/one", 1, 1);
	assert_times("/notes.gmi", 1, 1);
}

static void
questions_may_change_places_and_sections(void **state)
{
	(void)state;
	LOAD(FAQ("-\nOne?\nA\n-\nTwo?\nB\n-\nTwo?\nC\n"));
	assert_string_equal(at("/faq/two-2"), "/faq/two-2");
	LOAD(FAQ("-\nTwo?\nC\n-\nSection: S\nTWO  ?\nB\n-\nOne?\nA\n"));
	/* even those of the same words: their answers tell them apart */
	assert_string_equal(asked_at("/faq/two"), "TWO  ?");
	assert_string_equal(asked_at("/faq/two-2"), "Two?");
	assert_string_equal(asked_at("/faq/one"), "One?");
	assert_times("/faq/two", 1, 1);
	assert_null(strstr(world.notes, ": note: "));
}

static void
an_edited_answer_keeps_the_address_and_changes_the_date(void **state)
{
	(void)state;
	LOAD(FAQ("-\nOne?\nA\n-\nTwo?\nB\n"));
	LOAD(FAQ("-\nOne?\nQuite another answer.\n-\nTwo?\nB\n"));
	assert_string_equal(asked_at("/faq/one"), "One?");
	assert_times("/faq/one", 1, 2);
	assert_times("/faq/two", 1, 1);
	assert_times("/faq", 1, 1);
	assert_string_equal(world.notes, "");
}

/* e with an acute accent, a Hangul syllable; then both decomposed */
static void
another_normal_form_or_line_width_is_no_edit(void **state)
{
	(void)state;
	LOAD(FAQ("-\nOne?\nThe caf\xc3\xa9 x\xc3\xa9 \xed\x95\x9c and "
	    "\xc3\xa9.\n"));
	LOAD(FAQ("-\nOne?\nThe cafe\xcc\x81\n xe\xcc\x81 "
	    "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab and\ne\xcc\x81.\n"));
	assert_times("/faq/one", 1, 1);
	LOAD(FAQ("-\nOne?\nThe cafe\xcc\x81 xe \xed\x95\x9c and "
	    "\xc3\xa9.\n"));
	assert_times("/faq/one", 1, 3);
}

static void
an_edited_question_keeps_its_address_by_its_answer(void **state)
{
	(void)state;
	LOAD(FAQ("-\nOne?\nThis.\n-\nTwo?\nThat.\n"));
	LOAD(FAQ("-\nTwo?\nThat.\n-\nWhat is the first?\nThis.\n"));
	assert_string_equal(asked_at("/faq/one"), "What is the first?");
	assert_string_equal(at("/faq/what-is-the-first"), "");
	assert_string_equal(world.notes, "faq.qa:7: note: kept id \"one\" for "
	    "the edited question [N801]\n");
	assert_times("/faq/one", 1, 2);
	LOAD(FAQ("-\nTwo?\nThat.\n-\nWhat is the first?\nThis.\n"));
	assert_string_equal(world.notes, "");
}

#define LONG_ANSWER                                                            \
	"You get the whole price back within fourteen days, on the card that " \
	"you have paid with, when the thing comes to us unused, in its own "   \
	"box and with the receipt; after that we can only change it for "      \
	"another of the same price, and not at all when it was made for you.\n"

static void
question_and_answer_edited_a_little_are_still_the_same(void **state)
{
	(void)state;
	LOAD(FAQ("-\nHow do I get my money back?\n" LONG_ANSWER
	    "-\nOther?\nText.\n"));
	LOAD(FAQ("-\nHow do I get my money back again?\n" LONG_ANSWER
	    "Thanks.\n-\nOther?\nText.\n"));
	assert_string_equal(asked_at("/faq/how-do-i-get-my-money-back"),
	    "How do I get my money back again?");
	assert_non_null(strstr(world.notes, "faq.qa:4: note: kept id "
	    "\"how-do-i-get-my-money-back\" "));
}

/* "How do I get a refund?" and "How do I get a quick refund?", after pairs of
   syllables; the answer says thrice that it is done within fourteen days. */
static void
hangul_is_compared_by_pairs_of_syllables(void **state)
{
	static const char *const answer =
	    "\xec\x82\xac\xec\x9a\xa9\xed\x95\x98\xec\xa7\x80 "
	    "\xec\x95\x8a\xec\x9d\x80 "
	    "\xec\x83\x81\xed\x92\x88\xec\x9d\x80 "
	    "\xec\x98\x81\xec\x88\x98\xec\xa6\x9d\xea\xb3\xbc "
	    "\xed\x95\xa8\xea\xbb\x98 "
	    "\xec\x8b\xad\xec\x82\xac \xec\x9d\xbc "
	    "\xec\x95\x88\xec\x97\x90 "
	    "\xeb\xb3\xb4\xeb\x82\xb4 "
	    "\xec\xa3\xbc\xec\x84\xb8\xec\x9a\x94";
	static const char *const question =
	    "\xed\x99\x98\xeb\xb6\x88\xec\x9d\x80 "
	    "\xec\x96\xb4\xeb\x96\xbb\xea\xb2\x8c "
	    "\xeb\xb0\x9b\xeb\x82\x98\xec\x9a\x94";
	char before[1024], after[1024], id[64];

	(void)state;
	snprintf(before, sizeof(before), "Title: T\n\n-\n%s?\n%s. %s. %s.\n",
	    question, answer, answer, answer);
	snprintf(after, sizeof(after), "Title: T\n\n-\n%s "
	    "\xeb\xb9\xa8\xeb\xa6\xac?\n%s. %s. %s.\n\xeb\x84\xa4.\n",
	    question, answer, answer, answer);
	LOAD({ "faq.qa", before });
	snprintf(id, sizeof(id), "/faq/%.12s", strstr(world.ledger, "q-"));
	assert_string_equal(at(id), id);
	LOAD({ "faq.qa", after });
	assert_non_null(strstr(world.notes, "[N801]"));
	assert_string_equal(at(id), id);
}

static void
a_dog_is_not_a_cat(void **state)
{
	(void)state;
	LOAD(FAQ("-\nCan I bring a dog?\nYes, on a lead, and not into the "
	    "dining room.\n"));
	LOAD(FAQ("-\nCan I bring a cat?\nNo: our own would not like that at "
	    "all, sorry.\n"));
	assert_string_equal(at("/faq/can-i-bring-a-dog"), "gone");
	assert_string_equal(at("/faq/can-i-bring-a-cat"),
	    "/faq/can-i-bring-a-cat");
	assert_times("/faq/can-i-bring-a-cat", 2, 2);
}

static void
an_answer_that_several_have_tells_nothing(void **state)
{
	(void)state;
	LOAD(FAQ("-\nIs it free?\nYes.\n-\nIs it safe?\nYes.\n"));
	LOAD(FAQ("-\nDoes it rain?\nYes.\n-\nIs it safe?\nYes.\n-\nMay I?\n"
		 "Yes.\n"));
	assert_string_equal(at("/faq/is-it-free"), "gone");
	assert_string_equal(asked_at("/faq/is-it-safe"), "Is it safe?");
	assert_string_equal(asked_at("/faq/does-it-rain"), "Does it rain?");
}

static void
no_second_candidate_may_be_alike(void **state)
{
	(void)state;
	LOAD(FAQ("-\nHow do I get my money back?\n" LONG_ANSWER));
	LOAD(FAQ("-\nHow do I get my money back now?\n" LONG_ANSWER "Ask.\n"
		 "-\nHow do I get my money back here?\n" LONG_ANSWER "Do.\n"));
	assert_string_equal(at("/faq/how-do-i-get-my-money-back"), "gone");
}

static void
rewritten_wholly_it_is_another_unless_the_author_says_so(void **state)
{
	(void)state;
	LOAD(FAQ("-\nRefunds?\nNo.\n-\nOther?\nText.\n"));
	LOAD(FAQ("-\nWhere is my money?\nAsk the bank.\n-\nOther?\nText.\n"));
	assert_string_equal(at("/faq/refunds"), "gone");
	assert_string_equal(world.notes, "faq.qa:1: note: id \"refunds\" is "
	    "gone with its question; write \"Was: refunds\" on one that "
	    "replaces it [N802]\n");
	LOAD(FAQ("-\nWas: refunds\nWhere is my money?\nAsk the bank.\n"
		 "-\nOther?\nText.\n"));
	assert_string_equal(at("/faq/refunds"), "> /faq/where-is-my-money");
	/* that was its first publication; it has not changed since */
	assert_times("/faq/where-is-my-money", 1, 2);
	/* and it leads there for good */
	LOAD(FAQ("-\nWhere is my money?\nAsk the bank.\n-\nOther?\nText.\n"));
	assert_string_equal(at("/faq/refunds"), "> /faq/where-is-my-money");
	assert_string_equal(world.notes, "");
}

static void
an_id_that_is_gone_is_never_given_again(void **state)
{
	(void)state;
	LOAD(FAQ("-\nWhat is C?\nA language.\n-\nOther?\nText.\n"));
	LOAD(FAQ("-\nOther?\nText.\n"));
	assert_string_equal(at("/faq/what-is-c"), "gone");
	LOAD(FAQ("-\nWhat is C#?\nA note.\n-\nOther?\nText.\n"));
	assert_string_equal(at("/faq/what-is-c"), "gone");
	assert_string_equal(asked_at("/faq/what-is-c-2"), "What is C#?");
	LOAD(FAQ("-\nWhat is C#?\nA note.\n-\nWhat is C?\nA language, again.\n"
		 "-\nOther?\nText.\n"));
	assert_string_equal(asked_at("/faq/what-is-c"), "What is C?");
	assert_string_equal(asked_at("/faq/what-is-c-2"), "What is C#?");
	assert_times("/faq/what-is-c", 1, 4);
}

static void
the_answer_of_a_gone_question_gives_no_address(void **state)
{
	(void)state;
	LOAD(FAQ("-\nOne?\nThe same answer.\n-\nOther?\nText.\n"));
	LOAD(FAQ("-\nOther?\nText.\n"));
	LOAD(FAQ("-\nAnother?\nThe same answer.\n-\nOther?\nText.\n"));
	assert_string_equal(at("/faq/one"), "gone");
	assert_string_equal(at("/faq/another"), "/faq/another");
}

static void
an_id_of_the_author_is_used_as_it_is(void **state)
{
	(void)state;
	LOAD(FAQ("-\nId: money\nRefunds?\nNo.\n-\nSafe?\nYes.\n"));
	LOAD(FAQ("-\nId: money\nQuite rewritten?\nSure.\n-\nSafe?\nYes.\n"));
	assert_string_equal(asked_at("/faq/money"), "Quite rewritten?");
	assert_times("/faq/money", 1, 2);
	assert_string_equal(world.notes, "");
	/* given to another question, it is taken from the one that had it */
	LOAD(FAQ("-\nId: safe\nQuite rewritten?\nSure.\n-\nSafe?\nYes.\n"));
	assert_string_equal(asked_at("/faq/safe"), "Quite rewritten?");
	assert_string_equal(asked_at("/faq/safe-2"), "Safe?");
	assert_string_equal(at("/faq/money"), "> /faq/safe");
}

static void
an_id_that_the_author_writes_leads_on_from_the_made_one(void **state)
{
	(void)state;
	LOAD(FAQ("-\nRefunds?\nNo.\n"));
	LOAD(FAQ("-\nId: money\nRefunds?\nNo.\n"));
	assert_string_equal(at("/faq/refunds"), "> /faq/money");
	assert_times("/faq/money", 1, 1);
	LOAD(FAQ("-\nId: cash\nRefunds?\nNo.\n"));
	assert_string_equal(at("/faq/refunds"), "> /faq/cash");
	assert_string_equal(at("/faq/money"), "> /faq/cash");
}

#define MARKDOWN(one, two)                                                     \
	{ "faq.md", "# T\n\n[1](#refunds), [2](#money-back)\n\n## " one        \
		    "\n\nNo.\n\n## " two "\n\nYes.\n" }

/* The names of headings, by which links of the document find them. */
static void
names_made_of_headings_are_no_former_ids(void **state)
{
	(void)state;
	LOAD(MARKDOWN("Refunds?", "Money back?"));
	assert_string_equal(asked_at("/faq/refunds"), "Refunds?");
	assert_string_equal(asked_at("/faq/money-back"), "Money back?");
	LOAD(MARKDOWN("Money back?", "Refunds?"));
	/* the same words elsewhere: each goes with its question */
	assert_string_equal(asked_at("/faq/refunds"), "Refunds?");
	assert_string_equal(asked_at("/faq/money-back"), "Money back?");
	LOAD(MARKDOWN("Money back, please?", "Refunds?"));
	assert_string_equal(asked_at("/faq/money-back"), "Money back, please?");
}

/* --- questions and pages that move ----------------------------------------- */

static void
a_question_moved_to_another_page_is_found_there(void **state)
{
	(void)state;
	LOAD(FAQ("-\nOne?\nThis.\n-\nTwo?\nThat.\n"),
	    { "more.qa", "Title: M\n\n-\nThree?\nText.\n" });
	LOAD(FAQ("-\nTwo?\nThat.\n"),
	    { "more.qa", "Title: M\n\n-\nThree?\nText.\n-\nOne?\nThis.\n" });
	assert_string_equal(at("/faq/one"), "> /more/one");
	assert_times("/more/one", 1, 1);
	assert_string_equal(world.notes, "");
	/* edited there and moved on */
	LOAD(FAQ("-\nTwo?\nThat.\n"),
	    { "more.qa", "Title: M\n\n-\nThree?\nText.\n-\nFirst?\nThis.\n" });
	LOAD(FAQ("-\nTwo?\nThat.\n"),
	    { "more.qa", "Title: M\n\n-\nThree?\nText.\n" },
	    { "x/rest.qa", "Title: R\n\n-\nFirst?\nThis.\n" });
	assert_string_equal(at("/faq/one"), "> /x/rest/one");
	assert_string_equal(at("/more/one"), "> /x/rest/one");
	assert_times("/x/rest/one", 1, 3);
	/* and back, edited in the same step */
	LOAD(FAQ("-\nTwo?\nThat.\n-\nOne?\nThis, too.\n"),
	    { "more.qa", "Title: M\n\n-\nThree?\nText.\n" });
	assert_string_equal(at("/faq/one"), "/faq/one");
	assert_times("/faq/one", 1, 5);
}

static void
a_moved_file_makes_nothing_new(void **state)
{
	(void)state;
	LOAD(FAQ("Intro.\n\n-\nOne?\nThis.\n-\nTwo?\nThat.\n"),
	    { "a.gmi", "# Prose\n\nText.\n" });
	LOAD({ "help/questions.qa",
		 "Title: T\n\nIntro.\n\n-\nOne?\nThis.\n-\nTwo?\nThat.\n" },
	    { "help/b.gmi", "# Prose\n\nText.\n" });
	assert_string_equal(at("/faq"), "> /help/questions");
	assert_string_equal(at("/faq/all"), "> /help/questions/all");
	assert_string_equal(at("/faq/two"), "> /help/questions/two");
	assert_string_equal(at("/a.gmi"), "> /help/b.gmi");
	assert_times("/help/questions", 1, 1);
	assert_times("/help/questions/one", 1, 1);
	assert_times("/help/b.gmi", 1, 1);
	assert_string_equal(world.notes, "");
	LOAD(FAQ("Intro.\n\n-\nOne?\nThis.\n-\nTwo?\nThat.\n"));
	assert_string_equal(at("/faq/one"), "/faq/one");
	assert_string_equal(at("/help/questions/two"), "> /faq/two");
	assert_string_equal(at("/help/b.gmi"), "gone");
	assert_times("/faq", 1, 1);
}

static void
a_page_takes_over_from_its_former_slug(void **state)
{
	(void)state;
	LOAD(FAQ("-\nOne?\nThis.\n-\nTwo?\nThat.\n-\nOld?\nGone.\n"));
	LOAD(FAQ("-\nFirst?\nThis.\n-\nTwo?\nThat.\n"));
	LOAD({ "help.qa", "Title: T\nWas: faq\n\n-\nFirst?\nThis one.\n"
			  "-\nThe second?\nThat.\n" });
	assert_string_equal(at("/faq/"), "> /help");
	assert_string_equal(asked_at("/faq/one"), "First?");
	assert_string_equal(at("/faq/one"), "> /help/one");
	assert_string_equal(at("/faq/two"), "> /help/two");
	assert_string_equal(at("/faq/old"), "gone");
	assert_string_equal(at("/help/old"), "gone");
	assert_times("/help/one", 1, 3);
	assert_times("/help", 1, 1);
	LOAD({ "help.qa", "Title: T\n\n-\nFirst?\nThis one.\n" });
	assert_string_equal(at("/faq/one"), "> /help/one");
	assert_string_equal(at("/faq/two"), "gone");
}

static void
a_page_that_is_removed_is_gone_with_all_its_questions(void **state)
{
	(void)state;
	LOAD(FAQ("-\nOne?\nThis.\n"), { "x.qa", "Title: X\n\n-\nQ?\nA\n" });
	LOAD({ "x.qa", "Title: X\n\n-\nQ?\nA\n" });
	assert_string_equal(at("/faq"), "gone");
	assert_string_equal(at("/faq/"), "gone");
	assert_string_equal(at("/faq/one"), "gone");
	assert_string_equal(at("/faq/all"), "gone");
	assert_string_equal(at("/faq/never"), "");
	LOAD(FAQ("-\nOne?\nThis.\n"), { "x.qa", "Title: X\n\n-\nQ?\nA\n" });
	assert_string_equal(at("/faq/one"), "/faq/one");
	assert_times("/faq/one", 1, 1);
	assert_times("/faq", 1, 1);
}

/* --- documents at fault ---------------------------------------------------- */

static void
a_document_at_fault_loses_no_id(void **state)
{
	static const struct document at_fault[] = {
		FAQ("-\nOne?\n-\nTwo?\nThat.\n"),	/* no answer */
		FAQ("-\nTwo?\nThat, see [it](#none).\n"), /* a dead link */
		{ "faq.qa", NULL },
		{ "", NULL },	/* the whole folder */
	};
	size_t i;

	(void)state;
	LOAD(FAQ("-\nOne?\nThis.\n-\nTwo?\nThat.\n"));
	for (i = 0; i < sizeof(at_fault) / sizeof(*at_fault); i++) {
		load(&at_fault[i], 1);
		assert_string_equal(at("/faq/one"), "");
		assert_null(strstr(world.notes, "gone"));
	}
	LOAD(FAQ("-\nTwo?\nThat.\n-\nThe first?\nThis.\n"));
	assert_string_equal(asked_at("/faq/one"), "The first?");
	assert_times("/faq/two", 1, 1);
}

static void
a_new_document_at_fault_is_not_known(void **state)
{
	char *before;

	(void)state;
	LOAD(FAQ("-\nOne?\nThis.\n"));
	before = strdup(world.ledger);
	LOAD(FAQ("-\nOne?\nThis.\n"),
	    { "new.qa", "Title: N\n\n-\nQ?\nSee [it](#none).\n" });
	assert_string_equal(world.ledger, before);
	free(before);
}

/* --- much of it ------------------------------------------------------------- */

/* 5,000 items of which every question and answer is a little other. */
static char *
big_page(const char *word)
{
	struct buf out;
	int i;

	buf_init(&out, 8 << 20);
	buf_puts(&out, "Title: T\n\n");
	for (i = 0; i < 5000; i++)
		buf_printf(&out, "-\nHow do I get my money back %s?\n%d "
		    LONG_ANSWER "%s\n", word, i, word);
	buf_putc(&out, '\0');
	return out.p;
}

static void
thousands_of_alike_questions_cost_bounded_work(void **state)
{
	char *one = big_page("now"), *two = big_page("here");

	(void)state;
	LOAD({ "faq.qa", one });
	LOAD({ "faq.qa", two });
	assert_string_equal(at("/faq/how-do-i-get-my-money-back-now"), "gone");
	assert_string_equal(at("/faq/how-do-i-get-my-money-back-here"),
	    "/faq/how-do-i-get-my-money-back-here");
	free(one);
	free(two);
}

#define TEST(name)                                                             \
	cmocka_unit_test_setup_teardown(name, loads_set_up, loads_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_second_load_of_the_same_changes_nothing),
		TEST(questions_may_change_places_and_sections),
		TEST(an_edited_answer_keeps_the_address_and_changes_the_date),
		TEST(another_normal_form_or_line_width_is_no_edit),
		TEST(an_edited_question_keeps_its_address_by_its_answer),
		TEST(question_and_answer_edited_a_little_are_still_the_same),
		TEST(hangul_is_compared_by_pairs_of_syllables),
		TEST(a_dog_is_not_a_cat),
		TEST(an_answer_that_several_have_tells_nothing),
		TEST(no_second_candidate_may_be_alike),
		TEST(rewritten_wholly_it_is_another_unless_the_author_says_so),
		TEST(an_id_that_is_gone_is_never_given_again),
		TEST(the_answer_of_a_gone_question_gives_no_address),
		TEST(an_id_of_the_author_is_used_as_it_is),
		TEST(an_id_that_the_author_writes_leads_on_from_the_made_one),
		TEST(names_made_of_headings_are_no_former_ids),
		TEST(a_question_moved_to_another_page_is_found_there),
		TEST(a_moved_file_makes_nothing_new),
		TEST(a_page_takes_over_from_its_former_slug),
		TEST(a_page_that_is_removed_is_gone_with_all_its_questions),
		TEST(a_document_at_fault_loses_no_id),
		TEST(a_new_document_at_fault_is_not_known),
		TEST(thousands_of_alike_questions_cost_bounded_work),
	};

	return cmocka_run_group_tests_name("ledger", tests, NULL, NULL);
}

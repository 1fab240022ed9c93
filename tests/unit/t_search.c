#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/written.h"
#include "model/build.h"
#include "model/search.h"

static const struct written documents[] = {
	{ "index.gmi", "# Harbour\nWelcome to the quay.\n" },
	{ "boats.qa",
	    "Title: Boats\n\nAll that floats, with sails or without.\n"
	    "-\nId: red\nWhat colour is the boat?\nRed, like the door.\n"
	    "-\nId: door\nWhere is the door?\n"
	    "Behind the boat; look for a red door with a lamp above it.\n"
	    "-\nId: lamp\nTags: lighthouse, beacon\nWhen is the lamp lit?\n"
	    "At dusk.\n\n* oil\n* a wick\n\n```map\nlantern ahead\n```\n"
	    "=> https://lamps.example/ Lampmaker\n" },
	{ "cafe.qa",
	    "Title: The caf\xc3\xa9\n"
	    "-\nId: soup\nWhat is in the soup?\nCr\xc3\xa8me fra\xc3\xae"
	    "che, and l'ail.\n"
	    "-\nId: open\nSection: Hours\nWhen do you open?\n"
	    "Every day at nine.\n" },
	{ "korea.qa",
	    "Title: \xeb\x8c\x80\xed\x99\x94\nLang: ko\n"
	    "-\nId: talks\n북한은 왜 대화를 거부합니까?\n"
	    "북한은 조건이 맞지 않는다고 말합니다.\n"
	    "-\nId: book\n새 책은 언제 나옵니까?\n가을에 나옵니다.\n" },
	{ "shop.qa",
	    "Title: 商店\nLang: zh\n"
	    "-\nId: refund\n怎么申请退款？\n请写信给我们。\n"
	    "-\nId: weather\n天気はどうですか？\n今日は雨です。\n" },
	{ NULL, NULL },
};

static int
setup(void **state)
{
	*state = written_corpus(documents);
	return 0;
}

static void
put_hits(struct buf *out, const struct hits *hits)
{
	const struct hit *h;
	uint32_t i;

	if (hits->partial && hits->n > 0)
		buf_puts(out, "? ");
	for (i = 0; i < hits->n; i++) {
		h = &hits->v[i];
		buf_puts(out, h->item < 0 ? h->entry->path
					  : h->page->items[h->item].id);
		buf_putc(out, ' ');
	}
}

/* The ids and paths of the hits in order; "?" in front: some words only. */
static void
finds_within(const struct corpus *c, const struct page *within,
    const char *text, const char *wanted)
{
	struct hits hits;
	struct query q;
	struct buf out;

	query_parse(&q, slice_of(text));
	search_find(corpus_search(c), &q, within, 0, &hits);
	assert_false(hits.failed);
	assert_true(hits.total >= hits.n);
	buf_init(&out, 1 << 16);
	put_hits(&out, &hits);
	buf_putc(&out, '\0');
	assert_string_equal(out.p, wanted);
	buf_fini(&out);
}

static void
finds(void **state, const char *text, const char *wanted)
{
	finds_within(*state, NULL, text, wanted);
}

static void
a_word_in_the_question_counts_more_than_in_the_answer(void **state)
{
	finds(state, "door", "door red ");
	finds(state, "BOAT", "red door /boats ");
}

static void
all_words_must_be_there(void **state)
{
	finds(state, "red lamp", "door ");
	finds(state, "lamp dusk", "lamp ");
}

static void
without_a_question_that_has_all_words_some_will_do(void **state)
{
	finds(state, "dusk soup", "? soup lamp ");
	finds(state, "dusk xyzzy", "? lamp ");
	finds(state, "xyzzy", "");
}

static void
accents_and_case_do_not_matter(void **state)
{
	finds(state, "CREME FRAICHE", "soup ");
	finds(state, "Cafe\xcc\x81", "/cafe ");
	finds(state, "ail", "soup ");
}

static void
the_last_word_may_be_the_beginning_of_one(void **state)
{
	finds(state, "lant", "lamp ");
	finds(state, "what so", "soup ");
	finds(state, "lant dusk", "? lamp ");	/* not the last */
	finds(state, "\"lant\"", "");
}

static void
a_whole_word_comes_before_what_begins_with_it(void **state)
{
	finds(state, "do", "open door red ");
}

static void
phrases_stand_together(void **state)
{
	finds(state, "\"red door\"", "door ");
	finds(state, "\"door red\"", "? door red ");
	finds(state, "\"red door\" \"look for\"", "door ");
	finds(state, "\"the door", "door red ");
}

static void
pages_are_found_by_title_introduction_and_index(void **state)
{
	finds(state, "sails", "/boats ");
	finds(state, "welcome quay", " ");	/* the root */
}

static void
tags_sections_lists_labels_and_preformatted_text_are_searched(void **state)
{
	finds(state, "beacon", "lamp ");
	finds(state, "hours", "open ");
	finds(state, "wick", "lamp ");
	finds(state, "ahead", "lamp ");
	finds(state, "lampmaker", "lamp ");
}

static void
korean_is_found_with_and_without_particles(void **state)
{
	finds(state, "북한", "talks ");
	finds(state, "대화", "/korea talks ");
	finds(state, "북한이", "? talks ");
	finds(state, "책", "book ");
	finds(state, "책 언제", "book ");
}

static void
chinese_and_japanese_are_found_inside_sentences(void **state)
{
	finds(state, "申请退", "refund ");
	finds(state, "退款", "refund ");
	finds(state, "天気", "weather ");
	finds(state, "雨", "weather ");
	finds(state, "申款", "");
}

static void
a_search_within_a_page_finds_its_questions_only(void **state)
{
	bool slash;
	struct found f = corpus_find(*state, slice_of("/boats"), &slash);

	finds_within(*state, f.entry->page, "when", "lamp ");
	finds_within(*state, f.entry->page, "boat", "red door ");
	finds_within(*state, f.entry->page, "soup", "");
	finds(state, "when", "open lamp ");
}

static void
what_holds_no_word_finds_nothing(void **state)
{
	finds(state, "", "");
	finds(state, "?! \"\" -- \"", "");
	finds(state, "\xff\xfe \x01\x02", "");
}

static void
strange_queries_are_answered(void **state)
{
	size_t n = 1 << 20, i;
	char *big = malloc(n + 1);

	assert_non_null(big);
	memset(big, 'x', n);
	big[n] = '\0';
	finds(state, big, "");
	for (i = 0; i < n; i++)
		big[i] = "lamp "[i % 5];
	finds(state, big, "lamp door ");
	memset(big, '"', n);
	finds(state, big, "");
	free(big);
	finds(state, "lamp\xff""dusk", "lamp ");
	finds(state, "lamp\x01", "lamp door ");
	/* the seventeenth word is not looked at */
	finds(state, "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 lamp", "");
}

/* --- suggestions ---------------------------------------------------------- */

static void
suggests(void **state, const char *text, const char *wanted)
{
	struct query q;
	struct buf out;

	query_parse(&q, slice_of(text));
	buf_init(&out, 1 << 16);
	search_suggest(corpus_search(*state), &q, &out);
	buf_putc(&out, '\0');
	assert_string_equal(out.p, wanted);
	buf_fini(&out);
}

static void
a_word_that_is_nowhere_becomes_the_nearest_one(void **state)
{
	suggests(state, "lanten", "lantern");
	suggests(state, "when colur?", "when colour?");
	suggests(state, "Wlecome, fraice!", "welcome, fraiche!");
	suggests(state, "lant", "");	/* begins a word */
	suggests(state, "lamp", "");
	suggests(state, "xyzzyplugh", "");
	suggests(state, "", "");
}

/* --- many ----------------------------------------------------------------- */

/* n questions; "common" is in all, "third" in every third, "needle" in the
   last but one */
static struct corpus *
many(unsigned n)
{
	struct buf text;
	struct written w[2] = { { "many.qa", NULL }, { NULL, NULL } };
	struct corpus *c;
	unsigned i;

	buf_init(&text, 64 << 20);
	buf_puts(&text, "Title: Many\n");
	for (i = 0; i < n; i++)
		buf_printf(&text, "-\nId: q%u\nHow %u?\nA common answer%s%s.\n",
		    i, i, i % 3 == 0 ? " third" : "",
		    i == n - 2 ? " needle" : "");
	buf_putc(&text, '\0');
	assert_false(text.failed);
	w[0].text = text.p;
	c = written_corpus(w);
	buf_fini(&text);
	return c;
}

static void
results_come_in_pages(void **state)
{
	struct corpus *c = many(90);
	struct hits first, hits;
	struct query q;
	unsigned page;

	(void)state;
	query_parse(&q, slice_of("third"));
	search_find(corpus_search(c), &q, NULL, 0, &first);
	assert_int_equal(first.total, 30);
	assert_int_equal(first.n, SEARCH_HITS);
	search_find(corpus_search(c), &q, NULL, 1, &hits);
	assert_int_equal(hits.total, 30);
	assert_int_equal(hits.n, 10);
	/* equals in the order of the page */
	assert_int_equal(first.v[19].item, 57);
	assert_int_equal(hits.v[0].item, 60);
	for (page = 2; page < 20; page++) {
		search_find(corpus_search(c), &q, NULL, page, &hits);
		assert_int_equal(hits.n, 0);
	}
	corpus_free(c);
}

static void
a_common_word_ranks_but_does_not_exclude(void **state)
{
	struct corpus *c = many(600);
	struct hits hits;
	struct query q;

	(void)state;
	query_parse(&q, slice_of("needle common third"));
	search_find(corpus_search(c), &q, NULL, 0, &hits);
	assert_false(hits.partial);
	assert_int_equal(hits.total, 1);
	assert_int_equal(hits.v[0].item, 598);
	/* but beside another common one it does */
	query_parse(&q, slice_of("common third"));
	search_find(corpus_search(c), &q, NULL, 0, &hits);
	assert_int_equal(hits.v[0].item, 0);
	assert_int_equal(hits.v[1].item, 3);
	corpus_free(c);
}

static void
a_page_with_a_protected_question_is_not_searched(void **state)
{
	struct build *b = build_new(PAGE_QA, "p.qa", slice_of("p"));
	struct corpus *c = corpus_new();
	struct page *p;

	(void)state;
	build_title(b, slice_of("Page"), TITLE_HEADER);
	build_summary(b, slice_of(""));
	build_question(b, slice_of("Secret?"), 1);
	build_item_id(b, slice_of("secret"));
	build_text(b, slice_of("Yes."));
	build_para(b, 1);
	p = build_finish(b);
	build_free(b);
	assert_int_equal(page_index(p), 0);
	assert_non_null(corpus_add_page(c, p));
	page_unref(p);
	corpus_unlist(c, slice_of("/p/secret"));
	assert_int_equal(corpus_finish(c), 0);
	assert_int_equal(corpus_index(c), 0);
	finds_within(c, NULL, "secret", "");
	corpus_free(c);
}

static void
an_empty_corpus_is_searched_too(void **state)
{
	const struct written none[] = { { NULL, NULL } };
	struct corpus *c = written_corpus(none);

	(void)state;
	finds_within(c, NULL, "anything \"at all\"", "");
	assert_int_equal(search_size(corpus_search(c)).documents, 0);
	corpus_free(c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_word_in_the_question_counts_more_than_in_the_answer),
		cmocka_unit_test(all_words_must_be_there),
		cmocka_unit_test(
		    without_a_question_that_has_all_words_some_will_do),
		cmocka_unit_test(accents_and_case_do_not_matter),
		cmocka_unit_test(the_last_word_may_be_the_beginning_of_one),
		cmocka_unit_test(a_whole_word_comes_before_what_begins_with_it),
		cmocka_unit_test(phrases_stand_together),
		cmocka_unit_test(
		    pages_are_found_by_title_introduction_and_index),
		cmocka_unit_test(
	      tags_sections_lists_labels_and_preformatted_text_are_searched),
		cmocka_unit_test(korean_is_found_with_and_without_particles),
		cmocka_unit_test(
		    chinese_and_japanese_are_found_inside_sentences),
		cmocka_unit_test(
		    a_search_within_a_page_finds_its_questions_only),
		cmocka_unit_test(what_holds_no_word_finds_nothing),
		cmocka_unit_test(strange_queries_are_answered),
		cmocka_unit_test(
		    a_word_that_is_nowhere_becomes_the_nearest_one),
		cmocka_unit_test(results_come_in_pages),
		cmocka_unit_test(a_common_word_ranks_but_does_not_exclude),
		cmocka_unit_test(
		    a_page_with_a_protected_question_is_not_searched),
		cmocka_unit_test(an_empty_corpus_is_searched_too),
	};

	return cmocka_run_group_tests_name("search", tests, setup, written_drop);
}

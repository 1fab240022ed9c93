#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buf.h"
#include "model/query.h"
#include "model/words.h"

/* the terms of text, a blank after each; pairs marked "+", ends "." */
static void
terms_are(const char *text, const char *wanted)
{
	struct slice s = slice_of(text);
	struct words words;
	struct word w;
	struct buf out;

	buf_init(&out, 1 << 20);
	words_begin(&words, s);
	while (words_next(&words, &w)) {
		assert_true(w.start < w.end && w.end <= s.n);
		if (w.kind == WORD_PAIR)
			buf_putc(&out, '+');
		if (w.kind == WORD_LAST)
			buf_putc(&out, w.joined ? '.' : '!');
		buf_put_slice(&out, w.term);
		buf_putc(&out, ' ');
	}
	buf_putc(&out, '\0');
	assert_string_equal(out.p, wanted);
	buf_fini(&out);
}

static void
words_are_folded_and_stand_between_blanks_and_punctuation(void **state)
{
	(void)state;
	terms_are("", "");
	terms_are(" \t .,-! ", "");
	terms_are("The quick, BROWN fox-trot.",
	    "the quick brown fox trot ");
	terms_are("route 66b, 3.14 and example.org", "route 66b 3 14 and "
	    "example org ");
}

static void
an_apostrophe_ends_a_word(void **state)
{
	(void)state;
	terms_are("l'\xc3\xa9""cole don\xe2\x80\x99t", "l ecole don t ");
}

static void
marks_are_dropped_on_latin_greek_and_cyrillic_only(void **state)
{
	(void)state;
	/* composed and decomposed */
	terms_are("Caf\xc3\xa9 Cafe\xcc\x81", "cafe cafe ");
	terms_are("\xce\x91\xce\xb8\xce\xae\xce\xbd\xce\xb1",	/* Αθήνα */
	    "\xce\xb1\xce\xb8\xce\xb7\xce\xbd\xce\xb1 ");
	terms_are("\xd0\x81\xd0\xbb\xd0\xba\xd0\xb0",		/* Ёлка */
	    "\xd0\xb5\xd0\xbb\xd0\xba\xd0\xb0 ");
	/* beth with a vowel point keeps it */
	terms_are("\xd7\x91\xd6\xb8", "\xd7\x91\xd6\xb8 ");
}

static void
sharp_s_full_width_and_ligatures_are_as_their_plain_forms(void **state)
{
	(void)state;
	terms_are("Stra\xc3\x9f""e STRASSE", "strasse strasse ");
	terms_are("\xef\xbc\xa1\xef\xbc\xa2\xef\xbc\x91", "ab1 ");
	terms_are("\xef\xac\x81sh", "fish ");
}

static void
invisible_characters_do_not_part_a_word(void **state)
{
	(void)state;
	terms_are("ex\xc2\xad""ample", "example ");	/* soft hyphen */
}

static void
hangul_is_cut_into_pairs(void **state)
{
	(void)state;
	terms_are("한국어", "+한국 +국어 .어 ");
	terms_are("북한은 책", "+북한 +한은 .은 !책 ");
	terms_are("TV를", "tv !를 ");
}

static void
conjoining_letters_make_the_same_syllables(void **state)
{
	(void)state;
	terms_are("\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab"
		  "\xe1\x84\x80\xe1\x85\xae\xe1\x86\xa8", "+한국 .국 ");
}

static void
han_kana_and_thai_are_cut_into_pairs(void **state)
{
	(void)state;
	terms_are("申请退款。", "+申请 +请退 +退款 .款 ");
	terms_are("お天気ラー", "+お天 +天気 +気ラ +ラー .ー ");
	/* half width with its voicing mark */
	terms_are("\xef\xbd\xb6\xef\xbe\x9e\xef\xbd\xbd", "+ガス .ス ");
	terms_are("ไทย", "+ไท +ทย .ย ");
}

static void
what_is_not_utf_8_stands_between_words(void **state)
{
	(void)state;
	terms_are("ab\xff""cd\xc3", "ab cd ");
	terms_are("\xed\xa0\x80x", "x ");
}

static void
a_mark_with_nothing_before_it_is_nothing(void **state)
{
	(void)state;
	terms_are("\xcc\x81 \xcc\x81""a", "a ");
}

static void
a_word_of_any_length_is_cut_alike_everywhere(void **state)
{
	size_t n = 1 << 20, i;
	char *text = malloc(n + 1);
	struct words words;
	struct word w;

	(void)state;
	assert_non_null(text);
	memset(text, 'A', n);
	text[n] = '\0';
	words_begin(&words, (struct slice){ text, n });
	assert_true(words_next(&words, &w));
	assert_int_equal(w.term.n, TERM_MAX);
	assert_int_equal(w.end, n);
	assert_false(words_next(&words, &w));
	/* two bytes each */
	for (i = 0; i < n; i += 2)
		memcpy(text + i, "\xd0\xaf", 2);
	words_begin(&words, (struct slice){ text, n });
	assert_true(words_next(&words, &w));
	assert_int_equal(w.term.n, TERM_MAX);
	assert_false(words_next(&words, &w));
	/* a letter under any number of marks */
	text[0] = 'e';
	for (i = 1; i + 1 < n; i += 2)
		memcpy(text + i, "\xcc\x81", 2);
	words_begin(&words, (struct slice){ text, n - 1 });
	assert_true(words_next(&words, &w));
	assert_true(slice_is(w.term, "e"));
	assert_false(words_next(&words, &w));
	free(text);
}

static void
any_cut_of_a_text_gives_words_inside_it(void **state)
{
	static const char text[] = "Caf\xc3\xa9 한국어 e\xcc\x81 天気 l'a 3.1";
	struct words words;
	struct word w;
	size_t from, n;

	(void)state;
	for (from = 0; from < sizeof(text); from++)
		for (n = 0; n <= sizeof(text) - 1 - from && from + n <
		     sizeof(text); n++) {
			words_begin(&words, (struct slice){ text + from, n });
			while (words_next(&words, &w)) {
				assert_true(w.end <= n);
				assert_true(w.term.n > 0);
			}
		}
}

/* --- queries -------------------------------------------------------------- */

/* "word", "beginning*", phrases numbered: "1:word" */
static void
query_is(const char *text, const char *wanted)
{
	struct query q;
	struct buf out;
	uint32_t i;

	buf_init(&out, 1 << 20);
	query_parse(&q, slice_of(text));
	for (i = 0; i < q.n; i++) {
		if (q.words[i].phrase > 0)
			buf_printf(&out, "%u:", q.words[i].phrase);
		buf_put_slice(&out, q.words[i].term);
		buf_puts(&out, q.words[i].prefix ? "* " : " ");
	}
	buf_putc(&out, '\0');
	assert_string_equal(out.p, wanted);
	buf_fini(&out);
}

static void
the_last_word_of_a_query_is_a_beginning(void **state)
{
	(void)state;
	query_is("renew pass", "renew pass* ");
	query_is("renew pass ?", "renew pass* ");
	query_is("renew \"pass\"", "renew 1:pass ");
}

static void
a_lone_character_of_a_run_is_a_beginning(void **state)
{
	(void)state;
	query_is("책 가격", "책* 가격 ");
	query_is("북한은", "북한 한은 ");
}

static void
quotes_make_phrases_and_need_not_be_closed(void **state)
{
	(void)state;
	query_is("a \"b c\" d", "a 1:b 1:c d* ");
	query_is("\"b c", "1:b 1:c ");
	query_is("\xe2\x80\x9c""b\xe2\x80\x9d \"c\"", "1:b 2:c ");
	query_is("\"\"\"\" \"\" x", "x* ");
	query_is("\"북한 대화\"", "1:북한 1:한 1:대화 ");
}

static void
only_the_first_words_of_a_query_count(void **state)
{
	char text[6000] = "";
	struct query q;
	size_t n = 1 << 20, i;
	char *big;

	(void)state;
	for (i = 0; i < 1000; i++)
		strcat(text, "a b ");
	query_parse(&q, slice_of(text));
	assert_int_equal(q.n, QUERY_WORDS);
	big = malloc(n);
	assert_non_null(big);
	memset(big, 'x', n);
	query_parse(&q, (struct slice){ big, n });
	assert_int_equal(q.n, 1);
	memset(big, '"', n);
	query_parse(&q, (struct slice){ big, n });
	assert_int_equal(q.n, 0);
	memset(big, '\xff', n);
	query_parse(&q, (struct slice){ big, n });
	assert_int_equal(q.n, 0);
	free(big);
}

static void
phrase(const char *query, const char *text, bool there)
{
	struct query q;

	query_parse(&q, slice_of(query));
	assert_int_equal(q.phrases, 1);
	assert_int_equal(query_phrase_in(&q, 1, slice_of(text)), there);
}

static void
words_of_a_phrase_stand_together(void **state)
{
	(void)state;
	phrase("\"the red boat\"", "On the, red boat we go", true);
	phrase("\"the red boat\"", "the the red boat", true);
	phrase("\"the red boat\"", "the red big boat", false);
	phrase("\"the red boat\"", "the red boats", false);
	phrase("\"a a b\"", "a a a b", true);
	phrase("\"申请退\"", "怎么申请退款", true);
	phrase("\"申请退\"", "申请 请退", false);
	phrase("\"북한 대화\"", "북한 대화를", true);
	phrase("\"북한 대화\"", "북한은 대화를", false);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    words_are_folded_and_stand_between_blanks_and_punctuation),
		cmocka_unit_test(an_apostrophe_ends_a_word),
		cmocka_unit_test(
		    marks_are_dropped_on_latin_greek_and_cyrillic_only),
		cmocka_unit_test(
		    sharp_s_full_width_and_ligatures_are_as_their_plain_forms),
		cmocka_unit_test(invisible_characters_do_not_part_a_word),
		cmocka_unit_test(hangul_is_cut_into_pairs),
		cmocka_unit_test(conjoining_letters_make_the_same_syllables),
		cmocka_unit_test(han_kana_and_thai_are_cut_into_pairs),
		cmocka_unit_test(what_is_not_utf_8_stands_between_words),
		cmocka_unit_test(a_mark_with_nothing_before_it_is_nothing),
		cmocka_unit_test(a_word_of_any_length_is_cut_alike_everywhere),
		cmocka_unit_test(any_cut_of_a_text_gives_words_inside_it),
		cmocka_unit_test(the_last_word_of_a_query_is_a_beginning),
		cmocka_unit_test(a_lone_character_of_a_run_is_a_beginning),
		cmocka_unit_test(quotes_make_phrases_and_need_not_be_closed),
		cmocka_unit_test(only_the_first_words_of_a_query_count),
		cmocka_unit_test(words_of_a_phrase_stand_together),
	};

	return cmocka_run_group_tests_name("words", tests, NULL, NULL);
}

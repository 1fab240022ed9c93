/*
 * The promises of wrap.h on texts of many scripts and on every width, and
 * line by line on examples whose lines were worked out by hand.
 */
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unigbrk.h>
#include <unilbrk.h>

#include <cmocka.h>

#include "base/buf.h"
#include "render/wrap.h"

#define FAMILY "\U0001F468\u200D\U0001F469\u200D\U0001F467"	/* 6 columns */
#define KOREA "\U0001F1F0\U0001F1F7"
#define FRANCE "\U0001F1EB\U0001F1F7"

static const char *const texts[] = {
	"A line of plain words, with commas, and 3.14 numbers; don't stop.",
	"well-known (in brackets) [and others] \"quoted\" - dash -- two? yes!",
	"  two  blanks   here    and a-very-long-word-with-hyphens-in-it  ",
	"see https://example.org/a/long/path?with=query&more=1 for all of it",
	"북한이 한국의 대화 제의를 거부한 주된 이유는 깊은 불신입니다.",
	"北朝鮮は対話を拒否した。「信頼がない」と述べた、という。カーテン",
	"ไม่มีช่องว่างระหว่างคำในภาษาไทยเลยจริงๆนะ",
	"هل يمكنني استرداد المبلغ المدفوع؟ نعم، خلال أربعة عشر يومًا.",
	"e\u0301te\u0301 re\u0301sume\u0301 n\u0303andu\u0301 Ou\u0300",
	"go " FAMILY FAMILY " and " KOREA FRANCE KOREA " \u2764\uFE0F ok",
	"\u1100\u1161\u11A8\u1112\u1161\u11AB decomposed \u1112\u1161\u11AB",
	"a\u00A0b no\u2060break zero\u200Bwidth soft\u00ADhyphen",
	"\u0915\u094D\u0937\u093F \u0928\u092E\u0938\u094D\u0924\u0947",
	"x", "", " ", "    ", "\uFF57\uFF57\uFF57\uFF57",
};

enum { TEXTS = sizeof(texts) / sizeof(*texts) };

/* a without its blanks */
static void
put_solid(struct buf *out, struct slice a)
{
	size_t i;

	for (i = 0; i < a.n; i++)
		if (a.p[i] != ' ')
			buf_putc(out, a.p[i]);
}

static bool
is_one_cluster(struct slice s)
{
	char clusters[256];
	size_t i;

	assert_true(s.n <= sizeof(clusters));
	u8_grapheme_breaks((const uint8_t *)s.p, s.n, clusters);
	for (i = 1; i < s.n; i++)
		if (clusters[i])
			return false;
	return true;
}

/* both ways of cutting, on one text at one width */
static void
check(bool (*take)(struct slice *, unsigned, struct slice *),
    struct slice text, unsigned width)
{
	struct slice rest = text, line;
	struct buf all, lines;
	char clusters[1024];

	assert_true(text.n < sizeof(clusters));
	u8_grapheme_breaks((const uint8_t *)text.p, text.n, clusters);
	buf_init(&all, 4096);
	buf_init(&lines, 4096);
	put_solid(&all, text);
	while (take(&rest, width, &line)) {
		assert_true(wrap_columns(line) <= width ||
		    is_one_cluster(line));
		assert_true(rest.p > line.p);
		if (rest.n > 0)
			assert_true(clusters[rest.p - text.p]);
		put_solid(&lines, line);
	}
	assert_true(slice_eq(buf_slice(&all), buf_slice(&lines)));
	buf_fini(&all);
	buf_fini(&lines);
}

static void
lines_fit_and_lose_nothing_but_blanks(void **state)
{
	unsigned width;
	size_t i;

	(void)state;
	for (i = 0; i < TEXTS; i++)
		for (width = 1; width <= 80; width++) {
			check(wrap_line, slice_of(texts[i]), width);
			check(wrap_cut, slice_of(texts[i]), width);
		}
}

/* "one|two|three" */
static void
assert_wraps(const char *text, unsigned width, const char *expected)
{
	struct slice rest = slice_of(text), line;
	struct buf got;

	buf_init(&got, 4096);
	while (wrap_line(&rest, width, &line)) {
		if (got.n > 0)
			buf_putc(&got, '|');
		buf_put_slice(&got, line);
	}
	buf_putc(&got, '\0');
	assert_string_equal(got.p, expected);
	buf_fini(&got);
}

static void
words_stay_whole_and_blanks_at_breaks_go(void **state)
{
	(void)state;
	assert_wraps("one two three", 7, "one two|three");
	assert_wraps("one two three", 6, "one|two|three");
	assert_wraps("one    two", 5, "one|two");
	assert_wraps("one    two", 10, "one    two");
	assert_wraps("(one two) three", 9, "(one two)|three");
	assert_wraps("what ( is ) it ?", 8, "what|( is )|it ?");
	assert_wraps("abcdefgh ij", 3, "abc|def|gh|ij");
	assert_wraps("a well-known fact", 8, "a well-|known|fact");
	assert_wraps("10 000 000", 4, "10|000|000");
	assert_wraps("", 5, "");
}

static void
uris_are_broken_only_when_wider_than_a_line(void **state)
{
	(void)state;
	assert_wraps("see https://a.org/b/c/d now", 20,
	    "see|https://a.org/b/c/d|now");
	assert_wraps("https://a.org/b/c/dddd", 19, "https://a.org/b/c/|dddd");
	assert_wraps("https://a.org/bbbbbbbbbbbb", 24,
	    "https://a.org/|bbbbbbbbbbbb");
	assert_wraps("and/or either", 9, "and/or|either");
	assert_wraps("and/or either", 4, "and/|or|eith|er");
	assert_wraps("at www.example.org now", 10, 
	    "at|www.|example.|org now");
	assert_wraps("run it --help", 9, "run it|--help");
	assert_wraps("e.g. this", 3, "e.|g.|thi|s");
}

static void
scripts_break_by_their_own_rules(void **state)
{
	(void)state;
	/* no full stop, comma or closing bracket at the start of a line */
	assert_wraps("対話を拒否。信頼", 10, "対話を拒|否。信頼");
	assert_wraps("「信頼」と", 6, "「信|頼」と");
	/* Korean has blanks between words */
	assert_wraps("가나다 라마바 12월", 9, "가나다|라마바|12월");
	assert_wraps("가나다라마", 4, "가나|다라|마");
	assert_wraps("a\u00A0b c", 3, "a\u00A0b|c");
	assert_wraps("\u0646\u0639\u0645 \u0644\u0627", 4,
	    "\u0646\u0639\u0645|\u0644\u0627");
}

static void
clusters_are_never_cut(void **state)
{
	(void)state;
	assert_wraps(FAMILY FAMILY, 6, FAMILY "|" FAMILY);
	assert_wraps(FAMILY FAMILY, 1, FAMILY "|" FAMILY);
	assert_wraps(KOREA FRANCE KOREA, 2, KOREA "|" FRANCE "|" KOREA);
	assert_wraps("e\u0301e\u0301e\u0301", 2, "e\u0301e\u0301|e\u0301");
	assert_wraps("\uFF57\uFF57", 1, "\uFF57|\uFF57");
	/* the mark belongs to the last letter that would fit */
	assert_wraps("abe\u0301", 3, "abe\u0301");
	assert_wraps("abce\u0301", 3, "abc|e\u0301");
}

static void
width_is_counted_in_columns(void **state)
{
	(void)state;
	assert_int_equal(wrap_columns(slice_of("")), 0);
	assert_int_equal(wrap_columns(slice_of("abc d")), 5);
	assert_int_equal(wrap_columns(slice_of("대화")), 4);
	assert_int_equal(wrap_columns(slice_of("cafe\u0301")), 4);
	assert_int_equal(wrap_columns(slice_of("\u200B")), 0);
	assert_int_equal(wrap_columns(slice_of(FAMILY)), 6);
}

/* may a line end before at, which is not the end? */
static bool
may_break(struct slice text, const char *breaks, size_t at)
{
	if (breaks[at] != UC_BREAK_POSSIBLE)
		return false;
	return text.p[at - 1] == ' ' || (strchr("-/", text.p[at - 1]) != NULL &&
	    at > 1 && isalnum((unsigned char)text.p[at - 2]));
}

/* The same lines as greedy wrapping over the whole text gives. */
static void
assert_wraps_as_unicode_says(struct slice text, unsigned width)
{
	struct slice rest = text, line;
	size_t start = 0, at, fit, end;
	char breaks[1024];

	assert_true(text.n < sizeof(breaks));
	u8_possible_linebreaks((const uint8_t *)text.p, text.n, "UTF-8",
	    breaks);
	while (wrap_line(&rest, width, &line)) {
		fit = 0;
		for (at = start + 1; at <= text.n; at++) {
			if (at < text.n && !may_break(text, breaks, at))
				continue;
			for (end = at; end > start && text.p[end - 1] == ' ';)
				end--;
			if (end - start > width)
				break;
			fit = at;
		}
		if (fit == 0)	/* a long word */
			fit = start + width;
		while (fit < text.n && text.p[fit] == ' ')
			fit++;
		assert_int_equal(rest.p - text.p, fit);
		start = fit;
	}
}

static void
plain_prose_breaks_where_unicode_says(void **state)
{
	static const char *const words[] = { "a", "it", "don't", "3.14",
		"end.", "comma,", "(open", "close)", "[", "\"quoted\"", "why?",
		"semi;", "well-known", "-", "--", "x/y", "$5", "100%", "!", "{",
		"internationalisation", "A", "e.g.", "'tis", "1,000", "..." };
	char text[512];
	unsigned seed = 7, width;
	size_t n;
	int i, k;

	(void)state;
	for (i = 0; i < 3000; i++) {
		n = 0;
		for (k = 0; k < 14; k++) {
			seed = seed * 1103515245 + 12345;
			n += (size_t)snprintf(text + n, sizeof(text) - n,
			    "%s%s", k > 0 ? seed >> 8 & 15 ? " " : "   " : "",
			    words[(seed >> 16) %
			    (sizeof(words) / sizeof(*words))]);
		}
		width = 20 + (unsigned)i % 30;
		assert_wraps_as_unicode_says((struct slice){ text, n }, width);
	}
}

/* each would take hours if a line cost more than what stands on it */
static void
megabytes_of_anything_are_wrapped_at_once(void **state)
{
	static const char *const pieces[] = { "word ", "wordwithoutend", " ",
		"\u0301", "북한 ", "漢字", FAMILY, "a\u0301 ", "\u200B",
		"https://", "-" };
	enum { SIZE = 4 << 20 };
	struct slice rest, line;
	struct buf text;
	size_t i, n;

	(void)state;
	buf_init(&text, SIZE + 64);
	for (i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
		buf_clear(&text);
		buf_puts(&text, "x");
		while (text.n < SIZE)
			buf_puts(&text, pieces[i]);
		rest = buf_slice(&text);
		for (n = 0; wrap_line(&rest, 70, &line); n += line.n)
			;
		assert_true(n > 0 && n <= text.n);
		rest = buf_slice(&text);
		for (n = 0; wrap_cut(&rest, 70, &line); n += line.n)
			;
		assert_int_equal(n, text.n);
	}
	buf_fini(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_fit_and_lose_nothing_but_blanks),
		cmocka_unit_test(words_stay_whole_and_blanks_at_breaks_go),
		cmocka_unit_test(uris_are_broken_only_when_wider_than_a_line),
		cmocka_unit_test(scripts_break_by_their_own_rules),
		cmocka_unit_test(clusters_are_never_cut),
		cmocka_unit_test(width_is_counted_in_columns),
		cmocka_unit_test(plain_prose_breaks_where_unicode_says),
		cmocka_unit_test(megabytes_of_anything_are_wrapped_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

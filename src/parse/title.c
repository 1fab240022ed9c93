#include "parse/title.h"

#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <unigbrk.h>
#include <unilbrk.h>
#include <unistr.h>
#include <uniwidth.h>

#include "base/buf.h"
#include "parse/ids.h"
#include "parse/source.h"

enum {
	TITLE_MAX = 80,		/* columns of a line that is a title */
	CUT_TITLE_MAX = 72,	/* columns of one cut from a longer text */
	SUMMARY_MAX = 200,	/* columns */
	WINDOW = 4096,		/* bytes that are looked at to cut a text */
};

static const uint8_t *
bytes(struct slice s)
{
	return (const uint8_t *)s.p;
}

static unsigned
columns(struct slice s)
{
	return (unsigned)u8_width(bytes(s), s.n, "UTF-8");
}

static ucs4_t
character(struct slice s)
{
	ucs4_t c = 0;

	if (s.n > 0)
		u8_mbtouc(&c, bytes(s), s.n);
	return c;
}

static bool
is_any_of(ucs4_t c, const char *set)
{
	return c != 0 && u8_strchr((const uint8_t *)set, c) != NULL;
}

static ucs4_t
last_character(struct slice s)
{
	ucs4_t c = 0;

	if (s.n > 0)
		u8_prev(&c, bytes(s) + s.n, bytes(s));
	return c;
}

/* --- the beginning of a text ----------------------------------------------- */

/*
 * A full stop that ends a sentence has a blank and no small letter behind it
 * ("e.g. this" goes on), the full-width ones need none.
 */
static bool
ends_sentence(ucs4_t c, struct slice rest)
{
	if (is_any_of(c, "。！？｡"))
		return true;
	if (!is_any_of(c, ".!?؟।"))
		return false;
	while (is_any_of(character(rest), ")]\"'”’»"))
		rest = slice_from(rest,
		    (size_t)u8_mblen(bytes(rest), rest.n));
	if (rest.n == 0)
		return true;
	if (!uc_is_property_white_space(character(rest)))
		return false;
	rest = slice_trim(rest);
	return !uc_is_lower(character(rest));
}

static struct slice
first_sentence(struct slice s)
{
	struct slice rest = s;
	ucs4_t c;

	while (rest.n > 0) {
		rest = slice_from(rest,
		    (size_t)u8_mbtouc(&c, bytes(rest), rest.n));
		if (!ends_sentence(c, rest))
			continue;
		while (is_any_of(character(rest), ")]\"'”’»」』）"))
			rest = slice_from(rest,
			    (size_t)u8_mblen(bytes(rest), rest.n));
		break;
	}
	s.n -= rest.n;
	return s;
}

/* As many whole graphemes as go into max columns. */
static size_t
fit_graphemes(struct slice s, unsigned max)
{
	const uint8_t *p = bytes(s), *end = p + s.n, *next;
	unsigned used = 0;

	for (; p < end; p = next) {
		next = u8_grapheme_next(p, end);
		used += (unsigned)u8_width(p, (size_t)(next - p), "UTF-8");
		if (used > max)
			break;
	}
	return (size_t)(p - bytes(s));
}

/* Where to break s before max columns, at a word if there is one. */
static size_t
fit_words(struct slice s, unsigned max)
{
	size_t fits, n;
	char *breaks;

	fits = fit_graphemes(s, max);
	while (fits < s.n && s.p[fits] == ' ')
		fits++;	/* a blank at the end is not shown */
	if (fits == s.n || (breaks = malloc(s.n)) == NULL)
		return fits;
	u8_possible_linebreaks(bytes(s), s.n, "UTF-8", breaks);
	for (n = fits; n > 0 && breaks[n] != UC_BREAK_POSSIBLE; n--)
		;
	free(breaks);
	return n > 0 ? n : fits;
}

void
title_cut(struct buf *out, struct slice s, unsigned max)
{
	struct slice window = s;

	if (s.n <= WINDOW && columns(s) <= max) {
		buf_put_slice(out, s);
		return;
	}
	if (s.n > WINDOW)
		for (window.n = WINDOW; window.n > 0; window.n--)
			if ((s.p[window.n] & 0xc0) != 0x80)
				break;
	window.n = fit_words(window, max - 1);
	buf_put_slice(out, slice_trim(window));
	buf_puts(out, "…");
}

/* --- steps ----------------------------------------------------------------- */

static struct slice
text_slice(const struct text *t)
{
	return (struct slice){ t->s, t->n };
}

/* The first paragraph of the intro, or nothing. */
static struct slice
intro_text(const struct page *p)
{
	uint32_t i;

	for (i = 0; i < p->intro.n; i++)
		if (p->intro.v[i].kind == BLOCK_PARA)
			return text_slice(&p->intro.v[i].text);
	return (struct slice){ "", 0 };
}

/* Steps 1 and 2: block i of the intro is the title and goes. */
static int
take_block(struct page *p, uint32_t i, const char *title, enum title_from from)
{
	struct block *rest;

	rest = arena_copy(&p->arena, p->intro.v,
	    p->intro.n * sizeof(*p->intro.v));
	if (rest == NULL)
		return -1;
	memmove(&rest[i], &rest[i + 1],
	    (p->intro.n - i - 1) * sizeof(*rest));
	p->intro = (struct blocks){ rest, p->intro.n - 1 };
	p->title = title;
	p->title_from = from;
	return 0;
}

static bool
is_heading(const struct block *b)
{
	return b->kind == BLOCK_SUBHEAD && b->subhead.level == 1;
}

/* Step 2: a line that stands alone and does not end like a sentence. */
static bool
is_title_line(const struct block *b)
{
	return b->kind == BLOCK_PARA && b->text.nlinks == 0 &&
	    columns(text_slice(&b->text)) <= TITLE_MAX &&
	    !is_any_of(last_character(text_slice(&b->text)),
		".!:;,。．！：；，、｡");
}

static bool
is_number(struct slice s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n > 0;
}

/* 8 or more: what hashes and dates without dashes look like */
static bool
is_hex_run(struct slice s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (strchr("0123456789abcdefABCDEF", s.p[i]) == NULL)
			return false;
	return s.n >= 8;
}

/* The next word of *rest, which "-", "_" and blanks part. */
static struct slice
next_word(struct slice *rest)
{
	struct slice word;

	while (rest->n > 0 && strchr("-_ ", rest->p[0]) != NULL)
		*rest = slice_from(*rest, 1);
	word = (struct slice){ rest->p, 0 };
	while (word.n < rest->n && strchr("-_ ", word.p[word.n]) == NULL)
		word.n++;
	*rest = slice_from(*rest, word.n);
	return word;
}

/* The words of a date, 2024-05-17: how many bytes of s it takes, or 0. */
static size_t
date_length(struct slice s)
{
	static const size_t digits[] = { 4, 2, 2 };
	struct slice rest = s, word;
	size_t i;

	for (i = 0; i < 3; i++) {
		word = next_word(&rest);
		if (!is_number(word) || word.n != digits[i])
			return 0;
	}
	return s.n - rest.n;
}

static bool
has_letter(struct slice s)
{
	ucs4_t c;
	int n;

	for (; s.n > 0; s = slice_from(s, (size_t)n)) {
		n = u8_mbtouc(&c, bytes(s), s.n);
		if (uc_is_general_category(c, UC_LETTER))
			return true;
	}
	return false;
}

/* Names of files are anybody's bytes. */
static bool
may_be_shown(struct slice s)
{
	ucs4_t c;
	int n;

	if (u8_check(bytes(s), s.n) != NULL)
		return false;
	for (; s.n > 0; s = slice_from(s, (size_t)n)) {
		n = u8_mbtouc(&c, bytes(s), s.n);
		if (!source_may_hold(c))
			return false;
	}
	return true;
}

/* Appends s with its first letter in upper case. */
static void
put_capital(struct buf *out, struct slice s)
{
	ucs4_t c;
	uint8_t upper[6];
	int n, k;

	n = u8_mbtouc(&c, bytes(s), s.n);
	k = u8_uctomb(upper, uc_totitle(c), sizeof(upper));
	if (k > 0)
		buf_put(out, upper, (size_t)k);
	buf_put_slice(out, slice_from(s, (size_t)n));
}

void
title_of_file(struct buf *out, const char *file)
{
	struct slice rest = file_stem(file), word;
	bool words = false;
	size_t n;

	if (!may_be_shown(rest))
		return;
	while (rest.n > 0) {
		if ((n = date_length(rest)) > 0) {
			rest = slice_from(rest, n);
			continue;
		}
		word = next_word(&rest);
		if (word.n == 0 || is_hex_run(word) ||
		    (out->n == 0 && is_number(word)))
			continue;
		words = words || has_letter(word);
		if (out->n == 0) {
			put_capital(out, word);
		} else {
			buf_putc(out, ' ');
			buf_put_slice(out, word);
		}
	}
	if (!words)
		buf_clear(out);
}

/* Steps 4 to 6: appends a title; answers where it is from. */
static enum title_from
put_guess(struct buf *out, const struct page *p)
{
	struct slice question = slice_of(p->nitems > 0 ? p->items[0].question
						       : "");
	struct slice intro = intro_text(p), name = file_name(p->file);

	title_of_file(out, p->file);
	if (out->n > 0)
		return TITLE_FILE_NAME;
	if (question.n > 0 &&
	    (columns(question) <= TITLE_MAX || intro.n == 0)) {
		title_cut(out, question, columns(question) <= TITLE_MAX
			? TITLE_MAX : CUT_TITLE_MAX);
		return TITLE_QUESTION;
	}
	if (intro.n > 0) {
		title_cut(out, first_sentence(intro), CUT_TITLE_MAX);
		return TITLE_INTRO_SENTENCE;
	}
	if (may_be_shown(name))
		buf_put_slice(out, name);
	else
		buf_puts(out, "Untitled");
	return TITLE_FILE_NAME;
}

static int
guess(struct page *p, struct diags *diags)
{
	static const char *const sources[] = {
		[TITLE_FILE_NAME] = "the name of the file",
		[TITLE_QUESTION] = "the first question",
		[TITLE_INTRO_SENTENCE] = "the first sentence",
	};
	struct buf title;

	buf_init(&title, SOURCE_MAX_FILE);
	p->title_from = put_guess(&title, p);
	p->title = title.failed ? NULL
				: arena_str(&p->arena, buf_slice(&title));
	buf_fini(&title);
	if (p->title == NULL)
		return -1;
	diag_add(diags, 1, "W101", "no title; using %s: \"%.*s\"; a first line "
	    "\"# ...\" sets one",
	    sources[p->title_from], diag_quote(slice_of(p->title)), p->title);
	return 0;
}

static int
find_title(struct page *p, bool first_alone, struct diags *diags)
{
	const struct block *b = p->intro.v;
	uint32_t i;

	for (i = 0; i < p->intro.n; i++)
		if (is_heading(&b[i]))
			return take_block(p, i, b[i].subhead.text.s,
			    TITLE_HEADING);
	if (first_alone && p->intro.n > 1 && is_title_line(&b[0]))
		return take_block(p, 0, b[0].text.s, TITLE_INTRO_LINE);
	return guess(p, diags);
}

static int
make_summary(struct page *p)
{
	struct buf summary;

	buf_init(&summary, SOURCE_MAX_FILE);
	title_cut(&summary, first_sentence(intro_text(p)), SUMMARY_MAX);
	p->summary = summary.failed
	    ? NULL : arena_str(&p->arena, buf_slice(&summary));
	buf_fini(&summary);
	return p->summary != NULL ? 0 : -1;
}

int
title_infer(struct page *p, bool first_alone, struct diags *diags)
{
	if (p->title == NULL && find_title(p, first_alone, diags) == -1)
		return -1;
	return p->summary == NULL ? make_summary(p) : 0;
}

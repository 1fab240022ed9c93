/*
 * One pass, a character at a time. What a character is and what it folds to
 * are asked of libunistring once and kept in a small table, since a text of
 * any language uses few characters; only where marks or conjoining letters
 * follow is a whole word folded by the library.
 */
#include "model/words.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <unigbrk.h>
#include <uninorm.h>
#include <unistr.h>
#include <uniwbrk.h>

enum {
	KNOWN = 16384,		/* characters kept; a power of two */
	FOLDED_MAX = 11,	/* bytes of a folded character that is kept */
	RAW_MAX = 512,		/* bytes of a word that are looked at */
};

enum class {
	GAP,	/* stands between words */
	LETTER,	/* or digit */
	RUN,	/* of a script that is cut into pairs */
	MARK,	/* belongs to what is before it */
};

struct known {
	ucs4_t c;
	uint8_t class;
	uint8_t n;	/* of folded; more than FOLDED_MAX: too long to keep */
	char folded[FOLDED_MAX];
};

/* --- folding -------------------------------------------------------------- */

static bool
drops_marks(ucs4_t c)
{
	const uc_script_t *s = uc_script(c);

	return s != NULL && (strcmp(s->name, "Latin") == 0 ||
	    strcmp(s->name, "Greek") == 0 || strcmp(s->name, "Cyrillic") == 0);
}

/* Takes out, in place, what is not compared; answers what is left. */
static size_t
drop_marks(uint8_t *s, size_t n)
{
	bool dropping = false;
	size_t i, kept = 0;
	ucs4_t c;
	int k;

	for (i = 0; i < n; i += (size_t)k) {
		k = u8_mbtouc(&c, s + i, n - i);
		if (uc_is_general_category_withtable(c,
			UC_CATEGORY_MASK_Mn)) {
			if (dropping)
				continue;
		} else {
			dropping = drops_marks(c);
		}
		if (uc_is_property_default_ignorable_code_point(c))
			continue;
		memmove(s + kept, s + i, (size_t)k);
		kept += (size_t)k;
	}
	return kept;
}

/* s, valid UTF-8 of at most RAW_MAX bytes, folded and cut to size. */
static size_t
fold(struct slice s, char *out, size_t size)
{
	uint8_t buffer[2][8 * RAW_MAX], *part, *whole = NULL;
	size_t n = sizeof(buffer[0]), m = sizeof(buffer[1]);

	part = u8_casefold((const uint8_t *)s.p, s.n, NULL, UNINORM_NFKD,
	    buffer[0], &n);
	if (part != NULL) {
		n = drop_marks(part, n);
		whole = u8_normalize(UNINORM_NFC, part, n, buffer[1], &m);
	}
	if (whole == NULL)
		m = 0;		/* no memory: as if it were not there */
	if (m > size)
		for (m = size; m > 0 && (whole[m] & 0xc0) == 0x80;)
			m--;
	if (m > 0)
		memcpy(out, whole, m);
	if (part != buffer[0])
		free(part);
	if (whole != buffer[1])
		free(whole);
	return m;
}

/* --- characters ----------------------------------------------------------- */

static bool
is_run(ucs4_t c)
{
	static const char *const names[] = { "Han", "Hangul", "Hiragana",
		"Katakana", "Thai", "Lao", "Khmer", "Myanmar" };
	const uc_script_t *s = uc_script(c);
	size_t i;

	for (i = 0; s != NULL && i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(s->name, names[i]) == 0)
			return true;
	return false;
}

/* Conjoining letters of Hangul that go on with a syllable. */
static bool
is_vowel_or_final(ucs4_t c)
{
	int part = uc_graphemeclusterbreak_property(c);

	return part == GBP_V || part == GBP_T;
}

static enum class
class_of(ucs4_t c)
{
	switch (uc_wordbreak_property(c)) {
	case WBP_EXTEND:
	case WBP_FORMAT:
	case WBP_ZWJ:
		return MARK;
	case WBP_KATAKANA:
		return RUN;
	case WBP_NUMERIC:
	case WBP_ALETTER:
	case WBP_HL:
		if (is_vowel_or_final(c))
			return MARK;
		return is_run(c) ? RUN : LETTER;
	}
	/* letters that UAX #29 leaves to a dictionary */
	if (!uc_is_general_category_withtable(c, UC_CATEGORY_MASK_L))
		return GAP;
	return is_run(c) ? RUN : LETTER;
}

/* What is known of c; good until the next call. */
static const struct known *
know(ucs4_t c)
{
	static struct known table[KNOWN];	/* c 0: nothing is known yet */
	struct known *k = &table[c & (KNOWN - 1)];
	char folded[WORDS_UNIT];
	uint8_t raw[4];
	int n;

	if (k->c == c && c != 0)
		return k;
	n = u8_uctomb(raw, c, sizeof(raw));
	k->c = c;
	k->class = (uint8_t)class_of(c);
	k->n = (uint8_t)fold((struct slice){ (const char *)raw, (size_t)n },
	    folded, sizeof(folded));
	if (k->n <= FOLDED_MAX)
		memcpy(k->folded, folded, k->n);
	return k;
}

/* The character at the front of s, its length in *n: GAP when it is none. */
static const struct known *
look(struct slice s, int *n)
{
	static const struct known gap = { .class = GAP };
	ucs4_t c = (unsigned char)s.p[0];

	*n = 1;
	if (c >= 0x80 &&
	    (*n = u8_mbtoucr(&c, (const uint8_t *)s.p, s.n)) <= 0) {
		*n = 1;
		return &gap;
	}
	return know(c);
}

/* --- the walk ------------------------------------------------------------- */

void
words_begin(struct words *w, struct slice text)
{
	w->text = text;
	w->at = 0;
	w->in_run = w->joined = false;
}

static const struct known *
look_ahead(const struct words *w, int *n)
{
	return look(slice_from(w->text, w->at), n);
}

/* Past the marks that belong to what is before them; whether there were any. */
static bool
skip_marks(struct words *w)
{
	size_t start = w->at;
	int n;

	while (w->at < w->text.n && look_ahead(w, &n)->class == MARK)
		w->at += (size_t)n;
	return w->at > start;
}

/* the bytes from start to here, as many as are looked at */
static struct slice
taken(const struct words *w, size_t start)
{
	struct slice s = { w->text.p + start, w->at - start };

	if (s.n > RAW_MAX)
		for (s.n = RAW_MAX; s.n > 0 && (s.p[s.n] & 0xc0) == 0x80;)
			s.n--;
	return s;
}

/* The next character of a run, with its marks, becomes the held unit. */
static void
take_unit(struct words *w, const struct known *k, int n)
{
	char *out = w->unit_bytes;

	w->unit_start = w->at;
	w->unit = (struct slice){ out, k->n };
	if (k->n <= FOLDED_MAX)
		memcpy(out, k->folded, k->n);
	w->at += (size_t)n;
	if (skip_marks(w) || w->unit.n > FOLDED_MAX)
		w->unit.n = fold(taken(w, w->unit_start), out, WORDS_UNIT);
	w->unit_end = w->at;
}

/* ASCII letters and digits from here on, folded; answers how many. */
static size_t
take_ascii(struct words *w)
{
	const struct known *k;
	size_t n = 0;

	while (w->at < w->text.n && n < TERM_MAX &&
	    (unsigned char)w->text.p[w->at] < 0x80) {
		k = know((unsigned char)w->text.p[w->at]);
		if (k->class != LETTER)
			break;
		w->term[n++] = k->folded[0];
		w->at++;
	}
	return n;
}

static void
take_word(struct words *w, struct word *out)
{
	size_t start = w->at, n = take_ascii(w);
	bool simple = true;
	const struct known *k;
	int length;

	for (; w->at < w->text.n; w->at += (size_t)length) {
		k = look_ahead(w, &length);
		if (k->class != LETTER && k->class != MARK)
			break;
		simple = simple && k->class == LETTER && k->n <= FOLDED_MAX;
		if (simple && n + k->n <= TERM_MAX) {
			memcpy(w->term + n, k->folded, k->n);
			n += k->n;
		} else if (simple) {
			n = TERM_MAX + 1;	/* full: nothing more fits */
		}
	}
	if (!simple || n > TERM_MAX)
		n = fold(taken(w, start), w->term, TERM_MAX);
	*out = (struct word){ WORD_WHOLE, { w->term, n }, start, w->at, false };
}

static void
end_run(struct words *w, struct word *out)
{
	memcpy(w->term, w->unit.p, w->unit.n);
	*out = (struct word){ WORD_LAST, { w->term, w->unit.n }, w->unit_start,
		w->unit_end, w->joined };
	w->in_run = false;
}

static void
take_pair(struct words *w, const struct known *k, int n, struct word *out)
{
	size_t start = w->unit_start, first = w->unit.n;

	memcpy(w->term, w->unit.p, first);
	take_unit(w, k, n);
	memcpy(w->term + first, w->unit.p, w->unit.n);
	*out = (struct word){ WORD_PAIR, { w->term, first + w->unit.n }, start,
		w->unit_end, w->joined };
	w->joined = true;
}

bool
words_next(struct words *w, struct word *out)
{
	const struct known *k;
	int n;

	while (w->at < w->text.n) {
		k = look_ahead(w, &n);
		if (k->class == RUN && w->in_run) {
			take_pair(w, k, n, out);
			return true;
		}
		if (w->in_run) {
			end_run(w, out);
			return true;
		}
		if (k->class == RUN) {
			take_unit(w, k, n);
			w->in_run = true;
			w->joined = false;
		} else if (k->class == LETTER) {
			take_word(w, out);
			if (out->term.n > 0)
				return true;
		} else {
			w->at += (size_t)n;
		}
	}
	if (!w->in_run)
		return false;
	end_run(w, out);
	return true;
}

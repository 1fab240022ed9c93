/*
 * words - text as the terms that search compares.
 *
 * For: the index, queries, and finding a hit again in the text it came from.
 * Words are those of UAX #29, but end also at the punctuation that it lets
 * stand inside one: "l'école" has two, and "example.org". Scripts that write
 * no blanks between words, and Hangul, which hangs particles on them, become
 * overlapping pairs of characters instead: "한국어" is "한국", "국어", and "어" as
 * the end of a run.
 * A term is folded: NFKC, case folded, marks on Latin, Greek and Cyrillic
 * letters dropped, invisible characters too.
 * Text may be any bytes: what is not UTF-8 stands between words.
 * Cost: in proportion to the text, no memory.
 */
#ifndef QAPSULE_MODEL_WORDS_H
#define QAPSULE_MODEL_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/slice.h"

enum {
	TERM_MAX = 64,		/* bytes of a term; longer words are cut */
	WORDS_UNIT = 32,	/* bytes of one folded character of a pair */
};

enum word_kind {
	WORD_WHOLE,	/* a word of letters and digits */
	WORD_PAIR,	/* two neighbours in a run */
	WORD_LAST,	/* the last character of a run, on its own */
};

struct word {
	enum word_kind kind;
	struct slice term;	/* folded; good until the next words_next */
	size_t start, end;	/* where it is in the text, bytes */
	bool joined;		/* shares its first character with the pair
				   before it */
};

/* A walk over a text. Its fields are private to words.c. */
struct words {
	struct slice text;
	size_t at;
	bool in_run;		/* a character of a run is held, as unit */
	bool joined;		/* a pair has ended with it */
	struct slice unit;
	size_t unit_start, unit_end;
	char unit_bytes[WORDS_UNIT];
	char term[TERM_MAX + WORDS_UNIT];
};

void words_begin(struct words *, struct slice text);
bool words_next(struct words *, struct word *);	/* false at the end */

#endif

/*
 * query - what a reader typed, as the words to look for.
 *
 * For: search.h, and whoever shows a hit in its text (render/snippet.h).
 * Words between double quotes are a phrase; a quote that is never closed runs
 * to the end. The last word counts as the beginning of a word too, unless it
 * stands in quotes, and so does a single character of a script that is cut
 * into pairs.
 * Any bytes will do. Only the first QUERY_MAX bytes and QUERY_WORDS terms are
 * looked at, so that no query costs more than another.
 */
#ifndef QAPSULE_MODEL_QUERY_H
#define QAPSULE_MODEL_QUERY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"
#include "model/words.h"

enum {
	QUERY_MAX = 256,	/* bytes */
	QUERY_WORDS = 16,
};

struct query_word {
	enum word_kind kind;
	struct slice term;	/* folded; in the query */
	size_t start, end;	/* where it was typed, in text */
	bool prefix;		/* what begins with it will do */
	unsigned phrase;	/* 0: none; else words with the same number
				   stand together, in this order */
};

struct query {
	struct slice text;	/* borrowed: what of it is looked at */
	struct query_word words[QUERY_WORDS];
	uint32_t n;
	unsigned phrases;
	char bytes[QUERY_WORDS][TERM_MAX + WORDS_UNIT];
};

void query_parse(struct query *, struct slice);

/* Whether a word of a text is one that is looked for: its number, or -1. */
int query_match(const struct query *, const struct word *);

/* Whether the words of phrase number p stand together in text. */
bool query_phrase_in(const struct query *, unsigned p, struct slice text);

#endif

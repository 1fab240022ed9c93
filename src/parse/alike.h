/*
 * alike - whether a text is the same, nearly the same, or another.
 *
 * For: the ledger, which knows an edited question again by it.
 * Words are runs of letters, marks and digits, in lower case; scripts written
 * without blanks between words, and Hangul, count as overlapping pairs of
 * characters.
 */
#ifndef QAPSULE_PARSE_ALIKE_H
#define QAPSULE_PARSE_ALIKE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/slice.h"
#include "model/page.h"

/* What a reader reads of blocks, a text a line, in NFC. Appends to out. */
void alike_text(const struct blocks *, struct buf *out);

/* The first 64 bits of SHA-256. */
uint64_t alike_digest(struct slice text);

/* 64 bits of which most are equal where most of the words are: a simhash. */
uint64_t alike_likeness(struct slice text);
bool alike_near(uint64_t, uint64_t);	/* at most 10 bits differ */

/* The words of a question, each once. */
struct alike_words {
	uint64_t *v;	/* their hashes, sorted */
	uint32_t n;
};

/* v is of the arena. 0, or -1 without memory. */
int alike_words(struct slice, struct arena *, struct alike_words *);

/* Whether six in ten of the words that either has are in both. */
bool alike_overlap(const struct alike_words *, const struct alike_words *);

#endif

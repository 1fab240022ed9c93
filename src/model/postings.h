/*
 * postings - in which documents a term stands, and how often, in few bytes.
 *
 * For: the index of search.h. A list is read-only once written:
 *
 *	skips	of a list of several blocks, for each: its last document and
 *		where it ends, 4 bytes each
 *	postings	varint(gap * 2 + many), then, if many, the weight
 *
 * where gap is what lies between two documents and weight tells how much the
 * term says of the document. A block has POSTINGS_BLOCK postings, so that a
 * reader who looks for one document passes over all others by the skips.
 * Cost: a posting of a common word takes one byte or two.
 */
#ifndef QAPSULE_MODEL_POSTINGS_H
#define QAPSULE_MODEL_POSTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	POSTINGS_BLOCK = 128,
	POSTINGS_WEIGHT_MAX = 255,
};

/* Bytes of one posting, by the gap; and of the skips of n of them. */
size_t postings_size(uint32_t gap, unsigned weight);
size_t postings_skips_size(uint32_t n);

/* Writing, to where there is room for all that the two above add up to. */
struct postings_writer {
	uint8_t *skips, *start, *at;
	uint32_t n, next;	/* postings; the lowest document to come */
	bool skipping;
};

void postings_begin(struct postings_writer *, uint8_t *, uint32_t n);
void postings_put(struct postings_writer *, uint32_t doc, unsigned weight);

/* Reading, from one document to a later one. */
struct postings {
	const uint8_t *skips, *start, *at;
	uint32_t left;		/* postings behind this one */
	uint32_t n;
	uint32_t doc;		/* UINT32_MAX behind the last */
	unsigned weight;
	uint32_t steps;		/* postings looked at, for limits on work */
};

/* The first posting is then the current one. n is at least 1. */
void postings_open(struct postings *, const uint8_t *, uint32_t n);
void postings_next(struct postings *);

/* The first at doc or behind it. doc is not before the current one. */
void postings_seek(struct postings *, uint32_t doc);

#endif

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
};

/* The first posting is then the current one. n is at least 1. */
void postings_open(struct postings *, const uint8_t *, uint32_t n);
static inline void postings_next(struct postings *);

/* The first at doc or behind it. doc is not before the current one. */
void postings_seek(struct postings *, uint32_t doc);

/* --- what is read a hundred thousand times a query ------------------------ */

static inline uint64_t
postings_varint(const uint8_t **p)
{
	uint64_t v = *(*p)++;
	unsigned shift = 7;
	uint8_t byte;

	if (v < 0x80)
		return v;
	v &= 0x7f;
	do {
		byte = *(*p)++;
		v |= (uint64_t)(byte & 0x7f) << shift;
		shift += 7;
	} while (byte & 0x80);
	return v;
}

/* The next one, next being the lowest document that it can have. */
static inline void
postings_read(struct postings *r, uint32_t next)
{
	uint64_t v = postings_varint(&r->at);

	r->doc = next + (uint32_t)(v >> 1);
	r->weight = v & 1 ? *r->at++ : 1;
	r->left--;
}

static inline void
postings_next(struct postings *r)
{
	if (r->left == 0)
		r->doc = UINT32_MAX;
	else
		postings_read(r, r->doc + 1);
}

#endif

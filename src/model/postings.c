#include "model/postings.h"

#include <string.h>

enum { SKIP_SIZE = 8 };	/* bytes */

static size_t
varint_size(uint64_t v)
{
	size_t n = 1;

	for (; v >= 0x80; v >>= 7)
		n++;
	return n;
}

static uint8_t *
put_varint(uint8_t *p, uint64_t v)
{
	for (; v >= 0x80; v >>= 7)
		*p++ = (uint8_t)(v | 0x80);
	*p++ = (uint8_t)v;
	return p;
}

static uint32_t
blocks(uint32_t n)
{
	return n / POSTINGS_BLOCK + (n % POSTINGS_BLOCK != 0);
}

size_t
postings_size(uint32_t gap, unsigned weight)
{
	return varint_size((uint64_t)gap << 1) + (weight > 1);
}

size_t
postings_skips_size(uint32_t n)
{
	return n > POSTINGS_BLOCK ? (size_t)blocks(n) * SKIP_SIZE : 0;
}

/* --- writing -------------------------------------------------------------- */

void
postings_begin(struct postings_writer *w, uint8_t *p, uint32_t n)
{
	*w = (struct postings_writer){ .skips = p,
		.skipping = n > POSTINGS_BLOCK };
	w->start = w->at = p + postings_skips_size(n);
}

void
postings_put(struct postings_writer *w, uint32_t doc, unsigned weight)
{
	uint32_t skip[2];
	bool many = weight > 1;

	w->at = put_varint(w->at, (uint64_t)(doc - w->next) << 1 | many);
	if (many)
		*w->at++ = (uint8_t)(weight < POSTINGS_WEIGHT_MAX
			? weight : POSTINGS_WEIGHT_MAX);
	w->next = doc + 1;
	/* written anew with each posting, it is right when the last came */
	if (w->skipping) {
		skip[0] = doc;
		skip[1] = (uint32_t)(w->at - w->start);
		memcpy(w->skips + w->n / POSTINGS_BLOCK * SKIP_SIZE, skip,
		    SKIP_SIZE);
	}
	w->n++;
}

/* --- reading -------------------------------------------------------------- */

void
postings_open(struct postings *r, const uint8_t *p, uint32_t n)
{
	*r = (struct postings){ .skips = p, .left = n, .n = n };
	r->start = r->at = p + postings_skips_size(n);
	postings_read(r, 0);
}

static void
get_skip(const struct postings *r, uint32_t block, uint32_t skip[2])
{
	memcpy(skip, r->skips + (size_t)block * SKIP_SIZE, SKIP_SIZE);
}

/* To the first posting of the block that may hold doc. */
static void
skip_to(struct postings *r, uint32_t doc)
{
	uint32_t low = (r->n - r->left - 1) / POSTINGS_BLOCK;
	uint32_t here = low, high = blocks(r->n), mid, skip[2];

	while (low < high) {
		mid = low + (high - low) / 2;
		get_skip(r, mid, skip);
		if (skip[0] < doc)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == here)
		return;
	if (low == blocks(r->n)) {
		r->left = 0;
		r->doc = UINT32_MAX;
		return;
	}
	get_skip(r, low - 1, skip);
	r->at = r->start + skip[1];
	r->left = r->n - low * POSTINGS_BLOCK;
	postings_read(r, skip[0] + 1);
}

void
postings_seek(struct postings *r, uint32_t doc)
{
	if (r->doc < doc && r->n > POSTINGS_BLOCK)
		skip_to(r, doc);
	while (r->doc < doc)
		postings_next(r);
}

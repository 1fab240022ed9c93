/*
 * search_index - how the index lies in memory; between the files of search.
 *
 * Terms are sorted by their bytes, so that those with a common beginning stand
 * together; a term's number leads to its name and its postings. Documents are
 * numbered in the order of the capsule: a page is followed by its questions.
 */
#ifndef QAPSULE_MODEL_SEARCH_INDEX_H
#define QAPSULE_MODEL_SEARCH_INDEX_H

#include "model/search.h"

struct term {
	size_t postings;	/* where its list begins */
	uint32_t name;		/* where its name begins; it ends at the next */
	uint32_t n;		/* documents that have it */
};

struct search_page {
	const struct entry *entry;
	const struct page *page;
	uint32_t first;		/* its document; those of its items follow */
};

struct search {
	struct term *terms;	/* and one more, whose name is the end */
	uint32_t nterms;
	char *names;
	uint8_t *postings;
	size_t postings_size;
	struct search_page *pages;
	uint32_t npages;
	uint16_t *lengths;	/* words of a document */
	uint32_t *by_name;	/* all documents, by id or slug */
	uint32_t ndocs;
	float mean;		/* of lengths */
};

enum { QUESTION_WEIGHT = 4 };

static inline struct slice
search_name(const struct search *s, uint32_t term)
{
	return (struct slice){ s->names + s->terms[term].name,
		s->terms[term + 1].name - s->terms[term].name };
}

/* The first term that is not before name, or that begins behind all that
   begin with it. */
uint32_t search_lower(const struct search *, struct slice name);
uint32_t search_upper(const struct search *, struct slice prefix);

/* What document doc is, and its name in an address, without a suffix. */
struct hit search_hit(const struct search *, uint32_t doc);
struct slice search_address(const struct search *, uint32_t doc);

#endif

/*
 * search - an index of all questions and answers of a corpus.
 *
 * For: both protocols, which thus rank alike. What is found are questions,
 * and pages by their title and what stands above their questions.
 * A question must have all words of the query, but for words so common that
 * they tell nothing; if none has, those that have some are found instead.
 * Ranking is BM25, a word in the question counting as QUESTION_WEIGHT in the
 * answer. Equals stand in the order of the capsule.
 * Ownership: the index borrows the corpus, which owns it (corpus_index).
 * Immutable: workers share its memory.
 * Cost: a query reads a few lists of postings, whatever it asks for, the rarest
 * word's first; of very common words beside others, and of the words that one
 * begins with, only some (the limits are in search.c).
 */
#ifndef QAPSULE_MODEL_SEARCH_H
#define QAPSULE_MODEL_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/slice.h"
#include "model/corpus.h"
#include "model/query.h"

enum {
	SEARCH_HITS = 20,	/* of a page of results */
	SEARCH_PAGES = 10,	/* pages of results: nobody reads further */
};

struct search;

struct search *search_new(const struct corpus *);	/* NULL: no memory */
void search_free(struct search *);	/* NULL is fine */

struct search_size {		/* for statistics */
	uint32_t documents, terms;
	size_t bytes;		/* memory, all told */
};

struct search_size search_size(const struct search *);

struct hit {
	const struct entry *entry;	/* a page; a folder, of its index */
	const struct page *page;
	int item;			/* -1: the page itself */
};

struct hits {
	struct hit v[SEARCH_HITS];
	uint32_t n;
	uint32_t total;	/* all that there are, on all pages of results */
	bool partial;	/* none has all words; these have some */
	bool failed;	/* no memory */
};

/*
 * Page number `page` of the results, counted from 0. within: only what is on
 * this page of the corpus; or NULL.
 */
void search_find(const struct search *, const struct query *,
    const struct page *within, uint32_t page, struct hits *);

/*
 * What an address that leads nowhere may have meant: ids and slugs that are
 * nearly its last segment, those on the page that it names first; then what
 * has its words. Answers how many there are, at most n.
 */
uint32_t search_near(const struct search *, struct slice path, struct hit *,
    uint32_t n);

/*
 * The query with each word that is nowhere replaced by the nearest one that
 * is somewhere; nothing when there is none to replace, or nothing near.
 */
void search_suggest(const struct search *, const struct query *, struct buf *);

#endif

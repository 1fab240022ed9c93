/*
 * results - what a search found, in both protocols.
 *
 * Each hit is a link with the question, the page it is on, and some words of
 * its answer. When nothing was found: what may have been meant, and the pages.
 */
#ifndef QAPSULE_RENDER_RESULTS_H
#define QAPSULE_RENDER_RESULTS_H

#include "model/search.h"
#include "render/view.h"

struct results {
	const struct query *query;
	const struct hits *hits;
	uint32_t number;		/* of the page of results, from 0 */
	const struct page *within;	/* the page searched, or NULL */
	struct slice suggestion;	/* another query, or nothing */
};

void gemtext_results(struct buf *, const struct results *,
    const struct view *);
void menu_results(struct buf *, const struct results *, const struct view *);

/* What a hit is called, and its path, not encoded. */
struct slice results_label(const struct hit *, const struct view *);
void results_path(struct buf *, const struct hit *);

/* The link to one hit, a line. */
void gemtext_hit(struct buf *, const struct hit *, const struct view *);
void menu_hit(struct buf *, const struct hit *, const struct view *);

#endif

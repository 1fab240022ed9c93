/*
 * finder - searches, as both fronts answer them.
 *
 *	/search		/PAGE/search	what asks
 *	/search/2	/PAGE/search/2	the second page of results
 *
 * and the addresses of tags.
 */
#ifndef QAPSULE_PROTO_FINDER_H
#define QAPSULE_PROTO_FINDER_H

#include "base/buf.h"
#include "base/slice.h"
#include "model/corpus.h"
#include "model/tags.h"
#include "model/tally.h"
#include "render/results.h"
#include "render/view.h"

struct finder {
	const struct page *within;	/* the page to search, or NULL: all */
	uint32_t number;		/* of the page of results, from 0 */
};

/* Whether path, as path_resolve makes it, is that of a search. */
bool finder_at(const struct corpus *, struct slice path, struct finder *);

/* Whether path is /tag/ or /tag/TAG of a tag that there is; *tag is NULL of
   the first. */
bool finder_tag_at(const struct corpus *, struct slice path,
    const struct tag **tag);

/*
 * Puts what was found by put, gemtext_results or menu_results, and counts what
 * was not. False, and nothing is put, when the query has no word to look for.
 */
bool finder_put(const struct finder *, struct slice query, struct tally *,
    struct buf *, const struct view *,
    void (*put)(struct buf *, const struct results *, const struct view *));

#endif

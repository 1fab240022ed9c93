/*
 * compose - a draft becomes a page.
 *
 * For: readers of Markdown and gemtext, which say what the author said of the
 * page as a whole; the rest is found by parse/outline.h. Complains as the
 * native reader does (E2xx, E4xx, W2xx).
 */
#ifndef QAPSULE_PARSE_COMPOSE_H
#define QAPSULE_PARSE_COMPOSE_H

#include "model/page.h"
#include "parse/diag.h"
#include "parse/draft.h"
#include "parse/front_matter.h"

struct compose_source {
	const char *file;
	const struct front_matter *front;
	bool bare_links;	/* addresses within text are links */
	bool by_lines;		/* every line is a block, and blank ones count */
};

/* The page, or NULL: with errors in diags, or without memory. */
struct page *compose(struct draft *, const struct compose_source *,
    struct diags *);

#endif

/*
 * recent - what is new and what has changed, and when.
 *
 * For: /new, /atom.xml, and what a page says of its own questions. A page
 * counts as changed on the day that its document says (Updated:, else Date:),
 * a question on that of its own Updated:; else on the day on which the ledger
 * saw it change (Date: being older than that). Questions that came with their
 * page are not listed beside it. No day is ever that of a file: a copied file
 * is nothing new. What has no day is not listed.
 */
#ifndef QAPSULE_MODEL_RECENT_H
#define QAPSULE_MODEL_RECENT_H

#include "model/search.h"

enum { RECENT_MAX = 50 };

struct change {
	char day[11];		/* "YYYY-MM-DD" */
	struct hit hit;
	uint32_t order;		/* in the capsule */
};

struct recent {
	struct change *v;	/* the latest first */
	uint32_t n;
};

/* The last changes of the corpus, which owns the answer (corpus_index), or of
   a page's questions, to be freed. NULL without memory. */
struct recent *recent_new(const struct corpus *);
struct recent *recent_of(const struct page *);
void recent_free(struct recent *);	/* NULL is fine */

#endif

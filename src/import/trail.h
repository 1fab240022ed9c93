/*
 * trail - where in a tree one is, and what was left out on the way.
 */
#ifndef QAPSULE_IMPORT_TRAIL_H
#define QAPSULE_IMPORT_TRAIL_H

#include "base/map.h"
#include "import/faq.h"
#include "import/node.h"

enum { TRAIL_SIZE = 1024 };	/* bytes of "faqs[3].answer"; more is cut */

struct trail {
	struct faq *faq;
	char path[TRAIL_SIZE];	/* of the node that is being looked at */
	size_t n;
	struct map dropped;	/* names, to what is known of them */
	VEC(struct trail_drop *) order;
};

void trail_init(struct trail *, struct faq *);

/* Tells the faq's diags what was dropped, once for each name. */
void trail_fini(struct trail *);

/* Goes to a member; answers what trail_leave wants back. */
size_t trail_enter(struct trail *, const struct node *, uint32_t i);
void trail_leave(struct trail *, size_t before);

/* A member for which there is no place in a document, if it has a value. */
void trail_drop(struct trail *, const struct node *, uint32_t i);

#endif

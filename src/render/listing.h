/*
 * listing - what a folder shows of what is in it, in both protocols.
 *
 * Pages first (their titles), then files, then folders. The root also shows
 * the pages of its folders, each under the folder's title. What is unlisted
 * is shown in the place in which it is so, and not above.
 */
#ifndef QAPSULE_RENDER_LISTING_H
#define QAPSULE_RENDER_LISTING_H

#include "model/corpus.h"
#include "render/view.h"

enum listing {
	LISTING_ENTRY,	/* a link to the entry */
	LISTING_GROUP,	/* a heading: pages of this folder follow */
	LISTING_MORE,	/* a link to the folder of the group: it has more */
};

void listing_each(const struct entry *folder,
    void (*each)(void *arg, enum listing, const struct entry *), void *arg);

/* What to call a folder: the title that its index gives itself, else its
   name, which of the root is that of the host. */
const char *listing_title(const struct entry *folder, const struct view *);

/* The text of a link to an entry, or to more in a folder. */
void listing_label(struct buf *, enum listing, const struct entry *,
    const struct view *);

#endif

/*
 * tagged - tags in both protocols: all of them, and what has one.
 */
#ifndef QAPSULE_RENDER_TAGGED_H
#define QAPSULE_RENDER_TAGGED_H

#include "model/tags.h"
#include "render/view.h"

/* /tag/ (tag NULL) and /tag/KEY */
void gemtext_tagged(struct buf *, const struct tag *, const struct view *);
void menu_tagged(struct buf *, const struct tag *, const struct view *);

/* Links to the tags of an item; item -1: of the page and all its items, each
   once. A blank line in front, if there are any. */
void gemtext_tags(struct buf *, const struct page *, int item);
void menu_tags(struct buf *, const struct page *, const struct view *);

#endif

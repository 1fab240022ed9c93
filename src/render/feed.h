/*
 * feed - what is new and changed, for readers who come back.
 *
 * As gemtext and as Atom (RFC 4287) a client can subscribe to it: a link whose
 * label begins with a day is an entry, as the companion specification
 * "Subscribing to Gemini pages" has it.
 */
#ifndef QAPSULE_RENDER_FEED_H
#define QAPSULE_RENDER_FEED_H

#include "model/recent.h"
#include "render/view.h"

void gemtext_new(struct buf *, const struct view *);
void menu_new(struct buf *, const struct view *);

/* gopher: addresses of what it lists are gopher://, else gemini://. */
void atom_new(struct buf *, const struct view *, bool gopher);

/* The last changes of a page's questions, if their days are known, below a
   blank line and a heading. */
void gemtext_changes(struct buf *, const struct page *);

#endif

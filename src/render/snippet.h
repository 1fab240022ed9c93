/*
 * snippet - a few words of a hit's answer, around what was looked for.
 */
#ifndef QAPSULE_RENDER_SNIPPET_H
#define QAPSULE_RENDER_SNIPPET_H

#include "base/buf.h"
#include "model/search.h"

enum { SNIPPET_WIDTH = 2 * 60 };	/* columns, without the dots */

/*
 * Appends one line of whole words, with "..." where something was left out:
 * where most words of the query stand closest together in a text of the
 * answer, or else how the answer begins. Nothing when there is no answer.
 */
void snippet_put(struct buf *, const struct hit *, const struct query *);

#endif

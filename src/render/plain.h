/*
 * plain - the model as Gopher text files (RFC 1436, appendix).
 *
 * CRLF line ends, no line over view->text_width columns, no control bytes, no
 * final dot; a line that would be a lone "." is sent as " .".
 * Links are numbered where they stand, "[1]", and listed at the end.
 */
#ifndef QAPSULE_RENDER_PLAIN_H
#define QAPSULE_RENDER_PLAIN_H

#include "render/view.h"

void plain_item(struct buf *, const struct page *, uint32_t item,
    const struct view *);
void plain_all(struct buf *, const struct page *, const struct view *);

#endif

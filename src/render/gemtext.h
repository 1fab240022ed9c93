/*
 * gemtext - the model as text/gemini (protocols.md A.10).
 *
 * Bodies only: the status line is proto/gemini's. One paragraph is one line,
 * links follow the paragraph that holds them, lines end in LF. Text that
 * would start a gemtext line type is guarded by one blank in front.
 */
#ifndef QAPSULE_RENDER_GEMTEXT_H
#define QAPSULE_RENDER_GEMTEXT_H

#include "model/corpus.h"
#include "render/view.h"

void gemtext_folder(struct buf *, const struct entry *, const struct view *);
void gemtext_page(struct buf *, const struct page *);	/* its questions */
void gemtext_item(struct buf *, const struct page *, uint32_t item);
void gemtext_all(struct buf *, const struct page *);
void gemtext_prose(struct buf *, const struct page *);

#endif

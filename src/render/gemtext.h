/*
 * gemtext - the model as text/gemini.
 *
 * Bodies only: the status line is proto/gemini's. One paragraph is one line,
 * links follow the block that holds them, lines end in LF. Text that would
 * start a gemtext line type is guarded by one blank in front, so that no word
 * of an author turns into markup.
 *
 * Headings: a client builds its outline from them and has three levels. On a
 * page of all questions these are the question's ("##") and the subheads'
 * ("###"), whether there are sections or not; so sections take "#" there.
 */
#ifndef QAPSULE_RENDER_GEMTEXT_H
#define QAPSULE_RENDER_GEMTEXT_H

#include "model/corpus.h"
#include "render/view.h"

void gemtext_folder(struct buf *, const struct entry *, const struct view *);
void gemtext_page(struct buf *, const struct page *,
    const struct view *);	/* its questions */
void gemtext_item(struct buf *, const struct page *, uint32_t item,
    const struct view *);
void gemtext_all(struct buf *, const struct page *, const struct view *);
void gemtext_prose(struct buf *, const struct page *, const struct view *);

#endif

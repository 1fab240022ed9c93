/*
 * search_text - the texts of a document, as search sees them.
 *
 * A document of the index is a question with its answer, or a page itself
 * with what stands above its questions.
 */
#ifndef QAPSULE_MODEL_SEARCH_TEXT_H
#define QAPSULE_MODEL_SEARCH_TEXT_H

#include "base/slice.h"
#include "model/page.h"

enum search_field {
	FIELD_TITLE,	/* the question, or the title of the page; tags */
	FIELD_SECTION,
	FIELD_BODY,	/* answer or introduction */
};

/*
 * Calls each with every text of item (-1: of the page itself), in order, the
 * question or title first, until it answers false.
 */
void search_text_each(const struct page *, int item,
    bool (*each)(void *arg, enum search_field, struct slice), void *arg);

#endif

/*
 * lint - what is not wrong with a page, but could be better for its readers.
 *
 * For: check --lint. Readers (parse/) have remarks of their own on the source;
 * these are on what becomes of it.
 */
#ifndef QAPSULE_RENDER_LINT_H
#define QAPSULE_RENDER_LINT_H

#include <stdbool.h>

#include "model/corpus.h"
#include "parse/diag.h"

/*
 * corpus: all that the page may link to, or NULL when that is not known; then
 * links are not followed. made: whether a path has something that no corpus
 * knows of.
 */
void lint_page(const struct page *, const struct corpus *,
    bool (*made)(struct slice path), struct diags *);

#endif

/*
 * reader - source text in, page out: one function a format.
 *
 * Pure: no files, no clock, no log. Complaints go to diags with their line.
 * The answer is a page without item ids where the author gave none (ids.h)
 * and not yet indexed, or NULL: with errors in diags, or without memory (then
 * there are none). A page is never answered together with an error.
 */
#ifndef QAPSULE_PARSE_READER_H
#define QAPSULE_PARSE_READER_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/slice.h"
#include "model/page.h"
#include "parse/diag.h"

/* Native documents, qapsule-format(5). file as for build_new. */
struct page *qa_read(struct slice raw, const char *file, struct diags *);

/*
 * The same document with an "Id:" for every item of page, which was made of
 * it, that had none. Appends to out.
 */
void qa_put_ids(struct slice raw, const struct page *, struct buf *out);

/* Whether some line is a separator: what makes a .txt a Q&A page. */
bool qa_has_separator(struct slice raw);

/* Markdown: questions or prose. */
struct page *markdown_read(struct slice raw, const char *file,
    struct diags *);

/* Gemtext: likewise. */
struct page *gemtext_read(struct slice raw, const char *file, struct diags *);

#endif

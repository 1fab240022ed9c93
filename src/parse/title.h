/*
 * title - a title and a summary for a page that gives none.
 *
 * For: readers, on a page that is complete but for them. What the header says
 * they take themselves, by build_title and build_summary; the steps here, of
 * qapsule-format(5), "Without a title", work on the finished model.
 */
#ifndef QAPSULE_PARSE_TITLE_H
#define QAPSULE_PARSE_TITLE_H

#include "base/buf.h"
#include "base/slice.h"
#include "model/page.h"
#include "parse/diag.h"

/*
 * Sets title, title_from and summary where they are NULL. Step 1 takes the
 * first heading of level 1 out of the intro; step 2 the first block, when it
 * is a paragraph and first_alone says that the source has it as one line with
 * a blank one behind; steps 3 to 5 add W101. Where all steps fail the title is
 * the first question cut to 72 columns, or the name of the file as it is. 0,
 * or -1 without memory.
 */
int title_infer(struct page *, bool first_alone, struct diags *);

/* Appends s, or its beginning and an ellipsis, in at most max columns. */
void title_cut(struct buf *out, struct slice s, unsigned max);

/* Step 3: appends the words of a file's name; nothing when none remain. */
void title_of_file(struct buf *out, const char *file);

#endif

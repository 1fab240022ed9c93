/*
 * title - a title and a summary for a page that gives none, format.md 3.
 *
 * For: readers, on a page that is complete but for its title. Step 1 (header)
 * is the reader's; the steps here work on the finished model.
 */
#ifndef QAPSULE_PARSE_TITLE_H
#define QAPSULE_PARSE_TITLE_H

#include "model/page.h"
#include "parse/diag.h"

/*
 * Sets title, title_from and summary where they are NULL: steps 2 and 3 take
 * the line out of the intro; steps 4 to 6 add W101. 0, or -1 without memory.
 */
int title_infer(struct page *, struct diags *);

#endif

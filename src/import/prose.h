/*
 * prose - plain text, as people write it or as Markdown, into blocks.
 *
 * For: answers and introductions that are text. Lists, quotations, fences,
 * headings and tables are seen where they are plain to see; every word is
 * kept in any case.
 */
#ifndef QAPSULE_IMPORT_PROSE_H
#define QAPSULE_IMPORT_PROSE_H

#include "base/slice.h"
#include "import/out.h"

/* Text in lines; [label](target) is a link in it. Or all of it as a quotation,
   but for what is preformatted. */
void prose_write(struct out *, struct slice text, bool quoted);

#endif

/*
 * jsonld - the questions in what a web page tells search engines.
 *
 * For: pages that hold schema.org's FAQPage or QAPage as JSON-LD in a script,
 * and that JSON-LD by itself. Whatever holds the questions, mainEntity, @graph
 * or lists in each other: a question is known by its type.
 */
#ifndef QAPSULE_IMPORT_JSONLD_H
#define QAPSULE_IMPORT_JSONLD_H

#include "import/faq.h"

/*
 * Adds what is found in a page, or in JSON-LD, to the faq. 0, or -1 with an
 * error in its diags or without memory.
 */
int jsonld_read(struct faq *, struct slice text);

#endif

/*
 * dump - a page of the model as text, to be compared and read in tests.
 *
 *	title "Orchard" (header)
 *	path /orchard
 *	intro
 *	  2 para "See the map."
 *	      "map" -> path /map
 *	4 item "When?" id when
 *	  5 list
 *	    0 * "Saturdays"
 *
 * A number in front is the line in the source. What is absent is left out.
 */
#ifndef QAPSULE_TESTS_DUMP_H
#define QAPSULE_TESTS_DUMP_H

#include "base/buf.h"
#include "model/page.h"
#include "parse/diag.h"

void dump_page(struct buf *, const struct page *);

/* What diags_print would print, as one string, to be freed. */
char *dump_diags(struct diags *, const char *file);

#endif

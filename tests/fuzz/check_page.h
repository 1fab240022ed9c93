/*
 * check_page - what must hold of every page, whatever the document was.
 *
 * For: fuzz targets. Ends the process with a line on stderr when it does not.
 */
#ifndef QAPSULE_TESTS_CHECK_PAGE_H
#define QAPSULE_TESTS_CHECK_PAGE_H

#include "model/page.h"
#include "parse/diag.h"

/* page: what the reader answered; NULL is fine, if there are errors. */
void check_page(const struct page *, const struct diags *);

/* The same once it has its ids. It is freed. */
void check_read(struct page *, struct diags *);

#endif

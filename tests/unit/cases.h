/*
 * cases - documents in tests/cases and the pages that come of them.
 *
 * tests/cases/NAME has NAME.dump beside it: the page with ids as they are made
 * without a ledger. For cmocka tests of all readers.
 */
#ifndef QAPSULE_TESTS_CASES_H
#define QAPSULE_TESTS_CASES_H

#include <stdbool.h>

#include "base/slice.h"
#include "model/page.h"
#include "parse/diag.h"

typedef struct page *cases_reader(struct slice, const char *, struct diags *);

/* A file beneath the source folder, with a NUL behind it; to be freed. */
char *cases_bytes(const char *file, size_t *n);

/* The page, with ids; NULL when there are errors. Messages, to be freed. */
struct page *cases_read(cases_reader *, struct slice source, const char *file,
    bool lint, char **messages);

/* What dump_page says of it, to be freed; there must be no error. */
char *cases_dump(cases_reader *, struct slice source, const char *file);

/* The case gives what its dump says, and these messages. */
void cases_assert(cases_reader *, const char *file, bool lint,
    const char *messages);

/* A case cut at every byte gives a page or a reason why not. */
void cases_assert_cut(cases_reader *, const char *file);

/* Sources and all that is said of them. */
struct complaint {
	const char *source, *messages;
};

void cases_assert_complaints(cases_reader *, const char *file, bool lint,
    const struct complaint *, size_t n);

/* of W101 */
#define SETS_ONE "; a first line \"# ...\" sets one"

#endif

/*
 * import_case - an import from bytes to a document, as tests compare it.
 */
#ifndef QAPSULE_TESTS_IMPORT_CASE_H
#define QAPSULE_TESTS_IMPORT_CASE_H

#include "import/import.h"

/*
 * The document made of a source, or NULL; what was said of it is compared
 * unless messages is NULL. To be freed.
 */
char *import_named(const char *raw, size_t n, struct import_options,
    const char *messages);

/*
 * Compares the document made of a source called "f", behind its "Title: F";
 * document is NULL where nothing may be written.
 */
void assert_import(enum import_format, const char *source,
    const char *document, const char *messages);

/* Cuts a source at every byte: a document comes out, or an error. */
void assert_cuts(enum import_format, const char *source);

#endif

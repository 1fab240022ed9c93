/*
 * ids - the address of every question, format.md 8.
 *
 * For: the loader, after a reader and before page_index.
 */
#ifndef QAPSULE_PARSE_IDS_H
#define QAPSULE_PARSE_IDS_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/slice.h"
#include "model/page.h"
#include "parse/diag.h"

enum { ID_MAX = 64, ID_MADE_MAX = 48 };	/* bytes: as given, as made */

/* [a-z0-9][a-z0-9-]{0,63}, and not "all", "search" or "new" */
bool id_valid(struct slice);
bool id_reserved(struct slice);

/*
 * An id made of words, format.md 8.3: ASCII, "-" between words, cut at a word
 * to 48 bytes; "q-" and ten base32 characters where the words would be lost.
 * Appends to out.
 */
void id_make(struct slice words, struct buf *out);

/*
 * The slug of a file: its name without folder and suffix. ASCII letters are
 * lower-cased and the rest kept when all of it is [A-Za-z0-9._~-], else made
 * by id_make. Appends to out.
 */
void slug_of_file(const char *file, struct buf *out);

/*
 * Gives every item without an id one made of its question; a clash takes
 * "-2", "-3". Then indexes the page and checks "#id" links (E403) and ids and
 * aliases used twice (E404). 0, or -1 without memory or with errors in diags.
 */
int ids_assign(struct page *, struct diags *);

#endif

/*
 * ids - the address of every question: qapsule-format(5), "Ids and
 * addresses".
 *
 * For: readers, which check the ids that the author wrote while they still
 * know their lines; then the loader, between a reader and whoever looks the
 * page up.
 */
#ifndef QAPSULE_PARSE_IDS_H
#define QAPSULE_PARSE_IDS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/map.h"
#include "base/slice.h"
#include "model/page.h"
#include "parse/diag.h"

enum { ID_MAX = 64, ID_MADE_MAX = 48 };	/* bytes: as given, as made */

/* [a-z0-9][a-z0-9-]{0,63}, and not "all", "search" or "new" */
bool id_valid(struct slice);

/* What is wrong with an id that is not valid: 'may hold only ...'. */
const char *id_fault(struct slice);

/*
 * Notes that the author gave an id or alias at a line; E404 when it already
 * has one. lines is the reader's, for one page, and borrows the ids. 0, or -1
 * without memory.
 */
int id_claim(struct map *lines, struct slice id, uint32_t line, struct diags *);

/*
 * An id made of words: ASCII, "-" between words, cut at a word to ID_MADE_MAX
 * bytes; "q-" and ten base32 characters where the words would be lost. Appends
 * to out.
 */
void id_make(struct slice words, struct buf *out);

/*
 * What two questions have in common that are the same: NFC, case folded,
 * blanks collapsed, punctuation dropped but for what is read aloud ("C#").
 * Appends to out; a question of nothing but punctuation stays as it is.
 */
void id_question_key(struct slice question, struct buf *out);

/*
 * The slug of a file: its name without folder and suffix. ASCII letters are
 * lower-cased and the rest kept when all of it is [A-Za-z0-9._~-], else made
 * by id_make. A reserved name takes "-2". Appends to out.
 */
void slug_of_file(const char *file, struct buf *out);

/* Whether slug_of_file may have made it: what "Was:" of a page may name. */
bool slug_valid(struct slice);

/* The name of a file without its folder, and without its suffix. */
struct slice file_name(const char *file);
struct slice file_stem(const char *file);

/*
 * Gives every item without an id one made of its question; a clash with an id
 * or an alias of the page, or with one of taken, takes "-2", "-3". 0, or -1
 * without memory.
 */
int ids_make(struct page *, const struct strings *taken);

/*
 * Indexes the page, all items having their ids, and checks "#id" links (E403).
 * 0, or -1 without memory or with errors in diags.
 */
int ids_check(struct page *, struct diags *);

/* Both, where there is no ledger (parse/ledger.h). */
int ids_assign(struct page *, struct diags *);

#endif

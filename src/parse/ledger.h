/*
 * ledger - which ids were given, and when: qapsule-format(5), "When things
 * change".
 *
 * For: the loader, between the readers and whoever looks pages up. A question
 * keeps its address when it or its answer is edited, or moved about; an
 * address that led to something never leads to something else. It remembers
 * when each question and page was first seen, and when its words last changed.
 *
 * Use: ledger_read; then, for one load, ledger_begin, ledger_add for every
 * page, ledger_keep for every document that could not be read, ledger_settle;
 * when the corpus is finished, ledger_tell; ledger_write. A ledger is good
 * for one load, and is read anew for the next.
 *
 * The file is text, a line an address, TABs between the fields:
 *
 *	qapsule ledger 1
 *	page  PATH  FILE  INTRO  FIRST  CHANGED  NOW
 *	id    ID    ANSWER  LIKENESS  FIRST  CHANGED  NOW  QUESTION
 *	end   DIGEST
 *
 * INTRO and ANSWER are 64 bits of SHA-256 of the words, LIKENESS is theirs
 * too, but alike for answers that are (parse/alike.h). FIRST and CHANGED are
 * times, "2026-05-01T12:00:00Z". NOW is "-" while the address is in use,
 * "gone:" and the time when it went, or the path to which it has moved.
 * QUESTION is the key of its words (id_question_key). DIGEST is of all lines
 * before it, so that a damaged or shortened file is never taken for a whole
 * one. In PATH, FILE and NOW bytes up to U+0020, "%" and U+007F are %XX.
 */
#ifndef QAPSULE_PARSE_LEDGER_H
#define QAPSULE_PARSE_LEDGER_H

#include <stdint.h>

#include "base/buf.h"
#include "base/slice.h"
#include "model/corpus.h"
#include "model/page.h"
#include "parse/diag.h"

struct ledger;

struct ledger *ledger_new(void);	/* an empty one; NULL without memory */
void ledger_free(struct ledger *);	/* NULL is fine */

/*
 * The ledger in a file, an empty one when there is none. NULL, with a sentence
 * in err, when it cannot be read or is not whole.
 */
struct ledger *ledger_read(const char *path, char *err, size_t size);

/*
 * Puts it in place of the file, whole or not at all, and only when it says
 * something else. 0, or -1 with a sentence in err.
 */
int ledger_write(const struct ledger *, const char *path, char *err,
    size_t size);

/* The same from and to text. parse fills an empty ledger. */
int ledger_parse(struct ledger *, struct slice text, char *err, size_t size);
void ledger_format(const struct ledger *, struct buf *out);

/* now: seconds since 1970, UTC. */
void ledger_begin(struct ledger *, int64_t now);

/*
 * A page as its reader made it, of which both are borrowed until the ledger is
 * freed. 0, or -1 without memory.
 */
int ledger_add(struct ledger *, struct page *, struct diags *);

/*
 * A document, or a folder of them ("" for the root), that could not be read:
 * all that is known of it stays as it is. Likewise.
 */
int ledger_keep(struct ledger *, const char *file);

/*
 * Gives all items their ids and dates, and each page its index. A page whose
 * diags then have an error (E403) is not to be published; to the ledger it is
 * as if it had been given to ledger_keep. 0, or -1 without memory.
 */
int ledger_settle(struct ledger *);

/* Former addresses, for a corpus of the pages that were added. Likewise. */
int ledger_tell(struct ledger *, struct corpus *);

#endif

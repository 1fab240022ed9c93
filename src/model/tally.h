/*
 * tally - what readers look for: how often each question was read, and what
 * was searched for in vain. Of who that was, nothing.
 *
 * For: the fronts, which count, and the owner, who is shown it (asked.h).
 * Shape: memory that the processes of a server share, of a fixed size, made
 * before the first fork. Questions are counted under a hash of host, page and
 * id, so that a count outlives a reload and lasts as long as the address.
 * What strangers type has a small table: when that is full, the least wanted
 * makes room, of these the one that was wanted longest ago.
 * Nobody waits: a search in vain that comes while another is being noted is
 * not noted.
 */
#ifndef QAPSULE_MODEL_TALLY_H
#define QAPSULE_MODEL_TALLY_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/slice.h"
#include "model/page.h"

enum {
	TALLY_MISSES = 500,	/* searches in vain, of all hosts */
	TALLY_WORDS = 96,	/* bytes kept of one, at most */
	TALLY_TEXT_MAX = 16 << 20,	/* bytes of all, as text */
};

struct tally;

struct tally *tally_new(void);	/* NULL with errno */
void tally_free(struct tally *);	/* NULL is fine */

/* One more. tally may be NULL: then nothing is counted. */
void tally_question(struct tally *, const char *host, const struct page *,
    uint32_t item);
void tally_miss(struct tally *, const char *host, struct slice words);

/* How often a question was read. */
uint64_t tally_read(const struct tally *, const char *host,
    const struct page *, uint32_t item);

struct tally_miss {
	uint64_t n;
	char words[TALLY_WORDS + 1];	/* one line, small letters */
};

/* The host's, the most wanted first; answers how many, at most most. */
uint32_t tally_misses(struct tally *, const char *host, struct tally_miss *,
    uint32_t most);

/* That process has ended, perhaps in the middle of a note. */
void tally_release(struct tally *, pid_t);

/* A number that is another one after each count. */
uint64_t tally_changes(const struct tally *);

/* All of it as lines of text; and those lines again, added to what is there.
   False: some of it is no such text, and was left out. */
void tally_put(struct tally *, struct buf *);
bool tally_take(struct tally *, struct slice);

#endif

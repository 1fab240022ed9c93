/*
 * loads - a capsule that is loaded again and again, for tests of the ledger.
 *
 * Each load reads the ledger that the one before wrote, as after a restart.
 */
#ifndef QAPSULE_TESTS_LOADS_H
#define QAPSULE_TESTS_LOADS_H

#include <stdint.h>

#include "model/corpus.h"

/* Of a capsule; source NULL: it is there, but cannot be read. */
struct document {
	const char *file, *source;
};

extern struct world {
	char *ledger;		/* as text, or NULL: there is none */
	int64_t now;
	struct corpus *corpus;	/* of the last load */
	char *notes;		/* of the last load */
} world;

int loads_set_up(void **state);
int loads_tear_down(void **state);

/* Loads a capsule of documents, a second after the last load. */
void load(const struct document *, size_t n);

#define LOAD(...)                                                              \
	load((const struct document[]){ __VA_ARGS__ },                         \
	    sizeof((const struct document[]){ __VA_ARGS__ }) /                 \
		sizeof(struct document))
#define FAQ(text) { "faq.qa", "Title: T\n\n" text }

/*
 * What is at a path: "" nothing, "gone", or the address that it has now, with
 * "> " in front when that is another.
 */
const char *at(const char *path);

/* The question at a path, wherever that leads. */
const char *asked_at(const char *path);

/* Its dates, as loads: the second load is 2. */
void assert_times(const char *path, int64_t first, int64_t changed);

#endif

/*
 * arena - memory that is freed all at once.
 *
 * For: a parsed page, which is built once, never changed, and dropped whole.
 * Ownership: all that an arena gives out dies with arena_fini.
 * Errors: NULL without memory, and failed is set, so that a builder may look
 * once at the end.
 */
#ifndef QAPSULE_BASE_ARENA_H
#define QAPSULE_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/slice.h"

struct arena {
	struct arena_chunk *chunks;	/* the newest first */
	size_t left;			/* bytes free in the newest */
	size_t total;			/* bytes asked of malloc, for statistics */
	bool failed;
};

void arena_init(struct arena *);
void arena_fini(struct arena *);

void *arena_alloc(struct arena *, size_t);	/* zeroed, aligned for pointers */
void *arena_copy(struct arena *, const void *, size_t);	/* aligned likewise */
char *arena_str(struct arena *, struct slice);	/* a NUL-terminated copy */

#endif

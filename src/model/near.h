/*
 * near - the strings of a sorted list that are nearly a given one.
 *
 * For: words and ids that somebody has misspelt. The distance is the number of
 * bytes left out, put in, changed, or swapped with their neighbour.
 * Cost: the list is walked like a tree, and what has no near beginning is
 * passed over, so that time hardly depends on its length; and bounded.
 */
#ifndef QAPSULE_MODEL_NEAR_H
#define QAPSULE_MODEL_NEAR_H

#include <stdint.h>

#include "base/slice.h"

enum { NEAR_MAX = 64 };	/* bytes of a string that is looked for */

struct near_list {
	uint32_t n;
	struct slice (*get)(const void *arg, uint32_t i);	/* sorted by
							   bytes */
	const void *arg;
};

/* How far away something of n bytes may be to count as near. */
unsigned near_distance(size_t n);

/*
 * Calls each with every string at most so many edits away. Longer wanted
 * strings than NEAR_MAX have nothing near them.
 */
void near_each(const struct near_list *, struct slice wanted, unsigned most,
    void (*each)(void *arg, uint32_t i, unsigned distance), void *arg);

#endif

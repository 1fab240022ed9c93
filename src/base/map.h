/*
 * map - from a string to a pointer.
 *
 * For: paths and ids, filled at load and only looked up afterwards; there is
 * no removal. Keys are borrowed and must outlive the map, values likewise.
 * What peers send is only ever looked up, never stored, so that nobody can
 * fill a bucket from outside.
 */
#ifndef QAPSULE_BASE_MAP_H
#define QAPSULE_BASE_MAP_H

#include <stddef.h>

#include "base/slice.h"

struct map {
	struct map_slot *slots;
	size_t n;	/* keys */
	size_t size;	/* slots, a power of two, at most half of them used */
};

void map_init(struct map *);
void map_fini(struct map *);

/*
 * Adds key unless it is there. Answers the value now stored under key (so the
 * caller sees whether it was first), or NULL without memory.
 */
void *map_add(struct map *, struct slice key, void *value);
void *map_get(const struct map *, struct slice key);	/* or NULL */

#endif

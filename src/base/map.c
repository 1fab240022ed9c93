#include "base/map.h"

#include <stdint.h>
#include <stdlib.h>

struct map_slot {
	struct slice key;
	void *value;	/* NULL: free */
};

void
map_init(struct map *m)
{
	*m = (struct map){ 0 };
}

void
map_fini(struct map *m)
{
	free(m->slots);
	map_init(m);
}

/* FNV-1a: short keys, and no keys from strangers */
static size_t
hash(struct slice key)
{
	uint64_t h = 14695981039346656037u;
	size_t i;

	for (i = 0; i < key.n; i++)
		h = (h ^ (unsigned char)key.p[i]) * 1099511628211u;
	return (size_t)(h ^ h >> 32);
}

/* where key is, or the free slot where it would go */
static struct map_slot *
find(const struct map *m, struct slice key)
{
	size_t i;

	for (i = hash(key) & (m->size - 1); m->slots[i].value != NULL;
	     i = (i + 1) & (m->size - 1))
		if (slice_eq(m->slots[i].key, key))
			break;
	return &m->slots[i];
}

static int
grow(struct map *m)
{
	struct map bigger = { .n = m->n, .size = m->size ? m->size * 2 : 16 };
	size_t i;

	if ((bigger.slots = calloc(bigger.size, sizeof(*bigger.slots))) == NULL)
		return -1;
	for (i = 0; i < m->size; i++)
		if (m->slots[i].value != NULL)
			*find(&bigger, m->slots[i].key) = m->slots[i];
	free(m->slots);
	*m = bigger;
	return 0;
}

void *
map_add(struct map *m, struct slice key, void *value)
{
	struct map_slot *s;

	if (m->n * 2 >= m->size && grow(m) == -1)
		return NULL;
	s = find(m, key);
	if (s->value == NULL) {
		*s = (struct map_slot){ key, value };
		m->n++;
	}
	return s->value;
}

void *
map_get(const struct map *m, struct slice key)
{
	return m->size > 0 ? find(m, key)->value : NULL;
}

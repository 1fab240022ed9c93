#include "base/arena.h"

#include <stdlib.h>

enum {
	ALIGN = sizeof(void *),
	FIRST_CHUNK = 1024,	/* bytes: a small page costs little */
	LARGEST_CHUNK = 65536,	/* and a large one wastes little */
};

struct arena_chunk {
	struct arena_chunk *older;
	size_t size;	/* bytes behind this head */
};

void
arena_init(struct arena *a)
{
	*a = (struct arena){ 0 };
}

void
arena_fini(struct arena *a)
{
	struct arena_chunk *c, *older;

	for (c = a->chunks; c != NULL; c = older) {
		older = c->older;
		free(c);
	}
	arena_init(a);
}

/* n bytes, unaligned when align is 1 */
static char *
take(struct arena *a, size_t n, size_t align)
{
	struct arena_chunk *c = a->chunks;
	size_t pad, size;
	char *p;

	pad = align > 1 ? a->left % align : 0;
	if (a->failed)
		return NULL;
	if (c == NULL || n + pad > a->left) {
		size = c == NULL ? FIRST_CHUNK : c->size * 2;
		if (size > LARGEST_CHUNK)
			size = LARGEST_CHUNK;
		if (size < n)
			size = (n + ALIGN - 1) / ALIGN * ALIGN;
		if ((c = malloc(sizeof(*c) + size)) == NULL) {
			a->failed = true;
			return NULL;
		}
		*c = (struct arena_chunk){ .older = a->chunks, .size = size };
		a->chunks = c;
		a->left = size;
		a->total += sizeof(*c) + size;
		pad = 0;
	}
	/* a chunk fills from its start; left counts to its end */
	a->left -= pad;
	p = (char *)(c + 1) + (c->size - a->left);
	a->left -= n;
	return p;
}

void *
arena_alloc(struct arena *a, size_t n)
{
	char *p = take(a, n, ALIGN);

	return p != NULL ? memset(p, 0, n) : NULL;
}

void *
arena_copy(struct arena *a, const void *from, size_t n)
{
	char *p = take(a, n, ALIGN);

	return p != NULL && n > 0 ? memcpy(p, from, n) : p;
}

char *
arena_str(struct arena *a, struct slice s)
{
	char *p = take(a, s.n + 1, 1);

	if (p != NULL) {
		if (s.n > 0)
			memcpy(p, s.p, s.n);
		p[s.n] = '\0';
	}
	return p;
}

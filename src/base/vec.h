/*
 * vec - an array that grows: VEC(struct thing) things = { 0 };
 *
 * For: lists whose length is not known before they are read. A vec owns its
 * array, not what the elements point to. vec_push answers the address of a
 * new, zeroed element, good until the next push, or NULL without memory.
 */
#ifndef QAPSULE_BASE_VEC_H
#define QAPSULE_BASE_VEC_H

#include <stddef.h>
#include <stdint.h>

#define VEC(type)                                                              \
	struct {                                                               \
		type *v;                                                       \
		uint32_t n;                                                    \
		uint32_t size;                                                 \
	}

#define vec_push(vec)                                                          \
	(vec_grow((void **)&(vec)->v, &(vec)->n, &(vec)->size,                 \
	     sizeof(*(vec)->v)) == 0                                           \
		? &(vec)->v[(vec)->n - 1]                                      \
		: NULL)

#define vec_fini(vec)                                                          \
	do {                                                                   \
		free((vec)->v);                                                \
		(vec)->v = NULL;                                               \
		(vec)->n = (vec)->size = 0;                                    \
	} while (0)

/* One zeroed element more at *v; 0, or -1 without memory (nothing changed). */
int vec_grow(void **v, uint32_t *n, uint32_t *size, size_t element);

#endif

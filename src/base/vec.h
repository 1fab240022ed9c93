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
#include <stdlib.h>
#include <string.h>

#define VEC(type)                                                              \
	struct {                                                               \
		type *v;                                                       \
		uint32_t n;                                                    \
		uint32_t size;                                                 \
	}

#define vec_push(vec)                                                          \
	((vec)->v = vec_room((vec)->v, (vec)->n, &(vec)->size,                 \
	     sizeof(*(vec)->v)),                                               \
	    (vec)->n < (vec)->size                                             \
		? memset(&(vec)->v[(vec)->n++], 0, sizeof(*(vec)->v))          \
		: NULL)

#define vec_fini(vec)                                                          \
	do {                                                                   \
		free((vec)->v);                                                \
		(vec)->v = NULL;                                               \
		(vec)->n = (vec)->size = 0;                                    \
	} while (0)

/*
 * v with room for an element more than the n it holds: *size is then larger
 * than n. Without memory v and *size are as they were.
 */
void *vec_room(void *v, uint32_t n, uint32_t *size, size_t element);

#endif

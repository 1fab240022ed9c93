/*
 * slice - bytes that somebody else owns.
 *
 * A slice is a pointer and a length in bytes; it is not NUL-terminated, may
 * hold NULs, and dies with the memory that it points into. The empty slice
 * has n == 0, whatever its pointer.
 */
#ifndef QAPSULE_BASE_SLICE_H
#define QAPSULE_BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct slice {
	const char *p;
	size_t n;
};

static inline struct slice
slice_of(const char *s)
{
	return (struct slice){ s, strlen(s) };
}

static inline bool
slice_eq(struct slice a, struct slice b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline bool
slice_is(struct slice a, const char *s)
{
	return slice_eq(a, slice_of(s));
}

static inline bool
slice_starts(struct slice a, const char *prefix)
{
	size_t n = strlen(prefix);

	return a.n >= n && memcmp(a.p, prefix, n) == 0;
}

/* a without its first n bytes (n may be more than there are) */
static inline struct slice
slice_from(struct slice a, size_t n)
{
	if (n > a.n)
		n = a.n;
	/* even adding nothing to a null pointer is undefined */
	return n > 0 ? (struct slice){ a.p + n, a.n - n } : a;
}

/* Takes what is before the first NUL or byte of stop off the front of *a. */
static inline struct slice
slice_take_until(struct slice *a, const char *stop)
{
	struct slice part = { a->p, 0 };

	while (part.n < a->n && strchr(stop, a->p[part.n]) == NULL)
		part.n++;
	*a = slice_from(*a, part.n);
	return part;
}

/* a without spaces and tabs at either end */
static inline struct slice
slice_trim(struct slice a)
{
	while (a.n > 0 && (a.p[0] == ' ' || a.p[0] == '\t'))
		a = slice_from(a, 1);
	while (a.n > 0 && (a.p[a.n - 1] == ' ' || a.p[a.n - 1] == '\t'))
		a.n--;
	return a;
}

#endif

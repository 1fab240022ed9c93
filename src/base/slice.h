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
#include <stdint.h>
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

/* By bytes, a beginning before what goes on: less than, equal to, more than 0. */
static inline int
slice_compare(struct slice a, struct slice b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n > 0 ? memcmp(a.p, b.p, n) : 0;

	return order != 0 ? order : (a.n > b.n) - (a.n < b.n);
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

/*
 * How many bytes at its front are printable ASCII, " " to "~": most of most
 * texts, so eight at a time. None of a word's bytes is below 0x20, DEL or
 * above when no highest bit is set in the word, in the word less 0x20 each,
 * and in the word that is zero at each DEL less 1 each: the first byte that
 * is one borrows.
 */
static inline size_t
slice_printable(struct slice a)
{
	const uint64_t ones = 0x0101010101010101u;
	uint64_t w;
	size_t i;

	for (i = 0; i + sizeof(w) <= a.n; i += sizeof(w)) {
		memcpy(&w, a.p + i, sizeof(w));
		if (((w | (w - 0x20 * ones) | ((w ^ 0x7f * ones) - ones)) &
			0x80 * ones) != 0)
			break;
	}
	while (i < a.n && a.p[i] >= ' ' && a.p[i] <= '~')
		i++;
	return i;
}

#endif

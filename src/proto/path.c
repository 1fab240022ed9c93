/*
 * Two passes over one array: the first copies segments as they were sent and
 * takes back what ".." takes back, the second decodes what is left in place.
 * So an escaped "/" or a hidden name does no harm where ".." removed it, and
 * is never taken for structure.
 */
#include "proto/path.h"

#include "proto/uri.h"

/* The byte at the front of *s, decoded, which is taken off. */
static char
take_byte(struct slice *s, bool escaped)
{
	int c = escaped ? uri_escape(*s) : -1;
	size_t n = c == -1 ? 1 : 3;

	if (c == -1)
		c = s->p[0];
	*s = slice_from(*s, n);
	return (char)c;
}

/* How many dots a segment is made of, when of nothing else; or 0. */
static unsigned
dots(struct slice segment, bool escaped)
{
	unsigned n = 0;

	while (segment.n > 0) {
		if (take_byte(&segment, escaped) != '.')
			return 0;
		n++;
	}
	return n;
}

/* The segment at the front of *s, which is taken off with its "/". */
static struct slice
take_segment(struct slice *s, bool *last)
{
	struct slice segment = { s->p, 0 };

	while (segment.n < s->n && s->p[segment.n] != '/')
		segment.n++;
	*last = segment.n == s->n;
	*s = slice_from(*s, segment.n + 1);
	return segment;
}

/* Dot segments resolved, all else as it is: "/" and a segment, repeated. */
static bool
resolve_dots(struct slice s, bool escaped, char *out, size_t *n)
{
	struct slice segment;
	bool last = false;
	unsigned ndots;

	*n = 0;
	while (!last) {
		segment = take_segment(&s, &last);
		ndots = dots(segment, escaped);
		if (ndots == 2) {
			if (*n == 0)
				return false;
			while (out[--*n] != '/')
				continue;
		}
		if (ndots != 1 && ndots != 2) {
			out[(*n)++] = '/';
			memcpy(out + *n, segment.p, segment.n);
			*n += segment.n;
		} else if (last) {
			out[(*n)++] = '/';	/* "a/." is "a/" */
		}
	}
	return true;
}

/* Hidden are ".git" and the like, but not "/.well-known" (RFC 8615). */
static bool
is_hidden(struct slice segment, bool first)
{
	return slice_starts(segment, ".") &&
	    !(first && slice_is(segment, ".well-known"));
}

enum path
path_resolve(struct slice s, bool escaped, char *out, size_t *n)
{
	enum path answer = PATH_OK;
	struct slice rest, raw, segment;
	bool last = false;
	char c;

	if (slice_starts(s, "/"))
		s = slice_from(s, 1);
	for (rest = s; rest.n > 0;)
		if (take_byte(&rest, escaped) == '\0')
			return PATH_BAD;
	if (!resolve_dots(s, escaped, out, n))
		return PATH_BAD;
	/* what is written below never overtakes what is read */
	rest = (struct slice){ out + 1, *n - 1 };
	*n = 0;
	while (!last) {
		raw = take_segment(&rest, &last);
		if (raw.n == 0 && !last)
			continue;
		out[(*n)++] = '/';
		segment = (struct slice){ out + *n, 0 };
		while (raw.n > 0) {
			c = take_byte(&raw, escaped);
			if (c == '/')
				answer = PATH_ABSENT;
			out[(*n)++] = c;
			segment.n++;
		}
		if (is_hidden(segment, segment.p == out + 1))
			answer = PATH_ABSENT;
	}
	return answer;
}

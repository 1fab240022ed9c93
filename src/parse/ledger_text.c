/*
 * The ledger as text. A line that is not just as ledger_format would have
 * written it is a fault: what is not understood is never lost in silence.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <time.h>

#include "parse/ids.h"
#include "parse/ledger_part.h"

#define FIRST_LINE "qapsule ledger 1"
#define TIME_SHAPE "####-##-##T##:##:##Z"	/* "#": a digit */

enum {
	TIME_SIZE = sizeof(TIME_SHAPE),
	FIELDS_MAX = 8,
};

/* --- writing --------------------------------------------------------------- */

static void
put_escaped(struct buf *out, const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s <= 0x20 || *s == '%' || *s == 0x7f)
			buf_printf(out, "%%%02X", (unsigned char)*s);
		else
			buf_putc(out, *s);
}

static void
format_time(int64_t t, char out[TIME_SIZE])
{
	time_t time = (time_t)t;
	struct tm tm;

	/* within four digits of years: times are read, or are now */
	if (gmtime_r(&time, &tm) == NULL ||
	    strftime(out, TIME_SIZE, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
		memcpy(out, "1970-01-01T00:00:00Z", TIME_SIZE);
}

static void
put_times_and_fate(struct buf *out, const struct times *times,
    const struct fate *fate)
{
	char first[TIME_SIZE], changed[TIME_SIZE], gone[TIME_SIZE];

	format_time(times->first, first);
	format_time(times->changed, changed);
	buf_printf(out, "\t%s\t%s\t", first, changed);
	if (fate->at != NULL) {
		put_escaped(out, fate->at);
	} else if (fate->gone != 0) {
		format_time(fate->gone, gone);
		buf_printf(out, "gone:%s", gone);
	} else {
		buf_putc(out, '-');
	}
}

static void
put_record(struct buf *out, const struct record *r)
{
	buf_printf(out, "id\t%s\t%016" PRIx64 "\t%016" PRIx64, r->id,
	    r->answer.digest, r->answer.likeness);
	put_times_and_fate(out, &r->times, &r->fate);
	buf_printf(out, "\t%s\n", r->key);
}

static int
by_path(const void *va, const void *vb)
{
	const struct known *const *a = va, *const *b = vb;

	return strcmp((*a)->path, (*b)->path);
}

void
ledger_format(const struct ledger *l, struct buf *out)
{
	size_t start = out->n;
	struct known *k;
	uint32_t i, n;

	/* in an order of its own, so that the same capsule gives the same
	   bytes */
	if (l->pages.n > 1)
		qsort(l->pages.v, l->pages.n, sizeof(*l->pages.v), by_path);
	buf_puts(out, FIRST_LINE "\n");
	for (i = 0; i < l->pages.n; i++) {
		k = l->pages.v[i];
		buf_puts(out, "page\t");
		put_escaped(out, k->path);
		buf_putc(out, '\t');
		put_escaped(out, k->file);
		buf_printf(out, "\t%016" PRIx64, k->intro);
		put_times_and_fate(out, &k->times, &k->fate);
		buf_putc(out, '\n');
		for (n = 0; n < k->records.n; n++)
			put_record(out, k->records.v[n]);
	}
	if (!out->failed)
		buf_printf(out, "end\t%016" PRIx64 "\n",
		    alike_digest(slice_from(buf_slice(out), start)));
}

/* --- reading --------------------------------------------------------------- */

struct reading {
	struct ledger *ledger;
	struct slice rest;
	unsigned line;
	struct slice fields[FIELDS_MAX];
	unsigned nfields;
	struct known *known;	/* the page of the records to come */
	struct map ids;		/* of that page */
	char *err;
	size_t err_size;
};

static int fault(struct reading *, const char *, ...)
    __attribute__((format(printf, 2, 3)));

/* Says what is wrong; -1. */
static int
fault(struct reading *r, const char *fmt, ...)
{
	va_list ap;
	int n;

	n = snprintf(r->err, r->err_size, "line %u: ", r->line);
	va_start(ap, fmt);
	if (n > 0 && (size_t)n < r->err_size)
		vsnprintf(r->err + n, r->err_size - (size_t)n, fmt, ap);
	va_end(ap);
	return -1;
}

/* The next line as fields; false at the end, or in the middle of a line. */
static bool
next_line(struct reading *r)
{
	const char *lf;
	struct slice line;

	if (r->rest.n == 0 ||
	    (lf = memchr(r->rest.p, '\n', r->rest.n)) == NULL)
		return false;
	line = (struct slice){ r->rest.p, (size_t)(lf - r->rest.p) };
	r->rest = slice_from(r->rest, line.n + 1);
	r->line++;
	for (r->nfields = 0;; line = slice_from(line, 1)) {
		if (r->nfields++ == FIELDS_MAX)
			break;		/* more than any line has */
		r->fields[r->nfields - 1] = slice_take_until(&line, "\t");
		if (line.n == 0)
			break;
	}
	return true;
}

static bool
parse_hex(struct slice s, uint64_t *out)
{
	static const char digits[] = "0123456789abcdef";
	const char *d;
	size_t i;

	*out = 0;
	for (i = 0; i < s.n; i++) {
		d = memchr(digits, s.p[i], 16);
		if (d == NULL)
			return false;
		*out = *out << 4 | (uint64_t)(d - digits);
	}
	return s.n == 16;
}

static bool
parse_time(struct slice s, int64_t *out)
{
	char back[TIME_SIZE];
	int part[6] = { 0 }, i, k;
	struct tm tm;

	if (s.n != TIME_SIZE - 1)
		return false;
	for (i = 0, k = 0; i < TIME_SIZE - 1; i++)
		if (TIME_SHAPE[i] != '#') {
			if (s.p[i] != TIME_SHAPE[i])
				return false;
			k++;
		} else if (s.p[i] < '0' || s.p[i] > '9') {
			return false;
		} else {
			part[k] = part[k] * 10 + s.p[i] - '0';
		}
	tm = (struct tm){ .tm_year = part[0] - 1900, .tm_mon = part[1] - 1,
		.tm_mday = part[2], .tm_hour = part[3], .tm_min = part[4],
		.tm_sec = part[5] };
	*out = (int64_t)timegm(&tm);
	/* no 31st of February, and nothing that would count as "never" */
	format_time(*out, back);
	return *out > 0 && memcmp(back, s.p, s.n) == 0;
}

static int
hex_digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' :
	    c >= 'A' && c <= 'F'    ? c - 'A' + 10 : -1;
}

/* What put_escaped made; NULL without memory or when it did not. */
static const char *
parse_escaped(struct reading *r, struct slice s)
{
	char *out = arena_alloc(&r->ledger->arena, s.n + 1), *p = out;
	int c;

	for (; out != NULL && s.n > 0; s = slice_from(s, c == '%' ? 3 : 1)) {
		c = (unsigned char)s.p[0];
		*p++ = (char)c;
		if (c != '%')
			continue;
		if (s.n < 3 || hex_digit(s.p[1]) < 0 || hex_digit(s.p[2]) < 0)
			return NULL;
		p[-1] = (char)(hex_digit(s.p[1]) << 4 | hex_digit(s.p[2]));
		if (p[-1] == '\0')
			return NULL;
	}
	return out;
}

/* The three fields that both kinds of line have. */
static bool
parse_times_and_fate(struct reading *r, const struct slice *f,
    struct times *times, struct fate *fate)
{
	if (!parse_time(f[0], &times->first) ||
	    !parse_time(f[1], &times->changed))
		return false;
	if (slice_is(f[2], "-"))
		return true;
	if (slice_starts(f[2], "gone:"))
		return parse_time(slice_from(f[2], strlen("gone:")),
		    &fate->gone);
	fate->at = slice_starts(f[2], "/") ? parse_escaped(r, f[2]) : NULL;
	return fate->at != NULL;
}

static int
parse_page(struct reading *r)
{
	const struct slice *f = r->fields;
	const char *path, *file;
	struct known *k;

	if (r->nfields != 7 || (path = parse_escaped(r, f[1])) == NULL ||
	    (file = parse_escaped(r, f[2])) == NULL || path[0] != '/')
		return fault(r, "not the line of a page");
	if (map_get(&r->ledger->by_path, slice_of(path)) != NULL)
		return fault(r, "a page a second time");
	if ((k = ledger_know(r->ledger, path, file)) == NULL)
		return fault(r, "no memory");
	if (!parse_hex(f[3], &k->intro) ||
	    !parse_times_and_fate(r, f + 4, &k->times, &k->fate))
		return fault(r, "not the line of a page");
	r->known = k;
	map_fini(&r->ids);
	return 0;
}

static int
parse_record(struct reading *r)
{
	struct arena *arena = &r->ledger->arena;
	const struct slice *f = r->fields;
	struct record *one;

	if (r->known == NULL)
		return fault(r, "an id without a page");
	if (r->nfields != 8 || !id_valid(f[1]) || f[7].n == 0)
		return fault(r, "not the line of an id");
	if ((one = ledger_record(r->ledger, r->known)) == NULL)
		return fault(r, "no memory");
	one->id = arena_str(arena, f[1]);
	one->key = arena_str(arena, f[7]);
	if (one->id == NULL || one->key == NULL)
		return fault(r, "no memory");
	if (!parse_hex(f[2], &one->answer.digest) ||
	    !parse_hex(f[3], &one->answer.likeness) ||
	    !parse_times_and_fate(r, f + 4, &one->times, &one->fate))
		return fault(r, "not the line of an id");
	if (map_add(&r->ids, slice_of(one->id), one) != one)
		return fault(r, "an id a second time");
	return 0;
}

/* The last line, of all the bytes before it. */
static int
parse_end(struct reading *r, struct slice before)
{
	uint64_t said, is = alike_digest(before);

	if (r->nfields != 2 || !parse_hex(r->fields[1], &said) || said != is)
		return fault(r, "it was changed since it was written; if that "
		    "is as you want it, make this line \"end\", a TAB and "
		    "\"%016" PRIx64 "\"", is);
	if (r->rest.n > 0)
		return fault(r, "something follows the end");
	return 0;
}

static int
parse_lines(struct reading *r, struct slice text)
{
	struct slice before = { text.p, 0 };

	r->line = 1;
	if (text.n > 0 && memchr(text.p, '\0', text.n) != NULL)
		return fault(r, "a NUL byte somewhere in it");
	r->line = 0;
	if (!next_line(r) || r->nfields != 1 ||
	    !slice_is(r->fields[0], FIRST_LINE)) {
		r->line = 1;
		return fault(r, "not \"" FIRST_LINE "\"");
	}
	for (;;) {
		before.n = text.n - r->rest.n;
		if (!next_line(r)) {
			r->line++;
			return fault(r, "the end is missing");
		}
		if (slice_is(r->fields[0], "end"))
			return parse_end(r, before);
		if ((slice_is(r->fields[0], "page") ? parse_page(r)
			: slice_is(r->fields[0], "id") ? parse_record(r)
			: fault(r, "neither a page nor an id")) == -1)
			return -1;
	}
}

int
ledger_parse(struct ledger *l, struct slice text, char *err, size_t size)
{
	struct reading r = { .ledger = l, .rest = text, .err = err,
		.err_size = size };
	int done;

	map_init(&r.ids);
	done = parse_lines(&r, text);
	map_fini(&r.ids);
	return done;
}

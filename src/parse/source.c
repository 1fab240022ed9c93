/*
 * One pass over the bytes copies what may stay. Each line tells its first
 * fault and no more; a document with a fault is not read at all, since a
 * guess at its characters would end up in permanent addresses.
 */
#include "parse/source.h"

#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#define BOM "\xef\xbb\xbf"

static bool
is_direction_control(uint32_t c)
{
	return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

bool
source_may_hold(uint32_t c)
{
	return c >= 0x20 && (c < 0x7f || c > 0x9f) && c != 0xfeff &&
	    !is_direction_control(c);
}

/* The state of the pass. */
struct cleaning {
	char *out;
	size_t n;
	struct diags *diags;
	uint32_t line;
	size_t max_line;	/* bytes */
	bool warned[2];	/* on this line: of W205, of W206 */
};

static void
warn_dropped(struct cleaning *k, uint32_t c)
{
	bool direction = is_direction_control(c);

	if (k->warned[direction])
		return;
	k->warned[direction] = true;
	if (direction)
		diag_add(k->diags, k->line, "W205",
		    "direction control character dropped");
	else
		diag_add(k->diags, k->line, "W206",
		    "character U+%04X dropped", (unsigned)c);
}

/* One character beyond ASCII at s; its bytes, or 0 when it is not UTF-8. */
static size_t
clean_character(struct cleaning *k, struct slice s)
{
	ucs4_t c;
	int n = u8_mbtoucr(&c, (const uint8_t *)s.p, s.n);

	if (n <= 0)
		return 0;
	if (c == 0x2028 || c == 0x2029) {
		/* line ends of another world: here they only part words */
		k->out[k->n++] = ' ';
	} else if (source_may_hold(c)) {
		memcpy(k->out + k->n, s.p, (size_t)n);
		k->n += (size_t)n;
	} else {
		warn_dropped(k, c);
	}
	return (size_t)n;
}

/* A line without its end, up to its first fault. */
static void
clean_line(struct cleaning *k, struct slice s)
{
	unsigned column = 1;	/* in characters */
	unsigned char c;
	size_t n;

	k->warned[0] = k->warned[1] = false;
	if (s.n > k->max_line) {
		diag_add(k->diags, k->line, "E004",
		    "line longer than %zu bytes", k->max_line);
		return;
	}
	for (; s.n > 0; s = slice_from(s, n), column++) {
		n = slice_printable(s);
		if (n > 0)
			memcpy(k->out + k->n, s.p, n);
		k->n += n;
		column += (unsigned)n;
		if ((s = slice_from(s, n)).n == 0)
			return;
		c = (unsigned char)s.p[0];
		n = 1;
		if (c == '\t') {
			k->out[k->n++] = (char)c;
		} else if (c == '\r') {
			diag_add(k->diags, k->line, "E003",
			    "carriage return inside a line; save with LF or "
			    "CRLF line ends");
			return;
		} else if (c < 0x80) {
			diag_add(k->diags, k->line, "E002",
			    "control character 0x%02X at column %u", c, column);
			return;
		} else if ((n = clean_character(k, s)) == 0) {
			diag_add(k->diags, k->line, "E001",
			    "not UTF-8: byte 0x%02X at column %u; convert the "
			    "file, for example: iconv -f WINDOWS-1252 -t UTF-8",
			    c, column);
			return;
		}
	}
}

static bool
all_blank(struct slice s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (s.p[i] != ' ' && s.p[i] != '\t' && s.p[i] != '\n')
			return false;
	return true;
}

/* What makes reading line by line pointless. */
static bool
refuse_whole(struct slice raw, struct diags *diags)
{
	if (raw.n > SOURCE_MAX_FILE)
		diag_add(diags, 1, "E005", "file larger than %d bytes",
		    SOURCE_MAX_FILE);
	else if (slice_starts(raw, "\xff\xfe") || slice_starts(raw, "\xfe\xff"))
		diag_add(diags, 1, "E001",
		    "not UTF-8: byte 0x%02X at column 1; convert the file, for "
		    "example: iconv -f UTF-16 -t UTF-8",
		    (unsigned char)raw.p[0]);
	else
		return false;
	return true;
}

static uint32_t
count_lines(struct slice raw)
{
	uint32_t n = 1;
	const char *p = raw.p, *end = raw.p + raw.n;

	while (p < end && (p = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		n++;
		p++;
	}
	return n;
}

static bool
open_lines(struct source *src, struct slice raw, size_t max_line,
    struct diags *diags)
{
	struct cleaning k = { .diags = diags, .max_line = max_line };
	uint32_t errors = diags->errors;
	struct slice line;
	const char *lf;

	*src = (struct source){ 0 };
	if (refuse_whole(raw, diags))
		return false;
	if (slice_starts(raw, BOM))
		raw = slice_from(raw, strlen(BOM));
	src->bytes = malloc(raw.n + 1);
	src->starts = reallocarray(NULL, (size_t)count_lines(raw) + 1,
	    sizeof(*src->starts));
	if (src->bytes == NULL || src->starts == NULL)
		goto fail;
	for (k.out = src->bytes; raw.n > 0; k.out[k.n++] = '\n') {
		lf = memchr(raw.p, '\n', raw.n);
		line = (struct slice){ raw.p,
			lf != NULL ? (size_t)(lf - raw.p) : raw.n };
		raw = slice_from(raw, line.n + 1);
		if (lf != NULL && line.n > 0 && line.p[line.n - 1] == '\r')
			line.n--;
		src->starts[k.line++] = (uint32_t)k.n;
		clean_line(&k, line);
	}
	src->nlines = k.line;
	src->starts[src->nlines] = (uint32_t)k.n;
	src->text = (struct slice){ src->bytes, k.n };
	if (diags->errors == errors && all_blank(src->text))
		diag_add(diags, 1, "E200", "empty file");
	if (diags->errors == errors)
		return true;
fail:
	source_close(src);
	return false;
}

bool
source_open(struct source *src, struct slice raw, struct diags *diags)
{
	return open_lines(src, raw, SOURCE_MAX_LINE, diags);
}

bool
source_open_data(struct source *src, struct slice raw, struct diags *diags)
{
	return open_lines(src, raw, SOURCE_MAX_FILE, diags);
}

void
source_close(struct source *src)
{
	free(src->bytes);
	free(src->starts);
	*src = (struct source){ 0 };
}

struct slice
source_line(const struct source *src, uint32_t i)
{
	struct slice s = { src->text.p + src->starts[i],
		src->starts[i + 1] - src->starts[i] - 1 };

	while (s.n > 0 && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t'))
		s.n--;
	return s;
}

/*
 * A line is found in two steps: measure how much would fit, then go back to
 * the last place where a line may break. Nearly all lines of Western prose
 * end at a blank between two words of plain letters, where UAX #14 has
 * nothing else to say: those are found by looking back a word. All others are
 * put to libunistring, with just the bytes that might stand on the line.
 */
#include "render/wrap.h"

#include <unigbrk.h>
#include <unilbrk.h>
#include <unistr.h>
#include <uniwbrk.h>
#include <uniwidth.h>

/*
 * Bytes of one line that are put to libunistring. A line that holds more (of
 * marks piled up by the hundred) ends there, between clusters.
 */
enum { WINDOW = 4096 };

static bool
is_ascii(char c)
{
	return c >= ' ' && c <= '~';
}

static bool
is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9');
}

unsigned
wrap_columns(struct slice text)
{
	unsigned columns = 0;
	size_t i = 0, n;
	ucs4_t c;
	int w;

	while (i < text.n) {
		n = slice_printable(slice_from(text, i));
		columns += (unsigned)n;
		if ((i += n) == text.n)
			break;
		i += (size_t)u8_mbtouc(&c, (const uint8_t *)text.p + i,
		    text.n - i);
		if ((w = uc_width(c, "UTF-8")) > 0)
			columns += (unsigned)w;
	}
	return columns;
}

/* What of a text fits on a line. */
struct fit {
	size_t n;	/* bytes; the blanks at their end may hang over */
	size_t seen;	/* with the cluster that does not fit any more */
	size_t last;	/* where the last cluster that was looked at begins */
};

/* n is 0 when the line and the byte behind it are not all ASCII */
static struct fit
measure_ascii(struct slice s, unsigned width, bool blanks_hang)
{
	size_t i = slice_printable(
	    (struct slice){ s.p, s.n < width ? s.n : width });

	while (i >= width && i < s.n && blanks_hang && s.p[i] == ' ')
		i++;
	if (i == s.n)
		return (struct fit){ i, i, i };
	/* a mark that follows would belong to the last character */
	if (!is_ascii(s.p[i]) || (i + 1 < s.n && !is_ascii(s.p[i + 1])))
		return (struct fit){ 0 };
	return (struct fit){ i, i + 1, i };
}

/* s is known to its end; clusters[i] says that one begins at i */
static struct fit
measure_clusters(struct slice s, const char *clusters, unsigned width,
    bool blanks_hang)
{
	struct fit fit = { 0 };
	unsigned columns = 0;
	size_t n;

	while (fit.n < s.n) {
		for (n = 1; fit.n + n < s.n && !clusters[fit.n + n]; n++)
			;
		fit.last = fit.n;
		fit.seen = fit.n + n;
		columns += wrap_columns((struct slice){ s.p + fit.n, n });
		if (fit.n > 0 && columns > width &&
		    !(blanks_hang && s.p[fit.n] == ' '))
			break;
		fit.n += n;
	}
	return fit;
}

/* at most n bytes of s, no character cut */
static struct slice
front(struct slice s, size_t n)
{
	if (n >= s.n)
		return s;
	while (n > 0 && ((unsigned char)s.p[n] & 0xc0) == 0x80)
		n--;
	return (struct slice){ s.p, n };
}

static struct fit
measure(struct slice s, unsigned width, bool blanks_hang)
{
	struct fit fit = measure_ascii(s, width, blanks_hang);
	char clusters[WINDOW];
	struct slice part;
	size_t size;

	if (fit.n > 0)
		return fit;
	/* more and more of the text, until a line is surely full */
	for (size = 256; size <= WINDOW; size *= 2) {
		part = front(s, size);
		u8_grapheme_breaks((const uint8_t *)s.p, part.n, clusters);
		fit = measure_clusters(part, clusters, width, blanks_hang);
		if (fit.seen < part.n || part.n == s.n)
			return fit;
	}
	/* the last cluster may go on behind the window */
	if (fit.last == 0)
		fit.n = fit.seen = (size_t)((const char *)u8_grapheme_next(
		    (const uint8_t *)s.p, (const uint8_t *)s.p + s.n) - s.p);
	else
		fit.n = fit.last;
	return fit;
}

/*
 * The start of the plain word that is cut at fit, or 0 when things are not as
 * plain as that. The word is letters, digits and marks that stick to both
 * sides; before its blanks stands no opening bracket (LB14).
 */
static size_t
break_before_word(struct slice s, size_t fit)
{
	size_t at, before;

	for (at = fit + 1; at > 0 && s.p[at - 1] != ' '; at--)
		if (!is_alnum(s.p[at - 1]) && s.p[at - 1] != '.' &&
		    s.p[at - 1] != ',' && s.p[at - 1] != '\'')
			return 0;
	for (before = at; before > 0 && s.p[before - 1] == ' '; before--)
		;
	if (before == 0 || !is_alnum(s.p[at]) || !is_ascii(s.p[before - 1]) ||
	    strchr("([{", s.p[before - 1]) != NULL)
		return 0;
	return at;
}

/* letters and digits of scripts that put blanks between words (UAX #29) */
static bool
is_word_part(ucs4_t c)
{
	int property = uc_wordbreak_property(c);

	return property == WBP_ALETTER || property == WBP_NUMERIC;
}

/* between two ASCII characters, none of them a blank */
static bool
tears_ascii(struct slice s, size_t at)
{
	size_t i;

	if ((s.p[at - 1] != '-' && s.p[at - 1] != '/') || at < 2 ||
	    !is_alnum(s.p[at - 2]))
		return true;
	for (i = at; i > 0 && is_ascii(s.p[i - 1]) && s.p[i - 1] != ' '; i--)
		if (at - i >= 2 && memcmp(s.p + i - 1, "://", 3) == 0)
			return true;
	return false;
}

/*
 * Whether a break at at, which UAX #14 allows, would tear a word: of Hangul,
 * since Korean has blanks; "--help", "/usr" and URIs. libunistring 1.0 also
 * allows what LB29 forbids, in "e.g." and "example.org".
 */
static bool
tears(struct slice s, size_t at)
{
	const uint8_t *p = (const uint8_t *)s.p;
	ucs4_t before = 0, after = 0;

	if (s.p[at - 1] == ' ')
		return false;
	if (is_ascii(s.p[at - 1]) && is_ascii(s.p[at]))
		return tears_ascii(s, at);
	u8_prev(&before, p + at, p);
	u8_mbtouc(&after, p + at, s.n - at);
	return is_word_part(before) && is_word_part(after);
}

/* UAX #14; 0 when no break is allowed on the line */
static size_t
break_by_unicode(struct slice s, struct fit fit)
{
	const uint8_t *p = (const uint8_t *)s.p;
	char breaks[WINDOW], clusters[WINDOW];
	size_t at, torn = 0;

	if (fit.seen > WINDOW) {
		for (at = fit.n; at > 0 && s.p[at - 1] != ' '; at--)
			;
		return at;
	}
	u8_possible_linebreaks(p, fit.seen, "UTF-8", breaks);
	u8_grapheme_breaks(p, fit.seen, clusters);
	for (at = fit.n; at > 0; at--) {
		if (!clusters[at] || (breaks[at] != UC_BREAK_POSSIBLE &&
		    breaks[at] != UC_BREAK_MANDATORY))
			continue;
		if (!tears(s, at))
			return at;
		if (torn == 0)
			torn = at;
	}
	return torn;
}

bool
wrap_line(struct slice *rest, unsigned width, struct slice *line)
{
	struct slice s = *rest;
	struct fit fit;
	size_t at;

	if (s.n == 0)
		return false;
	fit = measure(s, width, true);
	at = fit.n;
	if (fit.n < s.n && (at = break_before_word(s, fit.n)) == 0 &&
	    (at = break_by_unicode(s, fit)) == 0)
		at = fit.n;
	*line = (struct slice){ s.p, at };
	while (line->n > 0 && line->p[line->n - 1] == ' ')
		line->n--;
	while (at < s.n && s.p[at] == ' ')
		at++;
	*rest = slice_from(s, at);
	return true;
}

bool
wrap_cut(struct slice *rest, unsigned width, struct slice *line)
{
	if (rest->n == 0)
		return false;
	*line = (struct slice){ rest->p, measure(*rest, width, false).n };
	*rest = slice_from(*rest, line->n);
	return true;
}

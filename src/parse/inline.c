/*
 * Two passes, each linear in the text. The first finds the [label](target)
 * links: brackets nest, so only their end says where they began. The second
 * goes through what lies between them for the kinds of link that say so at
 * their first character.
 */
#include "parse/inline.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unictype.h>
#include <unistr.h>

#include "base/vec.h"
#include "model/target.h"

struct pair {	/* brackets that match, as offsets into the text */
	uint32_t open, close;
};

struct labelled {	/* "[" ... "](" ... ")" */
	uint32_t label;		/* of "[" */
	struct pair target;	/* of "(" and ")" */
};

struct scan {
	struct build *build;
	struct diags *diags;
	struct slice text;
	uint32_t line;			/* of what is being put */
	VEC(uint32_t) open;		/* brackets that have not closed yet */
	VEC(struct pair) pairs;		/* in order of where they open */
	VEC(struct labelled) links;	/* in order, not overlapping */
};

/* --- what a link may lead to ----------------------------------------------- */

static bool
scheme_is(struct slice target, size_t n, const char *scheme)
{
	return n == strlen(scheme) && strncasecmp(target.p, scheme, n) == 0;
}

bool
inline_target_ok(struct slice target, uint32_t line, struct diags *diags)
{
	size_t i, n;

	target = slice_trim(target);
	n = target_scheme(target);
	if (scheme_is(target, n, "javascript") ||
	    scheme_is(target, n, "data")) {
		diag_add(diags, line, "E402", "link target not allowed: %.*s:",
		    (int)n, target.p);
		return false;
	}
	for (i = 0; i < target.n; i++)
		if (target.p[i] == ' ' || target.p[i] == '\t') {
			diag_add(diags, line, "E402",
			    "link target not allowed: blank in \"%.*s\"; "
			    "write it as %%20",
			    diag_quote(target), target.p);
			return false;
		}
	return true;
}

/* --- the first pass -------------------------------------------------------- */

/*
 * Finds the parentheses that open right behind a "]", each with the one that
 * closes it on the same line; close stays 0 when none does.
 */
static int
match_parentheses(struct scan *k)
{
	const uint32_t other = UINT32_MAX;	/* one that follows no "]" */
	struct slice t = k->text;
	uint32_t i, *place, which;
	struct pair *pair;

	for (i = 0; i < t.n; i++) {
		if (t.p[i] == '\n') {
			k->open.n = 0;
		} else if (t.p[i] == '(') {
			which = other;
			if (i > 0 && t.p[i - 1] == ']') {
				which = k->pairs.n;
				if ((pair = vec_push(&k->pairs)) == NULL)
					return -1;
				pair->open = i;
			}
			if ((place = vec_push(&k->open)) == NULL)
				return -1;
			*place = which;
		} else if (t.p[i] == ')' && k->open.n > 0) {
			which = k->open.v[--k->open.n];
			if (which != other)
				k->pairs.v[which].close = i;
		}
	}
	k->open.n = 0;
	return 0;
}

/* The end of a run between backticks that starts at i, or i. */
static uint32_t
skip_ticks(struct slice t, uint32_t i)
{
	const char *end = memchr(t.p + i + 1, '`', t.n - i - 1);

	return end != NULL ? (uint32_t)(end - t.p) : i;
}

static struct slice
target_of(const struct scan *k, const struct pair *pair)
{
	return slice_trim((struct slice){ k->text.p + pair->open + 1,
	    pair->close - pair->open - 1 });
}

/* The target that opens at offset i, or NULL; *at moves on in pairs. */
static const struct pair *
target_at(const struct scan *k, uint32_t *at, uint32_t i)
{
	const struct pair *pair;

	while (*at < k->pairs.n && k->pairs.v[*at].open < i)
		++*at;
	if (*at == k->pairs.n)
		return NULL;
	pair = &k->pairs.v[*at];
	return pair->open == i && pair->close > 0 && target_of(k, pair).n > 0
	    ? pair : NULL;
}

static int
match_labels(struct scan *k)
{
	struct slice t = k->text;
	const struct pair *target;
	struct labelled *link;
	uint32_t i, at = 0, start, *place;
	bool ticks = true;	/* there may be another pair of them */

	for (i = 0; i < t.n; i++) {
		if (t.p[i] == '`' && ticks) {
			start = i;
			i = skip_ticks(t, i);
			ticks = i > start;
		} else if (t.p[i] == '[') {
			if ((place = vec_push(&k->open)) == NULL)
				return -1;
			*place = i;
		} else if (t.p[i] == ']' && k->open.n > 0) {
			start = k->open.v[--k->open.n];
			if ((target = target_at(k, &at, i + 1)) == NULL)
				continue;
			if ((link = vec_push(&k->links)) == NULL)
				return -1;
			*link = (struct labelled){ start, *target };
			i = target->close;
			k->open.n = 0;	/* those would hold this one */
		}
	}
	return 0;
}

/* --- the second pass ------------------------------------------------------- */

/* One line of text without links. */
void
inline_plain(struct build *b, struct slice s)
{
	const char *tab;

	while ((tab = s.n > 0 ? memchr(s.p, '\t', s.n) : NULL) != NULL) {
		build_text(b, (struct slice){ s.p, (size_t)(tab - s.p) });
		build_text(b, slice_of(" "));
		s = slice_from(s, (size_t)(tab - s.p) + 1);
	}
	build_text(b, s);
}

static void
put_plain(struct scan *k, uint32_t from, uint32_t to)
{
	const char *p = k->text.p + from, *end = k->text.p + to, *lf;

	while (p < end && (lf = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		inline_plain(k->build, (struct slice){ p, (size_t)(lf - p) });
		build_join(k->build);
		k->line++;
		p = lf + 1;
	}
	inline_plain(k->build, (struct slice){ p, (size_t)(end - p) });
}

/* "<target>" at i: the offset of ">", or 0. */
static uint32_t
end_of_angle(struct slice t, uint32_t i, uint32_t to)
{
	uint32_t end = i + 1;
	struct slice target;
	size_t scheme;

	while (end < to && memchr(" \t\n<>", t.p[end], 5) == NULL)
		end++;
	if (end == to || t.p[end] != '>' || end - i < 3)
		return 0;
	target = (struct slice){ t.p + i + 1, end - i - 1 };
	if (target.p[0] == '#')
		return end;
	if (target.p[0] == '/')
		return memchr(target.p + 1, '/', target.n - 1) ? end : 0;
	scheme = target_scheme(target);
	/* no drive letters, no names of C++ */
	return scheme > 1 && scheme + 1 < target.n &&
	    target.p[scheme + 1] != ':' ? end : 0;
}

/* The length of one of the schemes that make a bare word a link, or 0. */
static uint32_t
bare_scheme(struct slice t, uint32_t i, uint32_t to)
{
	static const char *const schemes[] = { "http://", "https://",
		"gemini://", "gopher://", "ftp://", "finger://", "mailto:" };
	size_t k, n;

	for (k = 0; k < sizeof(schemes) / sizeof(*schemes); k++) {
		n = strlen(schemes[k]);
		if (to - i > n && strncasecmp(t.p + i, schemes[k], n) == 0)
			return (uint32_t)n;
	}
	return 0;
}

/* Whether a bare link may go on with the character at i; its bytes, or 0. */
static uint32_t
bare_character(struct slice t, uint32_t i)
{
	ucs4_t c;
	int n;

	if ((unsigned char)t.p[i] < 0x80)
		return memchr(" \t\n<>\"`{}|\\^", t.p[i], 12) == NULL;
	n = u8_mbtouc(&c, (const uint8_t *)t.p + i, t.n - i);
	return uc_is_property_white_space(c) ||
	    uc_is_general_category(c, UC_PUNCTUATION) ? 0 : (uint32_t)n;
}

/*
 * Punctuation at the end belongs to the sentence, a closing bracket too
 * unless it was opened within the link.
 */
static uint32_t
trim_bare(struct slice t, uint32_t i, uint32_t end)
{
	int parentheses = 0, brackets = 0;	/* closed but not opened */
	uint32_t k;
	char c;

	for (k = i; k < end; k++) {
		parentheses += (t.p[k] == ')') - (t.p[k] == '(');
		brackets += (t.p[k] == ']') - (t.p[k] == '[');
	}
	for (; end > i; end--) {
		c = t.p[end - 1];
		if (c == ')' && parentheses > 0)
			parentheses--;
		else if (c == ']' && brackets > 0)
			brackets--;
		else if (c == '\0' || strchr(".,;:!?'\"", c) == NULL)
			break;
	}
	return end;
}

/* A letter that a scheme has in front, and no letter or digit before it. */
static bool
may_be_bare(struct slice t, uint32_t i)
{
	char c = t.p[i] | 0x20, before = i > 0 ? t.p[i - 1] : ' ';

	return (c == 'h' || c == 'g' || c == 'f' || c == 'm') &&
	    !(before >= 'a' && before <= 'z') &&
	    !(before >= 'A' && before <= 'Z') &&
	    !(before >= '0' && before <= '9');
}

/* A bare link at i: the offset behind it, or 0. */
static uint32_t
end_of_bare(struct slice t, uint32_t i, uint32_t to)
{
	uint32_t end, n;

	if ((n = bare_scheme(t, i, to)) == 0)
		return 0;
	end = i + n;
	while (end < to && (n = bare_character(t, end)) > 0)
		end += n;
	end = trim_bare(t, i, end);
	/* more than the scheme must be left */
	return end > i + bare_scheme(t, i, to) ? end : 0;
}

static void
put_bare(struct scan *k, uint32_t from, uint32_t to)
{
	build_link_open(k->build);
	build_link_close(k->build,
	    (struct slice){ k->text.p + from, to - from }, k->line);
}

/* What lies between labelled links. */
static void
put_between(struct scan *k, uint32_t from, uint32_t to)
{
	struct slice t = k->text, target;
	uint32_t i, end, put = from;

	for (i = from; i < to; i++) {
		if (t.p[i] == '`') {
			i = skip_ticks((struct slice){ t.p, to }, i);
		} else if (t.p[i] == '<' &&
		    (end = end_of_angle(t, i, to)) > 0) {
			put_plain(k, put, i);
			put = i;
			target = (struct slice){ t.p + i + 1, end - i - 1 };
			if (inline_target_ok(target, k->line, k->diags)) {
				put_bare(k, i + 1, end);
				put = end + 1;
			}
			i = end;
		} else if (may_be_bare(t, i) &&
		    (end = end_of_bare(t, i, to)) > 0) {
			put_plain(k, put, i);
			put_bare(k, i, end);
			put = end;
			i = end - 1;
		}
	}
	put_plain(k, put, to);
}

void
inline_bare(struct build *b, struct slice text, uint32_t line,
    struct diags *diags)
{
	struct scan k = {
		.build = b, .diags = diags, .text = text, .line = line
	};
	uint32_t i, end, put = 0, n = (uint32_t)text.n;

	for (i = 0; i < n; i++)
		if (memchr("hHgGfFmM", text.p[i], 8) != NULL &&
		    (end = end_of_bare(text, i, n)) > 0) {
			put_plain(&k, put, i);
			put_bare(&k, i, end);
			put = end;
			i = end - 1;
		}
	put_plain(&k, put, n);
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

static uint32_t
count_lines(struct slice t, uint32_t from, uint32_t to)
{
	uint32_t n = 0;

	for (; from < to; from++)
		n += t.p[from] == '\n';
	return n;
}

/* Blanks at either end of a label are put outside the link. */
static void
put_labelled(struct scan *k, const struct labelled *link)
{
	const char *p = k->text.p;
	uint32_t start = link->label + 1, end = link->target.open - 1;
	uint32_t from = start, to = end;

	while (to > from && is_blank(p[to - 1]))
		to--;
	while (from < to && is_blank(p[from]))
		from++;
	if (build_has_text(k->build))
		put_plain(k, start, from);
	else
		k->line += count_lines(k->text, start, from);
	build_link_open(k->build);
	put_plain(k, from, to);
	build_link_close(k->build, target_of(k, &link->target), k->line);
	put_plain(k, to, end);
}

static void
put_all(struct scan *k)
{
	const struct labelled *link = k->links.v;
	uint32_t i, end = 0, line;

	for (i = 0; i < k->links.n; i++, link++) {
		put_between(k, end, link->label);
		end = link->target.close + 1;
		line = k->line +
		    count_lines(k->text, link->label, link->target.open);
		if (inline_target_ok(target_of(k, &link->target), line,
			k->diags))
			put_labelled(k, link);
		else
			put_plain(k, link->label, end);
	}
	put_between(k, end, (uint32_t)k->text.n);
}

int
inline_read(struct build *b, struct slice text, uint32_t line,
    struct diags *diags)
{
	struct scan k = {
		.build = b, .diags = diags, .text = text, .line = line
	};
	int done = -1;

	if (text.n == 0)
		return 0;
	if (match_parentheses(&k) == 0 && match_labels(&k) == 0) {
		put_all(&k);
		done = 0;
	}
	vec_fini(&k.open);
	vec_fini(&k.pairs);
	vec_fini(&k.links);
	return done;
}

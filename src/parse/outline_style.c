/*
 * Questions that are no headings.
 */
#include "parse/outline_part.h"
#include "parse/question.h"

/* Signs are signs in a quotation, too, which may be the question alone. */
static bool
may_ask(const struct draft_block *b, enum outline_style style)
{
	return b->kind == DRAFT_PARA && (!b->quote || style == STYLE_COLON) &&
	    (b->depth == 0 || (b->depth == 1 && b->item));
}

static struct slice
rest_of(const struct outlining *o, uint32_t from, uint32_t to)
{
	return draft_slice(o->draft, from, to);
}

static bool
asks(const struct outlining *o, uint32_t from, uint32_t to)
{
	struct slice s = rest_of(o, from, to);

	return draft_has_word(o->draft, from, to) && !question_too_wide(s) &&
	    question_ends_in_mark(s);
}

/* --- **Why?** Because. ----------------------------------------------------- */

/* at, or behind "Q: " or "1. " there */
static uint32_t
skip_sign(const struct outlining *o, uint32_t at, uint32_t to)
{
	at += (uint32_t)question_number(rest_of(o, at, to));
	return at + (uint32_t)question_sign(rest_of(o, at, to));
}

/* The end of strong or emphasis that begins between two offsets, or 0. */
static uint32_t
strong_end(const struct outlining *o, const struct draft_block *b,
    uint32_t from, uint32_t to)
{
	const struct draft_mark *m = draft_marks(o->draft, b);
	uint32_t i;

	for (i = 0; i < b->nmarks && m[i].from <= to; i++)
		if ((m[i].kind == MARK_STRONG || m[i].kind == MARK_EM) &&
		    m[i].from >= from && m[i].to > to)
			return m[i].to;
	return 0;
}

/* Marks that stayed text, as a blank before the closing ones makes them. */
static bool
find_typed_strong(const struct outlining *o, uint32_t at, uint32_t to,
    struct asked_at *q)
{
	struct slice s = rest_of(o, at, to);
	size_t n = 0, end;

	if (s.n == 0 || (s.p[0] != '*' && s.p[0] != '_'))
		return false;
	while (n < s.n && n < 3 && s.p[n] == s.p[0])
		n++;
	for (end = n; end + n <= s.n; end++)
		if (memcmp(s.p + end, s.p, n) == 0)
			break;
	if (end + n > s.n ||
	    !asks(o, at + (uint32_t)n, at + (uint32_t)end))
		return false;
	q->from = at + (uint32_t)n;
	q->to = at + (uint32_t)end;
	q->answer = q->to + (uint32_t)n;
	return true;
}

static bool
find_bold(const struct outlining *o, const struct draft_block *b,
    struct asked_at *q)
{
	uint32_t at = skip_sign(o, b->from, b->to), end;

	if ((end = strong_end(o, b, b->from, at)) == 0)
		return find_typed_strong(o, at, b->to, q);
	if (end > b->to)
		end = b->to;
	/* the mark may stand behind the strong words */
	while (end < b->to && o->draft->text.p[end] == '?')
		end++;
	if (!asks(o, at, end))
		return false;
	*q = (struct asked_at){ at, end, end };
	return true;
}

/* --- Q: Why? A: Because. --------------------------------------------------- */

static bool
is_line_end(char c)
{
	return c == DRAFT_SOFT || c == DRAFT_HARD;
}

/* The offset behind the line end at or behind at, or to. */
static uint32_t
next_line(const struct outlining *o, uint32_t at, uint32_t to)
{
	const char *p = o->draft->text.p;

	while (at < to && !is_line_end(p[at]))
		at++;
	while (at < to && (is_line_end(p[at]) || p[at] == ' '))
		at++;
	return at;
}

/*
 * Where the question of a paragraph ends that begins at at: before an answer's
 * sign, before another question, or else behind the first line that asks.
 */
static uint32_t
question_end(const struct outlining *o, uint32_t at, uint32_t to)
{
	const char *p = o->draft->text.p;
	uint32_t line, i, asked = 0, end;

	for (line = at; line < to; line = end) {
		end = next_line(o, line, to);
		if (line > at &&
		    (answer_sign(rest_of(o, line, to)) > 0 ||
			question_sign(rest_of(o, line, to)) > 0))
			return line;
		for (i = line; i + 1 < end; i++)
			if (p[i] == '?' && p[i + 1] == ' ' &&
			    answer_sign(slice_trim(rest_of(o, i + 1, to))) > 0)
				return i + 1;
		if (asked == 0 && question_ends_in_mark(rest_of(o, line, end)))
			asked = end;
	}
	return asked > 0 ? asked : to;
}

static bool
find_colon(const struct outlining *o, const struct draft_block *b, uint32_t at,
    struct asked_at *q)
{
	uint32_t asked, end;

	for (; at < b->to; at = next_line(o, at, b->to)) {
		asked = at + (uint32_t)question_number(rest_of(o, at, b->to));
		if (question_sign(rest_of(o, asked, b->to)) == 0)
			continue;
		end = question_end(o, at, b->to);
		if (!draft_has_word(o->draft, skip_sign(o, at, b->to), end))
			continue;
		*q = (struct asked_at){ at, end, end };
		return true;
	}
	return false;
}

/* --- 1. Why? --------------------------------------------------------------- */

/* A numbered paragraph or item that asks, or whose first line does. */
static bool
find_number(const struct outlining *o, const struct draft_block *b,
    struct asked_at *q)
{
	uint32_t end = next_line(o, b->from, b->to);

	if (b->depth == 0 ? question_number(rest_of(o, b->from, b->to)) == 0
			  : !b->ordered)
		return false;
	if (asks(o, b->from, b->to))
		end = b->to;
	else if (!asks(o, b->from, end))
		return false;
	*q = (struct asked_at){ b->from, end, end };
	return true;
}

/* --- Why? ------------------------------------------------------------------ */

/* A paragraph that asks, or its first line if ": Because." is the next. */
static bool
find_plain(const struct outlining *o, const struct draft_block *b,
    struct asked_at *q)
{
	uint32_t end = next_line(o, b->from, b->to);

	if (asks(o, b->from, b->to))
		end = b->to;
	else if (!slice_starts(rest_of(o, end, b->to), ": ") ||
	    !asks(o, b->from, end))
		return false;
	*q = (struct asked_at){ b->from, end, end };
	return true;
}

bool
outline_find(const struct outlining *o, enum outline_style style,
    uint32_t block, uint32_t at, struct asked_at *q)
{
	const struct draft_block *b = &o->draft->blocks.v[block];

	if (style == STYLE_FOLD) {
		*q = (struct asked_at){ b->from, b->to, b->to };
		return b->kind == DRAFT_SUMMARY && at == b->from;
	}
	if (!may_ask(b, style))
		return false;
	switch (style) {
	case STYLE_BOLD:
		return at == b->from && find_bold(o, b, q);
	case STYLE_COLON:
		return find_colon(o, b, at, q);
	case STYLE_NUMBER:
		return at == b->from && find_number(o, b, q);
	case STYLE_PLAIN:
		return at == b->from && b->depth == 0 && find_plain(o, b, q);
	case STYLE_NONE:
	case STYLE_HEADING:
	case STYLE_FOLD:
		break;
	}
	return false;
}

/* Whether text stands behind a question and before the next. */
static bool
is_answered(const struct outlining *o, enum outline_style style,
    uint32_t block, const struct asked_at *q)
{
	uint32_t next = block + 1;
	struct asked_at other;

	if (draft_has_word(o->draft, q->answer,
		o->draft->blocks.v[block].to))
		return true;
	while (next < o->draft->blocks.n && o->dropped[next] == DROPPED)
		next++;
	return next < o->draft->blocks.n && !outline_is_heading(o, next) &&
	    !outline_find(o, style, next, o->draft->blocks.v[next].from,
		&other);
}

uint32_t
outline_count(const struct outlining *o, enum outline_style style)
{
	uint32_t i, at, n = 0;
	struct asked_at q;

	for (i = 0; i < o->draft->blocks.n; i++)
		for (at = o->draft->blocks.v[i].from;
		    o->dropped[i] == KEPT &&
		    outline_find(o, style, i, at, &q); at = q.answer)
			n += is_answered(o, style, i, &q);
	return n;
}

/*
 * First what no reader of the page needs is left out, then the title is
 * looked for, then the questions; last, sections without questions are made
 * to what keeps their text.
 */
#include "parse/outline.h"

#include "parse/outline_part.h"
#include "parse/question.h"

enum {
	LEVELS = 6,
	NONE = UINT32_MAX,
};

struct slice
outline_text(const struct outlining *o, uint32_t i)
{
	const struct draft_block *b = &o->draft->blocks.v[i];

	return draft_slice(o->draft, b->from, b->to);
}

bool
outline_is_heading(const struct outlining *o, uint32_t i)
{
	return o->draft->blocks.v[i].kind == DRAFT_HEADING;
}

/* The next block that is kept, or the end. */
static uint32_t
next_kept(const struct outlining *o, uint32_t i)
{
	while (++i < o->draft->blocks.n && o->dropped[i] != KEPT)
		;
	return i;
}

static bool
has_text_below(const struct outlining *o, uint32_t i)
{
	i = next_kept(o, i);
	return i < o->draft->blocks.n && !outline_is_heading(o, i);
}

static bool
asks(struct slice heading)
{
	size_t i = heading.n > 1 && heading.p[0] == 'Q';

	return question_ends_in_mark(heading) || question_sign(heading) > 0 ||
	    (i > 0 && heading.p[i] >= '0' && heading.p[i] <= '9');
}

/* --- the title ------------------------------------------------------------- */

/* The headings of a level, all told. */
struct level {
	uint32_t n, first, asking, with_text;
};

static void
count_levels(const struct outlining *o, struct level levels[LEVELS + 1])
{
	uint32_t i;
	struct level *l;

	memset(levels, 0, (LEVELS + 1) * sizeof(*levels));
	for (i = 0; i < o->draft->blocks.n; i++) {
		if (!outline_is_heading(o, i) || o->dropped[i] == DROPPED)
			continue;
		l = &levels[o->draft->blocks.v[i].level];
		if (l->n++ == 0)
			l->first = i;
		l->asking += asks(outline_text(o, i));
		l->with_text += has_text_below(o, i);
	}
}

/* Whether a deeper heading comes before the next of the same level. */
static bool
has_headings_below(const struct outlining *o, uint32_t i)
{
	unsigned level = o->draft->blocks.v[i].level;

	while (++i < o->draft->blocks.n &&
	    (!outline_is_heading(o, i) || o->dropped[i] == DROPPED))
		;
	return i < o->draft->blocks.n && o->draft->blocks.v[i].level > level;
}

/* Whether the headings of a level part those below them, the first too. */
static bool
are_parts(const struct outlining *o, uint32_t first)
{
	unsigned level = o->draft->blocks.v[first].level;
	uint32_t i, parts = 0;

	if (!has_headings_below(o, first))
		return false;
	for (i = first; i < o->draft->blocks.n; i++)
		parts += outline_is_heading(o, i) &&
		    o->dropped[i] != DROPPED &&
		    o->draft->blocks.v[i].level == level &&
		    has_headings_below(o, i);
	return parts > 1;
}

/*
 * The heading that is the title: the only one of the highest level, or the
 * first when those after it are few, or questions.
 */
static uint32_t
find_title(const struct outlining *o)
{
	struct level levels[LEVELS + 1], *l = levels;
	uint32_t i, all = 0;
	struct slice text;

	count_levels(o, levels);
	for (i = 1; i <= LEVELS; i++) {
		all += levels[i].n;
		if (l->n == 0)
			l = &levels[i];
	}
	if (l->n == 0 || (l->n == 1 && l == &levels[1]))
		return l->n == 0 ? NONE : l->first;
	text = outline_text(o, l->first);
	if (asks(text) || (l == &levels[o->hint->level] && l->n == 1))
		return NONE;
	if (l->n == 1)
		return all == 1 || next_kept(o, NONE) == l->first ? l->first
								  : NONE;
	if ((l > &levels[1] && !outline_about_questions(text)) ||
	    are_parts(o, l->first))
		return NONE;
	return outline_about_questions(text) ||
		l->asking * 2 >= l->n - 1 || l->n * 2 <= all ? l->first : NONE;
}

/* --- the questions --------------------------------------------------------- */

/* The level whose headings ask; 0 when there is none. */
static unsigned
find_level(const struct level *levels)
{
	const struct level *best = levels, *l;

	for (l = levels + 1; l <= levels + LEVELS; l++)
		if (l->n >= 2 && l->asking * 10 >= l->n * 3 &&
		    ((uint64_t)l->asking * best->n >
			    (uint64_t)best->asking * l->n ||
			(l->asking * best->n == best->asking * l->n &&
			    l->n > best->n) || best == levels))
			best = l;
	return (unsigned)(best - levels);
}

/* The deepest level whose headings mostly have text of their own. */
static unsigned
find_text_level(const struct level *levels)
{
	unsigned i;

	for (i = LEVELS; i > 0; i--)
		if (levels[i].n >= 2 &&
		    levels[i].with_text * 3 >= levels[i].n * 2)
			break;
	return i;
}

static enum outline_style
find_style(const struct outlining *o, uint32_t least)
{
	static const enum outline_style styles[] = { STYLE_BOLD, STYLE_COLON,
		STYLE_FOLD, STYLE_NUMBER, STYLE_PLAIN };
	size_t i, n = sizeof(styles) / sizeof(*styles);

	/* prose asks, too */
	n -= !o->hint->about_questions;
	for (i = 0; i < n; i++)
		if (outline_count(o, styles[i]) >= least)
			return styles[i];
	return STYLE_NONE;
}

static void
choose(struct outlining *o)
{
	const struct outline_hint *hint = o->hint;
	struct level levels[LEVELS + 1];

	count_levels(o, levels);
	if (hint->style == STYLE_HEADING || hint->level > 0) {
		o->out->level = hint->level > 0 ? hint->level
						: find_level(levels);
		if (o->out->level == 0)
			o->out->level = find_text_level(levels);
		if (levels[o->out->level].n > 0)
			o->out->style = STYLE_HEADING;
		return;
	}
	if (hint->style != STYLE_NONE) {
		if (outline_count(o, hint->style) > 0)
			o->out->style = hint->style;
		return;
	}
	if (hint->prose)
		return;
	o->out->level = find_level(levels);
	/* a few headings that ask do not make up for many that do not */
	o->out->style = find_style(o, o->out->level == 0 ? 2
		: levels[o->out->level].asking * 3);
	if (o->out->style != STYLE_NONE)
		return;
	if (o->out->level == 0 && hint->about_questions)
		o->out->level = find_text_level(levels);
	if (o->out->level > 0)
		o->out->style = STYLE_HEADING;
}

/* --- pieces ---------------------------------------------------------------- */

static struct piece *
put(struct outlining *o, enum piece_role role, uint32_t block, uint32_t from,
    uint32_t to)
{
	struct piece *p = vec_push(&o->out->pieces);

	if (p == NULL)
		o->out->failed = true;
	else
		*p = (struct piece){ role, block, from, to };
	return p;
}

static enum piece_role
role_of_heading(const struct outlining *o, uint32_t i)
{
	unsigned level = o->draft->blocks.v[i].level;

	if (o->out->style == STYLE_NONE ||
	    (o->out->style == STYLE_FOLD && o->draft->blocks.v[i].folds > 0))
		return PIECE_SUBHEAD;
	if (o->out->style == STYLE_HEADING && level > o->out->level)
		return PIECE_SUBHEAD;
	/* of the level itself one may part the others, too: it says nothing */
	if (o->out->style == STYLE_HEADING && level == o->out->level)
		return asks(outline_text(o, i)) || has_text_below(o, i) ||
			has_headings_below(o, i) ? PIECE_QUESTION
						 : PIECE_SECTION;
	return asks(outline_text(o, i)) && has_text_below(o, i)
	    ? PIECE_QUESTION : PIECE_SECTION;
}

/*
 * Whether a part that folds is within one that asks. Parts come in order: the
 * last of each depth is the one that the next deeper are in.
 */
static bool
is_in_answer(struct outlining *o, uint32_t i)
{
	const struct draft_block *b = &o->draft->blocks.v[i];
	bool within;

	if (b->kind != DRAFT_SUMMARY || b->folds == 0)
		return false;
	within = o->asking[b->folds - 1];
	o->asking[b->folds] = within || asks(outline_text(o, i));
	return within;
}

/* A block that may hold questions, and text before and behind them. */
static void
put_text(struct outlining *o, uint32_t i, bool in_answer)
{
	const struct draft_block *b = &o->draft->blocks.v[i];
	uint32_t at = b->from;
	struct asked_at q;

	while (o->out->style > STYLE_HEADING && !in_answer &&
	    outline_find(o, o->out->style, i, at, &q)) {
		/* signs of strong words that stayed text are nobody's */
		if (draft_has_word(o->draft, at, q.from))
			put(o, PIECE_TEXT, i, at, q.from);
		put(o, PIECE_QUESTION, i, q.from, q.to);
		at = q.answer;
	}
	if (at < b->to || b->from == b->to)
		put(o, PIECE_TEXT, i, at, b->to);
}

static void
put_pieces(struct outlining *o)
{
	const struct draft_block *b = o->draft->blocks.v;
	bool answer = false;
	enum piece_role role;
	uint32_t i, before;

	for (i = 0; i < o->draft->blocks.n; i++) {
		if (&b[i] == o->out->title || o->dropped[i] == DROPPED ||
		    (o->dropped[i] == CONTENTS && !answer))
			continue;
		before = o->out->pieces.n;
		if (b[i].kind == DRAFT_HEADING) {
			role = role_of_heading(o, i);
			put(o, role, i, b[i].from, b[i].to);
		} else {
			put_text(o, i, is_in_answer(o, i));
			role = PIECE_TEXT;
			for (; before < o->out->pieces.n; before++)
				if (o->out->pieces.v[before].role ==
				    PIECE_QUESTION)
					role = PIECE_QUESTION;
		}
		if (role == PIECE_SECTION || role == PIECE_QUESTION)
			answer = role == PIECE_QUESTION;
	}
}

/*
 * Whether what comes next is within a section: deeper, or no heading, or of
 * the same level where the section is nothing but a heading.
 */
static bool
is_within(const struct outlining *o, const struct piece *section,
    const struct piece *next)
{
	const struct draft_block *b = o->draft->blocks.v;
	unsigned level = b[section->block].level;

	return next != NULL && (b[next->block].kind == DRAFT_PARA ||
	    b[next->block].level > level ||
	    (next == section + 1 && next->role == PIECE_QUESTION &&
		b[next->block].level == level));
}

/* A part that folds and holds nothing but such parts. */
static bool
is_part_of_folds(const struct outlining *o, const struct piece *p,
    const struct piece *next)
{
	const struct draft_block *b = o->draft->blocks.v;

	return p->role == PIECE_QUESTION && next == p + 1 &&
	    b[p->block].kind == DRAFT_SUMMARY &&
	    b[next->block].kind == DRAFT_SUMMARY && !asks(outline_text(o,
		p->block));
}

/*
 * A section that has text but no question in it becomes a question itself,
 * since its text must be found somewhere; one with neither is a mere heading.
 */
static void
settle_sections(struct outlining *o)
{
	unsigned level = o->out->style == STYLE_HEADING ? o->out->level : 0;
	const struct draft_block *b = o->draft->blocks.v;
	struct piece *p = o->out->pieces.v, *next = NULL;
	uint32_t i, n = o->out->pieces.n;

	for (i = n; i-- > 0;) {
		if (is_part_of_folds(o, &p[i], next)) {
			p[i].role = PIECE_SECTION;
		} else if (p[i].role == PIECE_SECTION &&
		    !is_within(o, &p[i], next)) {
			p[i].role = (i + 1 < n && &p[i + 1] != next) ||
				b[p[i].block].level == level
			    ? PIECE_QUESTION : PIECE_SUBHEAD;
		}
		if (p[i].role == PIECE_SECTION || p[i].role == PIECE_QUESTION)
			next = &p[i];
	}
}

int
outline_make(struct outline *out, const struct draft *draft,
    const struct anchors *anchors, const struct outline_hint *hint)
{
	struct outlining o = { .draft = draft, .anchors = anchors,
		.hint = hint, .out = out };
	struct outline_hint informed = *hint;
	uint32_t title;

	*out = (struct outline){ 0 };
	o.dropped = calloc(draft->blocks.n + 1, 1);
	if (o.dropped == NULL)
		return -1;
	outline_drop(&o);
	if ((title = find_title(&o)) != NONE) {
		out->title = &draft->blocks.v[title];
		o.dropped[title] = DROPPED;
		informed.about_questions = hint->about_questions ||
		    outline_about_questions(outline_text(&o, title));
		o.hint = &informed;
	}
	choose(&o);
	put_pieces(&o);
	if (out->style != STYLE_NONE)
		settle_sections(&o);
	free(o.dropped);
	return out->failed ? -1 : 0;
}

void
outline_fini(struct outline *out)
{
	vec_fini(&out->pieces);
}

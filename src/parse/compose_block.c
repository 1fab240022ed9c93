#include "parse/compose_part.h"
#include "parse/inline.h"

/* --- text ------------------------------------------------------------------ */

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == DRAFT_SOFT || c == DRAFT_HARD;
}

/* What becomes of the current text when it is complete. */
struct closing {
	const struct draft_block *block;
	enum block_kind kind;
	unsigned depth;
	uint32_t line;
};

static void
close_text(struct compose *c, const struct closing *k)
{
	const struct draft_block *b = k->block;

	switch (k->kind) {
	case BLOCK_LIST:
		build_list_item(c->build, k->depth,
		    b->number <= UINT16_MAX ? b->number : 0, k->line);
		return;
	case BLOCK_QUOTE:
		build_quote(c->build, k->line);
		return;
	case BLOCK_SUBHEAD:
		build_subhead(c->build, c->outline.style != STYLE_NONE ||
			b->level > 3 ? 3 : b->level, k->line);
		return;
	default:
		build_para(c->build, k->line);
		return;
	}
}

/* Text without line ends. */
static void
put_words(struct compose *c, uint32_t from, uint32_t to, bool links)
{
	struct slice s = draft_slice(c->draft, from, to);

	if (!build_has_text(c->build))
		while (s.n > 0 && (s.p[0] == ' ' || s.p[0] == '\t'))
			s = slice_from(s, 1);
	if (links)
		inline_bare(c->build, s, draft_line(c->draft, from), c->diags);
	else
		inline_plain(c->build, s);
}

/* Text with line ends, of which the hard ones end it where k is not NULL. */
static void
put_lines(struct compose *c, uint32_t from, uint32_t to, bool links,
    struct closing *k)
{
	const char *p = c->draft->text.p;
	uint32_t i;

	for (i = from; i < to; i++) {
		if (p[i] != DRAFT_SOFT && p[i] != DRAFT_HARD)
			continue;
		put_words(c, from, i, links);
		if (p[i] == DRAFT_HARD && k != NULL && k->kind != BLOCK_LIST &&
		    k->kind != BLOCK_SUBHEAD) {
			close_text(c, k);
			k->line = draft_line(c->draft, i + 1);
		} else {
			build_join(c->build);
		}
		from = i + 1;
	}
	put_words(c, from, to, links);
}

static void
put_link(struct compose *c, const struct draft_mark *m, uint32_t from,
    uint32_t to)
{
	struct slice target, label = draft_slice(c->draft, from, to);
	uint32_t line = draft_line(c->draft, m->from);

	/* in prose there are no places to go to */
	if ((m->target[0] == '#' && c->outline.style == STYLE_NONE) ||
	    !inline_target_ok(slice_of(m->target), line, c->diags)) {
		put_lines(c, from, to, false, NULL);
		return;
	}
	target = compose_target(c, m->target, line);
	/* what is shown for want of a label would be nobody's word */
	if (label.n == 0 && m->target[0] == '#')
		return;
	build_link_open(c->build);
	/* an address as its own label is shown as typed */
	if (!slice_is(label, m->target))
		put_lines(c, from, to, false, NULL);
	build_link_close(c->build, target, line);
}

static uint32_t
clamp(uint32_t x, uint32_t from, uint32_t to)
{
	return x < from ? from : x > to ? to : x;
}

/* The text of a block between two offsets, with its links. */
static void
put_text(struct compose *c, uint32_t from, uint32_t to, struct closing *k)
{
	const struct draft_mark *m = draft_marks(c->draft, k->block);
	bool bare = c->source->bare_links;
	uint32_t i, start, stop;

	for (i = 0; i < k->block->nmarks; i++, m++) {
		start = clamp(m->from, from, to);
		stop = clamp(m->to, from, to);
		/* in another, or outside */
		if (m->from < from || start >= to ||
		    (m->kind != MARK_LINK && m->kind != MARK_CODE))
			continue;
		put_lines(c, from, start, bare, k);
		if (m->kind == MARK_LINK)
			put_link(c, m, start, stop);
		else
			put_lines(c, start, stop, false, NULL);
		from = stop;
	}
	put_lines(c, from, to, bare, k);
}

/* --- blocks ---------------------------------------------------------------- */

/* How deep in lists a block is, seen from the question. */
static unsigned
depth_of(struct compose *c, const struct draft_block *b, bool whole)
{
	if (b->depth < c->base || (whole && b->item && b->depth == c->base))
		c->base = b->depth > 0 ? b->depth - 1 : 0;
	return b->depth - c->base;
}

/* A number or bullet that only text can tell. */
static void
put_sign(struct compose *c, const struct draft_block *b)
{
	char sign[16];

	if (b->ordered)
		snprintf(sign, sizeof(sign), "%u. ", (unsigned)b->number);
	build_text(c->build, slice_of(b->ordered ? sign : "* "));
}

/* ": Because." below a question, as lists of definitions are written */
static bool
is_definition(struct slice s)
{
	return s.n > 1 && s.p[0] == ':' && (s.p[1] == ' ' || s.p[1] == '\t');
}

static void
put_paragraph(struct compose *c, const struct piece *p)
{
	const struct draft_block *b = &c->draft->blocks.v[p->block];
	struct closing k = { .block = b, .kind = BLOCK_PARA };
	bool whole = p->from == b->from;
	unsigned depth = depth_of(c, b, whole);
	uint32_t from = p->from;
	size_t sign;

	while (from < p->to && is_blank(c->draft->text.p[from]))
		from++;
	if (c->answer_begins) {
		sign = answer_sign(draft_slice(c->draft, from, p->to));
		if (sign > 0 && (c->signs || memchr(c->draft->text.p + from,
			':', sign) != NULL))
			from += (uint32_t)sign;
		else if (is_definition(draft_slice(c->draft, from, p->to)))
			from++;
	}
	if (b->kind == DRAFT_HEADING || b->kind == DRAFT_SUMMARY)
		k.kind = BLOCK_SUBHEAD;
	else if (b->quote)
		k.kind = BLOCK_QUOTE;
	else if (b->item && depth > 0 && whole)
		k.kind = BLOCK_LIST;
	k.depth = depth > 0 ? depth - 1 : 0;
	if (whole && b->item &&
	    (k.kind == BLOCK_QUOTE || (k.kind == BLOCK_LIST && b->ordered &&
		(b->number == 0 || b->number > UINT16_MAX))))
		put_sign(c, b);
	k.line = whole ? b->line : draft_line(c->draft, from);
	put_text(c, from, p->to, &k);
	close_text(c, &k);
}

static void
put_link_block(struct compose *c, const struct draft_block *b)
{
	struct slice target;

	if (!inline_target_ok(slice_of(b->target), b->line, c->diags))
		return;
	target = compose_target(c, b->target, b->line);
	buf_clear(&c->text);
	draft_join(c->draft, b->from, b->to, &c->text);
	build_link_line(c->build, target, buf_slice(&c->text), b->line);
}

static void
put_pre(struct compose *c, const struct draft_block *b)
{
	char *tab;

	buf_clear(&c->text);
	buf_puts(&c->text, b->label != NULL ? b->label : "");
	while (c->text.n > 0 &&
	    (tab = memchr(c->text.p, '\t', c->text.n)) != NULL)
		*tab = ' ';
	build_pre(c->build, buf_slice(&c->text),
	    draft_slice(c->draft, b->from, b->to), b->line);
}

void
compose_put_block(struct compose *c, const struct piece *p)
{
	const struct draft_block *b = &c->draft->blocks.v[p->block];

	if (b->fresh)
		build_break(c->build);
	if (c->source->by_lines)
		build_gap(c->build, b->fresh ? GAP_LINE : GAP_NONE);
	switch (b->kind) {
	case DRAFT_HEADING:
	case DRAFT_SUMMARY:
	case DRAFT_PARA:
		put_paragraph(c, p);
		break;
	case DRAFT_PRE:
		put_pre(c, b);
		break;
	case DRAFT_LINK:
		put_link_block(c, b);
		break;
	}
	c->answer_begins = false;
}

void
compose_put_links(struct compose *c, const struct piece *p)
{
	const struct draft_block *b = &c->draft->blocks.v[p->block];
	const struct draft_mark *m = draft_marks(c->draft, b);
	uint32_t i, line;

	for (i = 0; i < b->nmarks; i++) {
		line = draft_line(c->draft, m[i].from);
		if (m[i].kind != MARK_LINK || m[i].target == NULL ||
		    m[i].target[0] == '#' || m[i].from < p->from ||
		    m[i].from >= p->to || !inline_target_ok(
			slice_of(m[i].target), line, c->diags))
			continue;
		buf_clear(&c->text);
		draft_join(c->draft, m[i].from, m[i].to, &c->text);
		build_link_line(c->build, slice_of(m[i].target),
		    buf_slice(&c->text), line);
	}
}

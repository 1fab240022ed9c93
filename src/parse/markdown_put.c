/*
 * What Markdown says, put into the draft. A block is opened by its first text,
 * since only text has a line; so a paragraph of nothing but a picture opens
 * none.
 */
#include "parse/markdown.h"

enum {
	LINK_MAX = 4096,	/* bytes */
	HEADING_LEVELS = 6,
	LIST_MAX = 255,		/* lists in lists; what nests is looked at
				   before (markdown.c) */
};

/* --- where ----------------------------------------------------------------- */

bool
md_see(struct markdown *m, const char *p)
{
	const struct source *src = &m->src;
	uint32_t at, low = 0, high = src->nlines, mid;

	if (p < src->text.p || p >= src->text.p + src->text.n)
		return false;
	at = (uint32_t)(p - src->text.p);
	/* mostly it is this line or the next */
	if (m->line <= src->nlines && at >= src->starts[m->line - 1]) {
		low = m->line - 1;
		if (at < src->starts[low + 1])
			return true;
	}
	while (low + 1 < high) {
		mid = low + (high - low) / 2;
		if (src->starts[mid] <= at)
			low = mid;
		else
			high = mid;
	}
	m->line = low + 1;
	return true;
}

bool
md_too_much(struct markdown *m, const char *what)
{
	diag_add(m->diags, m->line, "E504", "%s", what);
	return false;
}

bool
md_link_ok(struct markdown *m, size_t n)
{
	return n <= LINK_MAX ||
	    md_too_much(m, "link longer than 4096 bytes");
}

bool
md_plain_ok(struct markdown *m, struct slice s)
{
	const char *brace;

	while (s.n > 0 && (brace = memchr(s.p, '{', s.n)) != NULL) {
		s = slice_from(s, (size_t)(brace - s.p) + 1);
		if (s.n > 0 && (s.p[0] == '%' || s.p[0] == '{')) {
			diag_add(m->diags, m->line, "E501",
			    "template language; render the file first");
			return false;
		}
	}
	return true;
}

/* --- blocks of the draft --------------------------------------------------- */

void
md_place(struct markdown *m)
{
	struct draft_block *next = &m->draft.next;
	unsigned depth = m->lists.n + m->html_lists;

	if (m->table.is_open)
		return;		/* its cells say it themselves */
	next->depth = depth < LIST_MAX ? (uint8_t)depth : LIST_MAX;
	next->quote = m->quotes > 0;
	if (depth == 0)
		next->item = false;
}

void
md_put_pictures(struct markdown *m)
{
	const struct md_image *image = m->pictures.v;
	uint32_t i;

	/* those of a table come behind it */
	if (m->table.is_open)
		return;
	for (i = 0; i < m->pictures.n && !m->draft.failed; i++, image++)
		draft_link(&m->draft, slice_of(image->target),
		    slice_of(image->alt), image->line);
	m->pictures.n = 0;
}

void
md_block_end(struct markdown *m, enum draft_kind next)
{
	draft_close(&m->draft);
	m->kind = next;
	m->sign = "";
	m->code = false;
	m->links = 0;
	md_put_pictures(m);
}

static void
need_block(struct markdown *m)
{
	if (m->draft.is_open)
		return;
	/* where <summary> is a section it is the deepest */
	draft_open(&m->draft, m->kind,
	    m->kind == DRAFT_HEADING ? m->level : HEADING_LEVELS);
	md_cell_text(m);
	if (m->task != NULL)
		draft_text(&m->draft, slice_of(m->task), m->line);
	m->task = NULL;
}

/* --- text ------------------------------------------------------------------ */

static bool
ends_with_blank(const struct markdown *m)
{
	const struct buf *t = &m->draft.text;

	return t->n > m->draft.open.from && t->p[t->n - 1] == ' ';
}

void
md_text(struct markdown *m, struct slice s)
{
	if (s.n == 0)
		return;
	if (m->images > 0) {
		buf_put_slice(&m->alt, s);
		return;
	}
	need_block(m);
	draft_text(&m->draft, slice_of(m->sign), m->line);
	m->sign = "";
	/* where a picture was, blanks meet */
	while (!m->code && s.n > 0 && s.p[0] == ' ' && ends_with_blank(m))
		s = slice_from(s, 1);
	draft_text(&m->draft, s, m->line);
}

void
md_break(struct markdown *m, char c)
{
	if (m->images > 0)
		buf_putc(&m->alt, ' ');
	else if (m->draft.is_open)
		draft_break(&m->draft, c);
}

void
md_mark(struct markdown *m, enum mark_kind kind, struct slice target)
{
	need_block(m);
	draft_mark(&m->draft, kind, target);
}

/* The sign of code is text: that of an opening one is put with the text. */
void
md_tick(struct markdown *m, bool open)
{
	if (m->images > 0 || m->code == open)
		return;
	m->code = open;
	if (open) {
		md_mark(m, MARK_CODE, slice_of(""));
		m->sign = m->sign[0] != '\0' ? "~~`" : "`";
		return;
	}
	if (m->sign[0] == '\0')
		md_text(m, slice_of("`"));
	m->sign = "";
	draft_unmark(&m->draft, MARK_CODE);
}

void
md_picture(struct markdown *m, struct slice target, struct slice alt)
{
	struct md_image *i;

	/* a picture that is a link: its words are what can be followed */
	if (m->links > 0 || target.n == 0) {
		md_text(m, alt.n > 0 ? alt : target);
		return;
	}
	if ((i = vec_push(&m->pictures)) == NULL) {
		m->draft.failed = true;
		return;
	}
	i->target = draft_string(&m->draft, target);
	i->alt = draft_string(&m->draft, alt);
	i->line = m->line;
}

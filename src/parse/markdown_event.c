/*
 * What md4c tells: blocks, spans and text in the order of the source.
 */
#include "parse/entity.h"
#include "parse/markdown.h"

enum { EVENTS_MAX = 500000 };	/* a fair document of 4 MiB has half as many */

/* Counts an event; false when reading cannot go on. */
static bool
count(struct markdown *m)
{
	if (m->draft.full)
		return md_too_much(m, "too much text up to here; split the file");
	if (m->draft.failed)
		return false;
	return ++m->events <= EVENTS_MAX || md_too_much(m,
	    "too much markup up to here; split the file");
}

/* The same, when the HTML within text is whole that was told before. */
static bool
begin(struct markdown *m)
{
	uint32_t line = m->line;

	if (m->raw_waits) {
		m->raw_waits = false;
		m->line = m->raw_line;
		if (m->raw.failed || !md_html(m, buf_slice(&m->raw)))
			return false;
		m->line = line;
	}
	return count(m);
}

/* "[ ] " of a task; md4c has taken it off. */
static const char *
task_text(const MD_BLOCK_LI_DETAIL *d)
{
	return !d->is_task ? NULL : d->task_mark == ' ' ? "[ ] " : "[x] ";
}

/* --- blocks as md4c has them ----------------------------------------------- */

/* Attributes have entities, too; the answer lives until the next of them. */
static struct slice
attribute(struct markdown *m, const MD_ATTRIBUTE *a)
{
	buf_clear(&m->word);
	if (a->size > 0)
		entity_put_text((struct slice){ a->text, a->size }, &m->word);
	return buf_slice(&m->word);
}

/* md4c takes any character for the first of an autolink's scheme. */
static bool
is_broken(const MD_ATTRIBUTE *href)
{
	return href->size > 0 && href->text[0] == '\n';
}

static void
list_begin(struct markdown *m, bool ordered, unsigned start)
{
	struct md_list *list = vec_push(&m->lists);

	if (list == NULL)
		m->draft.failed = true;
	else
		*list = (struct md_list){ ordered, start };
}

static void
item_begin(struct markdown *m, const MD_BLOCK_LI_DETAIL *d)
{
	struct draft_block *next = &m->draft.next;
	struct md_list *list = &m->lists.v[m->lists.n - 1];

	next->item = true;
	next->ordered = list->ordered;
	next->number = list->ordered ? list->number++ : 0;
	m->task = task_text(d);
}

/* A list or quote has ended. */
static void
container_end(struct markdown *m)
{
	m->draft.next.item = false;
	m->task = NULL;
	if (m->lists.n + m->html_lists == 0 && m->quotes == 0)
		m->draft.next.fresh = true;
}

static void
raw_begin(struct markdown *m, enum md_leaf leaf)
{
	m->leaf = leaf;
	m->raw_line = 0;
	buf_clear(&m->raw);
}

static int
on_enter_block(MD_BLOCKTYPE type, void *detail, void *arg)
{
	struct markdown *m = arg;

	if (!begin(m))
		return -1;
	if (type != MD_BLOCK_TH && type != MD_BLOCK_TD)
		md_block_end(m, m->summary ? DRAFT_SUMMARY : DRAFT_PARA);
	switch (type) {
	case MD_BLOCK_QUOTE:
		m->quotes++;
		break;
	case MD_BLOCK_UL:
		list_begin(m, false, 0);
		break;
	case MD_BLOCK_OL:
		list_begin(m, true, ((MD_BLOCK_OL_DETAIL *)detail)->start);
		break;
	case MD_BLOCK_LI:
		item_begin(m, detail);
		break;
	case MD_BLOCK_H:
		m->kind = DRAFT_HEADING;
		m->level = ((MD_BLOCK_H_DETAIL *)detail)->level;
		m->html_lists = 0;	/* of what never ended */
		break;
	case MD_BLOCK_CODE:
		raw_begin(m, MD_LEAF_CODE);
		break;
	case MD_BLOCK_HTML:
		raw_begin(m, MD_LEAF_HTML);
		break;
	case MD_BLOCK_TABLE:
		md_table_begin(m, ((MD_BLOCK_TABLE_DETAIL *)detail)->col_count);
		break;
	case MD_BLOCK_TR:
		md_table_row(m);
		break;
	case MD_BLOCK_TH:
	case MD_BLOCK_TD:
		md_cell_begin(m, type == MD_BLOCK_TH,
		    ((MD_BLOCK_TD_DETAIL *)detail)->align);
		break;
	case MD_BLOCK_DOC:
	case MD_BLOCK_HR:
	case MD_BLOCK_P:
	case MD_BLOCK_THEAD:
	case MD_BLOCK_TBODY:
		break;
	}
	md_place(m);
	return 0;
}

/* --- blocks of code -------------------------------------------------------- */

static uint32_t
line_ends(const struct buf *b)
{
	uint32_t n = 0;
	size_t i;

	for (i = 0; i < b->n; i++)
		n += b->p[i] == '\n';
	return n;
}

/* The line at or behind line i that opens a fence of that sign, or nlines. */
static uint32_t
find_fence(const struct source *src, uint32_t i, char sign)
{
	const char fence[] = { sign, sign, sign, '\0' };
	struct slice s;

	for (; i < src->nlines; i++) {
		s = source_line(src, i);
		while (s.n > 0 && memchr(" \t>-*+.)0123456789", s.p[0], 19))
			s = slice_from(s, 1);
		if (slice_starts(s, fence))
			break;
	}
	return i;
}

/*
 * A fence that is never closed takes all that follows with it, which nobody
 * wants: E301 at the line that opens it.
 */
static void
put_code(struct markdown *m, const MD_BLOCK_CODE_DETAIL *d)
{
	uint32_t lines = line_ends(&m->raw), open;

	m->leaf = MD_LEAF_TEXT;
	open = m->raw_line > 0 ? m->raw_line - 1 : m->line;
	if (d->fence_char != '\0') {
		if (m->raw_line == 0)
			open = find_fence(&m->src, m->line, d->fence_char) + 1;
		if (open + lines >= m->src.nlines)
			diag_add(m->diags, open, "E301", "preformatted block "
			    "opened here is never closed");
		m->line = open + lines < m->src.nlines ? open + lines + 1
						       : m->src.nlines;
	}
	if (m->raw.failed)
		m->draft.failed = true;
	else if (m->raw.n > 0)
		draft_pre(&m->draft, attribute(m, &d->info),
		    buf_slice(&m->raw), open > 0 ? open : 1);
}

/* The text of blocks of code and HTML comes in pieces of lines. */
static int
put_raw(struct markdown *m, struct slice s)
{
	/* what came before were line ends, which have no place */
	if (m->raw_line == 0 && s.n > 0 && md_see(m, s.p))
		m->raw_line = m->line - line_ends(&m->raw);
	buf_put_slice(&m->raw, s);
	return 0;
}

static int
put_html_block(struct markdown *m)
{
	m->leaf = MD_LEAF_TEXT;
	if (m->raw.failed) {
		m->draft.failed = true;
		return -1;
	}
	if (m->raw_line > 0)
		m->line = m->raw_line;
	if (!md_html(m, buf_slice(&m->raw)))
		return -1;
	/* it ended with its last line */
	if (m->line > m->src.nlines)
		m->line = m->src.nlines;
	return 0;
}

static int
on_leave_block(MD_BLOCKTYPE type, void *detail, void *arg)
{
	struct markdown *m = arg;
	int rc = 0;

	if (!begin(m))
		return -1;
	if (type == MD_BLOCK_CODE)
		put_code(m, detail);
	else if (type == MD_BLOCK_HTML)
		rc = put_html_block(m);
	if (type == MD_BLOCK_TH || type == MD_BLOCK_TD)
		md_cell_end(m);
	else
		md_block_end(m, m->summary ? DRAFT_SUMMARY : DRAFT_PARA);
	if (type == MD_BLOCK_TABLE) {
		md_table_end(m);
		md_put_pictures(m);
	} else if (type == MD_BLOCK_QUOTE) {
		m->quotes--;
		container_end(m);
	} else if (type == MD_BLOCK_UL || type == MD_BLOCK_OL) {
		m->lists.n--;
		container_end(m);
	}
	md_place(m);
	return rc;
}

/* --- spans ----------------------------------------------------------------- */

/* Whether a link may be read on with, and its target. */
static bool
target_ok(struct markdown *m, const MD_ATTRIBUTE *target,
    const MD_ATTRIBUTE *title)
{
	uint32_t line = m->line;
	bool ok;

	/* it comes before its label, and so before its line is known */
	md_see(m, target->text);
	ok = md_link_ok(m, target->size) && md_link_ok(m, title->size) &&
	    md_plain_ok(m, (struct slice){ target->text, target->size });
	m->line = line;
	return ok;
}

static int
on_enter_span(MD_SPANTYPE type, void *detail, void *arg)
{
	struct markdown *m = arg;
	const MD_SPAN_A_DETAIL *a = detail;
	const MD_SPAN_IMG_DETAIL *img = detail;

	if (!begin(m))
		return -1;
	if ((type == MD_SPAN_A && !target_ok(m, &a->href, &a->title)) ||
	    (type == MD_SPAN_IMG && !target_ok(m, &img->src, &img->title)))
		return -1;
	if (type == MD_SPAN_IMG && m->images++ == 0)
		buf_clear(&m->alt);
	if (m->images > 0)
		return 0;
	switch (type) {
	case MD_SPAN_EM:
		md_mark(m, MARK_EM, slice_of(""));
		break;
	case MD_SPAN_STRONG:
		md_mark(m, MARK_STRONG, slice_of(""));
		break;
	case MD_SPAN_A:
		m->links++;
		md_mark(m, MARK_LINK, is_broken(&a->href)
		    ? slice_of("") : attribute(m, &a->href));
		break;
	case MD_SPAN_CODE:
		md_tick(m, true);
		break;
	case MD_SPAN_DEL:
		/* without its sign the text would say the opposite */
		m->sign = "~~";
		break;
	default:
		break;
	}
	return 0;
}

static int
on_leave_span(MD_SPANTYPE type, void *detail, void *arg)
{
	const MD_SPAN_IMG_DETAIL *img = detail;
	struct markdown *m = arg;

	if (!begin(m))
		return -1;
	if (type == MD_SPAN_IMG && --m->images == 0)
		md_picture(m, attribute(m, &img->src), buf_slice(&m->alt));
	if (m->images > 0)
		return 0;
	switch (type) {
	case MD_SPAN_EM:
		draft_unmark(&m->draft, MARK_EM);
		break;
	case MD_SPAN_STRONG:
		draft_unmark(&m->draft, MARK_STRONG);
		break;
	case MD_SPAN_A:
		if (m->links > 0)
			m->links--;
		draft_unmark(&m->draft, MARK_LINK);
		break;
	case MD_SPAN_CODE:
		md_tick(m, false);
		break;
	case MD_SPAN_DEL:
		md_text(m, slice_of("~~"));
		break;
	default:
		break;
	}
	return 0;
}

/* HTML within text comes in pieces, where it has more than a line. */
static int
wait_for_html(struct markdown *m, struct slice s)
{
	if (!count(m))
		return -1;
	if (!m->raw_waits) {
		buf_clear(&m->raw);
		m->raw_line = m->line;
	}
	m->raw_waits = true;
	buf_put_slice(&m->raw, s);
	return 0;
}

static int
on_text(MD_TEXTTYPE type, const MD_CHAR *p, MD_SIZE n, void *arg)
{
	struct markdown *m = arg;
	struct slice s = { p, n };

	if (m->leaf != MD_LEAF_TEXT)
		return count(m) ? put_raw(m, s) : -1;
	md_see(m, p);
	if (type == MD_TEXT_HTML)
		return wait_for_html(m, s);
	if (!begin(m))
		return -1;
	if (m->skip != NULL)
		return 0;
	if (type == MD_TEXT_NORMAL && !md_plain_ok(m, s))
		return -1;
	if (type == MD_TEXT_NORMAL && n > 0 && *p == '\n') {	/* is_broken() */
		md_break(m, DRAFT_SOFT);
		s = slice_from(s, 1);
	}
	if (type == MD_TEXT_BR || type == MD_TEXT_SOFTBR) {
		md_break(m, type == MD_TEXT_BR ? DRAFT_HARD : DRAFT_SOFT);
	} else if (type == MD_TEXT_ENTITY) {
		buf_clear(&m->word);
		entity_put(s, &m->word);
		md_text(m, buf_slice(&m->word));
	} else {
		md_text(m, s);
	}
	return 0;
}

const MD_PARSER md_parser = {
	.flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_TASKLISTS,
	.enter_block = on_enter_block,
	.leave_block = on_leave_block,
	.enter_span = on_enter_span,
	.leave_span = on_leave_span,
	.text = on_text,
};

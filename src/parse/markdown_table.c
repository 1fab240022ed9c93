/*
 * Tables. Cells are put into the draft as items of a list, "header: cell", a
 * list a row. When the table turns out to be narrow enough for columns, they
 * are taken out again and one preformatted block is put, with the links of the
 * cells behind it, since preformatted text has none.
 */
#include <uniwidth.h>

#include "parse/markdown.h"

enum {
	WIDTH_MAX = 76,		/* columns of a table that stays one */
	COLUMNS_MAX = WIDTH_MAX / 2,	/* more cannot fit */
	GAP = 2,		/* columns between two of its own */
};

void
md_table_begin(struct markdown *m, uint32_t columns)
{
	struct md_table *t = &m->table;

	t->columns = columns;
	t->blocks = m->draft.blocks.n;
	t->marks = m->draft.marks.n;
	t->head = t->line = t->rows = 0;
	t->cells.n = 0;
	t->next = m->draft.next;
	t->is_open = true;
}

/* A row is a line, and the second line parts header and body. */
void
md_table_row(struct markdown *m)
{
	struct md_table *t = &m->table;

	t->column = 0;
	m->draft.next.fresh = true;
	if (t->line > 0)
		m->line = t->line + 1 + t->rows;
	t->rows++;
}

void
md_cell_begin(struct markdown *m, bool head, MD_ALIGN align)
{
	struct md_table *t = &m->table;
	struct draft_block *next = &m->draft.next;
	struct md_cell *c = vec_push(&t->cells);

	*next = (struct draft_block){ .item = true, .fresh = next->fresh,
		.quote = t->next.quote, .depth = t->next.depth };
	next->depth++;
	if (c == NULL) {
		m->draft.failed = true;
		return;
	}
	c->from = (uint32_t)m->draft.text.n;
	c->column = t->column;
	c->align = align;
	t->head += head;
}

/* The header above a cell of the body, if it is short. */
static void
put_header(struct markdown *m)
{
	const struct md_table *t = &m->table;
	const struct md_cell *c;

	if (t->cells.n <= t->head || t->column >= t->head)
		return;
	c = &t->cells.v[t->column];
	if (c->from == c->to || c->to - c->from > WIDTH_MAX)
		return;
	buf_clear(&m->word);
	draft_join(&m->draft, c->from, c->to, &m->word);
	buf_puts(&m->word, ": ");
	draft_text(&m->draft, buf_slice(&m->word), m->line);
}

void
md_cell_text(struct markdown *m)
{
	struct md_table *t = &m->table;

	if (!t->is_open || m->draft.failed)
		return;
	/* that of the header, which may have no text */
	if (t->line == 0 && m->line > t->rows)
		t->line = t->rows > 1 ? m->line - t->rows : m->line;
	put_header(m);
	t->cells.v[t->cells.n - 1].from = (uint32_t)m->draft.text.n;
}

void
md_cell_end(struct markdown *m)
{
	struct md_table *t = &m->table;

	if (m->draft.failed)
		return;
	t->cells.v[t->cells.n - 1].to = (uint32_t)m->draft.text.n;
	md_block_end(m, DRAFT_PARA);
	/* headers stand in front of cells */
	if (t->cells.n == t->head)
		m->draft.blocks.n = t->blocks;
	t->column++;
}

/* --- columns --------------------------------------------------------------- */

static unsigned
width(struct slice s)
{
	return (unsigned)u8_width((const uint8_t *)s.p, s.n, "UTF-8");
}

static struct slice
cell_text(struct markdown *m, const struct md_cell *c)
{
	buf_clear(&m->word);
	draft_join(&m->draft, c->from, c->to, &m->word);
	return buf_slice(&m->word);
}

/* The width of each column; false when they do not fit. */
static bool
measure(struct markdown *m, unsigned widths[COLUMNS_MAX])
{
	const struct md_table *t = &m->table;
	const struct md_cell *c = t->cells.v;
	unsigned n, all = 0;
	uint32_t i;

	if (t->columns > COLUMNS_MAX)
		return false;
	memset(widths, 0, COLUMNS_MAX * sizeof(*widths));
	for (i = 0; i < t->cells.n; i++, c++) {
		/* a character may have four bytes, and more without a width */
		if (c->to - c->from > 16 * WIDTH_MAX)
			return false;
		n = width(cell_text(m, c));
		if (n > widths[c->column])
			widths[c->column] = n;
	}
	for (i = 0; i < t->columns; i++)
		all += widths[i] + (i > 0 ? GAP : 0);
	return all <= WIDTH_MAX;
}

static void
end_line(struct buf *out)
{
	while (out->n > 0 && out->p[out->n - 1] == ' ')
		out->n--;
	buf_putc(out, '\n');
}

static void
put_columns(struct markdown *m, const unsigned widths[COLUMNS_MAX],
    struct buf *out)
{
	const struct md_table *t = &m->table;
	const struct md_cell *c = t->cells.v;
	struct slice s;
	unsigned pad;
	uint32_t i, k;

	for (i = 0; i < t->cells.n; i++, c++) {
		if (c->column > 0)
			buf_fill(out, ' ', GAP);
		s = cell_text(m, c);
		pad = widths[c->column] - width(s);
		if (c->align == MD_ALIGN_RIGHT)
			buf_fill(out, ' ', pad);
		buf_put_slice(out, s);
		if (c->align != MD_ALIGN_RIGHT)
			buf_fill(out, ' ', pad);
		if (c->column + 1 == t->columns)
			end_line(out);
		if (i + 1 != t->head)
			continue;
		for (k = 0; k < t->columns; k++) {
			buf_fill(out, '-', widths[k]);
			buf_fill(out, ' ', GAP);
		}
		end_line(out);
	}
}

/* --- instead of cells ------------------------------------------------------ */

static void
take_cells_out(struct markdown *m)
{
	struct draft *d = &m->draft;
	uint32_t i;

	d->blocks.n = m->table.blocks;
	for (i = d->anchors.n; i-- > 0 && d->anchors.v[i].block > d->blocks.n;)
		d->anchors.v[i].block = d->blocks.n;
}

static void
put_links(struct markdown *m, uint32_t end)
{
	struct draft *d = &m->draft;
	struct draft_mark mark;
	uint32_t i;

	for (i = m->table.marks; i < end && !d->failed; i++) {
		mark = d->marks.v[i];
		if (mark.kind != MARK_LINK)
			continue;
		buf_clear(&m->word);
		draft_join(d, mark.from, mark.to, &m->word);
		draft_link(d, slice_of(mark.target), buf_slice(&m->word),
		    draft_line(d, mark.from));
	}
}

void
md_table_end(struct markdown *m)
{
	struct draft *d = &m->draft;
	uint32_t marks = d->marks.n;
	unsigned widths[COLUMNS_MAX];
	struct buf *out = &m->raw;

	m->table.is_open = false;
	d->next = m->table.next;
	d->next.fresh = true;
	if (d->failed || !measure(m, widths))
		return;
	buf_clear(out);
	put_columns(m, widths, out);
	take_cells_out(m);
	if (out->failed)
		d->failed = true;
	else if (m->table.line > 0)
		draft_pre(d, slice_of(""), buf_slice(out), m->table.line);
	put_links(m, marks);
}

/*
 * The gemtext reader: the first three bytes of a line say what it is, nothing
 * is joined, and links stand on lines of their own. A preformatted block that
 * is never closed ends with the document, as it does in every client. Whether
 * the page is questions or prose is found out as for Markdown (compose.h).
 */
#include "parse/compose.h"
#include "parse/reader.h"

struct gemtext {
	struct source src;
	struct draft draft;
};

static bool
is_toggle(struct slice line)
{
	return slice_starts(line, "```");
}

/* The text behind the mark of a line, as a block like draft.next. */
static void
put_text(struct gemtext *g, enum draft_kind kind, unsigned mark,
    struct slice s, uint32_t line)
{
	draft_open(&g->draft, kind, mark);
	draft_text(&g->draft, slice_trim(slice_from(s, mark)), line);
	draft_close(&g->draft);
	g->draft.next = (struct draft_block){ 0 };
}

/* A block that opens on line i; answers the line behind it. */
static uint32_t
read_pre(struct gemtext *g, uint32_t i)
{
	struct slice label, body;
	uint32_t end = i + 1, start = g->src.starts[end];

	while (end < g->src.nlines && !is_toggle(source_line(&g->src, end)))
		end++;
	label = slice_trim(slice_from(source_line(&g->src, i), 3));
	body = (struct slice){ g->src.text.p + start,
		g->src.starts[end] - start };
	draft_pre(&g->draft, label, body, i + 1);
	return end + 1;
}

/* False when there is no target: then the line is text. */
static bool
read_link(struct gemtext *g, struct slice s, uint32_t line)
{
	struct slice label = slice_trim(slice_from(s, 2));
	struct slice target = slice_take_until(&label, " \t");

	if (target.n > 0)
		draft_link(&g->draft, target, slice_trim(label), line);
	return target.n > 0;
}

/* A line outside preformatted blocks. */
static void
read_line(struct gemtext *g, struct slice s, uint32_t line)
{
	struct draft_block *next = &g->draft.next;
	unsigned level = 0;

	while (level < 3 && level < s.n && s.p[level] == '#')
		level++;
	if (slice_starts(s, "=>") && read_link(g, s, line)) {
		return;
	} else if (level > 0) {
		put_text(g, DRAFT_HEADING, level, s, line);
	} else if (slice_starts(s, "* ")) {
		next->depth = 1;
		next->item = true;
		put_text(g, DRAFT_PARA, 2, s, line);
	} else if (slice_starts(s, ">")) {
		next->quote = true;
		put_text(g, DRAFT_PARA, 1, s, line);
	} else if (slice_trim(s).n > 0) {
		put_text(g, DRAFT_PARA, 0, s, line);
	} else {
		next->fresh = true;
	}
}

static struct page *
read_document(struct gemtext *g, const char *file, struct diags *diags)
{
	struct front_matter front;
	struct compose_source source = { .file = file, .front = &front,
		.by_lines = true };
	struct slice line;
	uint32_t i;

	front_matter_read(&front, &g->src, diags);
	for (i = front.nlines; i < g->src.nlines && !g->draft.failed;) {
		line = source_line(&g->src, i);
		if (is_toggle(line))
			i = read_pre(g, i);
		else
			read_line(g, line, ++i);
	}
	return g->draft.failed ? NULL : compose(&g->draft, &source, diags);
}

struct page *
gemtext_read(struct slice raw, const char *file, struct diags *diags)
{
	struct gemtext g;
	struct page *page;

	if (!source_open(&g.src, raw, diags))
		return NULL;
	draft_init(&g.draft);
	page = read_document(&g, file, diags);
	draft_fini(&g.draft);
	source_close(&g.src);
	return page;
}

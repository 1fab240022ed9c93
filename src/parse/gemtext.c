/*
 * The gemtext reader (protocols.md A.10): the first three bytes of a line say
 * what it is, nothing is joined, and links stand on lines of their own. A
 * preformatted block that is never closed ends with the document, as it does
 * in every client.
 */
#include "base/buf.h"
#include "model/build.h"
#include "parse/ids.h"
#include "parse/inline.h"
#include "parse/reader.h"
#include "parse/source.h"
#include "parse/title.h"

struct gemtext {
	struct source src;
	struct build *build;
	struct diags *diags;
	struct buf label;	/* for a moment */
};

static bool
is_toggle(struct slice line)
{
	return slice_starts(line, "```");
}

/* s without blanks at its ends and with tabs as spaces, borrowed */
static struct slice
clean_label(struct gemtext *g, struct slice s)
{
	size_t i;

	buf_clear(&g->label);
	buf_put_slice(&g->label, slice_trim(s));
	for (i = 0; i < g->label.n; i++)
		if (g->label.p[i] == '\t')
			g->label.p[i] = ' ';
	return buf_slice(&g->label);
}

/* The text behind the mark of a line becomes the current text. */
static void
put_text(struct gemtext *g, struct slice line, size_t mark)
{
	inline_plain(g->build, slice_trim(slice_from(line, mark)));
}

/* A block that opens on line i; answers the line behind it. */
static uint32_t
read_pre(struct gemtext *g, uint32_t i)
{
	struct slice label, body;
	uint32_t end = i + 1, start = g->src.starts[end];

	while (end < g->src.nlines && !is_toggle(source_line(&g->src, end)))
		end++;
	label = clean_label(g, slice_from(source_line(&g->src, i), 3));
	body = (struct slice){ g->src.text.p + start,
		g->src.starts[end] - start };
	if (label.n > 0 || body.n > 0)
		build_pre(g->build, label, body, i + 1);
	return end + 1;
}

/* False when there is no target: then the line is text. */
static bool
read_link(struct gemtext *g, struct slice s, uint32_t line)
{
	struct slice label = slice_trim(slice_from(s, 2));
	struct slice target = { label.p, 0 };

	while (target.n < label.n && target.p[target.n] != ' ' &&
	    target.p[target.n] != '\t')
		target.n++;
	if (target.n == 0)
		return false;
	if (inline_target_ok(target, line, g->diags))
		build_link_line(g->build, target,
		    clean_label(g, slice_from(label, target.n)), line);
	return true;
}

static void
read_heading(struct gemtext *g, struct slice s, uint32_t line)
{
	unsigned level = 1;

	while (level < 3 && level < s.n && s.p[level] == '#')
		level++;
	put_text(g, s, level);
	build_subhead(g->build, level, line);
}

/* A line outside preformatted blocks. */
static void
read_line(struct gemtext *g, struct slice s, uint32_t line)
{
	if (slice_starts(s, "=>") && read_link(g, s, line)) {
		return;
	} else if (slice_starts(s, "#")) {
		read_heading(g, s, line);
	} else if (slice_starts(s, "* ")) {
		put_text(g, s, 2);
		build_list_item(g->build, 0, 0, line);
	} else if (slice_starts(s, ">")) {
		put_text(g, s, 1);
		build_quote(g->build, line);
	} else {
		put_text(g, s, 0);
		/* a blank line is the author's: verse has none */
		if (!build_has_text(g->build)) {
			build_break(g->build);
			build_gap(g->build, GAP_LINE);
		}
		build_para(g->build, line);
	}
}

/* Whether the first line has a blank one behind it, and then more. */
static bool
first_stands_alone(const struct page *page)
{
	return page->intro.n > 1 && page->intro.v[1].gap == GAP_LINE;
}

struct page *
gemtext_read(struct slice raw, const char *file, struct diags *diags)
{
	struct gemtext g = { .diags = diags };
	uint32_t i = 0, errors = diags->errors;
	struct page *page = NULL;
	struct slice line;

	if (!source_open(&g.src, raw, diags))
		return NULL;
	buf_init(&g.label, SOURCE_MAX_LINE);
	if ((g.build = build_new(PAGE_PROSE, file, file_name(file))) == NULL)
		goto out;
	build_gap(g.build, GAP_NONE);
	while (i < g.src.nlines) {
		line = source_line(&g.src, i);
		if (is_toggle(line))
			i = read_pre(&g, i);
		else
			read_line(&g, line, ++i);
	}
	if (diags->errors == errors && !g.label.failed)
		page = build_finish(g.build);
	if (page != NULL &&
	    title_infer(page, first_stands_alone(page), diags) == -1) {
		page_unref(page);
		page = NULL;
	}
out:
	build_free(g.build);
	buf_fini(&g.label);
	source_close(&g.src);
	return page;
}

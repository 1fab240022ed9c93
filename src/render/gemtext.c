#include "render/gemtext.h"

#include <string.h>

#include "render/feed.h"
#include "render/listing.h"
#include "render/tagged.h"

struct gemtext {
	struct buf *out;
	const struct page *page;
	const struct view *view;
	unsigned subhead;	/* level of subheads; 0: as the model says */
};

/* --- lines ---------------------------------------------------------------- */

static void
put_line(struct buf *out, const char *mark, struct slice text)
{
	buf_puts(out, mark);
	view_put_line(out, text);
	buf_putc(out, '\n');
}

static void
put_heading(struct buf *out, unsigned level, const char *text)
{
	static const char *const marks[] = { "# ", "# ", "## ", "### " };

	put_line(out, marks[level < 3 ? level : 3], slice_of(text));
}

static bool
starts_line_type(struct slice s)
{
	return slice_starts(s, "#") || slice_starts(s, ">") ||
	    slice_starts(s, "=>") || slice_starts(s, "* ") ||
	    slice_starts(s, "```");
}

static void
put_text(struct buf *out, struct slice text)
{
	put_line(out, starts_line_type(text) ? " " : "", text);
}

static void
put_page_link(struct buf *out, const struct page *page, int item,
    const char *before, const char *label)
{
	buf_puts(out, "=> ");
	view_address(out, page, item);
	buf_putc(out, ' ');
	put_line(out, before, slice_of(label));
}

/* A link of the author's. A label that says no more than the target is left
   out: clients then show the target. */
static void
put_target(void *arg, const struct target *target, struct slice label)
{
	struct gemtext *g = arg;
	struct slice shown;
	size_t start;

	label = slice_trim(label);
	buf_puts(g->out, "=> ");
	start = g->out->n;
	view_target(g->out, g->page, target, g->view);
	shown = slice_from(buf_slice(g->out), start);
	if (label.n > 0 && !slice_eq(label, shown))
		put_line(g->out, " ", label);
	else
		buf_putc(g->out, '\n');
}

/* --- blocks --------------------------------------------------------------- */

/* gemtext has neither numbers nor depth: they are told in the text */
static void
put_list(struct buf *out, const struct block *b)
{
	static const char *const bullets[] = { "* ", "* - ", "* -- " };
	const struct list_item *i;
	uint32_t k;

	for (k = 0; k < b->list.n; k++) {
		i = &b->list.v[k];
		if (i->number == 0 || i->depth > 0)
			buf_puts(out, bullets[i->depth < 2 ? i->depth : 2]);
		if (i->number > 0)
			buf_printf(out, "%u. ", i->number);
		put_line(out, "", slice_of(i->text.s));
	}
}

/* A line of the body that would end the block gets a blank in front. */
static void
put_pre(struct buf *out, const struct block *b)
{
	struct slice body = { b->pre.body, b->pre.n }, line;
	const char *end;

	put_line(out, "```", slice_of(b->pre.label));
	while (body.n > 0) {
		end = memchr(body.p, '\n', body.n);
		line = (struct slice){ body.p,
			end != NULL ? (size_t)(end - body.p) : body.n };
		if (slice_starts(line, "```"))
			buf_putc(out, ' ');
		buf_put_slice(out, line);
		buf_putc(out, '\n');
		body = slice_from(body, line.n + 1);
	}
	buf_puts(out, "```\n");
}

static void
put_block(struct gemtext *g, const struct block *b)
{
	uint32_t i;

	switch (b->kind) {
	case BLOCK_PARA:
		put_text(g->out, slice_of(b->text.s));
		break;
	case BLOCK_LIST:
		put_list(g->out, b);
		break;
	case BLOCK_QUOTE:
		for (i = 0; i < b->quote.n; i++)
			put_line(g->out, "> ", slice_of(b->quote.v[i].s));
		break;
	case BLOCK_PRE:
		put_pre(g->out, b);
		break;
	case BLOCK_LINK:
		break;		/* nothing but its link, below */
	case BLOCK_SUBHEAD:
		put_heading(g->out,
		    g->subhead > 0 ? g->subhead : b->subhead.level,
		    b->subhead.text.s);
		break;
	}
	view_each_link(b, put_target, g);
}

/* first: nothing stands above. */
static void
put_blocks(struct gemtext *g, const struct blocks *blocks, bool first)
{
	const struct block *b;
	uint32_t i;

	for (i = 0; i < blocks->n; i++) {
		b = &blocks->v[i];
		if (i == 0 ? !first : view_gap(b))
			buf_putc(g->out, '\n');
		put_block(g, b);
	}
}

/* --- parts of pages ------------------------------------------------------- */

static void
put_head(struct gemtext *g)
{
	const struct page *page = g->page;

	put_heading(g->out, 1, page->title);
	if (page->date != NULL || page->updated != NULL) {
		buf_putc(g->out, '\n');
		view_put_dates(g->out, page);
		buf_putc(g->out, '\n');
	}
	put_blocks(g, &page->intro, false);
}

/* What a section says before the questions, and room below it. */
static void
put_lead(struct gemtext *g, const struct item *item)
{
	put_blocks(g, &item->lead, true);
	if (item->lead.n > 0)
		buf_putc(g->out, '\n');
}

static void
put_answer(struct gemtext *g, const struct item *item, unsigned subhead)
{
	g->subhead = subhead;
	put_blocks(g, &item->answer, false);
	if (item->updated != NULL)
		buf_printf(g->out, "\nUpdated %s\n", item->updated);
}

static void
put_meta(struct buf *out, const struct page *page)
{
	const char *gap = "\n";
	uint32_t i;

	for (i = 0; i < page->nmeta; i++)
		if (view_shows_meta(&page->meta[i])) {
			buf_printf(out, "%s%s: ", gap, page->meta[i].key);
			put_line(out, "", slice_of(page->meta[i].value));
			gap = "";
		}
}

static void
put_home(struct buf *out)
{
	buf_puts(out, "=> / Home\n");
}

static void
put_all_link(struct buf *out, const struct page *page)
{
	buf_puts(out, "=> ");
	view_address(out, page, -1);
	buf_puts(out, "all All questions on one page\n");
}

static void
put_search(struct buf *out, const struct page *within)
{
	struct buf path;

	buf_init(&path, out->cap);
	view_put_search_path(&path, within);
	buf_puts(out, "=> ");
	view_encode_path(out, buf_slice(&path));
	buf_putc(out, ' ');
	view_put_search_label(out, within);
	buf_putc(out, '\n');
	out->failed = out->failed || path.failed;
	buf_fini(&path);
}

/* Links to the page, or to its question id, in other languages. */
static void
put_translations(struct buf *out, const struct page *page, const char *id,
    const struct view *view)
{
	const struct page *other;
	bool first = true;
	uint32_t i;
	int item;

	for (i = 0; (other = view_translation(page, i, view)) != NULL; i++) {
		item = id != NULL ? page_find(other, slice_of(id), NULL) : -1;
		if (id != NULL && item == -1)
			continue;
		if (first)
			buf_putc(out, '\n');
		first = false;
		buf_puts(out, "=> ");
		view_address(out, other, item);
		buf_printf(out, " [%s] ", other->lang);
		view_put_line(out, slice_of(item >= 0
			? other->items[item].question : other->title));
		buf_putc(out, '\n');
	}
}

/* --- views ---------------------------------------------------------------- */

void
gemtext_page(struct buf *out, const struct page *page, const struct view *view)
{
	struct gemtext g = { out, page, view, 0 };
	const char *section;
	uint32_t i;

	put_head(&g);
	buf_putc(out, '\n');
	for (i = 0; i < page->nitems; i++) {
		if ((section = view_section(page, i)) != NULL) {
			if (i > 0)
				buf_putc(out, '\n');
			put_heading(out, 2, section);
		}
		put_lead(&g, &page->items[i]);
		put_page_link(out, page, (int)i, "", page->items[i].question);
	}
	if (page->nitems > 1) {
		buf_putc(out, '\n');
		put_all_link(out, page);
		put_search(out, page);
	}
	put_meta(out, page);
	gemtext_changes(out, page);
	gemtext_tags(out, page, -1);
	put_translations(out, page, NULL, view);
	buf_putc(out, '\n');
	put_home(out);
}

void
gemtext_item(struct buf *out, const struct page *page, uint32_t item,
    const struct view *view)
{
	struct gemtext g = { out, page, view, 0 };
	int i = (int)item;

	put_heading(out, 1, page->items[item].question);
	put_answer(&g, &page->items[item], 2);
	gemtext_tags(out, page, i);
	put_translations(out, page, page->items[item].id, view);
	buf_putc(out, '\n');
	if (item > 0)
		put_page_link(out, page, i - 1, "Previous: ",
		    page->items[item - 1].question);
	if (item + 1 < page->nitems)
		put_page_link(out, page, i + 1, "Next: ",
		    page->items[item + 1].question);
	if (page->nitems > 1)
		put_all_link(out, page);
	put_page_link(out, page, -1, "", page->title);
	put_home(out);
}

void
gemtext_all(struct buf *out, const struct page *page, const struct view *view)
{
	struct gemtext g = { out, page, view, 0 };
	const char *section;
	uint32_t i;

	put_head(&g);
	for (i = 0; i < page->nitems; i++) {
		buf_putc(out, '\n');
		if ((section = view_section(page, i)) != NULL) {
			put_heading(out, 1, section);
			buf_putc(out, '\n');
		}
		put_lead(&g, &page->items[i]);
		put_heading(out, 2, page->items[i].question);
		put_answer(&g, &page->items[i], 3);
	}
	put_meta(out, page);
	buf_putc(out, '\n');
	put_home(out);
}

void
gemtext_prose(struct buf *out, const struct page *page, const struct view *view)
{
	struct gemtext g = { out, page, view, 0 };

	if (view_titled(page))
		put_head(&g);
	else
		put_blocks(&g, &page->intro, true);
	put_meta(out, page);
}

/* --- folders -------------------------------------------------------------- */

struct folder {
	struct buf *out;
	const struct view *view;
	bool open;	/* links stand above, without a blank line */
};

static void
put_entry(void *arg, enum listing what, const struct entry *e)
{
	struct folder *f = arg;

	if (!f->open || what == LISTING_GROUP)
		buf_putc(f->out, '\n');
	f->open = true;
	if (what == LISTING_GROUP) {
		put_heading(f->out, 2, listing_title(e, f->view));
		return;
	}
	buf_puts(f->out, "=> ");
	view_entry_address(f->out, e);
	buf_putc(f->out, ' ');
	listing_label(f->out, what, e, f->view);
	buf_putc(f->out, '\n');
}

void
gemtext_folder(struct buf *out, const struct entry *folder,
    const struct view *view)
{
	struct folder f = { out, view, false };

	if (folder->index != NULL)
		gemtext_prose(out, folder->index, view);
	else
		put_heading(out, 1, listing_title(folder, view));
	listing_each(folder, put_entry, &f);
	if (folder->parent == NULL) {
		buf_putc(out, '\n');
		put_search(out, NULL);
		buf_puts(out, "=> /new New and changed\n");
	} else {
		buf_putc(out, '\n');
		f.open = true;
		if (folder->parent->parent != NULL)
			put_entry(&f, LISTING_ENTRY, folder->parent);
		put_home(out);
	}
}

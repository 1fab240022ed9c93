#include "render/results.h"

#include "render/listing.h"
#include "render/menu.h"
#include "render/snippet.h"

enum { LISTED = 20 };	/* pages that are shown when nothing was found */

/* --- words ------------------------------------------------------------------ */

static void
put_title(struct buf *out, const struct results *r)
{
	view_put_search_label(out, r->within);
	buf_puts(out, ": ");
	view_put_line(out, r->query->text);
}

/* How many there are, or what is wrong. */
static void
put_summary(struct buf *out, const struct results *r)
{
	const struct hits *h = r->hits;

	if (h->total == 0)
		buf_puts(out, "Nothing was found.");
	else if (h->n == 0)
		buf_puts(out, "There are no more results.");
	else if (h->partial)
		buf_puts(out, "Nothing has all that you asked for. The nearest:");
	else if (h->total == 1)
		buf_puts(out, "One result:");
	else if (r->number == 0 && h->total == h->n)
		buf_printf(out, "%u results:", h->total);
	else
		buf_printf(out, "Results %u to %u of %u:",
		    r->number * SEARCH_HITS + 1,
		    r->number * SEARCH_HITS + h->n, h->total);
}

static bool
has_more(const struct results *r)
{
	return r->number + 1 < SEARCH_PAGES &&
	    r->hits->total > (r->number + 1) * SEARCH_HITS &&
	    !r->hits->partial;
}

struct slice
results_label(const struct hit *h, const struct view *view)
{
	if (h->item >= 0)
		return slice_of(h->page->items[h->item].question);
	if (h->entry->kind == ENTRY_FOLDER)
		return slice_of(listing_title(h->entry, view));
	return slice_of(h->page->title);
}

void
results_path(struct buf *out, const struct hit *h)
{
	if (h->item >= 0)
		view_item_path(out, h->page, h->item);
	else
		view_entry_path(out, h->entry);
}

/* Calls each with the pages to go on from. */
struct pages {
	void (*each)(void *arg, const struct entry *);
	void *arg;
	unsigned n;
};

static void
take_page(void *arg, enum listing what, const struct entry *e)
{
	struct pages *p = arg;

	if (what == LISTING_ENTRY && e->page != NULL && p->n++ < LISTED)
		p->each(p->arg, e);
}

static void
each_page(const struct view *view, void (*each)(void *, const struct entry *),
    void *arg)
{
	struct pages p = { each, arg, 0 };

	if (view->corpus != NULL)
		listing_each(corpus_root(view->corpus), take_page, &p);
}

/* what each_page hands to its function */
struct target_view {
	struct buf *out;
	const struct view *view;
};

/* --- gemtext -------------------------------------------------------------- */

/* "=> ADDRESS LABEL", the address of a search with a query, if there is one */
static void
gemtext_search(struct buf *out, const struct page *within, uint32_t number,
    struct slice query, const char *label)
{
	struct buf path;

	buf_init(&path, out->cap);
	view_put_search_path(&path, within);
	buf_puts(out, "=> ");
	view_encode_path(out, buf_slice(&path));
	out->failed = out->failed || path.failed;
	buf_fini(&path);
	if (number > 0)
		buf_printf(out, "/%u", number + 1);
	if (query.n > 0) {
		buf_putc(out, '?');
		view_encode_path(out, query);
	}
	buf_puts(out, label);
}

void
gemtext_hit(struct buf *out, const struct hit *h, const struct view *view)
{
	struct buf path;

	buf_init(&path, out->cap);
	results_path(&path, h);
	buf_puts(out, "=> ");
	view_encode_path(out, buf_slice(&path));
	buf_putc(out, ' ');
	view_put_line(out, results_label(h, view));
	buf_putc(out, '\n');
	out->failed = out->failed || path.failed;
	buf_fini(&path);
}

static void
gemtext_result(struct buf *out, const struct hit *h, const struct results *r,
    const struct view *view)
{
	struct buf part;

	buf_init(&part, out->cap);
	buf_putc(out, '\n');
	gemtext_hit(out, h, view);
	if (h->item >= 0 && r->within == NULL) {
		buf_puts(out, "Page: ");
		view_put_line(out, slice_of(h->page->title));
		buf_putc(out, '\n');
	}
	snippet_put(&part, h, r->query);
	if (part.n > 0) {
		buf_puts(out, "> ");
		buf_put_slice(out, buf_slice(&part));
		buf_putc(out, '\n');
	}
	out->failed = out->failed || part.failed;
	buf_fini(&part);
}

static void
gemtext_entry(void *arg, const struct entry *e)
{
	struct target_view *g = arg;

	buf_puts(g->out, "=> ");
	view_entry_address(g->out, e);
	buf_putc(g->out, ' ');
	view_put_line(g->out, slice_of(entry_title(e)));
	buf_putc(g->out, '\n');
}

void
gemtext_results(struct buf *out, const struct results *r,
    const struct view *view)
{
	struct target_view g = { out, view };
	uint32_t i;

	buf_puts(out, "# ");
	put_title(out, r);
	buf_puts(out, "\n\n");
	put_summary(out, r);
	buf_putc(out, '\n');
	if (r->suggestion.n > 0) {
		gemtext_search(out, r->within, 0, r->suggestion,
		    " Did you mean: ");
		view_put_line(out, r->suggestion);
		buf_puts(out, "?\n");
	}
	for (i = 0; i < r->hits->n; i++)
		gemtext_result(out, &r->hits->v[i], r, view);
	buf_putc(out, '\n');
	if (r->hits->total == 0 && r->within == NULL) {
		each_page(view, gemtext_entry, &g);
		buf_putc(out, '\n');
	}
	if (has_more(r))
		gemtext_search(out, r->within, r->number + 1, r->query->text,
		    " More results\n");
	if (r->within != NULL) {
		gemtext_search(out, NULL, 0, r->query->text,
		    " Search all pages for this\n");
		buf_puts(out, "=> ");
		view_address(out, r->within, -1);
		buf_putc(out, ' ');
		view_put_line(out, slice_of(r->within->title));
		buf_putc(out, '\n');
	}
	gemtext_search(out, r->within, 0, (struct slice){ 0 },
	    " Search for something else\n");
	buf_puts(out, "=> / Home\n");
}

/* --- menus ---------------------------------------------------------------- */

/* A menu has no queries in its links: "?" is for the address to say. */
static void
menu_search(struct buf *out, char type, const struct page *within,
    uint32_t number, struct slice query, struct slice label,
    const struct view *view)
{
	struct buf path;

	buf_init(&path, out->cap);
	view_put_search_path(&path, within);
	if (number > 0)
		buf_printf(&path, "/%u", number + 1);
	if (query.n > 0) {
		buf_putc(&path, '?');
		buf_put_slice(&path, query);
	}
	out->failed = out->failed || path.failed;
	menu_link(out, type, label, buf_slice(&path), view);
	buf_fini(&path);
}

void
menu_hit(struct buf *out, const struct hit *h, const struct view *view)
{
	struct buf path;

	buf_init(&path, out->cap);
	results_path(&path, h);
	out->failed = out->failed || path.failed;
	menu_link(out, h->item >= 0 ? '0' : '1', results_label(h, view),
	    buf_slice(&path), view);
	buf_fini(&path);
}

static void
menu_result(struct buf *out, const struct hit *h, const struct results *r,
    const struct view *view)
{
	struct lines l = menu_lines(out);
	struct buf part;

	menu_info(out, slice_of(""));
	menu_hit(out, h, view);
	buf_init(&part, out->cap);
	buf_puts(&part, "Page: ");
	view_put_line(&part, slice_of(h->page->title));
	if (h->item >= 0 && r->within == NULL)
		lines_put(&l, "  ", "  ", buf_slice(&part));
	buf_clear(&part);
	snippet_put(&part, h, r->query);
	if (part.n > 0)
		lines_put(&l, "  > ", "  > ", buf_slice(&part));
	out->failed = out->failed || part.failed;
	buf_fini(&part);
}

static void
menu_entry(void *arg, const struct entry *e)
{
	struct target_view *g = arg;
	struct buf path;

	buf_init(&path, g->out->cap);
	view_entry_path(&path, e);
	g->out->failed = g->out->failed || path.failed;
	menu_link(g->out, '1', slice_of(entry_title(e)), buf_slice(&path),
	    g->view);
	buf_fini(&path);
}

static void
menu_ways_on(struct buf *out, const struct results *r, const struct view *view)
{
	struct slice nothing = { 0 };
	struct buf path;

	if (has_more(r))
		menu_search(out, '1', r->within, r->number + 1, r->query->text,
		    slice_of("More results"), view);
	if (r->within != NULL) {
		menu_search(out, '1', NULL, 0, r->query->text,
		    slice_of("Search all pages for this"), view);
		buf_init(&path, out->cap);
		view_item_path(&path, r->within, -1);
		out->failed = out->failed || path.failed;
		menu_link(out, '1', slice_of(r->within->title),
		    buf_slice(&path), view);
		buf_fini(&path);
	}
	menu_search(out, '7', r->within, 0, nothing,
	    slice_of("Search for something else"), view);
	menu_link(out, '1', slice_of("Home"), slice_of("/"), view);
	menu_end(out);
}

void
menu_results(struct buf *out, const struct results *r, const struct view *view)
{
	struct target_view g = { out, view };
	struct lines l = menu_lines(out);
	struct buf text;
	uint32_t i;

	buf_init(&text, out->cap);
	put_title(&text, r);
	lines_heading(&l, buf_slice(&text), 1);
	buf_clear(&text);
	put_summary(&text, r);
	lines_gap(&l);
	menu_info(out, buf_slice(&text));
	if (r->suggestion.n > 0) {
		buf_clear(&text);
		buf_puts(&text, "Did you mean: ");
		view_put_line(&text, r->suggestion);
		buf_putc(&text, '?');
		menu_search(out, '1', r->within, 0, r->suggestion,
		    buf_slice(&text), view);
	}
	out->failed = out->failed || text.failed;
	buf_fini(&text);
	for (i = 0; i < r->hits->n; i++)
		menu_result(out, &r->hits->v[i], r, view);
	lines_gap(&l);
	if (r->hits->total == 0 && r->within == NULL) {
		each_page(view, menu_entry, &g);
		lines_gap(&l);
	}
	menu_ways_on(out, r, view);
}

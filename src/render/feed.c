#include "render/feed.h"

#include "render/gopher_uri.h"
#include "render/listing.h"
#include "render/markup.h"
#include "render/menu.h"
#include "render/results.h"

enum { CHANGES = 10 };	/* shown below a page's questions */

/* The title of the capsule. */
static void
put_name(struct buf *out, const struct view *view)
{
	view_put_line(out, slice_of(listing_title(corpus_root(view->corpus),
	    view)));
}

/* --- gemtext -------------------------------------------------------------- */

static void
gemtext_change(struct buf *out, const struct change *c, const struct view *view)
{
	struct buf path;

	buf_init(&path, out->cap);
	results_path(&path, &c->hit);
	buf_puts(out, "=> ");
	view_encode_path(out, buf_slice(&path));
	buf_printf(out, " %s ", c->day);
	view_put_line(out, results_label(&c->hit, view));
	buf_putc(out, '\n');
	out->failed = out->failed || path.failed;
	buf_fini(&path);
}

void
gemtext_new(struct buf *out, const struct view *view)
{
	const struct recent *r = corpus_recent(view->corpus);
	uint32_t i;

	buf_puts(out, "# ");
	put_name(out, view);
	buf_puts(out, ": new and changed\n\n");
	for (i = 0; i < r->n; i++)
		gemtext_change(out, &r->v[i], view);
	if (r->n == 0)
		buf_puts(out, "Nothing here says when it changed.\n");
	buf_puts(out, "\n=> /atom.xml The same as Atom\n=> / Home\n");
}

void
gemtext_changes(struct buf *out, const struct page *page)
{
	struct recent *r = recent_of(page);
	uint32_t i;

	if (r == NULL) {
		out->failed = true;
		return;
	}
	if (r->n > 0)
		buf_puts(out, "\n## New and changed\n");
	for (i = 0; i < r->n && i < CHANGES; i++)
		gemtext_change(out, &r->v[i], NULL);
	recent_free(r);
}

/* --- menus ---------------------------------------------------------------- */

void
menu_new(struct buf *out, const struct view *view)
{
	const struct recent *r = corpus_recent(view->corpus);
	struct lines l = menu_lines(out);
	struct buf text;
	uint32_t i;

	buf_init(&text, out->cap);
	put_name(&text, view);
	buf_puts(&text, ": new and changed");
	lines_heading(&l, buf_slice(&text), 1);
	for (i = 0; i < r->n; i++) {
		if (i == 0 || strcmp(r->v[i].day, r->v[i - 1].day) != 0) {
			lines_gap(&l);
			menu_info(out, slice_of(r->v[i].day));
		}
		menu_hit(out, &r->v[i].hit, view);
	}
	lines_gap(&l);
	if (r->n == 0)
		menu_info(out, slice_of("Nothing here says when it changed."));
	menu_link(out, '0', slice_of("The same as Atom"),
	    slice_of("/atom.xml"), view);
	menu_link(out, '1', slice_of("Home"), slice_of("/"), view);
	menu_end(out);
	out->failed = out->failed || text.failed;
	buf_fini(&text);
}

/* --- Atom ----------------------------------------------------------------- */

/* An element with text, which is made fit for XML. */
static void
put_element(struct buf *out, const char *name, struct slice text)
{
	struct buf clean;

	buf_init(&clean, out->cap);
	view_put_line(&clean, text);
	buf_printf(out, "<%s>", name);
	markup_put(out, buf_slice(&clean));
	buf_printf(out, "</%s>\n", name);
	out->failed = out->failed || clean.failed;
	buf_fini(&clean);
}

/* An address of ours, whole; type is Gopher's, or 0 for Gemini. */
static void
put_uri(struct buf *out, char type, struct slice path, const struct view *view)
{
	struct buf uri;
	bool v6 = strchr(view->host, ':') != NULL;

	buf_init(&uri, out->cap);
	if (type != 0) {
		gopher_uri_begin(&uri, type, view);
	} else {
		buf_printf(&uri, "gemini://%s%s%s", v6 ? "[" : "", view->host,
		    v6 ? "]" : "");
		if (view->port != 1965)
			buf_printf(&uri, ":%u", view->port);
	}
	view_encode_path(&uri, path);
	markup_put(out, buf_slice(&uri));
	out->failed = out->failed || uri.failed;
	buf_fini(&uri);
}

/* An address as id and as link. */
static void
put_place(struct buf *out, const char *rel, char type, struct slice path,
    const struct view *view)
{
	buf_puts(out, "<id>");
	put_uri(out, type, path, view);
	buf_printf(out, "</id>\n<link rel=\"%s\" href=\"", rel);
	put_uri(out, type, path, view);
	buf_puts(out, "\"/>\n");
}

static void
put_entry(struct buf *out, const struct change *c, const struct view *view,
    bool gopher)
{
	char type = !gopher ? 0 : c->hit.item >= 0 ? '0' : '1';
	struct buf path;

	buf_init(&path, out->cap);
	results_path(&path, &c->hit);
	buf_puts(out, "<entry>\n");
	put_element(out, "title", results_label(&c->hit, view));
	put_place(out, "alternate", type, buf_slice(&path), view);
	buf_printf(out, "<updated>%sT12:00:00Z</updated>\n</entry>\n", c->day);
	out->failed = out->failed || path.failed;
	buf_fini(&path);
}

void
atom_new(struct buf *out, const struct view *view, bool gopher)
{
	const struct recent *r = corpus_recent(view->corpus);
	struct buf name;
	uint32_t i;

	buf_init(&name, out->cap);
	put_name(&name, view);
	buf_puts(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
		      "<feed xmlns=\"http://www.w3.org/2005/Atom\">\n");
	put_element(out, "title", buf_slice(&name));
	put_place(out, "self", gopher ? '0' : 0, slice_of("/atom.xml"), view);
	buf_printf(out, "<updated>%sT12:00:00Z</updated>\n",
	    r->n > 0 ? r->v[0].day : "1970-01-01");
	buf_puts(out, "<author>\n");
	put_element(out, "name", slice_of(view->host));
	buf_puts(out, "</author>\n");
	for (i = 0; i < r->n; i++)
		put_entry(out, &r->v[i], view, gopher);
	buf_puts(out, "</feed>\n");
	out->failed = out->failed || name.failed;
	buf_fini(&name);
}

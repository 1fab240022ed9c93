#include "render/menu.h"

#include <string.h>

#include "base/map.h"
#include "model/mime.h"
#include "render/gopher_uri.h"
#include "render/listing.h"
#include "render/tagged.h"
#include "render/wrap.h"

/* What follows the display of a line that leads nowhere. */
#define NOWHERE "\t\tnull.host\t1\r\n"

struct lines
menu_lines(struct buf *out)
{
	return (struct lines){ .out = out, .width = VIEW_MENU_WIDTH,
		.head = "i", .tail = NOWHERE };
}

/* --- pieces --------------------------------------------------------------- */

void
menu_info(struct buf *out, struct slice text)
{
	struct lines l = menu_lines(out);

	if (text.n == 0)
		lines_gap(&l);
	else
		lines_put(&l, "", "", text);
}

/* where a line leads */
struct place {
	char type;
	struct slice selector;	/* as it goes over the wire */
	struct slice host;
	unsigned port;
};

/* A line that leads to a place; what does not fit goes on below. */
static void
put_entry(struct buf *out, struct slice text, const struct place *place)
{
	struct lines l = menu_lines(out);
	struct slice line = { 0 };
	struct buf clean;

	buf_init(&clean, out->cap);
	view_put_line(&clean, text);
	out->failed = out->failed || clean.failed;
	text = slice_trim(buf_slice(&clean));
	if (text.n == 0)
		text = place->selector;
	wrap_line(&text, VIEW_MENU_WIDTH, &line);
	buf_putc(out, place->type);
	buf_put_slice(out, line);
	buf_putc(out, '\t');
	buf_put_slice(out, place->selector);
	buf_putc(out, '\t');
	buf_put_slice(out, place->host);
	buf_putc(out, '\t');
	buf_put_number(out, place->port);
	buf_puts(out, "\r\n");
	lines_put(&l, "  ", "  ", text);
	buf_fini(&clean);
}

/* what clients change on the way, and what a line cannot hold */
static bool
is_escaped(unsigned char c)
{
	return c < 0x20 || c >= 0x7f || c == '?' || c == '%' || c == '#';
}

static void
escape_selector(struct buf *out, struct slice s)
{
	size_t n;

	for (; s.n > 0; s = slice_from(s, n)) {
		for (n = 0; n < s.n && !is_escaped((unsigned char)s.p[n]); n++)
			;
		buf_put(out, s.p, n);
		if (n < s.n)
			buf_printf(out, "%%%02X", (unsigned char)s.p[n++]);
	}
}

void
menu_link(struct buf *out, char type, struct slice text, struct slice selector,
    const struct view *view)
{
	struct buf escaped;

	buf_init(&escaped, out->cap);
	escape_selector(&escaped, selector);
	out->failed = out->failed || escaped.failed;
	put_entry(out, text, &(struct place){ type, buf_slice(&escaped),
	    slice_of(view->host), view->port });
	buf_fini(&escaped);
}

/* A link to a path that was made for it; frees the path. */
static void
put_path(struct buf *out, char type, struct slice text, struct buf *path,
    const struct view *view)
{
	out->failed = out->failed || path->failed;
	menu_link(out, type, text, buf_slice(path), view);
	buf_fini(path);
}

void
menu_error(struct buf *out, struct slice text)
{
	put_entry(out, text, &(struct place){ '3', { "", 0 },
	    slice_of("error.host"), 1 });
}

void
menu_end(struct buf *out)
{
	buf_puts(out, ".\r\n");
}

/* --- links of the author's ------------------------------------------------ */

/* A gopher URI as a line of its own kind, when a line can say it. */
static bool
put_gopher(struct buf *out, struct slice text, struct slice uri)
{
	struct gopher_uri u;
	struct buf selector;
	bool ok = false;

	if (!gopher_uri_parse(uri, &u))
		return false;
	buf_init(&selector, out->cap);
	view_decode(&selector, u.selector);
	out->failed = out->failed || selector.failed;
	if (view_is_line(buf_slice(&selector))) {
		put_entry(out, text, &(struct place){ u.type,
		    buf_slice(&selector), u.host, u.port });
		ok = true;
	}
	buf_fini(&selector);
	return ok;
}

/* Any other URI: type h, "URL:", pointing back to us for old clients. */
void
menu_uri(struct buf *out, struct slice text, struct slice uri,
    const struct view *view)
{
	struct buf selector;

	if (put_gopher(out, text, uri))
		return;
	buf_init(&selector, out->cap);
	buf_puts(&selector, "URL:");
	buf_put_slice(&selector, uri);
	out->failed = out->failed || selector.failed;
	put_entry(out, text, &(struct place){ 'h', buf_slice(&selector),
	    slice_of(view->host), view->port });
	buf_fini(&selector);
}

/* --- parts of menus ------------------------------------------------------- */

struct menu {
	struct buf *out;
	const struct page *page;
	const struct view *view;
	struct map seen;	/* what links of the answers were listed */
	bool open;		/* a list of links has begun */
};

static void
put_target(void *arg, const struct target *target, struct slice label)
{
	struct menu *m = arg;
	struct slice href = slice_of(target->href);
	struct buf path;
	char type;

	if (target->kind == TARGET_URI) {
		menu_uri(m->out, label.n > 0 ? label : href, href, m->view);
		return;
	}
	buf_init(&path, m->out->cap);
	type = view_selector(&path, m->page, target, m->view);
	put_path(m->out, type, label.n > 0 ? label : buf_slice(&path), &path,
	    m->view);
}

/* Text as info lines, each block's links below it; first: nothing is above. */
static void
put_blocks(struct menu *m, const struct blocks *blocks, bool first)
{
	struct lines l = menu_lines(m->out);
	const struct block *b;
	uint32_t i;

	for (i = 0; i < blocks->n; i++) {
		b = &blocks->v[i];
		if (i == 0 ? !first : view_gap(b))
			lines_gap(&l);
		lines_block(&l, b);
		view_each_link(b, put_target, m);
	}
}

static void
put_head(struct menu *m)
{
	struct lines l = menu_lines(m->out);
	struct buf dates;

	lines_heading(&l, slice_of(m->page->title), 1);
	buf_init(&dates, m->out->cap);
	view_put_dates(&dates, m->page);
	m->out->failed = m->out->failed || dates.failed;
	if (dates.n > 0) {
		lines_gap(&l);
		lines_put(&l, "", "", buf_slice(&dates));
	}
	buf_fini(&dates);
	put_blocks(m, &m->page->intro, false);
}

static void
put_meta(struct menu *m)
{
	struct lines l = menu_lines(m->out);
	const struct meta *meta;
	struct buf text;
	bool first = true;
	uint32_t i;

	buf_init(&text, m->out->cap);
	for (i = 0; i < m->page->nmeta; i++) {
		meta = &m->page->meta[i];
		if (!view_shows_meta(meta))
			continue;
		if (first)
			lines_gap(&l);
		first = false;
		buf_clear(&text);
		buf_printf(&text, "%s: %s", meta->key, meta->value);
		m->out->failed = m->out->failed || text.failed;
		lines_put(&l, "", "", buf_slice(&text));
	}
	buf_fini(&text);
}

static void
put_search(struct buf *out, const struct page *within, const struct view *view)
{
	struct buf path, label;

	buf_init(&path, out->cap);
	buf_init(&label, out->cap);
	view_put_search_path(&path, within);
	view_put_search_label(&label, within);
	out->failed = out->failed || label.failed;
	put_path(out, '7', buf_slice(&label), &path, view);
	buf_fini(&label);
}

/* The way out, and the end. */
static void
put_home(struct buf *out, const struct view *view)
{
	menu_link(out, '1', slice_of("Home"), slice_of("/"), view);
	menu_end(out);
}

static void
put_questions(struct menu *m)
{
	struct lines l = menu_lines(m->out);
	const struct page *page = m->page;
	const char *section;
	struct buf path;
	uint32_t i;

	lines_gap(&l);
	for (i = 0; i < page->nitems; i++) {
		if ((section = view_section(page, i)) != NULL) {
			if (i > 0)
				lines_gap(&l);
			lines_heading(&l, slice_of(section), 2);
		}
		put_blocks(m, &page->items[i].lead, true);
		if (page->items[i].lead.n > 0)
			lines_gap(&l);
		buf_init(&path, m->out->cap);
		view_item_path(&path, page, (int)i);
		put_path(m->out, '0', slice_of(page->items[i].question), &path,
		    m->view);
	}
	if (page->nitems < 2)
		return;
	lines_gap(&l);
	buf_init(&path, m->out->cap);
	view_item_path(&path, page, -1);
	buf_puts(&path, "all");
	put_path(m->out, '0', slice_of("All questions on one page"), &path,
	    m->view);
	put_search(m->out, page, m->view);
}

/* A link of an answer, unless it is on the menu already. */
static void
put_once(void *arg, const struct target *target, struct slice label)
{
	struct menu *m = arg;
	void *first;

	if (target->kind == TARGET_ITEM)
		return;
	first = map_add(&m->seen, slice_of(target->href), (void *)target);
	if (first == NULL)
		m->out->failed = true;
	if (first != target)
		return;
	if (!m->open) {
		menu_info(m->out, slice_of(""));
		menu_info(m->out, slice_of("Links of the answers:"));
	}
	m->open = true;
	put_target(m, target, label);
}

/* The page in other languages. */
static void
put_translations(struct menu *m)
{
	const struct page *other;
	struct buf path, label;
	uint32_t i;

	for (i = 0; (other = view_translation(m->page, i, m->view)) != NULL;
	     i++) {
		if (i == 0)
			menu_info(m->out, slice_of(""));
		buf_init(&path, m->out->cap);
		buf_init(&label, m->out->cap);
		view_item_path(&path, other, -1);
		buf_printf(&label, "[%s] %s", other->lang, other->title);
		m->out->failed = m->out->failed || label.failed;
		put_path(m->out, '1', buf_slice(&label), &path, m->view);
		buf_fini(&label);
	}
}

/* --- menus ---------------------------------------------------------------- */

void
menu_page(struct buf *out, const struct page *page, const struct view *view)
{
	struct menu m = { .out = out, .page = page, .view = view };
	const struct blocks *answer;
	uint32_t i, k;

	map_init(&m.seen);
	put_head(&m);
	put_questions(&m);
	for (i = 0; i < page->nitems; i++) {
		answer = &page->items[i].answer;
		for (k = 0; k < answer->n; k++)
			view_each_link(&answer->v[k], put_once, &m);
	}
	put_meta(&m);
	menu_tags(out, page, view);
	put_translations(&m);
	menu_info(out, slice_of(""));
	put_home(out, view);
	map_fini(&m.seen);
}

static void
put_prose(struct buf *out, const struct page *page, const struct view *view)
{
	struct menu m = { .out = out, .page = page, .view = view };

	if (view_titled(page))
		put_head(&m);
	else
		put_blocks(&m, &page->intro, true);
	put_meta(&m);
}

void
menu_prose(struct buf *out, const struct page *page, const struct view *view)
{
	put_prose(out, page, view);
	menu_info(out, slice_of(""));
	put_home(out, view);
}

/* The type of a link to an entry. */
static char
entry_type(const struct entry *e)
{
	return e->kind == ENTRY_FILE ? e->item : '1';
}

static void
put_listed(void *arg, enum listing what, const struct entry *e)
{
	struct menu *m = arg;
	struct lines l = menu_lines(m->out);
	struct buf path, label;

	if (!m->open || what == LISTING_GROUP)
		lines_gap(&l);
	m->open = true;
	if (what == LISTING_GROUP) {
		lines_heading(&l, slice_of(listing_title(e, m->view)), 2);
		return;
	}
	buf_init(&path, m->out->cap);
	buf_init(&label, m->out->cap);
	view_entry_path(&path, e);
	listing_label(&label, what, e, m->view);
	m->out->failed = m->out->failed || label.failed;
	put_path(m->out, entry_type(e), buf_slice(&label), &path, m->view);
	buf_fini(&label);
}

void
menu_folder(struct buf *out, const struct entry *folder,
    const struct view *view)
{
	struct menu m = { .out = out, .view = view };
	struct lines l = menu_lines(out);

	if (folder->index != NULL)
		put_prose(out, folder->index, view);
	else
		lines_heading(&l, slice_of(listing_title(folder, view)), 1);
	listing_each(folder, put_listed, &m);
	if (folder->parent == NULL) {
		lines_gap(&l);
		put_search(out, NULL, view);
		menu_link(out, '1', slice_of("New and changed"),
		    slice_of("/new"), view);
		menu_end(out);
		return;
	}
	lines_gap(&l);
	m.open = true;
	if (folder->parent->parent != NULL)
		put_listed(&m, LISTING_ENTRY, folder->parent);
	put_home(out, view);
}

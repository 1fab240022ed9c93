#include "render/view.h"

#include <stdio.h>
#include <string.h>
#include <unistr.h>

#include "model/mime.h"
#include "model/translations.h"

enum { PATH_CAP = 256 << 10 };	/* bytes; a target is no longer than that */

/* --- addresses ------------------------------------------------------------ */

static bool
is_unreserved(char c)	/* RFC 3986 2.3 */
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
	    c == '~';
}

void
view_encode_path(struct buf *out, struct slice s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (is_unreserved(s.p[i]) || s.p[i] == '/')
			buf_putc(out, s.p[i]);
		else
			buf_printf(out, "%%%02X", (unsigned char)s.p[i]);
}

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

void
view_decode(struct buf *out, struct slice s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (s.p[i] == '%' && i + 2 < s.n && hex(s.p[i + 1]) != -1 &&
		    hex(s.p[i + 2]) != -1) {
			buf_putc(out, (char)(hex(s.p[i + 1]) << 4 |
			    hex(s.p[i + 2])));
			i += 2;
		} else {
			buf_putc(out, s.p[i]);
		}
}

void
view_item_path(struct buf *out, const struct page *page, int item)
{
	buf_puts(out, page->path);
	if (page->kind == PAGE_QA)
		buf_putc(out, '/');
	if (item >= 0)
		buf_puts(out, page->items[item].id);
}

void
view_entry_path(struct buf *out, const struct entry *e)
{
	buf_puts(out, e->path);
	if (e->kind == ENTRY_FOLDER || e->kind == ENTRY_PAGE)
		buf_putc(out, '/');
}

void
view_address(struct buf *out, const struct page *page, int item)
{
	view_encode_path(out, slice_of(page->path));
	if (page->kind == PAGE_QA)
		buf_putc(out, '/');
	if (item >= 0)
		buf_puts(out, page->items[item].id);
}

void
view_entry_address(struct buf *out, const struct entry *e)
{
	view_encode_path(out, slice_of(e->path));
	if (e->kind == ENTRY_FOLDER || e->kind == ENTRY_PAGE)
		buf_putc(out, '/');
}

void
view_put_search_path(struct buf *out, const struct page *within)
{
	if (within != NULL)
		buf_puts(out, within->path);
	buf_puts(out, "/search");
}

/* Gopher's item type of a path that is not in the corpus: made pages, files
   that are not there yet, or all when there is no corpus. */
static char
guess_type(struct slice path)
{
	const char *slash = memrchr(path.p, '/', path.n);
	struct slice name = slice_from(path, (size_t)(slash + 1 - path.p));
	char copy[256];

	if (name.n == 0)
		return '1';
	if (slice_is(name, "search"))
		return '7';
	if (slice_starts(path, "/tag/"))
		return '1';
	if (memchr(name.p, '.', name.n) != NULL) {
		snprintf(copy, sizeof(copy), "%.*s", (int)name.n, name.p);
		return mime_item_type(copy);
	}
	return slash == path.p ? '1' : '0';	/* a page, or in a page */
}

/* The path and type of what an address leads to; false when it is not there. */
static bool
find(struct buf *out, struct slice path, const struct corpus *corpus,
    char *type)
{
	bool slash;
	struct found f = corpus_find(corpus, path, &slash);

	switch (f.kind) {
	case FOUND_NONE:
	case FOUND_GONE:
		return false;
	case FOUND_FOLDER:
	case FOUND_PAGE:
	case FOUND_PROSE:
		view_entry_path(out, f.entry);
		*type = '1';
		return true;
	case FOUND_FILE:
		view_entry_path(out, f.entry);
		*type = f.entry->item;
		return true;
	case FOUND_ALL:
		view_entry_path(out, f.entry);
		buf_puts(out, "all");
		*type = '0';
		return true;
	case FOUND_ITEM:
		view_item_path(out, f.entry->page, f.item);
		*type = '0';
		return true;
	}
	return false;
}

/* href up to its query */
static struct slice
path_of(const char *href)
{
	return (struct slice){ href, strcspn(href, "?") };
}

char
view_selector(struct buf *out, const struct page *page,
    const struct target *target, const struct view *view)
{
	struct buf path;
	char type;
	int item;

	if (target->kind == TARGET_ITEM) {
		item = page_find(page, slice_of(target->href), NULL);
		view_item_path(out, page, item);
		return item >= 0 ? '0' : '1';
	}
	buf_init(&path, PATH_CAP);
	view_decode(&path, path_of(target->href));
	if (path.failed) {
		out->failed = true;
		type = '1';
	} else if (view->corpus == NULL ||
	    !find(out, buf_slice(&path), view->corpus, &type)) {
		buf_put_slice(out, buf_slice(&path));
		type = guess_type(buf_slice(&path));
	}
	buf_fini(&path);
	return type;
}

void
view_target(struct buf *out, const struct page *page,
    const struct target *target, const struct view *view)
{
	struct buf path;

	if (target->kind == TARGET_URI) {
		buf_puts(out, target->href);
		return;
	}
	buf_init(&path, PATH_CAP);
	view_selector(&path, page, target, view);
	view_encode_path(out, buf_slice(&path));
	if (target->kind == TARGET_PATH)
		buf_puts(out, target->href + path_of(target->href).n);
	out->failed = out->failed || path.failed;
	buf_fini(&path);
}

/* --- words ---------------------------------------------------------------- */

/* C0, DEL, and C1 as the two bytes that it is in UTF-8 */
static bool
is_control(const char *p, size_t n)
{
	unsigned char c = (unsigned char)p[0];

	return c < 0x20 || c == 0x7f ||
	    (c == 0xc2 && n > 1 && (unsigned char)p[1] < 0xa0);
}

bool
view_is_line(struct slice s)
{
	size_t i = slice_printable(s);

	s = slice_from(s, i);
	for (i = 0; i < s.n; i++)
		if (is_control(s.p + i, s.n - i))
			return false;
	return s.n == 0 || u8_check((const uint8_t *)s.p, s.n) == NULL;
}

void
view_put_line(struct buf *out, struct slice s)
{
	const uint8_t *p = (const uint8_t *)s.p;
	uint8_t encoded[4];
	size_t i;
	ucs4_t c;

	if (view_is_line(s)) {
		buf_put_slice(out, s);
		return;
	}
	for (i = 0; i < s.n;) {
		i += (size_t)u8_mbtouc(&c, p + i, s.n - i);	/* or U+FFFD */
		if (c == '\t' || c == '\n' || c == '\r')
			buf_putc(out, ' ');
		else if (c >= 0x20 && (c < 0x7f || c >= 0xa0))
			buf_put(out, encoded, (size_t)u8_uctomb(encoded, c,
			    sizeof(encoded)));
	}
}

const struct page *
view_translation(const struct page *page, uint32_t i, const struct view *view)
{
	const struct translations *t = view->corpus != NULL
	    ? corpus_translations(view->corpus) : NULL;

	return t != NULL ? translations_of(t, page, i) : NULL;
}

void
view_put_search_label(struct buf *out, const struct page *within)
{
	buf_puts(out, "Search");
	if (within == NULL)
		return;
	buf_puts(out, " in ");
	view_put_line(out, slice_of(within->title));
}

bool
view_titled(const struct page *page)
{
	return page->kind == PAGE_QA || page->title_from <= TITLE_INTRO_LINE;
}

void
view_put_dates(struct buf *out, const struct page *page)
{
	if (page->date != NULL)
		buf_printf(out, "Published %s", page->date);
	if (page->date != NULL && page->updated != NULL)
		buf_printf(out, ", updated %s", page->updated);
	else if (page->updated != NULL)
		buf_printf(out, "Updated %s", page->updated);
}

bool
view_shows_meta(const struct meta *meta)
{
	return strncmp(meta->key, "X-", 2) != 0;
}

bool
view_gap(const struct block *b)
{
	if (b->gap == GAP_FREE)
		return b->kind != BLOCK_LINK || b[-1].kind != BLOCK_LINK;
	return b->gap == GAP_LINE;
}

const char *
view_section(const struct page *page, uint32_t i)
{
	const char *section = page->items[i].section;
	const char *before = i > 0 ? page->items[i - 1].section : NULL;

	if (section != NULL && before != NULL && strcmp(section, before) == 0)
		return NULL;
	return section;
}

/* text number i of a block: a list or quote has many */
static const struct text *
text_of(const struct block *b, uint32_t i)
{
	switch (b->kind) {
	case BLOCK_PARA:
		return i == 0 ? &b->text : NULL;
	case BLOCK_SUBHEAD:
		return i == 0 ? &b->subhead.text : NULL;
	case BLOCK_LIST:
		return i < b->list.n ? &b->list.v[i].text : NULL;
	case BLOCK_QUOTE:
		return i < b->quote.n ? &b->quote.v[i] : NULL;
	case BLOCK_PRE:
	case BLOCK_LINK:
		return NULL;
	}
	return NULL;
}

void
view_each_link(const struct block *b, void (*each)(void *arg,
    const struct target *, struct slice label), void *arg)
{
	const struct text *t;
	const struct link *l;
	uint32_t i, k;

	if (b->kind == BLOCK_LINK)
		each(arg, &b->link.target, slice_of(b->link.label));
	for (i = 0; (t = text_of(b, i)) != NULL; i++)
		for (k = 0; k < t->nlinks; k++) {
			l = &t->links[k];
			each(arg, &l->target,
			    (struct slice){ t->s + l->start, l->n });
		}
}

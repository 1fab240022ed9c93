#include "render/tagged.h"

#include "base/map.h"
#include "render/menu.h"
#include "render/results.h"

/* --- the tags of a page --------------------------------------------------- */

struct visit {
	struct map seen;
	struct buf *out;
	const struct view *view;
	void (*put)(struct buf *, const char *tag, const struct view *);
};

static void
visit_tags(struct visit *v, const struct strings *tags)
{
	static const char here[] = "";
	uint32_t i;

	for (i = 0; i < tags->n; i++) {
		if (map_get(&v->seen, slice_of(tags->v[i])) != NULL)
			continue;
		if (v->seen.n == 0)
			v->put(v->out, NULL, v->view);
		if (map_add(&v->seen, slice_of(tags->v[i]),
			(void *)here) == NULL)
			v->out->failed = true;
		v->put(v->out, tags->v[i], v->view);
	}
}

static void
visit(struct visit *v, const struct page *page, int item)
{
	uint32_t i;

	map_init(&v->seen);
	if (item >= 0) {
		visit_tags(v, &page->items[item].tags);
	} else {
		visit_tags(v, &page->tags);
		for (i = 0; i < page->nitems; i++)
			visit_tags(v, &page->items[i].tags);
	}
	map_fini(&v->seen);
}

static void
put_key(struct buf *out, const char *tag)
{
	struct buf key;

	buf_init(&key, out->cap);
	buf_puts(&key, "/tag/");
	tag_key(&key, slice_of(tag));
	view_encode_path(out, buf_slice(&key));
	out->failed = out->failed || key.failed;
	buf_fini(&key);
}

static void
gemtext_one(struct buf *out, const char *tag, const struct view *view)
{
	(void)view;
	if (tag == NULL) {
		buf_putc(out, '\n');
		return;
	}
	buf_puts(out, "=> ");
	put_key(out, tag);
	buf_puts(out, " Tag: ");
	view_put_line(out, slice_of(tag));
	buf_putc(out, '\n');
}

void
gemtext_tags(struct buf *out, const struct page *page, int item)
{
	struct visit v = { .out = out, .put = gemtext_one };

	visit(&v, page, item);
}

static void
menu_one(struct buf *out, const char *tag, const struct view *view)
{
	struct buf label, path;

	if (tag == NULL) {
		menu_info(out, slice_of(""));
		return;
	}
	buf_init(&label, out->cap);
	buf_init(&path, out->cap);
	buf_printf(&label, "Tag: %s", tag);
	buf_puts(&path, "/tag/");
	tag_key(&path, slice_of(tag));
	out->failed = out->failed || label.failed || path.failed;
	menu_link(out, '1', buf_slice(&label), buf_slice(&path), view);
	buf_fini(&label);
	buf_fini(&path);
}

void
menu_tags(struct buf *out, const struct page *page, const struct view *view)
{
	struct visit v = { .out = out, .view = view, .put = menu_one };

	visit(&v, page, -1);
}

/* --- /tag/ and /tag/KEY --------------------------------------------------- */

static void
put_title(struct buf *out, const struct tag *tag)
{
	buf_puts(out, tag == NULL ? "Tags" : "Tag: ");
	if (tag != NULL)
		view_put_line(out, slice_of(tag->name));
}

static void
put_count(struct buf *out, const struct tag *tag)
{
	view_put_line(out, slice_of(tag->name));
	buf_printf(out, " (%u)", tag->n);
}

void
gemtext_tagged(struct buf *out, const struct tag *tag, const struct view *view)
{
	const struct tags *tags = corpus_tags(view->corpus);
	uint32_t i;

	buf_puts(out, "# ");
	put_title(out, tag);
	buf_puts(out, "\n\n");
	for (i = 0; tag != NULL && i < tag->n; i++)
		gemtext_hit(out, &tag->v[i], view);
	for (i = 0; tag == NULL && i < tags->n; i++) {
		buf_puts(out, "=> ");
		put_key(out, tags->v[i].key);
		buf_putc(out, ' ');
		put_count(out, &tags->v[i]);
		buf_putc(out, '\n');
	}
	if (tag == NULL && tags->n == 0)
		buf_puts(out, "Nothing has a tag.\n");
	buf_putc(out, '\n');
	if (tag != NULL)
		buf_puts(out, "=> /tag/ All tags\n");
	buf_puts(out, "=> / Home\n");
}

void
menu_tagged(struct buf *out, const struct tag *tag, const struct view *view)
{
	const struct tags *tags = corpus_tags(view->corpus);
	struct lines l = menu_lines(out);
	struct buf text, path;
	uint32_t i;

	buf_init(&text, out->cap);
	buf_init(&path, out->cap);
	put_title(&text, tag);
	lines_heading(&l, buf_slice(&text), 1);
	lines_gap(&l);
	for (i = 0; tag != NULL && i < tag->n; i++)
		menu_hit(out, &tag->v[i], view);
	for (i = 0; tag == NULL && i < tags->n; i++) {
		buf_clear(&text);
		buf_clear(&path);
		put_count(&text, &tags->v[i]);
		buf_printf(&path, "/tag/%s", tags->v[i].key);
		menu_link(out, '1', buf_slice(&text), buf_slice(&path), view);
	}
	if (tag == NULL && tags->n == 0)
		menu_info(out, slice_of("Nothing has a tag."));
	lines_gap(&l);
	if (tag != NULL)
		menu_link(out, '1', slice_of("All tags"), slice_of("/tag/"),
		    view);
	menu_link(out, '1', slice_of("Home"), slice_of("/"), view);
	menu_end(out);
	out->failed = out->failed || text.failed || path.failed;
	buf_fini(&text);
	buf_fini(&path);
}

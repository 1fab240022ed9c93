#include "render/plain.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/vec.h"
#include "render/gopher_uri.h"
#include "render/lines.h"

/*
 * Links get their number where they are met, a target that comes again its
 * first one; what they lead to is written when all text is out.
 */
struct plain {
	struct lines lines;
	const struct page *page;
	const struct view *view;
	struct map numbers;		/* href -> number, as a pointer */
	VEC(const struct target *) notes;
	struct buf shown;		/* a text with the numbers in it */
	struct buf text;		/* what put_text writes and empties */
};

static uintptr_t
number(struct plain *p, const struct target *target)
{
	const struct target **note;
	uintptr_t n = p->notes.n + 1;
	void *first = map_add(&p->numbers, slice_of(target->href), (void *)n);

	if (first == NULL) {
		p->lines.out->failed = true;
		return 0;
	}
	if (first == (void *)n) {
		if ((note = vec_push(&p->notes)) == NULL)
			p->lines.out->failed = true;
		else
			*note = target;
	}
	return (uintptr_t)first;
}

/* the text itself says where the link leads */
static bool
speaks_for_itself(const struct target *target, struct slice label)
{
	return target->kind == TARGET_URI && slice_is(label, target->href);
}

/* lines.shown: a number after each label */
static struct slice
with_numbers(void *arg, const struct text *t)
{
	struct plain *p = arg;
	const struct link *l;
	struct slice label;
	uint32_t i, at = 0;

	if (t->nlinks == 0)
		return (struct slice){ t->s, t->n };
	buf_clear(&p->shown);
	for (i = 0; i < t->nlinks; i++) {
		l = &t->links[i];
		buf_put(&p->shown, t->s + at, l->start + l->n - at);
		at = l->start + l->n;
		label = (struct slice){ t->s + l->start, l->n };
		if (!speaks_for_itself(&l->target, label))
			buf_printf(&p->shown, " [%ju]",
			    (uintmax_t)number(p, &l->target));
	}
	buf_put(&p->shown, t->s + at, t->n - at);
	if (p->shown.failed)
		p->lines.out->failed = true;
	return buf_slice(&p->shown);
}

/* what was put into p->text */
static void
put_text(struct plain *p, const char *first, const char *rest)
{
	if (p->text.failed)
		p->lines.out->failed = true;
	lines_put(&p->lines, first, rest, buf_slice(&p->text));
	buf_clear(&p->text);
}

/* a URI, or the address of a path of ours */
static void
put_target(struct buf *out, const struct plain *p, const struct target *target)
{
	struct buf path;
	char type;

	if (target->kind == TARGET_URI) {
		buf_puts(out, target->href);
		return;
	}
	buf_init(&path, out->cap);
	type = view_selector(&path, p->page, target, p->view);
	gopher_uri_begin(out, type, p->view);
	view_encode_path(out, buf_slice(&path));
	out->failed = out->failed || path.failed;
	buf_fini(&path);
}

static void
put_link(struct plain *p, const struct block *b)
{
	struct slice label = slice_of(b->link.label);

	if (label.n == 0 || speaks_for_itself(&b->link.target, label)) {
		put_target(&p->text, p, &b->link.target);
	} else {
		buf_put_slice(&p->text, label);
		buf_printf(&p->text, " [%ju]",
		    (uintmax_t)number(p, &b->link.target));
	}
	put_text(p, "", "");
}

static void
put_blocks(struct plain *p, const struct blocks *blocks)
{
	const struct block *b;
	uint32_t i;

	for (i = 0; i < blocks->n; i++) {
		b = &blocks->v[i];
		if (i == 0 || view_gap(b))
			lines_gap(&p->lines);
		if (b->kind == BLOCK_LINK)
			put_link(p, b);
		else
			lines_block(&p->lines, b);
	}
}

static void
put_answer(struct plain *p, const struct item *item, unsigned subhead)
{
	p->lines.subhead = subhead;
	put_blocks(p, &item->answer);
	if (item->updated != NULL) {
		lines_gap(&p->lines);
		buf_printf(&p->text, "Updated %s", item->updated);
		put_text(p, "", "");
	}
}

static void
put_notes(struct plain *p)
{
	char first[24], rest[24];
	uint32_t i;
	int n;

	if (p->notes.n > 0)
		lines_gap(&p->lines);
	for (i = 0; i < p->notes.n; i++) {
		n = snprintf(first, sizeof(first), "[%u] ", i + 1);
		snprintf(rest, sizeof(rest), "%*s", n, "");
		put_target(&p->text, p, p->notes.v[i]);
		put_text(p, first, rest);
	}
}

/* What another text is, and the address at which it is found. */
static void
put_address(struct plain *p, const char *what, const char *title, int item)
{
	lines_gap(&p->lines);
	buf_puts(&p->text, what);
	buf_puts(&p->text, title);
	put_text(p, "", "");
	gopher_uri_begin(&p->text, item >= 0 ? '0' : '1', p->view);
	view_address(&p->text, p->page, item);
	put_text(p, "", "");
}

static void
put_meta(struct plain *p)
{
	const struct meta *m;
	bool first = true;
	uint32_t i;

	for (i = 0; i < p->page->nmeta; i++) {
		m = &p->page->meta[i];
		if (!view_shows_meta(m))
			continue;
		if (first)
			lines_gap(&p->lines);
		first = false;
		buf_printf(&p->text, "%s: %s", m->key, m->value);
		put_text(p, "", "");
	}
}

static void
begin(struct plain *p, struct buf *out, const struct page *page,
    const struct view *view)
{
	*p = (struct plain){
		.lines = { .out = out, .width = view->text_width, .head = "",
		    .tail = "\r\n", .shown = with_numbers, .arg = p },
		.page = page,
		.view = view,
	};
	map_init(&p->numbers);
	buf_init(&p->shown, out->cap);
	buf_init(&p->text, out->cap);
}

static void
end(struct plain *p)
{
	map_fini(&p->numbers);
	vec_fini(&p->notes);
	buf_fini(&p->shown);
	buf_fini(&p->text);
}

void
plain_item(struct buf *out, const struct page *page, uint32_t item,
    const struct view *view)
{
	struct plain p;

	begin(&p, out, page, view);
	lines_heading(&p.lines, slice_of(page->items[item].question), 1);
	put_answer(&p, &page->items[item], 2);
	put_notes(&p);
	lines_gap(&p.lines);
	lines_rule(&p.lines);
	put_address(&p, "From: ", page->title, -1);
	if (item > 0)
		put_address(&p, "Previous: ", page->items[item - 1].question,
		    (int)item - 1);
	if (item + 1 < page->nitems)
		put_address(&p, "Next: ", page->items[item + 1].question,
		    (int)item + 1);
	end(&p);
}

void
plain_all(struct buf *out, const struct page *page, const struct view *view)
{
	const char *section;
	struct plain p;
	uint32_t i;

	begin(&p, out, page, view);
	lines_heading(&p.lines, slice_of(page->title), 1);
	if (page->date != NULL || page->updated != NULL) {
		lines_gap(&p.lines);
		view_put_dates(&p.text, page);
		put_text(&p, "", "");
	}
	put_blocks(&p, &page->intro);
	for (i = 0; i < page->nitems; i++) {
		if ((section = view_section(page, i)) != NULL) {
			lines_gap(&p.lines);
			lines_heading(&p.lines, slice_of(section), 1);
		}
		put_blocks(&p, &page->items[i].lead);
		lines_gap(&p.lines);
		lines_heading(&p.lines, slice_of(page->items[i].question), 2);
		put_answer(&p, &page->items[i], 3);
	}
	put_notes(&p);
	put_meta(&p);
	lines_gap(&p.lines);
	lines_rule(&p.lines);
	put_address(&p, "From: ", page->title, -1);
	end(&p);
}

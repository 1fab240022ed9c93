/*
 * Pieces are collected in growing arrays on the heap and copied, in their
 * final size, to the page's arena as soon as they are complete: an answer
 * when the next question comes, a list when something else follows.
 */
#include "model/build.h"

#include <stdlib.h>
#include <string.h>

#include "model/build_part.h"
#include "model/target.h"

enum { TEXT_MAX = 8 << 20 };	/* bytes; a file has at most half of it */

struct build *
build_new(enum page_kind kind, const char *file, struct slice slug)
{
	struct build *b = calloc(1, sizeof(*b));
	struct arena arena;
	struct page *p;

	if (b == NULL)
		return NULL;
	buf_init(&b->text, TEXT_MAX);
	arena_init(&arena);
	if ((p = arena_alloc(&arena, sizeof(*p))) == NULL) {
		build_free(b);
		return NULL;
	}
	b->page = p;
	p->arena = arena;	/* from here on the page holds it */
	p->kind = kind;
	p->refs = 1;
	p->file = arena_str(&p->arena, slice_of(file));
	build_slug(b, slug);
	return b;
}

void
build_free(struct build *b)
{
	if (b == NULL)
		return;
	page_unref(b->page);
	buf_fini(&b->text);
	vec_fini(&b->links);
	vec_fini(&b->blocks);
	vec_fini(&b->list);
	vec_fini(&b->quote);
	vec_fini(&b->tags);
	vec_fini(&b->aliases);
	vec_fini(&b->names);
	vec_fini(&b->items);
	vec_fini(&b->meta);
	free(b);
}

/* --- fields ---------------------------------------------------------------- */

static const char *
keep(struct build *b, struct slice s)
{
	return arena_str(&b->page->arena, s);
}

/* The same for what stands on one line: TABs become blanks. */
static const char *
keep_line(struct build *b, struct slice s)
{
	char *copy = arena_str(&b->page->arena, s), *tab = copy;

	while (tab != NULL && (tab = strchr(tab, '\t')) != NULL)
		*tab = ' ';
	return copy;
}

void
build_title(struct build *b, struct slice s, enum title_from from)
{
	b->page->title = keep_line(b, s);
	b->page->title_from = from;
}

void
build_summary(struct build *b, struct slice s)
{
	b->page->summary = keep_line(b, s);
}

void
build_lang(struct build *b, struct slice s)
{
	b->page->lang = keep(b, s);
}

void
build_date(struct build *b, struct slice s)
{
	b->page->date = keep(b, s);
}

void
build_updated(struct build *b, struct slice s)
{
	b->page->updated = keep(b, s);
}

void
build_slug(struct build *b, struct slice s)
{
	b->page->slug = keep(b, s);
}

void
build_meta(struct build *b, struct slice key, struct slice value)
{
	struct meta *m = vec_push(&b->meta);

	if (m == NULL)
		b->failed = true;
	else
		*m = (struct meta){ keep(b, key), keep_line(b, value) };
}

void
build_tag(struct build *b, struct slice s)
{
	const char **tag = vec_push(&b->tags);

	if (tag == NULL)
		b->failed = true;
	else
		*tag = keep_line(b, s);
}

void
build_alias(struct build *b, struct slice s)
{
	const char **alias = vec_push(&b->aliases);

	if (alias == NULL)
		b->failed = true;
	else
		*alias = keep(b, s);
}

void
build_name(struct build *b, struct slice s)
{
	const char **name = vec_push(&b->names);

	if (name == NULL)
		b->failed = true;
	else
		*name = keep(b, s);
}

/* --- blocks ---------------------------------------------------------------- */

/* a block of the intro or the last answer; NULL without memory */
static struct block *
push_block(struct build *b, enum block_kind kind, enum block_gap gap,
    uint32_t line)
{
	struct block *k = vec_push(&b->blocks);

	if (k == NULL) {
		b->failed = true;
		return NULL;
	}
	k->kind = kind;
	k->gap = gap;
	k->line = line;
	return k;
}

/* the gap above what begins now; if nothing is said, there is none below */
static enum block_gap
take_gap(struct build *b)
{
	enum block_gap gap = b->gap;

	if (gap == GAP_LINE)
		b->gap = GAP_NONE;
	return gap;
}

/* another block of its own: whatever was open ends before it */
static struct block *
new_block(struct build *b, enum block_kind kind, uint32_t line)
{
	build_break(b);
	return push_block(b, kind, take_gap(b), line);
}

void
build_break(struct build *b)
{
	struct arena *a = &b->page->arena;
	struct block *k;

	if (b->list.n > 0 &&
	    (k = push_block(b, BLOCK_LIST, b->run_gap, b->run_line)) != NULL) {
		k->list.n = b->list.n;
		k->list.v = arena_copy(a, b->list.v,
		    b->list.n * sizeof(*b->list.v));
	}
	if (b->quote.n > 0 &&
	    (k = push_block(b, BLOCK_QUOTE, b->run_gap, b->run_line)) != NULL) {
		k->quote.n = b->quote.n;
		k->quote.v = arena_copy(a, b->quote.v,
		    b->quote.n * sizeof(*b->quote.v));
	}
	b->list.n = b->quote.n = 0;
}

void
build_gap(struct build *b, enum block_gap gap)
{
	b->gap = gap;
}

void
build_para(struct build *b, uint32_t line)
{
	struct text t = build_take_text(b);
	struct block *k;

	if (t.n > 0 && (k = new_block(b, BLOCK_PARA, line)) != NULL)
		k->text = t;
}

void
build_subhead(struct build *b, unsigned level, uint32_t line)
{
	struct text t = build_take_text(b);
	struct block *k;

	if (t.n > 0 && (k = new_block(b, BLOCK_SUBHEAD, line)) != NULL) {
		k->subhead.text = t;
		k->subhead.level = (uint8_t)level;
	}
}

void
build_quote(struct build *b, uint32_t line)
{
	struct text t = build_take_text(b), *q;

	if (t.n == 0)
		return;
	if (b->quote.n == 0) {
		build_break(b);
		b->run_line = line;
		b->run_gap = take_gap(b);
	}
	if ((q = vec_push(&b->quote)) == NULL)
		b->failed = true;
	else
		*q = t;
}

void
build_list_item(struct build *b, unsigned depth, unsigned number, uint32_t line)
{
	struct text t = build_take_text(b);
	struct list_item *i;

	if (t.n == 0)
		return;
	if (b->list.n == 0) {
		build_break(b);
		b->run_line = line;
		b->run_gap = take_gap(b);
	}
	if ((i = vec_push(&b->list)) == NULL) {
		b->failed = true;
		return;
	}
	i->text = t;
	i->line = line;
	i->number = (uint16_t)number;
	i->depth = depth < 2 ? (uint8_t)depth : 2;
}

void
build_link_line(struct build *b, struct slice target, struct slice label,
    uint32_t line)
{
	struct block *k = new_block(b, BLOCK_LINK, line);

	if (k != NULL) {
		k->link.label = keep_line(b, label);
		k->link.target = target_make(&b->page->arena, b->page, target);
	}
}

void
build_pre(struct build *b, struct slice label, struct slice body, uint32_t line)
{
	struct block *k = new_block(b, BLOCK_PRE, line);

	if (k != NULL) {
		k->pre.label = keep_line(b, label);
		k->pre.body = keep(b, body);
		k->pre.n = (uint32_t)body.n;
	}
}

uint32_t
build_answer_blocks(const struct build *b)
{
	return b->blocks.n + (b->list.n > 0) + (b->quote.n > 0);
}

/* --- items ----------------------------------------------------------------- */

static struct strings
keep_strings(struct build *b, const char **v, uint32_t n)
{
	return (struct strings){ arena_copy(&b->page->arena, v, n * sizeof(*v)),
		n };
}

/* The blocks so far, whole; the next go elsewhere. */
static struct blocks
take_blocks(struct build *b)
{
	struct blocks blocks;

	build_drop_text(b);
	build_break(b);
	blocks.v = arena_copy(&b->page->arena, b->blocks.v,
	    b->blocks.n * sizeof(*b->blocks.v));
	blocks.n = b->blocks.n;
	b->blocks.n = 0;
	return blocks;
}

/* What was collected belongs to the last item, or else to the page. */
static void
close_container(struct build *b)
{
	struct page *p = b->page;
	struct item *last = b->items.n > 0 ? &b->items.v[b->items.n - 1] : NULL;

	*(last != NULL ? &last->answer : &p->intro) = take_blocks(b);
	*(last != NULL ? &last->tags : &p->tags) =
	    keep_strings(b, b->tags.v, b->tags.n);
	*(last != NULL ? &last->aliases : &p->aliases) =
	    keep_strings(b, b->aliases.v, b->aliases.n);
	if (last != NULL)
		last->names = keep_strings(b, b->names.v, b->names.n);
	b->tags.n = b->aliases.n = b->names.n = 0;
}

void
build_question(struct build *b, struct slice question, uint32_t line)
{
	struct blocks lead = { 0 };
	struct item *i;

	if (b->leading)
		lead = take_blocks(b);
	else
		close_container(b);
	b->leading = false;
	if ((i = vec_push(&b->items)) == NULL) {
		b->failed = true;
		return;
	}
	i->question = keep_line(b, question);
	i->section = b->section;
	i->lead = lead;
	i->line = line;
}

void
build_item_id(struct build *b, struct slice id)
{
	if (b->items.n > 0) {
		b->items.v[b->items.n - 1].id = keep(b, id);
		b->items.v[b->items.n - 1].id_given = true;
	}
}

void
build_item_updated(struct build *b, struct slice date)
{
	if (b->items.n > 0)
		b->items.v[b->items.n - 1].updated = keep(b, date);
}

void
build_section(struct build *b, struct slice title)
{
	if (!b->leading)
		close_container(b);
	b->leading = true;
	b->section = title.n > 0 ? keep_line(b, title) : NULL;
}

uint32_t
build_items(const struct build *b)
{
	return b->items.n;
}

/* --- the end --------------------------------------------------------------- */

/* "/folder/slug", the folder being that of the file */
static const char *
make_path(struct build *b)
{
	struct page *p = b->page;
	const char *slash = strrchr(p->file, '/');
	size_t folder = slash != NULL ? (size_t)(slash - p->file) + 1 : 0;
	char *path = arena_alloc(&p->arena, 1 + folder + strlen(p->slug) + 1);

	if (path != NULL) {
		path[0] = '/';
		memcpy(path + 1, p->file, folder);
		strcpy(path + 1 + folder, p->slug);
	}
	return path;
}

struct page *
build_finish(struct build *b)
{
	struct page *p = b->page;

	if (!b->leading)
		close_container(b);
	p->items = arena_copy(&p->arena, b->items.v,
	    b->items.n * sizeof(*b->items.v));
	p->nitems = b->items.n;
	p->meta = arena_copy(&p->arena, b->meta.v,
	    b->meta.n * sizeof(*b->meta.v));
	p->nmeta = b->meta.n;
	if (!p->arena.failed)
		p->path = make_path(b);
	if (b->failed || p->arena.failed)
		return NULL;
	b->page = NULL;
	return p;
}

/*
 * Lifetime of a page, and the names of its items: one sorted array over ids
 * and aliases, searched by halving, so that a page of 5,000 questions needs
 * no table of its own.
 */
#include "model/page.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct page_name {
	const char *name;
	uint32_t item;
	bool alias;
};

struct page *
page_ref(struct page *p)
{
	p->refs++;
	return p;
}

void
page_unref(struct page *p)
{
	struct arena arena;

	if (p == NULL || --p->refs > 0)
		return;
	free(p->names);
	arena = p->arena;	/* the page itself lies in it */
	arena_fini(&arena);
}

int
page_set_id(struct page *p, uint32_t item, struct slice id)
{
	assert(item < p->nitems && p->items[item].id == NULL);
	p->items[item].id = arena_str(&p->arena, id);
	return p->items[item].id != NULL ? 0 : -1;
}

/* by name; of equal names ids first, then by place on the page */
static int
compare_names(const void *va, const void *vb)
{
	const struct page_name *a = va, *b = vb;
	int order = strcmp(a->name, b->name);

	if (order == 0)
		order = a->alias - b->alias;
	if (order == 0)
		order = (a->item > b->item) - (a->item < b->item);
	return order;
}

int
page_index(struct page *p)
{
	uint32_t i, k, n = 0;

	for (i = 0; i < p->nitems; i++)
		n += 1 + p->items[i].aliases.n + p->items[i].names.n;
	free(p->names);
	p->nnames = 0;
	if ((p->names = calloc(n > 0 ? n : 1, sizeof(*p->names))) == NULL)
		return -1;
	for (i = 0; i < p->nitems; i++) {
		const struct item *item = &p->items[i];

		assert(item->id != NULL);
		p->names[p->nnames++] =
		    (struct page_name){ item->id, i, false };
		for (k = 0; k < item->aliases.n; k++)
			p->names[p->nnames++] =
			    (struct page_name){ item->aliases.v[k], i, true };
		for (k = 0; k < item->names.n; k++)
			p->names[p->nnames++] =
			    (struct page_name){ item->names.v[k], i, true };
	}
	qsort(p->names, p->nnames, sizeof(*p->names), compare_names);
	return 0;
}

/* strcmp(name, id) for an id that has no NUL at its end */
static int
compare_id(const char *name, struct slice id)
{
	int order = strncmp(name, id.p, id.n);

	return order != 0 ? order : name[id.n] != '\0';
}

int
page_find(const struct page *p, struct slice id, bool *alias)
{
	uint32_t low = 0, high = p->nnames, mid;

	if (id.n == 0 || memchr(id.p, '\0', id.n) != NULL)
		return -1;
	/* the first of equal names */
	while (low < high) {
		mid = low + (high - low) / 2;
		if (compare_id(p->names[mid].name, id) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == p->nnames || compare_id(p->names[low].name, id) != 0)
		return -1;
	if (alias != NULL)
		*alias = p->names[low].alias;
	return (int)p->names[low].item;
}

struct visit {
	void (*each)(void *, const struct target *, uint32_t);
	void *arg;
};

static void
visit_text(const struct visit *v, const struct text *t, uint32_t line)
{
	uint32_t i;

	for (i = 0; i < t->nlinks; i++)
		v->each(v->arg, &t->links[i].target,
		    t->links[i].line > 0 ? t->links[i].line : line);
}

static void
visit_block(const struct visit *v, const struct block *b)
{
	uint32_t i;

	switch (b->kind) {
	case BLOCK_PARA:
		visit_text(v, &b->text, b->line);
		break;
	case BLOCK_LIST:
		for (i = 0; i < b->list.n; i++)
			visit_text(v, &b->list.v[i].text, b->list.v[i].line);
		break;
	case BLOCK_QUOTE:
		for (i = 0; i < b->quote.n; i++)
			visit_text(v, &b->quote.v[i], b->line);
		break;
	case BLOCK_LINK:
		v->each(v->arg, &b->link.target, b->line);
		break;
	case BLOCK_SUBHEAD:
		visit_text(v, &b->subhead.text, b->line);
		break;
	case BLOCK_PRE:
		break;
	}
}

static void
visit_blocks(const struct visit *v, const struct blocks *blocks)
{
	uint32_t i;

	for (i = 0; i < blocks->n; i++)
		visit_block(v, &blocks->v[i]);
}

void
page_each_target(const struct page *p,
    void (*each)(void *, const struct target *, uint32_t), void *arg)
{
	struct visit v = { each, arg };
	uint32_t i;

	visit_blocks(&v, &p->intro);
	for (i = 0; i < p->nitems; i++) {
		visit_blocks(&v, &p->items[i].lead);
		visit_blocks(&v, &p->items[i].answer);
	}
}

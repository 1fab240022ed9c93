#include "model/tags.h"

#include <stdlib.h>
#include <unicase.h>
#include <uninorm.h>

#include "base/vec.h"

enum { KEY_MAX = 1024 };	/* bytes; a longer tag is none */

/* One tag of one document. */
struct use {
	const char *name, *key;
	struct hit hit;
	uint32_t order;
};

struct uses {
	VEC(struct use) list;
	struct arena arena;
	bool failed;
};

void
tag_key(struct buf *out, struct slice name)
{
	uint8_t folded[KEY_MAX], *p;
	size_t n = sizeof(folded), i;

	name = slice_trim(name);
	p = u8_casefold((const uint8_t *)name.p, name.n, NULL, UNINORM_NFC,
	    folded, &n);
	if (p == NULL)	/* not UTF-8, or no memory: no tag has it as key */
		n = 0;
	for (i = 0; i < n; i++)
		buf_putc(out, p[i] == ' ' || p[i] == '\t' || p[i] == '/'
			? '-' : (char)p[i]);
	if (p != folded)
		free(p);
}

static void
add(struct uses *u, const struct hit *hit, const char *name)
{
	struct use *use;
	struct buf key;

	buf_init(&key, KEY_MAX);
	tag_key(&key, slice_of(name));
	if (key.n > 0 && !key.failed) {
		if ((use = vec_push(&u->list)) == NULL)
			u->failed = true;
		else
			*use = (struct use){ name, arena_str(&u->arena,
			    buf_slice(&key)), *hit, u->list.n };
	}
	buf_fini(&key);
}

static void
add_page(void *arg, const struct entry *e, const struct page *page)
{
	struct uses *u = arg;
	struct hit hit = { e, page, -1 };
	uint32_t k;

	for (k = 0; k < page->tags.n; k++)
		add(u, &hit, page->tags.v[k]);
	for (hit.item = 0; hit.item < (int)page->nitems; hit.item++)
		for (k = 0; k < page->items[hit.item].tags.n; k++)
			add(u, &hit, page->items[hit.item].tags.v[k]);
}

static int
by_key(const void *va, const void *vb)
{
	const struct use *a = va, *b = vb;
	int order = strcmp(a->key, b->key);

	return order != 0 ? order : (a->order > b->order) -
	    (a->order < b->order);
}

static bool
is_same(const struct hit *a, const struct hit *b)
{
	return a->page == b->page && a->item == b->item;
}

/* Uses, sorted, as tags: no document twice under one. */
static int
gather(struct tags *t, const struct uses *u)
{
	const struct use *use;
	struct tag *tag = NULL;
	uint32_t i, n = 0;

	t->v = calloc(u->list.n + (size_t)1, sizeof(*t->v));
	t->hits = calloc(u->list.n + (size_t)1, sizeof(*t->hits));
	if (t->v == NULL || t->hits == NULL)
		return -1;
	for (i = 0; i < u->list.n; i++) {
		use = &u->list.v[i];
		if (tag == NULL || strcmp(tag->key, use->key) != 0) {
			tag = &t->v[t->n++];
			*tag = (struct tag){ use->name, use->key,
				&t->hits[n], 0 };
		} else if (is_same(&t->hits[n - 1], &use->hit)) {
			continue;
		}
		t->hits[n++] = use->hit;
		tag->n++;
	}
	return 0;
}

struct tags *
tags_new(const struct corpus *corpus)
{
	struct tags *t = calloc(1, sizeof(*t));
	struct uses u = { 0 };

	arena_init(&u.arena);
	corpus_each_page(corpus, add_page, &u);
	u.failed = u.failed || u.arena.failed;
	if (t != NULL)
		t->arena = u.arena;
	else
		arena_fini(&u.arena);
	if (t != NULL && !u.failed && u.list.n > 0)
		qsort(u.list.v, u.list.n, sizeof(*u.list.v), by_key);
	if (t != NULL && (u.failed || gather(t, &u) == -1)) {
		tags_free(t);
		t = NULL;
	}
	vec_fini(&u.list);
	return t;
}

void
tags_free(struct tags *t)
{
	if (t == NULL)
		return;
	free(t->v);
	free(t->hits);
	arena_fini(&t->arena);
	free(t);
}

static int
compare_key(const void *key, const void *tag)
{
	return strcmp(key, ((const struct tag *)tag)->key);
}

const struct tag *
tags_find(const struct tags *t, struct slice name)
{
	const struct tag *found = NULL;
	struct buf key;

	buf_init(&key, KEY_MAX);
	tag_key(&key, name);
	buf_putc(&key, '\0');
	if (!key.failed)
		found = bsearch(key.p, t->v, t->n, sizeof(*t->v), compare_key);
	buf_fini(&key);
	return found;
}

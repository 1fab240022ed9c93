#include "model/recent.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/vec.h"

struct changes {
	VEC(struct change) list;
	bool failed;
};

/* said: by the document, or NULL; else seen: by the ledger, or 0. */
static void
add(struct changes *c, const char *said, int64_t seen, const struct hit *hit)
{
	struct change *slot;
	time_t seconds = seen;
	struct tm day;

	if (said == NULL && seen == 0)
		return;
	if ((slot = vec_push(&c->list)) == NULL) {
		c->failed = true;
		return;
	}
	slot->hit = *hit;
	slot->order = c->list.n;
	if (said != NULL)
		snprintf(slot->day, sizeof(slot->day), "%.10s", said);
	else if (gmtime_r(&seconds, &day) == NULL ||
	    strftime(slot->day, sizeof(slot->day), "%Y-%m-%d", &day) != 10)
		c->list.n--;	/* a year that no calendar has */
}

/* When the ledger saw item change, after it had come with its page; or 0. */
static int64_t
seen(const struct page *page, const struct item *item)
{
	return item->times.changed > page->times.first
	    ? item->times.changed : 0;
}

static void
add_items(struct changes *c, const struct entry *e, const struct page *page)
{
	struct hit hit = { e, page, 0 };
	const struct item *item;

	for (; hit.item < (int)page->nitems; hit.item++) {
		item = &page->items[hit.item];
		add(c, item->updated, seen(page, item), &hit);
	}
}

static void
add_page(void *arg, const struct entry *e, const struct page *page)
{
	bool edited = page->times.changed > page->times.first;
	struct hit hit = { e, page, -1 };
	const char *said = page->updated;

	if (said == NULL && !edited)
		said = page->date;
	add(arg, said, page->times.changed, &hit);
	add_items(arg, e, page);
}

/* By day, the latest first; the pages and questions of one day as they come */
static int
by_day(const void *va, const void *vb)
{
	const struct change *a = va, *b = vb;
	int order = strcmp(b->day, a->day);

	return order != 0 ? order : (a->order > b->order) -
	    (a->order < b->order);
}

/* The first RECENT_MAX of them, which are then gone from c. */
static struct recent *
take(struct changes *c)
{
	struct recent *r = c->failed ? NULL : calloc(1, sizeof(*r));

	if (r == NULL) {
		vec_fini(&c->list);
		return NULL;
	}
	if (c->list.n > 0)
		qsort(c->list.v, c->list.n, sizeof(*c->list.v), by_day);
	r->v = c->list.v;
	r->n = c->list.n < RECENT_MAX ? c->list.n : RECENT_MAX;
	return r;
}

struct recent *
recent_new(const struct corpus *corpus)
{
	struct changes c = { 0 };

	corpus_each_page(corpus, add_page, &c);
	return take(&c);
}

struct recent *
recent_of(const struct page *page)
{
	struct changes c = { 0 };

	add_items(&c, NULL, page);
	return take(&c);
}

void
recent_free(struct recent *r)
{
	if (r == NULL)
		return;
	free(r->v);
	free(r);
}

#include "model/translations.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/vec.h"

struct translation {
	const char *key;	/* the address without its language */
	const struct page *page;
	uint32_t order;
};

struct translations {
	VEC(struct translation) list;	/* by key */
	struct arena arena;
	bool failed;
};

/* Whether s is the language, or its part before the first "-". */
static bool
names(struct slice s, const char *lang)
{
	size_t n = strcspn(lang, "-");

	return (s.n == n || s.n == strlen(lang)) &&
	    strncasecmp(s.p, lang, s.n) == 0;
}

/* name without ".ko" or "-ko" at its end */
static struct slice
without_end(struct slice name, const char *lang)
{
	size_t i;

	for (i = name.n; i > 1; i--)
		if ((name.p[i - 1] == '.' || name.p[i - 1] == '-') &&
		    names(slice_from(name, i), lang))
			return (struct slice){ name.p, i - 1 };
	return name;
}

static void
put_key(struct buf *out, const struct page *page)
{
	struct slice rest = slice_of(page->path), part;

	while (rest.n > 0) {
		rest = slice_from(rest, 1);	/* "/" */
		part = slice_take_until(&rest, "/");
		if (rest.n == 0)
			part = without_end(part, page->lang);
		else if (names(part, page->lang))
			continue;
		buf_putc(out, '/');
		buf_put_slice(out, part);
	}
}

static void
add(void *arg, const struct entry *e, const struct page *page)
{
	struct translations *t = arg;
	struct translation *slot;
	struct buf key;

	if (page->lang == NULL || page->lang[0] == '\0' || e->page != page)
		return;		/* an index is not at its own address */
	buf_init(&key, 1 << 20);
	put_key(&key, page);
	if (key.failed || (slot = vec_push(&t->list)) == NULL)
		t->failed = true;
	else
		*slot = (struct translation){
			arena_str(&t->arena, buf_slice(&key)), page,
			t->list.n };
	buf_fini(&key);
}

static int
by_key(const void *va, const void *vb)
{
	const struct translation *a = va, *b = vb;
	int order = strcmp(a->key, b->key);

	return order != 0 ? order : (a->order > b->order) -
	    (a->order < b->order);
}

struct translations *
translations_new(const struct corpus *corpus)
{
	struct translations *t = calloc(1, sizeof(*t));

	if (t == NULL)
		return NULL;
	arena_init(&t->arena);
	corpus_each_page(corpus, add, t);
	if (t->failed || t->arena.failed) {
		translations_free(t);
		return NULL;
	}
	if (t->list.n > 0)
		qsort(t->list.v, t->list.n, sizeof(*t->list.v), by_key);
	return t;
}

void
translations_free(struct translations *t)
{
	if (t == NULL)
		return;
	vec_fini(&t->list);
	arena_fini(&t->arena);
	free(t);
}

/* The first that is not before key. */
static uint32_t
lower(const struct translations *t, const char *key)
{
	uint32_t low = 0, high = t->list.n, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (strcmp(t->list.v[mid].key, key) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

const struct page *
translations_of(const struct translations *t, const struct page *page,
    uint32_t i)
{
	const struct page *found = NULL, *other;
	struct buf key;
	uint32_t k;

	if (page->lang == NULL || page->lang[0] == '\0')
		return NULL;
	buf_init(&key, 1 << 20);
	put_key(&key, page);
	buf_putc(&key, '\0');
	for (k = key.failed ? t->list.n : lower(t, key.p);
	     k < t->list.n && strcmp(t->list.v[k].key, key.p) == 0; k++) {
		other = t->list.v[k].page;
		if (strcasecmp(other->lang, page->lang) != 0 && i-- == 0) {
			found = other;
			break;
		}
	}
	buf_fini(&key);
	return found;
}

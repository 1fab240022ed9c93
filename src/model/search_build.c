/*
 * Building: one pass over the corpus writes down, for each document, which
 * terms it has, and adds up how long each term's list will be. Then all lists
 * are laid out in one piece and filled by reading that log once more. So the
 * index is made in its final size, and little else is needed on the way.
 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/map.h"
#include "base/vec.h"
#include "model/postings.h"
#include "model/search_index.h"
#include "model/search_text.h"
#include "model/words.h"

enum { LOG_CHUNK = 1 << 20 };	/* bytes */

/* A term on the way. */
struct building {
	struct slice name;
	size_t bytes;		/* of its list so far */
	uint32_t number;	/* in the order of first sight */
	uint32_t n, next;	/* documents; the lowest that may come */
	unsigned weight;	/* in this document; 0: not in it yet */
	struct postings_writer writer;
};

/* The log: "how many terms, and for each its number and weight". */
struct chunk {
	struct chunk *later;
	uint32_t n;
	uint32_t v[];
};

struct builder {
	struct search *s;
	struct arena arena;
	struct map by_name;	/* -> building */
	VEC(struct building *) terms;	/* by number */
	VEC(struct building *) here;	/* those of this document */
	VEC(struct search_page) pages;
	VEC(uint16_t) lengths;
	struct chunk *first, *last;
	uint32_t words;		/* of this document */
	bool failed;
};

/* --- a document ----------------------------------------------------------- */

static struct building *
find(struct builder *b, struct slice name)
{
	struct building *t = map_get(&b->by_name, name), **slot;

	if (t != NULL)
		return t;
	t = arena_alloc(&b->arena, sizeof(*t));
	if (t == NULL || (slot = vec_push(&b->terms)) == NULL)
		return NULL;
	*slot = t;
	t->number = b->terms.n - 1;
	t->name = (struct slice){ arena_str(&b->arena, name), name.n };
	if (t->name.p == NULL || map_add(&b->by_name, t->name, t) == NULL)
		return NULL;
	return t;
}

static bool
add_text(void *arg, enum search_field field, struct slice text)
{
	struct builder *b = arg;
	struct building *t, **slot;
	struct words words;
	struct word w;

	words_begin(&words, text);
	while (words_next(&words, &w)) {
		if ((t = find(b, w.term)) == NULL) {
			b->failed = true;
			return false;
		}
		if (t->weight == 0) {
			if ((slot = vec_push(&b->here)) == NULL) {
				b->failed = true;
				return false;
			}
			*slot = t;
		}
		t->weight += field == FIELD_TITLE ? QUESTION_WEIGHT : 1;
		b->words++;
	}
	return true;
}

/* --- the log -------------------------------------------------------------- */

/* Room for n numbers in a row; NULL without memory. */
static uint32_t *
log_room(struct builder *b, uint32_t n)
{
	enum { NUMBERS = LOG_CHUNK / sizeof(uint32_t) };
	struct chunk *c = b->last;
	uint32_t *v;

	if (c == NULL || c->n + n > NUMBERS) {
		c = malloc(sizeof(*c) + (n > NUMBERS ? n : NUMBERS) *
		    sizeof(*c->v));
		if (c == NULL)
			return NULL;
		*c = (struct chunk){ 0 };
		if (b->last != NULL)
			b->last->later = c;
		else
			b->first = c;
		b->last = c;
	}
	v = c->v + c->n;
	c->n += n;
	return v;
}

/* A number and a weight of at most POSTINGS_WEIGHT_MAX in one. */
static uint32_t
pack(const struct building *t)
{
	return t->number << 8 |
	    (t->weight < POSTINGS_WEIGHT_MAX ? t->weight : POSTINGS_WEIGHT_MAX);
}

static void
end_document(struct builder *b)
{
	uint32_t doc = b->lengths.n, i, *v;
	uint16_t *length = vec_push(&b->lengths);
	struct building *t;

	if (length == NULL || b->failed || b->terms.n > UINT32_MAX >> 8 ||
	    (v = log_room(b, b->here.n + 1)) == NULL) {
		b->failed = true;
		return;
	}
	*length = (uint16_t)(b->words < UINT16_MAX ? b->words : UINT16_MAX);
	b->words = 0;
	*v++ = b->here.n;
	for (i = 0; i < b->here.n; i++) {
		t = b->here.v[i];
		*v++ = pack(t);
		t->bytes += postings_size(doc - t->next, t->weight);
		t->next = doc + 1;
		t->n++;
		t->weight = 0;
	}
	b->here.n = 0;
}

static void
add_page(void *arg, const struct entry *e, const struct page *page)
{
	struct builder *b = arg;
	struct search_page *slot = vec_push(&b->pages);
	int i;

	if (slot == NULL) {
		b->failed = true;
		return;
	}
	*slot = (struct search_page){ e, page, b->lengths.n };
	for (i = -1; i < (int)page->nitems && !b->failed; i++) {
		search_text_each(page, i, add_text, b);
		end_document(b);
	}
}

/* --- the index ------------------------------------------------------------ */

static int
by_name(const void *va, const void *vb)
{
	const struct building *const *a = va, *const *b = vb;

	return slice_compare((*a)->name, (*b)->name);
}

/* Where each list and each name will be; sorted holds the terms by name. */
static int
lay_out(struct search *s, struct building **sorted, uint32_t n)
{
	size_t names = 0;
	uint32_t i;

	s->terms = malloc((n + (size_t)1) * sizeof(*s->terms));
	if (s->terms == NULL)
		return -1;
	s->nterms = n;
	for (i = 0; i < n; i++) {
		s->terms[i] = (struct term){ s->postings_size,
			(uint32_t)names, sorted[i]->n };
		names += sorted[i]->name.n;
		s->postings_size += postings_skips_size(sorted[i]->n) +
		    sorted[i]->bytes;
	}
	s->terms[n] = (struct term){ s->postings_size, (uint32_t)names, 0 };
	/* never nothing, which malloc may answer with NULL */
	s->names = malloc(names + 1);
	s->postings = malloc(s->postings_size + 1);
	if (names > UINT32_MAX || s->names == NULL || s->postings == NULL)
		return -1;
	for (i = 0; i < n; i++) {
		memcpy(s->names + s->terms[i].name, sorted[i]->name.p,
		    sorted[i]->name.n);
		postings_begin(&sorted[i]->writer,
		    s->postings + s->terms[i].postings, sorted[i]->n);
	}
	return 0;
}

/* The log, once more. */
static void
fill(struct builder *b)
{
	uint32_t i, n, doc = 0;
	struct chunk *c;

	for (c = b->first; c != NULL; c = c->later)
		for (i = 0; i < c->n; doc++)
			for (n = c->v[i++]; n > 0; n--, i++)
				postings_put(&b->terms.v[c->v[i] >> 8]->writer,
				    doc, c->v[i] & 0xff);
}

struct name {
	struct slice s;
	uint32_t doc;
};

static int
by_address(const void *va, const void *vb)
{
	const struct name *a = va, *b = vb;
	int order = slice_compare(a->s, b->s);

	return order != 0 ? order : (a->doc > b->doc) - (a->doc < b->doc);
}

static int
sort_names(struct search *s)
{
	struct name *names = calloc(s->ndocs + (size_t)1, sizeof(*names));
	uint32_t i;

	s->by_name = calloc(s->ndocs + (size_t)1, sizeof(*s->by_name));
	if (names == NULL || s->by_name == NULL) {
		free(names);
		return -1;
	}
	for (i = 0; i < s->ndocs; i++)
		names[i] = (struct name){ search_address(s, i), i };
	qsort(names, s->ndocs, sizeof(*names), by_address);
	for (i = 0; i < s->ndocs; i++)
		s->by_name[i] = names[i].doc;
	free(names);
	return 0;
}

/* v in its final size, which is the caller's. */
static void *
keep(void *v, size_t size)
{
	void *less = realloc(v, size > 0 ? size : 1);

	return less != NULL ? less : v;
}

static int
finish(struct builder *b)
{
	struct search *s = b->s;
	struct building **sorted;
	uint64_t sum = 0;
	uint32_t i;
	int ok;

	s->ndocs = b->lengths.n;
	s->npages = b->pages.n;
	s->lengths = keep(b->lengths.v, s->ndocs * sizeof(*s->lengths));
	s->pages = keep(b->pages.v, s->npages * sizeof(*s->pages));
	b->lengths.v = NULL;
	b->pages.v = NULL;
	for (i = 0; i < s->ndocs; i++)
		sum += s->lengths[i];
	s->mean = s->ndocs > 0 && sum > 0
	    ? (float)sum / (float)s->ndocs : 1.0F;
	sorted = malloc(b->terms.n * sizeof(*sorted) + 1);
	if (sorted == NULL)
		return -1;
	if (b->terms.n > 0) {
		memcpy(sorted, b->terms.v, b->terms.n * sizeof(*sorted));
		qsort(sorted, b->terms.n, sizeof(*sorted), by_name);
	}
	ok = lay_out(s, sorted, b->terms.n);
	free(sorted);
	if (ok == -1)
		return -1;
	fill(b);
	return sort_names(s);
}

struct search *
search_new(const struct corpus *corpus)
{
	struct builder b = { .s = calloc(1, sizeof(*b.s)) };
	struct chunk *c, *later;

	if (b.s == NULL)
		return NULL;
	arena_init(&b.arena);
	map_init(&b.by_name);
	corpus_each_page(corpus, add_page, &b);
	if (b.failed || finish(&b) == -1) {
		search_free(b.s);
		b.s = NULL;
	}
	vec_fini(&b.terms);
	vec_fini(&b.here);
	vec_fini(&b.pages);
	vec_fini(&b.lengths);
	for (c = b.first; c != NULL; c = later) {
		later = c->later;
		free(c);
	}
	map_fini(&b.by_name);
	arena_fini(&b.arena);
	return b.s;
}

void
search_free(struct search *s)
{
	if (s == NULL)
		return;
	free(s->terms);
	free(s->names);
	free(s->postings);
	free(s->pages);
	free(s->lengths);
	free(s->by_name);
	free(s);
}

struct search_size
search_size(const struct search *s)
{
	size_t terms = s->nterms + (size_t)1;

	return (struct search_size){ s->ndocs, s->nterms,
		sizeof(*s) + terms * sizeof(*s->terms) +
		    s->terms[s->nterms].name + s->postings_size +
		    s->npages * sizeof(*s->pages) +
		    s->ndocs * (sizeof(*s->lengths) +
			sizeof(*s->by_name)) };
}

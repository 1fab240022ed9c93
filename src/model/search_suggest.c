/*
 * What somebody may have meant whose words, or whose address, are nowhere.
 */
#include <stdlib.h>

#include "model/near.h"
#include "model/search_index.h"

static struct slice
get_name(const void *arg, uint32_t i)
{
	return search_name(arg, i);
}

struct nearest {
	const struct search *s;
	uint32_t term;
	unsigned distance;
	bool found;
};

/* the nearest; of those the one that most documents have */
static void
keep_nearest(void *arg, uint32_t term, unsigned distance)
{
	const struct term *terms;
	struct nearest *n = arg;

	terms = n->s->terms;
	if (!n->found || distance < n->distance ||
	    (distance == n->distance && terms[term].n > terms[n->term].n)) {
		n->term = term;
		n->distance = distance;
		n->found = true;
	}
}

static bool
is_somewhere(const struct search *s, const struct query_word *w)
{
	uint32_t at = search_lower(s, w->term);

	return w->prefix ? at < search_upper(s, w->term)
			 : at < s->nterms &&
		slice_eq(search_name(s, at), w->term);
}

void
search_suggest(const struct search *s, const struct query *q, struct buf *out)
{
	struct near_list list = { s->nterms, get_name, s };
	const struct query_word *w;
	struct nearest n;
	size_t at = 0;
	uint32_t i;

	for (i = 0; i < q->n; i++) {
		w = &q->words[i];
		if (w->kind != WORD_WHOLE || is_somewhere(s, w))
			continue;
		n = (struct nearest){ .s = s };
		near_each(&list, w->term, near_distance(w->term.n),
		    keep_nearest, &n);
		if (!n.found)
			continue;
		buf_put(out, q->text.p + at, w->start - at);
		buf_put_slice(out, search_name(s, n.term));
		at = w->end;
	}
	if (at > 0)
		buf_put_slice(out, slice_from(q->text, at));
}

/* --- addresses ------------------------------------------------------------ */

enum {
	NEAREST = 200,		/* documents that are weighed */
	MANY_WORDS = 3,		/* of an address: then some of them will do */
	SHORTEST = 3,		/* bytes of a name that has words */
};

struct close {
	uint32_t doc;
	unsigned distance;
	bool elsewhere;		/* not on the page that was asked for */
};

struct closest {
	const struct search *s;
	struct slice page;	/* its path, "" when none was named */
	struct close v[NEAREST];
	uint32_t n;
};

static struct slice
get_address(const void *arg, uint32_t i)
{
	const struct search *s = arg;

	return search_address(s, s->by_name[i]);
}

static void
keep_close(void *arg, uint32_t i, unsigned distance)
{
	struct closest *c = arg;
	uint32_t doc = c->s->by_name[i];
	struct hit h = search_hit(c->s, doc);

	if (c->n < NEAREST)
		c->v[c->n++] = (struct close){ doc, distance,
			h.item < 0 || !slice_is(c->page, h.page->path) };
}

static int
by_distance(const void *va, const void *vb)
{
	const struct close *a = va, *b = vb;

	if (a->elsewhere != b->elsewhere)
		return a->elsewhere - b->elsewhere;
	if (a->distance != b->distance)
		return a->distance < b->distance ? -1 : 1;
	return (a->doc > b->doc) - (a->doc < b->doc);
}

/* s as an id would have it: small letters, "-" for "_" and blanks, and without
   the suffix of a file; answers how many bytes. */
static size_t
as_id(struct slice s, char out[NEAR_MAX])
{
	size_t i;
	char c;

	for (i = 0; i < s.n && i < NEAR_MAX && s.p[i] != '.'; i++) {
		c = s.p[i];
		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		out[i] = c == '_' || c == ' ' ? '-' : c;
	}
	return i;
}

/* Those that have the words of name, behind the n that are there already. */
static uint32_t
add_by_words(const struct search *s, struct slice name, struct hit *v,
    uint32_t n, uint32_t most)
{
	uint32_t i, k, first = n;
	struct hits hits;
	struct query q;

	query_parse(&q, name);
	search_find(s, &q, NULL, 0, &hits);
	if (hits.partial && q.n < MANY_WORDS)
		return n;
	for (i = 0; i < hits.n && n < most; i++) {
		for (k = 0; k < first; k++)
			if (v[k].page == hits.v[i].page &&
			    v[k].item == hits.v[i].item)
				break;
		if (k == first)
			v[n++] = hits.v[i];
	}
	return n;
}

uint32_t
search_near(const struct search *s, struct slice path, struct hit *v,
    uint32_t most)
{
	struct near_list list = { s->ndocs, get_address, s };
	struct closest c = { .s = s, .page = path };
	struct slice name;
	char id[NEAR_MAX];
	uint32_t i, n = 0;

	while (c.page.n > 0 && c.page.p[c.page.n - 1] == '/')
		c.page.n--;
	path = c.page;
	while (c.page.n > 0 && c.page.p[c.page.n - 1] != '/')
		c.page.n--;
	name = slice_from(path, c.page.n);
	if (c.page.n > 0)
		c.page.n--;
	name = (struct slice){ id, as_id(name, id) };
	near_each(&list, name, near_distance(name.n), keep_close, &c);
	qsort(c.v, c.n, sizeof(*c.v), by_distance);
	for (i = 0; i < c.n && n < most; i++)
		v[n++] = search_hit(s, c.v[i].doc);
	if (n < most && name.n >= SHORTEST)
		n = add_by_words(s, name, v, n, most);
	return n;
}

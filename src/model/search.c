/*
 * A query, answered: its words become groups of terms, the rarest first. The
 * documents of the first group are candidates; each further group adds to the
 * score of those that have one of its terms. Postings are read in order of
 * documents, and what no candidate needs is skipped.
 */
#include "model/search.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/postings.h"
#include "model/search_index.h"
#include "model/search_text.h"

/* BM25's: how soon a repeated word says nothing new, how much a long text
   counts against a document, and what the beginning of a word is worth. */
static const float K1 = 1.2F, B = 0.6F, BEGINNING = 0.4F;

enum {
	STEPS = 2000000,	/* postings; when so many have been looked at no
				   other list is opened */
	EXPANSIONS = 64,	/* terms that begin with a word, */
	EXPANDED = 100000,	/* the postings of all but the first of them, */
	RANGE = 16384,		/* and terms among which they are chosen */
	CHECKED_BYTES = 64 << 10,	/* read for a phrase, of the best hits */
	COMMON_MIN = 64,	/* documents that have a common word: so many, */
	COMMON_SHARE = 8,	/* and more than one in so many of all */
	COMMON_RANKED = 3,	/* of a query's; the others are not looked at */
	DENSE = 8,		/* postings for each candidate: more are passed
				   over by their skips */
};

/* What one word of the query stands for. */
struct group {
	uint32_t terms[EXPANSIONS];
	uint32_t n;
	uint32_t exact;		/* the term that is the word; or nterms */
	uint32_t df;		/* documents, or more: lists may overlap */
	float idf;
};

struct score {
	float sum;
	uint32_t groups;	/* a bit for each that it has */
};

struct run {
	const struct search *s;
	const struct query *q;
	struct group groups[QUERY_WORDS];
	uint32_t ngroups;
	bool missing;		/* a word that is nowhere */
	uint32_t low, high;	/* documents from low, before high */
	struct score *scores;	/* of low and those after it */
	uint64_t *live;		/* a bit for each: it is a candidate */
	uint32_t nlive;
	uint32_t steps;		/* left */
	float norm, norm_word;	/* of a text without words, and more for each */
};

/* --- terms ---------------------------------------------------------------- */

uint32_t
search_lower(const struct search *s, struct slice name)
{
	uint32_t low = 0, high = s->nterms, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (slice_compare(search_name(s, mid), name) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

uint32_t
search_upper(const struct search *s, struct slice prefix)
{
	uint32_t low = 0, high = s->nterms, mid;
	struct slice name;

	while (low < high) {
		mid = low + (high - low) / 2;
		name = search_name(s, mid);
		if (name.n > prefix.n)
			name.n = prefix.n;
		if (slice_compare(name, prefix) <= 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* --- groups --------------------------------------------------------------- */

/* Of the terms from..to those that most documents have. */
static void
expand(const struct search *s, struct group *g, uint32_t from, uint32_t to)
{
	uint32_t i, k;

	if (to - from > RANGE)
		to = from + RANGE;
	for (i = from; i < to; i++) {
		k = g->n < EXPANSIONS ? g->n++ : EXPANSIONS;
		/* sorted, the commonest first; the last falls out */
		for (; k > 0 && s->terms[g->terms[k - 1]].n < s->terms[i].n;
		     k--)
			if (k < EXPANSIONS)
				g->terms[k] = g->terms[k - 1];
		if (k < EXPANSIONS)
			g->terms[k] = i;
	}
}

/* Without the rarest of its terms, if they are too many postings. */
static void
limit(const struct search *s, struct group *g)
{
	uint32_t i, n = 0;

	for (i = 1; i < g->n; i++)
		if ((n += s->terms[g->terms[i]].n) > EXPANDED)
			g->n = i;
}

static void
make_group(const struct search *s, const struct query_word *w, struct group *g)
{
	uint32_t at = search_lower(s, w->term), i, df;
	float n = (float)s->ndocs;

	g->n = g->df = 0;
	g->exact = s->nterms;
	if (at < s->nterms && slice_eq(search_name(s, at), w->term))
		g->exact = at++;
	if (w->prefix) {
		expand(s, g, at, search_upper(s, w->term));
		limit(s, g);
	}
	if (g->exact != s->nterms) {
		if (g->n == EXPANSIONS)
			g->n--;
		g->terms[g->n++] = g->exact;
	}
	for (i = 0; i < g->n; i++)
		g->df += s->terms[g->terms[i]].n;
	df = g->exact != s->nterms ? s->terms[g->exact].n : g->df;
	if (df > s->ndocs)
		df = s->ndocs;
	g->idf = logf(1 + (n - (float)df + 0.5F) / ((float)df + 0.5F));
}

static int
by_df(const void *va, const void *vb)
{
	const struct group *a = va, *b = vb;

	return (a->df > b->df) - (a->df < b->df);
}

/* One for each word that is somewhere, no word twice. */
static void
make_groups(struct run *r)
{
	const struct query *q = r->q;
	uint32_t i, k;

	for (i = 0; i < q->n; i++) {
		for (k = 0; k < q->n; k++)
			if (k != i &&
			    slice_eq(q->words[k].term, q->words[i].term) &&
			    (q->words[k].prefix > q->words[i].prefix ||
			     (q->words[k].prefix == q->words[i].prefix &&
			      k < i)))
				break;
		if (k < q->n)
			continue;
		make_group(r->s, &q->words[i], &r->groups[r->ngroups]);
		if (r->groups[r->ngroups].n > 0)
			r->ngroups++;
		else
			r->missing = true;
	}
	qsort(r->groups, r->ngroups, sizeof(*r->groups), by_df);
}

/* So many documents have it that it tells nothing beside a rarer word. */
static bool
is_common(const struct run *r, uint32_t g)
{
	return g > 0 && r->groups[g].df >= COMMON_MIN &&
	    r->groups[g].df > r->s->ndocs / COMMON_SHARE;
}

/* --- candidates ----------------------------------------------------------- */

static bool
is_live(const struct run *r, uint32_t doc)
{
	return r->live[(doc - r->low) / 64] >> (doc - r->low) % 64 & 1;
}

/* The first candidate at doc or behind it, or high. */
static uint32_t
next_live(const struct run *r, uint32_t doc)
{
	uint64_t bits;
	uint32_t i;

	for (; doc < r->high; doc += 64 - i % 64) {
		i = doc - r->low;
		bits = r->live[i / 64] >> i % 64;
		if (bits != 0)
			return doc + (uint32_t)__builtin_ctzll(bits);
	}
	return r->high;
}

static void
score(struct run *r, uint32_t g, float worth, const struct postings *p)
{
	struct score *to = &r->scores[p->doc - r->low];
	float weight = (float)p->weight;

	to->sum += worth * weight / (weight + r->norm +
	    r->norm_word * (float)r->s->lengths[p->doc]);
	to->groups |= UINT32_C(1) << g;
}

/* What has been looked at is taken from what is left to look at. */
static void
charge(struct run *r, uint32_t n)
{
	r->steps = n < r->steps ? r->steps - n : 0;
}

/* Candidates that have a term get its score: few of many postings. */
static void
update_sparse(struct run *r, uint32_t g, float worth, struct postings *p)
{
	uint32_t doc = next_live(r, r->low), n = 0;

	for (; doc < r->high; n++) {
		postings_seek(p, doc);
		if (p->doc == doc)
			score(r, g, worth, p);
		doc = next_live(r, p->doc > doc ? p->doc : doc + 1);
	}
	charge(r, n);
}

/* The same where the candidates are many: others get a score too, since to look
   would cost more. */
static void
update_dense(struct run *r, uint32_t g, float worth, struct postings *p)
{
	uint32_t before = p->left;

	for (; p->doc < r->high; postings_next(p))
		score(r, g, worth, p);
	charge(r, before - p->left);
}

/* All documents that have a term become candidates. */
static void
admit(struct run *r, uint32_t g, float worth, struct postings *p)
{
	uint32_t before = p->left, i;

	for (; p->doc < r->high; postings_next(p)) {
		i = p->doc - r->low;
		r->nlive += !is_live(r, p->doc);
		r->live[i / 64] |= UINT64_C(1) << i % 64;
		score(r, g, worth, p);
	}
	charge(r, before - p->left);
}

/* All terms of a group; its documents become candidates if admitting. */
static void
run_group(struct run *r, uint32_t g, bool admitting)
{
	const struct group *group = &r->groups[g];
	const struct term *t;
	struct postings p;
	float worth;
	uint32_t i;

	for (i = 0; i < group->n && r->steps > 0; i++) {
		worth = (K1 + 1) * group->idf;
		if (group->terms[i] != group->exact &&
		    group->exact != r->s->nterms)
			worth *= BEGINNING;
		t = &r->s->terms[group->terms[i]];
		postings_open(&p, r->s->postings + t->postings, t->n);
		postings_seek(&p, r->low);
		if (admitting)
			admit(r, g, worth, &p);
		else if (t->n / DENSE > r->nlive)
			update_sparse(r, g, worth, &p);
		else
			update_dense(r, g, worth, &p);
	}
}

/* Candidates without a group are none any more. */
static void
drop(struct run *r, uint32_t g)
{
	uint32_t doc, i;

	for (doc = next_live(r, r->low); doc < r->high;
	     doc = next_live(r, doc + 1)) {
		i = doc - r->low;
		if (r->scores[i].groups >> g & 1)
			continue;
		r->live[i / 64] &= ~(UINT64_C(1) << i % 64);
		r->nlive--;
	}
}

/* Those that have all groups, but for the common ones. */
static void
find_all(struct run *r)
{
	uint32_t g, common = 0;

	for (g = 0; g < r->ngroups; g++) {
		if (is_common(r, g) && common++ == COMMON_RANKED)
			return;		/* all that follow are, too */
		run_group(r, g, g == 0);
		if (r->steps == 0)
			return;		/* the rest is not known */
		if (g > 0 && !is_common(r, g))
			drop(r, g);
	}
}

/* Those that have any. */
static void
find_any(struct run *r)
{
	uint32_t g, common = 0;

	for (g = 0; g < r->ngroups; g++) {
		if (is_common(r, g) && common++ == COMMON_RANKED)
			return;
		run_group(r, g, true);
	}
}

/* --- hits ----------------------------------------------------------------- */

struct hit
search_hit(const struct search *s, uint32_t doc)
{
	uint32_t low = 0, high = s->npages, mid;

	/* the last page that begins at doc or before it */
	while (high - low > 1) {
		mid = low + (high - low) / 2;
		if (s->pages[mid].first <= doc)
			low = mid;
		else
			high = mid;
	}
	return (struct hit){ s->pages[low].entry, s->pages[low].page,
		(int)(doc - s->pages[low].first) - 1 };
}

struct slice
search_address(const struct search *s, uint32_t doc)
{
	struct hit h = search_hit(s, doc);
	const char *dot;

	if (h.item >= 0)
		return slice_of(h.page->items[h.item].id);
	dot = h.entry->kind == ENTRY_PROSE ? strrchr(h.entry->name, '.') : NULL;
	return dot == NULL ? slice_of(h.entry->name) :
	    (struct slice){ h.entry->name, (size_t)(dot - h.entry->name) };
}

/* The best n candidates, the best first; answers how many there are. */
static uint32_t
best(const struct run *r, uint32_t *docs, uint32_t n)
{
	uint32_t doc, k, found = 0;
	float sum;

	for (doc = next_live(r, r->low); doc < r->high;
	     doc = next_live(r, doc + 1)) {
		sum = r->scores[doc - r->low].sum;
		if (found == n && sum <= r->scores[docs[n - 1] - r->low].sum)
			continue;
		if (found < n)
			found++;
		for (k = found - 1;
		     k > 0 && r->scores[docs[k - 1] - r->low].sum < sum; k--)
			docs[k] = docs[k - 1];
		docs[k] = doc;
	}
	return found;
}

struct check {
	const struct query *q;
	uint32_t seen;		/* a bit for each phrase */
	size_t bytes;		/* that may still be read */
};

static bool
check_text(void *arg, enum search_field field, struct slice text)
{
	struct check *c = arg;
	unsigned p;

	(void)field;
	if (text.n > c->bytes)
		text.n = c->bytes;
	c->bytes -= text.n;
	for (p = 1; p <= c->q->phrases; p++)
		if (!(c->seen >> p & 1) && query_phrase_in(c->q, p, text))
			c->seen |= UINT32_C(1) << p;
	return c->bytes > 0;
}

/* Keeps those that have all phrases; answers how many. */
static uint32_t
check_phrases(const struct run *r, uint32_t *docs, uint32_t n)
{
	uint32_t all = (UINT32_C(2) << r->q->phrases) - 2, i, kept = 0;
	struct check c = { r->q, 0, CHECKED_BYTES };
	struct hit hit;

	for (i = 0; i < n && c.bytes > 0; i++) {
		hit = search_hit(r->s, docs[i]);
		c.seen = 0;
		search_text_each(hit.page, hit.item, check_text, &c);
		if (c.seen == all)
			docs[kept++] = docs[i];
	}
	return kept;
}

static void
take_hits(struct run *r, uint32_t page, struct hits *out)
{
	uint32_t docs[SEARCH_HITS * SEARCH_PAGES], i, first;
	uint32_t n = page < SEARCH_PAGES && r->q->phrases == 0
	    ? (page + 1) * SEARCH_HITS : SEARCH_HITS * SEARCH_PAGES;

	n = best(r, docs, n);
	out->total = r->nlive;
	if (r->q->phrases > 0 && !out->partial) {
		if ((i = check_phrases(r, docs, n)) > 0)
			out->total = n = i;
		else
			out->partial = true;	/* the words, but apart */
	}
	first = page * SEARCH_HITS;
	for (i = first; i < n && out->n < SEARCH_HITS; i++)
		out->v[out->n++] = search_hit(r->s, docs[i]);
}

/* --- the query ------------------------------------------------------------ */

static int
begin(struct run *r, const struct page *within)
{
	const struct search *s = r->s;
	uint32_t i, n;

	r->high = within == NULL ? s->ndocs : 0;
	for (i = 0; within != NULL && i < s->npages; i++)
		if (s->pages[i].page == within) {
			r->low = s->pages[i].first + 1;	/* its questions */
			r->high = r->low + within->nitems;
		}
	n = r->high - r->low;
	r->norm = K1 * (1 - B);
	r->norm_word = K1 * B / s->mean;
	r->scores = calloc(n + (size_t)1, sizeof(*r->scores));
	r->live = calloc(n / 64 + (size_t)1, sizeof(*r->live));
	return r->scores != NULL && r->live != NULL ? 0 : -1;
}

static void
reset(struct run *r)
{
	uint32_t n = r->high - r->low;

	memset(r->live, 0, (n / 64 + 1) * sizeof(*r->live));
	memset(r->scores, 0, n * sizeof(*r->scores));
	r->nlive = 0;
	r->steps = STEPS;
}

void
search_find(const struct search *s, const struct query *q,
    const struct page *within, uint32_t page, struct hits *out)
{
	struct run r = { .s = s, .q = q, .steps = STEPS };

	*out = (struct hits){ 0 };
	if (begin(&r, within) == -1) {
		out->failed = true;
	} else {
		make_groups(&r);
		if (!r.missing)
			find_all(&r);
		if (r.nlive == 0) {
			out->partial = true;
			reset(&r);
			find_any(&r);
		}
		take_hits(&r, page, out);
	}
	free(r.scores);
	free(r.live);
}

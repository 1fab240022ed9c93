/*
 * The ranking of search, beside one that looks at every document and knows no
 * index: on corpora that are made up, with queries of all kinds.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/build.h"
#include "model/search.h"

enum {
	DOCUMENTS = 1200,
	VOCABULARY = 300,
	A_PAGE = 7,		/* questions */
	/* as in search.c: what the ranking is, not how it is come by */
	EXPANSIONS = 64,
	COMMON_MIN = 64,
	COMMON_SHARE = 8,
	COMMON_RANKED = 3,
};

struct document {
	int item;
	char slug[16];		/* of its page */
	unsigned weight[VOCABULARY], length;
	double score;		/* for the query at hand; 0: not found */
};

static struct {
	struct corpus *corpus;
	char words[VOCABULARY][16];
	struct document *documents;
	uint32_t n, df[VOCABULARY];
	double mean;
	uint64_t seed;
} t;

static uint32_t
roll(uint32_t n)
{
	t.seed = t.seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(t.seed >> 33) % n;
}

/* --- a corpus ------------------------------------------------------------- */

static int
by_bytes(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* Words that begin alike, and some that others begin with; sorted. */
static void
make_words(void)
{
	static const char *const parts[] = { "ba", "b", "de", "ku", "lo" };
	uint32_t i, k, n;
	bool again;

	for (i = 0; i < VOCABULARY; i++)
		do {
			t.words[i][0] = '\0';
			for (n = 1 + roll(5), k = 0; k < n; k++)
				strcat(t.words[i], parts[roll(5)]);
			for (again = false, k = 0; k < i; k++)
				again = again ||
				    strcmp(t.words[k], t.words[i]) == 0;
		} while (again);
	qsort(t.words, VOCABULARY, sizeof(*t.words), by_bytes);
}

/* n words, the few that are common most of the time. */
static void
put_words(struct buf *out, struct document *d, uint32_t n, unsigned weight)
{
	uint32_t word, i;

	buf_clear(out);
	for (i = 0; i < n; i++) {
		word = roll(VOCABULARY) * (1 + roll(VOCABULARY)) / VOCABULARY;
		word = word * 97 % VOCABULARY;	/* of any letters */
		buf_printf(out, "%s ", t.words[word]);
		d->weight[word] += weight;
		d->length++;
	}
}

static struct document *
new_document(const char *slug, int item)
{
	struct document *d = &t.documents[t.n++];

	*d = (struct document){ .item = item };
	snprintf(d->slug, sizeof(d->slug), "%s", slug);
	return d;
}

static void
make_page(struct buf *text)
{
	struct document *d;
	struct build *b;
	struct page *page;
	char slug[16], id[16];
	int i;

	snprintf(slug, sizeof(slug), "p%05u", t.n);
	b = build_new(PAGE_QA, slug, slice_of(slug));
	d = new_document(slug, -1);
	put_words(text, d, 3, 4);
	build_title(b, buf_slice(text), TITLE_HEADER);
	build_summary(b, slice_of(""));
	for (i = 0; i < A_PAGE; i++) {
		d = new_document(slug, i);
		put_words(text, d, 1 + roll(6), 4);
		build_question(b, buf_slice(text), 1);
		put_words(text, d, 1 + roll(60), 1);
		build_text(b, buf_slice(text));
		build_para(b, 1);
		snprintf(id, sizeof(id), "q%d", i);
		build_item_id(b, slice_of(id));
	}
	page = build_finish(b);
	build_free(b);
	assert_non_null(page);
	assert_int_equal(page_index(page), 0);
	assert_non_null(corpus_add_page(t.corpus, page));
	page_unref(page);
}

static void
make_corpus(uint64_t seed)
{
	struct buf text;
	uint32_t i, w;

	t.seed = seed;
	t.n = 0;
	t.mean = 0;
	make_words();
	t.corpus = corpus_new();
	t.documents = calloc(DOCUMENTS + A_PAGE + 1, sizeof(*t.documents));
	assert_non_null(t.documents);
	buf_init(&text, 1 << 20);
	while (t.n < DOCUMENTS)
		make_page(&text);
	buf_fini(&text);
	assert_int_equal(corpus_finish(t.corpus), 0);
	assert_int_equal(corpus_index(t.corpus), 0);
	memset(t.df, 0, sizeof(t.df));
	for (i = 0; i < t.n; i++) {
		t.mean += t.documents[i].length / (double)t.n;
		for (w = 0; w < VOCABULARY; w++)
			t.df[w] += t.documents[i].weight[w] > 0;
	}
}

static void
drop_corpus(void)
{
	corpus_free(t.corpus);
	free(t.documents);
}

/* --- the ranking, by the book --------------------------------------------- */

struct group {
	uint32_t terms[VOCABULARY], n, df;
	int exact;		/* a term, or -1 */
};

static int
by_df(const void *va, const void *vb)
{
	uint32_t a = *(const uint32_t *)va, b = *(const uint32_t *)vb;

	if (t.df[a] != t.df[b])
		return t.df[a] > t.df[b] ? -1 : 1;
	return (a > b) - (a < b);
}

static struct group
make_group(const char *word, bool prefix)
{
	struct group g = { .exact = -1 };
	uint32_t w;

	for (w = 0; w < VOCABULARY; w++)
		if (strcmp(t.words[w], word) == 0 && t.df[w] > 0)
			g.exact = (int)w;
		else if (prefix && t.df[w] > 0 &&
		    strncmp(t.words[w], word, strlen(word)) == 0)
			g.terms[g.n++] = w;
	qsort(g.terms, g.n, sizeof(*g.terms), by_df);
	if (g.n > EXPANSIONS)
		g.n = EXPANSIONS;
	if (g.exact >= 0 && g.n == EXPANSIONS)
		g.n--;
	if (g.exact >= 0)
		g.terms[g.n++] = (uint32_t)g.exact;
	for (w = 0; w < g.n; w++)
		g.df += t.df[g.terms[w]];
	return g;
}

/* BM25 of a document for a group; 0: it has none of its terms. */
static double
score(const struct document *d, const struct group *g)
{
	double df = g->exact >= 0 ? t.df[g->exact] : g->df, sum = 0, weight;
	double idf, norm = 1.2 * (1 - 0.6 + 0.6 * d->length / t.mean);
	uint32_t i;

	if (df > t.n)
		df = t.n;
	idf = log(1 + (t.n - df + 0.5) / (df + 0.5));
	for (i = 0; i < g->n; i++) {
		weight = d->weight[g->terms[i]];
		if (weight > 0)
			sum += (g->exact < 0 || (int)g->terms[i] == g->exact
				? 1 : 0.4) * idf * weight * 2.2 /
			    (weight + norm);
	}
	return sum;
}

static bool
is_common(const struct group *g)
{
	return g->df >= COMMON_MIN && g->df > t.n / COMMON_SHARE;
}

/* Scores all documents; answers how many are found. */
static uint32_t
rank(const struct group *groups, uint32_t n, bool all)
{
	uint32_t i, g, common, found = 0;
	struct document *d;
	double sum;
	bool has;

	for (i = 0; i < t.n; i++) {
		d = &t.documents[i];
		d->score = 0;
		for (has = true, common = g = 0; g < n; g++) {
			if (g > 0 && is_common(&groups[g]) &&
			    common++ == COMMON_RANKED)
				break;
			sum = score(d, &groups[g]);
			d->score += sum;
			if (sum == 0 && all &&
			    !(g > 0 && is_common(&groups[g])))
				has = false;
		}
		if (!has)
			d->score = 0;
		found += d->score > 0;
	}
	return found;
}

static int
by_group(const void *va, const void *vb)
{
	const struct group *a = va, *b = vb;

	return (a->df > b->df) - (a->df < b->df);
}

static int
by_score(const void *va, const void *vb)
{
	const double *a = va, *b = vb;

	return (*b > *a) - (*b < *a);
}

/* --- both ----------------------------------------------------------------- */

static const struct document *
document_of(const struct hit *h)
{
	uint32_t i;

	for (i = 0; i < t.n; i++)
		if (t.documents[i].item == h->item &&
		    strcmp(t.documents[i].slug, h->page->slug) == 0)
			return &t.documents[i];
	fail_msg("a hit that is no document");
	return NULL;
}

/* What search finds is what there is, and each hit stands where it should:
   equals may change places. */
static void
compare(const char *text, uint32_t found, const double *sorted)
{
	struct query q;
	struct hits hits;
	uint32_t page, i, at = 0;
	double sum;

	query_parse(&q, slice_of(text));
	for (page = 0; page < SEARCH_PAGES; page++) {
		search_find(corpus_search(t.corpus), &q, NULL, page, &hits);
		assert_false(hits.failed);
		if (hits.total != found)
			fail_msg("\"%s\": %u, not %u", text, hits.total,
			    found);
		for (i = 0; i < hits.n; i++, at++) {
			sum = document_of(&hits.v[i])->score;
			if (fabs(sum - sorted[at]) > 1e-4 * sorted[at])
				fail_msg("\"%s\": hit %u has %f, not %f", text,
				    at, sum, sorted[at]);
		}
	}
	assert_int_equal(at, found < SEARCH_PAGES * SEARCH_HITS
		? found : SEARCH_PAGES * SEARCH_HITS);
}

static void
search_for(char words[][16], uint32_t n)
{
	double *sorted = calloc(t.n, sizeof(*sorted));
	struct group groups[QUERY_WORDS];
	uint32_t i, found, ngroups = 0;
	bool missing = false;
	char text[QUERY_WORDS * 16];

	assert_non_null(sorted);
	for (text[0] = '\0', i = 0; i < n; i++) {
		sprintf(text + strlen(text), i > 0 ? " %s" : "%s", words[i]);
		groups[ngroups] = make_group(words[i], i == n - 1);
		if (groups[ngroups].n > 0)
			ngroups++;
		else
			missing = true;
	}
	qsort(groups, ngroups, sizeof(*groups), by_group);
	found = missing ? 0 : rank(groups, ngroups, true);
	if (found == 0)
		found = rank(groups, ngroups, false);
	for (i = 0; i < t.n; i++)
		sorted[i] = t.documents[i].score;
	qsort(sorted, t.n, sizeof(*sorted), by_score);
	compare(text, found, sorted);
	free(sorted);
}

/* So many words that no two of them are the same. */
static void
search_for_some(uint32_t n, bool common)
{
	char words[QUERY_WORDS][16];
	uint32_t taken[QUERY_WORDS], i, k;

	for (i = 0; i < n; i++)
		do {
			do
				taken[i] = roll(VOCABULARY);
			while (common && t.df[taken[i]] <= t.n / COMMON_SHARE);
			strcpy(words[i], t.words[taken[i]]);
			for (k = 0; k < i && taken[k] != taken[i]; k++)
				continue;
		} while (k < i);
	if (n > 1 && roll(4) == 0)
		strcpy(words[0], "nowhere");
	if (roll(2) == 0)	/* the beginning of a word */
		words[n - 1][1 + roll(3)] = '\0';
	for (k = 0; k + 1 < n; k++)	/* and not one of the others */
		if (strcmp(words[k], words[n - 1]) == 0)
			return;
	search_for(words, n);
}

static uint32_t
common_words(void)
{
	uint32_t w, n = 0;

	for (w = 0; w < VOCABULARY; w++)
		n += t.df[w] > t.n / COMMON_SHARE;
	return n;
}

static void
it_is_that_of_looking_at_every_document(void **state)
{
	uint64_t seed;
	int i;

	(void)state;
	for (seed = 1; seed <= 3; seed++) {
		make_corpus(seed);
		assert_true(common_words() >= 12);
		for (i = 0; i < 60; i++) {
			search_for_some(1, false);
			search_for_some(1 + roll(3), false);
			search_for_some(2 + roll(3), true);
		}
		for (i = 0; i < 10; i++) {
			search_for_some(8, false);
			search_for_some(10, true);
		}
		drop_corpus();
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_that_of_looking_at_every_document),
	};

	return cmocka_run_group_tests_name("rank", tests, NULL, NULL);
}

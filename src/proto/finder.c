#include "proto/finder.h"

enum { SUGGESTION_MAX = 4096 };	/* bytes; a query has at most QUERY_MAX */

/* The last segment of path, which is taken off with its slash. */
static struct slice
take_segment(struct slice *path)
{
	struct slice whole = *path;
	size_t n = whole.n;

	while (n > 0 && whole.p[n - 1] != '/')
		n--;
	path->n = n > 0 ? n - 1 : 0;
	return slice_from(whole, n);
}

/* The number of a page of results from 2 on, counted from 0; or 0. */
static uint32_t
page_number(struct slice s)
{
	uint32_t n = 0;
	size_t i;

	for (i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9' || n > SEARCH_PAGES)
			return 0;
		n = n * 10 + (uint32_t)(s.p[i] - '0');
	}
	return n >= 2 && n <= SEARCH_PAGES && s.p[0] != '0' ? n - 1 : 0;
}

bool
finder_at(const struct corpus *corpus, struct slice path, struct finder *out)
{
	struct slice name;
	struct found f;
	bool slash;

	*out = (struct finder){ 0 };
	while (path.n > 0 && path.p[path.n - 1] == '/')
		path.n--;
	name = take_segment(&path);
	if ((out->number = page_number(name)) > 0)
		name = take_segment(&path);
	if (!slice_is(name, "search"))
		return false;
	if (path.n == 0)
		return true;
	f = corpus_find(corpus, path, &slash);
	if (f.kind != FOUND_PAGE)
		return false;
	out->within = f.entry->page;
	return true;
}

bool
finder_tag_at(const struct corpus *corpus, struct slice path,
    const struct tag **tag)
{
	*tag = NULL;
	while (path.n > 0 && path.p[path.n - 1] == '/')
		path.n--;
	if (slice_is(path, "/tag"))
		return true;
	if (!slice_starts(path, "/tag/"))
		return false;
	*tag = tags_find(corpus_tags(corpus),
	    slice_from(path, strlen("/tag/")));
	return *tag != NULL;
}

bool
finder_put(const struct finder *f, struct slice text, struct tally *tally,
    struct buf *out, const struct view *view,
    void (*put)(struct buf *, const struct results *, const struct view *))
{
	const struct search *search = corpus_search(view->corpus);
	struct results r = { .number = f->number, .within = f->within };
	struct buf suggestion;
	struct query query;
	struct hits hits;

	query_parse(&query, text);
	if (query.n == 0)
		return false;
	search_find(search, &query, f->within, f->number, &hits);
	out->failed = out->failed || hits.failed;
	if (hits.total == 0 && f->number == 0 && !hits.failed)
		tally_miss(tally, view->host, query.text);
	r.query = &query;
	r.hits = &hits;
	buf_init(&suggestion, SUGGESTION_MAX);
	if (hits.partial)
		search_suggest(search, &query, &suggestion);
	r.suggestion = buf_slice(&suggestion);
	put(out, &r, view);
	buf_fini(&suggestion);
	return true;
}

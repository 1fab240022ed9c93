/*
 * Former addresses: each leads to where its question is now, however many
 * moves ago that was, or is gone.
 */
#include "parse/ledger_part.h"

enum { HOPS_MAX = 16 };	/* moves that are followed */

struct telling {
	struct ledger *ledger;
	struct corpus *corpus;
	struct map moves;	/* former path of a question -> its record */
};

/* The page at its path, which may be one that is older than its document. */
static const struct page *
page_of(const struct telling *t, const struct known *k)
{
	struct found f;
	bool slash;

	f = corpus_find(t->corpus, slice_of(k->path), &slash);
	return (f.kind == FOUND_PAGE || f.kind == FOUND_PROSE) && !f.moved
	    ? f.entry->page : NULL;
}

/* The page at a path, or the one that took its place; NULL: there is none. */
static const struct known *
follow_page(const struct ledger *l, const char *path)
{
	const struct known *k = map_get(&l->by_path, slice_of(path));
	int hops;

	for (hops = 0; hops < HOPS_MAX && k != NULL && k->fate.at != NULL;
	     hops++)
		k = map_get(&l->by_path, slice_of(k->fate.at));
	return k;
}

/*
 * Where the question that moved to path is now: the page, and its id there.
 * NULL when it is gone, or cannot be read now (*unsure).
 */
static const struct known *
follow(struct telling *t, const char *path, const char **id, bool *unsure)
{
	const struct known *k;
	const struct page *page;
	struct record *r;
	const char *slash;
	int hops;

	*unsure = false;
	for (hops = 0; hops < HOPS_MAX && path != NULL; hops++) {
		slash = strrchr(path, '/');
		k = map_get(&t->ledger->by_path,
		    (struct slice){ path, (size_t)(slash - path) });
		*id = slash + 1;
		if (k == NULL)
			return NULL;
		page = page_of(t, k);
		*unsure = page == NULL && fate_none(&k->fate);
		if (*unsure)
			return NULL;
		if (page != NULL && page_find(page, slice_of(*id), NULL) != -1)
			return k;
		if ((r = map_get(&t->moves, slice_of(path))) != NULL)
			path = r->fate.at;
		else if (k->fate.at != NULL)
			path = ledger_path(t->ledger, slice_of(k->fate.at),
			    *id);
		else
			return NULL;
	}
	return NULL;
}

static int
tell_record(struct telling *t, const char *path, const struct record *r)
{
	const struct known *k = NULL;
	const char *id = NULL;
	bool unsure = false;

	if (r->fate.at != NULL)
		k = follow(t, r->fate.at, &id, &unsure);
	if (unsure)
		return 0;
	if (k == NULL)
		return corpus_add_gone(t->corpus, path);
	return corpus_add_moved(t->corpus, path, k->path, id);
}

/* All former addresses among the records of k, beneath path. */
static int
tell_records(struct telling *t, const char *path, const struct known *k)
{
	const struct record *r;
	const char *address;
	uint32_t i;

	for (i = 0; i < k->records.n; i++) {
		r = k->records.v[i];
		if (fate_none(&r->fate))
			continue;
		address = ledger_path(t->ledger, slice_of(path), r->id);
		if (address == NULL || tell_record(t, address, r) == -1)
			return -1;
	}
	return 0;
}

static int
tell_page(struct telling *t, const struct known *k)
{
	const struct known *now;

	if (tell_records(t, k->path, k) == -1)
		return -1;
	if (fate_none(&k->fate))
		return 0;
	now = k->fate.at != NULL ? follow_page(t->ledger, k->path) : NULL;
	if (now == NULL || !fate_none(&now->fate))
		return corpus_add_gone(t->corpus, k->path);
	if (page_of(t, now) == NULL)
		return 0;
	/* what was once in the page that is there now may have been here */
	if (tell_records(t, k->path, now) == -1)
		return -1;
	return corpus_add_moved(t->corpus, k->path, now->path, NULL);
}

static int
fill_moves(struct telling *t)
{
	const struct known *k;
	struct record *r;
	const char *path;
	uint32_t i, n;

	for (i = 0; i < t->ledger->pages.n; i++) {
		k = t->ledger->pages.v[i];
		for (n = 0; n < k->records.n; n++) {
			r = k->records.v[n];
			if (r->fate.at == NULL)
				continue;
			path = ledger_path(t->ledger, slice_of(k->path), r->id);
			if (path == NULL ||
			    map_add(&t->moves, slice_of(path), r) == NULL)
				return -1;
		}
	}
	return 0;
}

int
ledger_tell(struct ledger *l, struct corpus *corpus)
{
	struct telling t = { l, corpus, { 0 } };
	int done;
	uint32_t i;

	map_init(&t.moves);
	done = fill_moves(&t);
	for (i = 0; i < l->pages.n && done == 0; i++)
		done = tell_page(&t, l->pages.v[i]);
	map_fini(&t.moves);
	return done;
}

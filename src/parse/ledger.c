/*
 * A load: pages come in, are matched with what is known, and what they have
 * become is entered. Nothing is entered for a page before it is certain that
 * it will be published.
 */
#include <stdio.h>

#include "parse/ids.h"
#include "parse/ledger_part.h"

enum {
	KEY_MAX = 1 << 20,	/* bytes */
	TEXT_MAX = 64 << 20,	/* bytes of an answer, decomposed */
};

/* --- what is known --------------------------------------------------------- */

struct known *
ledger_know(struct ledger *l, const char *path, const char *file)
{
	struct known *k = arena_alloc(&l->arena, sizeof(*k)), **slot;

	if (k == NULL)
		return NULL;
	k->path = path;
	k->file = file;
	if (map_add(&l->by_path, slice_of(path), k) == NULL ||
	    (slot = vec_push(&l->pages)) == NULL)
		return NULL;
	*slot = k;
	return k;
}

static int
push(struct known *k, struct record *r)
{
	struct record **slot = vec_push(&k->records);

	if (slot == NULL)
		return -1;
	*slot = r;
	r->known = k;
	return 0;
}

struct record *
ledger_record(struct ledger *l, struct known *k)
{
	struct record *r = arena_alloc(&l->arena, sizeof(*r));

	return r != NULL && push(k, r) == 0 ? r : NULL;
}

const char *
ledger_path(struct ledger *l, struct slice folder, const char *name)
{
	size_t n = strlen(name);
	char *path = arena_alloc(&l->arena, folder.n + n + 2);

	if (path != NULL) {
		memcpy(path, folder.p, folder.n);
		path[folder.n] = '/';
		memcpy(path + folder.n + 1, name, n + 1);
	}
	return path;
}

/* --- what comes in --------------------------------------------------------- */

void
ledger_begin(struct ledger *l, int64_t now)
{
	l->now = now;
}

static int
ask(struct ledger *l, struct added *added, uint32_t i, struct buf *scratch)
{
	struct item *item = &added->page->items[i];
	struct asked *a = &added->items[i];

	a->added = added;
	a->index = i;
	a->given = item->id != NULL;
	buf_clear(scratch);
	id_question_key(slice_of(item->question), scratch);
	a->key = arena_str(&l->arena, buf_slice(scratch));
	if (scratch->failed)
		return -1;
	buf_clear(scratch);
	alike_text(&item->answer, scratch);
	a->answer.digest = alike_digest(buf_slice(scratch));
	return scratch->failed || l->arena.failed ? -1 : 0;
}

/* Of what is the page's own: its title, when the author wrote it, and intro.
   A title made of the file's name changes with that. */
static uint64_t
digest_intro(const struct page *page, struct buf *scratch)
{
	buf_clear(scratch);
	if (page->title_from <= TITLE_INTRO_LINE)
		buf_puts(scratch, page->title);
	buf_putc(scratch, '\n');
	alike_text(&page->intro, scratch);
	return alike_digest(buf_slice(scratch));
}

int
ledger_add(struct ledger *l, struct page *page, struct diags *diags)
{
	struct added *added = arena_alloc(&l->arena, sizeof(*added)), **slot;
	struct buf scratch;
	int done = -1;
	uint32_t i;

	if (added == NULL || (slot = vec_push(&l->added)) == NULL)
		return -1;
	*slot = added;
	added->page = page;
	added->diags = diags;
	map_init(&added->ids);
	buf_init(&scratch, TEXT_MAX);
	added->items = arena_alloc(&l->arena,
	    page->nitems * sizeof(*added->items));
	if (added->items == NULL)
		goto out;
	for (i = 0; i < page->nitems; i++)
		if (ask(l, added, i, &scratch) == -1)
			goto out;
	added->intro = digest_intro(page, &scratch);
	done = scratch.failed ? -1 : 0;
out:
	buf_fini(&scratch);
	return done;
}

int
ledger_keep(struct ledger *l, const char *file)
{
	const char *kept = arena_str(&l->arena, slice_of(file));

	return kept != NULL && map_add(&l->kept, slice_of(kept), l) != NULL
	    ? 0 : -1;
}

/* --- pages and what is known of them --------------------------------------- */

/* The page is known, or new; its records can be found by their ids. */
static int
find_known(struct ledger *l, struct added *added)
{
	const char *path = added->page->path;
	struct known *k = map_get(&l->by_path, slice_of(path));
	struct record *r;
	const char *file;
	uint32_t i;

	if (k == NULL) {
		path = arena_str(&l->arena, slice_of(path));
		file = arena_str(&l->arena, slice_of(added->page->file));
		if (path == NULL || file == NULL ||
		    (k = ledger_know(l, path, file)) == NULL)
			return -1;
	}
	k->added = added;
	added->known = k;
	for (i = 0; i < k->records.n; i++) {
		r = k->records.v[i];
		if (map_add(&added->ids, slice_of(r->id), r) == NULL)
			return -1;
	}
	return 0;
}

/* The page takes over what is known of one that it replaces. */
static int
take_over(struct added *added, struct known *from)
{
	struct known *to = added->known;
	struct record *r, *there;
	uint32_t i;

	if (to->times.first == 0) {
		to->times = from->times;
		to->intro = from->intro;
	}
	for (i = 0; i < from->records.n; i++) {
		r = from->records.v[i];
		there = map_add(&added->ids, slice_of(r->id), r);
		if (there == NULL || (there == r && push(to, r) == -1))
			return -1;
	}
	from->records.n = 0;
	from->fate = (struct fate){ .at = to->path };
	return 0;
}

/* Former slugs of a page ("Was:"), where no other page has come to live. */
static int
take_over_slugs(struct ledger *l, struct added *added)
{
	const struct page *page = added->page;
	const char *path, *slash = strrchr(page->path, '/');
	struct known *from;
	uint32_t i;

	for (i = 0; i < page->aliases.n; i++) {
		path = ledger_path(l, (struct slice){ page->path,
		    (size_t)(slash - page->path) }, page->aliases.v[i]);
		if (path == NULL)
			return -1;
		from = map_get(&l->by_path, slice_of(path));
		if (from != NULL && from->added == NULL && !from->kept &&
		    take_over(added, from) == -1)
			return -1;
	}
	return 0;
}

/* --- ids ------------------------------------------------------------------- */

static int
give_ids(struct ledger *l, struct added *added)
{
	const struct known *known = added->known;
	struct strings taken = { NULL, known->records.n };
	struct page *page = added->page;
	const char **ids;
	uint32_t i;

	for (i = 0; i < page->nitems; i++)
		if (page->items[i].id == NULL &&
		    added->items[i].record != NULL &&
		    page_set_id(page, i,
			slice_of(added->items[i].record->id)) == -1)
			return -1;
	if ((ids = arena_alloc(&l->arena, taken.n * sizeof(*ids))) == NULL)
		return -1;
	for (i = 0; i < taken.n; i++)
		ids[i] = known->records.v[i]->id;
	taken.v = ids;
	if (ids_make(page, &taken) == -1)
		return -1;
	if (ids_check(page, added->diags) == -1) {
		if (added->diags->errors == 0)
			return -1;
		added->failed = true;
	}
	return 0;
}

/* --- entering -------------------------------------------------------------- */

static void
note_edit(const struct asked *a)
{
	const struct item *item = ledger_item(a);

	if (a->edited)
		diag_add(a->added->diags, item->line, "N801",
		    "kept id \"%s\" for the edited question", item->id);
}

/* The record of an item, as the item is now. */
static int
enter_item(struct ledger *l, struct asked *a, struct known *known)
{
	struct item *item = ledger_item(a);
	struct record *r = a->record, *before = r;

	if (a->was != NULL && (r == NULL || ledger_same(a, a->was)))
		before = a->was;
	item->times = (struct times){ l->now, l->now };
	if (r != NULL)
		item->times.first = r->times.first;
	if (a->was != NULL && a->was->times.first < item->times.first)
		item->times.first = a->was->times.first;
	if (before != NULL && ledger_same(a, before))
		item->times.changed = before->times.changed;
	if (r == NULL &&
	    ((r = arena_alloc(&l->arena, sizeof(*r))) == NULL ||
		(r->id = arena_str(&l->arena, slice_of(item->id))) == NULL))
		return -1;
	if (before != NULL && before->answer.digest == a->answer.digest)
		a->answer.likeness = before->answer.likeness;
	else if (ledger_likeness(a) == -1)
		return -1;
	note_edit(a);
	r->key = a->key;
	r->answer = a->answer;
	r->times = item->times;
	r->fate = (struct fate){ 0 };
	r->item = a;
	a->record = r;
	return push(known, r);
}

/* The item is where the record was, or has said that it was it. */
static int
enter_move(struct ledger *l, struct record *r)
{
	const struct asked *a = r->item;
	const struct page *page = a->added->page;

	r->fate = (struct fate){ .at = ledger_path(l, slice_of(page->path),
	    ledger_item(a)->id) };
	return r->fate.at != NULL ? 0 : -1;
}

/* A record that is not that of an item on its page. */
static int
enter_rest(struct ledger *l, struct record *r)
{
	struct added *here = r->known->added;

	if (r->item != NULL && !r->item->added->failed)
		return enter_move(l, r);
	if (!fate_none(&r->fate))
		return 0;
	r->fate.gone = l->now;
	if (here != NULL)
		diag_add(here->diags, 1, "N802", "id \"%s\" is gone with its "
		    "question; write \"Was: %s\" on one that replaces it",
		    r->id, r->id);
	return 0;
}

/* The records of a page anew: first those of its items, in their order. */
static int
enter_records(struct ledger *l, struct known *known)
{
	struct added *added = known->added;
	struct record **old = known->records.v, *r;
	uint32_t i, n = known->records.n, items = 0;
	int done = -1;

	known->records.v = NULL;
	known->records.n = known->records.size = 0;
	if (added != NULL)
		items = added->page->nitems;
	for (i = 0; i < items; i++)
		if (enter_item(l, &added->items[i], known) == -1)
			goto out;
	for (i = 0; i < n; i++) {
		r = old[i];
		if (r->item != NULL && r->item->record == r)
			continue;
		if (enter_rest(l, r) == -1 || push(known, r) == -1)
			goto out;
	}
	done = 0;
out:
	free(old);
	return done;
}

/* The page from which the first item came that came from elsewhere. */
static struct known *
origin(const struct added *added)
{
	struct record *was;
	uint32_t i;

	for (i = 0; i < added->page->nitems; i++) {
		was = added->items[i].was;
		if (was != NULL && was->known->added == NULL)
			return was->known;
	}
	return NULL;
}

static void
enter_page(struct ledger *l, struct known *known, struct map *prose)
{
	struct added *added = known->added;
	struct page *page = added->page;
	struct known *from = NULL;

	if (known->times.first == 0) {
		from = page->nitems > 0 ? origin(added)
		    : map_get(prose, (struct slice){
			  (const char *)&added->intro, sizeof(added->intro) });
		known->times.first = known->times.changed = l->now;
		known->intro = added->intro;
	}
	if (from != NULL) {
		known->times = from->times;
		known->intro = from->intro;
		if (fate_none(&from->fate))
			from->fate.at = known->path;
	}
	if (known->intro != added->intro)
		known->times.changed = l->now;
	known->intro = added->intro;
	known->fate = (struct fate){ 0 };
	page->times = known->times;
}

/* Pages without questions that are not there any more, by their words. */
static int
fill_prose(const struct ledger *l, struct map *prose)
{
	struct known *k;
	uint32_t i;

	for (i = 0; i < l->pages.n; i++) {
		k = l->pages.v[i];
		if (k->added == NULL && !k->kept && k->records.n == 0 &&
		    fate_none(&k->fate) &&
		    map_add(prose, (struct slice){ (const char *)&k->intro,
			sizeof(k->intro) }, k) == NULL)
			return -1;
	}
	return 0;
}

/* A page of which nothing is known and that is not published is forgotten. */
static void
forget(struct ledger *l)
{
	uint32_t i, n = 0;

	for (i = 0; i < l->pages.n; i++)
		if (l->pages.v[i]->times.first != 0)
			l->pages.v[n++] = l->pages.v[i];
	l->pages.n = n;
}

static int
enter(struct ledger *l)
{
	struct map prose;
	struct known *k;
	const char *file;
	int done = -1;
	uint32_t i;

	map_init(&prose);
	if (fill_prose(l, &prose) == -1)
		goto out;
	for (i = 0; i < l->added.n; i++) {
		k = l->added.v[i]->known;
		if (l->added.v[i]->failed)
			continue;
		file = arena_str(&l->arena, slice_of(k->added->page->file));
		if (file == NULL)
			goto out;
		k->file = file;
		enter_page(l, k, &prose);
	}
	for (i = 0; i < l->pages.n; i++) {
		k = l->pages.v[i];
		if (k->kept || (k->added != NULL && k->added->failed))
			continue;
		if (enter_records(l, k) == -1)
			goto out;
		if (k->added == NULL && fate_none(&k->fate))
			k->fate.gone = l->now;
	}
	forget(l);
	done = 0;
out:
	map_fini(&prose);
	return done;
}

/* The document, or a folder that it was in, could not be read. */
static bool
is_kept(const struct ledger *l, const char *file)
{
	struct slice s = slice_of(file);

	for (; s.n > 0; s.n--)
		if ((file[s.n] == '\0' || file[s.n] == '/') &&
		    map_get(&l->kept, s) != NULL)
			return true;
	return map_get(&l->kept, s) != NULL;
}

static int
settle(struct ledger *l)
{
	struct known *k;
	uint32_t i;

	for (i = 0; i < l->added.n; i++)
		if (find_known(l, l->added.v[i]) == -1)
			return -1;
	for (i = 0; i < l->pages.n; i++) {
		k = l->pages.v[i];
		k->kept = k->added == NULL && is_kept(l, k->file);
	}
	for (i = 0; i < l->added.n; i++)
		if (take_over_slugs(l, l->added.v[i]) == -1)
			return -1;
	if (ledger_match(l) == -1)
		return -1;
	for (i = 0; i < l->added.n; i++)
		if (give_ids(l, l->added.v[i]) == -1)
			return -1;
	return enter(l);
}

int
ledger_settle(struct ledger *l)
{
	int done = settle(l);
	uint32_t i;

	for (i = 0; i < l->added.n; i++)
		map_fini(&l->added.v[i]->ids);
	return done;
}

/*
 * A tree of entries for listings and one map over all addresses for look-ups.
 * The items of a page are not in the map: the page finds them itself, so that
 * the map grows with the pages and not with the questions.
 */
#include "model/corpus.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/vec.h"
#include "model/mime.h"
#include "model/recent.h"
#include "model/search.h"
#include "model/tags.h"
#include "model/translations.h"

/* What was at a path once. */
struct former {
	const struct entry *entry;	/* where it is now; NULL: it is gone */
	const char *id;			/* of the item there, or NULL */
};

struct corpus {
	struct arena arena;	/* entries and their strings */
	struct map by_path;	/* path -> entry */
	struct map former;	/* former path -> struct former */
	struct map by_file;	/* file -> page, or index page */
	struct entry *root;
	VEC(struct entry *) all;	/* but the root, in the order added */
	uint32_t pages, items;
	struct search *search;
	struct tags *tags;
	struct translations *translations;
	struct recent *recent;
};

const char *
entry_title(const struct entry *e)
{
	if (e->page != NULL)
		return e->page->title;
	if (e->index != NULL)
		return e->index->title;
	return e->name;
}

struct corpus *
corpus_new(void)
{
	struct corpus *c = calloc(1, sizeof(*c));

	if (c == NULL)
		return NULL;
	arena_init(&c->arena);
	map_init(&c->by_path);
	map_init(&c->former);
	map_init(&c->by_file);
	if ((c->root = arena_alloc(&c->arena, sizeof(*c->root))) == NULL) {
		corpus_free(c);
		return NULL;
	}
	*c->root = (struct entry){ .kind = ENTRY_FOLDER, .path = "",
		.name = "", .file = "" };
	if (map_add(&c->by_path, slice_of(""), c->root) == NULL) {
		corpus_free(c);
		return NULL;
	}
	return c;
}

static void
drop_pages(const struct entry *e)
{
	/* the counted reference was taken from a page that may be changed */
	page_unref((struct page *)e->page);
	page_unref((struct page *)e->index);
}

void
corpus_free(struct corpus *c)
{
	uint32_t i;

	if (c == NULL)
		return;
	search_free(c->search);
	tags_free(c->tags);
	translations_free(c->translations);
	recent_free(c->recent);
	if (c->root != NULL)
		drop_pages(c->root);
	for (i = 0; i < c->all.n; i++)
		drop_pages(c->all.v[i]);
	vec_fini(&c->all);
	map_fini(&c->by_path);
	map_fini(&c->former);
	map_fini(&c->by_file);
	arena_fini(&c->arena);
	free(c);
}

/* "/a/b" -> "/a", "/a" -> "" */
static struct slice
parent_of(struct slice path)
{
	while (path.n > 0 && path.p[path.n - 1] != '/')
		path.n--;
	return (struct slice){ path.p, path.n > 0 ? path.n - 1 : 0 };
}

/*
 * The folder at path, made with those above it when it is not there yet.
 * NULL without memory, or when a file or page has that address.
 */
static struct entry *add_folder(struct corpus *, struct slice path);

/* A new entry at path, or the one that is there already; NULL: no memory. */
static struct entry *
add_entry(struct corpus *c, enum entry_kind kind, struct slice path,
    const char *file)
{
	struct entry *e, *parent, **slot;

	if ((e = map_get(&c->by_path, path)) != NULL)
		return e;
	if ((parent = add_folder(c, parent_of(path))) == NULL)
		return NULL;
	if (parent->kind != ENTRY_FOLDER)
		return parent;
	if ((e = arena_alloc(&c->arena, sizeof(*e))) == NULL)
		return NULL;
	e->kind = kind;
	e->path = arena_str(&c->arena, path);
	e->file = arena_str(&c->arena, slice_of(file));
	if (c->arena.failed)
		return NULL;
	e->name = strrchr(e->path, '/') + 1;
	e->parent = parent;
	if (map_add(&c->by_path, slice_of(e->path), e) == NULL ||
	    (slot = vec_push(&c->all)) == NULL)
		return NULL;
	*slot = e;
	return e;
}

static struct entry *
add_folder(struct corpus *c, struct slice path)
{
	struct entry *e = map_get(&c->by_path, path);
	const char *file;

	if (e != NULL)
		return e;
	if ((file = arena_str(&c->arena, slice_from(path, 1))) == NULL)
		return NULL;
	return add_entry(c, ENTRY_FOLDER, path, file);
}

const struct entry *
corpus_add_page(struct corpus *c, struct page *page)
{
	enum entry_kind kind = page->kind == PAGE_QA ? ENTRY_PAGE : ENTRY_PROSE;
	struct entry *e;

	e = add_entry(c, kind, slice_of(page->path), page->file);
	if (e != NULL && e->page == NULL && strcmp(e->file, page->file) == 0) {
		e->page = page_ref(page);
		c->pages++;
		c->items += page->nitems;
	}
	return e;
}

static struct entry *
add_file(struct corpus *c, const char *file, const char *name)
{
	size_t n = strlen(file);
	struct entry *e = NULL;
	char *path;

	if ((path = malloc(n + 2)) != NULL) {
		path[0] = '/';
		memcpy(path + 1, file, n + 1);
		e = add_entry(c, ENTRY_FILE, (struct slice){ path, n + 1 },
		    file);
		free(path);
	}
	if (e != NULL && e->kind == ENTRY_FILE && e->type == NULL) {
		e->type = mime_type(name);
		e->item = mime_item_type(name);
	}
	return e;
}

const struct entry *
corpus_add_file(struct corpus *c, const char *file)
{
	return add_file(c, file, file);
}

const struct entry *
corpus_add_octets(struct corpus *c, const char *file)
{
	return add_file(c, file, "");
}

const struct entry *
corpus_set_index(struct corpus *c, struct page *page)
{
	struct entry *e = add_folder(c, parent_of(slice_of(page->path)));

	if (e != NULL && e->kind == ENTRY_FOLDER && e->index == NULL)
		e->index = page_ref(page);
	return e;
}

void
corpus_unlist(struct corpus *c, struct slice path)
{
	struct entry *e;
	uint32_t i;
	size_t n;

	for (i = 0; i <= c->all.n; i++) {
		e = i < c->all.n ? c->all.v[i] : c->root;
		if (strncmp(e->path, path.p, path.n) == 0 &&
		    (e->path[path.n] == '\0' || e->path[path.n] == '/'))
			e->unlisted++;
		n = strlen(e->path);
		if (e->kind == ENTRY_PAGE && path.n > n + 1 &&
		    path.p[n] == '/' && memcmp(path.p, e->path, n) == 0)
			e->partly = true;
	}
}

static int
compare_entries(const void *va, const void *vb)
{
	const struct entry *const *a = va, *const *b = vb;

	return strcmp((*a)->name, (*b)->name);
}

bool
corpus_drop_page(struct corpus *c, const struct page *page)
{
	struct entry *e = map_get(&c->by_path, slice_of(page->path));

	if (e != NULL && e->page == page) {
		e->page = NULL;		/* corpus_finish forgets the entry */
		c->pages--;
		c->items -= page->nitems;
	} else {
		e = map_get(&c->by_path, parent_of(slice_of(page->path)));
		if (e == NULL || e->index != page)
			return false;
		e->index = NULL;
	}
	page_unref((struct page *)page);
	return true;
}

/* path must outlive the corpus, or be of its arena */
static int
add_former(struct corpus *c, const char *path, const struct entry *e,
    const char *id)
{
	struct former *f = arena_alloc(&c->arena, sizeof(*f));

	if (f == NULL)
		return -1;
	f->entry = e;
	f->id = id;
	return map_add(&c->former, slice_of(path), f) != NULL ? 0 : -1;
}

int
corpus_add_moved(struct corpus *c, const char *path, const char *page,
    const char *id)
{
	const struct entry *e = map_get(&c->by_path, slice_of(page));
	const char *kept_path = arena_str(&c->arena, slice_of(path));
	const char *kept_id = NULL;

	if (id != NULL)
		kept_id = arena_str(&c->arena, slice_of(id));
	return c->arena.failed ? -1 : add_former(c, kept_path, e, kept_id);
}

int
corpus_add_gone(struct corpus *c, const char *path)
{
	const char *kept = arena_str(&c->arena, slice_of(path));

	return kept != NULL ? add_former(c, kept, NULL, NULL) : -1;
}

static int
add_moved_from(struct corpus *c, struct entry *e, struct slice folder,
    const char *name)
{
	size_t n = strlen(name);
	char *path = arena_alloc(&c->arena, folder.n + n + 2);

	if (path == NULL)
		return -1;
	memcpy(path, folder.p, folder.n);
	path[folder.n] = '/';
	memcpy(path + folder.n + 1, name, n + 1);
	return add_former(c, path, e, NULL);
}

/*
 * Former slugs of a page lead to it, unless another page lives there now, and
 * so does the name of its file: documents name each other by that.
 */
static int
add_moved(struct corpus *c, struct entry *e)
{
	struct slice folder = parent_of(slice_of(e->path));
	uint32_t i;

	for (i = 0; i < e->page->aliases.n; i++)
		if (add_moved_from(c, e, folder, e->page->aliases.v[i]) == -1)
			return -1;
	return add_moved_from(c, e, (struct slice){ "", 0 }, e->file);
}

/* So that the page can be found by its file. Authors link to that of an index
   page by its name, too. */
static int
add_by_file(struct corpus *c, const struct entry *e)
{
	const struct page *page = e->kind == ENTRY_FOLDER ? e->index : e->page;

	if (page == NULL)
		return 0;
	if (e->kind == ENTRY_FOLDER && add_former(c, page->path, e, NULL) == -1)
		return -1;
	/* a page is never changed through the map */
	return map_add(&c->by_file, slice_of(page->file),
	    (struct page *)page) != NULL ? 0 : -1;
}

static bool
is_dropped(const struct entry *e)
{
	return (e->kind == ENTRY_PAGE || e->kind == ENTRY_PROSE) &&
	    e->page == NULL;
}

int
corpus_finish(struct corpus *c)
{
	struct entry *e;
	uint32_t i, kept = 0;

	for (i = 0; i < c->all.n; i++)
		if (!is_dropped(c->all.v[i]))
			c->all.v[kept++] = c->all.v[i];
	c->all.n = kept;
	for (i = 0; i < c->all.n; i++)
		c->all.v[i]->parent->nentries++;
	for (i = 0; i <= c->all.n; i++) {
		e = i < c->all.n ? c->all.v[i] : c->root;
		if (add_by_file(c, e) == -1 ||
		    (e->kind == ENTRY_PAGE && add_moved(c, e) == -1))
			return -1;
		if (e->nentries == 0)
			continue;
		e->entries = arena_alloc(&c->arena,
		    e->nentries * sizeof(*e->entries));
		if (e->entries == NULL)
			return -1;
		e->nentries = 0;
	}
	for (i = 0; i < c->all.n; i++) {
		e = c->all.v[i]->parent;
		e->entries[e->nentries++] = c->all.v[i];
	}
	for (i = 0; i <= c->all.n; i++) {
		e = i < c->all.n ? c->all.v[i] : c->root;
		if (e->nentries > 1)
			qsort(e->entries, e->nentries, sizeof(*e->entries),
			    compare_entries);
	}
	return 0;
}

int
corpus_index(struct corpus *c)
{
	assert(c->search == NULL && c->tags == NULL);
	c->search = search_new(c);
	c->tags = tags_new(c);
	c->translations = translations_new(c);
	c->recent = recent_new(c);
	return c->search != NULL && c->tags != NULL &&
	    c->translations != NULL && c->recent != NULL ? 0 : -1;
}

const struct recent *
corpus_recent(const struct corpus *c)
{
	return c->recent;
}

const struct translations *
corpus_translations(const struct corpus *c)
{
	return c->translations;
}

const struct tags *
corpus_tags(const struct corpus *c)
{
	return c->tags;
}

static void
each_page_below(const struct entry *folder, void (*each)(void *,
    const struct entry *, const struct page *), void *arg)
{
	const struct entry *e;
	uint32_t i;

	if (folder->index != NULL && folder->unlisted == 0)
		each(arg, folder, folder->index);
	for (i = 0; i < folder->nentries; i++) {
		e = folder->entries[i];
		if (e->unlisted > 0 || e->partly)
			continue;
		if (e->page != NULL)
			each(arg, e, e->page);
		else if (e->kind == ENTRY_FOLDER)
			each_page_below(e, each, arg);
	}
}

void
corpus_each_page(const struct corpus *c, void (*each)(void *,
    const struct entry *, const struct page *), void *arg)
{
	each_page_below(c->root, each, arg);
}

const struct search *
corpus_search(const struct corpus *c)
{
	return c->search;
}

const struct entry *
corpus_root(const struct corpus *c)
{
	return c->root;
}

const struct page *
corpus_page_of(const struct corpus *c, struct slice file)
{
	return map_get(&c->by_file, file);
}

uint32_t
corpus_pages(const struct corpus *c)
{
	return c->pages;
}

uint32_t
corpus_items(const struct corpus *c)
{
	return c->items;
}

static struct found
found_at(const struct entry *e)
{
	static const enum found_kind kinds[] = {
		[ENTRY_FOLDER] = FOUND_FOLDER,
		[ENTRY_PAGE] = FOUND_PAGE,
		[ENTRY_PROSE] = FOUND_PROSE,
		[ENTRY_FILE] = FOUND_FILE,
	};

	return (struct found){ kinds[e->kind], e, -1, false };
}

static struct found
moved_to(const struct entry *e)
{
	struct found f = found_at(e);

	f.moved = true;
	return f;
}

/* what a page has under name */
static struct found
find_in_page(const struct entry *e, struct slice name)
{
	bool alias;
	int item;

	if (e->kind != ENTRY_PAGE)
		return (struct found){ FOUND_NONE, NULL, -1, false };
	if (slice_is(name, "all"))
		return (struct found){ FOUND_ALL, e, -1, false };
	if ((item = page_find(e->page, name, &alias)) != -1)
		return (struct found){ FOUND_ITEM, e, item, alias };
	return (struct found){ FOUND_NONE, NULL, -1, false };
}

/* what has become of something */
static struct found
found_former(const struct former *former)
{
	struct found f = { FOUND_GONE, NULL, -1, false };

	if (former->entry == NULL)
		return f;
	if (former->id == NULL)
		f = found_at(former->entry);
	else
		f = find_in_page(former->entry, slice_of(former->id));
	f.moved = f.kind != FOUND_NONE;
	return f;
}

/* what has become of what was at path, or of the page that it was in */
static struct found
find_former(const struct corpus *c, struct slice path, struct slice name)
{
	struct found f = { FOUND_NONE, NULL, -1, false };
	struct slice folder = parent_of(path);
	const struct former *former;

	if ((former = map_get(&c->former, path)) != NULL)
		return found_former(former);
	if ((former = map_get(&c->former, folder)) == NULL)
		return f;
	if (former->entry != NULL) {
		f = find_in_page(former->entry, name);
		f.moved = f.kind != FOUND_NONE;
		if (!f.moved &&
		    slice_is(slice_from(folder, 1), former->entry->file))
			f = moved_to(former->entry);
	} else if (slice_is(name, "all")) {
		f.kind = FOUND_GONE;
	}
	return f;
}

struct found
corpus_find(const struct corpus *c, struct slice path, bool *slash)
{
	struct found f = { FOUND_NONE, NULL, -1, false };
	struct slice folder, name;
	const struct entry *e;

	*slash = false;
	while (path.n > 0 && path.p[path.n - 1] == '/') {
		path.n--;
		*slash = true;
	}
	if ((e = map_get(&c->by_path, path)) != NULL && !is_dropped(e))
		return found_at(e);
	folder = parent_of(path);
	name = slice_from(path, folder.n + 1);
	if ((e = map_get(&c->by_path, folder)) != NULL && !is_dropped(e)) {
		f = find_in_page(e, name);
		/* "prose.md#place": the whole is the nearest that there is */
		if (e->kind == ENTRY_PROSE)
			f = moved_to(e);
	}
	return f.kind != FOUND_NONE ? f : find_former(c, path, name);
}

/*
 * A tree of entries for listings and one map over all addresses for look-ups.
 * The items of a page are not in the map: the page finds them itself, so that
 * the map grows with the pages and not with the questions.
 */
#include "model/corpus.h"

#include <stdlib.h>
#include <string.h>

#include "model/corpus_part.h"
#include "model/mime.h"

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
	corpus_drop_index(c);
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

/* --- filling --------------------------------------------------------------- */

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
	if ((parent = add_folder(c, corpus_parent_of(path))) == NULL)
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
	struct entry *e = add_folder(c, corpus_parent_of(slice_of(page->path)));

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

bool
corpus_drop_page(struct corpus *c, const struct page *page)
{
	struct entry *e = map_get(&c->by_path, slice_of(page->path));

	if (e != NULL && e->page == page) {
		e->page = NULL;		/* corpus_finish forgets the entry */
		c->pages--;
		c->items -= page->nitems;
	} else {
		e = map_get(&c->by_path,
		    corpus_parent_of(slice_of(page->path)));
		if (e == NULL || e->index != page)
			return false;
		e->index = NULL;
	}
	page_unref((struct page *)page);
	return true;
}

/* --- completing ------------------------------------------------------------ */

static int
compare_entries(const void *va, const void *vb)
{
	const struct entry *const *a = va, *const *b = vb;

	return strcmp((*a)->name, (*b)->name);
}

/* So that the page can be found by its file. Authors link to that of an index
   page by its name, too. */
static int
add_by_file(struct corpus *c, const struct entry *e)
{
	const struct page *page = e->kind == ENTRY_FOLDER ? e->index : e->page;

	if (page == NULL)
		return 0;
	if (e->kind == ENTRY_FOLDER &&
	    corpus_note_former(c, page->path, e, NULL) == -1)
		return -1;
	/* a page is never changed through the map */
	return map_add(&c->by_file, slice_of(page->file),
	    (struct page *)page) != NULL ? 0 : -1;
}

int
corpus_finish(struct corpus *c)
{
	struct entry *e;
	uint32_t i, kept = 0;

	for (i = 0; i < c->all.n; i++)
		if (!corpus_is_dropped(c->all.v[i]))
			c->all.v[kept++] = c->all.v[i];
	c->all.n = kept;
	for (i = 0; i < c->all.n; i++)
		c->all.v[i]->parent->nentries++;
	for (i = 0; i <= c->all.n; i++) {
		e = i < c->all.n ? c->all.v[i] : c->root;
		if (add_by_file(c, e) == -1 ||
		    (e->kind == ENTRY_PAGE && corpus_note_moved(c, e) == -1))
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

/* --- reading --------------------------------------------------------------- */

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

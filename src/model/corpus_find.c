/*
 * What is at a path, and what became of what was there once.
 */
#include <string.h>

#include "model/corpus_part.h"

/* What was at a path once. */
struct former {
	const struct entry *entry;	/* where it is now; NULL: it is gone */
	const char *id;			/* of the item there, or NULL */
};

/* --- former addresses ------------------------------------------------------ */

int
corpus_note_former(struct corpus *c, const char *path, const struct entry *e,
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
	return c->arena.failed ? -1
			       : corpus_note_former(c, kept_path, e, kept_id);
}

int
corpus_add_gone(struct corpus *c, const char *path)
{
	const char *kept = arena_str(&c->arena, slice_of(path));

	return kept != NULL ? corpus_note_former(c, kept, NULL, NULL) : -1;
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
	return corpus_note_former(c, path, e, NULL);
}

/*
 * Former slugs of a page lead to it, unless another page lives there now, and
 * so does the name of its file: documents name each other by that.
 */
int
corpus_note_moved(struct corpus *c, struct entry *e)
{
	struct slice folder = corpus_parent_of(slice_of(e->path));
	uint32_t i;

	for (i = 0; i < e->page->aliases.n; i++)
		if (add_moved_from(c, e, folder, e->page->aliases.v[i]) == -1)
			return -1;
	return add_moved_from(c, e, (struct slice){ "", 0 }, e->file);
}

/* --- look-ups -------------------------------------------------------------- */

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
	struct slice folder = corpus_parent_of(path);
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
	if ((e = map_get(&c->by_path, path)) != NULL && !corpus_is_dropped(e))
		return found_at(e);
	folder = corpus_parent_of(path);
	name = slice_from(path, folder.n + 1);
	if ((e = map_get(&c->by_path, folder)) != NULL &&
	    !corpus_is_dropped(e)) {
		f = find_in_page(e, name);
		/* "prose.md#place": the whole is the nearest that there is */
		if (e->kind == ENTRY_PROSE)
			f = moved_to(e);
	}
	return f.kind != FOUND_NONE ? f : find_former(c, path, name);
}

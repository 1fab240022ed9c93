#include "render/listing.h"

#include <string.h>

static bool
is_page(const struct entry *e)
{
	return e->kind == ENTRY_PAGE || e->kind == ENTRY_PROSE;
}

/* of the root, for programs and not for readers */
static bool
is_for_programs(const struct entry *e)
{
	static const char *const names[] = { "/robots.txt", "/favicon.txt",
		"/caps.txt", "/.well-known" };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(e->path, names[i]) == 0)
			return true;
	return false;
}

/* Whoever reads the folder may be let into no place within. */
static bool
shows(const struct entry *folder, const struct entry *e)
{
	return e->unlisted == folder->unlisted;
}

static bool
is_folder(const struct entry *e)
{
	return e->kind == ENTRY_FOLDER && !is_for_programs(e);
}

static bool
has_pages(const struct entry *folder)
{
	uint32_t i;

	for (i = 0; i < folder->nentries; i++)
		if (is_page(folder->entries[i]) &&
		    shows(folder, folder->entries[i]))
			return true;
	return false;
}

/* something that its group does not show */
static bool
has_more(const struct entry *folder)
{
	uint32_t i;

	for (i = 0; i < folder->nentries; i++)
		if (!is_page(folder->entries[i]) &&
		    shows(folder, folder->entries[i]))
			return true;
	return folder->index != NULL;
}

void
listing_each(const struct entry *folder,
    void (*each)(void *arg, enum listing, const struct entry *), void *arg)
{
	bool root = folder->parent == NULL;
	const struct entry *e;
	uint32_t i, k;

	for (i = 0; i < folder->nentries; i++)
		if (is_page(folder->entries[i]) &&
		    shows(folder, folder->entries[i]))
			each(arg, LISTING_ENTRY, folder->entries[i]);
	for (i = 0; i < folder->nentries; i++) {
		e = folder->entries[i];
		if (e->kind == ENTRY_FILE && shows(folder, e) &&
		    !is_for_programs(e))
			each(arg, LISTING_ENTRY, e);
	}
	for (i = 0; i < folder->nentries; i++) {
		e = folder->entries[i];
		if (is_folder(e) && shows(folder, e) &&
		    !(root && has_pages(e)))
			each(arg, LISTING_ENTRY, e);
	}
	for (i = 0; root && i < folder->nentries; i++) {
		e = folder->entries[i];
		if (!is_folder(e) || !shows(folder, e) || !has_pages(e))
			continue;
		each(arg, LISTING_GROUP, e);
		for (k = 0; k < e->nentries; k++)
			if (is_page(e->entries[k]) && shows(e, e->entries[k]))
				each(arg, LISTING_ENTRY, e->entries[k]);
		if (has_more(e))
			each(arg, LISTING_MORE, e);
	}
}

const char *
listing_title(const struct entry *folder, const struct view *view)
{
	if (folder->index != NULL && view_titled(folder->index))
		return folder->index->title;
	return folder->name[0] != '\0' ? folder->name : view->host;
}

void
listing_label(struct buf *out, enum listing what, const struct entry *e,
    const struct view *view)
{
	if (what == LISTING_MORE)
		buf_puts(out, "More in ");
	if (e->kind == ENTRY_FOLDER)
		view_put_line(out, slice_of(listing_title(e, view)));
	else
		view_put_line(out, slice_of(entry_title(e)));
}

/*
 * corpus - all that a capsule holds, found by path.
 *
 * For: parse/load.h fills one; the protocols look paths up in it.
 * Shape: a tree of folders (the root is one) whose entries are pages, prose
 * pages, files and folders. A file is only named here: its bytes stay on disk.
 * Ownership: a corpus owns its entries and one reference to each page. It is
 * immutable after corpus_finish and may then be shared by processes (fork).
 * Units: paths are unencoded UTF-8 or raw file-name bytes, absolute, without
 * empty or dot segments and without a slash at the end; the root is "".
 */
#ifndef QAPSULE_MODEL_CORPUS_H
#define QAPSULE_MODEL_CORPUS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"
#include "model/page.h"

enum entry_kind {
	ENTRY_FOLDER,
	ENTRY_PAGE,	/* a Q&A page */
	ENTRY_PROSE,	/* a prose page, from the block model */
	ENTRY_FILE,	/* served byte for byte; text by protocol rules */
};

struct entry {
	enum entry_kind kind;
	const char *path;	/* address: "/folder/slug", "/folder/pic.png" */
	const char *name;	/* last segment of path */
	const char *file;	/* beneath the capsule, for open; "" for the root */
	const char *type;	/* ENTRY_FILE: its media type */
	char item;		/* ENTRY_FILE: its Gopher item type */
	const struct page *page;	/* ENTRY_PAGE, ENTRY_PROSE */
	const struct page *index;	/* ENTRY_FOLDER: its index page, or NULL */
	struct entry **entries;	/* ENTRY_FOLDER: sorted by name, index left out */
	uint32_t nentries;
	struct entry *parent;	/* NULL for the root */
	unsigned unlisted;	/* in how many places that are not for everybody
				   it lies: when in any, menus above, search
				   and feeds leave it out */
	bool partly;	/* so does a question of the page: then search and
			   feeds leave out all of it */
};

/* What to call an entry in a listing: title of a page, else the file name. */
const char *entry_title(const struct entry *);

struct corpus;
struct search;
struct tags;
struct translations;
struct recent;

struct corpus *corpus_new(void);	/* with a root; NULL without memory */
void corpus_free(struct corpus *);	/* NULL is fine */

/*
 * Adding, before corpus_finish. Folders on the way are made. What came first
 * keeps an address: the answer is then the entry that has it, not a new one
 * (compare its file). NULL without memory.
 * corpus_add_page takes its own reference. Pages called index (index.gmi,
 * index.md ...) are set as their folder's index by corpus_set_index instead.
 */
const struct entry *corpus_add_page(struct corpus *, struct page *);
const struct entry *corpus_add_file(struct corpus *, const char *file);
/* the same for a file that is no text, though its name may say so */
const struct entry *corpus_add_octets(struct corpus *, const char *file);
const struct entry *corpus_set_index(struct corpus *, struct page *);
/* What is at path, or below it, is not listed. */
void corpus_unlist(struct corpus *, struct slice path);
int corpus_finish(struct corpus *);	/* sorts; 0, or -1 without memory */

/* Before that: takes a page out again, whose document has a fault after all.
   False when it is not there. */
bool corpus_drop_page(struct corpus *, const struct page *);

/*
 * After it: a path that led somewhere once. One that does so now, or is in
 * the "Was:" of a page, stays what it is. page: the path of the page to which
 * it has moved. 0, or -1 without memory.
 */
int corpus_add_moved(struct corpus *, const char *path, const char *page,
    const char *id);	/* of its item; or NULL */
int corpus_add_gone(struct corpus *, const char *path);

/*
 * After corpus_finish, for who wants to search, to follow tags, to change
 * languages and to see what is new: 0, or -1 without memory. Until then there
 * is none of it (NULL).
 */
int corpus_index(struct corpus *);
const struct search *corpus_search(const struct corpus *);
const struct tags *corpus_tags(const struct corpus *);
const struct translations *corpus_translations(const struct corpus *);
const struct recent *corpus_recent(const struct corpus *);

/*
 * Calls each with every page that is for everybody, in the order of listings:
 * a folder's own first, with the folder as its entry, then its pages, and so
 * on below.
 */
void corpus_each_page(const struct corpus *, void (*each)(void *arg,
    const struct entry *, const struct page *), void *arg);

const struct entry *corpus_root(const struct corpus *);
uint32_t corpus_pages(const struct corpus *);	/* Q&A and prose */
uint32_t corpus_items(const struct corpus *);

/* The page that was made from a file beneath the capsule, or NULL. */
const struct page *corpus_page_of(const struct corpus *, struct slice file);

/* What is at a path. */
enum found_kind {
	FOUND_NONE,
	FOUND_GONE,	/* something was here, and never will be again */
	FOUND_FOLDER,	/* entry */
	FOUND_PAGE,	/* entry: a Q&A page's menu of questions */
	FOUND_ITEM,	/* entry, item */
	FOUND_ALL,	/* entry: the whole Q&A page as one */
	FOUND_PROSE,	/* entry */
	FOUND_FILE,	/* entry */
};

struct found {
	enum found_kind kind;
	const struct entry *entry;
	int item;	/* FOUND_ITEM; else -1 */
	bool moved;	/* a former slug or id is in the path, or it is that of
			   an index page: this is where it leads */
};

/*
 * path: absolute as above, but with any number of slashes at the end; slash
 * says whether there were some, which Gemini wants for folders and pages.
 */
struct found corpus_find(const struct corpus *, struct slice path, bool *slash);

#endif

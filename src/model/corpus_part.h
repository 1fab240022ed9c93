/*
 * corpus_part - the corpus from inside, for the files corpus*.c only.
 *
 * corpus.c fills it and has the tree, corpus_find.c what is at a path and what
 * was there once; corpus_index.c alone knows the indexes, which are made of a
 * corpus and owned by it.
 */
#ifndef QAPSULE_MODEL_CORPUS_PART_H
#define QAPSULE_MODEL_CORPUS_PART_H

#include "base/map.h"
#include "base/vec.h"
#include "model/corpus.h"

struct corpus {
	struct arena arena;	/* entries and their strings */
	struct map by_path;	/* path -> entry */
	struct map former;	/* former path -> what was there */
	struct map by_file;	/* file -> page, or index page */
	struct entry *root;
	VEC(struct entry *) all;	/* but the root, in the order added */
	uint32_t pages, items;
	struct search *search;
	struct tags *tags;
	struct translations *translations;
	struct recent *recent;
};

/* "/a/b" -> "/a", "/a" -> "" */
static inline struct slice
corpus_parent_of(struct slice path)
{
	while (path.n > 0 && path.p[path.n - 1] != '/')
		path.n--;
	return (struct slice){ path.p, path.n > 0 ? path.n - 1 : 0 };
}

/* Whether its page was taken out again. */
static inline bool
corpus_is_dropped(const struct entry *e)
{
	return (e->kind == ENTRY_PAGE || e->kind == ENTRY_PROSE) &&
	    e->page == NULL;
}

/*
 * What was at path once is e now, its item id unless that is NULL; e NULL: it
 * is gone. path and id must outlive the corpus, or be of its arena. 0, or -1
 * without memory.
 */
int corpus_note_former(struct corpus *, const char *path,
    const struct entry *e, const char *id);

/* The same for all former addresses of e, a Q&A page. */
int corpus_note_moved(struct corpus *, struct entry *e);

void corpus_drop_index(struct corpus *);

#endif

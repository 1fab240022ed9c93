/*
 * load - a folder of sources into a corpus.
 *
 * For: serve, at start and at each reload, and check.
 * All or nothing a document: one with errors is left out, or, when an older
 * corpus is given, its last good version stays; the rest is loaded. A file
 * that has not changed since is not parsed again.
 * Hidden files and folders are not looked at; symbolic links are followed
 * only while they stay beneath the folder.
 * Ownership: the corpus is the caller's (corpus_free).
 */
#ifndef QAPSULE_PARSE_LOAD_H
#define QAPSULE_PARSE_LOAD_H

#include "model/corpus.h"
#include "parse/diag.h"

/* What a file was taken for. */
enum load_kind {
	LOAD_QA,	/* questions and answers */
	LOAD_PROSE,	/* a prose page */
	LOAD_FILE,	/* served as it is */
};

/* Told of each file, in order of names; diags hold what is wrong with it. */
struct load_report {
	void (*file)(void *arg, const char *file, enum load_kind,
	    struct diags *, const struct page *page);	/* page: or NULL */
	void *arg;
	bool lint;
};

/*
 * NULL when dir cannot be read at all, with errno set. Files at fault do not
 * fail the load.
 */
struct corpus *load_folder(const char *dir, const struct corpus *last,
    const struct load_report *);

/* One document, for check and render; file is also its name in messages. */
struct page *load_document(const char *path, const char *file,
    enum load_kind *, struct diags *);

#endif

/*
 * load - a folder of sources into a corpus.
 *
 * For: serve, at start and at each reload, and check.
 * All or nothing a document: of one with errors its last good version is kept,
 * or it is left out; the rest is loaded.
 * Hidden files and folders are not looked at, but for /.well-known; symbolic
 * links are followed only while they stay beneath the folder.
 * Ownership: the corpus is the caller's (corpus_free).
 */
#ifndef QAPSULE_PARSE_LOAD_H
#define QAPSULE_PARSE_LOAD_H

#include "model/corpus.h"
#include "parse/diag.h"
#include "parse/ledger.h"

/* What a file was taken for. */
enum load_kind {
	LOAD_QA,	/* questions and answers */
	LOAD_PROSE,	/* a prose page */
	LOAD_FILE,	/* served as it is */
};

/*
 * One document, wherever it is or where a link leads; its name is only the
 * last segment of that path. The page, with ids and index, or NULL: of
 * LOAD_FILE always, else with the errors in diags, or with errno set and none
 * there when it cannot be read.
 */
struct page *load_path(const char *path, enum load_kind *, struct diags *);

/* What became of one file of a folder. */
struct load_result {
	const char *name;	/* beneath the folder */
	enum load_kind kind;
	const struct page *page;	/* or NULL */
	const struct corpus *corpus;	/* complete */
};

struct load_options {
	/* Told of each file in order, when all are loaded; NULL: not wanted. */
	void (*each)(void *arg, const struct load_result *, struct diags *);
	/* How many files of how many are read; NULL: not wanted. */
	void (*progress)(void *arg, uint32_t done, uint32_t all);
	void *arg;
	bool lint;	/* the softer messages too */
	const char *const *unlisted;	/* paths that corpus_unlist gets */
	size_t nunlisted;
	/* What was loaded before, or NULL: of a document that has errors now,
	   the version in there goes on being served. */
	const struct corpus *previous;
	struct ledger *ledger;	/* begun; NULL: ids are made of questions */
	bool search;	/* an index, for readers who search */
};

/*
 * NULL, with errno set, when the folder cannot be read at all or memory ran
 * out. Files at fault do not fail the load.
 */
struct corpus *load_folder(const char *path, const struct load_options *);

#endif

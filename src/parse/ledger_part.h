/*
 * ledger_part - the pieces of the ledger, for each other.
 *
 * ledger_text.c reads and writes its lines, ledger_file.c the file they are
 * in; ledger.c does a load, for which ledger_match.c finds out which question
 * is which; ledger_tell.c says what has become of former addresses.
 */
#ifndef QAPSULE_PARSE_LEDGER_PART_H
#define QAPSULE_PARSE_LEDGER_PART_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/map.h"
#include "base/vec.h"
#include "parse/alike.h"
#include "parse/ledger.h"

/* The words of an answer. */
struct print {
	uint64_t digest, likeness;	/* parse/alike.h */
};

/* What has become of an address. */
struct fate {
	int64_t gone;	/* when it went, or 0 */
	const char *at;	/* the path to which it has moved, or NULL */
};

/* An address of a question, in use or not. */
struct record {
	const char *id;
	const char *key;	/* of the question */
	struct print answer;
	struct times times;
	struct fate fate;

	/* during a load */
	struct known *known;	/* its page */
	struct asked *item;	/* what it was found to be now, or is said to
				   have become; NULL: it is free */
	struct record *next;	/* in a queue of ledger_match.c */
};

/* A page, there or not. */
struct known {
	const char *path, *file;
	uint64_t intro;		/* digest of title and intro */
	struct times times;
	struct fate fate;
	VEC(struct record *) records;	/* those in use first, as on the page */

	/* during a load */
	struct added *added;	/* the page that is there now */
	bool kept;		/* its document could not be read */
};

/* An item of a page that was added. */
struct asked {
	struct added *added;
	uint32_t index;
	const char *key;
	struct print answer;
	bool given;		/* its id is the author's */
	bool edited;		/* known by its answer, not by its question */
	struct record *record;	/* of its address; NULL: that is new */
	struct record *was;	/* of a former address, or NULL */
};

struct added {
	struct page *page;
	struct diags *diags;
	struct known *known;
	uint64_t intro;
	struct asked *items;	/* page->nitems of them */
	struct map ids;		/* of its page -> record */
	bool failed;		/* not to be published */
};

struct ledger {
	struct arena arena;	/* all but the VECs */
	struct map by_path;	/* -> struct known */
	struct map kept;	/* file, to anything */
	VEC(struct known *) pages;
	VEC(struct added *) added;
	int64_t now;
};

/* The address is in use. */
static inline bool
fate_none(const struct fate *f)
{
	return f->gone == 0 && f->at == NULL;
}

/* Question and answer are the same as they were. */
static inline bool
ledger_same(const struct asked *a, const struct record *r)
{
	return r->answer.digest == a->answer.digest &&
	    strcmp(r->key, a->key) == 0;
}

/* A page not known yet; path and file are of the arena. NULL: no memory. */
struct known *ledger_know(struct ledger *, const char *path, const char *file);

/* A record at the end of its page's, all zeroes. NULL without memory. */
struct record *ledger_record(struct ledger *, struct known *);

/* "/folder/name", of the arena; NULL without memory. */
const char *ledger_path(struct ledger *, struct slice folder,
    const char *name);

/*
 * Finds out which items are what is known: asked->record and was, and
 * record->item. 0, or -1 without memory.
 */
int ledger_match(struct ledger *);

/* The likeness of an item's answer. 0, or -1 without memory. */
int ledger_likeness(struct asked *);

/* The item itself. */
struct item *ledger_item(const struct asked *);

#endif

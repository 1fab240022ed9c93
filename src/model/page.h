/*
 * page - one document: what every reader makes and every renderer shows.
 *
 * For: the readers in parse/ build it (model/build.h), render/ projects it on
 * both protocols. It knows neither of them.
 * Shape: a page has an intro and, when it is a Q&A page, items. Intro and
 * answers are blocks; a block holds text, and text holds links. A prose page
 * (gemtext or Markdown without questions) is all intro.
 * Ownership: immutable once built, in one arena of its own, counted: a new
 * corpus keeps the unchanged pages of the old one (page_ref, page_unref).
 * Every pointer below dies with the page.
 * Units: lines count from 1 in the source; lengths and offsets are bytes;
 * strings are valid UTF-8 in NFC order as typed, without control characters
 * (pre bodies: with LF and TAB). Dates are "YYYY-MM-DD".
 */
#ifndef QAPSULE_MODEL_PAGE_H
#define QAPSULE_MODEL_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/slice.h"

struct strings {
	const char **v;
	uint32_t n;
};

/*
 * A link's target. A fragment stays a name, since ids are given after
 * parsing and may change with the ledger: page_find leads from it to an item.
 */
enum target_kind {
	TARGET_URI,	/* href is an absolute URI, percent-encoded */
	TARGET_PATH,	/* href is an absolute path of this capsule, "/a/b",
			   percent-encoded, perhaps with a query */
	TARGET_ITEM,	/* href is the id or alias of an item of this page */
};

struct target {
	enum target_kind kind;
	const char *href;
};

struct link {
	uint32_t start, n;	/* the label, within its text; n may be 0 */
	bool bare;		/* the label is the target itself, as typed */
	uint32_t line;		/* in the source, or 0: that of its block */
	struct target target;
};

struct text {
	const char *s;		/* one line: no LF; NUL-terminated */
	uint32_t n;
	uint32_t nlinks;
	const struct link *links;	/* in order, never overlapping */
};

struct list_item {
	struct text text;
	uint32_t line;
	uint16_t number;	/* as typed, 0 for a bullet */
	uint8_t depth;		/* 0..2 */
};

enum block_kind {
	BLOCK_PARA,	/* text */
	BLOCK_LIST,	/* list */
	BLOCK_QUOTE,	/* quote: its paragraphs */
	BLOCK_PRE,	/* pre */
	BLOCK_LINK,	/* link: a line of its own */
	BLOCK_SUBHEAD,	/* subhead */
};

/* Whether the author left a blank line above a block, where that counts. */
enum block_gap {
	GAP_FREE,	/* the renderer decides */
	GAP_NONE,
	GAP_LINE,
};

struct block {
	enum block_kind kind;
	enum block_gap gap;
	uint32_t line;
	union {
		struct text text;
		struct {
			const struct list_item *v;
			uint32_t n;
		} list;
		struct {
			const struct text *v;
			uint32_t n;
		} quote;
		struct {
			const char *label;	/* "" without one */
			const char *body;	/* lines, each ended by LF */
			uint32_t n;		/* bytes of body */
		} pre;
		struct {
			const char *label;	/* "" without one */
			struct target target;
		} link;
		struct {
			struct text text;
			uint8_t level;		/* 1..3; 3 in an answer */
		} subhead;
	};
};

struct blocks {
	const struct block *v;
	uint32_t n;
};

/*
 * When the ledger first saw it, and when it last saw its words change: seconds
 * since 1970, UTC. 0 where there is no ledger.
 */
struct times {
	int64_t first, changed;
};

struct item {
	const char *id;		/* [a-z0-9-], at most 64 bytes; NULL until given */
	bool id_given;		/* the author wrote it; else it is made, or
				   from the ledger */
	const char *question;	/* one line, no links */
	const char *section;	/* or NULL */
	struct blocks lead;	/* of the section that begins here: its text */
	struct blocks answer;
	struct strings aliases;	/* former and additional ids of this item */
	struct strings names;	/* more of them, made of its words for links
				   within the page: they change with those */
	struct strings tags;
	const char *updated;	/* or NULL */
	struct times times;
	uint32_t line;		/* of the question */
};

enum page_kind {
	PAGE_QA,	/* served at path/, path/ID, path/all */
	PAGE_PROSE,	/* served at path */
};

/* in the order of qapsule-format(5), "Without a title" */
enum title_from {
	TITLE_HEADER,
	TITLE_HEADING,
	TITLE_INTRO_LINE,
	TITLE_FILE_NAME,
	TITLE_QUESTION,
	TITLE_INTRO_SENTENCE,
};

struct meta {		/* header fields without a place of their own */
	const char *key;	/* as in the source: "Author", "X-Board" */
	const char *value;
};

struct page {
	enum page_kind kind;
	const char *file;	/* beneath the capsule, "folder/name.qa" */
	const char *path;	/* "/folder/slug", not encoded; no slash at the end.
				   A prose page: "/folder/name.gmi" */
	const char *slug;	/* the last segment of path */
	const char *title;
	enum title_from title_from;
	const char *summary;	/* "" without one */
	const char *lang;	/* BCP 47, or NULL */
	const char *date, *updated;	/* or NULL */
	struct times times;	/* of title and intro: items have their own */
	struct strings tags;
	struct strings aliases;	/* former slugs (Was: in the header) */
	const struct meta *meta;
	uint32_t nmeta;
	struct blocks intro;	/* without the line that became the title */
	struct item *items;
	uint32_t nitems;
	/* private to page.c and build.c */
	struct page_name *names;	/* ids and aliases, sorted */
	uint32_t nnames;
	unsigned refs;
	struct arena arena;
};

struct page *page_ref(struct page *);
void page_unref(struct page *);		/* NULL is fine */

/*
 * Gives an item that has none its id (copied), before page_index. 0, or -1
 * without memory.
 */
int page_set_id(struct page *, uint32_t item, struct slice id);

/*
 * Sorts ids and aliases for page_find: by whoever gave the items their final
 * ids, once all have one. 0, or -1 without memory. On equal names an id wins
 * over an alias, the earlier item over the later.
 */
int page_index(struct page *);

/*
 * The item called id, or of which id is an alias (*alias is then true; alias
 * may be NULL). Answers its index, or -1.
 */
int page_find(const struct page *, struct slice id, bool *alias);

/* Calls each with every target of the page, in order, and its line. */
void page_each_target(const struct page *,
    void (*each)(void *arg, const struct target *, uint32_t line), void *arg);

#endif

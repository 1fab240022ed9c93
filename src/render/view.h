/*
 * view - what every renderer needs to know besides the page.
 *
 * Renderers are pure: model in, bytes appended to a buf, nothing else. They
 * never fail but through the buf (buf.failed).
 */
#ifndef QAPSULE_RENDER_VIEW_H
#define QAPSULE_RENDER_VIEW_H

#include "base/buf.h"
#include "base/slice.h"
#include "model/corpus.h"
#include "model/page.h"

enum {
	VIEW_MENU_WIDTH = 67,	/* columns of a menu line: what the classic
				   client shows on 80 */
	VIEW_TEXT_WIDTH = 70,	/* columns of Gopher text, unless set */
};

struct view {
	const struct corpus *corpus;	/* where internal links lead; or NULL */
	const char *host;	/* our name, for links back to ourselves */
	unsigned port;		/* and the port the request came to */
	unsigned text_width;	/* columns of Gopher text, 20 or more */
};

/* --- addresses ------------------------------------------------------------ */

/* A path as a URI path: all but unreserved characters and "/" become %XX. */
void view_encode_path(struct buf *, struct slice s);

/* %XX decoded once; a "%" without two hex digits stands for itself. */
void view_decode(struct buf *, struct slice s);

/*
 * Paths as a protocol should ask for them, so that nobody is redirected:
 * folders and pages with a slash at the end. Not encoded. item -1: the page.
 */
void view_item_path(struct buf *, const struct page *, int item);
void view_entry_path(struct buf *, const struct entry *);

/* The same as URI paths. */
void view_address(struct buf *, const struct page *, int item);
void view_entry_address(struct buf *, const struct entry *);

/* Where one searches, not encoded: /search, or /PAGE/search. */
void view_put_search_path(struct buf *, const struct page *within);

/* Where a link of page leads: an absolute URI or a path with its query. */
void view_target(struct buf *, const struct page *, const struct target *,
    const struct view *);

/* The same for a link that stays in the capsule: appends the path, not encoded,
   and answers its Gopher item type. */
char view_selector(struct buf *, const struct page *, const struct target *,
    const struct view *);

/* --- words ---------------------------------------------------------------- */

/*
 * s as one line of valid UTF-8: TAB and line ends become blanks, other
 * controls are dropped, what is not UTF-8 becomes U+FFFD. Text of a page is
 * like that but for TABs; names of files can be anything.
 */
bool view_is_line(struct slice s);
void view_put_line(struct buf *, struct slice s);

/* Number i of the pages that are this one in other languages, or NULL. */
const struct page *view_translation(const struct page *, uint32_t i,
    const struct view *);

/* "Search", or "Search in TITLE". */
void view_put_search_label(struct buf *, const struct page *within);

/* Whether prose has its title as a heading: only if the author wrote it. */
bool view_titled(const struct page *);

/* "Published DATE, updated DATE", or nothing when the page has neither. */
void view_put_dates(struct buf *, const struct page *);

/* Author, license and so on are shown; private fields (X-) are not. */
bool view_shows_meta(const struct meta *);

/*
 * Whether a blank line stands between blocks b[-1] and b: as the author wrote
 * it, or else always but between two links.
 */
bool view_gap(const struct block *b);

/* The heading above item i: its section, where that begins; or NULL. */
const char *view_section(const struct page *, uint32_t i);

/*
 * Calls each with every link of a block, in order. label is what is shown: for
 * a bare link the target as typed, for a link line without label "".
 */
void view_each_link(const struct block *, void (*each)(void *arg,
    const struct target *, struct slice label), void *arg);

#endif

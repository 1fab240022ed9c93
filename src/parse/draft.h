/*
 * draft - the blocks of a document before it is known which are questions.
 *
 * For: readers of formats in which a question has no mark of its own, Markdown
 * and gemtext. They put blocks in the source's order; parse/outline.h then
 * says what each of them is, and parse/compose.h makes the page.
 * Text of all blocks is in one buffer; a block, a mark and a place know theirs
 * by offset. DRAFT_SOFT stands where a line of the source ended and the text
 * goes on, DRAFT_HARD where a line was to end in print: neither can occur in
 * a source.
 * Ownership: a draft owns all that is put into it.
 * Errors: sticky, in failed: without memory, or (full) when there is more than
 * a document of the permitted size can hold by fair means.
 */
#ifndef QAPSULE_PARSE_DRAFT_H
#define QAPSULE_PARSE_DRAFT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/slice.h"
#include "base/vec.h"

enum { DRAFT_FOLDS_MAX = 32 };	/* parts that fold in each other */

#define DRAFT_SOFT '\n'
#define DRAFT_HARD '\v'

enum draft_kind {
	DRAFT_HEADING,	/* level */
	DRAFT_SUMMARY,	/* of a part that folds: it may be a question */
	DRAFT_PARA,
	DRAFT_PRE,	/* label; the text is the body */
	DRAFT_LINK,	/* target; the text is the label, perhaps empty */
};

enum mark_kind {
	MARK_STRONG,
	MARK_EM,
	MARK_CODE,	/* no links are looked for in it */
	MARK_LINK,	/* target */
};

struct draft_mark {
	enum mark_kind kind;
	uint32_t from, to;
	const char *target;
};

struct draft_block {
	enum draft_kind kind;
	uint32_t line;
	uint32_t from, to;	/* its text, without blanks at either end */
	uint32_t marks, nmarks;	/* in the order in which they begin */
	const char *label, *target;
	uint32_t number;	/* of an item; 0 for a bullet */
	uint8_t level;		/* 1..6 */
	uint8_t depth;		/* lists that it stands in */
	uint8_t folds;		/* parts that fold, likewise */
	bool item;		/* begins an item */
	bool ordered;
	bool quote;
	bool fresh;		/* list and quote before it have ended */
};

struct draft_anchor {		/* a name for links to a place */
	const char *name;
	uint32_t block;		/* the one that it is in or above */
	uint32_t line;
};

struct draft_place {
	uint32_t at, line;	/* from here on, text is from this line */
};

struct draft {
	struct buf text;
	struct arena strings;
	VEC(struct draft_block) blocks;
	VEC(struct draft_mark) marks;
	VEC(struct draft_anchor) anchors;
	VEC(struct draft_place) places;
	VEC(uint32_t) unclosed;	/* marks */
	struct draft_block next;	/* lists, quote and so on of what comes;
					   item and fresh hold for one block */
	struct draft_block open;	/* while is_open */
	bool is_open;
	bool full;		/* failed for want of room, not of memory */
	bool failed;
};

void draft_init(struct draft *);
void draft_fini(struct draft *);

/*
 * Begins a block like draft->next; its text is what is put until draft_close.
 * A block without text is not kept, unless it is a link, or preformatted with
 * a label.
 */
void draft_open(struct draft *, enum draft_kind, unsigned level);
void draft_close(struct draft *);

/* Text of a line, or DRAFT_SOFT, DRAFT_HARD. */
void draft_text(struct draft *, struct slice, uint32_t line);
void draft_break(struct draft *, char soft_or_hard);

void draft_mark(struct draft *, enum mark_kind, struct slice target);
void draft_unmark(struct draft *, enum mark_kind);	/* the last one */

void draft_anchor(struct draft *, struct slice name, uint32_t line);

/* Whole blocks. */
void draft_pre(struct draft *, struct slice label, struct slice body,
    uint32_t line);
void draft_link(struct draft *, struct slice target, struct slice label,
    uint32_t line);

const char *draft_string(struct draft *, struct slice);	/* or NULL */

/* --- once it is complete --------------------------------------------------- */

uint32_t draft_line(const struct draft *, uint32_t at);

/* The text from from to to, as it stands, and with its lines joined. */
struct slice draft_slice(const struct draft *, uint32_t from, uint32_t to);
void draft_join(const struct draft *, uint32_t from, uint32_t to,
    struct buf *out);

/* The marks of a block, NULL when it has none. */
const struct draft_mark *draft_marks(const struct draft *,
    const struct draft_block *);

bool draft_has_word(const struct draft *, uint32_t from, uint32_t to);

/* The link that is all of a block but for blanks and punctuation; or NULL. */
const struct draft_mark *draft_only_link(const struct draft *,
    const struct draft_block *);

#endif

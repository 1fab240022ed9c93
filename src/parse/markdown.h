/*
 * markdown - the Markdown reader in pieces, for its own files only.
 *
 * markdown.c checks the nesting and runs md4c; markdown_event.c takes what
 * md4c tells, markdown_table.c tables and markdown_html.c raw HTML, and
 * markdown_put.c makes a draft of it. parse/compose.h makes the page.
 * md4c tells neither lines nor a tree: a text that it hands over lies in the
 * source, which gives the line; lists and quotes are kept count of here.
 */
#ifndef QAPSULE_PARSE_MARKDOWN_H
#define QAPSULE_PARSE_MARKDOWN_H

#include <md4c.h>

#include "base/buf.h"
#include "base/vec.h"
#include "parse/diag.h"
#include "parse/draft.h"
#include "parse/source.h"

struct md_list {
	bool ordered;
	unsigned number;	/* of the item to come */
};

struct md_image {
	const char *target, *alt;
	uint32_t line;
};

struct md_cell {
	uint32_t from, to;	/* its text in the draft */
	uint32_t column;
	MD_ALIGN align;
};

struct md_table {
	uint32_t columns;
	uint32_t blocks, marks;	/* of the draft, before it */
	uint32_t line;		/* of its header, or 0 while not known */
	uint32_t column;	/* of the cell that is open */
	uint32_t head;		/* cells of the header */
	uint32_t rows;		/* so far */
	struct draft_block next;	/* what the draft had */
	VEC(struct md_cell) cells;
	bool is_open;
};

/* What the text that comes belongs to. */
enum md_leaf {
	MD_LEAF_TEXT,
	MD_LEAF_CODE,	/* a block of it */
	MD_LEAF_HTML,	/* likewise */
};

struct markdown {
	struct source src;
	struct diags *diags;
	struct draft draft;
	uint32_t line;		/* of what was told last */
	uint32_t events;	/* that were told so far */

	VEC(struct md_list) lists;
	unsigned quotes;
	unsigned html_lists;
	const char *task;	/* "[x] " before the text that comes, or NULL */

	enum md_leaf leaf;
	enum draft_kind kind;	/* of the next block of text */
	unsigned level;		/* of a heading */
	bool summary;		/* inside <summary> */
	const char *sign;	/* of a span that begins at the next text */
	bool code;		/* a code span is open */
	unsigned links;		/* spans that are open */
	unsigned images;	/* likewise: text is a label then */
	struct buf alt;
	VEC(struct md_image) pictures;	/* to stand behind the block */

	struct buf raw;		/* of a block of code, or HTML of any sort */
	uint32_t raw_line;	/* of its first text, or 0 */
	bool raw_waits;		/* it is HTML within text, perhaps not whole */
	const char *skip;	/* the HTML element that is left out, or NULL */
	struct buf pre;		/* of <pre> */
	bool in_pre;
	uint32_t pre_line;	/* of it, or of skip */
	struct buf word;	/* for a moment */
	struct md_table table;
};

extern const MD_PARSER md_parser;	/* its user data is a struct markdown */

/* --- the draft, markdown_put.c --------------------------------------------- */

/* Notes the line of a text; false if it is not one of the source. */
bool md_see(struct markdown *, const char *);

/* Text that belongs to the current line; opens a block when none is. */
void md_text(struct markdown *, struct slice);
void md_break(struct markdown *, char soft_or_hard);
void md_mark(struct markdown *, enum mark_kind, struct slice target);
void md_tick(struct markdown *, bool open);

/* Pictures wait for the end of the block, or table, that they stand in. */
void md_picture(struct markdown *, struct slice target, struct slice alt);
void md_put_pictures(struct markdown *);

/* The block of text ends; the next is of that kind. */
void md_block_end(struct markdown *, enum draft_kind next);

/* Whether what comes next is part of a list or quote, for draft->next. */
void md_place(struct markdown *);

/*
 * False, with E501, where a template language is; with E504, when a link is
 * longer than anybody types, or for another reason.
 */
bool md_plain_ok(struct markdown *, struct slice text);
bool md_link_ok(struct markdown *, size_t n);
bool md_too_much(struct markdown *, const char *what);	/* always false */

/* --- HTML ------------------------------------------------------------------ */

/* Tags, and the text between them. False when reading cannot go on. */
bool md_html(struct markdown *, struct slice);

/* --- tables ---------------------------------------------------------------- */

void md_table_begin(struct markdown *, uint32_t columns);
void md_table_row(struct markdown *);
void md_cell_begin(struct markdown *, bool head, MD_ALIGN);
void md_cell_text(struct markdown *);	/* its first text comes now */
void md_cell_end(struct markdown *);
void md_table_end(struct markdown *);

#endif

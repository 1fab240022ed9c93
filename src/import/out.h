/*
 * out - writes a native document: the mirror of model/build.h.
 *
 * For: importers. Text is collected in a current text (out_text, out_link_*)
 * and written as what it turned out to be (out_para, out_item, ...). What an
 * author wrote elsewhere never becomes markup here: lines are escaped, and a
 * link is written inline only when the reader, asked on the spot, sees the
 * same link; else its text stays and the link gets a line of its own behind
 * the block.
 * Ownership: to, ids and diags are the caller's.
 * Errors: sticky, in to->failed; what cannot be written at all, and links
 * that lead nowhere, are told to diags.
 */
#ifndef QAPSULE_IMPORT_OUT_H
#define QAPSULE_IMPORT_OUT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/slice.h"
#include "base/vec.h"
#include "model/page.h"
#include "parse/diag.h"

struct out_link {	/* of the current text */
	uint32_t start, n;		/* its label there */
	uint32_t target, ntarget;	/* in targets */
};

/* What the next block follows. */
enum out_last { OUT_START, OUT_BLOCK, OUT_LIST, OUT_QUOTE, OUT_LINK };

struct out {
	struct buf *to;
	struct diags *diags;
	const struct page *ids;	/* the items that "#id" may name, or NULL */
	struct slice base;	/* the URL that targets are relative to, or "" */
	uint32_t line;		/* in the source, for diags */

	struct buf text;	/* the current text: one line */
	VEC(struct out_link) links;
	struct buf targets;
	enum { SPACE_NONE, SPACE_BLANK, SPACE_LINE } space;	/* before what
								   comes */
	bool open;		/* a link is */
	uint32_t opened;	/* where its label starts */
	bool opening;		/* it starts with what comes */
	struct buf markup;	/* the current text as it is written */
	struct buf after;	/* link lines that wait for the block's end */
	enum out_last last;
};

void out_init(struct out *, struct buf *to, struct diags *);
void out_fini(struct out *);

/* "Key: value", of the header or an item; an empty value is left out. */
void out_field(struct out *, const char *key, struct slice value);

/* An item: its separator; after it attributes, out_field; its question. */
void out_separator(struct out *);
void out_question(struct out *, struct slice question);

/*
 * The current text. Runs of white space are one blank, a line end joins as
 * in a paragraph; characters that a document may not hold are left out.
 */
void out_text(struct out *, struct slice);
void out_link_open(struct out *);
void out_link_close(struct out *, struct slice target);
void out_link_drop(struct out *);	/* what is open is no link */
bool out_link_is_empty(const struct out *);	/* so far without a label */
bool out_has_text(const struct out *);

/* What the current text, now complete, is. Empty text makes no block. */
void out_para(struct out *);
void out_quote(struct out *);
void out_item(struct out *, unsigned depth, unsigned number);
void out_subhead(struct out *);

void out_pre(struct out *, struct slice label, struct slice body);

/* Ends a list or quote, and writes the links that wait. */
void out_break(struct out *);

#endif

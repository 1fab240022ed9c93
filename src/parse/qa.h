/*
 * qa - the pieces of the native reader, for each other.
 *
 * qa.c opens the document and puts a page together; qa_line.c says what a
 * line is; qa_header.c reads header fields, qa_item.c an item's attributes
 * and question, qa_block.c the blocks of intro and answers. All work on one
 * struct qa and move its place forward; what follows says where each leaves
 * it. The grammar and the messages are those of qapsule-format(5).
 */
#ifndef QAPSULE_PARSE_QA_H
#define QAPSULE_PARSE_QA_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/map.h"
#include "model/build.h"
#include "parse/diag.h"
#include "parse/question.h"
#include "parse/source.h"

struct qa {
	struct source src;
	uint32_t at;		/* the next line, counted from 0 */
	struct build *build;
	struct diags *diags;
	struct buf text;	/* lines of what is being read, for a moment */
	struct map ids;		/* ids and aliases given, to their lines */
	struct asked asked;
	bool unclosed;		/* a fence took the rest of the document */
	bool first_alone;	/* the intro begins with a line that stands
				   alone: for title_infer */
	bool failed;		/* no memory */
};

/* What a line is, by its first characters alone. */
enum qa_mark {
	QA_BLANK,
	QA_SEPARATOR,
	QA_FENCE,
	QA_QUOTE,
	QA_LIST,
	QA_LINK,
	QA_SUBHEAD,
	QA_COMMENT,
	QA_TEXT,	/* none of these, or escaped */
};

/* A line that begins a list item. */
struct qa_list_mark {
	unsigned indent;	/* columns */
	unsigned number;	/* 0 for a bullet */
	struct slice text;
};

enum qa_mark qa_mark(struct slice line);
bool qa_list_mark(struct slice line, struct qa_list_mark *);
unsigned qa_indent(struct slice line);	/* columns of blanks in front */
struct slice qa_unescape(struct slice line);	/* trimmed too */

bool qa_at_end(const struct qa *);
struct slice qa_line(const struct qa *);	/* the next, without final blanks */
enum qa_mark qa_next(const struct qa *);	/* its mark; not at the end */

/* Passes blank lines and comments. */
void qa_skip_blank(struct qa *);

/* Passes everything up to a separator outside a fence, or the end. */
void qa_skip_item(struct qa *);

/* s with tabs as spaces, borrowed until text is used again. */
struct slice qa_clean(struct qa *, struct slice s);

/* The same for the lines put into text. */
struct slice qa_clean_text(struct qa *);

/*
 * Splits "Key: value" when the key is in a list; value is trimmed. Answers
 * which, or -1.
 */
int qa_field(struct slice line, const char *const *keys, int n,
    struct slice *value);

/*
 * The attribute that a line looks like, however its letters are cased, or
 * NULL: what does, and is text, may be taken for a slip (W210).
 */
const char *qa_looks_like_attribute(struct slice line);

/* Reads the header, if there is one, and the blank line behind it. */
void qa_header(struct qa *);

/* Reads blocks up to a separator or the end. */
void qa_blocks(struct qa *);

/* Reads items, the next line being a separator, to the end. */
void qa_items(struct qa *);

#endif

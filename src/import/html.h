/*
 * html - as much of HTML as it takes to find scripts in a page and to read
 * answers.
 *
 * Elements need not be closed nor nested well: what is written is a stream of
 * texts and tags, and an element is known by its name alone. What looks like
 * a tag and has no name of HTML is text: <your-name>. Time is linear in the
 * source, whatever it holds.
 */
#ifndef QAPSULE_IMPORT_HTML_H
#define QAPSULE_IMPORT_HTML_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/slice.h"
#include "import/out.h"

/* What an element is to a reader of text. */
enum html_element {
	HTML_UNKNOWN,
	HTML_INLINE,	/* its text goes on with that around it */
	HTML_BLOCK,	/* its text stands alone */
	HTML_HIDDEN,	/* what is in it is not shown */
	HTML_A,
	HTML_BASE,
	HTML_BLOCKQUOTE,
	HTML_BR,
	HTML_CELL,	/* td, th */
	HTML_HEADING,	/* h1 to h6 */
	HTML_HTML,
	HTML_IMG,
	HTML_LI,
	HTML_LINK,
	HTML_LIST,	/* ul and the like */
	HTML_OL,
	HTML_PRE,
	HTML_ROW,	/* tr */
	HTML_SCRIPT,
	HTML_TABLE,
	HTML_TITLE,
};

enum html_kind { HTML_END, HTML_TEXT, HTML_OPEN, HTML_CLOSE };

struct html_token {
	enum html_kind kind;
	enum html_element element;	/* of HTML_OPEN, HTML_CLOSE */
	struct slice s;		/* HTML_TEXT: with entities; HTML_OPEN: its
				   attributes */
	bool raw;		/* the text of a script: entities are none */
	uint32_t line;		/* where it begins, from 1 */
};

struct html {
	struct slice rest;
	uint32_t line;		/* of rest */
	enum html_element raw;	/* the element whose text comes next as it is */
	bool plain_tags;	/* quotes hide no ">": one was never closed */
	bool no_tags;		/* there is no ">" any more */
	bool no_comments;	/* nor an end of a comment */
};

void html_init(struct html *, struct slice);
void html_next(struct html *, struct html_token *);

/* Appends the value of an attribute, without entities; false without one. */
bool html_attribute(struct slice attributes, const char *name, struct buf *);

/* Whether a text is HTML rather than words with a "<" in them. */
bool html_is_likely(struct slice);

/* A fragment of HTML as blocks, or all of it as a quotation. */
void html_write(struct out *, struct slice, bool quoted);

/* Its text alone as the current text, on one line. */
void html_inline(struct out *, struct slice);

#endif

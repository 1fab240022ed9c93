/*
 * lines - blocks as lines of text that fit on a screen.
 *
 * For: what menus and texts have in common. A line is written as head, text,
 * tail, so that one layout serves both: a menu's lines are info lines.
 * Lists hang, quotes keep their mark, headings have a rule below, preformatted
 * lines stay as they are but for TABs and an overlong line, which is cut.
 * No line ends in blanks; none is a lone ".", which by RFC 1436 ends a text
 * and to some clients does.
 */
#ifndef QAPSULE_RENDER_LINES_H
#define QAPSULE_RENDER_LINES_H

#include "base/buf.h"
#include "base/slice.h"
#include "model/page.h"

struct lines {
	struct buf *out;
	unsigned width;			/* columns */
	const char *head, *tail;	/* of every line */
	unsigned subhead;	/* level of subheads; 0: as the model says */
	/* What is shown of a text, good until the next call; NULL: text->s. */
	struct slice (*shown)(void *arg, const struct text *);
	void *arg;
};

/* An empty line. */
void lines_gap(struct lines *);

/* Text, wrapped; first and rest (ASCII, as wide as each other) go in front. */
void lines_put(struct lines *, const char *first, const char *rest,
    struct slice text);

/* A heading of level 1 to 3. */
void lines_heading(struct lines *, struct slice text, unsigned level);

/* A rule as wide as a line. */
void lines_rule(struct lines *);

/* Any block but a link, which menus and texts show in ways of their own. */
void lines_block(struct lines *, const struct block *);

#endif

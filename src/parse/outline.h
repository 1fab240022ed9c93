/*
 * outline - which blocks of a draft are questions: qapsule-format(5),
 * "Which parts are questions".
 *
 * For: Markdown and gemtext. Looks for the level of headings that asks the
 * questions, else for one of the styles in which people write them without
 * headings, and tells what every piece of the draft is.
 */
#ifndef QAPSULE_PARSE_OUTLINE_H
#define QAPSULE_PARSE_OUTLINE_H

#include "parse/anchors.h"
#include "parse/draft.h"

enum outline_style {
	STYLE_NONE,
	STYLE_HEADING,	/* headings of a level */
	STYLE_BOLD,	/* **Why?** Because. */
	STYLE_COLON,	/* Q: Why? A: Because. */
	STYLE_FOLD,	/* <details><summary>Why?</summary> Because. */
	STYLE_NUMBER,	/* 1. Why? Because. */
	STYLE_PLAIN,	/* Why? and Because. as paragraphs */
};

enum piece_role {
	PIECE_TEXT,
	PIECE_SUBHEAD,
	PIECE_SECTION,
	PIECE_QUESTION,
};

/* What was left out (the title, a table of contents) has no piece. */
struct piece {
	enum piece_role role;
	uint32_t block;
	uint32_t from, to;	/* of the draft's text */
};

struct outline {
	enum outline_style style;	/* STYLE_NONE: prose */
	unsigned level;		/* of headings that are questions, or 0 */
	VEC(struct piece) pieces;
	const struct draft_block *title;	/* a heading, or NULL */
	bool failed;
};

struct outline_hint {
	enum outline_style style;	/* as the author says, or STYLE_NONE */
	unsigned level;		/* of STYLE_HEADING, or 0 */
	bool about_questions;	/* name or title of the page say so */
	bool prose;		/* unless the author says otherwise */
};

/* 0, or -1 without memory. */
int outline_make(struct outline *, const struct draft *,
    const struct anchors *, const struct outline_hint *);
void outline_fini(struct outline *);

/* Whether a name or title speaks of questions: "FAQ", "Häufige Fragen". */
bool outline_about_questions(struct slice);

#endif

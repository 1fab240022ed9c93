/*
 * outline_part - the pieces of outline.c, for each other.
 *
 * outline_contents.c says what is left out, outline_style.c where questions
 * without headings are; outline.c chooses and puts together.
 */
#ifndef QAPSULE_PARSE_OUTLINE_PART_H
#define QAPSULE_PARSE_OUTLINE_PART_H

#include "parse/outline.h"

enum outline_drop {
	KEPT,
	DROPPED,
	CONTENTS,	/* leads around in the page: dropped but in answers */
};

struct outlining {
	const struct draft *draft;
	const struct anchors *anchors;
	const struct outline_hint *hint;
	struct outline *out;
	uint8_t *dropped;	/* enum outline_drop, by block */
	bool asking[DRAFT_FOLDS_MAX + 1];	/* the last part that folds, by
						   depth */
};

struct slice outline_text(const struct outlining *, uint32_t block);
bool outline_is_heading(const struct outlining *, uint32_t block);

/* Fills in dropped. */
void outline_drop(struct outlining *);

/* A question in a paragraph, by offsets into the draft's text. */
struct asked_at {
	uint32_t from, to;	/* the question; from may be behind a sign */
	uint32_t answer;	/* where the rest begins */
};

/*
 * The first question of a style at or behind offset at in a block. False when
 * there is none.
 */
bool outline_find(const struct outlining *, enum outline_style, uint32_t block,
    uint32_t at, struct asked_at *);

/* How often a style fits: questions in it that have an answer. */
uint32_t outline_count(const struct outlining *, enum outline_style);

#endif

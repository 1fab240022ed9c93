/*
 * compose_part - the pieces of compose.c, for each other.
 *
 * compose_names.c says what a question is called and where a fragment leads,
 * compose_block.c puts blocks and their text.
 */
#ifndef QAPSULE_PARSE_COMPOSE_PART_H
#define QAPSULE_PARSE_COMPOSE_PART_H

#include "base/map.h"
#include "model/build.h"
#include "parse/anchors.h"
#include "parse/compose.h"
#include "parse/field.h"
#include "parse/outline.h"
#include "parse/question.h"

enum { HEADING_LEVELS = 6 };

struct compose {
	struct draft *draft;
	const struct compose_source *source;
	struct diags *diags;
	struct anchors anchors;
	struct outline outline;
	struct build *build;
	unsigned level;			/* of headings that are questions */

	struct buf slug;		/* of the page */
	struct map ids;			/* given, to their lines */
	struct asked asked;
	uint32_t *owners;		/* by block: item + 1; 0 is the page */
	uint32_t next_name;		/* of anchors, for the next item */

	const char *sections[HEADING_LEVELS];	/* that are open; or NULL */
	struct buf section;		/* as the builder has it */
	uint32_t question_line;		/* of the item, or 0 */
	uint32_t errors;		/* before it */
	unsigned base;			/* lists that its question stands in */
	bool signs;			/* its question had a sign, "Q:" */
	bool answer_begins;		/* its first block is to come */
	struct buf text;		/* for a moment */
	bool failed;
};

/* --- names ----------------------------------------------------------------- */

/* Finds out to which item every block belongs. 0, or -1 without memory. */
int compose_names_begin(struct compose *);

/* Appends s as an id is written: lower case, "-" for "_". */
void compose_fold(struct slice s, struct buf *out);

/* Id and aliases of the item whose question, of that block, was just put. */
void compose_put_names(struct compose *, uint32_t block,
    struct slice question);

/* A link's target as the builder wants it, borrowed from the draft. W207. */
struct slice compose_target(struct compose *, const char *target,
    uint32_t line);

/* --- blocks ---------------------------------------------------------------- */

void compose_put_block(struct compose *, const struct piece *);

/* The links of a heading, which cannot hold any, as lines of their own. */
void compose_put_links(struct compose *, const struct piece *);

#endif

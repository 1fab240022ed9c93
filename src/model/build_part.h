/*
 * build_part - the builder, for the files build*.c only.
 *
 * build.c has the fields, blocks and items of a page, build_text.c the text
 * that they are made of.
 */
#ifndef QAPSULE_MODEL_BUILD_PART_H
#define QAPSULE_MODEL_BUILD_PART_H

#include "base/vec.h"
#include "model/build.h"

struct build {
	struct page *page;
	struct buf text;	/* the current text, and its links, whose */
	VEC(struct link) links;	/* offsets are into it */
	bool joining;		/* a line ended; what comes decides how */
	bool opening;		/* a link opened; it starts with what comes */
	size_t opened;		/* where it started */

	VEC(struct block) blocks;	/* of the intro or the last item */
	VEC(struct list_item) list;	/* an open list, or */
	VEC(struct text) quote;		/* an open quote, not both */
	uint32_t run_line;		/* where it began */
	enum block_gap gap, run_gap;	/* above what comes, above the run */

	VEC(const char *) tags;		/* of the page or the last item */
	VEC(const char *) aliases;	/* likewise */
	VEC(const char *) names;	/* of the last item */
	VEC(struct item) items;
	VEC(struct meta) meta;
	const char *section;
	bool leading;			/* blocks are the section's own */
	bool failed;
};

/* The current text, kept; n is 0 when there was none but blanks. */
struct text build_take_text(struct build *);

#endif

/*
 * front_matter - what stands between "---" lines before a document.
 *
 * For: Markdown and gemtext. Flat "key: value" lines, or "key = value" between
 * "+++" lines, are understood; what else is written there is for other
 * programs and passed over (W150 with --lint).
 * Ownership: slices point into the source.
 */
#ifndef QAPSULE_PARSE_FRONT_MATTER_H
#define QAPSULE_PARSE_FRONT_MATTER_H

#include "parse/diag.h"
#include "parse/outline.h"
#include "parse/source.h"

enum front_key {
	FRONT_TITLE,
	FRONT_DESCRIPTION,
	FRONT_SUMMARY,
	FRONT_LANG,
	FRONT_TAGS,
	FRONT_SLUG,
	FRONT_ID,
	FRONT_DATE,
	FRONT_LEVEL,
	FRONT_STYLE,
	FRONT_KEYS,
};

struct front_matter {
	struct slice value[FRONT_KEYS];	/* n is 0: not given */
	uint32_t line[FRONT_KEYS];
	uint32_t nlines;		/* that it takes, or 0 */
	enum outline_style style;	/* as asked for, or STYLE_NONE */
	bool prose;			/* "none" was asked for */
	unsigned level;			/* likewise, or 0 */
};

void front_matter_read(struct front_matter *, const struct source *,
    struct diags *);

/* Takes the next of "[a, 'b']" or "a, b" off the front of *list. */
bool front_matter_next(struct slice *list, struct slice *one);

#endif

/*
 * source - a document's bytes as lines, after format.md 1.
 *
 * For: every text reader. Checks encoding, control characters, line ends and
 * limits, with their messages (E001 to E006, E200, W205, W206), drops BOM,
 * trailing blanks and the characters that may not stay.
 * Ownership: owns a cleaned copy; lines point into it.
 */
#ifndef QAPSULE_PARSE_SOURCE_H
#define QAPSULE_PARSE_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"
#include "parse/diag.h"

enum {
	SOURCE_MAX_LINE = 65536,	/* bytes */
	SOURCE_MAX_FILE = 4 << 20,	/* bytes */
	SOURCE_MAX_ITEMS = 5000,
};

struct source {
	struct slice text;	/* cleaned, LF line ends, the last one ended too;
				   trailing blanks are still there (fences) */
	struct slice *lines;	/* without LF; lines[i] is line i + 1 */
	uint32_t nlines;
	char *bytes;		/* what the slices point into */
};

/* False, with errors in diags, when the document cannot be read at all. */
bool source_open(struct source *, struct slice raw, struct diags *);
void source_close(struct source *);

/* a line without the blanks at its end */
struct slice source_rtrim(struct slice line);

#endif

/*
 * source - a document's bytes as lines: qapsule-format(5), "Bytes and lines".
 *
 * For: every text reader. Checks encoding, control characters, line ends and
 * limits, with their messages (E001 to E006, E200, W205, W206), drops BOM and
 * the characters that may not stay.
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
	uint32_t *starts;	/* where line i + 1 starts in it; one more entry
				   stands for its end */
	uint32_t nlines;
	char *bytes;		/* what text points into */
};

/*
 * False when the document cannot be read: with errors in diags, or without
 * memory (then there are none). There is nothing to close then.
 */
bool source_open(struct source *, struct slice raw, struct diags *);

/* The same for data, where a line is no unit and may be of any length. */
bool source_open_data(struct source *, struct slice raw, struct diags *);

void source_close(struct source *);

/* Line i + 1 without its LF and the blanks before it; i < nlines. */
struct slice source_line(const struct source *, uint32_t i);

/*
 * Whether a character may stay in a document: no C0 or C1 control, no
 * direction control, no byte order mark. For texts that come from elsewhere,
 * such as names of files.
 */
bool source_may_hold(uint32_t c);

#endif

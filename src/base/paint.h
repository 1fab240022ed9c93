/*
 * paint - how bad a message is, in colour for eyes on a terminal and as a
 * priority for the journal.
 *
 * Of "FILE:7: error: TEXT" only the word "error" is coloured. Nothing is where
 * NO_COLOR is set (no-color.org) and on a dumb terminal. Where systemd has
 * connected its journal, which JOURNAL_STREAM tells, a line begins with the
 * likes of "<3>" instead (sd-daemon(3)), which journald takes off again.
 */
#ifndef QAPSULE_BASE_PAINT_H
#define QAPSULE_BASE_PAINT_H

#include <stdio.h>

#include "base/slice.h"

struct paint;			/* how, for each severity */

/* What a descriptor wants; NULL: lines as they are. */
const struct paint *paint_wanted(int fd);

/*
 * A line in pieces, and what goes between them. The word is the first "error",
 * "warning" or "note" that a colon and a blank follow; without one all is
 * before it.
 */
struct painted {
	const char *front, *on, *off;
	struct slice before, word, after;
};
#define PAINTED_FMT "%s%.*s%s%.*s%s%.*s"
#define PAINTED_ARGS(x) (x).front, (int)(x).before.n, (x).before.p, (x).on, \
	(int)(x).word.n, (x).word.p, (x).off, (int)(x).after.n, (x).after.p

struct painted paint_line(const struct paint *, struct slice line);

/* Lines as f wants them. */
void paint_print(FILE *f, struct slice lines);

#endif

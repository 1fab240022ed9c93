/*
 * wrap - lines no wider than a screen.
 *
 * For: Gopher text and menus. Breaks where UAX #14 allows; width is counted
 * in display columns (East Asian wide 2, combining 0). A word wider than a
 * line is broken between grapheme clusters, never inside a UTF-8 sequence.
 * Blanks at a break are dropped; nothing else is ever lost.
 */
#ifndef QAPSULE_RENDER_WRAP_H
#define QAPSULE_RENDER_WRAP_H

#include <stdbool.h>

#include "base/slice.h"

unsigned wrap_columns(struct slice text);	/* width of one line of text */

/*
 * Takes the first line, of at most width columns (at least one grapheme
 * cluster, so that it always moves on), off the front of *rest. width counts
 * from 1. False when *rest was empty.
 */
bool wrap_line(struct slice *rest, unsigned width, struct slice *line);

#endif

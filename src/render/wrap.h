/*
 * wrap - lines no wider than a screen.
 *
 * For: Gopher text and menus. Breaks where UAX #14 allows, with exceptions for
 * what fits on a line: Korean words and URIs stay whole, and other words of
 * ASCII break only behind a hyphen or slash. A word wider than a line is broken
 * between grapheme clusters. Nothing is lost but the blanks at a break.
 * Width is counted in display columns: East Asian wide 2, combining 0, a
 * sequence of emoji the sum of its parts, as many terminals show them.
 * Text is valid UTF-8 of one line, without control characters.
 * Cost: a line looks only at what could stand on it, so that a paragraph of
 * any length costs time in proportion to its length, and no memory.
 */
#ifndef QAPSULE_RENDER_WRAP_H
#define QAPSULE_RENDER_WRAP_H

#include <stdbool.h>

#include "base/slice.h"

unsigned wrap_columns(struct slice text);	/* width of one line of text */

/*
 * Takes the first line, of at most width columns (but at least one grapheme
 * cluster, so that it always moves on), off the front of *rest. width counts
 * from 1. False when *rest was empty.
 */
bool wrap_line(struct slice *rest, unsigned width, struct slice *line);

/* The same without regard to words, for text whose blanks count. */
bool wrap_cut(struct slice *rest, unsigned width, struct slice *line);

#endif

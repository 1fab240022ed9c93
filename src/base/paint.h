/*
 * paint - how bad a message is, in colour, for eyes on a terminal.
 *
 * Of "FILE:7: error: TEXT" only the word "error" is coloured. Nothing is where
 * output goes to a file or a pipe, where NO_COLOR is set (no-color.org), and
 * on a dumb terminal.
 */
#ifndef QAPSULE_BASE_PAINT_H
#define QAPSULE_BASE_PAINT_H

#include <stdbool.h>
#include <stdio.h>

#include "base/slice.h"

#define PAINT_OFF "\033[0m"

bool paint_wanted(int fd);

/* The first "error", "warning" or "note" of a line that a colon and a blank
   follow, and what switches its colour on; or NULL. */
const char *paint_severity(struct slice line, struct slice *word);

/* Lines as they are, or coloured if f wants it. */
void paint_print(FILE *f, struct slice lines);

#endif

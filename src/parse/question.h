/*
 * question - what questions look like, in whatever format they are written.
 *
 * Text here is one or more lines without markup, parted by LF.
 */
#ifndef QAPSULE_PARSE_QUESTION_H
#define QAPSULE_PARSE_QUESTION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/map.h"
#include "base/slice.h"
#include "parse/diag.h"

enum { QUESTION_MAX = 300 };	/* columns */

/* A question mark of any script, anywhere. */
bool question_has_mark(struct slice);

/* The same at the end, quotes and brackets behind it aside. */
bool question_ends_in_mark(struct slice);

bool question_too_wide(struct slice);

/*
 * The length of what says that a question or an answer begins, "Q12: ", with
 * the blanks behind it, or 0. Many languages.
 */
size_t question_sign(struct slice);
size_t answer_sign(struct slice);

/* The length of "1. ", "2) " and "3.1. " in front, or 0. */
size_t question_number(struct slice);

/* The questions of a page, so that none is asked twice unnoticed. */
struct asked {
	struct map lines;	/* by key, to the line of the first */
	struct arena keys;
};

void asked_init(struct asked *);
void asked_fini(struct asked *);

/*
 * W204 for a question that was there, W203 (lint) for one without a mark. 0,
 * or -1 without memory.
 */
int asked_check(struct asked *, struct slice question, uint32_t line,
    struct diags *);

#endif

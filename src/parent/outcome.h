/*
 * outcome - those who have asked for a reload and wait to hear how it went.
 *
 * What is logged between its beginning and its end, by the parent or by the
 * child that loads, is what they are told. Who asks while one is under way
 * waits for the next: theirs may be a change that came too late for this one.
 */
#ifndef QAPSULE_PARENT_OUTCOME_H
#define QAPSULE_PARENT_OUTCOME_H

#include "base/vec.h"
#include "parent/control.h"

struct outcome {
	VEC(struct control_call *) callers;
	uint32_t hearing;	/* the first of these: the one under way */
	int said;		/* file of what is said of it, or -1 */
};

void outcome_init(struct outcome *);
void outcome_fini(struct outcome *);	/* nobody waits by then */

void outcome_await(struct outcome *, struct control_call *);
void outcome_begin(struct outcome *);
/* Answered with text, then with what was said. */
void outcome_end(struct outcome *, bool ok, struct slice text);
/* There will be none, for anybody. */
void outcome_cancel(struct outcome *, const char *why);

/* In a child that is none of its business. */
void outcome_forget(struct outcome *);

#endif

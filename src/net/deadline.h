/*
 * deadline - many connections, few kinds of time limit.
 *
 * All connections in one state have the same time to live in it, so those that
 * entered it first run out first: a queue a state and one timer for all, in
 * place of a timer a connection. A deadline is total: it is set when a state
 * is entered, not pushed on by each byte.
 */
#ifndef QAPSULE_NET_DEADLINE_H
#define QAPSULE_NET_DEADLINE_H

#include <stdint.h>
#include <sys/queue.h>

struct deadline {	/* embedded in what is limited */
	TAILQ_ENTRY(deadline) next;
	uint64_t at_ms;
	struct deadlines *queue;	/* NULL: none is set */
};

struct deadlines {	/* one kind */
	TAILQ_HEAD(, deadline) queue;
	unsigned ms;
};

void deadlines_init(struct deadlines *, unsigned ms);

/* Starts d's time anew; a deadline it had in another queue is off. */
void deadline_set(struct deadline *, struct deadlines *, uint64_t now_ms);
void deadline_off(struct deadline *);

/* Takes the first that is over off the queue, or answers NULL. */
struct deadline *deadlines_over(struct deadlines *, uint64_t now_ms);

uint64_t deadline_now_ms(void);	/* a clock that is never set back */

#endif

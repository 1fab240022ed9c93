/*
 * generation - the workers that serve one snapshot.
 *
 * A reload starts a new generation beside the old one, which finishes what it
 * has begun and goes: both accept from the same sockets, so nobody waits in a
 * queue that is served no more. A worker that dies is replaced, after a pause
 * that grows while they die young, unless its generation is told to finish.
 */
#ifndef QAPSULE_PARENT_GENERATION_H
#define QAPSULE_PARENT_GENERATION_H

#include <event2/event_struct.h>
#include <stdbool.h>
#include <sys/types.h>

#include "net/worker.h"

/* What a generation needs of the process that starts it. */
struct parent {
	struct event_base *base;
	int lifeline[2];	/* workers stop when [1] closes: with us */
	/* in a child: forgets the parent's events and what else it holds */
	void (*become_child)(struct parent *);
};

struct generation;

/*
 * Starts the workers of server; ready is called from the loop once each of
 * them accepts connections or has died. NULL without memory or processes.
 */
struct generation *generation_start(struct parent *, struct server *,
    unsigned workers, void (*ready)(void *arg, struct generation *), void *arg);

/* A child has ended. False when it was none of this generation's; *failed is
   set when it was to finish and did not do that well. */
bool generation_reap(struct generation *, pid_t, int status, bool *failed);

/* No new connections. Those there are finish; in a hurry, those that have not
   sent anything yet must do so at once. */
void generation_finish(struct generation *, bool hurry);
/* Whatever is under way is reset. */
void generation_cut(const struct generation *);
void generation_reopen_logs(const struct generation *);
void generation_kill(struct generation *);
unsigned generation_living(const struct generation *);	/* workers */
struct server *generation_server(const struct generation *);
void generation_free(struct generation *);	/* once none lives */

/*
 * fork() for the children of a process with an event loop: no handler of the
 * parent runs in the child, where become_child has been called.
 */
pid_t parent_fork(struct parent *);

#endif

/*
 * supervisor_part - the supervisor from inside, for the files supervisor*.c
 * only.
 *
 * supervisor.c starts and stops everything, supervisor_reload.c is the way to
 * another snapshot.
 */
#ifndef QAPSULE_PARENT_SUPERVISOR_PART_H
#define QAPSULE_PARENT_SUPERVISOR_PART_H

#include <event2/event_struct.h>

#include "base/vec.h"
#include "parent/control.h"
#include "parent/generation.h"
#include "parent/outcome.h"
#include "parent/supervisor.h"
#include "parent/tally_file.h"

struct supervisor {
	struct parent parent;	/* first: become_child is told of it */
	const struct supervised *calls;
	struct scoreboard *board;
	struct tally_file counts;
	struct control *control;
	uint64_t started_ms, loaded_ms;	/* no clock that is set may tell */
	unsigned reloads, failed_reloads;
	bool reload_failed;
	struct event term, interrupt, hangup, reopen, child, drained;
	struct event trial_over, watchdog, keep;
	struct generation *serving;	/* the newest that is ready */
	struct generation *coming;	/* started and not yet ready, or NULL */
	VEC(struct generation *) finishing;
	struct watch *watch;	/* or NULL */
	bool unwatched;		/* said that it does not work */
	struct outcome outcome;	/* of the reload under way */
	bool trying;		/* the next child is the one that loads */
	pid_t trial;		/* that child, or 0 */
	bool again;		/* another reload was asked for meanwhile */
	bool terminal;		/* started from one, which may hang up */
	bool stopping, cut;	/* cut: waited long enough */
	int status;
};

/* Once: starts the workers of the first snapshot, and watches its folders.
   False, which was said: there are none. */
bool supervisor_begin(struct supervisor *, struct server *);

/* Another snapshot; while one is under way, another one after that. */
void supervisor_reload(struct supervisor *);

/* The child that loaded has ended: what it could do, the parent can. */
void supervisor_trial_ended(struct supervisor *, int status);

/* No more than what g has begun; it is freed when its last worker goes. g may
   be NULL. */
void supervisor_finish(struct supervisor *, struct generation *g, bool hurry);

/* All of it. The loop ends when the last worker has gone. */
void supervisor_stop(struct supervisor *);

#endif

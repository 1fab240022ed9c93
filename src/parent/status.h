/*
 * status - what the server has done and how it is, for people and programs.
 */
#ifndef QAPSULE_PARENT_STATUS_H
#define QAPSULE_PARENT_STATUS_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "base/buf.h"
#include "net/worker.h"

struct status {
	const struct server *server;	/* what is served */
	time_t now;			/* for what ends at a date */
	uint64_t up_ms, age_ms;		/* since the start; of server */
	unsigned workers;		/* that are alive, also finishing ones */
	unsigned reloads, failed_reloads;
	bool reload_failed;		/* the last one */
};

/* how is "table", "json" or "prometheus", or of what readers look for
   "questions" or "questions-json"; else false. */
bool status_put(struct buf *, struct slice how, const struct status *);

/* "HOST: 2 pages, 7 questions", a line a host. */
void status_put_counts(struct buf *, const struct server *);

#endif

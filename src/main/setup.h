/*
 * setup - from a configuration to what the supervisor runs.
 *
 * For: serve, which does all of it, and check, which makes and binds nothing.
 * Each step says what is wrong in the messages of the configuration; the next
 * is not to be taken while it counts errors.
 */
#ifndef QAPSULE_MAIN_SETUP_H
#define QAPSULE_MAIN_SETUP_H

#include "net/conf.h"
#include "net/worker.h"

struct setup {
	struct conf conf;		/* complete */
	/* of each host of the configuration, in its order */
	struct host *hosts;
	int *capsules;			/* open folders */
	struct tls_context **contexts;
	bool *made;			/* its certificate, just now */

	struct site site;
	VEC(struct listener) listeners;
};

void setup_init(struct setup *);	/* and its conf */
void setup_fini(struct setup *);

/* make: folders and certificates that are missing, where they are ours. */
void setup_hosts(struct setup *, bool make);

/* Only after setup_hosts has made what was missing. */
void setup_listeners(struct setup *);

/* What is wrong with documents is no error; quiet: nor is it logged. */
void setup_capsules(struct setup *, bool quiet);

#endif

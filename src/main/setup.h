/*
 * setup - from a configuration to what the supervisor runs.
 *
 * For: serve, which does all of it, at the start and at each reload, and check,
 * which makes and binds nothing. Each step says what is wrong in the messages
 * of the configuration; the next is not to be taken while it counts errors.
 * At a reload the steps are given what is served until then, before: whose
 * sockets, keys and last good documents are kept. At the start it is NULL.
 */
#ifndef QAPSULE_MAIN_SETUP_H
#define QAPSULE_MAIN_SETUP_H

#include <limits.h>
#include <sys/stat.h>

#include "conf/conf.h"
#include "net/worker.h"
#include "tls/ticket.h"

struct setup {
	struct conf conf;		/* complete */
	/* of each host of the configuration, in its order */
	struct host *hosts;
	int *capsules;			/* open folders */
	struct tls_context **contexts;
	bool *made;			/* its certificate, just now */

	struct stamps {			/* of its certificate and key */
		struct stat certificate, key;
	} *stamps;

	const char **certificates;	/* the file of each, or NULL */
	struct ticket_secrets tickets;	/* of a file; or none */
	struct stat tickets_stamp;
	const char *made_folders[2];	/* for state and certs, just now */

	struct site site;
	struct broken broken;
	VEC(struct listener) listeners;
	struct server server;		/* of all the above */
	bool served;			/* at last: until then its new sockets
					   are its own */
};

void setup_init(struct setup *);	/* and its conf */
void setup_fini(struct setup *);

/* make: folders and certificates that are missing, where they are ours. */
void setup_hosts(struct setup *, const struct setup *before, bool make);

/* Only after setup_hosts has made what was missing. */
void setup_listeners(struct setup *, const struct setup *before);

/* Gives up root, for good: what is below 1024 is bound, the keys are read. */
void setup_user(struct setup *);

/* As the user: whether the log of requests can be written. */
void setup_log(struct setup *);

/*
 * What is wrong with documents is logged, unless quiet, and no error; what is
 * wrong with a host's ledger is one.
 */
void setup_capsules(struct setup *, const struct setup *before, bool quiet);

/* Gives it the memory that all processes share, of all snapshots. */
void setup_share(struct setup *, struct scoreboard *, struct tally *);

/* The same for check: nothing is made or logged, and no ledger looked at. */
void setup_check_log(struct setup *);
void setup_check_capsules(struct setup *);

/* Closes the sockets of one that the other does not have. */
void setup_close_listeners(struct setup *, const struct setup *but);

/* The file of a host's ledger. */
void setup_ledger_path(const struct conf *, const struct conf_host *,
    char path[PATH_MAX]);

#endif

/*
 * worker - one process, one event loop: accepts and answers.
 *
 * worker_run does not return until the worker has been told to finish and its
 * last connection is done. SIGHUP: others have taken its place. SIGTERM, or
 * the parent's end of the lifeline closed: all end, so whoever waits to be
 * accepted is, and a connection that has sent nothing yet has "linger" to do
 * so. SIGQUIT: at once, and what is under way is reset. SIGUSR1: the log of
 * requests was moved away.
 */
#ifndef QAPSULE_NET_WORKER_H
#define QAPSULE_NET_WORKER_H

#include <event2/event.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "net/deadline.h"
#include "net/limits.h"
#include "net/listener.h"
#include "net/request_log.h"
#include "proto/site.h"

/* Documents with errors. */
struct broken {
	unsigned n;
	struct buf lines;	/* "FILE: it is not served", of the first */
};

/* What the parent made and every worker shares. */
struct server {
	const struct site *site;
	const struct broken *broken;	/* of site, for status */
	const int *capsules;	/* the folder of each host, opened */
	const char *const *certificates;	/* its file; or NULL */
	struct listener *listeners;
	size_t nlisteners;
	unsigned workers;
	struct limits limits;
	struct log_settings log;	/* of requests */
	struct scoreboard *board;
	struct tally *tally;		/* of site, unless that is not to count */
};

enum {
	/* bytes of one recv: a TLS record and its head; never more */
	WORKER_IN = 16384 + 512,
	/*
	 * Bytes staged for one send. A piece of an answer is at most PIECE
	 * bytes; the rest is for what TLS adds: heads, tags, tickets and,
	 * in a handshake, a certificate chain.
	 */
	WORKER_PIECE = 65536,
	WORKER_OUT = WORKER_PIECE + 65536,
};

struct worker {
	struct server *server;
	struct event_base *base;
	struct deadlines deadlines[LIMIT_COUNT];
	struct score *score;		/* ours */
	struct request_log log;
	size_t nconns, max_conns;	/* for which there are descriptors */
	size_t most_conns;		/* at once, of late */
	bool stopping;			/* with the last connection */
	/* lent to one connection at a time, within one event */
	char in[WORKER_IN];
	struct buf out;
};

/*
 * Descriptors for so many connections: at most the hard limit of the system,
 * of which we say so when it is too low. In the parent, before the fork.
 */
void worker_raise_limits(const struct limits *);

/* lifeline: nothing is read from it but its end. ready: a descriptor to close
   once connections are accepted, or -1. */
void worker_run(struct server *, int lifeline, int ready);

#endif

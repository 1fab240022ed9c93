/*
 * supervisor - the parent: keeps the workers running, renews them, stops them.
 *
 * The parent has bound the sockets and holds the one snapshot that all workers
 * share; it never touches a connection.
 * SIGHUP reloads, and so does a command or a change of what is watched. A child
 * that is thrown away loads first and says what is wrong: a crash or a hang of
 * a reader dies with it. Then the parent loads, starts a new generation of
 * workers and, once that accepts, lets the old one finish. Whatever goes wrong,
 * what was served goes on being served.
 * SIGTERM, SIGINT and the end of the terminal that it was started from stop:
 * what was begun is finished.
 */
#ifndef QAPSULE_PARENT_SUPERVISOR_H
#define QAPSULE_PARENT_SUPERVISOR_H

#include "net/worker.h"
#include "parent/watch.h"

struct supervised {
	/*
	 * Once every worker of a snapshot accepts connections: it is what is
	 * served from now on. False, of the first: stop again.
	 */
	bool (*ready)(void *arg, struct server *);
	/*
	 * Another snapshot, of what is there now; or NULL when something is
	 * wrong. On trial, in a child, nothing is written, and what is wrong
	 * with documents and settings is said, which it is but once.
	 */
	struct server *(*load)(void *arg, bool trial);
	/*
	 * The folders of which a change asks for a reload; NULL: none are
	 * watched. 0, or -1 with errno: not all of them can be.
	 */
	int (*watch)(void *arg, struct watch *);
	/* No worker serves that snapshot any more. */
	void (*retire)(void *arg, struct server *);
	void *arg;
	const char *state;	/* the folder where commands are taken */
};

/*
 * Serves a first snapshot and those that replace it. Returns when all has
 * stopped: the program's exit status. The listeners are closed by then: early,
 * so that nobody waits in a queue that is served no more.
 */
int supervisor_run(struct server *, const struct supervised *);

#endif

/*
 * supervisor - the parent: forks the workers, keeps them running, stops them.
 *
 * The parent has bound the sockets and holds the one snapshot that all workers
 * share; it never touches a connection. SIGTERM and SIGINT stop the workers,
 * which finish what they have begun; a worker that dies is replaced, after a
 * pause that grows while they die young.
 */
#ifndef QAPSULE_NET_SUPERVISOR_H
#define QAPSULE_NET_SUPERVISOR_H

#include "net/worker.h"

/*
 * Calls started once every worker runs; when that answers false the workers
 * are stopped again. Returns when all has stopped: the program's exit status.
 * The listeners are closed by then: early, so that nobody waits in a queue
 * that is served no more.
 */
int supervisor_run(struct server *, unsigned workers,
    bool (*started)(void *arg), void *arg);

#endif

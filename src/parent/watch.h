/*
 * watch - tells when something in a capsule has changed, inotify(7).
 *
 * An author saves several files, an editor writes one in several steps: the
 * call comes once it has been quiet for a while, or when that takes too long.
 * Hidden files are not looked at: they are not served.
 */
#ifndef QAPSULE_PARENT_WATCH_H
#define QAPSULE_PARENT_WATCH_H

#include <event2/event.h>

struct watch;

/* NULL with errno. changed is called from the loop, arg given to it. */
struct watch *watch_new(struct event_base *, void (*changed)(void *arg),
    void *arg);

/* This folder and all in it. 0, or -1 with errno: some are not watched. */
int watch_add(struct watch *, const char *folder);

void watch_free(struct watch *);	/* NULL is fine */

#endif

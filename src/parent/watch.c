#include "parent/watch.h"

#include <errno.h>
#include <event2/event_struct.h>
#include <fts.h>
#include <stdalign.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "net/deadline.h"

enum {
	QUIET_MS = 300,		/* after the last change */
	LATEST_MS = 3000,	/* after the first */
	AWAIT_S = 1,		/* between looks for a folder that is gone */
	CHANGES = IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVE |
	    IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR | IN_EXCL_UNLINK,
};

struct watch {
	int fd;
	struct event readable, quiet, back;
	char *gone;		/* a folder that was not there, or NULL */
	uint64_t latest_ms;	/* when to call at the latest; 0: no change */
	void (*changed)(void *arg);
	void *arg;
};

static void
on_quiet(evutil_socket_t fd, short what, void *arg)
{
	struct watch *w = arg;

	(void)fd;
	(void)what;
	w->latest_ms = 0;
	w->changed(w->arg);
}

/* Once more there is something new: wait for the last of it. */
static void
put_off(struct watch *w)
{
	uint64_t now = deadline_now_ms(), ms = QUIET_MS;
	struct timeval tv;

	if (w->latest_ms == 0)
		w->latest_ms = now + LATEST_MS;
	if (now + ms > w->latest_ms)
		ms = w->latest_ms > now ? w->latest_ms - now : 0;
	tv = (struct timeval){ (time_t)(ms / 1000),
		(suseconds_t)(ms % 1000) * 1000 };
	event_add(&w->quiet, &tv);
}

/* a queue that ran over counts as a change */
static bool
counts(const struct inotify_event *e)
{
	return (e->mask & IN_IGNORED) == 0 &&
	    (e->len == 0 || e->name[0] != '.');
}

static void
on_readable(evutil_socket_t fd, short what, void *arg)
{
	alignas(struct inotify_event) char bytes[16384];
	const struct inotify_event *e;
	struct watch *w = arg;
	bool any = false;
	ssize_t n, i;

	(void)what;
	while ((n = read(fd, bytes, sizeof(bytes))) > 0)
		for (i = 0; i < n; i += (ssize_t)(sizeof(*e) + e->len)) {
			e = (const struct inotify_event *)(bytes + i);
			any = any || counts(e);
		}
	if (any)
		put_off(w);
}

static void
on_back(evutil_socket_t fd, short what, void *arg)
{
	struct watch *w = arg;

	(void)fd;
	(void)what;
	if (access(w->gone, F_OK) == -1)
		return;
	event_del(&w->back);
	put_off(w);
}

/* What is not there cannot be watched. One is enough: when it is back, all are
   looked at again. */
static int
await(struct watch *w, const char *folder)
{
	static const struct timeval pause = { AWAIT_S, 0 };

	if (w->gone == NULL && (w->gone = strdup(folder)) == NULL)
		return -1;
	return event_add(&w->back, &pause);
}

struct watch *
watch_new(struct event_base *base, void (*changed)(void *), void *arg)
{
	struct watch *w = calloc(1, sizeof(*w));

	if (w == NULL)
		return NULL;
	if ((w->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) == -1) {
		free(w);
		return NULL;
	}
	w->changed = changed;
	w->arg = arg;
	event_assign(&w->quiet, base, -1, 0, on_quiet, w);
	event_assign(&w->back, base, -1, EV_PERSIST, on_back, w);
	event_assign(&w->readable, base, w->fd, EV_READ | EV_PERSIST,
	    on_readable, w);
	event_add(&w->readable, NULL);
	return w;
}

int
watch_add(struct watch *w, const char *folder)
{
	char *paths[] = { (char *)folder, NULL };
	FTSENT *e;
	FTS *tree;
	int error;

	if (access(folder, F_OK) == -1)
		return await(w, folder);
	tree = fts_open(paths,
	    FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR | FTS_NOSTAT, NULL);
	error = tree == NULL ? errno : 0;
	while (tree != NULL && (e = fts_read(tree)) != NULL)
		if (e->fts_level > 0 && e->fts_name[0] == '.')
			fts_set(tree, e, FTS_SKIP);
		else if ((e->fts_info == FTS_D &&
			     inotify_add_watch(w->fd, e->fts_path, CHANGES) ==
			     -1) || e->fts_info == FTS_DNR)
			error = e->fts_info == FTS_DNR ? e->fts_errno : errno;
	if (tree != NULL)
		fts_close(tree);
	errno = error;
	return error == 0 ? 0 : -1;
}

void
watch_free(struct watch *w)
{
	if (w == NULL)
		return;
	event_del(&w->readable);
	event_del(&w->quiet);
	event_del(&w->back);
	free(w->gone);
	close(w->fd);
	free(w);
}

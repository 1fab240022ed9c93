#include "net/worker.h"

#include <errno.h>
#include <event2/event_struct.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "net/conn.h"
#include "net/sandbox.h"

enum {
	TICK_MS = 250,		/* how late a deadline may be noticed */
	ACCEPTS_A_TURN = 16,	/* then the connections there are have a turn */
	FLOOD = 64,		/* connections at once */
	LAST_TURNS = 256,	/* a queue full of those that wait */
	PAUSE_MS = 500,		/* without accepting, when out of descriptors */
	OWN_FILES = 64,		/* descriptors that are no connections */
};

struct accepting {	/* one listener of this worker */
	struct event event;
	struct worker *worker;
	const struct listener *listener;
};

struct loop {	/* a worker and the events that are not connections */
	struct worker worker;
	struct accepting *accepting;
	struct event tick, resume, hangup, term, quit, reopen, lifeline;
};

static void
set_accepting(struct loop *l, bool on)
{
	size_t i;

	for (i = 0; i < l->worker.server->nlisteners; i++)
		if (on)
			event_add(&l->accepting[i].event, NULL);
		else
			event_del(&l->accepting[i].event);
}

/* There is something to look after: who is alone is not woken for nothing. */
static void
tick_soon(struct loop *l)
{
	static const struct timeval tick = { 0, TICK_MS * 1000 };

	if (!event_pending(&l->tick, EV_TIMEOUT, NULL))
		event_add(&l->tick, &tick);
}

/* False when nobody waits any more, or nobody can be let in. */
static bool
accept_some(struct accepting *a)
{
	static const struct timeval pause = { 0, PAUSE_MS * 1000 };
	struct loop *l = (struct loop *)a->worker;
	struct sockaddr_storage from;
	socklen_t size;
	int i, peer;

	for (i = 0; i < ACCEPTS_A_TURN; i++) {
		size = sizeof(from);
		peer = accept4(a->listener->fd, (struct sockaddr *)&from, &size,
		    SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (peer != -1) {
			conn_accept(a->worker, a->listener, peer,
			    (struct sockaddr *)&from);
			tick_soon(l);
			continue;
		}
		if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS ||
		    errno == ENOMEM) {
			if (conn_shed(a->worker))
				continue;
			/* the queue stays readable: do not spin on it */
			log_warning("cannot accept: %s", strerror(errno));
			set_accepting(l, false);
			event_add(&l->resume, &pause);
		}
		return false;
	}
	return true;
}

static void
on_acceptable(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	(void)accept_some(arg);
}

static void
on_resume(evutil_socket_t fd, short what, void *arg)
{
	struct loop *l = arg;

	(void)fd;
	(void)what;
	if (!l->worker.stopping)
		set_accepting(l, true);
}

/* What a flood took the system gets back once it is over. */
static void
give_back(struct loop *l)
{
	struct worker *w = &l->worker;

	if (w->most_conns < FLOOD || w->nconns > w->most_conns / 8)
		return;
	w->most_conns = w->nconns;	/* what these have comes back later */
#ifdef __GLIBC__
	malloc_trim(0);
#endif
}

static void
on_tick(evutil_socket_t fd, short what, void *arg)
{
	struct loop *l = arg;

	(void)fd;
	(void)what;
	conn_expire(&l->worker);
	give_back(l);
	score_add(l->worker.score, COUNT_LOG_LOST,
	    request_log_flush(&l->worker.log));
	if (l->worker.nconns > 0)
		tick_soon(l);
}

static void
on_reopen(evutil_socket_t fd, short what, void *arg)
{
	struct loop *l = arg;

	(void)fd;
	(void)what;
	request_log_reopen(&l->worker.log);
}

/* No new connections. */
static void
finish(struct loop *l)
{
	if (!l->worker.stopping) {
		l->worker.stopping = true;
		set_accepting(l, false);
		listeners_close(l->worker.server->listeners,
		    l->worker.server->nlisteners);
	}
	if (l->worker.nconns == 0)
		event_base_loopbreak(l->worker.base);
}

static void
on_hangup(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	finish(arg);
}

/* The system has let them in already: to close the listener would reset them,
   and nobody comes after us. */
static void
accept_last(struct loop *l)
{
	size_t i;
	int turns;

	for (i = 0; i < l->worker.server->nlisteners; i++)
		for (turns = 0; turns < LAST_TURNS &&
		     accept_some(&l->accepting[i]); turns++)
			continue;
}

static void
on_stop(evutil_socket_t fd, short what, void *arg)
{
	struct loop *l = arg;

	(void)fd;
	if ((what & EV_READ) != 0)
		log_error("the parent process is gone: finishing what is "
		    "under way");
	event_del(&l->lifeline);
	if (!l->worker.stopping)
		accept_last(l);
	conn_last_call(&l->worker);
	finish(l);
}

static void
on_quit(evutil_socket_t fd, short what, void *arg)
{
	struct loop *l = arg;

	(void)fd;
	(void)what;
	conn_reset_all(&l->worker);
	finish(l);
}

/* The events that a worker lives by; false without memory. */
static bool
watch(struct loop *l, int lifeline)
{
	struct worker *w = &l->worker;
	struct accepting *a;
	size_t i;

	for (i = 0; i < w->server->nlisteners; i++) {
		a = &l->accepting[i];
		a->worker = w;
		a->listener = &w->server->listeners[i];
		event_assign(&a->event, w->base, a->listener->fd,
		    EV_READ | EV_PERSIST, on_acceptable, a);
	}
	event_assign(&l->tick, w->base, -1, 0, on_tick, l);
	event_assign(&l->resume, w->base, -1, 0, on_resume, l);
	event_assign(&l->hangup, w->base, SIGHUP, EV_SIGNAL | EV_PERSIST,
	    on_hangup, l);
	/* before connections that came after it: they are for the others */
	event_priority_set(&l->hangup, 0);
	event_assign(&l->term, w->base, SIGTERM, EV_SIGNAL | EV_PERSIST,
	    on_stop, l);
	event_assign(&l->quit, w->base, SIGQUIT, EV_SIGNAL | EV_PERSIST,
	    on_quit, l);
	event_assign(&l->reopen, w->base, SIGUSR1, EV_SIGNAL | EV_PERSIST,
	    on_reopen, l);
	event_assign(&l->lifeline, w->base, lifeline, EV_READ, on_stop, l);
	if (event_add(&l->hangup, NULL) == -1 ||
	    event_add(&l->term, NULL) == -1 ||
	    event_add(&l->quit, NULL) == -1 ||
	    event_add(&l->reopen, NULL) == -1 ||
	    event_add(&l->lifeline, NULL) == -1)
		return false;
	set_accepting(l, true);
	return true;
}

/* Each may want a file besides: then no file fails to open for want of a
   descriptor. */
static rlim_t
connections_for(rlim_t files)
{
	return files > OWN_FILES ? (files - OWN_FILES) / 2 : 1;
}

void
worker_raise_limits(const struct limits *limits)
{
	rlim_t want = 2 * (rlim_t)limits->connections + OWN_FILES;
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &files) == -1 || files.rlim_cur >= want)
		return;
	files.rlim_cur = want < files.rlim_max ? want : files.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &files) == -1 || files.rlim_cur < want)
		log_warning("the system's limit of open files, %llu, leaves "
		    "room for %llu connections to a worker, not %u",
		    (unsigned long long)files.rlim_max,
		    (unsigned long long)connections_for(files.rlim_cur),
		    limits->connections);
}

static bool
set_up(struct loop *l, struct server *server, int lifeline)
{
	struct worker *w = &l->worker;
	struct rlimit files;
	int i;

	w->server = server;
	if (getrlimit(RLIMIT_NOFILE, &files) == -1)
		return false;
	w->max_conns = connections_for(files.rlim_cur);
	if ((w->score = scoreboard_take(server->board)) == NULL)
		return false;
	if (request_log_open(&w->log, &server->log) == -1)
		log_warning("requests are not logged: cannot open %s: %s",
		    server->log.file, strerror(errno));
	buf_init(&w->out, WORKER_OUT);
	for (i = 0; i < LIMIT_COUNT; i++)
		deadlines_init(&w->deadlines[i], server->limits.ms[i]);
	l->accepting = calloc(server->nlisteners, sizeof(*l->accepting));
	w->base = event_base_new();
	return l->accepting != NULL && w->base != NULL &&
	    event_base_priority_init(w->base, 2) == 0 && watch(l, lifeline);
}

void
worker_run(struct server *server, int lifeline, int ready)
{
	struct loop *l = calloc(1, sizeof(*l));
	bool up = l != NULL && set_up(l, server, lifeline);

	sandbox_worker(server->capsules, server->site->nhosts,
	    up ? l->worker.log.folder : -1);
	if (ready != -1)
		close(ready);
	if (up)
		event_base_dispatch(l->worker.base);
	else
		log_error("no memory for a worker");
	if (l == NULL)
		return;
	if (l->worker.base != NULL)
		event_base_free(l->worker.base);
	request_log_close(&l->worker.log);
	buf_fini(&l->worker.out);
	free(l->accepting);
	free(l);
}

#include "parent/generation.h"

#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "net/deadline.h"

enum {
	PAUSE_FIRST_MS = 100,	/* before a dead worker is replaced, doubled */
	PAUSE_LAST_MS = 10000,	/* each time up to this */
	OLD_AGE_MS = 10000,	/* a worker that lived so long did not die young */
};

struct slot {
	pid_t pid;		/* 0: to be started */
	uint64_t since_ms;
};

struct generation {
	struct parent *parent;
	struct server *server;
	struct slot *slots;
	unsigned nslots;
	int ready[2];	/* [1]: closed by each first worker once it is ready */
	struct event ready_event, restart;
	void (*on_ready)(void *arg, struct generation *);
	void *arg;
	unsigned pause_ms;
	bool finishing;
};

pid_t
parent_fork(struct parent *parent)
{
	sigset_t all, before;
	pid_t pid;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	if ((pid = fork()) == 0)
		parent->become_child(parent);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return pid;
}

static void
pause_then_restart(struct generation *g, unsigned ms)
{
	struct timeval tv = { ms / 1000, (suseconds_t)(ms % 1000) * 1000 };

	event_add(&g->restart, &tv);
}

static void
start_worker(struct generation *g, struct slot *slot)
{
	pid_t pid = parent_fork(g->parent);

	if (pid == 0) {
		if (g->ready[0] != -1)
			close(g->ready[0]);
		worker_run(g->server, g->parent->lifeline[0], g->ready[1]);
		exit(EXIT_SUCCESS);
	}
	if (pid == -1) {
		log_error("cannot start a worker: %s", strerror(errno));
		pause_then_restart(g, PAUSE_LAST_MS);
		return;
	}
	slot->pid = pid;
	slot->since_ms = deadline_now_ms();
}

static void
start_missing(struct generation *g)
{
	unsigned i;

	for (i = 0; i < g->nslots; i++)
		if (g->slots[i].pid == 0)
			start_worker(g, &g->slots[i]);
}

static void
on_restart(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	start_missing(arg);
}

/* Each worker has closed its end, ready or dead. */
static void
on_ready(evutil_socket_t fd, short what, void *arg)
{
	struct generation *g = arg;

	(void)what;
	close(fd);
	g->ready[0] = -1;
	g->on_ready(g->arg, g);
}

struct generation *
generation_start(struct parent *parent, struct server *server,
    unsigned workers, void (*ready)(void *, struct generation *), void *arg)
{
	struct generation *g = calloc(1, sizeof(*g));

	if (g == NULL)
		return NULL;
	*g = (struct generation){ .parent = parent, .server = server,
		.nslots = workers, .on_ready = ready, .arg = arg };
	if ((g->slots = calloc(workers, sizeof(*g->slots))) == NULL ||
	    pipe2(g->ready, O_CLOEXEC) == -1) {
		free(g->slots);
		free(g);
		return NULL;
	}
	event_assign(&g->restart, parent->base, -1, 0, on_restart, g);
	event_assign(&g->ready_event, parent->base, g->ready[0], EV_READ,
	    on_ready, g);
	event_add(&g->ready_event, NULL);
	start_missing(g);
	close(g->ready[1]);
	g->ready[1] = -1;
	return g;
}

/* A worker died that was to go on. */
static void
replace(struct generation *g, const struct slot *slot, int status)
{
	bool young = deadline_now_ms() - slot->since_ms < OLD_AGE_MS;

	if (WIFSIGNALED(status))
		log_error("a worker died of signal %d (%s); starting another",
		    WTERMSIG(status), strsignal(WTERMSIG(status)));
	else
		log_error("a worker ended with status %d; starting another",
		    WEXITSTATUS(status));
	if (!young || g->pause_ms == 0)
		g->pause_ms = PAUSE_FIRST_MS;
	else if (g->pause_ms < PAUSE_LAST_MS)
		g->pause_ms *= 2;
	pause_then_restart(g, g->pause_ms);
}

/* SIGTERM, SIGQUIT: told before it could listen to it */
static bool
ended_well(int status)
{
	return status == 0 || (WIFSIGNALED(status) &&
	    (WTERMSIG(status) == SIGKILL || WTERMSIG(status) == SIGTERM ||
		WTERMSIG(status) == SIGQUIT));
}

bool
generation_reap(struct generation *g, pid_t pid, int status, bool *failed)
{
	unsigned i = 0;

	while (i < g->nslots && g->slots[i].pid != pid)
		i++;
	if (i == g->nslots)
		return false;
	g->slots[i].pid = 0;
	if (!g->finishing)
		replace(g, &g->slots[i], status);
	else if (!ended_well(status))
		*failed = true;
	return true;
}

static void
signal_all(const struct generation *g, int sig)
{
	unsigned i;

	for (i = 0; i < g->nslots; i++)
		if (g->slots[i].pid > 0)
			kill(g->slots[i].pid, sig);
}

void
generation_finish(struct generation *g, bool hurry)
{
	g->finishing = true;
	event_del(&g->restart);
	signal_all(g, hurry ? SIGTERM : SIGHUP);
}

void
generation_reopen_logs(const struct generation *g)
{
	signal_all(g, SIGUSR1);
}

void
generation_cut(const struct generation *g)
{
	signal_all(g, SIGQUIT);
}

void
generation_kill(struct generation *g)
{
	signal_all(g, SIGKILL);
}

unsigned
generation_living(const struct generation *g)
{
	unsigned i, n = 0;

	for (i = 0; i < g->nslots; i++)
		n += g->slots[i].pid > 0;
	return n;
}

struct server *
generation_server(const struct generation *g)
{
	return g->server;
}

void
generation_free(struct generation *g)
{
	event_del(&g->restart);
	event_del(&g->ready_event);
	if (g->ready[0] != -1)
		close(g->ready[0]);
	free(g->slots);
	free(g);
}

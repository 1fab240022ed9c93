#include "net/supervisor.h"

#include <errno.h>
#include <event2/event.h>
#include <event2/event_struct.h>
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
	DRAIN_MS = 15000,	/* for what is under way when told to stop */
};

struct slot {
	pid_t pid;		/* 0: to be started */
	uint64_t since_ms;
};

struct parent {
	struct server *server;
	unsigned workers;
	struct event_base *base;
	struct event term, interrupt, child, restart, drained;
	struct slot *slots;
	int lifeline[2];	/* workers stop when [1] closes: with us */
	int ready[2];	/* [1]: closed by each first worker once it is ready */
	unsigned pause_ms;
	bool stopping;
	int status;
};

static void
after(struct event *e, unsigned ms)
{
	struct timeval tv = { ms / 1000, (suseconds_t)(ms % 1000) * 1000 };

	event_add(e, &tv);
}

/* In the child: nothing of the parent's loop may be left. */
static void
become_worker(struct parent *p)
{
	struct event_base *base = p->base;

	/* a base of its own first: the kernel's queue is shared by fork */
	if (event_reinit(base) == -1)
		_exit(EXIT_FAILURE);
	event_del(&p->term);
	event_del(&p->interrupt);
	event_del(&p->child);
	event_del(&p->restart);
	event_del(&p->drained);
	event_base_free(base);
	close(p->lifeline[1]);
	if (p->ready[0] != -1)
		close(p->ready[0]);
	signal(SIGINT, SIG_IGN);	/* Ctrl-C is for the parent */
}

static void
start_worker(struct parent *p, struct slot *slot)
{
	sigset_t all, before;
	pid_t pid;

	/* no handler of ours may run in the child */
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	pid = fork();
	if (pid == 0) {
		become_worker(p);
		sigprocmask(SIG_SETMASK, &before, NULL);
		worker_run(p->server, p->lifeline[0], p->ready[1]);
		exit(EXIT_SUCCESS);
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	if (pid == -1) {
		log_error("cannot start a worker: %s", strerror(errno));
		after(&p->restart, PAUSE_LAST_MS);
		return;
	}
	slot->pid = pid;
	slot->since_ms = deadline_now_ms();
}

static bool
any_left(const struct parent *p)
{
	unsigned i;

	for (i = 0; i < p->workers; i++)
		if (p->slots[i].pid > 0)
			return true;
	return false;
}

static void
signal_workers(const struct parent *p, int sig)
{
	unsigned i;

	for (i = 0; i < p->workers; i++)
		if (p->slots[i].pid > 0)
			kill(p->slots[i].pid, sig);
}

static void
stop(struct parent *p)
{
	if (p->stopping)
		return;
	p->stopping = true;
	event_del(&p->restart);
	listeners_close(p->server->listeners, p->server->nlisteners);
	signal_workers(p, SIGTERM);
	after(&p->drained, DRAIN_MS);
	if (!any_left(p))
		event_base_loopbreak(p->base);
}

static void
on_stop(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	stop(arg);
}

static void
on_not_drained(evutil_socket_t fd, short what, void *arg)
{
	struct parent *p = arg;

	(void)fd;
	(void)what;
	log_warning("connections are still open after %d s: closing them",
	    DRAIN_MS / 1000);
	signal_workers(p, SIGKILL);
}

static void
on_restart(evutil_socket_t fd, short what, void *arg)
{
	struct parent *p = arg;
	unsigned i;

	(void)fd;
	(void)what;
	for (i = 0; i < p->workers; i++)
		if (p->slots[i].pid == 0)
			start_worker(p, &p->slots[i]);
}

/* A worker has ended: expected when stopping, else it is replaced. */
static void
worker_gone(struct parent *p, struct slot *slot, int status)
{
	bool young = deadline_now_ms() - slot->since_ms < OLD_AGE_MS;

	slot->pid = 0;
	if (p->stopping) {
		/* SIGTERM: told before it could listen to that */
		if (status != 0 && !(WIFSIGNALED(status) &&
			(WTERMSIG(status) == SIGKILL ||
			    WTERMSIG(status) == SIGTERM)))
			p->status = EXIT_FAILURE;
		return;
	}
	if (WIFSIGNALED(status))
		log_error("a worker died of signal %d (%s); starting another",
		    WTERMSIG(status), strsignal(WTERMSIG(status)));
	else
		log_error("a worker ended with status %d; starting another",
		    WEXITSTATUS(status));
	if (!young || p->pause_ms == 0)
		p->pause_ms = PAUSE_FIRST_MS;
	else if (p->pause_ms < PAUSE_LAST_MS)
		p->pause_ms *= 2;
	after(&p->restart, p->pause_ms);
}

static void
on_child(evutil_socket_t fd, short what, void *arg)
{
	struct parent *p = arg;
	unsigned i;
	int status;
	pid_t pid;

	(void)fd;
	(void)what;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (i = 0; i < p->workers; i++)
			if (p->slots[i].pid == pid)
				worker_gone(p, &p->slots[i], status);
	if (p->stopping && !any_left(p))
		event_base_loopbreak(p->base);
}

static bool
watch(struct parent *p)
{
	event_assign(&p->term, p->base, SIGTERM, EV_SIGNAL | EV_PERSIST,
	    on_stop, p);
	event_assign(&p->interrupt, p->base, SIGINT, EV_SIGNAL | EV_PERSIST,
	    on_stop, p);
	event_assign(&p->child, p->base, SIGCHLD, EV_SIGNAL | EV_PERSIST,
	    on_child, p);
	event_assign(&p->restart, p->base, -1, 0, on_restart, p);
	event_assign(&p->drained, p->base, -1, 0, on_not_drained, p);
	return event_add(&p->term, NULL) == 0 &&
	    event_add(&p->interrupt, NULL) == 0 &&
	    event_add(&p->child, NULL) == 0;
}

/* Until each worker has closed its end, ready or dead. */
static void
await_ready(struct parent *p)
{
	char none;

	close(p->ready[1]);
	while (read(p->ready[0], &none, 1) == -1 && errno == EINTR)
		continue;
	close(p->ready[0]);
	p->ready[0] = p->ready[1] = -1;
}

int
supervisor_run(struct server *server, unsigned workers,
    bool (*started)(void *), void *arg)
{
	struct parent p = { .server = server, .workers = workers,
		.lifeline = { -1, -1 }, .ready = { -1, -1 },
		.status = EXIT_FAILURE };
	unsigned i;

	p.slots = calloc(workers, sizeof(*p.slots));
	p.base = event_base_new();
	if (p.slots == NULL || p.base == NULL ||
	    pipe2(p.lifeline, O_CLOEXEC) == -1 ||
	    pipe2(p.ready, O_CLOEXEC) == -1 || !watch(&p)) {
		log_error("cannot start: %s", strerror(errno));
		goto out;
	}
	p.status = EXIT_SUCCESS;
	for (i = 0; i < workers; i++)
		start_worker(&p, &p.slots[i]);
	await_ready(&p);
	if (!started(arg)) {
		stop(&p);
		p.status = EXIT_FAILURE;
	}
	event_base_dispatch(p.base);
out:
	for (i = 0; i < 2; i++) {
		if (p.lifeline[i] != -1)
			close(p.lifeline[i]);
		if (p.ready[i] != -1)
			close(p.ready[i]);
	}
	if (p.base != NULL)
		event_base_free(p.base);
	free(p.slots);
	return p.status;
}

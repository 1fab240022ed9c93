#include "parent/supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "net/deadline.h"
#include "net/sandbox.h"
#include "parent/notify.h"
#include "parent/status.h"
#include "parent/supervisor_part.h"

enum {
	DRAIN_S = 15,		/* for what is under way when told to stop */
	CUT_S = 2,		/* then, for workers to end */
	OLD_MAX = 7,		/* generations: their snapshots take memory */
	KEEP_S = 60,		/* what was counted may be lost in a crash */
};

/* In a child nothing of the parent's loop may be left. */
static void
become_child(struct parent *parent)
{
	struct supervisor *s = (struct supervisor *)parent;
	struct event *const events[] = { &s->term, &s->interrupt, &s->hangup,
		&s->reopen, &s->watchdog, &s->child, &s->drained, &s->trial_over,
		&s->keep };
	size_t i;

	/* a base of its own first: the kernel's queue is shared by fork */
	if (event_reinit(parent->base) == -1)
		_exit(EXIT_FAILURE);
	for (i = 0; i < sizeof(events) / sizeof(*events); i++)
		event_del(events[i]);
	watch_free(s->watch);
	control_forget(s->control);
	if (!s->trying)
		outcome_forget(&s->outcome);
	event_base_free(parent->base);
	close(parent->lifeline[1]);
	signal(SIGINT, SIG_IGN);	/* Ctrl-C and a hang-up of the */
	signal(SIGHUP, SIG_IGN);	/* terminal are for the parent */
	signal(SIGUSR1, SIG_IGN);	/* until the worker can heed it */
}

static void
after(struct event *e, int seconds)
{
	struct timeval tv = { seconds, 0 };

	event_add(e, &tv);
}

/* --- stopping -------------------------------------------------------------- */

static void
stop_if_all_gone(struct supervisor *s)
{
	if (s->stopping && s->serving == NULL && s->coming == NULL &&
	    s->finishing.n == 0)
		event_base_loopbreak(s->parent.base);
}

static void
retire(struct supervisor *s, struct generation *g)
{
	s->calls->retire(s->calls->arg, generation_server(g));
	generation_free(g);
}

/* Who takes all day for an answer shall not keep the documents of that morning
   in memory, and of every reload since. */
static void
cut_oldest(const struct supervisor *s)
{
	if (s->finishing.n <= OLD_MAX || s->stopping)
		return;
	log_warning("answers from before the last %d reloads are still under "
	    "way: cutting them off", OLD_MAX);
	generation_cut(s->finishing.v[s->finishing.n - OLD_MAX - 1]);
}

void
supervisor_finish(struct supervisor *s, struct generation *g, bool hurry)
{
	struct generation **slot;

	if (g == NULL)
		return;
	generation_finish(g, hurry);
	if (generation_living(g) == 0) {
		retire(s, g);
	} else if ((slot = vec_push(&s->finishing)) != NULL) {
		*slot = g;
		cut_oldest(s);
	} else {
		generation_kill(g);	/* without memory: nobody waits */
		retire(s, g);
	}
}

void
supervisor_stop(struct supervisor *s)
{
	struct server *server;
	uint32_t i;

	if (s->stopping)
		return;
	s->stopping = true;
	notify("STOPPING=1");
	outcome_cancel(&s->outcome, "it stops");
	server = generation_server(s->serving != NULL ? s->serving : s->coming);
	listeners_close(server->listeners, server->nlisteners);
	if (s->trial > 0)
		kill(s->trial, SIGKILL);
	for (i = 0; i < s->finishing.n; i++)
		generation_finish(s->finishing.v[i], true);
	supervisor_finish(s, s->coming, true);
	supervisor_finish(s, s->serving, true);
	s->coming = s->serving = NULL;
	after(&s->drained, DRAIN_S);
	stop_if_all_gone(s);
}

static void
on_stop(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	supervisor_stop(arg);
}

static void
on_hangup(evutil_socket_t fd, short what, void *arg)
{
	struct supervisor *s = arg;

	(void)fd;
	(void)what;
	if (s->terminal && !isatty(STDIN_FILENO))
		supervisor_stop(s);
	else
		supervisor_reload(s);
}

/* Log files have been moved away; the workers know theirs. */
static void
on_reopen(evutil_socket_t fd, short what, void *arg)
{
	const struct supervisor *s = arg;
	uint32_t i;

	(void)fd;
	(void)what;
	if (s->serving != NULL)
		generation_reopen_logs(s->serving);
	if (s->coming != NULL)
		generation_reopen_logs(s->coming);
	for (i = 0; i < s->finishing.n; i++)
		generation_reopen_logs(s->finishing.v[i]);
}

static void
on_not_drained(evutil_socket_t fd, short what, void *arg)
{
	struct supervisor *s = arg;
	uint32_t i;

	(void)fd;
	(void)what;
	if (!s->cut)
		log_warning("connections are still open after %d s: closing "
		    "them", DRAIN_S);
	for (i = 0; i < s->finishing.n; i++)
		if (s->cut)
			generation_kill(s->finishing.v[i]);
		else
			generation_cut(s->finishing.v[i]);
	s->cut = true;
	after(&s->drained, CUT_S);
}

/* --- from time to time ----------------------------------------------------- */

static void
on_keep(evutil_socket_t fd, short what, void *arg)
{
	struct supervisor *s = arg;

	(void)fd;
	(void)what;
	tally_file_write(&s->counts);
}

static unsigned
living(const struct supervisor *s)
{
	unsigned n = s->serving != NULL ? generation_living(s->serving) : 0;
	uint32_t i;

	if (s->coming != NULL)
		n += generation_living(s->coming);
	for (i = 0; i < s->finishing.n; i++)
		n += generation_living(s->finishing.v[i]);
	return n;
}

/* As long as there is somebody who answers. */
static void
on_watchdog(evutil_socket_t fd, short what, void *arg)
{
	const struct supervisor *s = arg;

	(void)fd;
	(void)what;
	if (living(s) > 0)
		notify("WATCHDOG=1");
}

/* --- children -------------------------------------------------------------- */

static void
reap(struct supervisor *s, pid_t pid, int status)
{
	bool failed = false;
	uint32_t i;

	if (pid == s->trial) {
		supervisor_trial_ended(s, status);
		return;
	}
	if ((s->serving != NULL &&
		generation_reap(s->serving, pid, status, &failed)) ||
	    (s->coming != NULL &&
		generation_reap(s->coming, pid, status, &failed)))
		return;
	for (i = 0; i < s->finishing.n; i++)
		if (generation_reap(s->finishing.v[i], pid, status, &failed))
			break;
	if (failed && s->stopping)
		s->status = EXIT_FAILURE;
	if (i == s->finishing.n || generation_living(s->finishing.v[i]) > 0)
		return;
	retire(s, s->finishing.v[i]);
	s->finishing.n--;
	memmove(&s->finishing.v[i], &s->finishing.v[i + 1],
	    (s->finishing.n - i) * sizeof(*s->finishing.v));
}

static void
on_child(evutil_socket_t fd, short what, void *arg)
{
	struct supervisor *s = arg;
	int status;
	pid_t pid;

	(void)fd;
	(void)what;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		scoreboard_release(s->board, pid);
		tally_release(s->counts.tally, pid);
		reap(s, pid, status);
	}
	stop_if_all_gone(s);
}

/* --- commands -------------------------------------------------------------- */

static void
tell_status(struct supervisor *s, struct slice how, struct control_call *call)
{
	uint64_t now_ms = deadline_now_ms();
	struct status status = { .now = time(NULL),
		.up_ms = now_ms - s->started_ms,
		.age_ms = now_ms - s->loaded_ms, .workers = living(s),
		.reloads = s->reloads, .failed_reloads = s->failed_reloads,
		.reload_failed = s->reload_failed };
	struct buf out;

	if (s->serving == NULL) {
		control_answer(call, false,
		    slice_of("it is only starting, or stopping"));
		return;
	}
	status.server = generation_server(s->serving);
	buf_init(&out, 1 << 20);
	if (status_put(&out, how, &status) && !out.failed)
		control_answer(call, true, buf_slice(&out));
	else
		control_answer(call, false, slice_of("it cannot say it so"));
	buf_fini(&out);
}

static void
reload_and_tell(struct supervisor *s, struct control_call *call)
{
	if (s->stopping) {
		control_answer(call, false, slice_of("it stops"));
		return;
	}
	outcome_await(&s->outcome, call);
	supervisor_reload(s);
}

static void
on_command(void *arg, struct slice command, struct control_call *call)
{
	struct supervisor *s = arg;
	struct slice name = slice_take_until(&command, " ");

	if (slice_is(name, "status"))
		tell_status(s, slice_from(command, 1), call);
	else if (slice_is(name, "reload"))
		reload_and_tell(s, call);
	else if (slice_is(name, "stop"))
		supervisor_stop(s);	/* answered by the end */
	else
		control_answer(call, false, slice_of("it knows no such "
		    "command: is it another version?"));
}

/* --- the loop -------------------------------------------------------------- */

static bool
watch(struct supervisor *s)
{
	struct event_base *base = s->parent.base;
	unsigned ms = notify_watchdog_ms();
	struct timeval often = { ms / 1000, (suseconds_t)(ms % 1000) * 1000 };
	struct timeval keep = { KEEP_S, 0 };

	event_assign(&s->term, base, SIGTERM, EV_SIGNAL | EV_PERSIST, on_stop,
	    s);
	event_assign(&s->interrupt, base, SIGINT, EV_SIGNAL | EV_PERSIST,
	    on_stop, s);
	event_assign(&s->hangup, base, SIGHUP, EV_SIGNAL | EV_PERSIST,
	    on_hangup, s);
	event_assign(&s->reopen, base, SIGUSR1, EV_SIGNAL | EV_PERSIST,
	    on_reopen, s);
	event_assign(&s->child, base, SIGCHLD, EV_SIGNAL | EV_PERSIST,
	    on_child, s);
	event_assign(&s->drained, base, -1, 0, on_not_drained, s);
	event_assign(&s->watchdog, base, -1, EV_PERSIST, on_watchdog, s);
	event_assign(&s->keep, base, -1, EV_PERSIST, on_keep, s);
	if (ms > 0 && event_add(&s->watchdog, &often) == -1)
		return false;
	return event_add(&s->keep, &keep) == 0 &&
	    event_add(&s->term, NULL) == 0 &&
	    event_add(&s->interrupt, NULL) == 0 &&
	    event_add(&s->hangup, NULL) == 0 &&
	    event_add(&s->reopen, NULL) == 0 &&
	    event_add(&s->child, NULL) == 0;
}

int
supervisor_run(struct server *server, const struct supervised *calls)
{
	struct supervisor s = { .calls = calls, .board = server->board,
		.status = EXIT_FAILURE,
		.terminal = isatty(STDIN_FILENO), .started_ms = deadline_now_ms(),
		.parent = { .base = event_base_new(), .lifeline = { -1, -1 },
		    .become_child = become_child } };
	char err[512];
	int i;

	outcome_init(&s.outcome);
	worker_raise_limits(&server->limits);
	sandbox_parent();
	if (s.parent.base == NULL || pipe2(s.parent.lifeline, O_CLOEXEC) == -1 ||
	    !watch(&s))
		log_error("cannot start: %s", strerror(errno));
	else if ((s.control = control_new(s.parent.base, calls->state,
		      on_command, &s, err, sizeof(err))) == NULL)
		log_error("%s", err);
	else {
		tally_file_open(&s.counts, server->tally, calls->state);
		if (supervisor_begin(&s, server)) {
			s.status = EXIT_SUCCESS;
			event_base_dispatch(s.parent.base);
			tally_file_write(&s.counts);
		}
	}
	for (i = 0; i < 2; i++)
		if (s.parent.lifeline[i] != -1)
			close(s.parent.lifeline[i]);
	watch_free(s.watch);
	outcome_fini(&s.outcome);
	control_free(s.control);
	if (s.parent.base != NULL)
		event_base_free(s.parent.base);
	vec_fini(&s.finishing);
	return s.status;
}

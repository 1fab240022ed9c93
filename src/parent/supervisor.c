#include "parent/supervisor.h"

#include <errno.h>
#include <event2/event.h>
#include <event2/event_struct.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "base/vec.h"
#include "net/deadline.h"
#include "net/sandbox.h"
#include "parent/control.h"
#include "parent/generation.h"
#include "parent/notify.h"
#include "parent/outcome.h"
#include "parent/status.h"
#include "parent/tally_file.h"

enum {
	DRAIN_S = 15,		/* for what is under way when told to stop */
	CUT_S = 2,		/* then, for workers to end */
	OLD_MAX = 7,		/* generations: their snapshots take memory */
	TRIAL_S = 120,		/* for a child to load all documents */
	KEEP_S = 60,		/* what was counted may be lost in a crash */
};

struct supervisor {
	struct parent parent;	/* first: become_child is told of it */
	const struct supervised *calls;
	struct scoreboard *board;
	struct tally_file counts;
	struct control *control;
	uint64_t started_ms, loaded_ms;	/* no clock that is set may tell */
	unsigned reloads, failed_reloads;
	bool reload_failed;
	struct event term, interrupt, hangup, reopen, child, drained;
	struct event trial_over, watchdog, keep;
	struct generation *serving;	/* the newest that is ready */
	struct generation *coming;	/* started and not yet ready, or NULL */
	VEC(struct generation *) finishing;
	struct watch *watch;	/* or NULL */
	bool unwatched;		/* said that it does not work */
	struct outcome outcome;	/* of the reload under way */
	bool trying;		/* the next child is the one that loads */
	pid_t trial;		/* that child, or 0 */
	bool again;		/* another reload was asked for meanwhile */
	bool terminal;		/* started from one, which may hang up */
	bool stopping, cut;	/* cut: waited long enough */
	int status;
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

/* No more than what it has begun; it is freed when its last worker goes. */
static void
finish(struct supervisor *s, struct generation *g, bool hurry)
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

static void
stop(struct supervisor *s)
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
	finish(s, s->coming, true);
	finish(s, s->serving, true);
	s->coming = s->serving = NULL;
	after(&s->drained, DRAIN_S);
	stop_if_all_gone(s);
}

static void
on_stop(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	stop(arg);
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

/* --- what was counted ------------------------------------------------------- */

static void
on_keep(evutil_socket_t fd, short what, void *arg)
{
	struct supervisor *s = arg;

	(void)fd;
	(void)what;
	tally_file_write(&s->counts);
}

/* --- reloading ------------------------------------------------------------- */

static void reload(struct supervisor *);

static void
on_changed(void *arg)
{
	reload(arg);
}

/* Afresh, for folders come and go. Before loading: what changes later than
   that asks for another reload. */
static void
watch_folders(struct supervisor *s)
{
	if (s->calls->watch == NULL)
		return;
	watch_free(s->watch);
	s->watch = watch_new(s->parent.base, on_changed, s);
	if ((s->watch == NULL ||
		s->calls->watch(s->calls->arg, s->watch) == -1) &&
	    !s->unwatched) {
		log_warning("not all changes will be noticed: %s; run qapsule "
		    "reload after a change", strerror(errno));
		s->unwatched = true;
	}
}

/* In a child. */
static void
try_load(struct supervisor *s)
{
	struct server *server = s->calls->load(s->calls->arg, true);

	if (server == NULL)
		exit(EXIT_FAILURE);
	s->calls->retire(s->calls->arg, server);
	exit(EXIT_SUCCESS);
}

static void
reload_failed(struct supervisor *s)
{
	s->failed_reloads++;
	s->reload_failed = true;
	notify("READY=1\nSTATUS=The last reload failed");
	outcome_end(&s->outcome, false, slice_of("not reloaded; what was "
	    "served before goes on being served:\n"));
	log_error("not reloaded: what was served before goes on being served");
	if (s->again)
		reload(s);
}

static void
reload(struct supervisor *s)
{
	if (s->stopping)
		return;
	if (s->trial > 0 || s->coming != NULL || s->serving == NULL) {
		s->again = true;
		return;
	}
	s->again = false;
	notify("RELOADING=1\nMONOTONIC_USEC=%llu",
	    (unsigned long long)deadline_now_ms() * 1000);
	outcome_begin(&s->outcome);
	watch_folders(s);
	s->trying = true;
	if ((s->trial = parent_fork(&s->parent)) == 0)
		try_load(s);
	s->trying = false;
	if (s->trial > 0) {
		after(&s->trial_over, TRIAL_S);
		return;
	}
	s->trial = 0;
	log_error("cannot start a process to load: %s", strerror(errno));
	reload_failed(s);
}

static void
on_hangup(evutil_socket_t fd, short what, void *arg)
{
	struct supervisor *s = arg;

	(void)fd;
	(void)what;
	if (s->terminal && !isatty(STDIN_FILENO))
		stop(s);
	else
		reload(s);
}

static void
on_trial_over(evutil_socket_t fd, short what, void *arg)
{
	struct supervisor *s = arg;

	(void)fd;
	(void)what;
	log_error("loading takes more than %d s", TRIAL_S);
	kill(s->trial, SIGKILL);
}

static void
reloaded(struct supervisor *s)
{
	struct buf counts;

	s->reloads++;
	s->reload_failed = false;
	buf_init(&counts, 1 << 16);
	status_put_counts(&counts, generation_server(s->serving));
	outcome_end(&s->outcome, true, buf_slice(&counts));
	buf_fini(&counts);
	log_info("reloaded");
}

/* Every worker of a generation accepts connections, or has died at once. */
static void
on_ready(void *arg, struct generation *g)
{
	struct supervisor *s = arg;
	bool first = s->serving == NULL;

	if (s->stopping)
		return;
	s->coming = NULL;
	if (!first && generation_living(g) == 0) {
		finish(s, g, true);
		reload_failed(s);
		return;
	}
	finish(s, s->serving, false);
	s->serving = g;
	s->loaded_ms = deadline_now_ms();
	tally_file_write(&s->counts);
	if (!s->calls->ready(s->calls->arg, generation_server(g)) && first) {
		s->status = EXIT_FAILURE;
		stop(s);
	} else {
		notify("READY=1\nSTATUS=Serving");
	}
	if (!first)
		reloaded(s);
	if (s->again)
		reload(s);
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

static bool
start(struct supervisor *s, struct server *server)
{
	s->coming = generation_start(&s->parent, server, server->workers,
	    on_ready, s);
	if (s->coming == NULL)
		log_error("cannot start workers: %s", strerror(errno));
	return s->coming != NULL;
}

/* The child that loaded has ended: what it could do, the parent can. */
static void
trial_ended(struct supervisor *s, int status)
{
	struct server *server = NULL;

	s->trial = 0;
	event_del(&s->trial_over);
	if (s->stopping)
		return;
	if (WIFSIGNALED(status))
		log_error("loading died of signal %d (%s)", WTERMSIG(status),
		    strsignal(WTERMSIG(status)));
	if (status == 0)
		server = s->calls->load(s->calls->arg, false);
	if (server != NULL && start(s, server))
		return;
	if (server != NULL)
		s->calls->retire(s->calls->arg, server);
	reload_failed(s);
}

/* --- children -------------------------------------------------------------- */

static void
reap(struct supervisor *s, pid_t pid, int status)
{
	bool failed = false;
	uint32_t i;

	if (pid == s->trial) {
		trial_ended(s, status);
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
	reload(s);
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
		stop(s);	/* answered by the end */
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
	event_assign(&s->trial_over, base, -1, 0, on_trial_over, s);
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
		if (start(&s, server)) {
			watch_folders(&s);
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

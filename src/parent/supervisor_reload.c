/*
 * From a wish for another snapshot to the workers that serve it: a child loads
 * first, on trial; when that ends well the parent loads too and starts a
 * generation, which takes over once all of its workers accept connections.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "base/log.h"
#include "net/deadline.h"
#include "parent/notify.h"
#include "parent/status.h"
#include "parent/supervisor_part.h"

enum { TRIAL_S = 120 };		/* for a child to load all documents */

static void
on_changed(void *arg)
{
	supervisor_reload(arg);
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
		supervisor_reload(s);
}

void
supervisor_reload(struct supervisor *s)
{
	static const struct timeval limit = { TRIAL_S, 0 };

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
		event_add(&s->trial_over, &limit);
		return;
	}
	s->trial = 0;
	log_error("cannot start a process to load: %s", strerror(errno));
	reload_failed(s);
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
		supervisor_finish(s, g, true);
		reload_failed(s);
		return;
	}
	supervisor_finish(s, s->serving, false);
	s->serving = g;
	s->loaded_ms = deadline_now_ms();
	tally_file_write(&s->counts);
	if (!s->calls->ready(s->calls->arg, generation_server(g)) && first) {
		s->status = EXIT_FAILURE;
		supervisor_stop(s);
	} else {
		notify("READY=1\nSTATUS=Serving");
	}
	if (!first)
		reloaded(s);
	if (s->again)
		supervisor_reload(s);
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

void
supervisor_trial_ended(struct supervisor *s, int status)
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

bool
supervisor_begin(struct supervisor *s, struct server *server)
{
	event_assign(&s->trial_over, s->parent.base, -1, 0, on_trial_over, s);
	if (!start(s, server))
		return false;
	watch_folders(s);
	return true;
}

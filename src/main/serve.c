/*
 * qapsule serve - everything set up in order, then given to the supervisor.
 *
 * The order matters: an operator's mistake is found before the documents are
 * read, which may take a while and may have much to say.
 */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "main/command.h"
#include "main/setup.h"
#include "net/inherited.h"
#include "parent/control.h"
#include "parent/notify.h"
#include "parent/supervisor.h"
#include "proto/uri.h"
#include "tls/info.h"

/* a VEC with a name */
struct list {
	const char **v;
	uint32_t n, size;
};

/* What stands on the command line; NULL, none and -1 where nothing does. */
struct flags {
	const char *file, *capsule, *certs, *state, *ports_file, *user;
	struct list hosts, gemini, gopher;
	int workers;
	bool no_watch;
};

struct serve {
	struct flags flags;
	struct setup *setup;		/* what is served now */
	bool welcomed;
};

/* --- options --------------------------------------------------------------- */

static bool
keep(struct list *list, const char *text)
{
	const char **slot = vec_push(list);

	if (slot != NULL)
		*slot = text;
	return slot != NULL;
}

static bool
keep_host(struct list *list, const char *name)
{
	char host[URI_HOST_SIZE];

	if (uri_host(slice_of(name), host) == URI_HOST_BAD) {
		command_fail(EXIT_USAGE, "\"%s\" is not a host name", name);
		return false;
	}
	return keep(list, name);
}

static bool
keep_address(struct list *list, const char *spec)
{
	if (!listener_spec_valid(spec)) {
		command_fail(EXIT_USAGE, "\"%s\" is not an address to listen "
		    "on: write it as 127.0.0.1:1965 or [::1]:1965", spec);
		return false;
	}
	return keep(list, spec);
}

static bool
keep_workers(struct flags *f, const char *text)
{
	char *end;
	long n = strtol(text, &end, 10);

	if (*text == '\0' || *end != '\0' || n < 0 || n > CONF_WORKERS_MAX) {
		command_fail(EXIT_USAGE, "--workers wants a number from 0 (one "
		    "for each CPU) to %d, not \"%s\"", CONF_WORKERS_MAX, text);
		return false;
	}
	f->workers = (int)n;
	return true;
}

static bool
keep_option(struct flags *f, int o)
{
	switch (o) {
	case 'c':
		f->file = optarg;
		return true;
	case 'd':
		f->capsule = optarg;
		return true;
	case 'C':
		f->certs = optarg;
		return true;
	case 's':
		f->state = optarg;
		return true;
	case 'p':
		f->ports_file = optarg;
		return true;
	case 'u':
		f->user = optarg;
		return true;
	case 'h':
		return keep_host(&f->hosts, optarg);
	case 'g':
		return keep_address(&f->gemini, optarg);
	case 'o':
		return keep_address(&f->gopher, optarg);
	case 'W':
		return f->no_watch = true;
	case 'w':
		return keep_workers(f, optarg);
	}
	return false;
}

static bool
parse_options(struct flags *f, int argc, char **argv)
{
	static const struct option options[] = {
		{ "capsule", required_argument, NULL, 'd' },
		{ "certs", required_argument, NULL, 'C' },
		{ "state", required_argument, NULL, 's' },
		{ "host", required_argument, NULL, 'h' },
		{ "gemini", required_argument, NULL, 'g' },
		{ "gopher", required_argument, NULL, 'o' },
		{ "workers", required_argument, NULL, 'w' },
		{ "no-watch", no_argument, NULL, 'W' },
		{ "ports-file", required_argument, NULL, 'p' },
		{ "user", required_argument, NULL, 'u' },
		{ NULL, 0, NULL, 0 },
	};
	int o;

	while ((o = getopt_long(argc, argv, "c:", options, NULL)) != -1)
		if (!keep_option(f, o))
			return false;
	if (optind < argc) {
		command_fail(EXIT_USAGE, "serve takes no argument \"%s\"; the "
		    "folder to serve is --capsule DIR", argv[optind]);
		return false;
	}
	if (f->file != NULL && (f->capsule != NULL || f->hosts.n > 0)) {
		command_fail(EXIT_USAGE, "hosts and their capsules are set in "
		    "%s: --host and --capsule go without -c", f->file);
		return false;
	}
	return true;
}

/* What the command line says about a protocol holds in place of the file. */
static void
replace_listeners(struct conf *c, const struct front *front,
    const struct list *addresses)
{
	uint32_t i, n = 0;

	if (addresses->n == 0)
		return;
	for (i = 0; i < c->listeners.n; i++)
		if (c->listeners.v[i].front != front)
			c->listeners.v[n++] = c->listeners.v[i];
	c->listeners.n = n;
	for (i = 0; i < addresses->n; i++)
		conf_add_listener(c, front, addresses->v[i]);
}

static void
configure(struct conf *c, const struct flags *f)
{
	struct conf_host *host;
	uint32_t i;

	if (f->file != NULL) {
		conf_read(c, f->file);
	} else if ((host = conf_add_host(c, 0, f->hosts.n > 0 ? f->hosts.v[0]
			    : "localhost")) != NULL) {
		host->capsule = f->capsule;
		for (i = 1; i < f->hosts.n; i++)
			conf_add_name(c, host, 0, f->hosts.v[i]);
	}
	if (f->certs != NULL)
		c->certs = f->certs;
	if (f->state != NULL)
		c->state = f->state;
	if (f->user != NULL) {
		c->user = f->user;
		c->user_line = 0;
	}
	if (f->workers != -1)
		c->workers = (unsigned)f->workers;
	if (f->no_watch)
		c->watch = false;
	if (c->errors > 0)
		return;
	conf_complete(c);
	replace_listeners(c, &gemini_front, &f->gemini);
	replace_listeners(c, &gopher_front, &f->gopher);
}

/* --- telling --------------------------------------------------------------- */

/* "gemini 127.0.0.1 1965" a listener, whole or not at all */
static bool
write_ports(const struct serve *s)
{
	const struct listener *l = s->setup->listeners.v;
	char tmp[PATH_MAX];
	uint32_t i;
	FILE *f;

	snprintf(tmp, sizeof(tmp), "%s.new", s->flags.ports_file);
	if ((f = fopen(tmp, "we")) == NULL)
		return false;
	for (i = 0; i < s->setup->listeners.n; i++)
		fprintf(f, "%s %s %u\n", l[i].front->name, l[i].address,
		    l[i].port);
	return fclose(f) == 0 && rename(tmp, s->flags.ports_file) == 0;
}

/* Where a host is reached by a protocol; "" when it is not. */
static void
address(const struct setup *s, const struct host *host,
    const struct front *front, unsigned usual, char *out, size_t size)
{
	const struct listener *l = s->listeners.v;
	const struct listener *end = l + s->listeners.n;
	bool v6 = strchr(host->names[0], ':') != NULL;
	unsigned port;
	int n;

	out[0] = '\0';
	while (l < end && (l->front != front ||
			      (l->host != NULL && l->host != host)))
		l++;
	if (l == end)
		return;
	n = snprintf(out, size, "%s://%s%s%s", front->name, v6 ? "[" : "",
	    host->names[0], v6 ? "]" : "");
	port = l->public_port != 0 ? l->public_port : l->port;
	if (port != usual)
		n += snprintf(out + n, size - (size_t)n, ":%u", port);
	snprintf(out + n, size - (size_t)n, "/");
}

static void
welcome_host(const struct setup *s, uint32_t i)
{
	const struct conf_host *h = &s->conf.hosts.v[i];
	const struct host *host = &s->hosts[i];
	unsigned pages = corpus_pages(host->corpus);
	unsigned items = corpus_items(host->corpus);
	char gemini[512], gopher[512], err[512];
	struct tls_info info;

	address(s, host, &gemini_front, 1965, gemini, sizeof(gemini));
	address(s, host, &gopher_front, 70, gopher, sizeof(gopher));
	printf("qapsule " PACKAGE_VERSION
	       " serves %s: %u page%s, %u question%s\n",
	    h->capsule, pages, pages == 1 ? "" : "s", items,
	    items == 1 ? "" : "s");
	if (gemini[0] != '\0')
		printf("  %s\n", gemini);
	if (gopher[0] != '\0')
		printf("  %s\n", gopher);
	if (tls_info(h->certificate, time(NULL), &info, err, sizeof(err)) == 0)
		printf("Certificate %s%s, valid until %s, SHA-256:\n  %s\n",
		    h->certificate, s->made[i] ? " (made just now)" : "",
		    info.not_after, info.certificate);
	if (i > 0 || !isatty(STDOUT_FILENO))
		return;
	if (gemini[0] != '\0')
		printf("Open it with: amfora %s\n", gemini);
	if (gopher[0] != '\0')
		printf("%s lynx %s\n",
		    gemini[0] != '\0' ? "          or:" : "Open it with:",
		    gopher);
}

/* What a person wants to know who has just started it. */
static void
welcome(const struct setup *s)
{
	uint32_t i;

	for (i = 0; i < s->conf.hosts.n; i++)
		welcome_host(s, i);
	if (isatty(STDOUT_FILENO))
		puts("Stop it with Ctrl-C.");
	fflush(stdout);		/* before the next fork, or that says it again */
}

/* --- all of it ------------------------------------------------------------- */

static struct setup *
setup_of(struct server *server)
{
	return (struct setup *)((char *)server -
	    offsetof(struct setup, server));
}

static void
drop(struct setup *s)
{
	setup_fini(s);
	free(s);
}

static struct setup *
configured(const struct flags *flags)
{
	struct setup *s = malloc(sizeof(*s));
	struct conf *c;
	long cpus;

	if (s == NULL)
		return NULL;
	setup_init(s);
	c = &s->conf;
	configure(c, flags);
	if (c->workers == 0) {
		cpus = sysconf(_SC_NPROCESSORS_ONLN);
		c->workers = cpus > 0 ? (unsigned)cpus : 1;
	}
	return s;
}

/* The first error, for who asks the service manager why nothing is served. */
static void
tell_manager(struct slice messages)
{
	static const char error[] = ": error: ";
	struct slice line;

	do {
		line = slice_take_until(&messages, "\n");
		messages = slice_from(messages, 1);
	} while (messages.n > 0 &&
	    memmem(line.p, line.n, error, strlen(error)) == NULL);
	notify("STATUS=%.*s", (int)line.n, line.p);
}

/* An operator's mistake comes first: documents may take and say much. */
static bool
set_up(struct setup *s)
{
	if (s->conf.errors == 0)
		setup_hosts(s, NULL, true);
	if (s->conf.errors == 0)
		setup_listeners(s, NULL);
	if (s->conf.errors == 0)
		setup_user(s);
	if (s->conf.errors == 0)
		setup_log(s);
	/* before its ledger is written to */
	if (s->conf.errors == 0 && control_taken(s->conf.state))
		conf_error(&s->conf, 0, "another server uses the state folder "
		    "%s%s", s->conf.state, s->conf.file != NULL ? "" :
		    "; choose another with --state DIR");
	if (s->conf.errors == 0)
		setup_capsules(s, NULL, false);
	conf_print(&s->conf, stderr);
	if (s->conf.errors > 0)
		tell_manager(buf_slice(&s->conf.messages));
	return s->conf.errors == 0;
}

/* Sockets come last, since nothing may fail once there are new ones. */
static bool
set_up_again(struct setup *s, const struct setup *before, bool trial)
{
	if (s->conf.errors == 0)
		setup_hosts(s, before, !trial);
	if (s->conf.errors == 0)
		setup_capsules(s, before, !trial);
	if (s->conf.errors == 0 && !trial)
		setup_listeners(s, before);
	if (trial || s->conf.errors > 0)
		log_lines(buf_slice(&s->conf.messages));
	return s->conf.errors == 0;
}

static struct server *
on_load(void *arg, bool trial)
{
	struct serve *s = arg;
	struct setup *next = configured(&s->flags);

	if (next == NULL)
		return NULL;
	if (set_up_again(next, s->setup, trial)) {
		/* now, or the workers to come inherit what nobody accepts */
		if (!trial)
			setup_close_listeners(s->setup, next);
		return &next->server;
	}
	drop(next);
	return NULL;
}

static bool
on_ready(void *arg, struct server *server)
{
	struct serve *s = arg;

	s->setup = setup_of(server);
	s->setup->served = true;
	if (!s->welcomed)
		welcome(s->setup);
	s->welcomed = true;
	if (s->flags.ports_file == NULL || write_ports(s))
		return true;
	log_error("cannot write %s: %s", s->flags.ports_file, strerror(errno));
	return false;
}

static void
on_retire(void *arg, struct server *server)
{
	struct serve *s = arg;
	struct setup *old = setup_of(server);

	if (!old->served)
		setup_close_listeners(old, s->setup);
	drop(old);
}

static int
on_watch(void *arg, struct watch *watch)
{
	const struct serve *s = arg;
	const struct conf *c = &s->setup->conf;
	int error = 0;
	uint32_t i;

	for (i = 0; c->watch && i < c->hosts.n; i++)
		if (watch_add(watch, c->hosts.v[i].capsule) == -1)
			error = errno;
	errno = error;
	return error == 0 ? 0 : -1;
}

int
cmd_serve(int argc, char **argv)
{
	static struct serve s = { .flags = { .workers = -1 } };
	struct supervised calls = { .ready = on_ready, .load = on_load,
		.watch = on_watch, .retire = on_retire, .arg = &s };
	struct scoreboard *board;
	struct tally *tally;

	if (!parse_options(&s.flags, argc, argv))
		return EXIT_USAGE;
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);	/* no room is an error of write(2) */
	if ((s.setup = configured(&s.flags)) == NULL || !set_up(s.setup))
		return EXIT_WRONG;
	inherited_close_rest();
	board = scoreboard_new();
	tally = tally_new();
	if (board == NULL || tally == NULL)
		return command_fail(EXIT_WRONG, "no memory: %s",
		    strerror(errno));
	setup_share(s.setup, board, tally);
	calls.state = s.setup->conf.state;
	return supervisor_run(&s.setup->server, &calls);
}

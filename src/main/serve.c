/*
 * qapsule serve - everything set up in order, then given to the supervisor.
 *
 * The order matters: an operator's mistake is found before the documents are
 * read, which may take a while and may have much to say.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/vec.h"
#include "main/command.h"
#include "net/supervisor.h"
#include "net/tls.h"
#include "net/tls_cert.h"
#include "parse/load.h"
#include "proto/uri.h"
#include "render/view.h"

enum { WORKERS_MAX = 256 };

/* a VEC with a name */
struct list {
	const char **v;
	uint32_t n, size;
};

struct serve {
	const char *capsule, *certs, *state, *ports_file;
	struct list names, gemini, gopher;
	unsigned workers;

	char cert_file[PATH_MAX], key_file[PATH_MAX];
	bool cert_made;
	struct corpus *corpus;
	struct host host;
	struct site site;
	int capsule_fd;
	struct tls_context *tls;
	VEC(struct listener) listeners;
	char err[1024];
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

/* A host name in the form in which it is compared; kept until exit. */
static bool
keep_host(struct serve *s, const char *name)
{
	char host[URI_HOST_SIZE], *copy;

	if (uri_host(slice_of(name), host) == URI_HOST_BAD) {
		command_fail(EXIT_USAGE, "\"%s\" is not a host name", name);
		return false;
	}
	return (copy = strdup(host)) != NULL && keep(&s->names, copy);
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
parse_options(struct serve *s, int argc, char **argv)
{
	static const struct option options[] = {
		{ "capsule", required_argument, NULL, 'c' },
		{ "certs", required_argument, NULL, 'C' },
		{ "state", required_argument, NULL, 's' },
		{ "host", required_argument, NULL, 'h' },
		{ "gemini", required_argument, NULL, 'g' },
		{ "gopher", required_argument, NULL, 'o' },
		{ "workers", required_argument, NULL, 'w' },
		{ "ports-file", required_argument, NULL, 'p' },
		{ NULL, 0, NULL, 0 },
	};
	char *end;
	long n;
	int o;

	while ((o = getopt_long(argc, argv, "", options, NULL)) != -1)
		switch (o) {
		case 'c':
			s->capsule = optarg;
			break;
		case 'C':
			s->certs = optarg;
			break;
		case 's':
			s->state = optarg;
			break;
		case 'p':
			s->ports_file = optarg;
			break;
		case 'h':
			if (!keep_host(s, optarg))
				return false;
			break;
		case 'g':
		case 'o':
			if (!keep_address(o == 'g' ? &s->gemini : &s->gopher,
				optarg))
				return false;
			break;
		case 'w':
			n = strtol(optarg, &end, 10);
			if (*optarg == '\0' || *end != '\0' || n < 0 ||
			    n > WORKERS_MAX) {
				command_fail(EXIT_USAGE, "--workers wants a "
				    "number from 0 (one for each CPU) to %d, "
				    "not \"%s\"", WORKERS_MAX, optarg);
				return false;
			}
			s->workers = (unsigned)n;
			break;
		default:
			return false;
		}
	if (optind < argc) {
		command_fail(EXIT_USAGE, "serve takes no argument \"%s\"; the "
		    "folder to serve is --capsule DIR", argv[optind]);
		return false;
	}
	return s->names.n > 0 || keep(&s->names, "localhost");
}

/* --- setting up: each says what is wrong in s->err ------------------------- */

static bool
make_folder(struct serve *s, const char *path, mode_t mode, const char *flag)
{
	struct stat st;

	if (mkdir(path, mode) == 0 ||
	    (errno == EEXIST && stat(path, &st) == 0 && S_ISDIR(st.st_mode)))
		return true;
	snprintf(s->err, sizeof(s->err), "cannot make the folder %s: %s; "
	    "choose another with %s DIR", path,
	    errno == EEXIST ? "a file has that name" : strerror(errno), flag);
	return false;
}

static bool
set_up_tls(struct serve *s)
{
	if (!make_folder(s, s->certs, 0700, "--certs"))
		return false;
	snprintf(s->cert_file, sizeof(s->cert_file), "%s/%s.crt", s->certs,
	    s->names.v[0]);
	snprintf(s->key_file, sizeof(s->key_file), "%s/%s.key", s->certs,
	    s->names.v[0]);
	if (tls_cert_ensure(s->cert_file, s->key_file, s->names.v, s->names.n,
		&s->cert_made, s->err, sizeof(s->err)) == -1)
		return false;
	s->tls = tls_context_new(s->cert_file, s->key_file, s->err,
	    sizeof(s->err));
	return s->tls != NULL;
}

/* Complaints about documents, each line where an operator sees it. */
static void
log_document(void *arg, const char *name, enum load_kind kind,
    struct diags *diags, const struct page *page)
{
	struct serve *s = arg;
	char file[PATH_MAX], line[2048];
	uint32_t i;

	(void)kind;
	(void)page;
	snprintf(file, sizeof(file), "%s/%s", s->capsule, name);
	for (i = 0; i < diags->list.n; i++) {
		diag_format(&diags->list.v[i], file, line, sizeof(line));
		log_info("%s", line);
	}
}

static bool
open_capsule(struct serve *s)
{
	s->capsule_fd = open(s->capsule, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (s->capsule_fd == -1)
		snprintf(s->err, sizeof(s->err), "cannot read the capsule %s: "
		    "%s; say where it is with --capsule DIR", s->capsule,
		    strerror(errno));
	return s->capsule_fd != -1;
}

static bool
load_capsule(struct serve *s)
{
	struct load_options options = { .each = log_document, .arg = s };

	if ((s->corpus = load_folder(s->capsule, &options)) == NULL) {
		snprintf(s->err, sizeof(s->err), "cannot load the capsule %s: "
		    "%s", s->capsule, strerror(errno));
		return false;
	}
	s->host = (struct host){ .names = s->names.v, .nnames = s->names.n,
		.corpus = s->corpus };
	s->site = (struct site){ .hosts = &s->host, .nhosts = 1,
		.text_width = VIEW_TEXT_WIDTH };
	return true;
}

static bool
bind_one(struct serve *s, const struct front *front, const char *spec)
{
	struct listener *l = vec_push(&s->listeners);

	if (l == NULL)
		return false;
	l->front = front;
	if (front == &gemini_front)
		l->tls = s->tls;
	else
		l->host = &s->host;
	if (listener_bind(l, spec, s->err, sizeof(s->err)) == 0)
		return true;
	s->listeners.n--;
	return false;
}

/* All addresses of both families; a machine without IPv6 is no mistake. */
static bool
bind_default(struct serve *s, const struct front *front, const char *v4,
    const char *v6)
{
	if (!bind_one(s, front, v4))
		return false;
	if (bind_one(s, front, v6))
		return true;
	if (errno != EAFNOSUPPORT && errno != EADDRNOTAVAIL)
		return false;
	log_warning("%s", s->err);
	return true;
}

static bool
bind_all(struct serve *s)
{
	uint32_t i;

	for (i = 0; i < s->gemini.n; i++)
		if (!bind_one(s, &gemini_front, s->gemini.v[i]))
			return false;
	for (i = 0; i < s->gopher.n; i++)
		if (!bind_one(s, &gopher_front, s->gopher.v[i]))
			return false;
	return (s->gemini.n > 0 || bind_default(s, &gemini_front,
				       "0.0.0.0:1965", "[::]:1965")) &&
	    (s->gopher.n > 0 || bind_default(s, &gopher_front, "0.0.0.0:7070",
				    "[::]:7070"));
}

/* --- telling --------------------------------------------------------------- */

/* "gemini 127.0.0.1 1965" a listener, whole or not at all */
static bool
write_ports(const struct serve *s)
{
	char tmp[PATH_MAX];
	uint32_t i;
	FILE *f;

	snprintf(tmp, sizeof(tmp), "%s.new", s->ports_file);
	if ((f = fopen(tmp, "we")) == NULL)
		return false;
	for (i = 0; i < s->listeners.n; i++)
		fprintf(f, "%s %s %u\n", s->listeners.v[i].front->name,
		    s->listeners.v[i].address, s->listeners.v[i].port);
	return fclose(f) == 0 && rename(tmp, s->ports_file) == 0;
}

static bool
on_started(void *arg)
{
	const struct serve *s = arg;

	if (s->ports_file == NULL || write_ports(s))
		return true;
	log_error("cannot write %s: %s", s->ports_file, strerror(errno));
	return false;
}

static unsigned
first_port(const struct serve *s, const struct front *front)
{
	uint32_t i = 0;

	while (s->listeners.v[i].front != front)
		i++;
	return s->listeners.v[i].port;
}

static void
address(const struct serve *s, const struct front *front, unsigned usual,
    char *out, size_t size)
{
	const char *host = s->names.v[0];
	bool v6 = strchr(host, ':') != NULL;
	unsigned port = first_port(s, front);
	int n;

	n = snprintf(out, size, "%s://%s%s%s", front->name, v6 ? "[" : "", host,
	    v6 ? "]" : "");
	if (port != usual)
		n += snprintf(out + n, size - (size_t)n, ":%u", port);
	snprintf(out + n, size - (size_t)n, "/");
}

/* What a person wants to know who has just started it. */
static void
welcome(const struct serve *s)
{
	char gemini[512], gopher[512], err[512];
	struct tls_cert_info info;

	address(s, &gemini_front, 1965, gemini, sizeof(gemini));
	address(s, &gopher_front, 70, gopher, sizeof(gopher));
	printf("qapsule " PACKAGE_VERSION
	       " serves %s: %u pages, %u questions\n"
	       "  %s\n  %s\n",
	    s->capsule, corpus_pages(s->corpus), corpus_items(s->corpus),
	    gemini, gopher);
	if (tls_cert_info(s->cert_file, &info, err, sizeof(err)) == 0)
		printf("Certificate %s%s, valid until %s, SHA-256:\n  %s\n",
		    s->cert_file, s->cert_made ? " (made just now)" : "",
		    info.not_after, info.certificate);
	printf("Open it with: lagrange %s\n"
	       "          or: lynx %s\n"
	       "Stop it with Ctrl-C.\n", gemini, gopher);
	fflush(stdout);		/* before the fork, or workers say it again */
}

int
cmd_serve(int argc, char **argv)
{
	static struct serve s = { .capsule = "capsule", .certs = "certs",
		.state = "state", .capsule_fd = -1 };
	struct server server;
	long cpus;

	if (!parse_options(&s, argc, argv))
		return EXIT_USAGE;
	signal(SIGPIPE, SIG_IGN);
	if (!open_capsule(&s) || !make_folder(&s, s.state, 0700, "--state") ||
	    !set_up_tls(&s) || !bind_all(&s) || !load_capsule(&s))
		return command_fail(EXIT_WRONG, "%s", s.err);
	if (s.workers == 0) {
		cpus = sysconf(_SC_NPROCESSORS_ONLN);
		s.workers = cpus > 0 ? (unsigned)cpus : 1;
	}
	welcome(&s);
	server = (struct server){ .site = &s.site, .capsules = &s.capsule_fd,
		.listeners = s.listeners.v, .nlisteners = s.listeners.n };
	return supervisor_run(&server, s.workers, on_started, &s);
}

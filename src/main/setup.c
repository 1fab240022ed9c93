#include "main/setup_tls.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "main/progress.h"
#include "parent/user.h"
#include "parse/load.h"
#include "parse/mime_types.h"
#include "render/view.h"
#include "tls/tls.h"

enum { BROKEN_MAX = 64 << 10 };	/* bytes; the log has all of them */

void
setup_init(struct setup *s)
{
	memset(s, 0, sizeof(*s));
	conf_init(&s->conf);
	buf_init(&s->broken.lines, BROKEN_MAX);
}

void
setup_fini(struct setup *s)
{
	uint32_t i;

	for (i = 0; i < s->conf.hosts.n; i++) {
		if (s->hosts != NULL)
			corpus_free((struct corpus *)s->hosts[i].corpus);
		if (s->capsules != NULL && s->capsules[i] != -1)
			close(s->capsules[i]);
		if (s->contexts != NULL)
			tls_context_free(s->contexts[i]);
	}
	free(s->hosts);
	free(s->capsules);
	free(s->contexts);
	free(s->made);
	free(s->certificates);
	free(s->stamps);
	explicit_bzero(&s->tickets, sizeof(s->tickets));
	vec_fini(&s->listeners);
	buf_fini(&s->broken.lines);
	conf_fini(&s->conf);
}

/* --- hosts ----------------------------------------------------------------- */

/* What to do about it, where no line of a file says which setting it is. */
static const char *
advice(const struct setup *s, const char *text)
{
	return s->conf.file == NULL ? text : "";
}

static bool
make_folder(struct setup *s, const char *path, const char *flag)
{
	struct stat st;

	if (mkdir(path, 0700) == 0) {
		s->made_folders[s->made_folders[0] != NULL] = path;
		return true;
	}
	if (errno == EEXIST && stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return true;
	conf_error(&s->conf, 0, "cannot make the folder %s: %s%s", path,
	    errno == EEXIST ? "a file has that name" : strerror(errno), flag);
	return false;
}

static bool
make_folders(struct setup *s)
{
	return make_folder(s, s->conf.state,
		   advice(s, "; choose another with --state DIR")) &&
	    make_folder(s, s->conf.certs,
		advice(s, "; choose another with --certs DIR"));
}

static void
open_capsule(struct setup *s, const struct conf_host *h, int *fd)
{
	*fd = open(h->capsule, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (*fd == -1)
		conf_error(&s->conf, h->line, "cannot read the capsule %s: "
		    "%s%s", h->capsule, strerror(errno),
		    advice(s, "; say where it is with --capsule DIR"));
}

static bool
allocate(struct setup *s)
{
	uint32_t i, n = s->conf.hosts.n;

	s->hosts = calloc(n, sizeof(*s->hosts));
	s->capsules = calloc(n, sizeof(*s->capsules));
	s->contexts = calloc(n, sizeof(*s->contexts));
	s->made = calloc(n, sizeof(*s->made));
	s->certificates = calloc(n, sizeof(*s->certificates));
	s->stamps = calloc(n, sizeof(*s->stamps));
	for (i = 0; s->capsules != NULL && i < n; i++)
		s->capsules[i] = -1;
	return s->hosts != NULL && s->capsules != NULL &&
	    s->contexts != NULL && s->made != NULL &&
	    s->certificates != NULL && s->stamps != NULL;
}

void
setup_hosts(struct setup *s, const struct setup *before, bool make)
{
	const struct conf_host *h;
	uint32_t i;

	if (!allocate(s)) {
		conf_error(&s->conf, 0, "no memory");
		return;
	}
	s->site = (struct site){ .hosts = s->hosts, .nhosts = s->conf.hosts.n,
		.text_width = VIEW_TEXT_WIDTH };
	setup_tickets(s, before);
	for (i = 0; i < s->conf.hosts.n; i++) {
		h = &s->conf.hosts.v[i];
		s->hosts[i] = (struct host){ .names = h->names.v,
			.nnames = h->names.n, .lang = h->lang,
			.charset = h->charset, .folders = h->folders.v,
			.nfolders = h->folders.n,
			.redirects = h->redirects.v,
			.nredirects = h->redirects.n,
			.zones = h->zones.v, .nzones = h->zones.n };
		open_capsule(s, h, &s->capsules[i]);
		if (!h->own_certificate)
			setup_tls(s, i, before, false);
	}
	/* nothing is made while something else is wrong */
	if (s->conf.errors > 0 || (make && !make_folders(s)))
		return;
	for (i = 0; i < s->conf.hosts.n; i++)
		if (s->conf.hosts.v[i].own_certificate)
			setup_tls(s, i, before, make);
	for (i = 0; i < s->conf.hosts.n; i++)
		if (s->contexts[i] != NULL)
			tls_context_choose(s->contexts[i], setup_choose, s);
}

/* --- listeners ------------------------------------------------------------- */

static bool
has_socket(const struct setup *s, int fd)
{
	uint32_t i;

	for (i = 0; i < s->listeners.n; i++)
		if (s->listeners.v[i].fd == fd)
			return true;
	return false;
}

/* The socket that is bound to this address already; false: none is. */
static bool
keep_socket(const struct setup *s, struct listener *l,
    const struct setup *before)
{
	const struct listener *old;
	uint32_t i;

	for (i = 0; before != NULL && i < before->listeners.n; i++) {
		old = &before->listeners.v[i];
		if (strcmp(old->spec, l->spec) == 0 &&
		    !has_socket(s, old->fd)) {
			l->fd = old->fd;
			memcpy(l->address, old->address, sizeof(l->address));
			l->port = old->port;
			return true;
		}
	}
	return false;
}

static void
bind_one(struct setup *s, const struct conf_listener *from,
    const struct setup *before)
{
	struct listener *l = vec_push(&s->listeners);
	char err[1024];

	if (l == NULL) {
		conf_error(&s->conf, 0, "no memory");
		return;
	}
	*l = (struct listener){ .front = from->front, .mode = from->tls,
		.rfc_text = from->rfc_text, .proxies = from->proxies.v,
		.nproxies = from->proxies.n,
		.public_port = from->public_port, .spec = from->address,
		.fd = -1 };
	if (from->tls != LISTENER_CLEAR)
		l->tls = s->contexts[from->host];
	if (from->front == &gopher_front)
		l->host = &s->hosts[from->host];
	if (keep_socket(s, l, before) ||
	    listener_bind(l, from->address, err, sizeof(err)) == 0)
		return;
	s->listeners.n--;
	/* a machine without IPv6 is no mistake */
	if (from->optional &&
	    (errno == EAFNOSUPPORT || errno == EADDRNOTAVAIL))
		log_warning("%s", err);
	else
		conf_error(&s->conf, from->line, "%s", err);
}

void
setup_close_listeners(struct setup *s, const struct setup *but)
{
	struct listener *l = s->listeners.v;
	uint32_t i;

	for (i = 0; i < s->listeners.n; i++)
		if (!has_socket(but, l[i].fd))
			listeners_close(&l[i], 1);
}

void
setup_share(struct setup *s, struct scoreboard *board, struct tally *tally)
{
	s->server.board = board;
	s->server.tally = tally;
	s->site.tally = s->conf.counts ? tally : NULL;
}

void
setup_listeners(struct setup *s, const struct setup *before)
{
	uint32_t i;

	for (i = 0; i < s->conf.listeners.n; i++)
		bind_one(s, &s->conf.listeners.v[i], before);
	if (before != NULL && s->conf.errors > 0)
		setup_close_listeners(s, before);
	s->server = (struct server){ .site = &s->site,
		.broken = &s->broken, .capsules = s->capsules,
		.certificates = s->certificates, .listeners = s->listeners.v,
		.nlisteners = s->listeners.n, .workers = s->conf.workers,
		.limits = s->conf.limits, .log = s->conf.log };
	/* so that others, or old workers that still answer, cannot take all */
	s->server.limits.connections_per_worker =
	    s->conf.limits.connections / s->conf.workers;
	if (before != NULL)
		setup_share(s, before->server.board, before->server.tally);
}

/* --- the user -------------------------------------------------------------- */

/* whom root becomes unasked: the user that the packages make */
#define USER_DEFAULT "qapsule"

/* What root has just made must be the user's: keys are renewed, commands taken
   and more remembered by that one. */
static int
give(const struct setup *s, const struct user *user)
{
	const struct conf_host *h;
	uint32_t i;

	for (i = 0; i < 2; i++)
		if (s->made_folders[i] != NULL &&
		    chown(s->made_folders[i], user->uid, user->gid) == -1)
			return -1;
	for (i = 0; i < s->conf.hosts.n; i++) {
		h = &s->conf.hosts.v[i];
		if (s->made[i] &&
		    (chown(h->certificate, user->uid, user->gid) == -1 ||
			chown(h->key, user->uid, user->gid) == -1))
			return -1;
	}
	return 0;
}

/* Served to nobody but those who try it on their own machine. */
static bool
is_trial(const struct setup *s)
{
	return s->conf.file == NULL &&
	    strcmp(s->conf.hosts.v[0].names.v[0], "localhost") == 0;
}

void
setup_user(struct setup *s)
{
	const char *name = s->conf.user;
	struct user user;
	char err[256];

	if (name == NULL && geteuid() != 0)
		return;
	if (user_find(&user, name != NULL ? name : USER_DEFAULT, err,
		sizeof(err)) == -1) {
		if (name == NULL && !is_trial(s))
			log_warning("%s to give up root for%s", err,
			    advice(s, "; say another with --user NAME"));
		else if (name != NULL)
			conf_error(&s->conf, s->conf.user_line, "%s", err);
	} else if (user.uid == geteuid()) {
		/* as a service manager has seen to */
	} else if (give(s, &user) == -1) {
		conf_error(&s->conf, s->conf.user_line, "cannot give what was "
		    "made to the user \"%s\": %s", user.name,
		    strerror(errno));
	} else if (user_become(&user, err, sizeof(err)) == -1) {
		conf_error(&s->conf, s->conf.user_line, "%s", err);
	}
}

static void
cannot_log(struct setup *s)
{
	conf_error(&s->conf, s->conf.log_line, "cannot write the log %s: %s",
	    s->conf.log.to == LOG_TO_FILE ? s->conf.log.file : "to syslog",
	    strerror(errno));
}

void
setup_log(struct setup *s)
{
	struct request_log log;

	if (request_log_open(&log, &s->conf.log) == -1)
		cannot_log(s);
	request_log_close(&log);
}

/* Only of a file, which may not be there yet if it can be made. */
void
setup_check_log(struct setup *s)
{
	const char *file = s->conf.log.file;
	char folder[PATH_MAX];
	int fd;

	if (s->conf.log.to != LOG_TO_FILE)
		return;
	/* no link, as for those who write it */
	fd = open(file, O_WRONLY | O_APPEND | O_NONBLOCK | O_NOFOLLOW |
	    O_CLOEXEC);
	if (fd != -1) {
		close(fd);
		return;
	}
	if (errno == ENOENT) {	/* its path has a slash */
		snprintf(folder, sizeof(folder), "%.*s",
		    (int)(strrchr(file, '/') - file + 1), file);
		if (access(folder, W_OK | X_OK) == 0)
			return;
	}
	cannot_log(s);
}

/* --- documents ------------------------------------------------------------- */

struct loading {
	struct broken *broken;
	const char *capsule;
	bool quiet;
};

/* For the log and for status. */
static void
note_broken(const struct loading *l, const char *file, bool served)
{
	struct buf *lines = &l->broken->lines;
	char line[PATH_MAX + 64];

	snprintf(line, sizeof(line), "%s: %s", file, served
		? "its last good version goes on being served"
		: "it is not served");
	l->broken->n++;
	if (lines->n + strlen(line) < BROKEN_MAX)
		buf_printf(lines, "%s\n", line);
	if (!l->quiet)
		log_info("%s", line);
}

/* Complaints about a document, each line where an operator sees it. */
static void
on_document(void *arg, const struct load_result *r, struct diags *diags)
{
	const struct loading *l = arg;
	char file[PATH_MAX], line[2048];
	uint32_t i;

	snprintf(file, sizeof(file), "%s/%s", l->capsule, r->name);
	for (i = 0; i < diags->list.n && !l->quiet; i++) {
		diag_format(&diags->list.v[i], file, line, sizeof(line));
		log_info("%s", line);
	}
	if (diags->errors > 0)
		note_broken(l, file, r->page != NULL);
}

/* What is served of the same capsule now, or NULL. */
static const struct corpus *
same_capsule(const char *capsule, const struct setup *before)
{
	uint32_t i;

	for (i = 0; before != NULL && i < before->conf.hosts.n; i++)
		if (strcmp(before->conf.hosts.v[i].capsule, capsule) == 0)
			return before->hosts[i].corpus;
	return NULL;
}

/* NULL with errno. */
static struct corpus *
load_documents(struct setup *s, const struct conf_host *h,
    const struct setup *before, bool quiet, struct ledger *ledger)
{
	const char **paths = calloc(h->zones.n + 1, sizeof(*paths));
	struct loading loading = { &s->broken, h->capsule, quiet };
	struct load_options options = { .each = on_document,
		.progress = before == NULL && !quiet ? progress : NULL,
		.arg = &loading, .search = true,
		.unlisted = paths, .nunlisted = h->zones.n,
		.previous = same_capsule(h->capsule, before),
		.ledger = ledger };
	struct corpus *corpus;
	uint32_t i;

	if (paths == NULL)
		return NULL;
	for (i = 0; i < h->zones.n; i++)
		paths[i] = h->zones.v[i].path;
	corpus = load_folder(h->capsule, &options);
	free(paths);
	return corpus;
}

/* A page is one document: all of it is at /PAGE/all. */
static void
look_at_zones(struct setup *s, const struct conf_host *h,
    const struct corpus *corpus)
{
	const char *path;
	struct found f;
	bool slash;
	uint32_t i;

	for (i = 0; i < h->zones.n; i++) {
		path = h->zones.v[i].path;
		f = corpus_find(corpus, slice_of(path), &slash);
		if (f.kind == FOUND_ITEM || f.kind == FOUND_ALL || f.moved)
			conf_error(&s->conf, h->line, "\"%s\" cannot be "
			    "protected by itself: protect its page, \"%s/\"",
			    path, f.entry->path);
	}
}

static void
cannot_load(struct setup *s, const struct conf_host *h)
{
	conf_error(&s->conf, h->line, "cannot load the capsule %s: %s",
	    h->capsule, strerror(errno));
}

void
setup_ledger_path(const struct conf *c, const struct conf_host *h,
    char path[PATH_MAX])
{
	snprintf(path, PATH_MAX, "%s/%s.ledger", c->state, h->names.v[0]);
}

/*
 * The documents of a host, after its ledger: nothing is published under
 * addresses that could not be entered there.
 */
static struct corpus *
load_capsule(struct setup *s, struct conf_host *h, const struct setup *before,
    bool quiet)
{
	struct corpus *corpus = NULL;
	char path[PATH_MAX], err[1024];
	struct ledger *ledger;

	setup_ledger_path(&s->conf, h, path);
	if ((ledger = ledger_read(path, err, sizeof(err))) == NULL) {
		conf_error(&s->conf, h->line, "%s", err);
		return NULL;
	}
	ledger_begin(ledger, (int64_t)time(NULL));
	corpus = load_documents(s, h, before, quiet, ledger);
	if (corpus != NULL &&
	    ledger_write(ledger, path, err, sizeof(err)) == -1) {
		conf_error(&s->conf, h->line, "%s", err);
		corpus_free(corpus);
		corpus = NULL;
	} else if (corpus == NULL) {
		cannot_load(s, h);
	}
	ledger_free(ledger);
	return corpus;
}

void
setup_check_capsules(struct setup *s)
{
	struct conf_host *h;
	uint32_t i;

	for (i = 0; i < s->conf.hosts.n; i++) {
		h = &s->conf.hosts.v[i];
		s->hosts[i].corpus = load_documents(s, h, NULL, true, NULL);
		if (s->hosts[i].corpus != NULL)
			look_at_zones(s, h, s->hosts[i].corpus);
		else
			cannot_load(s, h);
	}
}

void
setup_capsules(struct setup *s, const struct setup *before, bool quiet)
{
	struct conf_host *h;
	uint32_t i;

	mime_types_read_system();
	for (i = 0; i < s->conf.hosts.n; i++) {
		h = &s->conf.hosts.v[i];
		s->hosts[i].corpus = load_capsule(s, h, before, quiet);
		if (s->hosts[i].corpus != NULL)
			look_at_zones(s, h, s->hosts[i].corpus);
	}
}

/*
 * conf - the configuration file, and what holds without one.
 *
 * For: all commands with -c. conf_init, then conf_read or conf_add_host, then
 * conf_complete, which gives every setting its default.
 * Ownership: a struct conf owns all that it points to, until conf_fini.
 * Errors: all that is wrong is said in messages, "FILE:LINE: error: TEXT" a
 * line; nothing is to be started while errors is not 0. Whoever finds more
 * faults with what the file asks for, a missing folder say, adds them there.
 * Paths in the file count from the folder that it is in.
 */
#ifndef QAPSULE_CONF_CONF_H
#define QAPSULE_CONF_CONF_H

#include <stdbool.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/vec.h"
#include "net/limits.h"
#include "net/listener.h"
#include "net/request_log.h"

struct conf_host {
	unsigned line;			/* 0: not from a file */
	VEC(const char *) names;	/* as uri_host makes them; the first is
					   the public one */
	const char *capsule;
	const char *lang, *charset;	/* or NULL */
	VEC(struct folder) folders;	/* where those are others */
	const char *certificate, *key;	/* files; made when own_certificate */
	bool own_certificate;
	VEC(struct redirect) redirects;
	VEC(struct zone) zones;
	VEC(const char *) authorities;	/* files of certificates, of all zones */
};

struct conf_listener {
	unsigned line;
	const char *address;		/* as listener_bind takes it */
	const struct front *front;
	enum listener_tls tls;
	uint32_t host;			/* of Gopher: which */
	unsigned public_port;		/* 0: the one that is bound */
	bool rfc_text;			/* of Gopher */
	VEC(struct prefix) proxies;
	bool optional;			/* IPv6, where nobody asked for it */
};

struct conf {
	const char *file;		/* as given; NULL: none was read */
	const char *certs, *state;	/* folders */
	const char *ticket_keys;	/* a file, or NULL */
	unsigned ticket_keys_line;
	const char *user;		/* whom root becomes, or NULL */
	unsigned user_line;
	unsigned workers;		/* 0: one for each CPU */
	bool watch;			/* reload when a capsule changes */
	bool counts;			/* note what readers look for */
	struct log_settings log;
	unsigned log_line;
	struct limits limits;
	VEC(struct prefix) exempt;	/* of limits, when it is set */
	VEC(struct conf_host) hosts;	/* the first is the default */
	VEC(struct conf_listener) listeners;

	struct buf messages;
	unsigned errors, warnings;
	struct arena arena;
};

enum { CONF_WORKERS_MAX = 256 };

void conf_init(struct conf *);
void conf_fini(struct conf *);

/* Reads file as well as it can; see errors. */
void conf_read(struct conf *, const char *file);

/* One more; NULL without memory. A name that is none, or is another host's, is
   an error of line. */
struct conf_host *conf_add_host(struct conf *, unsigned line,
    const char *name);
void conf_add_name(struct conf *, struct conf_host *, unsigned line,
    const char *name);
struct conf_host *conf_find_host(const struct conf *, const char *name);
struct conf_listener *conf_add_listener(struct conf *, const struct front *,
    const char *address);

/* Enters what nobody has said. */
void conf_complete(struct conf *);

/* line 0: no line of the file is to blame. */
void conf_error(struct conf *, unsigned line, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void conf_warning(struct conf *, unsigned line, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* A copy of text; of a path, as it counts from the folder of the file. */
const char *conf_keep(struct conf *, const char *text);
const char *conf_beside(struct conf *, const char *path);

/* The messages so far, each on its line. */
void conf_print(const struct conf *, FILE *);

#endif

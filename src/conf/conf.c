#include "conf/conf.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/paint.h"
#include "proto/uri.h"

enum { MESSAGES_MAX = 1 << 20 };	/* bytes */

/* --- messages -------------------------------------------------------------- */

static void
put_message(struct conf *c, unsigned line, const char *kind, const char *fmt,
    va_list ap)
{
	char text[2048];

	vsnprintf(text, sizeof(text), fmt, ap);
	if (c->file == NULL)
		buf_printf(&c->messages, "qapsule: %s\n", text);
	else if (line == 0)
		buf_printf(&c->messages, "%s: %s: %s\n", c->file, kind, text);
	else
		buf_printf(&c->messages, "%s:%u: %s: %s\n", c->file, line,
		    kind, text);
}

void
conf_error(struct conf *c, unsigned line, const char *fmt, ...)
{
	va_list ap;

	c->errors++;
	va_start(ap, fmt);
	put_message(c, line, "error", fmt, ap);
	va_end(ap);
}

void
conf_warning(struct conf *c, unsigned line, const char *fmt, ...)
{
	va_list ap;

	c->warnings++;
	va_start(ap, fmt);
	put_message(c, line, "warning", fmt, ap);
	va_end(ap);
}

void
conf_print(const struct conf *c, FILE *f)
{
	paint_print(f, buf_slice(&c->messages));
}

/* --- strings --------------------------------------------------------------- */

const char *
conf_keep(struct conf *c, const char *text)
{
	const char *copy = arena_str(&c->arena, slice_of(text));

	return copy != NULL ? copy : "";
}

const char *
conf_beside(struct conf *c, const char *path)
{
	const char *slash = c->file != NULL ? strrchr(c->file, '/') : NULL;
	size_t folder = slash != NULL ? (size_t)(slash + 1 - c->file) : 0;
	size_t n = strlen(path) + 1;
	char *full;

	if (path[0] == '/' || folder == 0)
		return conf_keep(c, path);
	if ((full = arena_alloc(&c->arena, folder + n)) == NULL)
		return "";
	memcpy(full, c->file, folder);
	memcpy(full + folder, path, n);
	return full;
}

/* --- hosts ----------------------------------------------------------------- */

/* The host of a name that is as uri_host makes it. */
static struct conf_host *
find_host(const struct conf *c, const char *name)
{
	uint32_t i, k;

	for (i = 0; i < c->hosts.n; i++)
		for (k = 0; k < c->hosts.v[i].names.n; k++)
			if (strcmp(c->hosts.v[i].names.v[k], name) == 0)
				return &c->hosts.v[i];
	return NULL;
}

struct conf_host *
conf_find_host(const struct conf *c, const char *text)
{
	char name[URI_HOST_SIZE];

	return uri_host(slice_of(text), name) == URI_HOST_BAD
	    ? NULL : find_host(c, name);
}

void
conf_add_name(struct conf *c, struct conf_host *host, unsigned line,
    const char *text)
{
	const struct conf_host *other;
	char name[URI_HOST_SIZE];
	const char **slot;

	if (uri_host(slice_of(text), name) == URI_HOST_BAD)
		conf_error(c, line, "\"%s\" is not a host name", text);
	else if ((other = find_host(c, name)) != NULL)
		conf_error(c, line, "the host name \"%s\" is already that of "
		    "the host \"%s\"", text, other->names.v[0]);
	else if ((slot = vec_push(&host->names)) == NULL)
		conf_error(c, line, "no memory");
	else
		*slot = conf_keep(c, name);
}

struct conf_host *
conf_add_host(struct conf *c, unsigned line, const char *name)
{
	struct conf_host *host = vec_push(&c->hosts);

	if (host == NULL) {
		conf_error(c, line, "no memory");
		return NULL;
	}
	host->line = line;
	conf_add_name(c, host, line, name);
	return host;
}

/* --- listeners ------------------------------------------------------------- */

struct conf_listener *
conf_add_listener(struct conf *c, const struct front *front,
    const char *address)
{
	struct conf_listener *l = vec_push(&c->listeners);

	if (l != NULL) {
		l->front = front;
		l->address = conf_keep(c, address);
		l->tls = front == &gemini_front ? LISTENER_TLS
						: LISTENER_CLEAR;
	}
	return l;
}

/* --- defaults -------------------------------------------------------------- */

static void
default_listeners(struct conf *c, const struct front *front, const char *v4,
    const char *v6)
{
	struct conf_listener *l;

	conf_add_listener(c, front, v4);
	if ((l = conf_add_listener(c, front, v6)) != NULL)
		l->optional = true;
}

static const char *
own_file(struct conf *c, const struct conf_host *host, const char *suffix)
{
	char path[PATH_MAX];
	int n;

	n = snprintf(path, sizeof(path), "%s/%s.%s", c->certs,
	    host->names.v[0], suffix);
	if (n >= (int)sizeof(path))
		conf_error(c, host->line, "the path of a file in %s is too "
		    "long", c->certs);
	return conf_keep(c, path);
}

void
conf_complete(struct conf *c)
{
	struct conf_host *host;
	bool any = c->listeners.n > 0;
	uint32_t i;

	if (c->certs == NULL)
		c->certs = conf_beside(c, "certs");
	if (c->state == NULL)
		c->state = conf_beside(c, "state");
	if (c->hosts.n == 0)
		conf_add_host(c, 0, "localhost");
	for (i = 0; i < c->hosts.n; i++) {
		host = &c->hosts.v[i];
		if (host->capsule == NULL)
			host->capsule = conf_beside(c, "capsule");
		if (host->certificate != NULL || host->key != NULL ||
		    host->names.n == 0)
			continue;
		host->own_certificate = true;
		host->certificate = own_file(c, host, "crt");
		host->key = own_file(c, host, "key");
	}
	if (!any) {
		default_listeners(c, &gemini_front, "0.0.0.0:1965",
		    "[::]:1965");
		default_listeners(c, &gopher_front, "0.0.0.0:7070",
		    "[::]:7070");
	}
	if (c->arena.failed)
		conf_error(c, 0, "no memory");
}

void
conf_init(struct conf *c)
{
	memset(c, 0, sizeof(*c));
	c->watch = c->counts = true;
	c->limits = limits_default;
	c->log = (struct log_settings){ .to = LOG_TO_STDERR,
		.format = LOG_COMBINED, .addresses = LOG_SHORT_ADDRESSES };
	buf_init(&c->messages, MESSAGES_MAX);
	arena_init(&c->arena);
}

void
conf_fini(struct conf *c)
{
	uint32_t i;

	for (i = 0; i < c->hosts.n; i++) {
		vec_fini(&c->hosts.v[i].names);
		vec_fini(&c->hosts.v[i].redirects);
		vec_fini(&c->hosts.v[i].zones);
		vec_fini(&c->hosts.v[i].authorities);
		vec_fini(&c->hosts.v[i].folders);
	}
	vec_fini(&c->hosts);
	for (i = 0; i < c->listeners.n; i++)
		vec_fini(&c->listeners.v[i].proxies);
	vec_fini(&c->exempt);
	vec_fini(&c->listeners);
	buf_fini(&c->messages);
	arena_fini(&c->arena);
}

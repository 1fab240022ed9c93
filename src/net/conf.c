/*
 * libconfuse reads the grammar and knows the keys; what values mean is read
 * here, afterwards. Every value is kept as the text that it was, with its
 * line, which libconfuse itself does not remember.
 */
#include "net/conf.h"

#include <confuse.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proto/uri.h"

enum {
	FILE_MAX = 1 << 20,	/* bytes; larger is no configuration */
	MESSAGES_MAX = 1 << 20,	/* bytes */
	DEPTH_MAX = 16,		/* "{" in "{": the grammar has three */
};

/* --- messages -------------------------------------------------------------- */

static void
put_message(struct conf *c, unsigned line, const char *kind, const char *text)
{
	if (c->file == NULL)
		buf_printf(&c->messages, "qapsule: %s\n", text);
	else if (line == 0)
		buf_printf(&c->messages, "%s: %s: %s\n", c->file, kind, text);
	else
		buf_printf(&c->messages, "%s:%u: %s: %s\n", c->file, line,
		    kind, text);
}

static void
conf_verror(struct conf *c, unsigned line, const char *fmt, va_list ap)
{
	char text[2048];

	c->errors++;
	vsnprintf(text, sizeof(text), fmt, ap);
	put_message(c, line, "error", text);
}

void
conf_error(struct conf *c, unsigned line, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	conf_verror(c, line, fmt, ap);
	va_end(ap);
}

void
conf_warning(struct conf *c, unsigned line, const char *fmt, ...)
{
	char text[2048];
	va_list ap;

	c->warnings++;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	put_message(c, line, "warning", text);
}

void
conf_print(const struct conf *c, FILE *f)
{
	if (c->messages.n > 0)
		fwrite(c->messages.p, 1, c->messages.n, f);
}

/* --- keys: tests/man.test compares them with qapsule.conf(5) --------------- */

struct value {
	unsigned line;
	char text[];
};

/* libconfuse hands its callbacks nothing of ours */
static struct conf *parsing;

static int
take(cfg_t *cfg, cfg_opt_t *opt, const char *text, void *result)
{
	size_t n = strlen(text) + 1;
	struct value *v = malloc(sizeof(*v) + n);

	(void)opt;
	if (v == NULL) {
		cfg_error(cfg, "no memory");
		return -1;
	}
	v->line = (unsigned)cfg->line;
	memcpy(v->text, text, n);
	*(struct value **)result = v;
	return 0;
}

/* While the file is being read, a value only goes when another takes its
   place. */
static void
drop(void *value)
{
	struct value *v = value;

	if (parsing != NULL)
		conf_error(parsing, v->line, "this is set again further down");
	free(v);
}

#define KEY(name) CFG_PTR_CB(name, NULL, CFGF_NODEFAULT, take, drop)
#define LIST(name) CFG_PTR_LIST_CB(name, NULL, CFGF_NODEFAULT, take, drop)
#define SECTION(name, keys)                                                    \
	CFG_SEC(name, keys, CFGF_MULTI | CFGF_TITLE | CFGF_NO_TITLE_DUPES)
/* a default is taken where a section begins: so that tells us its line */
#define BEGIN "(begin)"
#define BEGINNING CFG_PTR_CB(BEGIN, "x", CFGF_NONE, take, drop)

static cfg_opt_t host_keys[] = {
	BEGINNING,
	LIST("aliases"),
	KEY("capsule"),
	KEY("lang"),
	KEY("charset"),
	KEY("certificate"),
	KEY("key"),
	CFG_END(),
};

static cfg_opt_t listen_keys[] = {
	BEGINNING,
	KEY("protocol"),
	KEY("host"),
	KEY("tls"),
	KEY("public-port"),
	CFG_END(),
};

static cfg_opt_t root_keys[] = {
	KEY("certs"),
	KEY("state"),
	KEY("workers"),
	SECTION("host", host_keys),
	SECTION("listen", listen_keys),
	CFG_END(),
};

static const struct value *
get(cfg_t *cfg, const char *key)
{
	return cfg_getptr(cfg, key);
}

static unsigned
line_of(cfg_t *section)
{
	return get(section, BEGIN)->line;
}

/* --- values ---------------------------------------------------------------- */

static const char *
keep(struct conf *c, const char *text)
{
	const char *copy = arena_str(&c->arena, slice_of(text));

	return copy != NULL ? copy : "";
}

/* "b" in a file "/a/conf" is "/a/b" */
static const char *
beside_file(struct conf *c, const char *path)
{
	const char *slash = c->file != NULL ? strrchr(c->file, '/') : NULL;
	size_t folder = slash != NULL ? (size_t)(slash + 1 - c->file) : 0;
	size_t n = strlen(path) + 1;
	char *full;

	if (path[0] == '/' || folder == 0)
		return keep(c, path);
	if ((full = arena_alloc(&c->arena, folder + n)) == NULL)
		return "";
	memcpy(full, c->file, folder);
	memcpy(full + folder, path, n);
	return full;
}

static const char *
keep_path(struct conf *c, const struct value *v)
{
	if (v == NULL)
		return NULL;
	if (v->text[0] == '\0')
		conf_error(c, v->line, "this path is empty");
	return beside_file(c, v->text);
}

static unsigned
number(struct conf *c, const struct value *v, unsigned low, unsigned high,
    unsigned otherwise)
{
	char *end;
	long n;

	if (v == NULL)
		return otherwise;
	n = strtol(v->text, &end, 10);
	if (v->text[0] == '\0' || *end != '\0' || n < (long)low ||
	    n > (long)high) {
		conf_error(c, v->line,
		    "\"%s\" is not a number from %u to %u", v->text, low,
		    high);
		return otherwise;
	}
	return (unsigned)n;
}

/* A text of letters, digits and some more: part of a header line. */
static const char *
keep_token(struct conf *c, const struct value *v, const char *more,
    const char *what)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
	const char *s;

	if (v == NULL)
		return NULL;
	for (s = v->text; *s != '\0'; s++)
		if (strchr(letters, *s) == NULL && strchr(more, *s) == NULL)
			break;
	if (v->text[0] == '\0' || *s != '\0') {
		conf_error(c, v->line, "\"%s\" is not %s", v->text, what);
		return NULL;
	}
	return keep(c, v->text);
}

/* --- hosts ----------------------------------------------------------------- */

/* Which host has the name, or -1. */
static int
find_host(const struct conf *c, const char *name)
{
	uint32_t i, k;

	for (i = 0; i < c->hosts.n; i++)
		for (k = 0; k < c->hosts.v[i].names.n; k++)
			if (strcmp(c->hosts.v[i].names.v[k], name) == 0)
				return (int)i;
	return -1;
}

static bool
add_name(struct conf *c, struct conf_host *host, unsigned line,
    const char *text)
{
	char name[URI_HOST_SIZE];
	const char **slot;
	int other;

	if (uri_host(slice_of(text), name) == URI_HOST_BAD) {
		conf_error(c, line, "\"%s\" is not a host name", text);
		return false;
	}
	if ((other = find_host(c, name)) != -1) {
		conf_error(c, line, "the host name \"%s\" is already that of "
		    "the host \"%s\"", text, c->hosts.v[other].names.v[0]);
		return false;
	}
	if ((slot = vec_push(&host->names)) == NULL)
		return false;
	*slot = keep(c, name);
	return true;
}

bool
conf_add_name(struct conf *c, struct conf_host *host, const char *name)
{
	return add_name(c, host, 0, name);
}

struct conf_host *
conf_add_host(struct conf *c, const char *name)
{
	struct conf_host *host = vec_push(&c->hosts);

	if (host == NULL || !add_name(c, host, 0, name))
		return NULL;
	return host;
}

static void
read_host(struct conf *c, cfg_t *cfg)
{
	struct conf_host *host = vec_push(&c->hosts);
	unsigned i, n = cfg_size(cfg, "aliases");
	const struct value *v;

	if (host == NULL)
		return;
	host->line = line_of(cfg);
	add_name(c, host, host->line, cfg_title(cfg));
	for (i = 0; i < n; i++) {
		v = cfg_getnptr(cfg, "aliases", i);
		add_name(c, host, v->line, v->text);
	}
	host->capsule = keep_path(c, get(cfg, "capsule"));
	host->lang = keep_token(c, get(cfg, "lang"), "-, ", "a language tag");
	host->charset = keep_token(c, get(cfg, "charset"), "-_.:+",
	    "the name of a character set");
	host->certificate = keep_path(c, get(cfg, "certificate"));
	host->key = keep_path(c, get(cfg, "key"));
	if ((host->certificate == NULL) != (host->key == NULL))
		conf_error(c, host->line, "the host \"%s\" has %s: it needs "
		    "both, or neither to have them made", cfg_title(cfg),
		    host->key == NULL ? "a certificate but no key"
				      : "a key but no certificate");
}

/* --- listeners ------------------------------------------------------------- */

struct conf_listener *
conf_add_listener(struct conf *c, const struct front *front,
    const char *address)
{
	struct conf_listener *l = vec_push(&c->listeners);

	if (l != NULL) {
		l->front = front;
		l->address = keep(c, address);
		l->tls = front == &gemini_front ? LISTENER_TLS
						: LISTENER_CLEAR;
	}
	return l;
}

static const struct front *
read_protocol(struct conf *c, cfg_t *cfg)
{
	const struct value *v = get(cfg, "protocol");

	if (v == NULL) {
		conf_error(c, line_of(cfg), "say what is spoken here: "
		    "protocol = gemini or protocol = gopher");
		return NULL;
	}
	if (strcmp(v->text, gemini_front.name) == 0)
		return &gemini_front;
	if (strcmp(v->text, gopher_front.name) == 0)
		return &gopher_front;
	conf_error(c, v->line, "the protocol \"%s\" is neither gemini nor "
	    "gopher", v->text);
	return NULL;
}

/* Gemini is always TLS and each request names its host. */
static void
read_gopher(struct conf *c, cfg_t *cfg, struct conf_listener *l)
{
	const struct value *tls = get(cfg, "tls"), *host = get(cfg, "host");
	char name[URI_HOST_SIZE];
	int i;

	if (tls != NULL && strcmp(tls->text, "only") == 0)
		l->tls = LISTENER_TLS;
	else if (tls != NULL && strcmp(tls->text, "optional") == 0)
		l->tls = LISTENER_EITHER;
	else if (tls != NULL && strcmp(tls->text, "off") != 0)
		conf_error(c, tls->line, "tls is off, optional or only, not "
		    "\"%s\"", tls->text);
	if (host == NULL)
		return;
	if (uri_host(slice_of(host->text), name) == URI_HOST_BAD ||
	    (i = find_host(c, name)) == -1)
		conf_error(c, host->line, "there is no host \"%s\"",
		    host->text);
	else
		l->host = (uint32_t)i;
}

static void
read_listener(struct conf *c, cfg_t *cfg)
{
	static const char *const of_gopher[] = { "tls", "host" };
	const struct front *front = read_protocol(c, cfg);
	const char *address = cfg_title(cfg);
	struct conf_listener *l;
	size_t i;

	if (!listener_spec_valid(address))
		conf_error(c, line_of(cfg), "\"%s\" is not an address to "
		    "listen on: write it as 127.0.0.1:1965 or [::1]:1965",
		    address);
	if (front == NULL ||
	    (l = conf_add_listener(c, front, address)) == NULL)
		return;
	l->line = line_of(cfg);
	l->public_port = number(c, get(cfg, "public-port"), 1, 65535, 0);
	if (front == &gopher_front)
		read_gopher(c, cfg, l);
	else
		for (i = 0; i < sizeof(of_gopher) / sizeof(*of_gopher); i++)
			if (get(cfg, of_gopher[i]) != NULL)
				conf_error(c, get(cfg, of_gopher[i])->line,
				    "only Gopher has \"%s\": Gemini is always "
				    "TLS, and its requests name their host",
				    of_gopher[i]);
}

/* --- the file -------------------------------------------------------------- */

static void
on_error(cfg_t *cfg, const char *fmt, va_list ap)
{
	conf_verror(parsing, (unsigned)cfg->line, fmt, ap);
}

/* The whole file, as a string; libconfuse would end the process when a file
   cannot be read. False, with errno. */
static bool
read_file(const char *file, struct buf *out)
{
	char bytes[16384];
	FILE *f = fopen(file, "re");
	size_t n;
	bool ok;

	if (f == NULL)
		return false;
	errno = 0;
	while ((n = fread(bytes, 1, sizeof(bytes), f)) > 0)
		buf_put(out, bytes, n);
	ok = ferror(f) == 0;
	fclose(f);
	if (ok && out->failed)
		errno = EFBIG;
	if (out->n == 0 || out->p[out->n - 1] != '\n')
		buf_putc(out, '\n');
	buf_putc(out, '\0');
	return ok && !out->failed;
}

/*
 * Before libconfuse sees the text: comments become blanks, since it loses
 * count of lines over them, and what is opened must be closed, since it takes
 * the end of the file for the end of everything.
 */
struct scan {
	char *p;
	unsigned line;
};

/* To behind the closing quote; false: there is none. */
static bool
skip_string(struct scan *s)
{
	char quote = *s->p;

	while (*++s->p != quote) {
		if (*s->p == '\\')
			s->p++;
		if (*s->p == '\n')
			s->line++;
		if (*s->p == '\0')
			return false;
	}
	s->p++;
	return true;
}

/* To behind the comment; its line ends stay. False: it has no end. */
static bool
blank_comment(struct scan *s, const char *end)
{
	size_t n = strlen(end);

	for (; *s->p != '\0'; s->p++) {
		if (strncmp(s->p, end, n) == 0) {
			s->p += n;
			if (*end == '\n')
				s->line++;
			else
				memset(s->p - n, ' ', n);
			return true;
		}
		if (*s->p == '\n')
			s->line++;
		else
			*s->p = ' ';
	}
	return false;
}

static bool
prepare(struct conf *c, char *text)
{
	struct scan s = { text, 1 };
	unsigned opened[DEPTH_MAX], depth = 0, start = 1;
	bool closed = true;

	while (closed && *s.p != '\0') {
		start = s.line;
		if (*s.p == '"' || *s.p == '\'') {
			closed = skip_string(&s);
		} else if (*s.p == '#' || strncmp(s.p, "//", 2) == 0) {
			closed = blank_comment(&s, "\n");
		} else if (strncmp(s.p, "/*", 2) == 0) {
			memset(s.p, ' ', 2);
			closed = blank_comment(&s, "*/");
		} else {
			if (*s.p == '{' && depth < DEPTH_MAX)
				opened[depth++] = s.line;
			else if (*s.p == '}' && depth > 0)
				depth--;
			else if (*s.p == '\n')
				s.line++;
			s.p++;
		}
	}
	if (!closed)
		conf_error(c, start, "what begins here, a string or a "
		    "comment, has no end");
	else if (depth > 0)
		conf_error(c, opened[depth - 1], "this \"{\" has no \"}\"");
	return c->errors == 0;
}

static void
read_root(struct conf *c, cfg_t *cfg)
{
	const char *path;
	unsigned i;

	if ((path = keep_path(c, get(cfg, "certs"))) != NULL)
		c->certs = path;
	if ((path = keep_path(c, get(cfg, "state"))) != NULL)
		c->state = path;
	c->workers = number(c, get(cfg, "workers"), 0, CONF_WORKERS_MAX, 0);
	for (i = 0; i < cfg_size(cfg, "host"); i++)
		read_host(c, cfg_getnsec(cfg, "host", i));
	for (i = 0; i < cfg_size(cfg, "listen"); i++)
		read_listener(c, cfg_getnsec(cfg, "listen", i));
}

void
conf_read(struct conf *c, const char *file)
{
	struct buf text;
	cfg_t *cfg = NULL;
	int ok = CFG_PARSE_ERROR;

	c->file = keep(c, file);
	buf_init(&text, FILE_MAX);
	if (!read_file(file, &text)) {
		conf_error(c, 0, "cannot read it: %s", strerror(errno));
	} else if (strlen(text.p) + 1 < text.n) {
		conf_error(c, 0, "it holds a NUL byte: this is no text file");
	} else if (!prepare(c, text.p)) {
		/* said */
	} else if ((cfg = cfg_init(root_keys, CFGF_NONE)) == NULL) {
		conf_error(c, 0, "no memory");
	} else {
		cfg_set_error_function(cfg, on_error);
		parsing = c;
		ok = cfg_parse_buf(cfg, text.p);
		parsing = NULL;
		if (ok == CFG_SUCCESS)
			read_root(c, cfg);
		else if (c->errors == 0)
			conf_error(c, 0, "it cannot be understood");
	}
	if (cfg != NULL)
		cfg_free(cfg);
	buf_fini(&text);
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
	struct buf path;
	const char *copy;

	buf_init(&path, 4096);
	buf_printf(&path, "%s/%s.%s", c->certs, host->names.v[0], suffix);
	buf_putc(&path, '\0');
	if (path.failed)
		conf_error(c, host->line, "the path of a file in %s is too "
		    "long", c->certs);
	copy = path.failed ? "" : keep(c, path.p);
	buf_fini(&path);
	return copy;
}

void
conf_complete(struct conf *c)
{
	struct conf_host *host;
	bool any = c->listeners.n > 0;
	uint32_t i;

	if (c->certs == NULL)
		c->certs = beside_file(c, "certs");
	if (c->state == NULL)
		c->state = beside_file(c, "state");
	if (c->hosts.n == 0)
		conf_add_host(c, "localhost");
	for (i = 0; i < c->hosts.n; i++) {
		host = &c->hosts.v[i];
		if (host->capsule == NULL)
			host->capsule = beside_file(c, "capsule");
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
	buf_init(&c->messages, MESSAGES_MAX);
	arena_init(&c->arena);
}

void
conf_fini(struct conf *c)
{
	uint32_t i;

	for (i = 0; i < c->hosts.n; i++)
		vec_fini(&c->hosts.v[i].names);
	vec_fini(&c->hosts);
	vec_fini(&c->listeners);
	buf_fini(&c->messages);
	arena_fini(&c->arena);
}

/*
 * libconfuse reads the grammar and knows the keys; what values mean is read
 * here, afterwards. Every value is kept as the text that it was, with its
 * line, which libconfuse itself does not remember.
 */
#include <confuse.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/conf.h"

enum {
	FILE_MAX = 1 << 20,	/* bytes; larger is no configuration */
	DEPTH_MAX = 16,		/* "{" in "{": the grammar has three */
};

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
keep_path(struct conf *c, const struct value *v)
{
	if (v == NULL)
		return NULL;
	if (v->text[0] == '\0')
		conf_error(c, v->line, "this path is empty");
	return conf_beside(c, v->text);
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
	return conf_keep(c, v->text);
}

/* --- hosts ----------------------------------------------------------------- */

static void
read_host(struct conf *c, cfg_t *cfg)
{
	struct conf_host *host = conf_add_host(c, line_of(cfg),
	    cfg_title(cfg));
	const struct value *v;
	unsigned i;

	if (host == NULL)
		return;
	for (i = 0; i < cfg_size(cfg, "aliases"); i++) {
		v = cfg_getnptr(cfg, "aliases", i);
		conf_add_name(c, host, v->line, v->text);
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
	const struct conf_host *named;

	if (tls != NULL && strcmp(tls->text, "only") == 0)
		l->tls = LISTENER_TLS;
	else if (tls != NULL && strcmp(tls->text, "optional") == 0)
		l->tls = LISTENER_EITHER;
	else if (tls != NULL && strcmp(tls->text, "off") != 0)
		conf_error(c, tls->line, "tls is off, optional or only, not "
		    "\"%s\"", tls->text);
	if (host == NULL)
		return;
	if ((named = conf_find_host(c, host->text)) == NULL)
		conf_error(c, host->line, "there is no host \"%s\"",
		    host->text);
	else
		l->host = (uint32_t)(named - c->hosts.v);
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
	char text[1024];

	vsnprintf(text, sizeof(text), fmt, ap);
	conf_error(parsing, (unsigned)cfg->line, "%s", text);
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

	c->file = conf_keep(c, file);
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

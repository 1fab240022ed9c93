/*
 * libconfuse reads the grammar and knows the keys; what values mean is read
 * here, afterwards. Every value is kept as the text that it was, with its
 * line, which libconfuse itself does not remember.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/value.h"

enum {
	FILE_MAX = 1 << 20,	/* bytes; larger is no configuration */
	DEPTH_MAX = 16,		/* "{" in "{": the grammar has three */
};

/* --- keys: tests/man.test compares them with qapsule.conf(5) --------------- */

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
#define GROUP(name, keys) CFG_SEC(name, keys, CFGF_NONE)
/* a default is taken where a section begins: so that tells us its line */
#define BEGINNING CFG_PTR_CB(CONF_BEGIN, "x", CFGF_NONE, take, drop)

static cfg_opt_t redirect_keys[] = {
	BEGINNING,
	KEY("to"),
	KEY("permanent"),
	CFG_END(),
};

static cfg_opt_t client_certificates_keys[] = {
	BEGINNING,
	LIST("fingerprints"),
	KEY("authority"),
	CFG_END(),
};

static cfg_opt_t folder_keys[] = {
	BEGINNING,
	KEY("lang"),
	KEY("charset"),
	CFG_END(),
};

static cfg_opt_t host_keys[] = {
	BEGINNING,
	LIST("aliases"),
	KEY("capsule"),
	KEY("lang"),
	KEY("charset"),
	KEY("certificate"),
	KEY("key"),
	SECTION("redirect", redirect_keys),
	LIST("gone"),
	SECTION("client-certificates", client_certificates_keys),
	SECTION("folder", folder_keys),
	CFG_END(),
};

static cfg_opt_t listen_keys[] = {
	BEGINNING,
	KEY("protocol"),
	KEY("host"),
	KEY("tls"),
	KEY("text"),
	KEY("public-port"),
	LIST("proxy-protocol"),
	CFG_END(),
};

static cfg_opt_t limits_keys[] = {
	KEY("connections"),
	KEY("connections-per-network"),
	KEY("requests-per-second"),
	KEY("burst"),
	LIST("exempt"),
	KEY("handshake"),
	KEY("request"),
	KEY("progress"),
	KEY("linger"),
	CFG_END(),
};

static cfg_opt_t log_keys[] = {
	KEY("to"),
	KEY("format"),
	KEY("addresses"),
	CFG_END(),
};

static cfg_opt_t root_keys[] = {
	KEY("certs"),
	KEY("state"),
	KEY("ticket-keys"),
	KEY("watch"),
	KEY("counts"),
	KEY("user"),
	KEY("workers"),
	SECTION("host", host_keys),
	SECTION("listen", listen_keys),
	GROUP("limits", limits_keys),
	GROUP("log", log_keys),
	CFG_END(),
};

/* --- the file -------------------------------------------------------------- */

static void
on_error(cfg_t *cfg, const char *fmt, va_list ap)
{
	char text[1024];

	vsnprintf(text, sizeof(text), fmt, ap);
	conf_error(parsing, (unsigned)cfg->line, "%s", text);
}

/* As a string of whole lines; libconfuse would end the process when a file
   cannot be read. False, with errno. */
static bool
read_file(const char *file, struct buf *out)
{
	bool ok = buf_put_file(out, file);

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
	const struct value *user = conf_get(cfg, "user");
	const struct value *tickets = conf_get(cfg, "ticket-keys");
	const char *path;
	unsigned i;

	if (user != NULL) {
		c->user = conf_keep(c, user->text);
		c->user_line = user->line;
	}
	if (tickets != NULL) {
		c->ticket_keys = conf_path(c, tickets);
		c->ticket_keys_line = tickets->line;
	}
	if ((path = conf_path(c, conf_get(cfg, "certs"))) != NULL)
		c->certs = path;
	if ((path = conf_path(c, conf_get(cfg, "state"))) != NULL)
		c->state = path;
	c->watch = conf_boolean(c, conf_get(cfg, "watch"), true);
	c->counts = conf_boolean(c, conf_get(cfg, "counts"), true);
	c->workers = conf_number(c, conf_get(cfg, "workers"), 0,
	    CONF_WORKERS_MAX, 0);
	for (i = 0; i < cfg_size(cfg, "host"); i++)
		conf_read_host(c, cfg_getnsec(cfg, "host", i));
	for (i = 0; i < cfg_size(cfg, "listen"); i++)
		conf_read_listener(c, cfg_getnsec(cfg, "listen", i));
	conf_read_limits(c, cfg_getsec(cfg, "limits"));
	conf_read_log(c, cfg_getsec(cfg, "log"));
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

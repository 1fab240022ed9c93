/*
 * What the sections "limits" and "log" say.
 */
#include <string.h>

#include "conf/value.h"

/* --- limits ---------------------------------------------------------------- */

static void
read_exempt(struct conf *c, cfg_t *cfg)
{
	unsigned i, n = cfg_size(cfg, "exempt");
	const struct value *v;
	struct prefix *p;

	for (i = 0; i < n; i++) {
		v = cfg_getnptr(cfg, "exempt", i);
		if (n == 1 && strcmp(v->text, "none") == 0)
			break;
		if ((p = vec_push(&c->exempt)) == NULL)
			return;
		if (!conf_prefix(c, v, p))
			c->exempt.n--;
	}
	if (n > 0) {
		c->limits.exempt = c->exempt.v;
		c->limits.nexempt = c->exempt.n;
	}
}

static void
read_number(struct conf *c, cfg_t *cfg, const char *key, unsigned low,
    unsigned high, unsigned *n)
{
	*n = conf_number(c, conf_get(cfg, key), low, high, *n);
}

void
conf_read_limits(struct conf *c, cfg_t *cfg)
{
	static const char *const times[LIMIT_COUNT] = { "handshake",
		"request", "progress", "linger" };
	enum { MOST = 1000000, DAY = 86400 };
	struct limits *l = &c->limits;
	unsigned seconds;
	int i;

	read_number(c, cfg, "connections", 1, MOST, &l->connections);
	read_number(c, cfg, "connections-per-network", 1, MOST,
	    &l->connections_per_network);
	read_number(c, cfg, "requests-per-second", 0, MOST,
	    &l->requests_per_second);
	read_number(c, cfg, "burst", 1, MOST, &l->burst);
	for (i = 0; i < LIMIT_COUNT; i++) {
		seconds = l->ms[i] / 1000;
		read_number(c, cfg, times[i], 1, DAY, &seconds);
		l->ms[i] = 1000 * seconds;
	}
	read_exempt(c, cfg);
}

/* --- the log --------------------------------------------------------------- */

/* Which of the words it is, from 0. */
static int
word(struct conf *c, const struct value *v, const char *const *words,
    int otherwise)
{
	struct buf all;
	int i;

	if (v == NULL)
		return otherwise;
	buf_init(&all, 256);
	for (i = 0; words[i] != NULL; i++) {
		if (strcmp(v->text, words[i]) == 0) {
			buf_fini(&all);
			return i;
		}
		buf_printf(&all, "%s%s", i > 0 ? ", " : "", words[i]);
	}
	conf_error(c, v->line, "\"%s\" is none of: %.*s", v->text, (int)all.n,
	    all.p);
	buf_fini(&all);
	return otherwise;
}

void
conf_read_log(struct conf *c, cfg_t *cfg)
{
	/* in the order of the enums */
	static const char *const targets[] = { "off", "stderr",
		"a path with a slash", "syslog", NULL };
	static const char *const formats[] = { "combined", "json", NULL };
	static const char *const addresses[] = { "off", "short", "full",
		NULL };
	const struct value *to = conf_get(cfg, "to");
	struct log_settings *log = &c->log;

	if (to != NULL && strchr(to->text, '/') != NULL) {
		log->to = LOG_TO_FILE;
		log->file = conf_path(c, to);
		c->log_line = to->line;
	} else {
		log->to = (enum log_target)word(c, to, targets,
		    (int)log->to);
	}
	log->format = (enum log_format)word(c, conf_get(cfg, "format"), formats,
	    (int)log->format);
	log->addresses = (enum log_addresses)word(c, conf_get(cfg, "addresses"),
	    addresses, (int)log->addresses);
}

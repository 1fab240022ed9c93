#include "conf/value.h"

#include <stdlib.h>
#include <string.h>

const struct value *
conf_get(cfg_t *cfg, const char *key)
{
	return cfg_getptr(cfg, key);
}

unsigned
conf_line(cfg_t *section)
{
	return conf_get(section, CONF_BEGIN)->line;
}

const char *
conf_path(struct conf *c, const struct value *v)
{
	if (v == NULL)
		return NULL;
	if (v->text[0] == '\0')
		conf_error(c, v->line, "this path is empty");
	return conf_beside(c, v->text);
}

unsigned
conf_number(struct conf *c, const struct value *v, unsigned low, unsigned high,
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

bool
conf_boolean(struct conf *c, const struct value *v, bool otherwise)
{
	int b = v != NULL ? (int)cfg_parse_boolean(v->text) : otherwise;

	if (b == -1)
		conf_error(c, v->line, "\"%s\" is neither true nor false",
		    v->text);
	return b == 1;
}

bool
conf_prefix(struct conf *c, const struct value *v, struct prefix *p)
{
	bool ok = prefix_parse(p, v->text);

	if (!ok)
		conf_error(c, v->line, "\"%s\" is not a network such as "
		    "192.0.2.0/24 or 2001:db8::/32", v->text);
	return ok;
}

const char *
conf_token(struct conf *c, const struct value *v, const char *more,
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

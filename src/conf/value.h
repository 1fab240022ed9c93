/*
 * conf_value - values of the configuration file, as they were written.
 *
 * For: the files of conf/ only. What is wrong with a value is an error of
 * its line; NULL, or the value that was offered, is then answered.
 */
#ifndef QAPSULE_CONF_VALUE_H
#define QAPSULE_CONF_VALUE_H

#include <confuse.h>

#include "conf/conf.h"

struct value {
	unsigned line;
	char text[];
};

/* a key of each section, which nobody sets: its value has the line on which
   the section begins */
#define CONF_BEGIN "(begin)"

const struct value *conf_get(cfg_t *, const char *key);	/* NULL: not set */
unsigned conf_line(cfg_t *section);

/* A path, made to count from the folder of the file. v may be NULL. */
const char *conf_path(struct conf *, const struct value *v);
unsigned conf_number(struct conf *, const struct value *v, unsigned low,
    unsigned high, unsigned otherwise);

/* true or false */
bool conf_boolean(struct conf *, const struct value *v, bool otherwise);

/* A network or an address, "192.0.2.0/24"; false and an error: it is none. */
bool conf_prefix(struct conf *, const struct value *v, struct prefix *);

/* A text of letters, digits and some more, as header lines hold it. */
const char *conf_token(struct conf *, const struct value *v, const char *more,
    const char *what);

/* All that a section says. */
void conf_read_host(struct conf *, cfg_t *);
void conf_read_listener(struct conf *, cfg_t *);
void conf_read_limits(struct conf *, cfg_t *);
void conf_read_log(struct conf *, cfg_t *);

#endif

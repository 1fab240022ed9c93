/*
 * site - what the fronts answer from: every host and its corpus.
 *
 * Made whole by main or a reload, then never changed, so that workers share
 * its memory. Names are lower-case A-labels without a final dot.
 */
#ifndef QAPSULE_PROTO_SITE_H
#define QAPSULE_PROTO_SITE_H

#include <stddef.h>

#include "base/slice.h"
#include "model/corpus.h"

struct host {
	const char *const *names;	/* the first is the public one */
	size_t nnames;
	const char *lang;		/* of pages that name none; or NULL */
	const struct corpus *corpus;
};

struct site {
	const struct host *hosts;	/* the first is the default */
	size_t nhosts;
	unsigned text_width;		/* columns of Gopher text */
};

/* The host that answers to name (compared as proto/uri normalises), or NULL. */
const struct host *site_host(const struct site *, struct slice name);

#endif

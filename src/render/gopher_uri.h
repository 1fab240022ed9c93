/*
 * gopher_uri - RFC 4266, both ways: gopher://host[:port]/TYPEselector
 *
 * For: menus, which have a field for each part, and texts, which have not.
 */
#ifndef QAPSULE_RENDER_GOPHER_URI_H
#define QAPSULE_RENDER_GOPHER_URI_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/slice.h"
#include "render/view.h"

struct gopher_uri {
	struct slice host;	/* without brackets */
	unsigned port;
	char type;
	struct slice selector;	/* percent-encoded still */
};

/* False for another scheme and for what a menu line cannot say: user names,
   hosts and ports that are none, an info or error type. */
bool gopher_uri_parse(struct slice uri, struct gopher_uri *);

/* The address of something of ours, up to the selector: that goes behind it
   as a URI path. */
void gopher_uri_begin(struct buf *, char type, const struct view *);

#endif

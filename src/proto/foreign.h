/*
 * foreign - requests at Gopher's port that are no selector of the capsule.
 *
 * For: proto/gopher.c. Each answers false, and appends nothing, when the
 * request is not of its sort.
 */
#ifndef QAPSULE_PROTO_FOREIGN_H
#define QAPSULE_PROTO_FOREIGN_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/slice.h"

/*
 * "URL:https://..." is for the client to follow; one that does not know this
 * asks for it as a file of type h, and gets a page that leads there.
 */
bool foreign_url(struct slice selector, struct buf *out);

/*
 * What the classic client asks for at start: "/" with a field "$" behind it,
 * of Gopher+. To a menu it says "Nothing available"; told that there is one,
 * it goes on in plain Gopher. host and port are ours.
 */
bool foreign_root_attributes(struct slice selector, struct slice fields,
    const char *host, unsigned port, struct buf *out);

/* "METHOD target HTTP/1.1": is told that it is at the wrong door. */
bool foreign_http(struct slice line, struct buf *out);

#endif

/*
 * markup - text within HTML and XML: for the feed, and for the page that leads
 * to a "URL:" selector.
 */
#ifndef QAPSULE_RENDER_MARKUP_H
#define QAPSULE_RENDER_MARKUP_H

#include "base/buf.h"
#include "base/slice.h"

/*
 * Appends UTF-8 text so that it is text there, between tags and in quotes. Has
 * no controls; what else no XML document may hold becomes U+FFFD.
 */
void markup_put(struct buf *, struct slice);

#endif

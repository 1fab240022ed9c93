/*
 * view - what every renderer needs to know besides the page.
 *
 * Renderers are pure: model in, bytes appended to a buf, nothing else. They
 * never fail but through the buf (buf.failed).
 */
#ifndef QAPSULE_RENDER_VIEW_H
#define QAPSULE_RENDER_VIEW_H

#include "base/buf.h"
#include "base/slice.h"
#include "model/page.h"

enum {
	VIEW_MENU_WIDTH = 67,	/* columns of a menu line: what the classic
				   client shows on 80 (protocols.md B.3) */
	VIEW_TEXT_WIDTH = 70,	/* columns of Gopher text, unless set */
};

struct view {
	const char *host;	/* our name, for links back to ourselves */
	unsigned port;		/* and the port the request came to */
	unsigned text_width;	/* columns of Gopher text */
};

/* The path s as a URI path: all but unreserved characters and "/" become %XX. */
void view_encode_path(struct buf *, struct slice s);

/* Address of a page (item -1) or of one of its questions, as a URI path. */
void view_address(struct buf *, const struct page *, int item);

/* Where a link of page leads: an absolute URI or a path. */
void view_target(struct buf *, const struct page *, const struct target *);

#endif

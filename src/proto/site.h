/*
 * site - what the fronts answer from: every host and its corpus.
 *
 * Made whole by main or a reload, then never changed, so that workers share
 * its memory; only what is counted is written, by all of them. All that it
 * points to is borrowed.
 * Names are as uri_host (proto/uri.h) makes them; an IP address is served when
 * it is one of them.
 */
#ifndef QAPSULE_PROTO_SITE_H
#define QAPSULE_PROTO_SITE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/slice.h"
#include "model/corpus.h"
#include "model/tally.h"
#include "proto/access.h"

/*
 * An address that leads elsewhere, or to nothing any more. path is as
 * path_resolve makes it; with a slash at its end it stands for all below it.
 */
struct redirect {
	const char *path;
	const char *to;		/* a path, percent-encoded, or a URI; NULL: it
				   is gone. With a slash at its end what lies
				   below path is appended. */
	bool permanent;
};

/* What holds for a folder and all in it, unless a deeper one says otherwise. */
struct folder {
	const char *path;	/* "/ko/", with both slashes */
	const char *lang;	/* or NULL: as above it */
	const char *charset;	/* likewise; a token (RFC 2045 5.1) */
};

struct host {
	const char *const *names;	/* the first is the public one */
	size_t nnames;
	const char *lang;		/* of pages that name none; or NULL */
	const char *charset;		/* of text files; or NULL: not known */
	const struct redirect *redirects;
	size_t nredirects;
	const struct zone *zones;
	size_t nzones;
	const struct folder *folders;	/* exceptions, in any order */
	size_t nfolders;
	const struct corpus *corpus;
};

struct site {
	const struct host *hosts;	/* the first is the default */
	size_t nhosts;
	unsigned text_width;		/* columns of Gopher text */
	struct tally *tally;	/* where readers are counted; or NULL */
};

/* What holds at a path of the host; NULL: not known. */
const char *site_lang(const struct host *, struct slice path);
const char *site_charset(const struct host *, struct slice path);

/* The host that has name, as uri_host makes it, or NULL. */
const struct host *site_host(const struct site *, const char *name);

/* The redirect of path that says most of it, or NULL; *rest is what of path
   lies below it. */
const struct redirect *site_redirect(const struct host *, struct slice path,
    struct slice *rest);

#endif

/*
 * front - what a protocol gives the net layer, and gets from it.
 *
 * A front knows no sockets and no clock: bytes in, reply out, so that tests
 * call it with a string. The net layer knows no protocol: it gathers bytes
 * until frame says that a request is whole, calls answer once, and sends what
 * reply holds.
 */
#ifndef QAPSULE_PROTO_FRONT_H
#define QAPSULE_PROTO_FRONT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/slice.h"
#include "model/corpus.h"
#include "proto/site.h"
#include "proto/text.h"

/* What the net layer knows of the peer and of the way it came. */
struct peer {
	bool tls;
	unsigned port;			/* the listener's, as clients see it */
	unsigned bound_port;		/* and as it is, behind a forward */
	const struct host *host;	/* the listener's own, or that of SNI;
					   NULL: no name was given */
	bool unknown_name;		/* SNI named a host not served here */
	const struct identity *identity;	/* shown to that host, which is
					   the first when host is NULL; or
					   NULL */
	bool rfc_text;			/* Gopher text by the letter of RFC
					   1436, see text_rfc */
};

/*
 * Enters what TLS server name a peer asked for. An address or what is no host
 * name counts as none: RFC 6066 3 forbids it, and some clients send it.
 */
void peer_name(struct peer *, const struct site *, struct slice name);

/* Whether peer may have a path of host. What it has shown to another host of
   ours counts for nothing. */
enum access peer_access(const struct peer *, const struct site *,
    const struct host *, struct slice path);

enum reply_form {
	REPLY_BYTES,	/* out is all */
	REPLY_FILE,	/* out, then the file's bytes */
	REPLY_TEXT,	/* out, then the file's bytes through text */
};

struct reply {
	enum reply_form form;
	struct buf out;			/* header and body, or header only */
	const struct entry *file;	/* REPLY_FILE, REPLY_TEXT */
	text_passer *text;		/* REPLY_TEXT */
	const struct host *host;	/* whose capsule it is; may be NULL */
	int status;	/* for the log: Gemini's code; Gopher: 3 an error */
};

enum { REPLY_CAP = 32 << 20 };	/* bytes of one rendered reply */

void reply_init(struct reply *);
void reply_fini(struct reply *);

/* Whether a file that could not be opened (err is an errno) is, to readers,
   not there: missing, forbidden or led out of the capsule by a link. */
bool reply_absent(int err);

enum frame {
	FRAME_MORE,	/* the line has not ended; read on */
	FRAME_LINE,	/* *line bytes are to be answered, too long ones too */
	FRAME_CLOSE,	/* not a request at all: close without a byte */
};

struct front {
	const char *name;	/* "gemini", "gopher": for ports file and log */
	const char *alpn;	/* its name in TLS (RFC 7301), or NULL */
	size_t max_request;	/* bytes to buffer before frame must decide */

	/*
	 * Looks at the n bytes so far, with eof when no more can come. *line
	 * is the request without its line end.
	 */
	enum frame (*frame)(const char *p, size_t n, bool eof, size_t *line);

	/* Fills a reply that is initialised. Cannot fail: it says what went
	   wrong in the protocol's own words. */
	void (*answer)(const struct site *, const struct peer *,
	    struct slice line, struct reply *);

	/* The file of a reply could not be opened: says so in its place. err
	   is an errno. */
	void (*unreadable)(struct reply *, int err);

	/* In place of answer: the peer's network asks too often. */
	void (*too_often)(struct reply *, unsigned seconds);
};

extern const struct front gemini_front;
extern const struct front gopher_front;

#endif

/*
 * uri - RFC 3986 as a Gemini server meets it.
 *
 * For: the Gemini front, and host names anywhere. Strict where the standard
 * is; tolerant only of what real clients send: raw UTF-8 and "[", "]" in path
 * and query, a lone "%" in the query. Paths are resolved by proto/path.h.
 */
#ifndef QAPSULE_PROTO_URI_H
#define QAPSULE_PROTO_URI_H

#include <stdbool.h>

#include "base/slice.h"

enum {
	URI_MAX = 1024,		/* bytes of a Gemini request URI */
	URI_HOST_SIZE = 254,	/* bytes of a host name, with a NUL */
	URI_PORT_DEFAULT = 1965,
};

enum uri_error {	/* in the order in which they are looked for */
	URI_OK,
	URI_LENGTH,		/* empty, or over 1024 bytes */
	URI_BYTE,		/* a byte that no URI may hold */
	URI_UTF8,		/* not UTF-8, or begins with a BOM */
	URI_NO_SCHEME,
	URI_OTHER_SCHEME,	/* well-formed, but not gemini */
	URI_NO_HOST,
	URI_USERINFO,
	URI_FRAGMENT,
	URI_ESCAPE,		/* %XX that is none, in authority or path */
	URI_HOST,
	URI_PORT,
};

struct uri {		/* slices point into the request line */
	char host[URI_HOST_SIZE];	/* as uri_host makes it */
	unsigned port;		/* URI_PORT_DEFAULT when none was given */
	struct slice path;	/* as sent, may be empty */
	struct slice query;	/* as sent, without "?" */
	bool has_query;
};

/* A Gemini request line, without CRLF. */
enum uri_error uri_parse(struct slice line, struct uri *);

enum uri_host {
	URI_HOST_BAD,		/* no host name */
	URI_HOST_NAME,
	URI_HOST_IP,		/* an IPv4 or IPv6 literal */
};

/*
 * A host name as it is compared: percent-decoded, lower-case A-labels, no
 * final dot; an IPv6 literal, with or without brackets, in its shortest form
 * and without. out is a string unless the answer is URI_HOST_BAD.
 */
enum uri_host uri_host(struct slice, char out[URI_HOST_SIZE]);

/* The value of %XX at the front of s, or -1 when there is none. */
int uri_escape(struct slice s);

#endif

/*
 * uri - RFC 3986 as a server meets it.
 *
 * For: the Gemini front, and host names anywhere. Strict where the standard
 * is; tolerant only where protocols.md A.3 says so (raw UTF-8 and "[", "]" in
 * path and query, a lone "%" in the query).
 */
#ifndef QAPSULE_PROTO_URI_H
#define QAPSULE_PROTO_URI_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/slice.h"

enum { URI_MAX = 1024 };	/* bytes of a Gemini request URI */

enum uri_error {	/* in the order in which they are looked for (A.3) */
	URI_OK,
	URI_LENGTH,		/* empty, or over 1024 bytes */
	URI_BYTE,		/* a byte that no URI may hold */
	URI_UTF8,		/* not UTF-8, or begins with a BOM */
	URI_NO_SCHEME,
	URI_OTHER_SCHEME,	/* well-formed, but not gemini */
	URI_NO_AUTHORITY,
	URI_USERINFO,
	URI_FRAGMENT,
	URI_ESCAPE,		/* %XX that is none, in authority or path */
	URI_HOST,
	URI_PORT,
	URI_PATH,		/* %00, or climbs above the root */
};

struct uri {	/* slices point into the request line */
	struct slice host;	/* as sent, without brackets or final dot */
	bool host_is_ip;	/* an IPv4 or IPv6 literal */
	unsigned port;		/* 1965 when none was given */
	struct slice path;	/* as sent, may be empty */
	struct slice query;	/* as sent, without "?" */
	bool has_query;
};

/* A Gemini request line, without CRLF. */
enum uri_error uri_parse(struct slice line, struct uri *);

/*
 * The path as the corpus wants it: split, decoded once, dot segments resolved,
 * empty segments collapsed, no slash at the end; *slash says whether there was
 * one. Appended to out. URI_PATH when it climbs out or holds NUL; *absent is
 * true when it can name nothing ("%2F" inside a segment, a hidden file).
 */
enum uri_error uri_path(struct slice path, struct buf *out, bool *slash,
    bool *absent);

/* %XX decoded once; a "%" without two hex digits stands for itself. */
void uri_decode(struct slice, struct buf *out);

/*
 * A host name as it is compared: percent-decoded, lower-case A-labels, no
 * final dot; IPv6 literals in their shortest form. Appended to out. False
 * when it is no host name.
 */
bool uri_host(struct slice, struct buf *out);

#endif

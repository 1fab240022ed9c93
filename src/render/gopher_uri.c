#include "render/gopher_uri.h"

#include <string.h>
#include <strings.h>

enum { PORT = 70, MAX_PORT = 65535 };

/* digits, perhaps none; 0 when it is no port */
static unsigned
parse_port(struct slice s)
{
	unsigned port = 0;
	size_t i;

	if (s.n == 0)
		return PORT;
	for (i = 0; i < s.n && port <= MAX_PORT; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return 0;
		port = port * 10 + (unsigned)(s.p[i] - '0');
	}
	return port <= MAX_PORT ? port : 0;
}

/* host, [v6] and port of an authority */
static bool
parse_authority(struct slice s, struct gopher_uri *u)
{
	size_t i;

	if (s.n > 0 && s.p[0] == '[') {
		s = slice_from(s, 1);
		u->host = slice_take_until(&s, "]");
		if (s.n == 0 || (s.n > 1 && s.p[1] != ':'))
			return false;
		s = slice_from(s, 1);
	} else {
		u->host = slice_take_until(&s, ":");
	}
	for (i = 0; i < u->host.n; i++)	/* user@, escapes, brackets */
		if (strchr("@%[]", u->host.p[i]) != NULL)
			return false;
	u->port = parse_port(slice_from(s, 1));
	return u->host.n > 0 && u->port > 0;
}

static bool
is_type(char c)
{
	return c != 'i' && c != '3' && ((c >= '0' && c <= '9') ||
	    (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == ';');
}

bool
gopher_uri_parse(struct slice uri, struct gopher_uri *u)
{
	struct slice authority;

	if (uri.n < 9 || strncasecmp(uri.p, "gopher://", 9) != 0)
		return false;
	uri = slice_from(uri, 9);
	uri = slice_take_until(&uri, "#");
	authority = slice_take_until(&uri, "/?");
	if (!parse_authority(authority, u))
		return false;
	uri = slice_from(uri, uri.n > 0 && uri.p[0] == '/');
	u->type = uri.n > 0 ? uri.p[0] : '1';
	u->selector = slice_from(uri, 1);
	return is_type(u->type);
}

void
gopher_uri_begin(struct buf *out, char type, const struct view *view)
{
	bool brackets = strchr(view->host, ':') != NULL;	/* IPv6 */

	buf_printf(out, brackets ? "gopher://[%s]" : "gopher://%s", view->host);
	if (view->port != PORT)
		buf_printf(out, ":%u", view->port);
	buf_printf(out, "/%c", type);
}

/*
 * A request line is judged in one fixed order, so that each wrong line has one
 * answer: bytes, scheme, authority, then what stands in it. Every step is a
 * function that answers what it found wrong.
 */
#include "proto/uri.h"

#include <arpa/inet.h>
#include <idn2.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistr.h>

static bool
is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static int
hex_value(char c)
{
	if (is_digit(c))
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

int
uri_escape(struct slice s)
{
	int high, low;

	if (s.n < 3 || s.p[0] != '%' || (high = hex_value(s.p[1])) == -1 ||
	    (low = hex_value(s.p[2])) == -1)
		return -1;
	return high * 16 + low;
}

/* --- host names ----------------------------------------------------------- */

/* Percent-decoded and without its final dot; only LDH may be escaped. */
static bool
decode_host(struct slice s, char out[URI_MAX + 1])
{
	size_t n = 0;
	int c;

	if (s.n > URI_MAX)
		return false;
	while (s.n > 0) {
		c = s.p[0];
		if (c == '%') {
			c = uri_escape(s);
			if (c < 0x21 || c > 0x7e)
				return false;
			s = slice_from(s, 2);
		}
		if (c == '\0')
			return false;
		out[n++] = (char)c;
		s = slice_from(s, 1);
	}
	if (n > 0 && out[n - 1] == '.')
		n--;
	out[n] = '\0';
	return n > 0;
}

static bool
is_ascii(const char *s)
{
	while (*s != '\0' && (unsigned char)*s < 0x80)
		s++;
	return *s == '\0';
}

/*
 * RFC 1123 2.1: labels of letters, digits and hyphens, 1 to 63 bytes, no
 * hyphen at either end. A last label of digits alone is a malformed address.
 */
static bool
is_ldh(const char *s)
{
	const char *label = s;
	bool letters = false;

	for (;; s++) {
		if (*s == '.' || *s == '\0') {
			if (s == label || s - label > 63 || label[0] == '-' ||
			    s[-1] == '-')
				return false;
			if (*s == '\0')
				return letters;
			label = s + 1;
			letters = false;
		} else if (is_alpha(*s) || *s == '-') {
			letters = true;
		} else if (!is_digit(*s)) {
			return false;
		}
	}
}

static enum uri_host
host_ipv6(struct slice s, char out[URI_HOST_SIZE])
{
	char text[INET6_ADDRSTRLEN];
	struct in6_addr address;

	if (s.n >= sizeof(text))
		return URI_HOST_BAD;
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	/* a NUL inside would hide what follows it; zone ids are refused */
	if (strlen(text) != s.n || inet_pton(AF_INET6, text, &address) != 1)
		return URI_HOST_BAD;
	inet_ntop(AF_INET6, &address, out, URI_HOST_SIZE);
	return URI_HOST_IP;
}

/* A U-label becomes its A-label; false when there is none. */
static bool
map_to_ascii(char name[URI_MAX + 1])
{
	uint8_t *ascii;
	size_t n;

	if (is_ascii(name))
		return true;
	if (idn2_lookup_u8((const uint8_t *)name, &ascii,
		IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) != IDN2_OK)
		return false;
	n = strlen((const char *)ascii);
	if (n <= URI_MAX)
		memcpy(name, ascii, n + 1);
	idn2_free(ascii);
	return n <= URI_MAX;
}

enum uri_host
uri_host(struct slice s, char out[URI_HOST_SIZE])
{
	char name[URI_MAX + 1];
	struct in_addr address;
	size_t i, n;

	if (s.n >= 2 && s.p[0] == '[' && s.p[s.n - 1] == ']')
		return host_ipv6((struct slice){ s.p + 1, s.n - 2 }, out);
	if (s.n > 0 && memchr(s.p, ':', s.n) != NULL)
		return host_ipv6(s, out);
	if (!decode_host(s, name) || !map_to_ascii(name) ||
	    (n = strlen(name)) >= URI_HOST_SIZE)
		return URI_HOST_BAD;
	for (i = 0; i <= n; i++)
		out[i] = name[i] >= 'A' && name[i] <= 'Z'
		    ? (char)(name[i] - 'A' + 'a') : name[i];
	if (inet_pton(AF_INET, out, &address) == 1)
		return URI_HOST_IP;
	return is_ldh(out) ? URI_HOST_NAME : URI_HOST_BAD;
}

/* --- request lines -------------------------------------------------------- */

static enum uri_error
check_bytes(struct slice line)
{
	size_t i;

	if (line.n == 0 || line.n > URI_MAX)
		return URI_LENGTH;
	for (i = 0; i < line.n; i++)
		if ((unsigned char)line.p[i] <= 0x20 || line.p[i] == 0x7f ||
		    strchr("\"<>\\^`{|}", line.p[i]) != NULL)
			return URI_BYTE;
	if (u8_check((const uint8_t *)line.p, line.n) != NULL ||
	    slice_starts(line, "\xef\xbb\xbf"))
		return URI_UTF8;
	return URI_OK;
}

/* RFC 3986 3.1; takes the scheme and its ":" off the front of *rest. */
static enum uri_error
parse_scheme(struct slice *rest)
{
	static const char gemini[] = "gemini";
	struct slice s = *rest;
	size_t n = 0;

	if (!is_alpha(s.p[0]))
		return URI_NO_SCHEME;
	while (n < s.n && (is_alpha(s.p[n]) || is_digit(s.p[n]) ||
		s.p[n] == '+' || s.p[n] == '-' || s.p[n] == '.'))
		n++;
	if (n == s.n || s.p[n] != ':')
		return URI_NO_SCHEME;
	*rest = slice_from(s, n + 1);
	return n == sizeof(gemini) - 1 && strncasecmp(s.p, gemini, n) == 0
	    ? URI_OK : URI_OTHER_SCHEME;
}

/* Cuts "host:port" in two; the port keeps its ":" so that none is seen. */
static void
split_port(struct slice authority, struct slice *host, struct slice *port)
{
	*port = authority;
	if (slice_starts(authority, "[")) {
		*host = slice_take_until(port, "]");
		if (port->n > 0) {
			host->n++;
			*port = slice_from(*port, 1);
		}
	} else {
		*host = slice_take_until(port, ":");
	}
}

static bool
escapes_are_right(struct slice s)
{
	for (; s.n > 0; s = slice_from(s, 1))
		if (s.p[0] == '%' && uri_escape(s) == -1)
			return false;
	return true;
}

static enum uri_error
parse_port(struct slice s, unsigned *port)
{
	*port = URI_PORT_DEFAULT;
	if (s.n > 0 && s.p[0] != ':')
		return URI_PORT;
	s = slice_from(s, 1);
	if (s.n > 0)
		*port = 0;
	for (; s.n > 0; s = slice_from(s, 1)) {
		if (!is_digit(s.p[0]))
			return URI_PORT;
		*port = *port * 10 + (unsigned)(s.p[0] - '0');
		if (*port > 65535)
			return URI_PORT;
	}
	return URI_OK;
}

enum uri_error
uri_parse(struct slice line, struct uri *u)
{
	struct slice rest = line, authority, host, port;
	enum uri_error e;

	*u = (struct uri){ .port = 0 };
	if ((e = check_bytes(line)) != URI_OK ||
	    (e = parse_scheme(&rest)) != URI_OK)
		return e;
	if (!slice_starts(rest, "//"))
		return URI_NO_HOST;
	rest = slice_from(rest, 2);
	authority = slice_take_until(&rest, "/?#");
	u->path = slice_take_until(&rest, "?#");
	u->has_query = slice_starts(rest, "?");
	u->query = slice_from(rest, 1);
	split_port(authority, &host, &port);
	if (host.n == 0)
		return URI_NO_HOST;
	if (memchr(authority.p, '@', authority.n) != NULL)
		return URI_USERINFO;
	if (memchr(line.p, '#', line.n) != NULL)
		return URI_FRAGMENT;
	if (!escapes_are_right(authority) || !escapes_are_right(u->path))
		return URI_ESCAPE;
	if (uri_host(host, u->host) == URI_HOST_BAD)
		return URI_HOST;
	return parse_port(port, &u->port);
}

#include "net/proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "base/slice.h"

/* --- version 1 ------------------------------------------------------------- */

#define V1 "PROXY "

enum { V1_MAX = 107 };		/* bytes of a line, with CRLF */

/* Decimal, without zeros in front (2.1). */
static bool
is_port(struct slice s)
{
	unsigned long n = 0;
	size_t i;

	for (i = 0; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++)
		n = n * 10 + (unsigned long)(s.p[i] - '0');
	return s.n > 0 && s.n <= 5 && i == s.n && n <= 65535 &&
	    (s.p[0] != '0' || s.n == 1);
}

static bool
read_address(struct slice s, int family, struct sockaddr_storage *out)
{
	char text[INET6_ADDRSTRLEN];
	void *bytes = family == AF_INET
	    ? (void *)&((struct sockaddr_in *)out)->sin_addr
	    : (void *)&((struct sockaddr_in6 *)out)->sin6_addr;

	if (s.n >= sizeof(text) || memchr(s.p, '\0', s.n) != NULL)
		return false;
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	out->ss_family = (sa_family_t)family;
	return inet_pton(family, text, bytes) == 1;
}

/* What follows PROXY, without CRLF: one blank before each word. */
static enum proxy
parse_v1(struct slice line, struct address *from)
{
	struct slice word[5];
	struct sockaddr_storage client, ours;
	int family, i;

	for (i = 0; i < 5; i++) {
		word[i] = slice_take_until(&line, " ");
		if (i == 0 && slice_is(word[0], "UNKNOWN"))
			return PROXY_OWN;	/* whatever follows */
		if (i < 4 && !slice_starts(line, " "))
			return PROXY_BAD;
		if (i < 4)
			line = slice_from(line, 1);
	}
	family = slice_is(word[0], "TCP4") ? AF_INET : AF_INET6;
	if ((family == AF_INET6 && !slice_is(word[0], "TCP6")) ||
	    !read_address(word[1], family, &client) ||
	    !read_address(word[2], family, &ours) || !is_port(word[3]) ||
	    !is_port(word[4]) || line.n > 0)
		return PROXY_BAD;
	address_of(from, (struct sockaddr *)&client);
	return PROXY_CLIENT;
}

static enum proxy
find_v1(const char *p, size_t n, struct address *from, size_t *used)
{
	const char *lf = memchr(p, '\n', n < V1_MAX ? n : V1_MAX);
	const size_t skip = sizeof(V1) - 1;

	if (lf == NULL)
		return n < V1_MAX ? PROXY_MORE : PROXY_BAD;
	if (lf[-1] != '\r')
		return PROXY_BAD;
	*used = (size_t)(lf + 1 - p);
	return parse_v1((struct slice){ p + skip, *used - skip - 2 }, from);
}

/* --- version 2 ------------------------------------------------------------- */

#define V2 "\r\n\r\n\0\r\nQUIT\n"

enum {
	V2_HEAD = 16,		/* V2, version and command, family, length */
	V2_LOCAL = 0x20,	/* version 2, command 0 */
	V2_PROXY = 0x21,
	V2_TCP4 = 0x11,
	V2_TCP6 = 0x21,
	V2_FAMILIES = 4,	/* none, IPv4, IPv6, UNIX: 0 to 3 */
	V2_TRANSPORTS = 3,	/* none, stream, datagram: 0 to 2 */
};

/* Of what is behind the head: n bytes. */
static enum proxy
parse_v2(unsigned family, const char *p, size_t n, struct address *from)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };

	if (family == V2_TCP4 && n >= 2 * 4 + 4) {
		memcpy(&v4.sin_addr, p, 4);
		address_of(from, (struct sockaddr *)&v4);
		return PROXY_CLIENT;
	}
	if (family == V2_TCP6 && n >= 2 * 16 + 4) {
		memcpy(&v6.sin6_addr, p, 16);
		address_of(from, (struct sockaddr *)&v6);
		return PROXY_CLIENT;
	}
	/* what we have no use for is like none; what there is not is wrong */
	if (family == V2_TCP4 || family == V2_TCP6 ||
	    family >> 4 >= V2_FAMILIES || (family & 0xf) >= V2_TRANSPORTS)
		return PROXY_BAD;
	return PROXY_OWN;
}

static enum proxy
find_v2(const char *p, size_t n, struct address *from, size_t *used)
{
	const unsigned char *u = (const unsigned char *)p;
	size_t rest;

	if (n > 12 && u[12] != V2_LOCAL && u[12] != V2_PROXY)
		return PROXY_BAD;
	if (n < V2_HEAD)
		return PROXY_MORE;
	rest = (size_t)u[14] << 8 | u[15];
	if (rest > PROXY_MAX - V2_HEAD)
		return PROXY_BAD;
	if (n < V2_HEAD + rest)
		return PROXY_MORE;
	*used = V2_HEAD + rest;
	/* a health check's addresses are nobody's business (2.2) */
	return u[12] == V2_LOCAL ? PROXY_OWN
				 : parse_v2(u[13], p + V2_HEAD, rest, from);
}

/* --- both ------------------------------------------------------------------ */

static bool
begins_with(const char *p, size_t n, const char *start, size_t size)
{
	return memcmp(p, start, n < size ? n : size) == 0;
}

enum proxy
proxy_parse(const char *p, size_t n, struct address *from, size_t *used)
{
	if (n == 0)
		return PROXY_MORE;
	if (begins_with(p, n, V1, sizeof(V1) - 1))
		return find_v1(p, n, from, used);
	if (begins_with(p, n, V2, sizeof(V2) - 1))
		return find_v2(p, n, from, used);
	return PROXY_BAD;
}

#include "net/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };

static bool
is_v4(const struct address *a)
{
	return memcmp(a->b, mapped, sizeof(mapped)) == 0;
}

static void
set_v4(struct address *a, const void *bytes)
{
	memcpy(a->b, mapped, sizeof(mapped));
	memcpy(a->b + sizeof(mapped), bytes, 4);
}

void
address_of(struct address *a, const struct sockaddr *sa)
{
	memset(a, 0, sizeof(*a));
	if (sa->sa_family == AF_INET)
		set_v4(a, &((const struct sockaddr_in *)sa)->sin_addr);
	else if (sa->sa_family == AF_INET6)
		memcpy(a->b, &((const struct sockaddr_in6 *)sa)->sin6_addr,
		    sizeof(a->b));
}

/* All bits behind the first ones zero. */
static void
cut(struct address *a, unsigned bits)
{
	unsigned i;

	for (i = 0; i < sizeof(a->b); i++)
		if (bits >= 8 * (i + 1))
			continue;
		else if (bits <= 8 * i)
			a->b[i] = 0;
		else
			a->b[i] &= (uint8_t)(0xff00 >> (bits - 8 * i));
}

bool
prefix_parse(struct prefix *p, const char *text)
{
	const char *slash = strchr(text, '/');
	size_t n = slash != NULL ? (size_t)(slash - text) : strlen(text);
	unsigned before, most;
	char name[ADDRESS_TEXT];
	uint8_t bytes[16];

	if (n >= sizeof(name))
		return false;
	memcpy(name, text, n);
	name[n] = '\0';
	if (inet_pton(AF_INET, name, bytes) == 1) {
		set_v4(&p->address, bytes);
		before = 96;
	} else if (inet_pton(AF_INET6, name, p->address.b) == 1) {
		before = 0;
	} else {
		return false;
	}
	p->bits = most = 128 - before;
	if (slash != NULL) {
		n = strspn(slash + 1, "0123456789");
		if (n == 0 || n > 3 || slash[1 + n] != '\0')
			return false;
		p->bits = (unsigned)strtoul(slash + 1, NULL, 10);
	}
	if (p->bits > most)
		return false;
	p->bits += before;
	cut(&p->address, p->bits);
	return true;
}

bool
prefix_holds(const struct prefix *p, const struct address *a)
{
	struct address copy = *a;

	cut(&copy, p->bits);
	return memcmp(copy.b, p->address.b, sizeof(copy.b)) == 0;
}

bool
prefixes_hold(const struct prefix *p, size_t n, const struct address *a)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (prefix_holds(&p[i], a))
			return true;
	return false;
}

uint64_t
address_network(const struct address *a)
{
	uint64_t n = 0;
	int i, from = is_v4(a) ? 12 : 0, bytes = is_v4(a) ? 3 : 7;

	for (i = 0; i < bytes; i++)
		n = n << 8 | a->b[from + i];
	/* the last byte tells the families apart and is never 0 */
	return n << 8 | (is_v4(a) ? 4 : 6);
}

void
address_format(const struct address *a, unsigned bits4, unsigned bits6,
    char out[ADDRESS_TEXT])
{
	struct address copy = *a;

	if (is_v4(a)) {
		cut(&copy, 96 + bits4);
		inet_ntop(AF_INET, copy.b + 12, out, ADDRESS_TEXT);
	} else {
		cut(&copy, bits6);
		inet_ntop(AF_INET6, copy.b, out, ADDRESS_TEXT);
	}
}

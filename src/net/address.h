/*
 * address - the IP address of a peer, and the network that it comes from.
 */
#ifndef QAPSULE_NET_ADDRESS_H
#define QAPSULE_NET_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sockaddr;

struct address {
	uint8_t b[16];		/* IPv6; IPv4 as ::ffff:a.b.c.d */
};

enum { ADDRESS_TEXT = 64 };	/* bytes of its text, with the NUL */

void address_of(struct address *, const struct sockaddr *);

/* "a.b.c.d/n", "x::y/n", or without "/n" for the address alone. */
struct prefix {
	struct address address;
	unsigned bits;		/* of 128 */
};

bool prefix_parse(struct prefix *, const char *text);
bool prefix_holds(const struct prefix *, const struct address *);
/* Whether one of n does. */
bool prefixes_hold(const struct prefix *, size_t n, const struct address *);

/*
 * Whom limits count together: a /24 of IPv4, a /56 of IPv6, which is what one
 * customer of a provider may have. Never 0.
 */
uint64_t address_network(const struct address *);

/* As text, with all behind the first bits of an IPv4 or IPv6 address zero. */
void address_format(const struct address *, unsigned bits4, unsigned bits6,
    char out[ADDRESS_TEXT]);

#endif

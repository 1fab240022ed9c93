/*
 * proxy - the header that a balancer puts in front of a connection, to say
 * whose it is: the PROXY protocol of HAProxy, versions 1 (text) and 2 (binary),
 * as its doc/proxy-protocol.txt describes it.
 *
 *	PROXY TCP4 198.51.100.7 203.0.113.1 51234 1965\r\n
 *
 * Bytes in, an address out; who may send one is not decided here.
 */
#ifndef QAPSULE_NET_PROXY_H
#define QAPSULE_NET_PROXY_H

#include <stddef.h>

#include "net/address.h"

/* Bytes of a header at most: of version 1 there are 107, of version 2 what
   else a balancer may tell (certificates, names) is bounded here. */
enum { PROXY_MAX = 1024 };

enum proxy {
	PROXY_MORE,	/* so far so good: there is more to come */
	PROXY_CLIENT,	/* whole: a connection of the client *from */
	PROXY_OWN,	/* whole: the balancer's own, say a health check, or one
			   of which it knows nothing */
	PROXY_BAD,	/* no header */
};

/* n: bytes that have come so far, 0 or more. When it is whole, *used of them
   are the header. Never PROXY_MORE from PROXY_MAX bytes on. */
enum proxy proxy_parse(const char *p, size_t n, struct address *from,
    size_t *used);

#endif

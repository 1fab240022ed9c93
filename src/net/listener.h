/*
 * listener - a bound and listening socket and what is spoken on it.
 *
 * Made by the parent before the fork and shared by all workers, so that a
 * connection waits in one queue for whichever worker is free.
 */
#ifndef QAPSULE_NET_LISTENER_H
#define QAPSULE_NET_LISTENER_H

#include <stdbool.h>
#include <stddef.h>

#include "proto/front.h"

struct prefix;
struct tls_context;

enum listener_tls {
	LISTENER_CLEAR,		/* in clear */
	LISTENER_EITHER,	/* the peer's first byte decides */
	LISTENER_TLS,
};

struct listener {
	const struct front *front;
	enum listener_tls mode;
	struct tls_context *tls;	/* of peers that name no host we have;
					   NULL: LISTENER_CLEAR */
	const struct host *host;	/* whom those peers get who name none;
					   NULL: the request names it */
	bool rfc_text;			/* see struct peer */
	const struct prefix *proxies;	/* whose connections begin with a PROXY */
	size_t nproxies;		/* header */
	unsigned public_port;		/* in addresses, behind a forward; 0:
					   the one that is bound */
	const char *spec;		/* what was to be bound */
	int fd;
	char address[64];		/* as bound: "127.0.0.1", "::1" */
	unsigned port;			/* as bound */
};

/*
 * Binds "ADDR:PORT", "[ADDR]:PORT", ":PORT" or "PORT" (all addresses); port 0
 * asks the kernel for one. Fills fd, address and port. 0, or -1 with
 * errno, and in err a sentence that says what to do.
 */
int listener_bind(struct listener *, const char *spec, char *err,
    size_t err_size);

/* Whether spec is of one of these forms. */
bool listener_spec_valid(const char *spec);

void listeners_close(struct listener *, size_t n);

#endif

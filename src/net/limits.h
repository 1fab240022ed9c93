/*
 * limits - how much of the server anybody may have.
 *
 * Connections are counted in all and for each network, requests for each
 * network, over all workers: see net/scoreboard.h.
 */
#ifndef QAPSULE_NET_LIMITS_H
#define QAPSULE_NET_LIMITS_H

#include <stddef.h>
#include <stdint.h>

#include "net/address.h"
#include "net/scoreboard.h"

/* In the order in which a connection meets them. */
enum time_limit {
	LIMIT_HANDSHAKE,	/* from accept to the end of the handshake */
	LIMIT_REQUEST,		/* from then until the request is whole */
	LIMIT_PROGRESS,		/* for each piece of an answer to leave */
	LIMIT_LINGER,		/* for the peer to close, once all has left */
	LIMIT_COUNT,
};

struct limits {
	unsigned ms[LIMIT_COUNT];
	unsigned connections;			/* in all, but for */
	unsigned connections_per_worker;	/* what each may always have */
	unsigned connections_per_network;
	unsigned requests_per_second;		/* of a network; 0: no limit */
	unsigned burst;				/* requests at once */
	const struct prefix *exempt;		/* networks without limits */
	size_t nexempt;
};

/* what holds unless something else is configured */
extern const struct limits limits_default;

/* The network of a peer, for the calls below; 0: there is no limit for it. */
uint64_t limits_network(const struct limits *, const struct address *);

/*
 * Whether a connection may be accepted: COUNT_ACCEPTED, and it is counted in
 * mine until limits_leave; or why not, COUNT_REFUSED_FULL and so on.
 */
enum count limits_enter(const struct limits *, struct scoreboard *,
    struct score *mine, uint64_t network, uint64_t now_ms);
/*
 * The same for a connection that was counted for no network, 0, and turns out
 * to be this one's; when not accepted, it is still counted for none.
 */
enum count limits_join(const struct limits *, struct scoreboard *,
    struct score *mine, uint64_t network, uint64_t now_ms);
void limits_leave(struct scoreboard *, struct score *mine, uint64_t network);

/* A request, or a connection that ended without one: 0 to answer it, or the
   seconds after which it may come again. */
unsigned limits_request(const struct limits *, struct scoreboard *,
    struct score *mine, uint64_t network, uint64_t now_ms);

#endif

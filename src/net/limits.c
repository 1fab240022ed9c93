/*
 * The rate of requests. A level goes up by one with each request and dies away
 * exponentially, with the time burst / requests_per_second. That is linear: a
 * network's level is the sum of those that the workers keep, whichever of them
 * it meets. A peer that keeps to the rate stays below a level of burst, one
 * that was idle may ask burst times at once. Requests that are refused count
 * too, so who only hammers gets nothing; and at some levels more not even a
 * handshake.
 */
#include "net/limits.h"

#include <math.h>

enum { HAMMERING = 4 };		/* times burst: connections are refused */

static const struct prefix exempt_default[] = {
	/* this machine: a proxy or an onion service, for everybody */
	{ { { [10] = 0xff, [11] = 0xff, [12] = 127 } }, 96 + 8 },
	{ { { [15] = 1 } }, 128 },
};

const struct limits limits_default = {
	.ms = { 10000, 10000, 60000, 2000 },
	.connections = 2000,
	.connections_per_network = 100,
	.requests_per_second = 20,
	.burst = 200,
	.exempt = exempt_default,
	.nexempt = sizeof(exempt_default) / sizeof(*exempt_default),
};

uint64_t
limits_network(const struct limits *l, const struct address *a)
{
	return prefixes_hold(l->exempt, l->nexempt, a) ? 0
						       : address_network(a);
}

/* --- what the workers know of a network ------------------------------------ */

static unsigned
hash(const struct scoreboard *b, uint64_t network)
{
	uint64_t x = network ^ b->seed;

	/* Steele, Lea and Flood's SplitMix64: mixes all bits into all */
	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return (unsigned)(x >> 31) & (NETWORK_SETS - 1);
}

static struct network *
find(struct network *set, uint64_t network)
{
	int i;

	for (i = 0; i < NETWORK_WAYS; i++)
		if (atomic_load_explicit(&set[i].id, memory_order_relaxed) ==
		    network)
			return &set[i];
	return NULL;
}

/* The level has died away to this. */
static double
level_at(const struct limits *l, const struct network *n, uint64_t now_ms)
{
	double level = atomic_load_explicit(&n->level, memory_order_relaxed);
	uint64_t at = atomic_load_explicit(&n->at_ms, memory_order_relaxed);
	double rate = l->requests_per_second;

	if (level == 0 || now_ms <= at)
		return level;
	return level * exp(-(double)(now_ms - at) / 1000 * rate / l->burst);
}

/* Mine, in place of one that is no longer of interest; or NULL. */
static struct network *
find_or_add(const struct limits *l, struct network *set, uint64_t network,
    uint64_t now_ms)
{
	struct network *n = find(set, network);
	int i;

	for (i = 0; n == NULL && i < NETWORK_WAYS; i++)
		if (set[i].connections == 0 &&
		    level_at(l, &set[i], now_ms) < 0.5) {
			n = &set[i];
			n->id = 0;	/* nobody must see a mixture */
			n->level = 0;
			n->id = network;
		}
	return n;
}

struct sum {
	uint32_t connections;
	double level;
};

/* All that the workers know of it. */
static struct sum
sum_up(const struct limits *l, struct scoreboard *b, uint64_t network,
    uint64_t now_ms)
{
	unsigned i, set = hash(b, network), used = b->used;
	struct sum sum = { 0, 0 };
	const struct network *n;

	for (i = 0; i < used; i++) {
		n = find(b->scores[i].networks[set], network);
		if (n == NULL)
			continue;
		sum.connections += atomic_load_explicit(&n->connections,
		    memory_order_relaxed);
		sum.level += level_at(l, n, now_ms);
	}
	return sum;
}

/* --- connections ----------------------------------------------------------- */

/* Whether there may be one more of this network. */
static enum count
may_join(const struct limits *l, struct scoreboard *b, uint64_t network,
    uint64_t now_ms)
{
	struct sum sum;

	if (network == 0)
		return COUNT_ACCEPTED;
	sum = sum_up(l, b, network, now_ms);
	if (sum.connections >= l->connections_per_network)
		return COUNT_REFUSED_NETWORK;
	if (l->requests_per_second > 0 &&
	    sum.level >= (double)HAMMERING * l->burst)
		return COUNT_REFUSED_RATE;
	return COUNT_ACCEPTED;
}

static void
join(const struct limits *l, const struct scoreboard *b, struct score *mine,
    uint64_t network, uint64_t now_ms)
{
	struct network *n;

	if (network == 0)
		return;
	n = find_or_add(l, mine->networks[hash(b, network)], network, now_ms);
	if (n != NULL)
		n->connections++;
}

enum count
limits_enter(const struct limits *l, struct scoreboard *b, struct score *mine,
    uint64_t network, uint64_t now_ms)
{
	enum count what = may_join(l, b, network, now_ms);

	if (what != COUNT_ACCEPTED)
		return what;
	if (mine->connections >= l->connections_per_worker &&
	    scoreboard_connections(b) >= l->connections)
		return COUNT_REFUSED_FULL;
	join(l, b, mine, network, now_ms);
	mine->connections++;
	return COUNT_ACCEPTED;
}

enum count
limits_join(const struct limits *l, struct scoreboard *b, struct score *mine,
    uint64_t network, uint64_t now_ms)
{
	enum count what = may_join(l, b, network, now_ms);

	if (what == COUNT_ACCEPTED)
		join(l, b, mine, network, now_ms);
	return what;
}

void
limits_leave(struct scoreboard *b, struct score *mine, uint64_t network)
{
	struct network *n;

	mine->connections--;
	if (network == 0)
		return;
	n = find(mine->networks[hash(b, network)], network);
	if (n != NULL && n->connections > 0)
		n->connections--;
}

/* --- requests -------------------------------------------------------------- */

unsigned
limits_request(const struct limits *l, struct scoreboard *b,
    struct score *mine, uint64_t network, uint64_t now_ms)
{
	struct network *n;
	double all;

	if (network == 0 || l->requests_per_second == 0)
		return 0;
	all = sum_up(l, b, network, now_ms).level;
	n = find_or_add(l, mine->networks[hash(b, network)], network, now_ms);
	if (n != NULL) {
		n->level = (float)(level_at(l, n, now_ms) + 1);
		n->at_ms = now_ms;
	}
	if (all < l->burst)
		return 0;
	/* until it has died away below burst again, and a bit */
	return 1 + (unsigned)(log((all + 1) / l->burst) * l->burst /
	    l->requests_per_second);
}

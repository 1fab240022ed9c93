/*
 * scoreboard - memory that all processes share: what each worker has done and
 * what it is doing.
 *
 * Each worker takes a slot and is the only one to write there, so nothing is
 * locked; everybody may read. When a worker has ended, its parent adds what it
 * counted to the past and frees the slot, and with it whatever the worker had
 * open when it died.
 */
#ifndef QAPSULE_NET_SCOREBOARD_H
#define QAPSULE_NET_SCOREBOARD_H

#include <stdatomic.h>
#include <stdint.h>
#include <sys/types.h>

enum count {
	COUNT_ACCEPTED,		/* connections */
	COUNT_REFUSED_FULL,	/* too many in all */
	COUNT_REFUSED_NETWORK,	/* too many of one network */
	COUNT_REFUSED_RATE,	/* of a network that does not slow down */
	COUNT_SHED,		/* idle, closed to make room */
	COUNT_TIMED_OUT,
	COUNT_NO_PROXY,		/* from a balancer, without its header */
	COUNT_HANDSHAKES_FULL,
	COUNT_HANDSHAKES_RESUMED,
	COUNT_HANDSHAKES_FAILED,
	/* answers */
	COUNT_GEMINI_1X,
	COUNT_GEMINI_2X,
	COUNT_GEMINI_3X,
	COUNT_GEMINI_4X,
	COUNT_GEMINI_5X,
	COUNT_GEMINI_6X,
	COUNT_GOPHER_ANSWERS,
	COUNT_GOPHER_ERRORS,
	COUNT_SLOWED,		/* of these: later, please */
	COUNT_CUT,		/* of these: not sent to the end */
	COUNT_BYTES,		/* of these, before TLS */
	COUNT_LOG_LOST,		/* lines */
	COUNT_COUNT,
};

enum {
	SCORES = 2560,		/* slots: 256 workers of ten generations */
	NETWORK_SETS = 1024,	/* a power of 2 */
	NETWORK_WAYS = 8,	/* networks of one hash that a slot can tell
				   apart; more are limited in all only */
};

struct network {
	_Atomic uint64_t id;	/* address_network; 0: free */
	_Atomic uint64_t at_ms;	/* of level */
	_Atomic float level;	/* of requests, see limits.c */
	_Atomic uint32_t connections;
};

struct score {
	_Atomic pid_t pid;	/* 0: free */
	_Atomic uint32_t connections;
	_Atomic uint64_t counts[COUNT_COUNT];
	struct network networks[NETWORK_SETS][NETWORK_WAYS];
};

struct scoreboard {
	uint64_t seed;		/* of the hash of networks */
	_Atomic unsigned used;	/* no slot from here on was ever taken */
	struct score past;	/* only counts: of those that have ended */
	struct score scores[SCORES];
};

/* Before the first fork; NULL with errno. Pages that are not used cost none. */
struct scoreboard *scoreboard_new(void);
void scoreboard_free(struct scoreboard *);	/* NULL is fine */

/* A slot for this process, or NULL when all are taken. */
struct score *scoreboard_take(struct scoreboard *);

/* That child has ended. */
void scoreboard_release(struct scoreboard *, pid_t);

/* By the owner of the slot. */
static inline void
score_add(struct score *s, enum count what, uint64_t n)
{
	/* one writer: no need of an atomic addition */
	atomic_store_explicit(&s->counts[what],
	    atomic_load_explicit(&s->counts[what], memory_order_relaxed) + n,
	    memory_order_relaxed);
}

static inline void
score_count(struct score *s, enum count what)
{
	score_add(s, what, 1);
}

uint64_t scoreboard_sum(const struct scoreboard *, enum count);
uint32_t scoreboard_connections(const struct scoreboard *);

#endif

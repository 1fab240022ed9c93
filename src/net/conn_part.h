/*
 * conn_part - the three parts of a connection's life, for each other.
 *
 *   conn.c       begins and ends it, waits, and hands on what happens
 *   conn_read.c  what the peer sends: up to a request, and what follows it
 *   conn_send.c  the answer, out to its last byte
 *
 * After conn_close(c), or any call that may reach it, c is gone: functions
 * that may close answer whether the connection is still there.
 */
#ifndef QAPSULE_NET_CONN_PART_H
#define QAPSULE_NET_CONN_PART_H

#include <event2/event_struct.h>
#include <stdint.h>

#include "net/conn.h"
#include "net/worker.h"
#include "tls/tls.h"

enum conn_state {	/* in this order */
	CONN_PROXY,	/* of a balancer, which must first say whose it is */
	CONN_SILENT,	/* nothing came yet */
	CONN_HANDSHAKE,	/* TLS only */
	CONN_REQUEST,	/* reading until the front has a whole line */
	CONN_RESPONSE,	/* the answer is leaving */
	CONN_LINGER,	/* half-closed; dropping the peer's bytes until EOF */
};

enum { CONN_CHUNK = 16384 };	/* bytes of one TLS record at most */

struct conn {
	struct event event;
	struct deadline deadline;
	struct worker *worker;
	const struct listener *listener;
	struct tls *tls;	/* NULL in clear, and up to CONN_SILENT */
	enum conn_state state;
	struct address from;
	uint64_t network;	/* of from, for limits; or 0 */
	int fd;
	short wanted;		/* what event waits for */
	bool eof;		/* the peer will send no more */
	struct buf request;	/* of a request, or a balancer's header, that
				   comes in pieces */
	size_t dropped;		/* bytes behind the request */

	struct reply reply;	/* CONN_RESPONSE, in this order: */
	size_t staged;		/* bytes of reply.out on their way */
	int file;		/* its file, or -1 */
	uint64_t file_left;	/* bytes of it to be read */
	int text;		/* state of reply.text */
	size_t passed;		/* of it, by conn_pass, since the deadline was
				   set for the last time */
	bool all_staged;	/* the rest is only to be sent */
	struct slice line;	/* for the log: borrowed from the event, */
	char *kept_line;	/* or this, once it takes longer */
	uint64_t since_ms;	/* when the request was whole */
	uint64_t sent;		/* bytes of the answer */
	struct buf unsent;	/* staged, but the socket was full */
};

enum sent {
	SENT_ALL,
	SENT_SOME,	/* the socket is full */
	SENT_FAILED,	/* the peer is gone */
};

/* --- conn.c --- */

/* The one way out: all that it has goes, and what is not whole is logged. */
void conn_close(struct conn *);

/* The same, and the peer sees that the answer is not whole: RST, and no
   close_notify. */
void conn_reset(struct conn *);

/* A request has been answered, or with whole false only begun to be. */
void conn_log(const struct conn *, bool whole);

/* From now on it has as long as that limit says. */
void conn_limit(struct conn *, enum time_limit);

/* Waits for what, EV_READ and EV_WRITE; false, and closed, when that cannot
   be had. */
bool conn_want(struct conn *, short what);

/* --- conn_read.c --- */

void conn_readable(struct conn *);

/* Closes without an answer; where there is TLS it says so. */
void conn_hang_up(struct conn *);

/* What to read for while the answer leaves: the peer's going away. */
short conn_reading(const struct conn *);

/* --- conn_send.c --- */

void conn_writable(struct conn *);

/* The answer leaves: as much as the socket takes, in turn with others. */
void conn_send(struct conn *);

/* What was left over and what is staged, to the socket. */
enum sent conn_flush(struct conn *);

#endif

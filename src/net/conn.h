/*
 * conn - one connection, from accept to close, the same for every protocol.
 *
 * For: net/worker.c, which accepts. conn_accept takes the socket and from
 * there on the connection lives by itself: it reads a request up to where the
 * front says that it is whole, has it answered, sends the reply and is gone.
 *
 * TLS or not is one question here: reads pass through tls/ when there is a
 * struct tls, and what is sent is collected in the worker's out buffer first,
 * so that a small page leaves in one send.
 */
#ifndef QAPSULE_NET_CONN_H
#define QAPSULE_NET_CONN_H

#include <stdbool.h>

struct listener;
struct sockaddr;
struct worker;

/* Takes fd, whatever happens. */
void conn_accept(struct worker *, const struct listener *, int fd,
    const struct sockaddr *);

/* Closes the one that has not moved for longest: there is no room for others.
   However many come, each has its time, and who goes on reading is the last to
   be closed. False when there is none. */
bool conn_shed(struct worker *);

/* Every connection of a worker whose time is over is closed. */
void conn_expire(struct worker *);

/* The server stops: those that have sent nothing yet must hurry. */
void conn_last_call(struct worker *);

/* All are closed, as what is not whole. */
void conn_reset_all(struct worker *);

#endif

/*
 * inherited - listening sockets that the service manager has made for us,
 * sd_listen_fds(3) without libsystemd.
 *
 * They are told apart by the address that they are bound to: the configuration
 * says what is spoken there, as if we bound it ourselves.
 */
#ifndef QAPSULE_NET_INHERITED_H
#define QAPSULE_NET_INHERITED_H

#include <sys/socket.h>

/* The one that is bound to the address, once; or -1. */
int inherited_take(const struct sockaddr *, socklen_t);

/* Warns of those that nobody took, and closes them. */
void inherited_close_rest(void);

#endif

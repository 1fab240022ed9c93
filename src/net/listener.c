#include "net/listener.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/inherited.h"

enum {
	BACKLOG = 4096,		/* the kernel cuts it to somaxconn */
	/*
	 * Bytes of an answer that the kernel keeps for a peer that does not
	 * read, beside those under way to it: else it takes megabytes. When
	 * half of them have left it asks for more. 128 KiB were dearer.
	 */
	UNSENT = 256 << 10,
};

/* "[::]:70" -> "::", "70"; both are cut out of spec */
static int
split(const char *spec, char *addr, size_t addr_size, const char **port)
{
	const char *colon = strrchr(spec, ':'), *from = spec;
	size_t n;

	*port = colon != NULL ? colon + 1 : spec;
	n = colon != NULL ? (size_t)(colon - spec) : 0;
	if (n >= 2 && from[0] == '[' && from[n - 1] == ']') {
		from++;
		n -= 2;
	} else if (memchr(from, ':', n) != NULL) {
		return -1;	/* an IPv6 address wants its brackets */
	}
	if (n >= addr_size || (*port)[0] == '\0' ||
	    strspn(*port, "0123456789") != strlen(*port))
		return -1;
	memcpy(addr, from, n);
	addr[n] = '\0';
	return 0;
}

/* What is accepted inherits all of it. */
static int
listen_well(int fd)
{
	int one = 1, unsent = UNSENT;

	/* an answer behind a ticket must not wait for the peer to acknowledge
	   that */
	if (setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one)) == -1)
		return -1;
#ifdef TCP_NOTSENT_LOWAT
	/* a matter of memory only: where it cannot be set, it is not */
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent,
	    sizeof(unsent));
#endif
	return listen(fd, BACKLOG);
}

/* One that is bound already: what we would have set besides. */
static int
adopt_socket(int fd)
{
	int flags = fcntl(fd, F_GETFL);

	if (flags == -1 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) == -1 ||
	    listen_well(fd) == -1) {
		close(fd);
		return -1;
	}
	return fd;
}

/* socket, options, bind, listen; -1 with errno */
static int
open_socket(const struct addrinfo *ai)
{
	int fd, one = 1, saved;

	if ((fd = inherited_take(ai->ai_addr, ai->ai_addrlen)) != -1)
		return adopt_socket(fd);
	fd = socket(ai->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC,
	    0);
	if (fd == -1)
		return -1;
	/* one socket a family: "[::]" must not take "0.0.0.0" as well */
	if ((ai->ai_family == AF_INET6 &&
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof(one)) ==
		    -1) ||
	    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) == -1 ||
	    bind(fd, ai->ai_addr, ai->ai_addrlen) == -1 ||
	    listen_well(fd) == -1) {
		saved = errno;
		close(fd);
		errno = saved;
		return -1;
	}
	return fd;
}

static void
note_address(struct listener *l)
{
	struct sockaddr_storage ss;
	socklen_t n = sizeof(ss);
	char port[8];

	if (getsockname(l->fd, (struct sockaddr *)&ss, &n) == 0 &&
	    getnameinfo((struct sockaddr *)&ss, n, l->address,
		sizeof(l->address), port, sizeof(port),
		NI_NUMERICHOST | NI_NUMERICSERV) == 0)
		l->port = (unsigned)strtoul(port, NULL, 10);
}

/* a sentence for an operator */
static void
explain(const struct listener *l, const char *spec, int why, char *err,
    size_t size)
{
	const char *advice = "";

	if (why == EADDRINUSE)
		advice = "; is another server running? Stop it or choose "
			 "another port";
	else if (why == EACCES)
		advice = "; ports below 1024 need root or "
			 "CAP_NET_BIND_SERVICE: choose a higher one";
	else if (why == EADDRNOTAVAIL)
		advice = "; this machine does not have that address";
	else if (why == EAFNOSUPPORT)
		advice = "; it may be switched off on this machine";
	snprintf(err, size, "cannot listen on %s for %s: %s%s", spec,
	    l->front->name, strerror(why), advice);
}

/* What spec says, for bind; NULL when it has none of the forms. */
static struct addrinfo *
resolve(const char *spec)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM,
		.ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV };
	struct addrinfo *ai = NULL;
	const char *port;
	char addr[INET6_ADDRSTRLEN + 16];

	if (split(spec, addr, sizeof(addr), &port) == -1 ||
	    strlen(port) > 5 || strtoul(port, NULL, 10) > 65535 ||
	    getaddrinfo(addr[0] != '\0' ? addr : NULL, port, &hints, &ai) != 0)
		return NULL;
	return ai;
}

bool
listener_spec_valid(const char *spec)
{
	struct addrinfo *ai = resolve(spec);

	if (ai != NULL)
		freeaddrinfo(ai);
	return ai != NULL;
}

int
listener_bind(struct listener *l, const char *spec, char *err, size_t err_size)
{
	struct addrinfo *ai = resolve(spec);
	int why;

	l->fd = -1;
	if (ai == NULL) {
		snprintf(err, err_size, "\"%s\" is not an address to listen "
		    "on: write it as 127.0.0.1:1965 or [::1]:1965", spec);
		errno = EINVAL;
		return -1;
	}
	l->fd = open_socket(ai);
	why = errno;
	freeaddrinfo(ai);
	if (l->fd == -1) {
		explain(l, spec, why, err, err_size);
		errno = why;
		return -1;
	}
	note_address(l);
	return 0;
}

void
listeners_close(struct listener *l, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (l[i].fd != -1)
			close(l[i].fd);
		l[i].fd = -1;
	}
}

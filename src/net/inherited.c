#include "net/inherited.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"

enum {
	FIRST = 3,	/* SD_LISTEN_FDS_START */
	MOST = 64,
};

static int fds[MOST];	/* -1: taken */
static int nfds = -1;	/* not yet looked */

static long
number(const char *name)
{
	const char *text = getenv(name);

	return text != NULL ? strtol(text, NULL, 10) : 0;
}

/* They are meant for this process and for nobody that it starts. */
static void
look(void)
{
	long n = number("LISTEN_FDS");
	int i;

	nfds = 0;
	if (number("LISTEN_PID") == (long)getpid() && n > 0)
		nfds = n < MOST ? (int)n : MOST;
	for (i = 0; i < nfds; i++) {
		fds[i] = FIRST + i;
		fcntl(fds[i], F_SETFD, FD_CLOEXEC);
	}
	unsetenv("LISTEN_FDS");
	unsetenv("LISTEN_PID");
	unsetenv("LISTEN_FDNAMES");
}

static bool
is_bound_to(int fd, const struct sockaddr *sa, socklen_t n)
{
	struct sockaddr_storage have;
	socklen_t size = sizeof(have);
	const struct sockaddr_in *a = (const struct sockaddr_in *)&have;
	const struct sockaddr_in *b = (const struct sockaddr_in *)sa;
	const struct sockaddr_in6 *a6 = (const struct sockaddr_in6 *)&have;
	const struct sockaddr_in6 *b6 = (const struct sockaddr_in6 *)sa;

	memset(&have, 0, sizeof(have));
	if (getsockname(fd, (struct sockaddr *)&have, &size) == -1 ||
	    size != n || have.ss_family != sa->sa_family)
		return false;
	if (sa->sa_family == AF_INET)
		return a->sin_port == b->sin_port &&
		    a->sin_addr.s_addr == b->sin_addr.s_addr;
	return sa->sa_family == AF_INET6 && a6->sin6_port == b6->sin6_port &&
	    memcmp(&a6->sin6_addr, &b6->sin6_addr, sizeof(a6->sin6_addr)) == 0;
}

int
inherited_take(const struct sockaddr *sa, socklen_t n)
{
	int i, fd;

	if (nfds == -1)
		look();
	for (i = 0; i < nfds; i++)
		if (fds[i] != -1 && is_bound_to(fds[i], sa, n)) {
			fd = fds[i];
			fds[i] = -1;
			return fd;
		}
	return -1;
}

void
inherited_close_rest(void)
{
	char host[NI_MAXHOST], port[NI_MAXSERV];
	struct sockaddr_storage ss;
	socklen_t n;
	int i;

	for (i = 0; i < nfds; i++) {
		if (fds[i] == -1)
			continue;
		n = sizeof(ss);
		if (getsockname(fds[i], (struct sockaddr *)&ss, &n) == 0 &&
		    getnameinfo((struct sockaddr *)&ss, n, host, sizeof(host),
			port, sizeof(port), NI_NUMERICHOST | NI_NUMERICSERV) ==
			0)
			log_warning("the service manager listens on %s, port "
			    "%s, for which nothing is configured", host, port);
		close(fds[i]);
		fds[i] = -1;
	}
}

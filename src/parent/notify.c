#include "parent/notify.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

void
notify(const char *fmt, ...)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	const char *path = getenv("NOTIFY_SOCKET");
	size_t n = path != NULL ? strlen(path) : 0;
	char text[512];
	va_list ap;
	int fd;

	if (n == 0 || n >= sizeof(sun.sun_path) ||
	    (path[0] != '/' && path[0] != '@'))
		return;
	memcpy(sun.sun_path, path, n);
	if (path[0] == '@')	/* not of the file system */
		sun.sun_path[0] = '\0';
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if ((fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) == -1)
		return;
	(void)sendto(fd, text, strlen(text), MSG_NOSIGNAL,
	    (struct sockaddr *)&sun,
	    (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n));
	close(fd);
}

unsigned
notify_watchdog_ms(void)
{
	const char *usec = getenv("WATCHDOG_USEC"), *pid =
	    getenv("WATCHDOG_PID");
	unsigned long long n = usec != NULL ? strtoull(usec, NULL, 10) : 0;

	if (pid != NULL && strtol(pid, NULL, 10) != (long)getpid())
		return 0;
	/* twice in the time after which we count as dead */
	return n / 2000 > 3600000 ? 3600000 : (unsigned)(n / 2000);
}

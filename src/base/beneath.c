#include "base/beneath.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/slice.h"

int
beneath_open(int folder, const char *path, int flags)
{
	struct open_how how = { .flags = (unsigned)flags | O_CLOEXEC,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS };
	int fd = (int)syscall(SYS_openat2, folder, path, &how, sizeof(how));

	/* EPERM: what older container runtimes answer to a call that they do
	   not know */
	if (fd == -1 && (errno == ENOSYS || errno == EPERM))
		fd = beneath_walk(folder, path, flags);
	return fd;
}

/* Opens the one segment in folder, without following it. */
static int
step(int folder, struct slice segment, int flags)
{
	char name[NAME_MAX + 1];

	if (segment.n > NAME_MAX) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(name, segment.p, segment.n);
	name[segment.n] = '\0';
	return openat(folder, name, flags | O_NOFOLLOW | O_CLOEXEC);
}

int
beneath_walk(int folder, const char *path, int flags)
{
	struct slice rest = slice_of(path), segment;
	int at = folder, fd = -1, why;

	do {
		segment = slice_take_until(&rest, "/");
		rest = slice_from(rest, 1);
		if (segment.n == 0 || slice_is(segment, "..")) {
			errno = EXDEV;
			fd = -1;
		} else if (rest.n > 0) {
			fd = step(at, segment, O_PATH | O_DIRECTORY);
		} else {
			fd = step(at, segment, flags);
		}
		why = errno;
		if (at != folder)
			close(at);
		errno = why;
		at = fd;
	} while (fd != -1 && rest.n > 0);
	return fd;
}

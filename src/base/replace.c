#include "base/replace.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int
write_all(int fd, struct slice s)
{
	ssize_t n;

	for (; s.n > 0; s = slice_from(s, (size_t)n))
		if ((n = write(fd, s.p, s.n)) == -1) {
			if (errno != EINTR)
				return -1;
			n = 0;
		}
	return fsync(fd);
}

/* The name of a file in a folder lasts when the folder is on the disk. */
static int
sync_folder_of(const char *path)
{
	char copy[PATH_MAX];
	int fd, done;

	snprintf(copy, sizeof(copy), "%s", path);
	if ((fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) ==
	    -1)
		return -1;
	done = fsync(fd);
	close(fd);
	/* some file systems know no such thing */
	return done == -1 && errno != EINVAL ? -1 : 0;
}

int
replace_file(const char *path, struct slice content, mode_t mode)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash != NULL ? slash + 1 : path;
	char new[PATH_MAX];
	int fd, done, err;

	if (snprintf(new, sizeof(new), "%.*s.%s.new", (int)(name - path), path,
	    name) >= (int)sizeof(new)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	fd = open(new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
	if (fd == -1)
		return -1;
	done = fchmod(fd, mode);	/* whatever the umask says */
	if (done == 0)
		done = write_all(fd, content);
	if (close(fd) == -1)
		done = -1;
	if (done == 0)
		done = rename(new, path);
	if (done == -1) {
		err = errno;
		unlink(new);
		errno = err;
		return -1;
	}
	return sync_folder_of(path);
}

/*
 * A folder with links of all kinds, opened both ways. Where the two differ it
 * is in links that stay inside: the walk follows none.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/beneath.h"
#include "lib/folder.h"

struct world {
	char *path;
	int folder;	/* of path/in */
};

static int
make_world(void **state)
{
	struct world *w = calloc(1, sizeof(*w));

	assert_non_null(w);
	if ((w->path = folder_enter()) == NULL ||
	    mkdir("in", 0755) == -1 || mkdir("in/sub", 0755) == -1 ||
	    mkdir("in/..dots", 0755) == -1 ||
	    symlink("file", "in/link") == -1 ||
	    symlink("../file", "in/sub/up") == -1 ||
	    symlink("sub", "in/folder") == -1 ||
	    symlink("../secret", "in/out") == -1 ||
	    symlink("..", "in/parent") == -1 ||
	    symlink("/etc", "in/absolute") == -1 ||
	    symlink("loop", "in/loop") == -1)
		return -1;
	folder_put("secret", "no");
	folder_put("in/file", "yes");
	folder_put("in/sub/deep", "yes");
	folder_put("in/..dots/file", "yes");
	w->folder = open("in", O_RDONLY | O_DIRECTORY);
	*state = w;
	return w->folder != -1 ? 0 : -1;
}

static int
drop_world(void **state)
{
	struct world *w = *state;
	int rc = folder_drop(w->path);

	close(w->folder);
	free(w);
	return rc;
}

/* 0 when what was opened says yes, else an errno */
static int
result(int fd)
{
	char bytes[4] = "";
	ssize_t n;

	if (fd == -1)
		return errno;
	n = read(fd, bytes, 3);
	close(fd);
	assert_int_equal(n, 3);
	assert_string_equal(bytes, "yes");
	return 0;
}

static void
nothing_outside_is_opened(void **state)
{
	static const struct {
		const char *path;
		int opened, walked;	/* 0 or an errno */
	} rows[] = {
		{ "file", 0, 0 },
		{ "sub/deep", 0, 0 },
		{ "..dots/file", 0, 0 },
		{ "link", 0, ELOOP },
		{ "sub/up", 0, ELOOP },
		{ "folder/deep", 0, ENOTDIR },
		{ "out", EXDEV, ELOOP },
		{ "parent/secret", EXDEV, ENOTDIR },
		{ "absolute/passwd", EXDEV, ENOTDIR },
		{ "../secret", EXDEV, EXDEV },
		{ "sub/../../secret", EXDEV, EXDEV },
		{ "/etc/passwd", EXDEV, EXDEV },
		{ "loop", ELOOP, ELOOP },
		{ "none", ENOENT, ENOENT },
		{ "none/deep", ENOENT, ENOENT },
		{ "file/deep", ENOTDIR, ENOTDIR },
	};
	const struct world *w = *state;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_int_equal(result(beneath_open(w->folder, rows[i].path,
		    O_RDONLY)), rows[i].opened);
		assert_int_equal(result(beneath_walk(w->folder, rows[i].path,
		    O_RDONLY)), rows[i].walked);
	}
}

static void
a_segment_longer_than_any_name_is_not_cut(void **state)
{
	const struct world *w = *state;
	char path[1000];

	memset(path, 'a', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	assert_int_equal(result(beneath_walk(w->folder, path, O_RDONLY)),
	    ENAMETOOLONG);
}

static void
the_walk_leaves_no_descriptor_open(void **state)
{
	const struct world *w = *state;
	int before = dup(w->folder), after;

	close(before);
	(void)result(beneath_walk(w->folder, "sub/deep", O_RDONLY));
	(void)result(beneath_walk(w->folder, "sub/none", O_RDONLY));
	(void)result(beneath_walk(w->folder, "sub/../x", O_RDONLY));
	after = dup(w->folder);
	close(after);
	assert_int_equal(after, before);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_outside_is_opened),
		cmocka_unit_test(a_segment_longer_than_any_name_is_not_cut),
		cmocka_unit_test(the_walk_leaves_no_descriptor_open),
	};

	return cmocka_run_group_tests_name("beneath", tests, make_world,
	    drop_world);
}

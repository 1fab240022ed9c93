/*
 * qapsule import - runs qapsule-import in its place.
 *
 * That is a program of its own, since it is linked with libraries that the
 * server shall not carry. It stands beside this one in a build folder, and in
 * the folder for programs that nobody calls by name once installed.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "main/command.h"

#define PROGRAM "qapsule-import"

/* "/folder/of/this/program/qapsule-import", or "". */
static void
beside(char path[PATH_MAX])
{
	ssize_t n = readlink("/proc/self/exe", path, PATH_MAX);
	char *slash;

	path[n > 0 && n < PATH_MAX ? n : 0] = '\0';
	if ((slash = strrchr(path, '/')) == NULL ||
	    (size_t)(slash + 1 - path) + sizeof(PROGRAM) > PATH_MAX)
		path[0] = '\0';
	else
		memcpy(slash + 1, PROGRAM, sizeof(PROGRAM));
}

int
cmd_import(int argc, char **argv)
{
	char path[PATH_MAX];

	(void)argc;
	beside(path);
	execv(path, argv);
	if (errno == ENOENT)
		execv(LIBEXECDIR "/" PROGRAM, argv);
	return command_fail(EXIT_WRONG, "cannot run %s: %s",
	    LIBEXECDIR "/" PROGRAM, strerror(errno));
}

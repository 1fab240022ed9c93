#include "lib/folder.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *
folder_enter(void)
{
	char *path = strdup("/tmp/qapsule-test-XXXXXX");

	if (path != NULL && mkdtemp(path) != NULL && chdir(path) == 0)
		return path;
	free(path);
	return NULL;
}

static int
drop(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

int
folder_drop(char *path)
{
	int rc = nftw(path, drop, 16, FTW_DEPTH | FTW_PHYS);

	free(path);
	return rc;
}

void
folder_put(const char *name, const char *text)
{
	FILE *f = fopen(name, "w");

	if (f == NULL || fputs(text, f) == EOF || fclose(f) == EOF)
		abort();
}

/*
 * replay - runs a fuzz target over saved inputs, once each, in any build.
 *
 * Folders of inputs are given on the command line; without any it is
 * tests/fuzz/corpus/CORPUS beneath $srcdir, CORPUS being set by the Makefile,
 * so that `make check` needs no script. Prints TAP, a line an input.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"

enum { INPUT_MAX = 8 << 20, PATH_SIZE = 4096 };	/* bytes */

static _Noreturn void
fail(const char *what)
{
	printf("Bail out! %s\n", what);
	exit(1);
}

/* The bytes of a file, in memory of just that size: to be freed. */
static uint8_t *
read_bytes(const char *path, size_t *n)
{
	uint8_t *bytes = malloc(INPUT_MAX), *exact;
	FILE *f = fopen(path, "rb");

	if (bytes == NULL || f == NULL)
		fail(path);
	*n = fread(bytes, 1, INPUT_MAX, f);
	fclose(f);
	if ((exact = realloc(bytes, *n > 0 ? *n : 1)) == NULL)
		fail(path);
	return exact;
}

static void
run_file(const char *path)
{
	static unsigned ran;
	uint8_t *bytes;
	size_t n;

	bytes = read_bytes(path, &n);
	LLVMFuzzerTestOneInput(bytes, n);
	free(bytes);
	printf("ok %u - %s\n", ++ran, strrchr(path, '/') + 1);
}

static int
is_visible(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

static int
run_folder(const char *folder)
{
	char path[PATH_SIZE];
	struct dirent **list;
	int i, n;

	if ((n = scandir(folder, &list, is_visible, alphasort)) <= 0)
		fail(folder);
	for (i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s/%s", folder,
		    list[i]->d_name);
		run_file(path);
		free(list[i]);
	}
	free(list);
	return n;
}

int
main(int argc, char **argv)
{
	const char *srcdir = getenv("srcdir");
	char folder[PATH_SIZE];
	int i, n = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);	/* what ran before a crash */
	for (i = 1; i < argc; i++)
		n += run_folder(argv[i]);
	if (argc == 1) {
		snprintf(folder, sizeof(folder), "%s/tests/fuzz/corpus/%s",
		    srcdir != NULL ? srcdir : ".", CORPUS);
		n = run_folder(folder);
	}
	printf("1..%d\n", n);
	return 0;
}

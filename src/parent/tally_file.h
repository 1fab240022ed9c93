/*
 * tally_file - what readers look for, kept in the state folder over restarts.
 *
 * The parent alone reads and writes it; workers cannot reach it. A file that
 * cannot be read or written is said once and keeps nobody from being served.
 */
#ifndef QAPSULE_PARENT_TALLY_FILE_H
#define QAPSULE_PARENT_TALLY_FILE_H

#include <limits.h>
#include <stdbool.h>

#include "model/tally.h"

struct tally_file {
	struct tally *tally;
	char path[PATH_MAX];
	uint64_t written;	/* tally_changes of what is in the file */
	bool failed;		/* the last time, which was said */
};

/* Reads what a server before this one has counted. */
void tally_file_open(struct tally_file *, struct tally *, const char *state);

/* Replaces the file, if anything was counted since. */
void tally_file_write(struct tally_file *);

#endif

/*
 * replace - another content for a file, whole or not at all.
 *
 * For: the ledger, and documents that ids are written into. The new content is
 * on the disk before it takes the name, so that a crash leaves the old or the
 * new one. Until then it is in a hidden file beside it.
 */
#ifndef QAPSULE_BASE_REPLACE_H
#define QAPSULE_BASE_REPLACE_H

#include <sys/types.h>

#include "base/slice.h"

/* mode: of a file; its owner is whoever runs this. 0, or -1 with errno. */
int replace_file(const char *path, struct slice content, mode_t mode);

#endif

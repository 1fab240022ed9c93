/*
 * path - what a peer asked for, as a path of the corpus.
 *
 * For: both fronts. Split at "/" first, each segment decoded once (RFC 3986
 * 2.4), dot segments resolved (5.2.4), empty segments collapsed. A slash at
 * the end stays, since Gemini answers to it.
 */
#ifndef QAPSULE_PROTO_PATH_H
#define QAPSULE_PROTO_PATH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/slice.h"

enum path {
	PATH_OK,
	PATH_ABSENT,	/* can name nothing: an escaped "/", a hidden file */
	PATH_BAD,	/* climbs above the root, or holds a NUL */
};

/*
 * out has room for s.n + 1 bytes; *n of them are the path, which begins with
 * "/", unless the answer is PATH_BAD. A "%" that begins no escape stands for
 * itself; when not escaped, every "%" does.
 */
enum path path_resolve(struct slice s, bool escaped, char *out, size_t *n);

#endif

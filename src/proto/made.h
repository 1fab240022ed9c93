/*
 * made - files that every capsule has, without an author writing them.
 *
 * For: both fronts, where the capsule has no file of that name.
 */
#ifndef QAPSULE_PROTO_MADE_H
#define QAPSULE_PROTO_MADE_H

#include "base/slice.h"

/* The text of the file at path, as text/plain with LF line ends, or NULL. */
const char *made_find(struct slice path);

#endif

/*
 * target - where a link leads, from what its author typed.
 *
 * "#id" names an item of the same page; what has a scheme is a URI; the rest
 * is a path, made absolute against the folder of the page's file, with dot
 * segments resolved, where "page#id" stands for "page/id". Bytes that a URI
 * may not hold are percent-encoded; escapes already there are kept.
 */
#ifndef QAPSULE_MODEL_TARGET_H
#define QAPSULE_MODEL_TARGET_H

#include "base/arena.h"
#include "base/slice.h"
#include "model/page.h"

/* href is NULL when the arena has failed. */
struct target target_make(struct arena *, const struct page *, struct slice);

/* The length of a scheme in front, without the ":", or 0. RFC 3986 3.1. */
size_t target_scheme(struct slice);

#endif

/*
 * target - where the links of a foreign document lead from a page of ours.
 */
#ifndef QAPSULE_IMPORT_TARGET_H
#define QAPSULE_IMPORT_TARGET_H

#include "base/buf.h"
#include "base/slice.h"
#include "model/page.h"

/*
 * Appends the target that href means, or nothing when it leads nowhere from
 * here: to a script, to an item that is not in ids (which may be NULL). What
 * is relative is resolved against base, the URL of the document (RFC 3986
 * 5.2), when that is known, and else left as it is.
 */
void target_write(struct buf *, struct slice href, struct slice base,
    const struct page *ids);

/* Appends a foreign id with capitals made small and "_" made "-". */
void target_fold_id(struct buf *, struct slice id);

/* Whether links can be relative to it: scheme://authority and perhaps more. */
bool target_base_ok(struct slice base);

#endif

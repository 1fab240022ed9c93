/*
 * mime_types - the system's lists of media types, for model/mime.h.
 *
 * For: main, once before documents are read. Lists that are not there are no
 * mistake, nor are lines of them that say nothing of use.
 */
#ifndef QAPSULE_PARSE_MIME_TYPES_H
#define QAPSULE_PARSE_MIME_TYPES_H

#include "base/slice.h"

/* /etc/mime.types, then shared-mime-info's; what is in the first stays. */
void mime_types_read_system(void);

/* "image/x-thing  thg thing", a line a type; "#" begins a comment. */
void mime_types_parse(struct slice text);

/* "50:image/x-thing:*.thg", the weightiest first (globs2). */
void mime_types_parse_globs(struct slice text);

#endif

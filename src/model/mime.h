/*
 * mime - what a file is, by the suffix of its name.
 *
 * For: both protocols: Gemini names the media type, Gopher the item type.
 * What authors commonly have is known here, the same on every machine; other
 * suffixes are learnt from the system's lists (parse/mime_types.h).
 */
#ifndef QAPSULE_MODEL_MIME_H
#define QAPSULE_MODEL_MIME_H

#include <stdbool.h>

#include "base/slice.h"

/* "image/png"; "application/octet-stream" for what is not known. */
const char *mime_type(const char *name);

/* '0' text, '1' gemtext (shown as a menu), 'g' GIF, 'I' any other image,
   's' sound, 'h' HTML; '9' for binaries and for what is not known. */
char mime_item_type(const char *name);

enum { MIME_SUFFIX_MAX = 31 };	/* bytes of one that can be learnt */

/*
 * From now on files of this suffix, which is given without its dot, are of
 * this type. What was known before stays; what is no type is not learnt.
 * False without memory. Until mime_forget everything learnt stays where it is.
 */
bool mime_learn(struct slice suffix, struct slice type);
void mime_forget(void);

#endif

/*
 * mime - what a file is, by the suffix of its name.
 *
 * For: both protocols: Gemini names the media type, Gopher the item type
 * (protocols.md B.4), from one table.
 */
#ifndef QAPSULE_MODEL_MIME_H
#define QAPSULE_MODEL_MIME_H

/* "image/png"; "application/octet-stream" for what is not known. */
const char *mime_type(const char *name);

/* '0' text, '1' gemtext (shown as a menu), 'g' GIF, 'I' any other image,
   's' sound, 'h' HTML; '9' for binaries and for what is not known. */
char mime_item_type(const char *name);

#endif

/*
 * import - a foreign document into a native one.
 *
 * Pure: bytes in, bytes out; files and the command line are main.c's.
 */
#ifndef QAPSULE_IMPORT_IMPORT_H
#define QAPSULE_IMPORT_IMPORT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/slice.h"
#include "import/faq.h"
#include "import/text.h"
#include "parse/diag.h"

enum import_format { IMPORT_JSON, IMPORT_YAML, IMPORT_JSONLD,
	IMPORT_TEXT };

struct import_options {
	enum import_format format;
	enum text_style style;	/* of IMPORT_TEXT */
	const char *name;	/* of the source, for a title; "" if none */
	const char *title;	/* instead of the source's, or NULL */
	const char *base;	/* URL that links are relative to, or NULL */
};

/*
 * Reads raw and settles what is in it; the faq is then to be freed (faq_fini)
 * in any case. False with errors in diags, or without memory.
 */
bool import_read(struct faq *, struct slice raw, const struct import_options *,
    struct diags *);

/*
 * Writes the document and has it read by its reader, who must have nothing to
 * say. The cap of out should be SOURCE_MAX_FILE. False with errors in diags,
 * or without memory.
 */
bool import_write(struct faq *, struct buf *out);

#endif

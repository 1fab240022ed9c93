/*
 * inline - links inside running text, format.md 2 "Inline" and "Targets".
 *
 * Shared by the readers: [label](target), <target> and bare URIs become
 * build_link, all else build_text. Complains of targets (E402).
 */
#ifndef QAPSULE_PARSE_INLINE_H
#define QAPSULE_PARSE_INLINE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"
#include "model/build.h"
#include "parse/diag.h"

/* Appends one line's text to the current text of the builder. */
void inline_read(struct build *, struct slice line_text, uint32_t line,
    struct diags *);

/* Complains (E402) and answers false when a link may not lead there. */
bool inline_target_ok(struct slice target, uint32_t line, struct diags *);

#endif

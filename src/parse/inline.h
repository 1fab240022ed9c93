/*
 * inline - links inside running text: qapsule-format(5), "Links".
 *
 * For: the native reader. [label](target), <target> and bare URIs become
 * links of the builder's current text, all else its text. Complains of
 * targets (E402).
 * Where the format is silent: a link never holds another, the inner one wins;
 * between two backticks nothing is a link, so that a page can show the
 * syntax; <target> is a link only with a scheme, as <#id> or as </page/id>,
 * so that <name> and </b> stay text; a label may run over a line end, a
 * target may not.
 */
#ifndef QAPSULE_PARSE_INLINE_H
#define QAPSULE_PARSE_INLINE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"
#include "model/build.h"
#include "parse/diag.h"

/*
 * Appends text to the current text of the builder. It may have several lines,
 * parted by LF and joined here; line is that of the first. Tabs become
 * spaces. 0, or -1 without memory.
 */
int inline_read(struct build *, struct slice text, uint32_t line,
    struct diags *);

/* One line of text in which only bare URIs are links. */
void inline_bare(struct build *, struct slice text, uint32_t line,
    struct diags *);

/* Text in which no links are looked for. */
void inline_plain(struct build *, struct slice text);

/* Complains (E402) and answers false when a link may not lead there. */
bool inline_target_ok(struct slice target, uint32_t line, struct diags *);

#endif

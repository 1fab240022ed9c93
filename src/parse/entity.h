/*
 * entity - characters that HTML and Markdown write by name or number.
 */
#ifndef QAPSULE_PARSE_ENTITY_H
#define QAPSULE_PARSE_ENTITY_H

#include "base/buf.h"
#include "base/slice.h"

/*
 * Appends what "&amp;", "&#38;" or "&#x26;" stands for, and as it is what is
 * no entity, or none that is in common use, or stands for a character that no
 * document may hold.
 */
void entity_put(struct slice entity, struct buf *out);

/* Appends a text with its entities replaced. */
void entity_put_text(struct slice text, struct buf *out);

#endif

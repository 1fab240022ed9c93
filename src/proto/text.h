/*
 * text - text files on their way out, in the forms of front->text.
 *
 * Both leave out a byte order mark, which would show, or hide a first line's
 * type, at the reader's. Pieces may be cut anywhere.
 */
#ifndef QAPSULE_PROTO_TEXT_H
#define QAPSULE_PROTO_TEXT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/slice.h"

/* All else as it is. */
void text_plain(int *state, struct slice piece, bool last, struct buf *out);

/*
 * For Gopher: LF, CRLF and CR end a line, CRLF is sent for each; the last line
 * is ended. A line that is a lone "." is sent as " .", since to clients of the
 * letter of RFC 1436 it ends the text.
 */
void text_crlf(int *state, struct slice piece, bool last, struct buf *out);

#endif

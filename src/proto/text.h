/*
 * text - text files on their way out, piece by piece.
 *
 * All leave out a byte order mark, which would show, or hide a first line's
 * type, at the reader's.
 */
#ifndef QAPSULE_PROTO_TEXT_H
#define QAPSULE_PROTO_TEXT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/slice.h"

/*
 * Passes a piece on to out. *state is 0 at first; last with the final piece,
 * which may be empty. Pieces may be cut anywhere.
 */
typedef void text_passer(int *state, struct slice piece, bool last,
    struct buf *out);

/* All else as it is. */
text_passer text_plain;

/*
 * For Gopher: LF, CRLF and CR end a line, CRLF is sent for each; the last line
 * is ended. A line that is a lone "." is sent as " .", since to clients of the
 * letter of RFC 1436 it ends the text.
 */
text_passer text_crlf;

/* The same by the letter: a "." in front of each line that begins with one,
   and a "." to end the text (RFC 1436, appendix). */
text_passer text_rfc;

#endif

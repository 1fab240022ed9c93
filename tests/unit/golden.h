/*
 * golden - what a renderer should give, kept in tests/golden.
 *
 * With GOLDEN_OUT=FOLDER in the environment what was rendered is also written
 * there, to be read and then copied over what is kept.
 */
#ifndef TEST_GOLDEN_H
#define TEST_GOLDEN_H

#include "base/buf.h"

/* Fails, and shows the first line that differs, unless got is the file. */
void golden_check(const char *name, const struct buf *got);

/* Every line of a Gopher text: CRLF, no controls, not too wide, no blanks at
   its end, no lone dot. */
void golden_check_text(const struct buf *got, unsigned width);

/* Every line of a menu: fields, CRLF, no controls, width; the last is ".". */
void golden_check_menu(const struct buf *got);

#endif

/*
 * log - what the operator reads.
 *
 * One line is one write(2), so that lines of several processes never mix.
 * Control bytes of what is logged are escaped as \xNN: nothing a peer or an
 * author wrote can forge a line or move a terminal's cursor. Lines go to
 * standard error, which is the journal under systemd.
 */
#ifndef QAPSULE_BASE_LOG_H
#define QAPSULE_BASE_LOG_H

#include "base/slice.h"

void log_error(const char *, ...) __attribute__((format(printf, 1, 2)));
void log_warning(const char *, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *, ...) __attribute__((format(printf, 1, 2)));

/* From now on in colour, or with the journal's priorities, if standard error
   wants it: asked once, since workers may not ask. */
void log_paint(void);

/* Lines that are whole as they stand: "FILE:LINE: error: TEXT". */
void log_lines(struct slice);

/*
 * From now on lines go to this file too, without "qapsule: ", until it holds
 * so many bytes: for somebody who waits to hear them. It stays the caller's; -1
 * ends it. A child that was forked meanwhile writes there likewise.
 */
enum { LOG_COPY_MAX = 256 << 10 };
void log_copy_to(int fd);

#endif

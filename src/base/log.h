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

void log_error(const char *, ...) __attribute__((format(printf, 1, 2)));
void log_warning(const char *, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *, ...) __attribute__((format(printf, 1, 2)));

#endif

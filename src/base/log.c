#include "base/log.h"

#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/paint.h"

#define PROGRAM "qapsule: "

enum {
	LINE = 4096,	/* bytes, as many as PIPE_BUF; more is cut */
	WAIT_MS = 100,	/* for somebody to read, before that is lost */
};

static int copy = -1;
static const struct paint *paint;	/* of standard error */

/* In pieces that a pipe takes whole: one that is not read from would hold up
   everything. There is nowhere to say that saying failed. */
static void
put(int fd, const char *p, size_t n)
{
	struct pollfd ready = { .fd = fd, .events = POLLOUT };
	size_t some;

	for (; n > 0; p += some, n -= some) {
		some = n < LINE ? n : LINE;
		if (poll(&ready, 1, WAIT_MS) != 1 ||
		    write(fd, p, some) == -1)
			return;
	}
}

/* To standard error, and all of it by one write(2). */
static void
put_line(struct slice line)
{
	char painted[LINE + 32];
	struct painted pieces;
	int n;

	if (paint == NULL || line.n > LINE) {
		put(STDERR_FILENO, line.p, line.n);
		return;
	}
	pieces = paint_line(paint, line);
	n = snprintf(painted, sizeof(painted), PAINTED_FMT,
	    PAINTED_ARGS(pieces));
	put(STDERR_FILENO, painted, (size_t)n);
}

static void
put_copy(const char *p, size_t n)
{
	off_t at = copy != -1 ? lseek(copy, 0, SEEK_CUR) : -1;

	if (at == -1 || at >= LOG_COPY_MAX)
		return;
	if (n > (size_t)(LOG_COPY_MAX - at))
		n = (size_t)(LOG_COPY_MAX - at);
	put(copy, p, n);
}

static void
log_line(const char *level, const char *fmt, va_list ap)
{
	char raw[LINE], line[LINE];
	size_t n;
	const char *p;

	vsnprintf(raw, sizeof(raw), fmt, ap);
	n = (size_t)snprintf(line, sizeof(line), PROGRAM "%s", level);
	for (p = raw; *p != '\0' && n < sizeof(line) - 6; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			n += (size_t)snprintf(line + n, sizeof(line) - n,
			    "\\x%02x", (unsigned char)*p);
		else
			line[n++] = *p;
	line[n++] = '\n';
	put_line((struct slice){ line, n });
	put_copy(line + strlen(PROGRAM), n - strlen(PROGRAM));
}

void
log_lines(struct slice lines)
{
	const char *end;
	size_t n;

	put_copy(lines.p, lines.n);
	for (; lines.n > 0; lines = slice_from(lines, n)) {
		end = memchr(lines.p, '\n', lines.n);
		n = end != NULL ? (size_t)(end - lines.p) + 1 : lines.n;
		put_line((struct slice){ lines.p, n });
	}
}

void
log_paint(void)
{
	paint = paint_wanted(STDERR_FILENO);
}

void
log_copy_to(int fd)
{
	copy = fd;
}

void
log_error(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	log_line("error: ", fmt, ap);
	va_end(ap);
}

void
log_warning(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	log_line("warning: ", fmt, ap);
	va_end(ap);
}

void
log_info(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	log_line("", fmt, ap);
	va_end(ap);
}

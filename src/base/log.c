#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PROGRAM "qapsule: "

enum { LINE = 4096 };	/* bytes; more is cut */

static int copy = -1;

/* There is nowhere to say that saying failed. */
static void
put(int fd, const char *p, size_t n)
{
	if (write(fd, p, n) == -1)
		return;
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
	put(STDERR_FILENO, line, n);
	put_copy(line + strlen(PROGRAM), n - strlen(PROGRAM));
}

void
log_lines(struct slice lines)
{
	if (lines.n == 0)
		return;
	put(STDERR_FILENO, lines.p, lines.n);
	put_copy(lines.p, lines.n);
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

#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LINE = 4096 };	/* bytes; more is cut */

static void
log_line(const char *level, const char *fmt, va_list ap)
{
	char raw[LINE], line[LINE];
	size_t n;
	const char *p;

	vsnprintf(raw, sizeof(raw), fmt, ap);
	n = (size_t)snprintf(line, sizeof(line), "qapsule: %s", level);
	for (p = raw; *p != '\0' && n < sizeof(line) - 6; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			n += (size_t)snprintf(line + n, sizeof(line) - n,
			    "\\x%02x", (unsigned char)*p);
		else
			line[n++] = *p;
	line[n++] = '\n';
	/* nowhere to say that saying failed */
	if (write(STDERR_FILENO, line, n) == -1)
		return;
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

#include "base/paint.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SEVERITIES = 3 };

static const char *const severities[SEVERITIES] = {	/* with what follows */
	"error: ", "warning: ", "note: ",
};

struct paint {
	const char *front, *on, *off;
};

static const struct paint colours[SEVERITIES] = {
	{ "", "\033[1;31m", "\033[0m" },
	{ "", "\033[1;33m", "\033[0m" },
	{ "", "\033[1;36m", "\033[0m" },
};

static const struct paint priorities[SEVERITIES] = {
	{ "<3>", "", "" },
	{ "<4>", "", "" },
	{ "<5>", "", "" },
};

/* JOURNAL_STREAM is inherited by those whose output is elsewhere, too. */
static bool
is_journal(int fd)
{
	const char *stream = getenv("JOURNAL_STREAM");
	struct stat st;
	char own[64];

	if (stream == NULL || fstat(fd, &st) == -1)
		return false;
	snprintf(own, sizeof(own), "%ju:%ju", (uintmax_t)st.st_dev,
	    (uintmax_t)st.st_ino);
	return strcmp(stream, own) == 0;
}

const struct paint *
paint_wanted(int fd)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	if (is_journal(fd))
		return priorities;
	return (no == NULL || *no == '\0') && term != NULL &&
	    strcmp(term, "dumb") != 0 && isatty(fd) ? colours : NULL;
}

/* Which it is that starts here, or -1. */
static int
severity(struct slice s)
{
	int i;

	for (i = 0; i < SEVERITIES; i++)
		if (slice_starts(s, severities[i]))
			return i;
	return -1;
}

struct painted
paint_line(const struct paint *paint, struct slice line)
{
	struct painted out = { "", "", "", line, { "", 0 }, { "", 0 } };
	struct slice rest;
	size_t at, n;
	int i;

	for (at = 0; at < line.n; at++) {
		rest = slice_from(line, at);
		if (at > 0 && (at < 2 || rest.p[-1] != ' ' || rest.p[-2] != ':'))
			continue;
		if ((i = severity(rest)) == -1)
			continue;
		n = strlen(severities[i]) - 2;
		out.front = paint[i].front;
		out.on = paint[i].on;
		out.off = paint[i].off;
		out.before.n = at;
		out.word = (struct slice){ rest.p, n };
		out.after = slice_from(rest, n);
		break;
	}
	return out;
}

void
paint_print(FILE *f, struct slice lines)
{
	const struct paint *paint = paint_wanted(fileno(f));
	struct painted line;
	const char *end;
	size_t n;

	if (lines.n == 0)
		return;		/* of nothing there may be no address */
	if (paint == NULL) {
		fwrite(lines.p, 1, lines.n, f);
		return;
	}
	for (; lines.n > 0; lines = slice_from(lines, n)) {
		end = memchr(lines.p, '\n', lines.n);
		n = end != NULL ? (size_t)(end - lines.p) + 1 : lines.n;
		line = paint_line(paint, (struct slice){ lines.p, n });
		fprintf(f, PAINTED_FMT, PAINTED_ARGS(line));
	}
}

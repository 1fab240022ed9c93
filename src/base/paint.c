#include "base/paint.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct {
	const char *word;	/* with what follows it */
	const char *on;
} severities[] = {
	{ "error: ", "\033[1;31m" },
	{ "warning: ", "\033[1;33m" },
	{ "note: ", "\033[1;36m" },
};

bool
paint_wanted(int fd)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	return (no == NULL || *no == '\0') && term != NULL &&
	    strcmp(term, "dumb") != 0 && isatty(fd);
}

const char *
paint_severity(struct slice line, struct slice *word)
{
	struct slice rest;
	size_t at, i;

	for (at = 0; at < line.n; at++) {
		rest = slice_from(line, at);
		if (at > 0 && (at < 2 || rest.p[-1] != ' ' || rest.p[-2] != ':'))
			continue;
		for (i = 0; i < sizeof(severities) / sizeof(*severities); i++)
			if (slice_starts(rest, severities[i].word)) {
				*word = (struct slice){ rest.p,
					strlen(severities[i].word) - 2 };
				return severities[i].on;
			}
	}
	return NULL;
}

static void
print_line(FILE *f, struct slice line)
{
	struct slice word;
	const char *on = paint_severity(line, &word);
	size_t before;

	if (on == NULL) {
		fwrite(line.p, 1, line.n, f);
		return;
	}
	before = (size_t)(word.p - line.p);
	fprintf(f, "%.*s%s%.*s" PAINT_OFF, (int)before, line.p, on,
	    (int)word.n, word.p);
	fwrite(word.p + word.n, 1, line.n - before - word.n, f);
}

void
paint_print(FILE *f, struct slice lines)
{
	const char *end;
	size_t n;

	if (lines.n > 0 && !paint_wanted(fileno(f))) {
		fwrite(lines.p, 1, lines.n, f);
		return;
	}
	for (; lines.n > 0; lines = slice_from(lines, n)) {
		end = memchr(lines.p, '\n', lines.n);
		n = end != NULL ? (size_t)(end - lines.p) + 1 : lines.n;
		print_line(f, (struct slice){ lines.p, n });
	}
}

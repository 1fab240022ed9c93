#include "parse/diag.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/paint.h"

enum {
	TEXT_MAX = 1024,	/* bytes of one message */
	QUOTE_MAX = 100,	/* bytes of the author's text in it */
};

void
diags_init(struct diags *d, bool lint)
{
	*d = (struct diags){ .lint = lint };
}

void
diags_fini(struct diags *d)
{
	uint32_t i;

	for (i = 0; i < d->list.n; i++)
		free(d->list.v[i].text);
	vec_fini(&d->list);
}

/* n, or less where n would split a character of s */
static size_t
whole_characters(const char *s, size_t n)
{
	while (n > 0 && ((unsigned char)s[n] & 0xc0) == 0x80)
		n--;
	return n;
}

int
diag_quote(struct slice s)
{
	return (int)(s.n <= QUOTE_MAX ? s.n : whole_characters(s.p, QUOTE_MAX));
}

/* false when there are already enough of its kind */
static bool
count(struct diags *d, const char *code)
{
	if (code[0] == 'E')
		return ++d->errors <= DIAG_MAX_ERRORS;
	return ++d->others <= DIAG_MAX_OTHERS;
}

void
diag_add(struct diags *d, uint32_t line, const char *code, const char *fmt, ...)
{
	char text[TEXT_MAX], *tab;
	struct diag *one;
	va_list ap;
	int n;

	if (!count(d, code))
		return;
	va_start(ap, fmt);
	n = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (n >= TEXT_MAX)
		text[whole_characters(text, TEXT_MAX - 1)] = '\0';
	/* quoted from a source, where they are the only control */
	while ((tab = strchr(text, '\t')) != NULL)
		*tab = ' ';
	/* without memory a message is lost, but not that there was an error */
	if ((one = vec_push(&d->list)) == NULL)
		return;
	one->line = line;
	snprintf(one->code, sizeof(one->code), "%s", code);
	one->nth = d->list.n;
	if ((one->text = strdup(text)) == NULL)
		d->list.n--;
}

static int
compare(const void *va, const void *vb)
{
	const struct diag *a = va, *b = vb;

	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	return (a->nth > b->nth) - (a->nth < b->nth);
}

void
diags_sort(struct diags *d)
{
	if (d->list.n > 1)
		qsort(d->list.v, d->list.n, sizeof(*d->list.v), compare);
}

void
diag_format(const struct diag *one, const char *file, char *out, size_t size)
{
	const char *severity = one->code[0] == 'E' ? "error" :
	    one->code[0] == 'W' ? "warning" : "note";

	if (one->line == 0)
		snprintf(out, size, "%s: %s: %s [%s]", file, severity,
		    one->text, one->code);
	else
		snprintf(out, size, "%s:%u: %s: %s [%s]", file,
		    (unsigned)one->line, severity, one->text, one->code);
}

static void
put_line(FILE *out, const char *line)
{
	paint_print(out, slice_of(line));
	fputc('\n', out);
}

void
diags_print(struct diags *d, const char *file, FILE *out)
{
	char line[TEXT_MAX + 4096];
	uint32_t i;

	diags_sort(d);
	for (i = 0; i < d->list.n; i++) {
		diag_format(&d->list.v[i], file, line, sizeof(line));
		put_line(out, line);
	}
	if (d->others > DIAG_MAX_OTHERS) {
		snprintf(line, sizeof(line), "%s: warning: too many warnings",
		    file);
		put_line(out, line);
	}
	if (d->errors > DIAG_MAX_ERRORS) {
		snprintf(line, sizeof(line), "%s: error: too many errors",
		    file);
		put_line(out, line);
	}
}

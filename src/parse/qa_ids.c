/*
 * Ids written into a native document: a line before the question, where
 * attributes stand. Every other byte stays as it is.
 */
#include "parse/reader.h"

/* The next line with its end; rest goes on behind it. */
static struct slice
take_line(struct slice *rest)
{
	const char *lf = memchr(rest->p, '\n', rest->n);
	struct slice line = { rest->p,
		lf != NULL ? (size_t)(lf - rest->p) + 1 : rest->n };

	*rest = slice_from(*rest, line.n);
	return line;
}

static bool
ends_with_crlf(struct slice line)
{
	return line.n > 1 && line.p[line.n - 2] == '\r';
}

void
qa_put_ids(struct slice raw, const struct page *page, struct buf *out)
{
	uint32_t number, next = 0;
	struct slice line;

	for (number = 1; raw.n > 0; number++) {
		line = take_line(&raw);
		if (next < page->nitems && page->items[next].line == number) {
			if (!page->items[next].id_given)
				buf_printf(out, "Id: %s%s",
				    page->items[next].id,
				    ends_with_crlf(line) ? "\r\n" : "\n");
			next++;
		}
		buf_put_slice(out, line);
	}
}

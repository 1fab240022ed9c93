#include "render/asked.h"

#include <stdlib.h>

static const char *
text(const struct asked *a, uint32_t i)
{
	return a->questions[i].page->items[a->questions[i].item].question;
}

static void
put_address(struct buf *out, const struct asked *a, uint32_t i)
{
	view_address(out, a->questions[i].page, (int)a->questions[i].item);
}

/* --- for the owner -------------------------------------------------------- */

static void
gemtext_lists(struct buf *out, const struct asked *a)
{
	uint32_t i;

	if (a->nquestions + a->nmisses == 0)
		buf_puts(out, "Nothing yet.\n");
	if (a->nquestions > 0)
		buf_puts(out, "## Questions\n");
	for (i = 0; i < a->nquestions; i++) {
		buf_puts(out, "=> ");
		put_address(out, a, i);
		buf_puts(out, " ");
		view_put_line(out, slice_of(text(a, i)));
		buf_printf(out, " (%llu)\n",
		    (unsigned long long)a->questions[i].n);
	}
	if (a->nmisses > 0)
		buf_puts(out, "\n## Searched for in vain\n");
	for (i = 0; i < a->nmisses; i++) {
		buf_puts(out, "=> /search?");
		view_encode_path(out, slice_of(a->misses[i].words));
		buf_puts(out, " ");
		view_put_line(out, slice_of(a->misses[i].words));
		buf_printf(out, " (%llu)\n",
		    (unsigned long long)a->misses[i].n);
	}
}

void
gemtext_asked(struct buf *out, struct tally *tally, const struct view *view)
{
	struct asked *a = malloc(sizeof(*a));

	buf_puts(out, "# What readers look for\n\n");
	if (a == NULL) {
		out->failed = true;
	} else if (tally == NULL) {
		buf_puts(out, "It is not counted.\n");
	} else {
		asked_most(tally, view->host, view->corpus, a);
		gemtext_lists(out, a);
	}
	buf_puts(out, "\n=> / Home\n");
	free(a);
}

/* --- for status ----------------------------------------------------------- */

void
plain_asked(struct buf *out, const struct asked *a, const char *host)
{
	uint32_t i;

	buf_printf(out, "%s: questions that were read\n", host);
	for (i = 0; i < a->nquestions; i++) {
		buf_printf(out, "%10llu  ",
		    (unsigned long long)a->questions[i].n);
		put_address(out, a, i);
		buf_puts(out, "  ");
		view_put_line(out, slice_of(text(a, i)));
		buf_putc(out, '\n');
	}
	buf_printf(out, "%s: searched for in vain\n", host);
	for (i = 0; i < a->nmisses; i++) {
		buf_printf(out, "%10llu  ",
		    (unsigned long long)a->misses[i].n);
		view_put_line(out, slice_of(a->misses[i].words));
		buf_putc(out, '\n');
	}
}

/* A string of valid UTF-8 without controls. */
static void
json_string(struct buf *out, const char *s)
{
	struct buf line;
	size_t i;

	buf_init(&line, out->cap);
	view_put_line(&line, slice_of(s));
	buf_putc(out, '"');
	for (i = 0; i < line.n; i++) {
		if (line.p[i] == '"' || line.p[i] == '\\')
			buf_putc(out, '\\');
		buf_putc(out, line.p[i]);
	}
	buf_putc(out, '"');
	out->failed = out->failed || line.failed;
	buf_fini(&line);
}

void
json_asked(struct buf *out, const struct asked *a, const char *host)
{
	uint32_t i;

	json_string(out, host);
	buf_puts(out, ":{\"questions\":[");
	for (i = 0; i < a->nquestions; i++) {
		buf_puts(out, i > 0 ? ",{\"address\":\"" : "{\"address\":\"");
		put_address(out, a, i);
		buf_puts(out, "\",\"question\":");
		json_string(out, text(a, i));
		buf_printf(out, ",\"read\":%llu}",
		    (unsigned long long)a->questions[i].n);
	}
	buf_puts(out, "],\"in_vain\":[");
	for (i = 0; i < a->nmisses; i++) {
		buf_puts(out, i > 0 ? ",{\"words\":" : "{\"words\":");
		json_string(out, a->misses[i].words);
		buf_printf(out, ",\"times\":%llu}",
		    (unsigned long long)a->misses[i].n);
	}
	buf_puts(out, "]}");
}

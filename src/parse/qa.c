/*
 * A native document from its bytes to a page; the pieces are in qa.h.
 */
#include "parse/qa.h"

#include "parse/ids.h"
#include "parse/reader.h"
#include "parse/title.h"

static bool
is_heading(struct slice line)
{
	return slice_starts(line, "# ") || slice_starts(line, "#\t");
}

/* "# text" as its first line is a heading; nowhere else is it one. */
static void
read_intro(struct qa *q)
{
	qa_skip_blank(q);
	if (!qa_at_end(q) && is_heading(qa_line(q))) {
		build_text(q->build, qa_clean(q,
		    slice_trim(slice_from(qa_line(q), 1))));
		build_subhead(q->build, 1, ++q->at);
	} else if (q->at + 1 < q->src.nlines && qa_next(q) == QA_TEXT) {
		q->first_alone =
		    qa_mark(source_line(&q->src, q->at + 1)) == QA_BLANK;
	}
	qa_blocks(q);
}

static void
read_document(struct qa *q)
{
	qa_header(q);
	read_intro(q);
	if (!qa_at_end(q))
		qa_items(q);
	else if (!q->unclosed)
		diag_add(q->diags, 1, "E202",
		    "no questions: no line holds only \"-\"");
}

/* The page, when there is nothing wrong with it. */
static struct page *
finish(struct qa *q, uint32_t errors)
{
	struct page *page;

	if (q->failed || (page = build_finish(q->build)) == NULL)
		return NULL;
	if (q->diags->errors > errors) {
		/* dead links are told too, though ids stay provisional */
		ids_assign(page, q->diags);
	} else if (title_infer(page, q->first_alone, q->diags) == 0) {
		return page;
	}
	page_unref(page);
	return NULL;
}

struct page *
qa_read(struct slice raw, const char *file, struct diags *diags)
{
	struct qa q = { .diags = diags };
	uint32_t errors = diags->errors;
	struct page *page = NULL;

	if (!source_open(&q.src, raw, diags))
		return NULL;
	buf_init(&q.text, SOURCE_MAX_FILE + 1);
	map_init(&q.ids);
	asked_init(&q.asked);
	slug_of_file(file, &q.text);
	if (!q.text.failed)
		q.build = build_new(PAGE_QA, file, buf_slice(&q.text));
	if (q.build != NULL) {
		read_document(&q);
		page = finish(&q, errors);
	}
	build_free(q.build);
	asked_fini(&q.asked);
	map_fini(&q.ids);
	buf_fini(&q.text);
	source_close(&q.src);
	return page;
}

bool
qa_has_separator(struct slice raw)
{
	bool fence = false, in_fence = false;
	struct slice line;
	const char *lf;

	if (slice_starts(raw, "\xef\xbb\xbf"))
		raw = slice_from(raw, 3);
	while (raw.n > 0) {
		lf = memchr(raw.p, '\n', raw.n);
		line = (struct slice){ raw.p,
			lf != NULL ? (size_t)(lf - raw.p) : raw.n };
		raw = slice_from(raw, line.n + 1);
		if (line.n > 0 && line.p[line.n - 1] == '\r')
			line.n--;
		while (line.n > 0 && (line.p[line.n - 1] == ' ' ||
		    line.p[line.n - 1] == '\t'))
			line.n--;
		if (fence ? slice_is(line, "```") : slice_starts(line, "```")) {
			fence = !fence;
			in_fence = in_fence && fence;
		} else if (slice_is(line, "-")) {
			if (!fence)
				return true;
			in_fence = true;
		}
	}
	/* what an unclosed fence took may have been questions: E301 says so */
	return fence && in_fence;
}

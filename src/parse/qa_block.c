/*
 * Blocks. The lines of one text are gathered, parted by LF, and looked
 * through for links as a whole: a paragraph means the same however it is
 * wrapped, and a link still knows its line.
 */
#include "parse/inline.h"
#include "parse/qa.h"

enum { LEVELS = 3 };	/* of nested lists */

/* --- one text -------------------------------------------------------------- */

struct span {
	uint32_t first, last;	/* lines of the text so far, from 1 */
};

/* An empty text that starts with the next line of the source. */
static struct span
begin_text(struct qa *q)
{
	buf_clear(&q->text);
	return (struct span){ q->at + 1, q->at + 1 };
}

/* Adds s, from the next line of the source, and passes that. */
static void
add_line(struct qa *q, struct span *span, struct slice s)
{
	/* lines that were left out on the way count too */
	buf_fill(&q->text, '\n', ++q->at - span->last);
	span->last = q->at;
	buf_put_slice(&q->text, s);
}

/* The text becomes the current text of the builder. */
static void
end_text(struct qa *q, const struct span *span)
{
	q->failed = q->failed || q->text.failed ||
	    inline_read(q->build, buf_slice(&q->text), span->first, q->diags) ==
		-1;
}

/* --- kinds of blocks ------------------------------------------------------- */

static void
read_paragraph(struct qa *q)
{
	struct span span = begin_text(q);

	do
		add_line(q, &span, qa_unescape(qa_line(q)));
	while (!qa_at_end(q) && qa_next(q) == QA_TEXT);
	end_text(q, &span);
	build_para(q->build, span.first);
}

static void
read_quote(struct qa *q)
{
	struct span span = begin_text(q);
	struct slice s;

	while (!qa_at_end(q) && qa_next(q) == QA_QUOTE) {
		s = slice_trim(slice_from(qa_line(q), 1));
		if (s.n > 0) {
			add_line(q, &span, s);
			continue;
		}
		end_text(q, &span);
		build_quote(q->build, span.first);
		q->at++;
		span = begin_text(q);
	}
	end_text(q, &span);
	build_quote(q->build, span.first);
	build_break(q->build);
}

/* The indentations of the levels that are open. */
struct nesting {
	unsigned indent[LEVELS];
	unsigned levels;
};

static unsigned
nest(struct nesting *n, unsigned indent)
{
	while (n->levels > 0 && indent + 2 <= n->indent[n->levels - 1])
		n->levels--;
	if (n->levels == 0 || (n->levels < LEVELS &&
	    indent >= n->indent[n->levels - 1] + 2))
		n->indent[n->levels++] = indent;
	return n->levels - 1;
}

/*
 * Whether the list goes on behind blank lines and comments, with another item
 * or with indented text of this one; if so passes them.
 */
static bool
goes_on(struct qa *q, bool with_item)
{
	uint32_t here = q->at;
	bool on;

	qa_skip_blank(q);
	on = !qa_at_end(q) && (with_item ? qa_next(q) == QA_LIST
		: qa_next(q) == QA_TEXT && qa_indent(qa_line(q)) >= 2);
	if (!on)
		q->at = here;
	return on;
}

static void
read_list(struct qa *q)
{
	struct nesting nesting = { 0 };
	struct qa_list_mark mark;
	struct span span;

	do {
		span = begin_text(q);
		qa_list_mark(qa_line(q), &mark);
		add_line(q, &span, mark.text);
		while (goes_on(q, false))
			add_line(q, &span, slice_trim(qa_line(q)));
		end_text(q, &span);
		build_list_item(q->build, nest(&nesting, mark.indent),
		    mark.number, span.first);
	} while (goes_on(q, true));
}

static void
read_link(struct qa *q)
{
	struct slice label = slice_trim(slice_from(qa_line(q), 2));
	struct slice target = { label.p, 0 };
	uint32_t line = ++q->at;

	while (target.n < label.n && target.p[target.n] != ' ' &&
	    target.p[target.n] != '\t')
		target.n++;
	label = slice_trim(slice_from(label, target.n));
	if (target.n == 0)
		diag_add(q->diags, line, "E401", "link line without a target");
	else if (inline_target_ok(target, line, q->diags))
		build_link_line(q->build, target, qa_clean(q, label), line);
}

static void
read_subhead(struct qa *q)
{
	struct span span = begin_text(q);

	add_line(q, &span, slice_trim(slice_from(qa_line(q), 3)));
	end_text(q, &span);
	build_subhead(q->build, 3, span.first);
}

/* Moves to the line that closes a fence; false when none does. */
static bool
find_fence_end(struct qa *q)
{
	while (!qa_at_end(q) && !slice_is(qa_line(q), "```"))
		q->at++;
	return !qa_at_end(q);
}

static void
read_fence(struct qa *q)
{
	struct slice label = slice_trim(slice_from(qa_line(q), 3)), body;
	uint32_t line = ++q->at, start = q->src.starts[q->at];

	if (!find_fence_end(q)) {
		diag_add(q->diags, line, "E301",
		    "preformatted block opened here is never closed");
		q->unclosed = true;
		return;
	}
	body = (struct slice){ q->src.text.p + start,
		q->src.starts[q->at++] - start };
	if (body.n > 0 || label.n > 0)
		build_pre(q->build, qa_clean(q, label), body, line);
}

void
qa_blocks(struct qa *q)
{
	while (!qa_at_end(q)) {
		switch (qa_next(q)) {
		case QA_SEPARATOR:
			return;
		case QA_BLANK:
		case QA_COMMENT:
			q->at++;
			break;
		case QA_FENCE:
			read_fence(q);
			break;
		case QA_QUOTE:
			read_quote(q);
			break;
		case QA_LIST:
			read_list(q);
			break;
		case QA_LINK:
			read_link(q);
			break;
		case QA_SUBHEAD:
			read_subhead(q);
			break;
		case QA_TEXT:
			read_paragraph(q);
			break;
		}
	}
}

void
qa_skip_item(struct qa *q)
{
	for (; !qa_at_end(q) && qa_next(q) != QA_SEPARATOR; q->at++)
		if (qa_next(q) == QA_FENCE) {
			q->at++;
			if (!find_fence_end(q))
				return;
		}
}

/*
 * One line of a native document: what it is, and moving on to the next.
 */
#include "parse/qa.h"

enum { TAB = 4 };	/* columns between tab stops, where it matters */

unsigned
qa_indent(struct slice line)
{
	unsigned columns = 0;
	size_t i;

	for (i = 0; i < line.n; i++)
		if (line.p[i] == ' ')
			columns++;
		else if (line.p[i] == '\t')
			columns += TAB - columns % TAB;
		else
			break;
	return columns;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* The length of "-", "12." and so on in front of s, or 0. */
static size_t
list_sign(struct slice s, unsigned *number)
{
	size_t n = 0;

	*number = 0;
	if (s.n > 0 && (s.p[0] == '*' || s.p[0] == '-' || s.p[0] == '+'))
		return 1;
	for (; n < s.n && n < 3 && s.p[n] >= '0' && s.p[n] <= '9'; n++)
		*number = *number * 10 + (unsigned)(s.p[n] - '0');
	/* a number 0 could not be told from a bullet: "0." is text */
	return *number > 0 && n < s.n && (s.p[n] == '.' || s.p[n] == ')')
	    ? n + 1 : 0;
}

bool
qa_list_mark(struct slice line, struct qa_list_mark *mark)
{
	struct slice s = slice_trim(line);
	size_t n = list_sign(s, &mark->number);

	if (n == 0 || n == s.n || !is_blank(s.p[n]))
		return false;
	mark->indent = qa_indent(line);
	mark->text = slice_trim(slice_from(s, n));
	return true;
}

enum qa_mark
qa_mark(struct slice line)
{
	struct qa_list_mark list;

	if (slice_trim(line).n == 0)
		return QA_BLANK;
	if (slice_is(line, "-"))
		return QA_SEPARATOR;
	if (slice_starts(line, "```"))
		return QA_FENCE;
	if (slice_starts(line, "%%"))
		return QA_COMMENT;
	if (slice_starts(line, "=>"))
		return QA_LINK;
	if (line.p[0] == '>')
		return QA_QUOTE;
	if (slice_starts(line, "###") && line.n > 3 && is_blank(line.p[3]))
		return QA_SUBHEAD;
	return qa_list_mark(line, &list) ? QA_LIST : QA_TEXT;
}

struct slice
qa_unescape(struct slice line)
{
	if (line.n > 0 && line.p[0] == '\\')
		line = slice_from(line, 1);
	return slice_trim(line);
}

bool
qa_at_end(const struct qa *q)
{
	return q->at == q->src.nlines;
}

struct slice
qa_line(const struct qa *q)
{
	return source_line(&q->src, q->at);
}

enum qa_mark
qa_next(const struct qa *q)
{
	return qa_mark(qa_line(q));
}

void
qa_skip_blank(struct qa *q)
{
	enum qa_mark mark;

	for (; !qa_at_end(q); q->at++) {
		mark = qa_next(q);
		if (mark != QA_BLANK && mark != QA_COMMENT)
			return;
	}
}

struct slice
qa_clean_text(struct qa *q)
{
	size_t i;

	for (i = 0; i < q->text.n; i++)
		if (q->text.p[i] == '\t')
			q->text.p[i] = ' ';
	q->failed = q->failed || q->text.failed;
	return buf_slice(&q->text);
}

struct slice
qa_clean(struct qa *q, struct slice s)
{
	buf_clear(&q->text);
	buf_put_slice(&q->text, s);
	return qa_clean_text(q);
}

int
qa_field(struct slice line, const char *const *keys, int n,
    struct slice *value)
{
	size_t len;
	int i;

	for (i = 0; i < n; i++) {
		len = strlen(keys[i]);
		if (slice_starts(line, keys[i]) && line.n > len &&
		    line.p[len] == ':') {
			*value = slice_trim(slice_from(line, len + 1));
			return i;
		}
	}
	return -1;
}

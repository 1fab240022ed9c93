/*
 * A style marks lines: here begins a question, a section.
 */
#include "import/text_part.h"

#include <string.h>
#include <strings.h>
#include <unicase.h>
#include <unictype.h>
#include <unistr.h>

#include "parse/qa.h"
#include "parse/question.h"

enum {
	QUESTION_LINES = 6,	/* at most; what is longer is no question */
	INDENT_MAX = 8,		/* columns before a question's number or sign */
	LEVELS = 4,		/* of numbers: 1.2.3.4 */
};

/* --- lines ----------------------------------------------------------------- */

struct slice
text_line(const struct text_reader *r, uint32_t i)
{
	return source_line(r->src, i);
}

bool
text_is_blank(const struct text_reader *r, uint32_t i)
{
	return i >= r->src->nlines || text_line(r, i).n == 0;
}

/* The text from somewhere on line i to the end of the line before end. */
static struct slice
text_from(const struct text_reader *r, const char *p, uint32_t end)
{
	const char *stop = r->src->text.p + r->src->starts[end];

	return (struct slice){ p, stop > p ? (size_t)(stop - p) : 0 };
}

/* The rest of line i from somewhere on it. */
struct slice
text_rest(const struct text_reader *r, const char *p, uint32_t i)
{
	struct slice line = text_line(r, i);

	return slice_from(line, (size_t)(p - line.p));
}

/* A line of one sign and perhaps blanks, which is no text. */
bool
text_is_rule(struct slice s)
{
	size_t i;

	s = slice_trim(s);
	if (s.n < 3 || memchr("-=_*~#+.", s.p[0], 8) == NULL)
		return false;
	for (i = 1; i < s.n; i++)
		if (s.p[i] != s.p[0] && s.p[i] != ' ')
			return false;
	return true;
}

/* Whether there is more than blank lines and rules. */
bool
text_in(const struct text_reader *r, uint32_t from, uint32_t to)
{
	for (; from < to; from++)
		if (!text_is_blank(r, from) && !text_is_rule(text_line(r, from)))
			return true;
	return false;
}

static void
add_mark(struct text_reader *r, struct text_mark mark)
{
	struct text_mark *m = vec_push(&r->marks);

	if (m == NULL)
		r->faq->failed = true;
	else
		*m = mark;
}

/* --- Q: and A: ------------------------------------------------------------- */

/* The part of line i behind "Q:", or NULL. */
const char *
text_behind(const struct text_reader *r, uint32_t i,
    size_t (*sign)(struct slice))
{
	struct slice line = text_line(r, i), s = slice_trim(line);
	size_t n;

	if (qa_indent(line) > INDENT_MAX || (n = sign(s)) == 0)
		return NULL;
	return s.p + n;
}

/*
 * A question goes on to its answer's sign; where there is none, to a blank
 * line. The sign may stand alone on its line.
 */
static uint32_t
end_of_question(const struct text_reader *r, uint32_t i, const char *p)
{
	uint32_t end = i + 1, last = i + QUESTION_LINES;

	while (text_rest(r, p, i).n == 0 && end < r->src->nlines &&
	    text_is_blank(r, end))
		end++;
	for (; end < r->src->nlines && end < last; end++)
		if (text_is_blank(r, end) ||
		    text_behind(r, end, answer_sign) != NULL ||
		    text_behind(r, end, question_sign) != NULL)
			break;
	return end;
}

static bool
is_marked(struct slice line)
{
	return slice_starts(line, "# ") || slice_starts(line, "## ") ||
	    slice_starts(line, "== ");
}

/* What stands before a question and is a heading: a line in capitals, one
   that is underlined or between rules, one with "#" or "=" in front. */
static bool
is_heading(const struct text_reader *r, uint32_t i)
{
	struct slice s = slice_trim(text_line(r, i));
	bool letters = false, small = false;
	ucs4_t c;
	int n;

	if (s.n == 0 || s.n > 80 || text_is_rule(s) ||
	    text_behind(r, i, answer_sign) != NULL)
		return false;
	if (is_marked(s) ||
	    (!text_is_blank(r, i + 1) && text_is_rule(text_line(r, i + 1))))
		return true;
	for (; s.n > 0; s = slice_from(s, (size_t)n)) {
		n = u8_mbtouc(&c, (const uint8_t *)s.p, s.n);
		letters = letters || uc_is_property_alphabetic(c);
		small = small || (uc_is_property_alphabetic(c) &&
		    uc_tolower(c) == c);	/* or of a script without */
	}
	return letters && !small;
}

/* The heading that stands above line i, past blank lines and rules; or i. */
static uint32_t
heading_above(const struct text_reader *r, uint32_t from, uint32_t i)
{
	uint32_t at = i;

	while (at > from && (text_is_blank(r, at - 1) ||
	    text_is_rule(text_line(r, at - 1))))
		at--;
	if (at == from || !is_heading(r, at - 1) ||
	    (at == i && !is_marked(text_line(r, at - 1))) ||
	    (at - 1 > from && !text_is_blank(r, at - 2) &&
		!text_is_rule(text_line(r, at - 2))))
		return i;
	return at - 1;
}

struct slice
text_heading(const struct text_reader *r, uint32_t i)
{
	struct slice s = slice_trim(text_line(r, i));

	while (s.n > 0 && (s.p[0] == '#' || s.p[0] == '='))
		s = slice_from(s, 1);
	while (s.n > 0 && (s.p[s.n - 1] == '#' || s.p[s.n - 1] == '='))
		s.n--;
	return slice_trim(s);
}

/* The heading above a question on line i, if there is one. */
static void
add_section(struct text_reader *r, uint32_t from, uint32_t i)
{
	uint32_t heading = heading_above(r, from, i);

	if (heading < i)
		add_mark(r, (struct text_mark){ MARK_SECTION, heading, i,
		    text_heading(r, heading), .number = { 0 } });
}

static void
mark_q_colon(struct text_reader *r)
{
	uint32_t i, end, body = 0;
	const char *p;

	for (i = 0; i < r->src->nlines; i++) {
		if ((p = text_behind(r, i, question_sign)) == NULL)
			continue;
		add_section(r, body, i);
		end = end_of_question(r, i, p);
		add_mark(r, (struct text_mark){ MARK_QUESTION, i, end,
		    text_from(r, p, end), .number = { 0 } });
		body = end;
		i = end - 1;
	}
}

/* --- numbers --------------------------------------------------------------- */

/*
 * The number in front of a line, as "1.", "1.2", "1.2.3)", "[1.2]", "or
 * "(3)": how many parts it has, 0 for none. *text is what follows, *first
 * the first part.
 */
static unsigned
number_parts(struct slice s, struct slice *text, unsigned *first)
{
	bool bracket = s.n > 0 && (s.p[0] == '[' || s.p[0] == '(');
	unsigned parts = 0;
	size_t i = bracket, digits;

	for (*first = 0;;) {
		for (digits = 0; i < s.n && s.p[i] >= '0' && s.p[i] <= '9';
		     i++, digits++)
			if (parts == 0 && digits < 3)
				*first = *first * 10 + (unsigned)(s.p[i] - '0');
		if (digits == 0 || digits > 3)
			break;
		parts++;
		if (i == s.n || (s.p[i] != '.' && s.p[i] != '-'))
			break;
		i++;
	}
	if (parts == 0)
		return 0;
	if (i < s.n && memchr("])):.", s.p[i], 5) != NULL)
		i++;
	else if (bracket || (parts == 1 && s.p[i - 1] != '.'))
		return 0;	/* "42 is the answer" */
	if (i < s.n && s.p[i] != ' ' && s.p[i] != '\t')
		return 0;
	*text = slice_trim(slice_from(s, i));
	return text->n > 0 ? parts : 0;
}

struct numbered {	/* a line with a number */
	uint32_t line, end;	/* of it and those that go on with it */
	unsigned parts, first;
	struct slice number, text;
	bool mark;		/* it ends in a question mark */
};

/*
 * A numbered line, with those that go on with it up to its question mark, or
 * else to a blank line.
 */
static bool
numbered_at(const struct text_reader *r, uint32_t i, struct numbered *n)
{
	struct slice line = text_line(r, i), s = slice_trim(line), other;
	uint32_t end = i + 1;
	unsigned first;

	*n = (struct numbered){ .line = i };
	if (qa_indent(line) > INDENT_MAX)
		return false;
	n->parts = number_parts(s, &n->text, &n->first);
	if (n->parts == 0 || n->parts > LEVELS)
		return false;
	while (s.n > 0 && (s.p[0] < '0' || s.p[0] > '9'))
		s = slice_from(s, 1);
	n->number = slice_take_until(&s, " \t)]:");
	while (n->number.p[n->number.n - 1] == '.')
		n->number.n--;
	while (!(n->mark = question_ends_in_mark(text_line(r, end - 1))) &&
	    !text_is_blank(r, end) && end < i + QUESTION_LINES &&
	    !text_is_rule(text_line(r, end)) &&
	    number_parts(slice_trim(text_line(r, end)), &other, &first) == 0)
		end++;
	if (!n->mark && !text_is_blank(r, end) &&
	    !text_is_rule(text_line(r, end)))
		end = i + 1;	/* too long for a question */
	n->end = end;
	n->text = text_from(r, n->text.p, end);
	return true;
}

/* How many parts the numbers of questions have, or 0: the depth at which
   most end in a question mark. */
static unsigned
question_depth(const struct numbered *list, uint32_t n)
{
	unsigned marks[LEVELS + 1] = { 0 }, best = 0, parts;
	uint32_t i;

	for (i = 0; i < n; i++)
		marks[list[i].parts] += list[i].mark;
	for (parts = 1; parts <= LEVELS; parts++)
		if (marks[parts] > marks[best])
			best = parts;
	return best;
}

/*
 * Whether list[i], at the questions' depth, is one: without a question mark
 * only where it stands alone, or in a list of contents, since an answer may
 * have a numbered list. Of plain numbers it must be the one behind last.
 */
static bool
is_question(const struct text_reader *r, const struct numbered *list,
    uint32_t i, unsigned depth, unsigned last)
{
	const struct numbered *n = &list[i];
	bool alone;

	if (n->parts != depth || n->mark ||
	    (depth == 1 && n->first != last + 1))
		return n->parts == depth && n->mark;
	alone = (n->line == 0 || text_is_blank(r, n->line - 1) ||
		text_is_rule(text_line(r, n->line - 1))) &&
	    (text_is_blank(r, n->end) || text_is_rule(text_line(r, n->end)));
	return alone || (depth > 1 && i > 0 && list[i - 1].end == n->line);
}

/*
 * A number of less parts is that of a section when a deeper one follows at
 * once, or when it is underlined. left: how many there are from n on.
 */
static bool
is_section(const struct text_reader *r, const struct numbered *n, uint32_t left,
    unsigned depth)
{
	if (n->parts >= depth || n->mark)
		return false;
	return (left > 1 && n[1].parts > n->parts && n[1].first == n->first &&
		!text_in(r, n->end, n[1].line)) ||
	    (!text_is_blank(r, n->end) && text_is_rule(text_line(r, n->end)));
}

static void
mark_numbered(struct text_reader *r)
{
	VEC(struct numbered) list = { 0 };
	struct numbered n, *place;
	enum mark_kind kind;
	unsigned depth, last = 0;
	uint32_t i;

	for (i = 0; i < r->src->nlines; i++) {
		if (!numbered_at(r, i, &n))
			continue;
		if ((place = vec_push(&list)) == NULL) {
			r->faq->failed = true;
			break;
		}
		*place = n;
		i = n.end - 1;
	}
	depth = question_depth(list.v, list.n);
	for (i = 0; i < list.n; i++) {
		n = list.v[i];
		if (is_question(r, list.v, i, depth, last))
			kind = MARK_QUESTION;
		else if (is_section(r, &list.v[i], list.n - i, depth))
			kind = MARK_SECTION;
		else
			continue;
		add_mark(r, (struct text_mark){ kind, n.line, n.end, n.text,
		    n.number });
		last = n.first;
	}
	vec_fini(&list);
}

/* --- lines that ask -------------------------------------------------------- */

/*
 * The line behind a paragraph at i that asks and has no sign or number, which
 * would be another style's; or i. The answer may be indented right below.
 */
static uint32_t
end_of_asking(const struct text_reader *r, uint32_t i)
{
	struct slice line = text_line(r, i), text;
	uint32_t end = i + 1;
	unsigned first;

	if (line.n == 0 || qa_indent(line) > 0 || text_is_rule(line) ||
	    (i > 0 && !text_is_blank(r, i - 1) &&
		!text_is_rule(text_line(r, i - 1))) ||
	    question_sign(line) > 0 || number_parts(line, &text, &first) > 0)
		return i;
	while (!question_ends_in_mark(text_line(r, end - 1)) &&
	    end < i + QUESTION_LINES && !text_is_blank(r, end))
		end++;
	return question_ends_in_mark(text_line(r, end - 1)) &&
	    (text_is_blank(r, end) || text_is_rule(text_line(r, end)) ||
		qa_indent(text_line(r, end)) > 0) ? end : i;
}

static void
mark_plain(struct text_reader *r)
{
	uint32_t i, end, body = 0;

	for (i = 0; i < r->src->nlines; i++) {
		if ((end = end_of_asking(r, i)) == i)
			continue;
		add_section(r, body, i);
		add_mark(r, (struct text_mark){ MARK_QUESTION, i, end,
		    text_from(r, text_line(r, i).p, end), .number = { 0 } });
		body = end;
		i = end - 1;
	}
}

/* --- a digest -------------------------------------------------------------- */

/* The value of a header field on line i, or NULL. */
const char *
text_header(const struct text_reader *r, uint32_t i, const char *name)
{
	struct slice line = text_line(r, i);
	size_t n = strlen(name);

	if (line.n <= n || strncasecmp(line.p, name, n) != 0 ||
	    line.p[n] != ':')
		return NULL;
	return line.p + n + 1;
}

uint32_t
text_headers_end(const struct text_reader *r)
{
	uint32_t i;
	bool post = false;	/* a field says that it is one */
	struct slice rest;

	for (i = 0; !text_is_blank(r, i); i++) {
		rest = text_line(r, i);
		if (rest.p[0] == ' ' || rest.p[0] == '\t')
			continue;
		if (slice_take_until(&rest, ": \t").n < 2 || rest.n == 0 ||
		    rest.p[0] != ':')
			return 0;
		post = post || text_header(r, i, "Subject") != NULL ||
		    text_header(r, i, "From") != NULL ||
		    text_header(r, i, "Archive-name") != NULL;
	}
	return post ? i : 0;
}

static struct slice
without_number(struct slice s)
{
	struct slice text;
	unsigned first;
	size_t n;

	s = slice_trim(s);
	if (number_parts(s, &text, &first) > 0)
		return text;
	n = question_sign(s);
	return n > 0 && n < s.n ? slice_from(s, n) : s;
}

static void
mark_usenet(struct text_reader *r)
{
	uint32_t i, end;
	const char *p;

	for (i = text_headers_end(r); i < r->src->nlines; i++) {
		if ((p = text_header(r, i, "Subject")) == NULL)
			continue;
		for (end = i + 1; end < i + QUESTION_LINES &&
		    !text_is_blank(r, end); end++)
			if (qa_indent(text_line(r, end)) == 0)
				break;
		/* other fields of the part, such as a date */
		add_mark(r, (struct text_mark){ MARK_QUESTION, i, end,
		    without_number(text_from(r, p, end)), .number = { 0 } });
	}
}

void
text_find_marks(struct text_reader *r, enum text_style style)
{
	r->marks.n = 0;
	if (style == TEXT_Q_COLON)
		mark_q_colon(r);
	else if (style == TEXT_NUMBERED)
		mark_numbered(r);
	else if (style == TEXT_PLAIN)
		mark_plain(r);
	else
		mark_usenet(r);
}

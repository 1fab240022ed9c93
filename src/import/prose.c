#include "import/prose.h"

#include "parse/qa.h"

enum {
	PROSE_MAX = 16 << 20,	/* bytes */
	LEVELS = 3,		/* of nested lists */
	CODE_INDENT = 4,	/* columns more than the rest of the text */
};

/* --- links ----------------------------------------------------------------- */

struct inline_link {
	size_t label, nlabel;
	size_t target, ntarget;
	size_t end;		/* behind it */
};

/* The offset of the bracket that closes one at i on the same line, or 0. */
static size_t
closing(struct slice s, size_t i, char open, char close)
{
	unsigned depth = 0;

	for (; i < s.n && s.p[i] != '\n'; i++)
		if (s.p[i] == open)
			depth++;
		else if (s.p[i] == close && --depth == 0)
			return i;
	return 0;
}

/*
 * Whether a link starts at i. Its label holds no brackets: of two, one in the
 * other, the inner one is the link.
 */
static bool
link_at(struct slice s, size_t i, struct inline_link *l)
{
	size_t end = i + 1, blank;

	while (end < s.n && s.p[end] != '[' && s.p[end] != ']' &&
	    s.p[end] != '`')
		end++;
	if (end + 1 >= s.n || s.p[end] != ']' || s.p[end + 1] != '(' ||
	    (l->end = closing(s, end + 1, '(', ')')) == 0)
		return false;
	l->label = i + 1;
	l->nlabel = end - l->label;
	l->target = end + 2;
	l->ntarget = l->end - l->target;
	/* a title may follow the target; other words make it no link */
	for (blank = 0; blank < l->ntarget; blank++)
		if (s.p[l->target + blank] == ' ')
			break;
	if (blank < l->ntarget &&
	    memchr("\"'(", s.p[l->target + blank + 1], 3) == NULL)
		return false;
	l->ntarget = blank;
	l->end++;
	return l->ntarget > 0;
}

static void
put_link(struct out *o, struct slice s, const struct inline_link *l)
{
	size_t title = l->target + l->ntarget;

	out_link_open(o);
	out_text(o, (struct slice){ s.p + l->label, l->nlabel });
	out_link_close(o, (struct slice){ s.p + l->target, l->ntarget });
	if (title + 1 < l->end) {
		out_text(o, slice_of(" "));
		out_text(o, (struct slice){ s.p + title + 1,
		    l->end - 1 - title - 1 });
	}
}

/* Text and its links, into the current text. */
static void
put_inline(struct out *o, struct slice s)
{
	struct inline_link l;
	size_t i, put = 0;
	const char *tick;

	for (i = 0; i < s.n; i++) {
		if (s.p[i] == '`') {
			tick = memchr(s.p + i + 1, '`', s.n - i - 1);
			if (tick != NULL)
				i = (size_t)(tick - s.p);
		} else if (s.p[i] == '[' && link_at(s, i, &l)) {
			/* a picture's "!" goes */
			out_text(o, (struct slice){ s.p + put, i - put -
			    (i > put && s.p[i - 1] == '!') });
			put_link(o, s, &l);
			put = l.end;
			i = l.end - 1;
		}
	}
	out_text(o, slice_from(s, put));
}

/* --- lines ----------------------------------------------------------------- */

struct prose {
	struct out *out;
	struct slice rest;	/* lines to come */
	struct buf text;	/* lines of the text that is being read */
	enum { TEXT_NONE, TEXT_PARA, TEXT_ITEM, TEXT_QUOTE } kind;
	struct qa_list_mark mark;	/* of a TEXT_ITEM */
	unsigned indents[LEVELS], levels;	/* of lists that are open */
	unsigned indent;	/* what most lines have */
	bool quoted;		/* all of it */
	bool blank;		/* a blank line came before */
};

static struct slice
trim_end(struct slice s)
{
	while (s.n > 0 && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t' ||
	    s.p[s.n - 1] == '\r'))
		s.n--;
	return s;
}

/* The next line, which stays. */
static struct slice
peek(const struct prose *p)
{
	struct slice rest = p->rest;

	return trim_end(slice_take_until(&rest, "\n"));
}

static void
pass(struct prose *p)
{
	slice_take_until(&p->rest, "\n");
	p->rest = slice_from(p->rest, 1);
}

static unsigned
nest(struct prose *p, unsigned indent)
{
	while (p->levels > 0 && indent + 2 <= p->indents[p->levels - 1])
		p->levels--;
	if (p->levels == 0 || (p->levels < LEVELS &&
	    indent >= p->indents[p->levels - 1] + 2))
		p->indents[p->levels++] = indent;
	return p->levels - 1;
}

/* The text that is being read is complete. */
static void
flush(struct prose *p)
{
	if (p->kind == TEXT_NONE)
		return;
	put_inline(p->out, buf_slice(&p->text));
	if (p->quoted || p->kind == TEXT_QUOTE)
		out_quote(p->out);
	else if (p->kind == TEXT_ITEM)
		out_item(p->out, nest(p, p->mark.indent), p->mark.number);
	else
		out_para(p->out);
	p->out->to->failed = p->out->to->failed || p->text.failed;
	buf_clear(&p->text);
	p->kind = TEXT_NONE;
}

static void
add(struct prose *p, struct slice line)
{
	if (p->text.n > 0)
		buf_putc(&p->text, '\n');
	buf_put_slice(&p->text, line);
}

/* A list or quote has ended. */
static void
end_lists(struct prose *p)
{
	flush(p);
	if (!p->quoted)
		out_break(p->out);
	p->levels = 0;
}

/* --- blocks ---------------------------------------------------------------- */

/* How often c stands at the start of s. */
static size_t
run_of(struct slice s, char c)
{
	size_t n = 0;

	while (n < s.n && s.p[n] == c)
		n++;
	return n;
}

/* A line of three or more of the same sign, and nothing else but blanks. */
static bool
is_rule(struct slice s, const char *signs)
{
	size_t i, n = 0;

	s = slice_trim(s);
	if (s.n < 3 || strchr(signs, s.p[0]) == NULL)
		return false;
	for (i = 0; i < s.n; i++)
		if (s.p[i] == s.p[0])
			n++;
		else if (s.p[i] != ' ')
			return false;
	return n >= 3;
}

static bool
read_fence(struct prose *p, struct slice line)
{
	struct slice s = slice_trim(line), label, body;
	char sign = s.n > 0 ? s.p[0] : '\0';
	size_t n = run_of(s, sign);

	if (n < 3 || (sign != '`' && sign != '~') ||
	    qa_indent(line) >= CODE_INDENT)
		return false;
	label = slice_trim(slice_from(s, n));
	if (memchr(label.p, '`', label.n) != NULL)
		return false;
	end_lists(p);
	pass(p);
	body = (struct slice){ p->rest.p, 0 };
	while (p->rest.n > 0) {
		line = slice_trim(peek(p));
		if (run_of(line, sign) >= n && run_of(line, sign) == line.n)
			break;
		pass(p);
		body.n = (size_t)(p->rest.p - body.p);
	}
	pass(p);
	out_pre(p->out, label, body);
	return true;
}

static bool
read_heading(struct prose *p, struct slice line)
{
	size_t n = run_of(line, '#');

	if (n == 0 || n > 6 || n == line.n || line.p[n] != ' ')
		return false;
	end_lists(p);
	put_inline(p->out, slice_from(line, n));
	out_subhead(p->out);
	pass(p);
	return true;
}

/* A line of the text, underlined with a rule. */
static bool
read_underline(struct prose *p, struct slice line)
{
	if (p->kind != TEXT_PARA || !is_rule(line, "=-~^") ||
	    (p->text.n > 0 && memchr(p->text.p, '\n', p->text.n) != NULL))
		return false;
	put_inline(p->out, buf_slice(&p->text));
	out_subhead(p->out);
	buf_clear(&p->text);
	p->kind = TEXT_NONE;
	pass(p);
	return true;
}

/* Whether a line is of the block of preformatted text that starts at first. */
typedef bool is_of_pre(const struct prose *, struct slice line);

static bool
is_code(const struct prose *p, struct slice line)
{
	return line.n == 0 || qa_indent(line) >= p->indent + CODE_INDENT;
}

static bool
is_table(const struct prose *p, struct slice line)
{
	(void)p;
	return slice_starts(slice_trim(line), "|") &&
	    line.p[line.n - 1] == '|';
}

/* Words that stand apart in a line, as in a table without signs. */
static bool
is_columns(const struct prose *p, struct slice line)
{
	struct slice s = slice_trim(line);

	(void)p;
	return s.n > 0 && (memchr(s.p, '\t', s.n) != NULL ||
	    memmem(s.p, s.n, "   ", 3) != NULL);
}

static bool
two_of_columns(struct prose *p, struct slice line, bool after_blank)
{
	struct slice here = p->rest;
	bool two;

	if ((p->kind != TEXT_NONE && !(p->kind == TEXT_ITEM &&
	    after_blank && qa_indent(line) == 0)) || !is_columns(p, line))
		return false;
	pass(p);
	two = is_columns(p, peek(p));
	p->rest = here;
	return two;
}

/* Lines as long as they are of the block, with their layout. */
static bool
read_pre(struct prose *p, is_of_pre *is_of)
{
	struct slice start = p->rest, line;
	size_t n = 0;

	while (p->rest.n > 0 && is_of(p, line = peek(p))) {
		pass(p);
		/* blank lines only between others */
		if (line.n > 0)
			n = (size_t)(p->rest.p - start.p);
	}
	if (n == 0)
		return false;
	p->rest = slice_from(start, n);
	end_lists(p);
	out_pre(p->out, slice_of(""), (struct slice){ start.p, n });
	return true;
}

/* A line of text, of whatever kind the text is. */
static void
read_text(struct prose *p, struct slice line)
{
	struct qa_list_mark mark;

	if (qa_list_mark(line, &mark)) {
		flush(p);
		p->kind = TEXT_ITEM;
		p->mark = mark;
		add(p, mark.text);
	} else if (line.p[0] == '>') {
		if (p->kind != TEXT_QUOTE)
			flush(p);
		p->kind = TEXT_QUOTE;
		line = slice_trim(slice_from(line, 1));
		if (line.n > 0)
			add(p, line);
		else
			flush(p);
	} else {
		if (p->kind == TEXT_QUOTE)
			end_lists(p);
		if (p->kind == TEXT_ITEM && p->blank && (line.p[0] != ' ' &&
		    line.p[0] != '\t'))
			end_lists(p);
		if (p->kind == TEXT_NONE) {
			end_lists(p);
			p->kind = TEXT_PARA;
		}
		add(p, slice_trim(line));
	}
	pass(p);
}

static void
read_line(struct prose *p)
{
	struct slice line = peek(p);
	bool after_blank = p->blank;

	p->blank = false;
	if (line.n == 0) {
		p->blank = true;
		if (p->kind != TEXT_ITEM)
			flush(p);
		pass(p);
	} else if (read_fence(p, line) || read_heading(p, line) ||
	    read_underline(p, line)) {
		;
	} else if (is_rule(line, "-=_*~#")) {
		end_lists(p);
		pass(p);
	} else if ((is_table(p, line) && read_pre(p, is_table)) ||
	    (p->kind == TEXT_NONE && is_code(p, line) &&
		read_pre(p, is_code)) ||
	    (two_of_columns(p, line, after_blank) && read_pre(p, is_columns))) {
		;
	} else {
		p->blank = after_blank;
		read_text(p, line);
		p->blank = false;
	}
}

/* The least indentation of a line of text, but for the first. */
static unsigned
least_indent(struct slice text)
{
	unsigned least = UINT32_MAX, indent;
	struct slice line;

	while (text.n > 0) {
		line = trim_end(slice_take_until(&text, "\n"));
		text = slice_from(text, 1);
		indent = qa_indent(line);
		if (line.n > 0 && indent < least)
			least = indent;
	}
	return least == UINT32_MAX ? 0 : least;
}

void
prose_write(struct out *o, struct slice text, bool quoted)
{
	struct prose p = { .out = o, .rest = text, .quoted = quoted,
		.blank = true };

	p.indent = least_indent(text);
	buf_init(&p.text, PROSE_MAX);
	while (p.rest.n > 0)
		read_line(&p);
	end_lists(&p);
	buf_fini(&p.text);
}

/*
 * A Markdown document from its bytes to a page; the pieces are in markdown.h.
 */
#include "parse/markdown.h"

#include "parse/compose.h"
#include "parse/front_matter.h"
#include "parse/reader.h"

enum {
	MARKS_MAX = 32,		/* of containers, in front of a line */
	INDENT_MAX = 128,	/* columns */
	LINKS_MAX = 10000,	/* lines of a paragraph in which links may be */
	TAB = 4,
};

/* --- before md4c ----------------------------------------------------------- */

/* Whether s is a rule: one sign over and over, and blanks. */
static bool
is_rule(struct slice s)
{
	char sign = s.n > 0 ? s.p[0] : '\0';
	size_t i, n = 0;

	if (sign != '-' && sign != '*')
		return false;
	for (i = 0; i < s.n; i++)
		if (s.p[i] == sign)
			n++;
		else if (s.p[i] != ' ' && s.p[i] != '\t')
			return false;
	return n >= 3;
}

/* The length of the mark of a quote or item in front of s, or 0. */
static size_t
mark_length(struct slice s)
{
	size_t n = 0;

	if (slice_starts(s, ">"))
		return 1;
	if (s.n > 0 && memchr("-*+", s.p[0], 3) != NULL) {
		n = 1;
	} else {
		while (n < s.n && s.p[n] >= '0' && s.p[n] <= '9')
			n++;
		if (n == 0 || n == s.n || (s.p[n] != '.' && s.p[n] != ')'))
			return 0;
		n++;
	}
	return n == s.n || s.p[n] == ' ' || s.p[n] == '\t' ? n : 0;
}

/*
 * md4c looks at every container of a line for each line that follows: 60,000
 * of them take it seconds.
 */
static bool
is_too_deep(struct slice s)
{
	unsigned marks = 0, column = 0;
	size_t n;

	while (s.n > 0) {
		n = 1;
		if (s.p[0] == ' ') {
			column++;
		} else if (s.p[0] == '\t') {
			column += TAB - column % TAB;
		} else {
			n = mark_length(s);
			if (n == 0 || is_rule(s))
				return false;
			column = 0;
			marks++;
		}
		if (marks > MARKS_MAX || column > INDENT_MAX)
			return true;
		s = slice_from(s, n);
	}
	return false;
}

/* Whether no paragraph goes on with a line: a blank one, or an item. */
static bool
ends_paragraph(struct slice s)
{
	unsigned column = 0;

	for (; s.n > 0 && memchr(" \t>", s.p[0], 3) != NULL;
	    s = slice_from(s, 1))
		column = s.p[0] == '>' ? 0 : column + (s.p[0] == ' ' ? 1 : TAB);
	return s.n == 0 || (column < TAB && s.n > 2 && s.p[1] == ' ' &&
	    memchr("-*+", s.p[0], 3) != NULL);
}

/*
 * What md4c would take too long for. To find where a link ends it walks over
 * the lines of the paragraph from the first: 600,000 of them take it minutes.
 */
static bool
check_lines(const struct source *src, uint32_t i, struct diags *diags)
{
	unsigned links = 0;
	struct slice s;

	for (; i < src->nlines; i++) {
		s = source_line(src, i);
		if (is_too_deep(s)) {
			diag_add(diags, i + 1, "E503",
			    "nested deeper than %d levels", MARKS_MAX);
			return false;
		}
		if (ends_paragraph(s))
			links = 0;
		if (memchr(s.p, '[', s.n) != NULL && ++links > LINKS_MAX) {
			diag_add(diags, i + 1, "E504",
			    "paragraph of more than %d lines with links",
			    LINKS_MAX);
			return false;
		}
	}
	return true;
}

/* --- all of it ------------------------------------------------------------- */

/* What was opened in HTML and takes the rest of the document with it. */
static void
check_unclosed(struct markdown *m)
{
	if (m->in_pre || m->skip != NULL)
		diag_add(m->diags, m->pre_line, "E301",
		    "<%s> opened here is never closed",
		    m->in_pre ? "pre" : m->skip + 2);
}

static struct page *
read_document(struct markdown *m, const char *file)
{
	struct front_matter front;
	struct compose_source source = { .file = file, .front = &front,
		.bare_links = true };
	struct slice text;
	uint32_t errors = m->diags->errors;

	front_matter_read(&front, &m->src, m->diags);
	if (!check_lines(&m->src, front.nlines, m->diags))
		return NULL;
	text = slice_from(m->src.text, m->src.starts[front.nlines]);
	m->line = front.nlines + 1;
	if (md_parse(text.p, (MD_SIZE)text.n, &md_parser, m) != 0)
		return NULL;
	check_unclosed(m);
	if (m->draft.failed || m->diags->errors > errors)
		return NULL;
	return compose(&m->draft, &source, m->diags);
}

struct page *
markdown_read(struct slice raw, const char *file, struct diags *diags)
{
	struct markdown m = { .diags = diags, .sign = "" };
	struct page *page;

	if (!source_open(&m.src, raw, diags))
		return NULL;
	draft_init(&m.draft);
	buf_init(&m.alt, SOURCE_MAX_FILE);
	buf_init(&m.raw, 2 * SOURCE_MAX_FILE);
	buf_init(&m.pre, 2 * SOURCE_MAX_FILE);
	buf_init(&m.word, 2 * SOURCE_MAX_FILE);
	page = read_document(&m, file);
	vec_fini(&m.table.cells);
	vec_fini(&m.pictures);
	vec_fini(&m.lists);
	buf_fini(&m.word);
	buf_fini(&m.pre);
	buf_fini(&m.raw);
	buf_fini(&m.alt);
	draft_fini(&m.draft);
	source_close(&m.src);
	return page;
}

#include "import/text.h"

#include <stdio.h>

#include "import/text_part.h"
#include "parse/ids.h"
#include "parse/qa.h"
#include "parse/question.h"

/* The fields of the post that a document has a place for. */
static uint32_t
take_headers(struct text_reader *r)
{
	static const char *const names[] = { "Subject", "From", "Last-modified",
		"Date" };
	struct faq *f = r->faq;
	struct slice *fields[] = { &f->title, &f->author, &f->updated,
		&f->date };
	uint32_t i, end = text_headers_end(r);
	const char *p;
	size_t k;

	if (end > r->marks.v[0].line)
		return 0;
	for (i = 0; i < end; i++) {
		p = NULL;
		for (k = 0; k < sizeof(names) / sizeof(*names) && p == NULL;
		     k++)
			if ((p = text_header(r, i, names[k])) != NULL)
				*fields[k] = slice_trim(text_rest(r, p, i));
		if (p == NULL)
			diag_add(f->diags, i + 1, "N601",
			    "\"%.*s\" dropped", diag_quote(text_line(r, i)),
			    text_line(r, i).p);
	}
	return end;
}

static uint32_t
end_of_mark(const struct text_reader *r, uint32_t i)
{
	return i + 1 < r->marks.n ? r->marks.v[i + 1].line : r->src->nlines;
}

/* A line with its first columns of white space taken off. */
static void
put_dedented(struct buf *out, struct slice line, unsigned columns)
{
	unsigned indent = qa_indent(line);

	if (line.n > 0) {
		if (indent > columns)
			buf_fill(out, ' ', indent - columns);
		buf_put_slice(out, slice_trim(line));
	}
	buf_putc(out, '\n');
}

/*
 * The lines of an answer or an introduction without its sign, and without
 * the indentation that they have in common; the first line may hang.
 */
static struct slice
body_text(struct text_reader *r, uint32_t from, uint32_t to)
{
	unsigned least = UINT32_MAX;
	const char *sign = NULL;
	struct buf out;
	struct slice s;
	uint32_t i;

	while (from < to && text_is_blank(r, from))
		from++;
	if (from < to)
		sign = text_behind(r, from, answer_sign);
	for (i = from + (sign != NULL); i < to; i++)
		if (!text_is_blank(r, i) && qa_indent(text_line(r, i)) < least)
			least = qa_indent(text_line(r, i));
	buf_init(&out, SOURCE_MAX_FILE * 2);
	if (sign != NULL)
		put_dedented(&out, text_rest(r, sign, from), 0);
	for (i = from + (sign != NULL); i < to; i++)
		put_dedented(&out, text_line(r, i), least);
	s = buf_slice(&out);
	s.p = arena_str(&r->faq->arena, s);
	r->faq->failed = r->faq->failed || out.failed;
	buf_fini(&out);
	return s;
}

/* What a question and its entry in a list of contents have in common. */
static struct slice
key_of(struct text_reader *r, const struct text_mark *m)
{
	struct slice s;
	struct buf key;

	buf_init(&key, SOURCE_MAX_FILE * 2);
	buf_put_slice(&key, m->number);
	buf_putc(&key, ' ');
	id_question_key(m->title, &key);
	s = buf_slice(&key);
	s.p = arena_str(&r->faq->arena, s);
	r->faq->failed = r->faq->failed || key.failed;
	buf_fini(&key);
	return s;
}

static bool
is_answered(const struct text_reader *r, uint32_t i)
{
	const struct text_mark *m = &r->marks.v[i];

	return m->kind == MARK_QUESTION &&
	    text_in(r, m->body, end_of_mark(r, i));
}

/*
 * Whether a question only stands in a list of contents: it comes again, with
 * an answer, under the same number. Where there are no numbers it must have
 * no answer, or be the last of such, behind which other text follows.
 */
static bool
is_of_contents(struct text_reader *r, uint32_t i)
{
	const struct text_mark *m = &r->marks.v[i];
	const struct text_mark *later = map_get(&r->answered, key_of(r, m));

	if (m->kind != MARK_QUESTION || later == NULL ||
	    later <= m)
		return false;
	return m->number.n > 0 || !is_answered(r, i) ||
	    (i > 0 && !is_answered(r, i - 1));
}

/* The last answered question of each key, by key. */
static void
index_answered(struct text_reader *r)
{
	uint32_t i;

	map_init(&r->answered);
	for (i = r->marks.n; i-- > 0;)
		if (is_answered(r, i) && map_add(&r->answered,
		    key_of(r, &r->marks.v[i]), &r->marks.v[i]) == NULL)
			r->faq->failed = true;
}

static void
put_intro(struct text_reader *r, uint32_t from, uint32_t to)
{
	if (text_in(r, from, to))
		faq_put(r->faq, &r->faq->intro, body_text(r, from, to), true);
}

/* What comes before the first mark: a title that stands alone, and text. */
static void
take_intro(struct text_reader *r, uint32_t from)
{
	uint32_t end = r->marks.v[0].line, next;

	while (from < end && (text_is_blank(r, from) ||
	    text_is_rule(text_line(r, from))))
		from++;
	next = from + 1;
	if (from < end && r->faq->title.n == 0 && (text_is_blank(r, next) ||
	    text_is_rule(text_line(r, next)) || next == end) &&
	    text_line(r, from).n <= 100) {
		r->faq->title = text_heading(r, from);
		from = next;
	}
	put_intro(r, from, end);
}

static void
take_question(struct text_reader *r, uint32_t i, struct slice section)
{
	const struct text_mark *m = &r->marks.v[i];
	struct faq_texts answer = { 0 };
	struct faq_item *item;
	char path[32];

	snprintf(path, sizeof(path), "line %u", (unsigned)m->line + 1);
	item = faq_add(r->faq, m->title, path, m->line + 1);
	if (item == NULL)
		return;
	item->section = section;
	faq_put(r->faq, &answer, body_text(r, m->body, end_of_mark(r, i)),
	    true);
	item->answer = answer;
}

static void
take_marks(struct text_reader *r)
{
	struct slice section = { "", 0 };
	const struct text_mark *m;
	uint32_t i, contents = 0;

	for (i = 0; i < r->marks.n && !r->faq->failed; i++) {
		m = &r->marks.v[i];
		if (m->kind == MARK_SECTION) {
			section = m->title;
			if (text_in(r, m->body, end_of_mark(r, i)))
				diag_add(r->faq->diags, m->body + 1, "N601",
				    "text of the section \"%.*s\" dropped",
				    diag_quote(section), section.p);
		} else if (is_of_contents(r, i)) {
			if (contents++ == 0)
				diag_add(r->faq->diags, m->line + 1, "N601",
				    "list of contents dropped");
			/* an introduction may stand behind it */
			if (i + 1 < r->marks.n && !is_of_contents(r, i + 1))
				put_intro(r, m->body, end_of_mark(r, i));
			section.n = 0;
		} else {
			take_question(r, i, section);
		}
	}
}

/* The style with most questions that have an answer. */
static enum text_style
guess_style(struct text_reader *r)
{
	static const enum text_style styles[] = { TEXT_Q_COLON, TEXT_USENET,
		TEXT_NUMBERED, TEXT_PLAIN };
	enum text_style best = TEXT_Q_COLON;
	uint32_t n, i, most = 0;
	size_t k;

	for (k = 0; k < sizeof(styles) / sizeof(*styles); k++) {
		text_find_marks(r, styles[k]);
		for (n = i = 0; i < r->marks.n; i++)
			n += is_answered(r, i);
		if (n > most) {
			most = n;
			best = styles[k];
		}
	}
	return best;
}

int
text_read(struct faq *f, enum text_style style)
{
	struct text_reader r = { .faq = f, .src = &f->source };

	text_find_marks(&r, style != TEXT_ANY ? style : guess_style(&r));
	if (r.marks.n > 0) {
		take_intro(&r, take_headers(&r));
		index_answered(&r);
		take_marks(&r);
		map_fini(&r.answered);
	}
	vec_fini(&r.marks);
	return f->failed ? -1 : 0;
}

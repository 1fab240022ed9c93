#include "parse/draft.h"

#include <unictype.h>
#include <unistr.h>

#include "model/build.h"
#include "parse/source.h"

enum {
	TEXT_MAX = 3 * SOURCE_MAX_FILE,	/* bytes; tables are wider than typed */
	STRINGS_MAX = 4 * SOURCE_MAX_FILE,	/* bytes: targets and the like */
	UNCLOSED_MAX = 64,	/* marks in marks */
};

void
draft_init(struct draft *d)
{
	*d = (struct draft){ 0 };
	buf_init(&d->text, TEXT_MAX);
	arena_init(&d->strings);
}

void
draft_fini(struct draft *d)
{
	buf_fini(&d->text);
	arena_fini(&d->strings);
	vec_fini(&d->blocks);
	vec_fini(&d->marks);
	vec_fini(&d->anchors);
	vec_fini(&d->places);
	vec_fini(&d->unclosed);
}

const char *
draft_string(struct draft *d, struct slice s)
{
	char *copy = NULL;

	if (d->strings.total > STRINGS_MAX)
		d->full = true;
	else
		copy = arena_str(&d->strings, s);
	d->failed = d->failed || copy == NULL;
	return copy;
}

void
draft_open(struct draft *d, enum draft_kind kind, unsigned level)
{
	draft_close(d);
	d->open = d->next;
	d->open.kind = kind;
	d->open.level = (uint8_t)level;
	d->open.from = (uint32_t)d->text.n;
	d->open.marks = d->marks.n;
	d->is_open = true;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == DRAFT_SOFT || c == DRAFT_HARD;
}

void
draft_close(struct draft *d)
{
	struct draft_block *b = &d->open, *kept;

	if (!d->is_open)
		return;
	d->is_open = false;
	d->failed = d->failed || d->text.failed;
	while (d->unclosed.n > 0)
		draft_unmark(d, d->marks.v[d->unclosed.v[d->unclosed.n - 1]]
				    .kind);
	b->to = (uint32_t)d->text.n;
	b->nmarks = d->marks.n - b->marks;
	if (b->kind != DRAFT_PRE) {
		while (b->to > b->from && is_blank(d->text.p[b->to - 1]))
			b->to--;
		while (b->from < b->to && is_blank(d->text.p[b->from]))
			b->from++;
	}
	if (b->from == b->to && b->target == NULL && b->label == NULL)
		return;
	if (b->line == 0)
		b->line = draft_line(d, b->from);
	d->next.item = d->next.fresh = false;
	if ((kept = vec_push(&d->blocks)) == NULL)
		d->failed = true;
	else
		*kept = *b;
}

static void
put(struct draft *d, struct slice s)
{
	if (s.n > TEXT_MAX - d->text.n)
		d->full = d->failed = true;
	else
		buf_put_slice(&d->text, s);
}

void
draft_text(struct draft *d, struct slice s, uint32_t line)
{
	struct draft_place *p =
	    d->places.n > 0 ? &d->places.v[d->places.n - 1] : NULL;

	if (p == NULL || p->line != line) {
		if ((p = vec_push(&d->places)) == NULL)
			d->failed = true;
		else
			*p = (struct draft_place){ (uint32_t)d->text.n, line };
	}
	put(d, s);
}

void
draft_break(struct draft *d, char c)
{
	put(d, (struct slice){ &c, 1 });
}

void
draft_mark(struct draft *d, enum mark_kind kind, struct slice target)
{
	struct draft_mark *m;
	uint32_t *place;

	if (d->unclosed.n == UNCLOSED_MAX)
		return;
	m = vec_push(&d->marks);
	place = vec_push(&d->unclosed);
	if (m == NULL || place == NULL) {
		d->failed = true;
		return;
	}
	*place = d->marks.n - 1;
	m->kind = kind;
	m->from = m->to = (uint32_t)d->text.n;
	if (kind == MARK_LINK)
		m->target = draft_string(d, target);
}

void
draft_unmark(struct draft *d, enum mark_kind kind)
{
	uint32_t i = d->unclosed.n, *v = d->unclosed.v;

	while (i > 0 && d->marks.v[v[i - 1]].kind != kind)
		i--;
	if (i == 0)
		return;
	d->marks.v[v[i - 1]].to = (uint32_t)d->text.n;
	memmove(&v[i - 1], &v[i], (d->unclosed.n - i) * sizeof(*v));
	d->unclosed.n--;
}

void
draft_anchor(struct draft *d, struct slice name, uint32_t line)
{
	struct draft_anchor *a = vec_push(&d->anchors);

	if (a == NULL)
		d->failed = true;
	else
		*a = (struct draft_anchor){ draft_string(d, name), d->blocks.n,
			line };
}

void
draft_pre(struct draft *d, struct slice label, struct slice body,
    uint32_t line)
{
	draft_open(d, DRAFT_PRE, 0);
	d->open.line = line;
	if (label.n > 0)
		d->open.label = draft_string(d, label);
	draft_text(d, body, line);
	draft_close(d);
}

void
draft_link(struct draft *d, struct slice target, struct slice label,
    uint32_t line)
{
	draft_open(d, DRAFT_LINK, 0);
	d->open.line = line;
	d->open.target = draft_string(d, target);
	draft_text(d, label, line);
	draft_close(d);
}

/* --- once it is complete --------------------------------------------------- */

uint32_t
draft_line(const struct draft *d, uint32_t at)
{
	uint32_t low = 0, high = d->places.n, mid;

	while (low + 1 < high) {
		mid = low + (high - low) / 2;
		if (d->places.v[mid].at <= at)
			low = mid;
		else
			high = mid;
	}
	return d->places.n > 0 ? d->places.v[low].line : 1;
}

struct slice
draft_slice(const struct draft *d, uint32_t from, uint32_t to)
{
	/* even adding nothing to a null pointer is undefined */
	return from < to ? (struct slice){ d->text.p + from, to - from }
			 : (struct slice){ "", 0 };
}

const struct draft_mark *
draft_marks(const struct draft *d, const struct draft_block *b)
{
	return b->nmarks > 0 ? &d->marks.v[b->marks] : NULL;
}

void
draft_join(const struct draft *d, uint32_t from, uint32_t to, struct buf *out)
{
	static const char ends[] = { DRAFT_SOFT, DRAFT_HARD, '\0' };
	struct slice s = draft_slice(d, from, to);
	size_t i, start = out->n;

	while (s.n > 0) {
		build_put_line(out, slice_trim(slice_take_until(&s, ends)));
		s = slice_from(s, 1);
	}
	for (i = start; i < out->n; i++)
		if (out->p[i] == '\t')
			out->p[i] = ' ';
}

bool
draft_has_word(const struct draft *d, uint32_t from, uint32_t to)
{
	struct slice s = draft_slice(d, from, to);
	ucs4_t c;
	int n;

	for (; s.n > 0; s = slice_from(s, (size_t)n)) {
		n = u8_mbtouc(&c, (const uint8_t *)s.p, s.n);
		if (uc_is_general_category(c, UC_LETTER) ||
		    uc_is_general_category(c, UC_NUMBER))
			return true;
	}
	return false;
}

static uint32_t
max(uint32_t a, uint32_t b)
{
	return a > b ? a : b;
}

static uint32_t
min(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

const struct draft_mark *
draft_only_link(const struct draft *d, const struct draft_block *b)
{
	const struct draft_mark *m = draft_marks(d, b), *found = NULL;
	uint32_t i;

	for (i = 0; i < b->nmarks && found == NULL; i++)
		if (m[i].kind == MARK_LINK)
			found = &m[i];
	if (found == NULL ||
	    draft_has_word(d, b->from, max(found->from, b->from)) ||
	    draft_has_word(d, min(found->to, b->to), b->to))
		return NULL;
	return found;
}

#include "render/lines.h"

#include <stdio.h>
#include <string.h>

#include "render/view.h"
#include "render/wrap.h"

enum { TAB_STOP = 8 };	/* columns */

static void
put_line(struct lines *l, const char *prefix, struct slice text)
{
	size_t start;

	buf_puts(l->out, l->head);
	start = l->out->n;
	buf_puts(l->out, prefix);
	buf_put_slice(l->out, text);
	while (l->out->n > start && l->out->p[l->out->n - 1] == ' ')
		l->out->n--;
	if (l->out->n == start + 1 && l->out->p[start] == '.' &&
	    !l->out->failed) {
		l->out->n = start;
		buf_puts(l->out, " .");
	}
	buf_puts(l->out, l->tail);
}

void
lines_gap(struct lines *l)
{
	put_line(l, "", slice_of(""));
}

/* columns left beside a prefix */
static unsigned
beside(const struct lines *l, const char *prefix)
{
	size_t n = strlen(prefix);

	return n < l->width ? l->width - (unsigned)n : 1;
}

/* *widest: columns of the widest line; NULL when nobody wants to know. */
static void
put_wrapped(struct lines *l, const char *first, const char *rest,
    struct slice text, unsigned *widest)
{
	const char *prefix = first;
	struct slice line;
	unsigned columns;
	struct buf clean;

	buf_init(&clean, l->out->cap);
	if (!view_is_line(text)) {
		view_put_line(&clean, text);
		l->out->failed = l->out->failed || clean.failed;
		text = buf_slice(&clean);
	}
	while (wrap_line(&text, beside(l, prefix), &line)) {
		put_line(l, prefix, line);
		if (widest != NULL && (columns = wrap_columns(line)) > *widest)
			*widest = columns;
		prefix = rest;
	}
	buf_fini(&clean);
}

void
lines_put(struct lines *l, const char *first, const char *rest,
    struct slice text)
{
	put_wrapped(l, first, rest, text, NULL);
}

static void
put_rule(struct lines *l, char c, unsigned columns)
{
	buf_puts(l->out, l->head);
	buf_fill(l->out, c, columns);
	buf_puts(l->out, l->tail);
}

void
lines_rule(struct lines *l)
{
	put_rule(l, '-', l->width);
}

void
lines_heading(struct lines *l, struct slice text, unsigned level)
{
	unsigned widest = 0;

	put_wrapped(l, "", "", text, &widest);
	put_rule(l, level <= 1 ? '=' : level == 2 ? '-' : '~', widest);
}

/* --- blocks --------------------------------------------------------------- */

static struct slice
shown(const struct lines *l, const struct text *t)
{
	return l->shown != NULL ? l->shown(l->arg, t)
				: (struct slice){ t->s, t->n };
}

static void
put_list(struct lines *l, const struct block *b)
{
	const struct list_item *i;
	char first[16], rest[16];
	uint32_t k;
	int n;

	for (k = 0; k < b->list.n; k++) {
		i = &b->list.v[k];
		if (i->number > 0)
			n = snprintf(first, sizeof(first), "%*s%u. ",
			    2 * i->depth, "", i->number);
		else
			n = snprintf(first, sizeof(first), "%*s* ",
			    2 * i->depth, "");
		snprintf(rest, sizeof(rest), "%*s", n, "");
		lines_put(l, first, rest, shown(l, &i->text));
	}
}

static void
put_quote(struct lines *l, const struct block *b)
{
	uint32_t i;

	for (i = 0; i < b->quote.n; i++) {
		if (i > 0)
			put_line(l, ">", slice_of(""));
		lines_put(l, "> ", "> ", shown(l, &b->quote.v[i]));
	}
}

/* TABs become blanks up to the next stop */
static void
expand(struct buf *out, struct slice line)
{
	unsigned columns = 0;
	struct slice part;

	while (line.n > 0) {
		part = (struct slice){ line.p, 0 };
		while (part.n < line.n && part.p[part.n] != '\t')
			part.n++;
		line = slice_from(line, part.n);
		buf_put_slice(out, part);
		columns += wrap_columns(part);
		if (line.n > 0) {
			buf_fill(out, ' ', TAB_STOP - columns % TAB_STOP);
			columns += TAB_STOP - columns % TAB_STOP;
			line = slice_from(line, 1);
		}
	}
}

static void
put_pre(struct lines *l, const struct block *b)
{
	struct slice body = { b->pre.body, b->pre.n }, line, piece;
	const char *end;
	struct buf flat;

	if (b->pre.label[0] != '\0')
		lines_put(l, "", "", slice_of(b->pre.label));
	buf_init(&flat, l->out->cap);
	while (body.n > 0) {
		end = memchr(body.p, '\n', body.n);
		line = (struct slice){ body.p,
			end != NULL ? (size_t)(end - body.p) : body.n };
		body = slice_from(body, line.n + 1);
		buf_clear(&flat);
		expand(&flat, line);
		l->out->failed = l->out->failed || flat.failed;
		line = buf_slice(&flat);
		if (line.n == 0)
			lines_gap(l);
		while (wrap_cut(&line, l->width, &piece))
			put_line(l, "", piece);
	}
	buf_fini(&flat);
}

void
lines_block(struct lines *l, const struct block *b)
{
	switch (b->kind) {
	case BLOCK_PARA:
		lines_put(l, "", "", shown(l, &b->text));
		return;
	case BLOCK_LIST:
		put_list(l, b);
		return;
	case BLOCK_QUOTE:
		put_quote(l, b);
		return;
	case BLOCK_PRE:
		put_pre(l, b);
		return;
	case BLOCK_SUBHEAD:
		lines_heading(l, shown(l, &b->subhead.text),
		    l->subhead > 0 ? l->subhead : b->subhead.level);
		return;
	case BLOCK_LINK:
		return;
	}
}

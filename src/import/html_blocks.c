/*
 * Tags into blocks. There is no tree: a tag changes what the text around it
 * is part of, and a block ends wherever another one could begin.
 */
#include "import/html.h"

#include <stdlib.h>
#include <string.h>

#include "parse/entity.h"

enum {
	TEXT_MAX = 16 << 20,	/* bytes */
	DEPTH_MAX = 16,		/* of lists whose numbers are counted */
};

struct blocks_state {
	struct out *out;
	struct buf href;	/* of the open link */
	struct buf pre;		/* text of a pre */
	struct buf text;	/* for a moment */
	unsigned numbers[DEPTH_MAX];	/* of lists: the next, 0: no numbers */
	unsigned lists;		/* open */
	unsigned quotes;	/* open */
	unsigned number;	/* of the item */
	unsigned hidden;	/* open elements that are not shown */
	bool in_item, in_heading, in_pre, in_row;
	bool in_link, shown;	/* and some of it is */
	bool cell;		/* a cell of the row came before */
	bool told;		/* that something is not shown */
};

static struct slice
decode(struct blocks_state *k, struct slice s)
{
	buf_clear(&k->text);
	entity_put_text(s, &k->text);
	k->out->to->failed = k->out->to->failed || k->text.failed;
	return buf_slice(&k->text);
}

/* --- blocks ---------------------------------------------------------------- */

/* The text of the link so far is its label, if there is any. */
static void
close_link(struct blocks_state *k)
{
	if (k->in_link && out_link_is_empty(k->out)) {
		out_link_drop(k->out);
	} else if (k->in_link) {
		out_link_close(k->out, buf_slice(&k->href));
		k->shown = true;
	}
}

/*
 * The text so far is a block. A link that is open goes on in the next one, if
 * there is text in it.
 */
static void
flush(struct blocks_state *k)
{
	if (!out_has_text(k->out))
		return;
	close_link(k);
	if (k->in_heading)
		out_subhead(k->out);
	else if (k->quotes > 0)
		out_quote(k->out);
	else if (k->in_row)
		out_item(k->out, 0, 0);
	else if (k->in_item)
		out_item(k->out, k->lists > 0 ? k->lists - 1 : 0, k->number);
	else
		out_para(k->out);
	k->number = 0;
	if (k->in_link)
		out_link_open(k->out);
}

/* A block begins or ends: in items, rows and headings only words part. */
static void
part(struct blocks_state *k)
{
	if (k->in_item || k->in_row || k->in_heading)
		out_text(k->out, slice_of(" "));
	else
		flush(k);
}

static void
end_pre(struct blocks_state *k)
{
	if (!k->in_pre)
		return;
	k->in_pre = false;
	if (k->pre.n > 0)
		out_pre(k->out, slice_of(""), buf_slice(&k->pre));
	buf_clear(&k->pre);
}

static void
begin_pre(struct blocks_state *k)
{
	end_pre(k);
	flush(k);
	k->in_pre = true;
}

static void
begin_list(struct blocks_state *k, bool numbered, struct slice attributes)
{
	int start = 1;

	flush(k);
	buf_clear(&k->text);
	if (html_attribute(attributes, "start", &k->text)) {
		buf_putc(&k->text, '\0');
		start = atoi(k->text.failed ? "1" : k->text.p);
	}
	if (k->lists < DEPTH_MAX)
		k->numbers[k->lists] =
		    numbered && start > 0 ? (unsigned)start : numbered;
	k->lists++;
	k->in_item = false;
}

static void
end_list(struct blocks_state *k)
{
	flush(k);
	if (k->lists > 0 && --k->lists == 0)
		out_break(k->out);
	/* what follows in the outer item is one more of its kind */
	k->in_item = k->lists > 0;
	k->number = 0;
}

static void
begin_item(struct blocks_state *k)
{
	flush(k);
	k->in_item = true;
	k->number = 0;
	if (k->lists > 0 && k->lists <= DEPTH_MAX &&
	    k->numbers[k->lists - 1] > 0)
		k->number = k->numbers[k->lists - 1]++;
}

/* Rows are items of a list; in an item they are its words. */
static void
end_row(struct blocks_state *k)
{
	part(k);
	if (k->in_row)
		flush(k);
	k->in_row = k->cell = false;
}

static void
begin_cell(struct blocks_state *k)
{
	if (k->cell)
		out_text(k->out, slice_of(" | "));
	else
		part(k);
	k->cell = true;
}

/* --- links ----------------------------------------------------------------- */

static void
end_link(struct blocks_state *k)
{
	if (!k->in_link)
		return;
	if (k->shown)
		close_link(k);
	else	/* what has no label shows where it leads */
		out_link_close(k->out, buf_slice(&k->href));
	k->in_link = false;
}

static void
begin_link(struct blocks_state *k, struct slice attributes)
{
	end_link(k);
	buf_clear(&k->href);
	if (!html_attribute(attributes, "href", &k->href) || k->href.n == 0)
		return;
	k->in_link = true;
	k->shown = false;
	out_link_open(k->out);
}

/* The words of a picture, as a link to it unless they are in one. */
static void
put_picture(struct blocks_state *k, struct slice attributes)
{
	struct buf src;
	struct slice alt;

	buf_init(&src, TEXT_MAX);
	buf_clear(&k->text);
	html_attribute(attributes, "alt", &k->text);
	alt = buf_slice(&k->text);
	if (alt.n == 0)
		;	/* it only decorates */
	else if (k->in_link || !html_attribute(attributes, "src", &src)) {
		out_text(k->out, alt);
	} else {
		out_text(k->out, slice_of(" "));
		out_link_open(k->out);
		out_text(k->out, alt);
		out_link_close(k->out, buf_slice(&src));
		out_text(k->out, slice_of(" "));
	}
	buf_fini(&src);
}

/* --- tags ------------------------------------------------------------------ */

static void
hide(struct blocks_state *k, const struct html_token *t)
{
	if (t->kind == HTML_OPEN) {
		k->hidden += t->s.n == 0 || t->s.p[t->s.n - 1] != '/';
		if (!k->told)
			diag_add(k->out->diags, k->out->line, "N601",
			    "a script, style or drawing in an answer dropped");
		k->told = true;
	} else if (k->hidden > 0) {
		k->hidden--;
	}
}

static void
open_element(struct blocks_state *k, const struct html_token *t)
{
	switch (t->element) {
	case HTML_A:
		begin_link(k, t->s);
		break;
	case HTML_BLOCKQUOTE:
		flush(k);
		k->quotes++;
		break;
	case HTML_CELL:
		begin_cell(k);
		break;
	case HTML_HEADING:
		part(k);
		k->in_heading = !k->in_item && !k->in_row;
		break;
	case HTML_IMG:
		put_picture(k, t->s);
		break;
	case HTML_LI:
		begin_item(k);
		break;
	case HTML_LIST:
	case HTML_OL:
		begin_list(k, t->element == HTML_OL, t->s);
		break;
	case HTML_PRE:
		begin_pre(k);
		break;
	case HTML_ROW:
		end_row(k);
		k->in_row = !k->in_item;
		break;
	case HTML_TABLE:
		part(k);
		break;
	case HTML_BLOCK:
	case HTML_BR:
		part(k);
		break;
	default:
		break;
	}
}

static void
close_element(struct blocks_state *k, const struct html_token *t)
{
	switch (t->element) {
	case HTML_A:
		end_link(k);
		break;
	case HTML_BLOCKQUOTE:
		flush(k);
		out_break(k->out);
		k->quotes -= k->quotes > 0;
		break;
	case HTML_HEADING:
		if (k->in_heading)
			flush(k);
		k->in_heading = false;
		break;
	case HTML_LI:
		flush(k);
		k->in_item = false;
		break;
	case HTML_LIST:
	case HTML_OL:
		end_list(k);
		break;
	case HTML_ROW:
	case HTML_TABLE:
		end_row(k);
		break;
	case HTML_BLOCK:
	case HTML_BR:
		part(k);
		break;
	default:
		break;
	}
}

/* Text whose blank lines part paragraphs, as some write them. */
static void
put_text(struct blocks_state *k, struct slice s)
{
	const char *p = s.p, *end = s.p + s.n, *lf, *next;

	for (lf = p; lf < end; lf = next) {
		if ((lf = memchr(lf, '\n', (size_t)(end - lf))) == NULL)
			break;
		next = lf + 1;
		while (next < end && (*next == ' ' || *next == '\t'))
			next++;
		if (next == end || *next != '\n')
			continue;
		out_text(k->out, (struct slice){ p, (size_t)(lf - p) });
		part(k);
		p = next;
	}
	out_text(k->out, (struct slice){ p, (size_t)(end - p) });
}

static void
put_token(struct blocks_state *k, const struct html_token *t)
{
	if (t->kind != HTML_TEXT && (t->element == HTML_HIDDEN ||
	    t->element == HTML_SCRIPT))
		hide(k, t);
	else if (k->hidden > 0)
		return;
	else if (t->kind == HTML_TEXT && k->in_pre)
		buf_put_slice(&k->pre, decode(k, t->s));
	else if (t->kind == HTML_TEXT)
		put_text(k, decode(k, t->s));
	else if (t->element == HTML_PRE && t->kind == HTML_CLOSE)
		end_pre(k);
	else if (k->in_pre && t->element == HTML_BR)
		buf_putc(&k->pre, '\n');
	else if (k->in_pre && (t->element == HTML_INLINE ||
	    t->element == HTML_A))
		return;
	else {
		end_pre(k);
		if (t->kind == HTML_OPEN)
			open_element(k, t);
		else
			close_element(k, t);
	}
}

void
html_write(struct out *o, struct slice s, bool quoted)
{
	struct blocks_state k = { .out = o, .quotes = quoted };
	struct html_token t;
	struct html h;

	buf_init(&k.href, TEXT_MAX);
	buf_init(&k.pre, TEXT_MAX);
	buf_init(&k.text, TEXT_MAX);
	html_init(&h, s);
	for (html_next(&h, &t); t.kind != HTML_END; html_next(&h, &t))
		put_token(&k, &t);
	end_pre(&k);
	end_link(&k);
	flush(&k);
	out_break(o);
	o->to->failed = o->to->failed || k.pre.failed || k.href.failed;
	buf_fini(&k.text);
	buf_fini(&k.pre);
	buf_fini(&k.href);
}

void
html_inline(struct out *o, struct slice s)
{
	struct html_token t;
	struct html h;
	struct buf text;

	buf_init(&text, TEXT_MAX);
	html_init(&h, s);
	for (html_next(&h, &t); t.kind != HTML_END; html_next(&h, &t))
		if (t.kind == HTML_TEXT && !t.raw) {
			buf_clear(&text);
			entity_put_text(t.s, &text);
			out_text(o, buf_slice(&text));
		} else if (t.kind != HTML_TEXT && t.element != HTML_INLINE &&
		    t.element != HTML_A) {
			out_text(o, slice_of(" "));
		}
	o->to->failed = o->to->failed || text.failed;
	buf_fini(&text);
}

#include "import/out.h"

#include <string.h>
#include <strings.h>
#include <unictype.h>
#include <unistr.h>

#include "import/target.h"
#include "model/build.h"
#include "model/target.h"
#include "parse/inline.h"
#include "parse/qa.h"
#include "parse/source.h"

enum {
	TEXT_MAX = 16 << 20,	/* bytes; a source has at most a quarter */
	LINE_MAX_OUT = 60000,	/* bytes; SOURCE_MAX_LINE with room for marks */
};

void
out_init(struct out *o, struct buf *to, struct diags *diags)
{
	*o = (struct out){ .to = to, .diags = diags };
	buf_init(&o->text, TEXT_MAX);
	buf_init(&o->targets, TEXT_MAX);
	buf_init(&o->markup, 2 * TEXT_MAX);
	buf_init(&o->after, TEXT_MAX);
}

void
out_fini(struct out *o)
{
	buf_fini(&o->text);
	buf_fini(&o->targets);
	buf_fini(&o->markup);
	buf_fini(&o->after);
	vec_fini(&o->links);
}

/* --- lines ----------------------------------------------------------------- */

/* Whether two texts, on a line each, are joined without a blank. */
static bool
joins_closely(struct slice before, struct slice after)
{
	struct buf pair;
	size_t i = before.n;
	bool closely;

	while (i > 0 && (before.p[--i] & 0xc0) == 0x80)
		;
	before = slice_from(before, i);
	after.n = (size_t)u8_mblen((const uint8_t *)after.p, after.n);
	buf_init(&pair, 16);
	build_put_line(&pair, before);
	build_put_line(&pair, after);
	closely = pair.n == before.n + after.n;
	buf_fini(&pair);
	return closely;
}

/*
 * Whether s may go on at i on a line of its own and read as if it did not. A
 * blank there goes with the line end: *skip.
 */
static bool
may_break(struct slice s, size_t i, size_t *skip)
{
	struct slice before = { s.p, i }, rest;

	*skip = s.p[i] == ' ';
	rest = slice_from(s, i + *skip);
	return (rest.p[0] & 0xc0) != 0x80 &&
	    joins_closely(before, rest) != (bool)*skip &&
	    rest.p[0] != '\\' && qa_mark(rest) == QA_TEXT;
}

/* s in lines that are not too long, each behind prefix or more. */
static void
put_lines(struct out *o, const char *prefix, const char *more, struct slice s)
{
	size_t i, skip;

	buf_puts(o->to, prefix);
	while (s.n > LINE_MAX_OUT) {
		for (i = LINE_MAX_OUT; i > 0; i--)
			if (may_break(s, i, &skip))
				break;
		if (i == 0) {
			diag_add(o->diags, o->line, "E606",
			    "a word of more than %d bytes", LINE_MAX_OUT);
			break;
		}
		buf_put(o->to, s.p, i);
		buf_putc(o->to, '\n');
		buf_puts(o->to, more);
		s = slice_from(s, i + skip);
	}
	buf_put_slice(o->to, s);
	buf_putc(o->to, '\n');
}

/* What is left of s on one line, and its end. */
static void
put_on_line(struct out *o, struct slice s)
{
	out_text(o, s);
	buf_put_slice(o->to, buf_slice(&o->text));
	buf_putc(o->to, '\n');
	buf_clear(&o->text);
	o->space = SPACE_NONE;
}

void
out_field(struct out *o, const char *key, struct slice value)
{
	if (value.n == 0)
		return;
	buf_printf(o->to, "%s: ", key);
	put_on_line(o, value);
}

void
out_separator(struct out *o)
{
	out_break(o);
	buf_puts(o->to, "\n-\n");
	o->last = OUT_START;
}

void
out_question(struct out *o, struct slice s)
{
	struct qa_list_mark list;
	enum qa_mark mark = qa_mark(s);
	bool numbered = mark == QA_LIST && qa_list_mark(s, &list) &&
	    list.number > 0;

	if (s.p[0] == '\\' || qa_looks_like_attribute(s) != NULL ||
	    (mark != QA_TEXT && !numbered))
		buf_putc(o->to, '\\');
	buf_put_slice(o->to, s);
	/* a backslash at the end would go on with the next line */
	if (s.p[s.n - 1] == '\\')
		buf_puts(o->to, " \\\n");
	buf_putc(o->to, '\n');
}

/* --- the current text ------------------------------------------------------ */

/* Appends what of s a document may hold; white space that is not a blank, a tab
   or a line end becomes one of these. */
static void
put_clean(struct buf *to, struct slice s)
{
	ucs4_t c;
	int n;

	for (; s.n > 0; s = slice_from(s, (size_t)n)) {
		n = u8_mbtouc(&c, (const uint8_t *)s.p, s.n);
		if (c == '\r' ? s.n == 1 || s.p[1] != '\n' :
		    c == '\f' || c == '\v' || c == 0x2028 || c == 0x2029)
			buf_putc(to, '\n');
		else if (c == '\n' || c == '\t' || source_may_hold(c))
			buf_put(to, s.p, (size_t)n);
	}
}

/* One character that is no white space, behind the white space before it. */
static void
put_visible(struct out *o, struct slice c)
{
	if (o->space == SPACE_BLANK && o->text.n > 0)
		buf_putc(&o->text, ' ');
	if (o->space == SPACE_LINE)
		build_put_line(&o->text, c);
	else
		buf_put_slice(&o->text, c);
	o->space = SPACE_NONE;
	if (o->opening)
		o->opened = (uint32_t)(o->text.n - c.n);
	o->opening = false;
}

void
out_text(struct out *o, struct slice s)
{
	struct buf clean;
	struct slice c;
	size_t i = 0;

	buf_init(&clean, TEXT_MAX);
	put_clean(&clean, s);
	while (i < clean.n) {
		c = (struct slice){ clean.p + i, 1 };
		if (c.p[0] == '\n' || c.p[0] == ' ' || c.p[0] == '\t') {
			if (c.p[0] == '\n')
				o->space = SPACE_LINE;
			else if (o->space == SPACE_NONE)
				o->space = SPACE_BLANK;
		} else {
			c.n = (size_t)u8_mblen((const uint8_t *)c.p,
			    clean.n - i);
			put_visible(o, c);
		}
		i += c.n;
	}
	o->to->failed = o->to->failed || clean.failed || o->text.failed;
	buf_fini(&clean);
}

void
out_link_open(struct out *o)
{
	o->open = o->opening = true;
}

void
out_link_close(struct out *o, struct slice href)
{
	uint32_t start = (uint32_t)o->targets.n;
	struct slice target;
	struct out_link *l;

	if (!o->open)
		return;
	o->open = false;
	target_write(&o->targets, href, o->base, o->ids);
	target = slice_from(buf_slice(&o->targets), start);
	if (target.n == 0) {
		diag_add(o->diags, o->line, "N604",
		    "link to \"%.*s\" leads nowhere; its text is kept",
		    diag_quote(href), href.p);
	} else if (o->opening) {	/* without a label */
		out_text(o, target);
	} else if ((l = vec_push(&o->links)) == NULL) {
		o->to->failed = true;
	} else {
		*l = (struct out_link){ o->opened,
			(uint32_t)o->text.n - o->opened, start,
			(uint32_t)target.n };
	}
	o->opening = false;
}

void
out_link_drop(struct out *o)
{
	o->open = o->opening = false;
}

bool
out_link_is_empty(const struct out *o)
{
	return o->opening;
}

bool
out_has_text(const struct out *o)
{
	return o->text.n > 0;
}

/* --- from text to markup --------------------------------------------------- */

static struct slice
label_of(const struct out *o, const struct out_link *l)
{
	return (struct slice){ o->text.p + l->start, l->n };
}

static struct slice
target_of(const struct out *o, const struct out_link *l)
{
	return (struct slice){ o->targets.p + l->target, l->ntarget };
}

/* Text in which "](" is no link any more, and with strict nor is "<...>". */
static void
put_plain(struct out *o, struct slice s, bool strict)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		buf_putc(&o->markup, s.p[i]);
		if (i + 1 < s.n && ((s.p[i] == ']' && s.p[i + 1] == '(') ||
		    (strict && s.p[i] == '<' && s.p[i + 1] != ' ')))
			buf_putc(&o->markup, ' ');
	}
}

static void
put_inline(struct out *o)
{
	struct slice text = buf_slice(&o->text);
	const struct out_link *l;
	size_t at = 0;
	uint32_t i;

	buf_clear(&o->markup);
	for (i = 0; i < o->links.n; i++, at = l->start + l->n) {
		l = &o->links.v[i];
		put_plain(o, (struct slice){ text.p + at, l->start - at },
		    false);
		buf_putc(&o->markup, '[');
		buf_put_slice(&o->markup, label_of(o, l));
		buf_puts(&o->markup, "](");
		buf_put_slice(&o->markup, target_of(o, l));
		buf_putc(&o->markup, ')');
	}
	put_plain(o, slice_from(text, at), false);
}

static bool
is_link(const struct out *o, const struct out_link *meant, struct page *page,
    const struct text *t, const struct link *link)
{
	struct target target = target_make(&page->arena, page,
	    target_of(o, meant));

	return target.href != NULL && target.kind == link->target.kind &&
	    strcmp(target.href, link->target.href) == 0 &&
	    slice_eq(label_of(o, meant),
		(struct slice){ t->s + link->start, link->n });
}

/* Whether the text of a page has our links, in order, bare ones aside. */
static bool
has_links(const struct out *o, struct page *page)
{
	const struct text *t = &page->intro.v[0].text;
	uint32_t i, n = 0;

	for (i = 0; i < t->nlinks; i++)
		if (!t->links[i].bare && (n == o->links.n ||
		    !is_link(o, &o->links.v[n++], page, t, &t->links[i])))
			return false;
	return n == o->links.n;
}

struct items {
	const struct page *ids;
	bool missing;
};

static void
look_up(void *arg, const struct target *t, uint32_t line)
{
	struct items *k = arg;

	(void)line;
	if (t->kind == TARGET_ITEM && (k->ids == NULL ||
	    page_find(k->ids, slice_of(t->href), NULL) == -1))
		k->missing = true;
}

/* Whether the reader finds the links that were meant, and no others. */
static bool
reads_back(struct out *o)
{
	struct build *b = build_new(PAGE_QA, "x.qa", slice_of("x"));
	struct items items = { .ids = o->ids };
	struct page *page = NULL;
	struct diags diags;
	bool same = false;

	diags_init(&diags, false);
	if (b != NULL &&
	    inline_read(b, buf_slice(&o->markup), 1, &diags) == 0) {
		build_para(b, 1);
		page = build_finish(b);
	}
	if (page != NULL && diags.list.n == 0 && page->intro.n == 1) {
		page_each_target(page, look_up, &items);
		same = !items.missing &&
		    has_links(o, page);
	}
	page_unref(page);
	build_free(b);
	diags_fini(&diags);
	return same;
}

/* The links go to lines of their own, once the block has ended. */
static void
put_links_after(struct out *o)
{
	const struct out_link *l;
	uint32_t i;

	for (i = 0; i < o->links.n; i++) {
		l = &o->links.v[i];
		buf_puts(&o->after, "=> ");
		buf_put_slice(&o->after, target_of(o, l));
		buf_putc(&o->after, ' ');
		buf_put_slice(&o->after, label_of(o, l));
		buf_putc(&o->after, '\n');
	}
}

/* Takes the current text, as it is to be written. */
static struct slice
take_markup(struct out *o)
{
	struct slice text = buf_slice(&o->text);

	put_inline(o);
	if ((o->links.n > 0 || memchr(text.p, '<', text.n) != NULL) &&
	    !reads_back(o)) {
		buf_clear(&o->markup);
		put_plain(o, text, true);
		put_links_after(o);
	}
	o->to->failed = o->to->failed || o->markup.failed || o->after.failed ||
	    o->targets.failed;
	buf_clear(&o->text);
	buf_clear(&o->targets);
	o->links.n = 0;
	o->space = SPACE_NONE;
	out_link_drop(o);
	return buf_slice(&o->markup);
}

/* --- blocks ---------------------------------------------------------------- */

static void
put_waiting(struct out *o)
{
	if (o->after.n == 0)
		return;
	buf_put_slice(o->to, buf_slice(&o->after));
	buf_clear(&o->after);
	o->last = OUT_LINK;
}

void
out_break(struct out *o)
{
	put_waiting(o);
	if (o->last == OUT_LIST || o->last == OUT_QUOTE)
		o->last = OUT_BLOCK;
}

/* What stands between the last block and one that is next. */
static void
begin_block(struct out *o, enum out_last next)
{
	if (next != o->last)
		put_waiting(o);
	if (next == OUT_QUOTE && o->last == OUT_QUOTE)
		buf_puts(o->to, ">\n");
	else if (o->last != OUT_START && next != o->last)
		buf_putc(o->to, '\n');
	else if (o->last == OUT_BLOCK)
		buf_putc(o->to, '\n');
	o->last = next;
}

void
out_para(struct out *o)
{
	bool first = o->last == OUT_START;
	struct slice s;

	if (!out_has_text(o))
		return;
	begin_block(o, OUT_BLOCK);
	s = take_markup(o);
	put_lines(o, s.p[0] == '\\' || s.p[0] == '#' ||
		qa_mark(s) != QA_TEXT ||
		(first && qa_looks_like_attribute(s) != NULL) ? "\\" : "",
	    "", s);
	put_waiting(o);
}

void
out_quote(struct out *o)
{
	if (!out_has_text(o))
		return;
	begin_block(o, OUT_QUOTE);
	put_lines(o, "> ", "> ", take_markup(o));
}

void
out_item(struct out *o, unsigned depth, unsigned number)
{
	char prefix[32], more[32];
	int indent = 2 * (int)(depth < 3 ? depth : 2);

	if (!out_has_text(o))
		return;
	begin_block(o, OUT_LIST);
	if (number > 0 && number <= 999)
		snprintf(prefix, sizeof(prefix), "%*s%u. ", indent, "", number);
	else if (number > 999)
		snprintf(prefix, sizeof(prefix), "%*s* %u. ", indent, "",
		    number);
	else
		snprintf(prefix, sizeof(prefix), "%*s* ", indent, "");
	snprintf(more, sizeof(more), "%*s", indent + 2, "");
	put_lines(o, prefix, more, take_markup(o));
}

void
out_subhead(struct out *o)
{
	if (!out_has_text(o))
		return;
	begin_block(o, OUT_BLOCK);
	put_lines(o, "### ", "### ", take_markup(o));
	put_waiting(o);
}

void
out_pre(struct out *o, struct slice label, struct slice body)
{
	struct buf clean;
	struct slice rest, line;

	buf_init(&clean, TEXT_MAX);
	put_clean(&clean, body);
	rest = buf_slice(&clean);
	while (rest.n > 0 && (rest.p[rest.n - 1] == '\n' ||
	    rest.p[rest.n - 1] == ' '))
		rest.n--;
	begin_block(o, OUT_BLOCK);
	buf_puts(o->to, "```");
	put_on_line(o, label);
	while (rest.n > 0) {
		line = slice_take_until(&rest, "\n");
		rest = slice_from(rest, 1);
		if (line.n > LINE_MAX_OUT)
			diag_add(o->diags, o->line, "E606", "a line of more "
			    "than %d bytes in preformatted text",
			    LINE_MAX_OUT);
		else if (slice_starts(line, "```"))
			buf_putc(o->to, ' ');
		buf_put_slice(o->to, line);
		buf_putc(o->to, '\n');
	}
	buf_puts(o->to, "```\n");
	o->to->failed = o->to->failed || clean.failed;
	buf_fini(&clean);
}

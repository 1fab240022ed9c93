/*
 * The current text: put together from pieces and lines, with the links that
 * were opened and closed in it.
 */
#include <string.h>
#include <unictype.h>
#include <unistr.h>
#include <uniwidth.h>

#include "model/build_part.h"
#include "model/target.h"

/* written without spaces between lines: Han, kana, full-width punctuation */
static bool
joins_closely(ucs4_t c)
{
	const uc_script_t *script = uc_script(c);
	const char *name = script != NULL ? script->name : "";

	if (uc_width(c, "UTF-8") != 2)
		return false;
	return strcmp(name, "Han") == 0 || strcmp(name, "Hiragana") == 0 ||
	    strcmp(name, "Katakana") == 0 ||
	    uc_is_general_category(c, UC_PUNCTUATION) ||
	    uc_is_general_category(c, UC_MODIFIER_LETTER);	/* U+30FC */
}

static bool
ends_with_blank(const struct buf *t)
{
	return t->n > 0 && (t->p[t->n - 1] == ' ' || t->p[t->n - 1] == '\t');
}

/* the space, or none, that a line end before s stands for */
static void
join(struct buf *t, struct slice s)
{
	const uint8_t *end;
	ucs4_t before, after;

	if (t->n == 0 || ends_with_blank(t) || s.p[0] == ' ' || s.p[0] == '\t')
		return;
	end = (const uint8_t *)t->p + t->n;
	if ((unsigned char)s.p[0] >= 0x80 && end[-1] >= 0x80 &&
	    u8_prev(&before, end, (const uint8_t *)t->p) != NULL &&
	    u8_mbtouc(&after, (const uint8_t *)s.p, s.n) > 0 &&
	    joins_closely(before) && joins_closely(after))
		return;
	buf_putc(t, ' ');
}

void
build_put_line(struct buf *t, struct slice line)
{
	if (line.n > 0) {
		join(t, line);
		buf_put_slice(t, line);
	}
}

void
build_text(struct build *b, struct slice s)
{
	if (s.n == 0)
		return;
	if (b->joining)
		join(&b->text, s);
	if (b->opening)
		b->opened = b->text.n;
	b->joining = b->opening = false;
	buf_put_slice(&b->text, s);
}

void
build_join(struct build *b)
{
	b->joining = true;
}

void
build_link_open(struct build *b)
{
	b->opening = true;
	b->opened = b->text.n;
}

void
build_link_close(struct build *b, struct slice target, uint32_t line)
{
	bool bare = b->opening;
	struct link *l;

	if (bare)
		build_text(b, target);
	b->opening = false;
	if ((l = vec_push(&b->links)) == NULL) {
		b->failed = true;
		return;
	}
	l->start = (uint32_t)b->opened;
	l->n = (uint32_t)(b->text.n - b->opened);
	l->bare = bare;
	l->line = line;
	l->target = target_make(&b->page->arena, b->page, target);
}

bool
build_has_text(const struct build *b)
{
	return b->text.n > 0;
}

void
build_drop_text(struct build *b)
{
	b->failed = b->failed || b->text.failed;
	buf_clear(&b->text);
	b->links.n = 0;
	b->joining = b->opening = false;
}

/* Blanks that were dropped at the end may have been those of links. */
static void
clamp_links(struct build *b)
{
	uint32_t end = (uint32_t)b->text.n, i = b->links.n;
	struct link *l;

	while (i-- > 0) {
		l = &b->links.v[i];
		if (l->start + l->n <= end)
			break;
		if (l->start > end)
			l->start = end;
		l->n = end - l->start;
	}
}

struct text
build_take_text(struct build *b)
{
	struct text t = { 0 };

	while (ends_with_blank(&b->text))
		b->text.n--;
	clamp_links(b);
	if (b->text.n > 0) {
		t.s = arena_str(&b->page->arena, buf_slice(&b->text));
		t.n = (uint32_t)b->text.n;
		t.nlinks = b->links.n;
		t.links = arena_copy(&b->page->arena, b->links.v,
		    b->links.n * sizeof(*b->links.v));
	}
	build_drop_text(b);
	return t;
}

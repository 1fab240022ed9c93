#include "render/lint.h"

#include <string.h>
#include <unictype.h>
#include <unistr.h>
#include <uniwidth.h>

#include "model/mime.h"
#include "parse/alike.h"
#include "render/view.h"

enum {
	PATH_CAP = 64 << 10,	/* bytes */
	TEXT_CAP = 64 << 20,	/* bytes of an answer, decomposed */
};

struct lint {
	const struct page *page;
	const struct corpus *corpus;
	bool (*made)(struct slice path);
	struct diags *diags;
};

/* W209 */
static void
check_width(struct lint *l, const char *what, const char *text, uint32_t line)
{
	int width = u8_width((const uint8_t *)text, strlen(text), "UTF-8");

	if (width > VIEW_MENU_WIDTH)
		diag_add(l->diags, line, "W209", "%s of %d columns is broken "
		    "in Gopher menus, whose lines have %d", what, width,
		    VIEW_MENU_WIDTH);
}

/* Whether there is anything to see. */
static bool
is_visible(struct slice s)
{
	ucs4_t c;
	int n;

	for (; s.n > 0; s = slice_from(s, (size_t)n)) {
		n = u8_mbtouc(&c, (const uint8_t *)s.p, s.n);
		if (!uc_is_property_white_space(c) &&
		    !uc_is_property_default_ignorable_code_point(c) &&
		    !uc_is_general_category(c, UC_CONTROL))
			return true;
	}
	return false;
}

/* W208 */
static void
check_answer(struct lint *l, const struct item *item)
{
	struct buf text;

	buf_init(&text, TEXT_CAP);
	alike_text(&item->answer, &text);
	if (!text.failed && !is_visible(buf_slice(&text)))
		diag_add(l->diags, item->line, "W208",
		    "nothing in the answer can be seen");
	buf_fini(&text);
}

/* --- links ----------------------------------------------------------------- */

/* W401, W402 */
static void
check_path(struct lint *l, struct slice path, uint32_t line)
{
	struct buf now;
	struct found f;
	bool slash;

	f = corpus_find(l->corpus, path, &slash);
	if ((f.kind == FOUND_NONE || f.kind == FOUND_GONE) && !l->made(path))
		diag_add(l->diags, line, "W401",
		    "link to %.*s, where nothing is", diag_quote(path),
		    path.p);
	if (!f.moved)
		return;
	buf_init(&now, PATH_CAP);
	if (f.item != -1)
		view_item_path(&now, f.entry->page, f.item);
	else
		view_entry_path(&now, f.entry);
	if (!now.failed)
		diag_add(l->diags, line, "W402",
		    "link to %.*s, which is now %.*s", diag_quote(path), path.p,
		    diag_quote(buf_slice(&now)), now.p);
	buf_fini(&now);
}

static void
check_target(void *arg, const struct target *target, uint32_t line)
{
	struct lint *l = arg;
	struct buf path;

	if (target->kind != TARGET_PATH || l->corpus == NULL)
		return;
	buf_init(&path, PATH_CAP);
	view_decode(&path, (struct slice){ target->href,
	    strcspn(target->href, "?") });
	if (!path.failed)
		check_path(l, buf_slice(&path), line);
	buf_fini(&path);
}

/* W403: of a picture that is not shown a reader should know what it is. */
static void
check_picture(struct lint *l, const struct block *b)
{
	if (b->link.label[0] == '\0' &&
	    strncmp(mime_type(b->link.target.href), "image/", 6) == 0)
		diag_add(l->diags, b->line, "W403",
		    "picture without a label: say what it shows");
}

/* W404: the label is what is read aloud in place of drawings. Tables of
   Markdown are such blocks too, and cannot have one. */
static void
check_preformatted(struct lint *l, const struct block *b)
{
	if (b->pre.label[0] == '\0' &&
	    strcmp(mime_type(l->page->file), "text/markdown") != 0)
		diag_add(l->diags, b->line, "W404",
		    "preformatted text without a label: say what it is");
}

static void
check_blocks(struct lint *l, const struct blocks *blocks)
{
	const struct block *b = blocks->v;
	uint32_t i;

	for (i = 0; i < blocks->n; i++, b++)
		if (b->kind == BLOCK_LINK)
			check_picture(l, b);
		else if (b->kind == BLOCK_PRE)
			check_preformatted(l, b);
}

void
lint_page(const struct page *page, const struct corpus *corpus,
    bool (*made)(struct slice path), struct diags *diags)
{
	struct lint l = { page, corpus, made, diags };
	const struct item *item = page->items;
	uint32_t i;

	check_width(&l, "title", page->title, 1);
	check_blocks(&l, &page->intro);
	for (i = 0; i < page->nitems; i++, item++) {
		check_width(&l, "question", item->question, item->line);
		check_answer(&l, item);
		check_blocks(&l, &item->answer);
	}
	page_each_target(page, check_target, &l);
}

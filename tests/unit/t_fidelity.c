/*
 * The words of the model, of the gemtext views and of the Gopher views are the
 * same words in the same order; links' addresses, their numbers and navigation
 * aside. On the documents of pages.h and on generated ones.
 *
 * A word is a run of letters, digits and bytes above 127.
 */
#include <ctype.h>
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "generate.h"
#include "golden.h"
#include "model/build.h"
#include "pages.h"
#include "parse/load.h"
#include "render/gemtext.h"
#include "render/menu.h"
#include "render/plain.h"

enum { CAP = 1 << 20 };

static struct view view = { .host = "example.org", .port = 70,
	.text_width = VIEW_TEXT_WIDTH };

/* --- words ---------------------------------------------------------------- */

static bool
is_word(char c)
{
	return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

/*
 * Appends the words of s, each with a blank behind it, without "[1]" and
 * without Gopher's addresses, by which text says where a link leads.
 */
static void
put_words(struct buf *out, struct slice s)
{
	size_t i, k;

	for (i = 0; i < s.n; i++) {
		for (k = i + 1; s.p[i] == '[' && k < s.n &&
		     isdigit((unsigned char)s.p[k]); k++)
			;
		if (s.p[i] == '[' && k > i + 1 && k < s.n && s.p[k] == ']')
			i = k;
		else if (slice_starts(slice_from(s, i), "gopher://"))
			while (i + 1 < s.n && s.p[i + 1] != ' ')
				i++;
		else if (is_word(s.p[i]))
			buf_putc(out, s.p[i]);
		else if (out->n > 0 && out->p[out->n - 1] != ' ')
			buf_putc(out, ' ');
	}
	if (out->n > 0 && out->p[out->n - 1] != ' ')
		buf_putc(out, ' ');
}

static struct slice
take_line(struct slice *rest)
{
	const char *lf = memchr(rest->p, '\n', rest->n);
	struct slice line = { rest->p, (size_t)(lf - rest->p) };

	assert_non_null(lf);
	*rest = slice_from(*rest, line.n + 1);
	if (line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	return line;
}

static void
put_string(struct buf *out, const char *s)
{
	if (s != NULL)
		put_words(out, slice_of(s));
}

/* What text shows of a link: its label, or where it leads. */
static const char *
shown_link(const struct block *b)
{
	const char *href = b->link.target.href;

	if (*b->link.label != '\0')
		return b->link.label;
	return b->link.target.kind == TARGET_URI ? href : "";
}

static void
model_block(struct buf *out, const struct block *b, bool link_lines)
{
	char number[8];
	uint32_t i;

	switch (b->kind) {
	case BLOCK_PARA:
		put_string(out, b->text.s);
		break;
	case BLOCK_SUBHEAD:
		put_string(out, b->subhead.text.s);
		break;
	case BLOCK_LIST:
		for (i = 0; i < b->list.n; i++) {
			snprintf(number, sizeof(number), "%u",
			    b->list.v[i].number);
			put_string(out,
			    b->list.v[i].number > 0 ? number : NULL);
			put_string(out, b->list.v[i].text.s);
		}
		break;
	case BLOCK_QUOTE:
		for (i = 0; i < b->quote.n; i++)
			put_string(out, b->quote.v[i].s);
		break;
	case BLOCK_PRE:
		put_string(out, b->pre.label);
		put_string(out, b->pre.body);
		break;
	case BLOCK_LINK:
		if (link_lines)
			put_string(out, shown_link(b));
		break;
	}
}

static void
model_blocks(struct buf *out, const struct blocks *blocks, bool link_lines)
{
	uint32_t i;

	for (i = 0; i < blocks->n; i++)
		model_block(out, &blocks->v[i], link_lines);
}

static void
model_head(struct buf *out, const struct page *p, bool link_lines)
{
	put_string(out, p->title);
	put_string(out, p->date != NULL ? "Published" : NULL);
	put_string(out, p->date);
	put_string(out, p->updated != NULL ? "updated" : NULL);
	put_string(out, p->updated);
	model_blocks(out, &p->intro, link_lines);
}

static void
model_answer(struct buf *out, const struct item *i, bool link_lines)
{
	put_string(out, i->question);
	model_blocks(out, &i->answer, link_lines);
	put_string(out, i->updated != NULL ? "Updated" : NULL);
	put_string(out, i->updated);
}

static void
model_meta(struct buf *out, const struct page *p)
{
	uint32_t i;

	for (i = 0; i < p->nmeta; i++)
		if (view_shows_meta(&p->meta[i])) {
			put_string(out, p->meta[i].key);
			put_string(out, p->meta[i].value);
		}
}

static void
model_all(struct buf *out, const struct page *p, bool link_lines)
{
	uint32_t i;

	model_head(out, p, link_lines);
	for (i = 0; i < p->nitems; i++) {
		put_string(out, view_section(p, i));
		model_blocks(out, &p->items[i].lead, link_lines);
		model_answer(out, &p->items[i], link_lines);
	}
	model_meta(out, p);
}

/* --- what is read back from a view ---------------------------------------- */

/* headings are counted */
static unsigned
gemtext_words(struct buf *out, const struct buf *gemtext)
{
	struct slice rest = buf_slice(gemtext), line;
	unsigned headings = 0;
	bool pre = false;

	while (rest.n > 0) {
		line = take_line(&rest);
		if (slice_starts(line, "```"))
			pre = !pre;
		if (pre || !slice_starts(line, "=>"))
			put_words(out, line);
		if (!pre && slice_starts(line, "#"))
			headings++;
	}
	assert_false(pre);
	return headings;
}

/* up to the rule above the footer; notes left out */
static void
plain_words(struct buf *out, const struct buf *plain)
{
	struct slice rest = buf_slice(plain), line;
	bool notes = false, above = false;	/* above: a blank line */
	char rule[256];

	memset(rule, '-', view.text_width);
	rule[view.text_width] = '\0';
	golden_check_text(plain, view.text_width);
	while (rest.n > 0) {
		line = take_line(&rest);
		if (above && slice_is(line, rule))
			break;
		if (above && slice_starts(line, "[1] "))
			notes = true;
		if (line.n == 0)
			notes = false;
		above = line.n == 0;
		if (!notes)
			put_words(out, line);
	}
}

/* A word wider than a line may be in pieces; no two words may be one. */
static void
assert_same_words(struct buf *want, struct buf *got)
{
	size_t i = 0, k;

	for (k = 0; k < got->n; k++)
		if (i < want->n && got->p[k] == want->p[i])
			i++;
		else
			assert_int_equal(got->p[k], ' ');
	assert_int_equal(i, want->n);
	buf_clear(want);
	buf_clear(got);
}

static unsigned
subheads(const struct blocks *blocks)
{
	unsigned n = 0;
	uint32_t i;

	for (i = 0; i < blocks->n; i++)
		n += blocks->v[i].kind == BLOCK_SUBHEAD;
	return n;
}

static void
check_items(const struct page *p)
{
	struct buf view_bytes, want, got;
	unsigned headings;
	uint32_t i;

	buf_init(&view_bytes, CAP);
	buf_init(&want, CAP);
	buf_init(&got, CAP);
	for (i = 0; i < p->nitems; i++) {
		gemtext_item(&view_bytes, p, i, &view);
		model_answer(&want, &p->items[i], false);
		headings = gemtext_words(&got, &view_bytes);
		assert_int_equal(headings, 1 + subheads(&p->items[i].answer));
		assert_same_words(&want, &got);
		buf_clear(&view_bytes);

		plain_item(&view_bytes, p, i, &view);
		model_answer(&want, &p->items[i], true);
		plain_words(&got, &view_bytes);
		assert_same_words(&want, &got);
		buf_clear(&view_bytes);
	}
	buf_fini(&view_bytes);
	buf_fini(&want);
	buf_fini(&got);
}

static void
check_all(const struct page *p)
{
	struct buf view_bytes, want, got;
	unsigned headings;
	uint32_t i;

	buf_init(&view_bytes, CAP);
	buf_init(&want, CAP);
	buf_init(&got, CAP);
	gemtext_all(&view_bytes, p, &view);
	model_all(&want, p, false);
	headings = gemtext_words(&got, &view_bytes);
	assert_same_words(&want, &got);
	buf_clear(&view_bytes);
	headings -= 1 + p->nitems + subheads(&p->intro);
	for (i = 0; i < p->nitems; i++)
		headings -= subheads(&p->items[i].lead) +
		    subheads(&p->items[i].answer) +
		    (view_section(p, i) != NULL);
	assert_int_equal(headings, 0);

	plain_all(&view_bytes, p, &view);
	model_all(&want, p, true);
	plain_words(&got, &view_bytes);
	assert_same_words(&want, &got);
	buf_fini(&view_bytes);
	buf_fini(&want);
	buf_fini(&got);
}

static void
count_link(void *arg, const struct target *target, struct slice label)
{
	(void)target;
	(void)label;
	++*(unsigned *)arg;
}

static unsigned
count_links(const struct blocks *blocks)
{
	unsigned n = 0;
	uint32_t i;

	for (i = 0; i < blocks->n; i++)
		view_each_link(&blocks->v[i], count_link, &n);
	return n;
}

/*
 * Words of info lines and questions, up to what is below the questions. The
 * author's links, each a line, stand above a question: in the intro and leads.
 */
static void
menu_words(struct buf *out, const struct buf *menu, const struct page *p)
{
	unsigned links = count_links(&p->intro);
	bool link = false;	/* the last entry; goes on in info lines */
	struct slice rest = buf_slice(menu), line;
	uint32_t item = 0;

	golden_check_menu(menu);
	if (p->nitems > 0)
		links += count_links(&p->items[0].lead);
	while (rest.n > 0) {
		line = take_line(&rest);
		line.n = (size_t)((const char *)memchr(line.p, '\t', line.n) -
		    line.p);
		if (links == 0 && item == p->nitems && (line.p[0] != 'i' ||
		    slice_is(line, "iLinks of the answers:")))
			break;
		if (line.p[0] == 'i') {
			link = link && slice_starts(line, "i  ");
		} else if ((link = links > 0)) {
			links--;
		} else if (++item < p->nitems) {
			links = count_links(&p->items[item].lead);
		}
		if (!link)
			put_words(out, slice_from(line, 1));
	}
}

static void
check_page(const struct page *p)
{
	struct buf view_bytes, want, got;
	struct slice rest, line;
	uint32_t i;

	buf_init(&view_bytes, CAP);
	buf_init(&want, CAP);
	buf_init(&got, CAP);
	menu_page(&view_bytes, p, &view);
	model_head(&want, p, false);
	for (i = 0; i < p->nitems; i++) {
		put_string(&want, view_section(p, i));
		model_blocks(&want, &p->items[i].lead, false);
		put_string(&want, p->items[i].question);
	}
	menu_words(&got, &view_bytes, p);
	assert_same_words(&want, &got);
	buf_clear(&view_bytes);

	/* in gemtext the questions are the links that lead to them */
	gemtext_page(&view_bytes, p, &view);
	rest = buf_slice(&view_bytes);
	for (i = 0; i < p->nitems;) {
		buf_clear(&want);
		buf_puts(&want, "=> ");
		view_address(&want, p, (int)i);
		buf_putc(&want, ' ');
		buf_puts(&want, p->items[i].question);
		line = take_line(&rest);
		i += slice_eq(line, buf_slice(&want));
	}
	buf_fini(&view_bytes);
	buf_fini(&want);
	buf_fini(&got);
}

static void
check(const struct page *p)
{
	check_items(p);
	check_all(p);
	check_page(p);
}

/* --- documents ------------------------------------------------------------ */

static void
documents_keep_their_words_in_every_view(void **state)
{
	struct page *ferry = pages_ferry(), *one = pages_one();
	struct page *shipped = pages_shipped();

	(void)state;
	check(ferry);
	check(one);
	check(shipped);
	page_unref(ferry);
	page_unref(one);
	page_unref(shipped);
}

static void
generated_documents_keep_their_words_in_every_view(void **state)
{
	unsigned seed = 1, i;
	struct page *p;

	(void)state;
	for (i = 0; i < 400; i++) {
		view.text_width = 40 + i % 60;
		p = generate_page(&seed);
		check(p);
		page_unref(p);
	}
	view.text_width = VIEW_TEXT_WIDTH;
}

/* Prose has no model of its own to compare with: both views are compared. */
static void
check_prose(const struct page *p)
{
	struct buf view_bytes, want, got;

	buf_init(&view_bytes, CAP);
	buf_init(&want, CAP);
	buf_init(&got, CAP);
	gemtext_prose(&view_bytes, p, &view);
	gemtext_words(&want, &view_bytes);
	buf_clear(&view_bytes);
	menu_prose(&view_bytes, p, &view);
	menu_words(&got, &view_bytes, p);
	assert_same_words(&want, &got);
	buf_fini(&view_bytes);
	buf_fini(&want);
	buf_fini(&got);
}

static unsigned
check_folder(const char *name)
{
	const char *srcdir = getenv("srcdir");
	char folder[4096], path[8192];
	unsigned pages = 0;
	struct diags diags;
	enum load_kind kind;
	struct dirent *e;
	struct page *p;
	DIR *dir;

	snprintf(folder, sizeof(folder), "%s/%s",
	    srcdir != NULL ? srcdir : ".", name);
	assert_non_null(dir = opendir(folder));
	while ((e = readdir(dir)) != NULL) {
		if (e->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, e->d_name);
		diags_init(&diags, false);
		if ((p = load_path(path, &kind, &diags)) != NULL) {
			if (p->kind == PAGE_QA)
				check(p);
			else
				check_prose(p);
			pages++;
		}
		page_unref(p);
		diags_fini(&diags);
	}
	closedir(dir);
	return pages;
}

static void
documents_of_every_format_keep_their_words_in_every_view(void **state)
{
	static const unsigned widths[] = { 60, 70, 120 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(widths) / sizeof(*widths); i++) {
		view.text_width = widths[i];
		assert_true(check_folder("tests/cases") >= 8);
		/* gemtext as we write it is gemtext to read */
		assert_true(check_folder("tests/golden") >= 10);
		assert_true(check_folder("capsule") >= 2);
	}
	view.text_width = VIEW_TEXT_WIDTH;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(documents_keep_their_words_in_every_view),
		cmocka_unit_test(
		    documents_of_every_format_keep_their_words_in_every_view),
		cmocka_unit_test(
		    generated_documents_keep_their_words_in_every_view),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/put_link.h"
#include "model/build.h"
#include "model/corpus.h"
#include "model/target.h"

static struct slice
s(const char *text)
{
	return slice_of(text);
}

/* a finished page with ids q1 .. qn; q1 has the alias "old" */
static struct page *
page_with_items(const char *file, const char *slug, int n)
{
	struct build *b = build_new(PAGE_QA, file, s(slug));
	struct page *p;
	char id[16];
	int i;

	build_title(b, s(slug), TITLE_HEADER);
	build_alias(b, s("former"));
	for (i = 1; i <= n; i++) {
		build_question(b, s("Why?"), (uint32_t)i);
		snprintf(id, sizeof(id), "q%d", i);
		build_item_id(b, s(id));
		if (i == 1)
			build_alias(b, s("old"));
		build_text(b, s("So."));
		build_para(b, (uint32_t)i);
	}
	p = build_finish(b);
	build_free(b);
	assert_non_null(p);
	assert_int_equal(page_index(p), 0);
	return p;
}

static void
blocks_belong_to_the_intro_and_then_to_the_last_question(void **state)
{
	struct build *b = build_new(PAGE_QA, "f/name.qa", s("name"));
	struct page *p;

	(void)state;
	build_text(b, s("Intro"));
	build_para(b, 1);
	build_tag(b, s("page-tag"));
	build_section(b, s("Part"));
	build_question(b, s("One?"), 3);
	build_tag(b, s("item-tag"));
	build_text(b, s("a"));
	build_list_item(b, 0, 0, 4);
	build_text(b, s("b"));
	build_list_item(b, 5, 0, 5);
	build_text(b, s("q"));
	build_quote(b, 6);
	build_pre(b, s("sh"), s("x\n"), 7);
	assert_int_equal(build_answer_blocks(b), 3);
	build_question(b, s("Two?"), 9);
	build_link_line(b, s("/x"), s("X"), 10);
	p = build_finish(b);
	assert_non_null(p);
	assert_string_equal(p->path, "/f/name");
	assert_int_equal(p->intro.n, 1);
	assert_string_equal(p->tags.v[0], "page-tag");
	assert_int_equal(p->nitems, 2);
	assert_string_equal(p->items[0].tags.v[0], "item-tag");
	assert_int_equal(p->items[0].answer.n, 3);
	assert_int_equal(p->items[0].answer.v[0].kind, BLOCK_LIST);
	assert_int_equal(p->items[0].answer.v[0].list.n, 2);
	assert_int_equal(p->items[0].answer.v[0].list.v[1].depth, 2);
	assert_int_equal(p->items[0].answer.v[1].kind, BLOCK_QUOTE);
	assert_int_equal(p->items[0].answer.v[2].kind, BLOCK_PRE);
	assert_string_equal(p->items[1].section, "Part");
	assert_int_equal(p->items[1].answer.n, 1);
	build_free(b);
	page_unref(p);
}

static void
lines_join_by_a_space_but_not_between_han_and_kana(void **state)
{
	static const struct {
		const char *first, *second, *joined;
	} cases[] = {
		{ "one", "two", "one two" },
		{ "one ", "two", "one two" },
		{ "네.", "두 쪽", "네. 두 쪽" },
		{ "朝は九時に", "開きます。", "朝は九時に開きます。" },
		{ "开门。", "然后", "开门。然后" },
		{ "カード", "リーダー", "カードリーダー" },
		{ "北", "b", "北 b" },
		{ "🚲", "🚲", "🚲 🚲" },
	};
	struct build *b;
	struct page *p;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		b = build_new(PAGE_QA, "a.qa", s("a"));
		build_text(b, s(cases[i].first));
		build_join(b);
		build_text(b, s(cases[i].second));
		build_join(b);	/* a line end with nothing behind it */
		build_para(b, 1);
		p = build_finish(b);
		build_free(b);
		assert_string_equal(p->intro.v[0].text.s, cases[i].joined);
		page_unref(p);
	}
}

static void
a_link_knows_its_label_within_the_text(void **state)
{
	struct build *b = build_new(PAGE_QA, "a.qa", s("a"));
	const struct text *t;
	struct page *p;

	(void)state;
	build_text(b, s("See"));
	build_join(b);
	put_link(b, s("the map"), s("#map"));
	build_text(b, s(" or "));
	put_link(b, s(""), s("gemini://example.org/"));
	build_text(b, s("."));
	build_para(b, 1);
	p = build_finish(b);
	build_free(b);
	t = &p->intro.v[0].text;
	assert_string_equal(t->s, "See the map or gemini://example.org/.");
	assert_int_equal(t->nlinks, 2);
	assert_int_equal(t->links[0].start, 4);
	assert_int_equal(t->links[0].n, 7);
	assert_int_equal(t->links[0].target.kind, TARGET_ITEM);
	assert_string_equal(t->links[0].target.href, "map");
	assert_true(t->links[1].bare);
	assert_string_equal(t->links[1].target.href, "gemini://example.org/");
	page_unref(p);
}

static void
note_line(void *arg, const struct target *t, uint32_t line)
{
	(void)t;
	*(uint32_t *)arg = *(uint32_t *)arg * 100 + line;
}

static void
a_label_may_run_over_lines_and_a_link_knows_its_own(void **state)
{
	struct build *b = build_new(PAGE_QA, "a.qa", s("a"));
	const struct text *t;
	uint32_t lines = 0;
	struct page *p;

	(void)state;
	build_text(b, s("See"));
	build_join(b);
	build_link_open(b);
	build_text(b, s("the"));
	build_join(b);
	build_text(b, s("map"));
	build_link_close(b, s("#map"), 13);
	build_join(b);
	build_link_open(b);
	build_link_close(b, s("mailto:a@b.c"), 14);
	put_link(b, s(""), s("#no-line"));
	build_para(b, 11);
	p = build_finish(b);
	build_free(b);
	t = &p->intro.v[0].text;
	assert_string_equal(t->s, "See the map mailto:a@b.c#no-line");
	assert_int_equal(t->nlinks, 3);
	assert_int_equal(t->links[0].start, 4);
	assert_int_equal(t->links[0].n, 7);
	assert_false(t->links[0].bare);
	assert_int_equal(t->links[1].start, 12);
	assert_int_equal(t->links[1].n, 12);
	assert_true(t->links[1].bare);
	page_each_target(p, note_line, &lines);
	assert_int_equal(lines, 131411);	/* the last: its block's */
	page_unref(p);
}

static void
targets_are_absolute_and_encoded(void **state)
{
	static const struct {
		const char *typed, *href;
		enum target_kind kind;
	} cases[] = {
		{ "https://e.org/a b", "https://e.org/a%20b", TARGET_URI },
		{ "mailto:a@b", "mailto:a@b", TARGET_URI },
		{ "//e.org/x", "gemini://e.org/x", TARGET_URI },
		{ "other", "/dir/other", TARGET_PATH },
		{ "other/", "/dir/other/", TARGET_PATH },
		{ "./a/../b.png", "/dir/b.png", TARGET_PATH },
		{ "../up", "/up", TARGET_PATH },
		{ "../../../up", "/up", TARGET_PATH },
		{ "..", "/", TARGET_PATH },
		{ "/top//x", "/top/x", TARGET_PATH },
		{ "/", "/", TARGET_PATH },
		{ "other#cost", "/dir/other/cost", TARGET_PATH },
		{ "/p/#cost", "/p/cost", TARGET_PATH },
		{ "a.png#x", "/dir/a.png", TARGET_PATH },
		{ "/s?a b", "/s?a%20b", TARGET_PATH },
		{ "caf\xc3\xa9%20%zz", "/dir/caf%C3%A9%20%25zz", TARGET_PATH },
		{ "#cost", "cost", TARGET_ITEM },
	};
	struct arena a;
	struct page page = { .kind = PAGE_QA, .file = "dir/page.qa" };
	struct target t;
	size_t i;

	(void)state;
	arena_init(&a);
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		t = target_make(&a, &page, s(cases[i].typed));
		assert_string_equal(t.href, cases[i].href);
		assert_int_equal(t.kind, cases[i].kind);
	}
	page.kind = PAGE_PROSE;
	t = target_make(&a, &page, s("#part"));
	assert_string_equal(t.href, "/dir/page.qa");
	arena_fini(&a);
}

static void
an_item_is_found_by_id_and_by_alias(void **state)
{
	struct page *p = page_with_items("a.qa", "a", 50);
	bool alias;

	(void)state;
	assert_int_equal(page_find(p, s("q1"), &alias), 0);
	assert_false(alias);
	assert_int_equal(page_find(p, s("q50"), &alias), 49);
	assert_int_equal(page_find(p, s("old"), &alias), 0);
	assert_true(alias);
	assert_int_equal(page_find(p, s("q"), NULL), -1);
	assert_int_equal(page_find(p, s("q51"), NULL), -1);
	assert_int_equal(page_find(p, s("q1x"), NULL), -1);
	assert_int_equal(page_find(p, (struct slice){ "q1\0", 3 }, NULL), -1);
	page_unref(p);
}

static void
a_corpus_finds_every_kind_of_address(void **state)
{
	static const struct {
		const char *path;
		enum found_kind kind;
		int item;
		bool slash, moved;
	} cases[] = {
		{ "", FOUND_FOLDER, -1, false, false },
		{ "/", FOUND_FOLDER, -1, true, false },
		{ "/faq", FOUND_PAGE, -1, false, false },
		{ "/faq/", FOUND_PAGE, -1, true, false },
		{ "/faq/all", FOUND_ALL, -1, false, false },
		{ "/faq/q2", FOUND_ITEM, 1, false, false },
		{ "/faq/old", FOUND_ITEM, 0, false, true },
		{ "/former", FOUND_PAGE, -1, false, true },
		{ "/former/", FOUND_PAGE, -1, true, true },
		{ "/former/q2", FOUND_ITEM, 1, false, true },
		{ "/former/old", FOUND_ITEM, 0, false, true },
		{ "/former/all", FOUND_ALL, -1, false, true },
		{ "/former/none", FOUND_NONE, -1, false, false },
		/* documents name each other by file */
		{ "/faq.qa", FOUND_PAGE, -1, false, true },
		{ "/faq.qa/q2", FOUND_ITEM, 1, false, true },
		{ "/faq.qa/none", FOUND_PAGE, -1, false, true },
		{ "/dir/deep/b.qa/old", FOUND_ITEM, 0, false, true },
		{ "/faq/none", FOUND_NONE, -1, false, false },
		{ "/faq/q2/x", FOUND_NONE, -1, false, false },
		{ "/dir", FOUND_FOLDER, -1, false, false },
		{ "/dir/deep/b/q1", FOUND_ITEM, 0, false, false },
		{ "/dir/pic.png", FOUND_FILE, -1, false, false },
		{ "/pic.png", FOUND_NONE, -1, false, false },
		{ "faq", FOUND_NONE, -1, false, false },
	};
	struct corpus *c = corpus_new();
	struct page *faq = page_with_items("faq.qa", "faq", 3);
	struct page *twin = page_with_items("faq.txt", "faq", 1);
	struct page *deep = page_with_items("dir/deep/b.qa", "b", 1);
	const struct entry *root, *dir;
	struct found f;
	bool slash;
	size_t i;

	(void)state;
	assert_string_equal(corpus_add_page(c, faq)->file, "faq.qa");
	assert_string_equal(corpus_add_page(c, twin)->file, "faq.qa");
	corpus_add_page(c, deep);
	corpus_add_file(c, "dir/pic.png");
	assert_int_equal(corpus_finish(c), 0);
	page_unref(faq);
	page_unref(twin);
	page_unref(deep);
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		f = corpus_find(c, s(cases[i].path), &slash);
		assert_int_equal(f.kind, cases[i].kind);
		assert_int_equal(f.item, cases[i].item);
		assert_int_equal(slash, cases[i].slash);
		assert_int_equal(f.moved, cases[i].moved);
	}
	root = corpus_root(c);
	assert_int_equal(root->nentries, 2);
	dir = root->entries[0];
	assert_string_equal(dir->name, "dir");
	assert_string_equal(dir->file, "dir");
	assert_int_equal(dir->nentries, 2);
	assert_string_equal(dir->entries[0]->path, "/dir/deep");
	assert_string_equal(dir->entries[1]->path, "/dir/pic.png");
	assert_int_equal(corpus_pages(c), 2);
	assert_int_equal(corpus_items(c), 4);
	corpus_free(c);
}

static void
what_is_unlisted_knows_in_how_many_places(void **state)
{
	static const struct {
		const char *path;
		unsigned places;
	} cases[] = { { "", 0 }, { "/dir", 1 }, { "/dir/a.txt", 1 },
		{ "/dir/deep", 2 }, { "/dir/deep/b.txt", 2 },
		{ "/directory", 0 }, { "/dir2/deep/c.txt", 0 } };
	struct corpus *c = corpus_new();
	struct found f;
	bool slash;
	size_t i;

	(void)state;
	corpus_add_file(c, "dir/a.txt");
	corpus_add_file(c, "dir/deep/b.txt");
	corpus_add_file(c, "directory");
	corpus_add_file(c, "dir2/deep/c.txt");
	corpus_unlist(c, s("/dir"));
	corpus_unlist(c, s("/dir/deep"));
	corpus_unlist(c, s("/nowhere"));
	assert_int_equal(corpus_finish(c), 0);
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		f = corpus_find(c, s(cases[i].path), &slash);
		assert_int_equal(f.entry->unlisted, cases[i].places);
	}
	corpus_free(c);
	c = corpus_new();
	corpus_add_file(c, "a.txt");
	corpus_unlist(c, s(""));
	assert_int_equal(corpus_root(c)->unlisted, 1);
	corpus_free(c);
}

static void
a_former_address_leads_on_or_is_gone(void **state)
{
	static const struct {
		const char *path;
		enum found_kind kind;
		int item;
		bool moved;
	} cases[] = {
		{ "/a", FOUND_PAGE, -1, true },
		{ "/a/all", FOUND_ALL, -1, true },
		{ "/a/q2", FOUND_ITEM, 1, true },
		{ "/a/x", FOUND_ITEM, 0, true },
		{ "/a/y", FOUND_GONE, -1, false },
		{ "/faq/z", FOUND_ITEM, 2, true },
		{ "/b", FOUND_GONE, -1, false },
		{ "/b/all", FOUND_GONE, -1, false },
		{ "/b/other", FOUND_NONE, -1, false },
		/* what is there now goes before what was */
		{ "/faq/q1", FOUND_ITEM, 0, false },
		{ "/former", FOUND_PAGE, -1, true },
	};
	struct corpus *c = corpus_new();
	struct page *faq = page_with_items("faq.qa", "faq", 3);
	struct found f;
	bool slash;
	size_t i;

	(void)state;
	corpus_add_page(c, faq);
	assert_int_equal(corpus_finish(c), 0);
	page_unref(faq);
	assert_int_equal(corpus_add_moved(c, "/a", "/faq", NULL), 0);
	assert_int_equal(corpus_add_moved(c, "/a/x", "/faq", "q1"), 0);
	assert_int_equal(corpus_add_gone(c, "/a/y"), 0);
	assert_int_equal(corpus_add_moved(c, "/faq/z", "/faq", "q3"), 0);
	assert_int_equal(corpus_add_gone(c, "/b"), 0);
	assert_int_equal(corpus_add_gone(c, "/faq/q1"), 0);
	assert_int_equal(corpus_add_gone(c, "/former"), 0);
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		f = corpus_find(c, s(cases[i].path), &slash);
		assert_int_equal(f.kind, cases[i].kind);
		assert_int_equal(f.item, cases[i].item);
		assert_int_equal(f.moved, cases[i].moved);
	}
	corpus_free(c);
}

static void
a_page_that_is_dropped_was_never_there(void **state)
{
	struct corpus *c = corpus_new();
	struct page *faq = page_with_items("dir/faq.qa", "faq", 3);
	struct page *index = page_with_items("dir/index.qa", "index", 1);
	bool slash;

	(void)state;
	corpus_add_page(c, faq);
	corpus_set_index(c, index);
	corpus_drop_page(c, faq);
	corpus_drop_page(c, index);
	corpus_drop_page(c, index);	/* not there any more */
	assert_int_equal(corpus_finish(c), 0);
	assert_int_equal(corpus_find(c, s("/dir/faq"), &slash).kind,
	    FOUND_NONE);
	assert_int_equal(corpus_find(c, s("/dir/faq/q1"), &slash).kind,
	    FOUND_NONE);
	assert_int_equal(corpus_find(c, s("/former"), &slash).kind,
	    FOUND_NONE);
	assert_int_equal(corpus_find(c, s("/dir"), &slash).entry->nentries, 0);
	assert_null(corpus_find(c, s("/dir"), &slash).entry->index);
	assert_int_equal(corpus_pages(c), 0);
	assert_int_equal(corpus_items(c), 0);
	corpus_free(c);
	page_unref(faq);
	page_unref(index);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    blocks_belong_to_the_intro_and_then_to_the_last_question),
		cmocka_unit_test(
		    lines_join_by_a_space_but_not_between_han_and_kana),
		cmocka_unit_test(a_link_knows_its_label_within_the_text),
		cmocka_unit_test(
		    a_label_may_run_over_lines_and_a_link_knows_its_own),
		cmocka_unit_test(targets_are_absolute_and_encoded),
		cmocka_unit_test(an_item_is_found_by_id_and_by_alias),
		cmocka_unit_test(a_corpus_finds_every_kind_of_address),
		cmocka_unit_test(what_is_unlisted_knows_in_how_many_places),
		cmocka_unit_test(a_former_address_leads_on_or_is_gone),
		cmocka_unit_test(a_page_that_is_dropped_was_never_there),
	};

	return cmocka_run_group_tests_name("model", tests, NULL, NULL);
}

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "golden.h"
#include "model/build.h"
#include "pages.h"
#include "render/menu.h"

static void
expect(struct fixture *f, const char *golden)
{
	golden_check(golden, &f->out);
	golden_check_menu(&f->out);
	buf_clear(&f->out);
}

/* of pieces, which make no whole menu */
static void
expect_bytes(struct fixture *f, const char *bytes)
{
	buf_putc(&f->out, '\0');
	assert_string_equal(f->out.p, bytes);
	buf_clear(&f->out);
}

static void
a_page_lists_questions_and_the_links_of_answers(void **state)
{
	struct fixture *f = *state;

	menu_page(&f->out, pages_entry(f, "/harbour/ferry")->page, &f->view);
	expect(f, "ferry.menu");
	menu_page(&f->out, pages_entry(f, "/scripts")->page, &f->view);
	expect(f, "scripts.menu");
	menu_page(&f->out, pages_entry(f, "/one")->page, &f->view);
	expect(f, "one.menu");
}

static void
prose_has_its_links_at_their_place(void **state)
{
	struct fixture *f = *state;

	menu_prose(&f->out, pages_entry(f, "/harbour/history.gmi")->page,
	    &f->view);
	expect(f, "history.menu");
}

static void
a_folder_lists_pages_files_and_folders(void **state)
{
	struct fixture *f = *state;

	menu_folder(&f->out, corpus_root(f->corpus), &f->view);
	expect(f, "root.menu");
	menu_folder(&f->out, pages_entry(f, "/harbour"), &f->view);
	expect(f, "harbour.menu");
	menu_folder(&f->out, pages_entry(f, "/harbour/plans"), &f->view);
	expect(f, "plans.menu");
}

static void
nothing_breaks_out_of_a_line(void **state)
{
	struct fixture *f = *state;

	menu_link(&f->out, '0', slice_of("a\tb\r\n.\r\n\x1b[1m\xff\xc2\x85z"),
	    slice_of("/a\tb\r\n?%#\x7f é"), &f->view);
	expect_bytes(f, "0a b  .  [1m\xef\xbf\xbdz\t"
	    "/a%09b%0D%0A%3F%25%23%7F %C3%A9\texample.org\t70\r\n");
	menu_info(&f->out, slice_of("a\tb\n"));
	expect_bytes(f, "ia b\t\tnull.host\t1\r\n");
	menu_error(&f->out, slice_of("'/a\tb' is not here"));
	expect_bytes(f, "3'/a b' is not here\t\terror.host\t1\r\n");
}

static void
a_label_too_wide_goes_on_below(void **state)
{
	struct fixture *f = *state;

	menu_link(&f->out, '0', slice_of("This label has seventy columns, "
	    "which is three columns more than a menu has"), slice_of("/x"),
	    &f->view);
	expect_bytes(f, "0This label has seventy columns, which is three "
	    "columns more than a\t/x\texample.org\t70\r\n"
	    "i  menu has\t\tnull.host\t1\r\n");
	menu_link(&f->out, '0', slice_of(""), slice_of("/x"), &f->view);
	expect_bytes(f, "0/x\t/x\texample.org\t70\r\n");
	menu_info(&f->out, slice_of(""));
	expect_bytes(f, "i\t\tnull.host\t1\r\n");
	menu_end(&f->out);
	expect_bytes(f, ".\r\n");
}

/* the line that a target gives; c: or NULL */
static void
assert_link(struct fixture *f, const struct corpus *c, const char *typed,
    const char *line)
{
	struct build *b = build_new(PAGE_PROSE, "harbour/x.gmi",
	    slice_of("x.gmi"));
	struct view view = f->view;
	struct buf want;
	struct page *p;

	build_title(b, slice_of("X"), TITLE_FILE_NAME);
	build_link_line(b, slice_of(typed), slice_of("L"), 1);
	p = build_finish(b);
	build_free(b);
	view.corpus = c;
	menu_prose(&f->out, p, &view);
	buf_init(&want, 4096);
	buf_puts(&want, line);
	buf_puts(&want, "\r\ni\t\tnull.host\t1\r\n1Home\t/\texample.org\t70\r\n"
	    ".\r\n");
	buf_putc(&want, '\0');
	expect_bytes(f, want.p);
	buf_fini(&want);
	page_unref(p);
}

static void
links_have_the_type_of_what_they_lead_to(void **state)
{
	static const struct {
		const char *typed, *line;
	} links[] = {
		{ "ferry", "1L\t/harbour/ferry/\texample.org\t70" },
		{ "ferry#buy", "0L\t/harbour/ferry/buy\texample.org\t70" },
		{ "ferry#error-12",
		    "0L\t/harbour/ferry/card\texample.org\t70" },
		{ "ferry/all", "0L\t/harbour/ferry/all\texample.org\t70" },
		{ "history.gmi", "1L\t/harbour/history.gmi\texample.org\t70" },
		{ "plans", "1L\t/harbour/plans/\texample.org\t70" },
		{ "pic.png", "IL\t/harbour/pic.png\texample.org\t70" },
		{ "plans/a b.pdf",
		    "9L\t/harbour/plans/a b.pdf\texample.org\t70" },
		{ "/sounds/horn.ogg", "sL\t/sounds/horn.ogg\texample.org\t70" },
		{ "/100%25.txt", "0L\t/100%25.txt\texample.org\t70" },
		{ "/search?x", "7L\t/search\texample.org\t70" },
		{ "/", "1L\t/\texample.org\t70" },
		{ "https://a/?b#c", "hL\tURL:https://a/?b#c\texample.org\t70" },
		{ "mailto:a@b", "hL\tURL:mailto:a@b\texample.org\t70" },
	};
	struct fixture *f = *state;
	size_t i;

	for (i = 0; i < sizeof(links) / sizeof(*links); i++)
		assert_link(f, f->corpus, links[i].typed, links[i].line);
}

static void
without_a_corpus_the_path_says_the_type(void **state)
{
	static const struct {
		const char *typed, *line;
	} links[] = {
		{ "/", "1L\t/\texample.org\t70" },
		{ "/page", "1L\t/page\texample.org\t70" },
		{ "/page/", "1L\t/page/\texample.org\t70" },
		{ "/page#id", "0L\t/page/id\texample.org\t70" },
		{ "/page#a/b", "1L\t/page\texample.org\t70" },
		{ "/page#..", "1L\t/page\texample.org\t70" },
		{ "/page/all", "0L\t/page/all\texample.org\t70" },
		{ "/search", "7L\t/search\texample.org\t70" },
		{ "/page/search", "7L\t/page/search\texample.org\t70" },
		{ "/tag/sea", "1L\t/tag/sea\texample.org\t70" },
		{ "/new", "1L\t/new\texample.org\t70" },
		{ "/a.b/c.gif", "gL\t/a.b/c.gif\texample.org\t70" },
		{ "/a.b/c", "0L\t/a.b/c\texample.org\t70" },
	};
	struct fixture *f = *state;
	size_t i;

	for (i = 0; i < sizeof(links) / sizeof(*links); i++)
		assert_link(f, NULL, links[i].typed, links[i].line);
}

static void
gopher_uris_become_items_of_their_own(void **state)
{
	static const struct {
		const char *typed, *line;
	} links[] = {
		{ "gopher://h", "1L\t\th\t70" },
		{ "gopher://h/", "1L\t\th\t70" },
		{ "gopher://h:/1", "1L\t\th\t70" },
		{ "GOPHER://h:7070/0/a%20b%C3%A9", "0L\t/a bé\th\t7070" },
		{ "gopher://h/0a.txt#x", "0L\ta.txt\th\t70" },
		{ "gopher://h/7/s?a", "7L\t/s?a\th\t70" },
		{ "gopher://[::1]:70/1/x", "1L\t/x\t::1\t70" },
		{ "gopher://h/hURL:http://a", "hL\tURL:http://a\th\t70" },
	};
	/* what a line of a menu cannot say is left to the client */
	static const char *const others[] = { "gopher://", "gopher:///0/x",
		"gopher://u@h/", "gopher://h:0/", "gopher://h:65536/",
		"gopher://h:7x/", "gopher://h/ix", "gopher://h/3x",
		"gopher://h/7/s%09q", "gopher://h/0/a%0Ab", "gopher://h/0/%FF",
		"gopher://[::1", "gopher://[::1]x/", "gopher://h%09x/",
		"gopher://h:99999999999999999999/", "gophers://h/" };
	struct fixture *f = *state;
	char line[256];
	size_t i;

	for (i = 0; i < sizeof(links) / sizeof(*links); i++)
		assert_link(f, f->corpus, links[i].typed, links[i].line);
	for (i = 0; i < sizeof(others) / sizeof(*others); i++) {
		snprintf(line, sizeof(line), "hL\tURL:%s\texample.org\t70",
		    others[i]);
		assert_link(f, f->corpus, others[i], line);
	}
}

static void
the_shipped_page_reads_well(void **state)
{
	struct fixture *f = *state;
	struct page *p = pages_shipped();

	menu_page(&f->out, p, &f->view);
	expect(f, "shipped.menu");
	page_unref(p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_page_lists_questions_and_the_links_of_answers),
		cmocka_unit_test(prose_has_its_links_at_their_place),
		cmocka_unit_test(a_folder_lists_pages_files_and_folders),
		cmocka_unit_test(nothing_breaks_out_of_a_line),
		cmocka_unit_test(a_label_too_wide_goes_on_below),
		cmocka_unit_test(links_have_the_type_of_what_they_lead_to),
		cmocka_unit_test(without_a_corpus_the_path_says_the_type),
		cmocka_unit_test(gopher_uris_become_items_of_their_own),
		cmocka_unit_test(the_shipped_page_reads_well),
	};

	return cmocka_run_group_tests(tests, pages_setup,
	    pages_teardown);
}

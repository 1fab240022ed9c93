#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "golden.h"
#include "lib/put_link.h"
#include "model/build.h"
#include "pages.h"
#include "render/plain.h"

static void
expect(struct fixture *f, const char *golden)
{
	golden_check(golden, &f->out);
	golden_check_text(&f->out, f->view.text_width);
	buf_clear(&f->out);
}

static void
an_item_has_its_answer_notes_and_neighbours(void **state)
{
	struct fixture *f = *state;
	const struct page *ferry = pages_entry(f, "/harbour/ferry")->page;

	plain_item(&f->out, ferry, 0, &f->view);
	expect(f, "ferry.buy.txt");
	plain_item(&f->out, ferry, 1, &f->view);
	expect(f, "ferry.card.txt");
	plain_item(&f->out, ferry, 2, &f->view);
	expect(f, "ferry.toilet.txt");
	plain_item(&f->out, pages_entry(f, "/scripts")->page, 1, &f->view);
	expect(f, "scripts.japanese.txt");
	plain_item(&f->out, pages_entry(f, "/one")->page, 0, &f->view);
	expect(f, "one.why.txt");
}

static void
all_questions_make_one_text_with_one_numbering(void **state)
{
	struct fixture *f = *state;
	const struct page *ferry = pages_entry(f, "/harbour/ferry")->page;

	plain_all(&f->out, ferry, &f->view);
	expect(f, "ferry.all.txt");
	plain_all(&f->out, pages_entry(f, "/scripts")->page, &f->view);
	expect(f, "scripts.all.txt");
}

static void
lines_fit_whatever_the_width(void **state)
{
	struct fixture *f = *state;
	const struct page *ferry = pages_entry(f, "/harbour/ferry")->page;
	struct view view = f->view;

	for (view.text_width = 20; view.text_width < 140; view.text_width++) {
		plain_all(&f->out, ferry, &view);
		plain_all(&f->out, pages_entry(f, "/scripts")->page, &view);
		golden_check_text(&f->out, view.text_width);
		buf_clear(&f->out);
	}
}

/* one answer, and what comes of it between question and footer */
static void
assert_answer(struct fixture *f, struct build *b, const char *expected)
{
	struct page *p = build_finish(b);
	struct buf want;

	build_free(b);
	assert_int_equal(page_index(p), 0);
	plain_item(&f->out, p, 0, &f->view);
	buf_init(&want, 4096);
	buf_puts(&want, "Q?\r\n==\r\n\r\n");
	buf_puts(&want, expected);
	assert_true(f->out.n > want.n);
	assert_memory_equal(f->out.p, want.p, want.n);
	buf_fini(&want);
	buf_clear(&f->out);
	page_unref(p);
}

static struct build *
answer(void)
{
	struct build *b = build_new(PAGE_QA, "p.qa", slice_of("p"));

	build_title(b, slice_of("P"), TITLE_HEADER);
	build_question(b, slice_of("Q?"), 1);
	build_item_id(b, slice_of("q"));
	return b;
}

static void
preformatted_lines_keep_their_columns(void **state)
{
	struct build *b = answer();

	build_pre(b, slice_of(""), slice_of("a\tb\n\t\tc  \n한글\td\n.\n..\n"),
	    1);
	assert_answer(*state, b, "a       b\r\n                c\r\n"
	    "한글    d\r\n .\r\n..\r\n");
}

static void
a_target_has_one_number_however_often_it_is_linked(void **state)
{
	struct build *b = answer();
	int i;

	for (i = 0; i < 2; i++) {
		put_link(b, slice_of("one"), slice_of("/a.txt"));
		build_text(b, slice_of(" "));
		put_link(b, slice_of("two"), slice_of("gemini://h/"));
		build_text(b, slice_of(" "));
		put_link(b, slice_of(""), slice_of("https://bare/"));
		build_para(b, 1);
	}
	build_link_line(b, slice_of("#q"), slice_of("self"), 1);
	assert_answer(*state, b, "one [1] two [2] https://bare/\r\n\r\n"
	    "one [1] two [2] https://bare/\r\n\r\n"
	    "self [3]\r\n\r\n"
	    "[1] gopher://example.org/0/a.txt\r\n"
	    "[2] gemini://h/\r\n"
	    "[3] gopher://example.org/0/p/q\r\n\r\n---");
}

static void
addresses_say_host_and_port_as_uris_do(void **state)
{
	struct view view = { .host = "2001:db8::1", .port = 7070,
		.text_width = VIEW_TEXT_WIDTH };
	struct fixture *f = *state;
	struct page *p = pages_one();
	const char *address =
	    "\r\ngopher://[2001:db8::1]:7070/1/one/\r\n";

	plain_item(&f->out, p, 0, &view);
	assert_non_null(memmem(f->out.p, f->out.n, address, strlen(address)));
	buf_clear(&f->out);
	page_unref(p);
}

static void
tabs_in_text_are_blanks(void **state)
{
	struct build *b = answer();

	build_text(b, slice_of("a\tb"));
	build_para(b, 1);
	assert_answer(*state, b, "a b\r\n\r\n---");
}

static void
the_shipped_page_reads_well(void **state)
{
	struct fixture *f = *state;
	struct page *p = pages_shipped();

	plain_item(&f->out, p, 3, &f->view);
	expect(f, "shipped.item.txt");
	plain_all(&f->out, p, &f->view);
	expect(f, "shipped.all.txt");
	page_unref(p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_item_has_its_answer_notes_and_neighbours),
		cmocka_unit_test(
		    all_questions_make_one_text_with_one_numbering),
		cmocka_unit_test(lines_fit_whatever_the_width),
		cmocka_unit_test(preformatted_lines_keep_their_columns),
		cmocka_unit_test(
		    a_target_has_one_number_however_often_it_is_linked),
		cmocka_unit_test(addresses_say_host_and_port_as_uris_do),
		cmocka_unit_test(tabs_in_text_are_blanks),
		cmocka_unit_test(the_shipped_page_reads_well),
	};

	return cmocka_run_group_tests(tests, pages_setup,
	    pages_teardown);
}

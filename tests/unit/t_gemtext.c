#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "golden.h"
#include "model/build.h"
#include "pages.h"
#include "render/gemtext.h"

static void
expect(struct fixture *f, const char *golden)
{
	golden_check(golden, &f->out);
	buf_clear(&f->out);
}

static void
a_page_lists_its_questions_by_section(void **state)
{
	struct fixture *f = *state;

	gemtext_page(&f->out, pages_entry(f, "/harbour/ferry")->page, &f->view);
	expect(f, "ferry.page.gmi");
	gemtext_page(&f->out, pages_entry(f, "/scripts")->page, &f->view);
	expect(f, "scripts.page.gmi");
	gemtext_page(&f->out, pages_entry(f, "/one")->page, &f->view);
	expect(f, "one.page.gmi");
}

static void
an_item_has_its_answer_and_its_neighbours(void **state)
{
	struct fixture *f = *state;
	const struct page *ferry = pages_entry(f, "/harbour/ferry")->page;

	gemtext_item(&f->out, ferry, 0, &f->view);
	expect(f, "ferry.buy.gmi");
	gemtext_item(&f->out, ferry, 1, &f->view);
	expect(f, "ferry.card.gmi");
	gemtext_item(&f->out, ferry, 2, &f->view);
	expect(f, "ferry.toilet.gmi");
	gemtext_item(&f->out, pages_entry(f, "/scripts")->page, 1, &f->view);
	expect(f, "scripts.japanese.gmi");
	gemtext_item(&f->out, pages_entry(f, "/one")->page, 0, &f->view);
	expect(f, "one.why.gmi");
}

static void
all_questions_make_one_document(void **state)
{
	struct fixture *f = *state;

	gemtext_all(&f->out, pages_entry(f, "/harbour/ferry")->page, &f->view);
	expect(f, "ferry.all.gmi");
	gemtext_all(&f->out, pages_entry(f, "/scripts")->page, &f->view);
	expect(f, "scripts.all.gmi");
}

static void
prose_comes_out_as_it_was_written(void **state)
{
	struct fixture *f = *state;

	gemtext_prose(&f->out, pages_entry(f, "/harbour/history.gmi")->page,
	    &f->view);
	expect(f, "history.gmi");
}

static void
a_folder_lists_pages_files_and_folders(void **state)
{
	struct fixture *f = *state;

	gemtext_folder(&f->out, corpus_root(f->corpus), &f->view);
	expect(f, "root.gmi");
	gemtext_folder(&f->out, pages_entry(f, "/harbour"), &f->view);
	expect(f, "harbour.gmi");
	gemtext_folder(&f->out, pages_entry(f, "/harbour/plans"), &f->view);
	expect(f, "plans.gmi");
}

static void
without_an_index_the_root_is_called_after_the_host(void **state)
{
	struct fixture *f = *state;
	struct corpus *c = corpus_new();

	assert_int_equal(corpus_finish(c), 0);
	gemtext_folder(&f->out, corpus_root(c), &f->view);
	buf_putc(&f->out, '\0');
	assert_string_equal(f->out.p, "# example.org\n\n=> /search Search\n"
	    "=> /new New and changed\n");
	corpus_free(c);
	buf_clear(&f->out);
}

static void
a_title_that_was_inferred_is_no_heading_of_prose(void **state)
{
	struct fixture *f = *state;
	struct build *b = build_new(PAGE_PROSE, "n.gmi", slice_of("n.gmi"));
	struct page *p;

	build_title(b, slice_of("N"), TITLE_FILE_NAME);
	build_text(b, slice_of("Text."));
	build_para(b, 1);
	p = build_finish(b);
	build_free(b);
	gemtext_prose(&f->out, p, &f->view);
	buf_putc(&f->out, '\0');
	assert_string_equal(f->out.p, "Text.\n");
	page_unref(p);
	buf_clear(&f->out);
}

static void
links_lead_where_nobody_is_redirected(void **state)
{
	static const struct {
		const char *typed, *target;
	} links[] = {
		{ "ferry", "/harbour/ferry/" },
		{ "ferry/", "/harbour/ferry/" },
		{ "ferry#error-12", "/harbour/ferry/card" },
		{ "ferry/all/", "/harbour/ferry/all" },
		{ ".", "/harbour/" },
		{ "plans", "/harbour/plans/" },
		{ "plans/a b.pdf", "/harbour/plans/a%20b.pdf" },
		{ "nowhere", "/harbour/nowhere" },
		{ "/search?a%20b+c", "/search?a%20b+c" },
		{ "/100%25.txt", "/100%25.txt" },
		{ "/", "/" },
		{ "gemini://h/%7Ea?x#y", "gemini://h/%7Ea?x#y" },
	};
	struct fixture *f = *state;
	struct build *b;
	struct page *p;
	size_t i;

	for (i = 0; i < sizeof(links) / sizeof(*links); i++) {
		b = build_new(PAGE_PROSE, "harbour/x.gmi", slice_of("x.gmi"));
		build_link_line(b, slice_of(links[i].typed), slice_of(""), 1);
		p = build_finish(b);
		build_free(b);
		view_target(&f->out, p, &p->intro.v[0].link.target, &f->view);
		buf_putc(&f->out, '\0');
		assert_string_equal(f->out.p, links[i].target);
		buf_clear(&f->out);
		page_unref(p);
	}
}

static void
a_full_buffer_fails_and_nothing_else(void **state)
{
	struct fixture *f = *state;
	const struct page *ferry = pages_entry(f, "/harbour/ferry")->page;
	struct buf small;
	size_t cap;

	gemtext_all(&f->out, ferry, &f->view);
	for (cap = 0; cap < f->out.n; cap += 7) {
		buf_init(&small, cap);
		gemtext_all(&small, ferry, &f->view);
		assert_true(small.failed);
		assert_true(small.n <= cap);
		buf_fini(&small);
	}
	buf_clear(&f->out);
}

static void
the_shipped_page_reads_well(void **state)
{
	struct fixture *f = *state;
	struct page *p = pages_shipped();

	gemtext_page(&f->out, p, &f->view);
	expect(f, "shipped.page.gmi");
	gemtext_item(&f->out, p, 3, &f->view);
	expect(f, "shipped.item.gmi");
	gemtext_all(&f->out, p, &f->view);
	expect(f, "shipped.all.gmi");
	page_unref(p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_page_lists_its_questions_by_section),
		cmocka_unit_test(an_item_has_its_answer_and_its_neighbours),
		cmocka_unit_test(all_questions_make_one_document),
		cmocka_unit_test(prose_comes_out_as_it_was_written),
		cmocka_unit_test(a_folder_lists_pages_files_and_folders),
		cmocka_unit_test(
		    without_an_index_the_root_is_called_after_the_host),
		cmocka_unit_test(
		    a_title_that_was_inferred_is_no_heading_of_prose),
		cmocka_unit_test(links_lead_where_nobody_is_redirected),
		cmocka_unit_test(a_full_buffer_fails_and_nothing_else),
		cmocka_unit_test(the_shipped_page_reads_well),
	};

	return cmocka_run_group_tests(tests, pages_setup,
	    pages_teardown);
}

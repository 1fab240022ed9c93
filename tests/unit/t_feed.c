/*
 * What is new and changed, as readers and their programs meet it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/written.h"
#include "model/build.h"
#include "model/recent.h"

static const struct written documents[] = {
	{ "index.gmi", "# Quay & <harbour>\nWelcome.\n" },
	{ "faq.qa",
	    "Title: Ferry\nDate: 2024-01-02\n"
	    "-\nId: when\nUpdated: 2025-03-04\nWhen does <it> leave & why?\n"
	    "At nine.\n"
	    "-\nId: cost\nWhat is it?\nTen.\n" },
	{ "old.qa", "Title: Old\nDate: 2001-01-01\nUpdated: 2025-03-04\n"
		    "-\nId: x\nWhy?\nSo.\n" },
	{ "undated.qa", "Title: Undated\n-\nId: x\nWhy?\nSo.\n" },
	{ NULL, NULL },
};

static int
setup(void **state)
{
	*state = written_corpus(documents);
	return 0;
}

static const char *
gemini(const struct corpus *c, const char *line)
{
	return written_answer(c, &gemini_front, line, NULL);
}

static const char *
gopher(const struct corpus *c, const char *line)
{
	return written_answer(c, &gopher_front, line, NULL);
}

static void
new_things_are_links_with_days_the_latest_first(void **state)
{
	assert_string_equal(gemini(*state, "gemini://h/new"),
	    "20 text/gemini; charset=utf-8; lang=en\r\n"
	    "# Quay & <harbour>: new and changed\n"
	    "\n"
	    "=> /faq/when 2025-03-04 When does <it> leave & why?\n"
	    "=> /old/ 2025-03-04 Old\n"
	    "=> /faq/ 2024-01-02 Ferry\n"
	    "\n"
	    "=> /atom.xml The same as Atom\n"
	    "=> / Home\n");
}

static void
a_menu_has_them_by_day(void **state)
{
	assert_string_equal(gopher(*state, "/new"),
	    "iQuay & <harbour>: new and changed\t\tnull.host\t1\r\n"
	    "i=================================\t\tnull.host\t1\r\n"
	    "i\t\tnull.host\t1\r\n"
	    "i2025-03-04\t\tnull.host\t1\r\n"
	    "0When does <it> leave & why?\t/faq/when\th\t70\r\n"
	    "1Old\t/old/\th\t70\r\n"
	    "i\t\tnull.host\t1\r\n"
	    "i2024-01-02\t\tnull.host\t1\r\n"
	    "1Ferry\t/faq/\th\t70\r\n"
	    "i\t\tnull.host\t1\r\n"
	    "0The same as Atom\t/atom.xml\th\t70\r\n"
	    "1Home\t/\th\t70\r\n"
	    ".\r\n");
}

static void
atom_escapes_and_has_whole_addresses(void **state)
{
	const char *out;

	out = gemini(*state, "gemini://h/atom.xml");
	assert_non_null(strstr(out, "20 application/atom+xml\r\n"
	    "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
	    "<feed xmlns=\"http://www.w3.org/2005/Atom\">\n"
	    "<title>Quay &amp; &lt;harbour&gt;</title>\n"
	    "<id>gemini://h/atom.xml</id>\n"
	    "<link rel=\"self\" href=\"gemini://h/atom.xml\"/>\n"
	    "<updated>2025-03-04T12:00:00Z</updated>\n"));
	assert_non_null(strstr(out, "<entry>\n"
	    "<title>When does &lt;it&gt; leave &amp; why?</title>\n"
	    "<id>gemini://h/faq/when</id>\n"
	    "<link rel=\"alternate\" href=\"gemini://h/faq/when\"/>\n"
	    "<updated>2025-03-04T12:00:00Z</updated>\n"
	    "</entry>\n"));
	out = gopher(*state, "/atom.xml");
	assert_non_null(strstr(out, "<id>gopher://h/0/faq/when</id>\r\n"));
	assert_non_null(strstr(out, "<id>gopher://h/1/old/</id>\r\n"));
}

static void
atom_has_no_character_that_xml_has_not(void **state)
{
	static const struct written odd[] = {
		{ "faq.qa", "Title: T\nDate: 2024-01-02\n-\nId: odd\n"
			    "Updated: 2025-03-04\n"
			    "A\xef\xbf\xbf" "B\xef\xbf\xbe" "C?\nSo.\n" },
		{ NULL, NULL },
	};
	struct corpus *c = written_corpus(odd);
	const char *out;

	(void)state;
	out = gemini(c, "gemini://h/atom.xml");
	assert_non_null(strstr(out, "<title>A\xef\xbf\xbd" "B\xef\xbf\xbd"
	    "C?</title>\n"));
	corpus_free(c);
}

static void
a_page_has_its_own_changes_below_its_questions(void **state)
{
	const char *out;

	out = gemini(*state, "gemini://h/faq/");
	assert_non_null(strstr(out, "\n\n## New and changed\n=> /faq/when "
	    "2025-03-04 When does <it> leave & why?\n"));
	out = gemini(*state, "gemini://h/undated/");
	assert_null(strstr(out, "New and changed"));
}

static void
without_days_there_is_nothing_new(void **state)
{
	struct corpus *c = written_corpus(documents + 3);
	const char *out;

	(void)state;
	assert_string_equal(gemini(c, "gemini://h/new"),
	    "20 text/gemini; charset=utf-8; lang=en\r\n"
	    "# h: new and changed\n\n"
	    "Nothing here says when it changed.\n\n"
	    "=> /atom.xml The same as Atom\n"
	    "=> / Home\n");
	out = gemini(c, "gemini://h/atom.xml");
	assert_non_null(strstr(out, "</author>\n</feed>\n"));
	corpus_free(c);
}

/* a page of one question, with the ledger's times */
static void
add_seen(struct corpus *c, const char *name, const char *date,
    struct times page, struct times item)
{
	struct build *b = build_new(PAGE_QA, name, slice_of(name));
	struct page *p;

	build_title(b, slice_of(name), TITLE_HEADER);
	build_summary(b, slice_of(""));
	if (date != NULL)
		build_date(b, slice_of(date));
	build_question(b, slice_of("Why?"), 1);
	build_item_id(b, slice_of("why"));
	build_text(b, slice_of("So."));
	build_para(b, 1);
	p = build_finish(b);
	build_free(b);
	p->times = page;
	p->items[0].times = item;
	assert_int_equal(page_index(p), 0);
	assert_non_null(corpus_add_page(c, p));
	page_unref(p);
}

static void
what_documents_do_not_date_the_ledger_does(void **state)
{
	/* 1000000000 is in 2001, 1400000000 in 2014, 1700000000 in 2023 */
	const struct times old = { 1000000000, 1000000000 };
	const struct times edited = { 1000000000, 1700000000 };
	const struct times late = { 1400000000, 1400000000 };
	struct corpus *c = corpus_new();

	(void)state;
	add_seen(c, "a", NULL, old, old);	/* its question came with it */
	add_seen(c, "b", NULL, old, late);	/* came later */
	add_seen(c, "c", "1999-12-31", old, edited);
	add_seen(c, "d", "1999-12-31", edited, old);
	assert_int_equal(corpus_finish(c), 0);
	assert_int_equal(corpus_index(c), 0);
	assert_string_equal(gemini(c, "gemini://h/new"),
	    "20 text/gemini; charset=utf-8; lang=en\r\n"
	    "# h: new and changed\n\n"
	    "=> /c/why 2023-11-14 Why?\n"
	    "=> /d/ 2023-11-14 d\n"
	    "=> /b/why 2014-05-13 Why?\n"
	    "=> /a/ 2001-09-09 a\n"
	    "=> /b/ 2001-09-09 b\n"
	    "=> /c/ 1999-12-31 c\n\n"
	    "=> /atom.xml The same as Atom\n"
	    "=> / Home\n");
	corpus_free(c);
}

static void
no_more_than_the_latest_are_kept(void **state)
{
	static char text[40000];
	const struct written w[] = { { "many.qa", text }, { NULL, NULL } };
	const struct recent *r;
	struct corpus *c;
	size_t n = 0;
	int i;

	(void)state;
	for (i = 0; i < 200; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n,
		    "-\nId: q%d\nUpdated: 20%02d-01-01\nNumber %d?\nYes.\n", i,
		    i % 100, i);
	c = written_corpus(w);
	r = corpus_recent(c);
	assert_int_equal(r->n, RECENT_MAX);
	assert_string_equal(r->v[0].day, "2099-01-01");
	assert_int_equal(r->v[0].hit.item, 99);
	assert_int_equal(r->v[1].hit.item, 199);
	assert_string_equal(r->v[49].day, "2075-01-01");
	corpus_free(c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    new_things_are_links_with_days_the_latest_first),
		cmocka_unit_test(a_menu_has_them_by_day),
		cmocka_unit_test(atom_escapes_and_has_whole_addresses),
		cmocka_unit_test(atom_has_no_character_that_xml_has_not),
		cmocka_unit_test(
		    a_page_has_its_own_changes_below_its_questions),
		cmocka_unit_test(without_days_there_is_nothing_new),
		cmocka_unit_test(what_documents_do_not_date_the_ledger_does),
		cmocka_unit_test(no_more_than_the_latest_are_kept),
	};

	return cmocka_run_group_tests_name("feed", tests, setup, written_drop);
}

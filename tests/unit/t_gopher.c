/*
 * The Gopher front: raw request bytes in, menus, texts and files out. Every
 * request is also framed cut at each byte.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "proto/text.h"
#include "render/menu.h"
#include "render/plain.h"
#include "unit/ask.h"

enum { LINE_MAX_BYTES = 4096 };

static struct buf root, faq, docs, guide, one, two, all; /* as rendered */

static void
check_view(const struct slice *requests, size_t n, const struct buf *want)
{
	size_t i;

	assert_true(want->n > 0);
	for (i = 0; i < n; i++)
		ask_gopher(requests[i], buf_slice(want), 0);
}

#define CHECK_VIEW(requests, want)                                             \
	check_view(requests, sizeof(requests) / sizeof((requests)[0]), want)

/* A file's entry instead of bytes. */
static void
check_file(const char *sent, const char *file, enum reply_form form)
{
	struct peer peer = ask_peer(70);
	struct reply r;

	ask(&gopher_front, &peer, slice_of(sent), &r);
	if (r.file == NULL)
		fail_msg("%s: no file", sent);
	assert_string_equal(r.file->file, file);
	assert_int_equal(r.form, form);
	if (form == REPLY_TEXT)
		assert_ptr_equal(r.text, text_crlf);
	assert_int_equal(r.out.n, 0);
	reply_fini(&r);
}

/* --- framing -------------------------------------------------------------- */

static void
a_line_ends_with_crlf_lf_cr_or_the_end(void **state)
{
	static const struct slice same[] = {
		BYTES("/faq/two\r\n"),
		BYTES("/faq/two\n"),
		BYTES("/faq/two\r"),
		BYTES("/faq/two"),
		BYTES("/faq/two\rx"),
		BYTES("/faq/two\r\njunk\r\n"),
		BYTES("/faq/two\n\0\x16"),
	};
	size_t line;

	(void)state;
	CHECK_VIEW(same, &two);
	assert_int_equal(gopher_front.frame("", 0, false, &line), FRAME_MORE);
	assert_int_equal(gopher_front.frame("", 0, true, &line), FRAME_CLOSE);
}

static void
a_line_that_is_too_long_is_an_error_and_not_cut(void **state)
{
	char sent[5000];

	(void)state;
	memset(sent, 'a', sizeof(sent));
	memcpy(sent, "/faq/two\t", 9);	/* its prefix would be served */
	ask_gopher_error((struct slice){ sent, 5000 },
	    "This request is too long");
	ask_gopher_error((struct slice){ sent, LINE_MAX_BYTES + 1 },
	    "This request is too long");
	ask_gopher((struct slice){ sent, LINE_MAX_BYTES }, buf_slice(&two), 0);
	sent[LINE_MAX_BYTES] = '\n';
	ask_gopher((struct slice){ sent, 5000 }, buf_slice(&two), 0);
}

/* --- selectors ------------------------------------------------------------ */

static void
the_root_has_many_names(void **state)
{
	static const struct slice same[] = {
		BYTES("\r\n"), BYTES("\n"), BYTES("/\r\n"), BYTES("//\r\n"),
		BYTES("\t\r\n"), BYTES(".\r\n"), BYTES("/./\r\n"),
		BYTES("/docs/..\r\n"), BYTES("/%2e\r\n"),
	};

	(void)state;
	CHECK_VIEW(same, &root);
}

static void
slashes_at_either_end_do_not_matter(void **state)
{
	static const struct slice pages[] = { BYTES("/faq/\r\n"),
		BYTES("/faq\r\n"), BYTES("faq/\r\n"), BYTES("faq\r\n") };
	static const struct slice folders[] = { BYTES("/docs/\r\n"),
		BYTES("/docs\r\n"), BYTES("docs\r\n") };
	static const struct slice items[] = { BYTES("/faq/two\r\n"),
		BYTES("/faq/two/\r\n"), BYTES("faq/two\r\n") };
	static const struct slice wholes[] = { BYTES("/faq/all\r\n"),
		BYTES("faq/all\r\n") };
	static const struct slice prose[] = { BYTES("/docs/guide.gmi\r\n"),
		BYTES("docs/guide.gmi\r\n") };

	(void)state;
	CHECK_VIEW(pages, &faq);
	CHECK_VIEW(folders, &docs);
	CHECK_VIEW(items, &two);
	CHECK_VIEW(wholes, &all);
	CHECK_VIEW(prose, &guide);
}

static void
a_former_address_serves_what_is_now_there(void **state)
{
	static const struct slice items[] = { BYTES("/faq/one\r\n"),
		BYTES("/faq/uno\r\n"), BYTES("/questions/one\r\n"),
		BYTES("/questions/uno\r\n") };
	static const struct slice pages[] = { BYTES("/questions\r\n"),
		BYTES("/questions/\r\n") };
	static const struct slice wholes[] = { BYTES("/questions/all\r\n") };

	(void)state;
	CHECK_VIEW(items, &one);
	CHECK_VIEW(pages, &faq);
	CHECK_VIEW(wholes, &all);
}

static void
bytes_are_taken_literally_first_and_then_decoded_once(void **state)
{
	(void)state;
	check_file("/docs/a b.txt\r\n", "docs/a b.txt", REPLY_TEXT);
	check_file("/docs/a%20b.txt\r\n", "docs/a b.txt", REPLY_TEXT);
	check_file("/docs/100%.txt\r\n", "docs/100%.txt", REPLY_TEXT);
	check_file("/docs/100%25.txt\r\n", "docs/100%.txt", REPLY_TEXT);
	check_file("/docs/x%41.txt\r\n", "docs/x%41.txt", REPLY_TEXT);
	check_file("/docs/xA.txt\r\n", "docs/xA.txt", REPLY_TEXT);
	check_file("/docs/../docs/./xA.txt\r\n", "docs/xA.txt", REPLY_TEXT);
	ask_gopher_error((struct slice)BYTES("/docs/a%2520b.txt\r\n"),
	    "'/docs/a%2520b.txt' does not exist");
	ask_gopher_error((struct slice)BYTES("/docs%2FxA.txt\r\n"),
	    "'/docs%2FxA.txt' does not exist");
}

static void
only_text_is_sent_as_text(void **state)
{
	(void)state;
	check_file("/docs/notes.txt\r\n", "docs/notes.txt", REPLY_TEXT);
	check_file("/docs/pic.png\r\n", "docs/pic.png", REPLY_FILE);
	check_file("/docs/page.html\r\n", "docs/page.html", REPLY_FILE);
	check_file("/docs/data.bin\r\n", "docs/data.bin", REPLY_FILE);
}

static void
text_by_the_letter_is_a_listeners_choice(void **state)
{
	static const char *const texts[] = { "/faq/one\r\n", "/faq/all\r\n",
		"/caps.txt\r\n" };
	struct peer raw = ask_peer(70), rfc = ask_peer(70);
	struct reply r, wanted;
	struct buf passed;
	int at;
	size_t i;

	(void)state;
	rfc.rfc_text = true;
	for (i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		ask(&gopher_front, &raw, slice_of(texts[i]), &wanted);
		ask(&gopher_front, &rfc, slice_of(texts[i]), &r);
		buf_init(&passed, REPLY_CAP);
		at = 0;
		text_rfc(&at, buf_slice(&wanted.out), true, &passed);
		assert_true(slice_eq(buf_slice(&passed), buf_slice(&r.out)));
		assert_true(r.out.n >= wanted.out.n + 3);
		buf_fini(&passed);
		reply_fini(&wanted);
		reply_fini(&r);
	}
	ask(&gopher_front, &rfc, slice_of("/docs/notes.txt\r\n"), &r);
	assert_ptr_equal(r.text, text_rfc);
	reply_fini(&r);
	ask(&gopher_front, &raw, slice_of("/faq\r\n"), &wanted);
	ask(&gopher_front, &rfc, slice_of("/faq\r\n"), &r);
	assert_true(slice_eq(buf_slice(&wanted.out), buf_slice(&r.out)));
	reply_fini(&wanted);
	reply_fini(&r);
}

static void
what_may_not_be_seen_does_not_exist(void **state)
{
	static const struct ask_error rows[] = {
		{ BYTES("/nope\r\n"), "'/nope' does not exist" },
		{ BYTES("nope\r\n"), "'nope' does not exist" },
		{ BYTES("/faq/lost\r\n"), "'/faq/lost' was withdrawn" },
		{ BYTES("/closed/\r\n"), "'/closed/' was withdrawn" },
		{ BYTES("/nope\twords\r\n"), "'/nope' does not exist" },
		{ BYTES("/faq/three\r\n"), "'/faq/three' does not exist" },
		{ BYTES("..\r\n"), "'..' does not exist" },
		{ BYTES("/../faq\r\n"), "'/../faq' does not exist" },
		{ BYTES("/%2e%2e/faq\r\n"), "'/%2e%2e/faq' does not exist" },
		{ BYTES("/faq/../../faq\r\n"),
		    "'/faq/../../faq' does not exist" },
		{ BYTES("/.git/config\r\n"), "'/.git/config' does not exist" },
		{ BYTES("/docs/.x\r\n"), "'/docs/.x' does not exist" },
		{ BYTES("/a\0b\r\n"), "'/a%00b' does not exist" },
		{ BYTES("/faq\0\r\n"), "'/faq%00' does not exist" },
		{ BYTES("/faq\t\0\r\n"), "'/faq' does not exist" },
		{ BYTES("/faq%00\r\n"), "'/faq%00' does not exist" },
		{ BYTES("1/faq\r\n"), "'1/faq' does not exist" },
		{ BYTES("gemini://h/faq/\r\n"),
		    "'gemini://h/faq/' does not exist" },
	};

	(void)state;
	ASK_GOPHER_ERRORS(rows);
}

static void
an_echoed_selector_is_escaped_and_cut(void **state)
{
	static const struct ask_error rows[] = {
		{ BYTES("/\x1b[31m\x7f\r\n"), "'/%1B[31m%7F' does not exist" },
		{ BYTES("/caf\xc3\xa9\r\n"), "'/caf\xc3\xa9' does not exist" },
		{ BYTES("/\xff\xc3\r\n"), "'/%FF%C3' does not exist" },
		{ BYTES("/\xc2\x85\r\n"), "'/%C2%85' does not exist" },
		/* U+202E turns the text that follows it round */
		{ BYTES("/\xe2\x80\xae\r\n"), "'/%E2%80%AE' does not exist" },
		{ BYTES("/aaaaaaaaaabbbbbbbbbbccccccccccddddddddd\r\n"),
		    "'/aaaaaaaaaabbbbbbbbbbccccccccccddddddddd' does not "
		    "exist" },
		{ BYTES("/aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd\r\n"),
		    "'/aaaaaaaaaabbbbbbbbbbccccccccccddddddddd...' does not "
		    "exist" },
		/* two columns each */
		{ BYTES("/가나다라마바사아자차카타파하거너더러머버\r\n"),
		    "'/가나다라마바사아자차카타파하거너더러머...' "
		    "does not exist" },
	};

	(void)state;
	ASK_GOPHER_ERRORS(rows);
}

static void
well_known_files_are_made_unless_they_are_there(void **state)
{
	static const struct slice icon = BYTES("\xe2\x9d\x93\r\n");
	struct peer peer = ask_peer(70);
	struct reply r;

	(void)state;
	ask_gopher((struct slice)BYTES("/favicon.txt\r\n"), icon, 0);
	ask_gopher((struct slice)BYTES("favicon.txt\r\n"), icon, 0);
	ask(&gopher_front, &peer, (struct slice)BYTES("caps.txt\r\n"), &r);
	assert_true(slice_starts(buf_slice(&r.out),
	    "CAPS\r\nCapsVersion=1\r\n"));
	reply_fini(&r);
	ask(&gopher_front, &peer, (struct slice)BYTES("robots.txt\r\n"), &r);
	assert_true(slice_starts(buf_slice(&r.out), "#"));
	assert_true(slice_is(slice_from(buf_slice(&r.out), r.out.n - 2),
	    "\r\n"));
	reply_fini(&r);
	peer.host = &ask_site->hosts[1];
	ask(&gopher_front, &peer, (struct slice)BYTES("robots.txt\r\n"), &r);
	assert_string_equal(r.file->file, "robots.txt");
	reply_fini(&r);
}

/* --- host and port -------------------------------------------------------- */

static void
menus_lead_back_to_the_name_and_port_that_was_used(void **state)
{
	struct peer peer = ask_peer(7070);
	struct view there = { ask_site->hosts[1].corpus, "other", 7070, 70 };
	struct buf want;
	struct reply r;
	bool slash;

	(void)state;
	buf_init(&want, 1 << 20);
	peer.host = &ask_site->hosts[1];
	menu_page(&want, corpus_find(ask_site->hosts[1].corpus,
	    slice_of("/faq"),
	    &slash).entry->page, &there);
	ask(&gopher_front, &peer, (struct slice)BYTES("/faq\r\n"), &r);
	assert_true(slice_eq(buf_slice(&r.out), buf_slice(&want)));
	assert_ptr_equal(r.host, &ask_site->hosts[1]);
	reply_fini(&r);
	buf_fini(&want);
}

static void
the_name_of_the_handshake_chooses_the_host(void **state)
{
	static const struct {
		const char *sni;
		int listener, host;	/* the listener's own, or -1 */
	} rows[] = {
		{ "OTHER", -1, 1 }, { "OTHER", 0, 1 }, { "", -1, 0 },
		{ "", 1, 1 }, { "nowhere", -1, 0 }, { "nowhere", 1, 1 },
		{ "::1", -1, 0 },
	};
	struct reply r;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct peer peer = ask_peer(70);

		if (rows[i].listener != -1)
			peer.host = &ask_site->hosts[rows[i].listener];
		peer_name(&peer, ask_site, slice_of(rows[i].sni));
		ask(&gopher_front, &peer,
		    (struct slice)BYTES("/faq/its-own\r\n"), &r);
		assert_ptr_equal(r.host, &ask_site->hosts[rows[i].host]);
		assert_int_equal(r.status, rows[i].host == 1 ? 0 : 3);
		reply_fini(&r);
	}
}

/* --- when it fails -------------------------------------------------------- */

static void
a_file_that_cannot_be_read_is_an_error_menu(void **state)
{
	struct peer peer = ask_peer(70);
	struct reply r;

	(void)state;
	ask(&gopher_front, &peer, (struct slice)BYTES("/docs/pic.png\r\n"), &r);
	gopher_front.unreadable(&r, ENOENT);
	assert_true(slice_is(buf_slice(&r.out), "3'/docs/pic.png' does not "
	    "exist\t\terror.host\t1\r\n.\r\n"));
	assert_int_equal(r.status, 3);
	assert_int_equal(r.form, REPLY_BYTES);
	reply_fini(&r);
	ask(&gopher_front, &peer, (struct slice)BYTES("/docs/pic.png\r\n"), &r);
	gopher_front.unreadable(&r, EMFILE);
	assert_true(slice_is(buf_slice(&r.out), "3Server busy, try again "
	    "later\t\terror.host\t1\r\n.\r\n"));
	reply_fini(&r);
}

static void
a_page_too_big_to_render_is_an_error_menu(void **state)
{
	struct peer peer = ask_peer(70);
	struct reply r;

	(void)state;
	reply_init(&r);
	r.out.cap = 64;
	gopher_front.answer(ask_site, &peer, slice_of("URL:https://h/"), &r);
	assert_true(slice_is(buf_slice(&r.out), "3Server busy, try again "
	    "later\t\terror.host\t1\r\n.\r\n"));
	assert_int_equal(r.status, 3);
	reply_fini(&r);
}

static int
render(void **state)
{
	struct buf *const bufs[] = { &root, &faq, &docs, &guide, &one, &two,
		&all };
	const struct page *page;
	struct view view;
	size_t i;

	if (ask_set_up(state) == -1)
		return -1;
	for (i = 0; i < sizeof(bufs) / sizeof(bufs[0]); i++)
		buf_init(bufs[i], 1 << 20);
	view = (struct view){ ask_site->hosts[0].corpus, "h", 70, 70 };
	page = ask_found("/faq").entry->page;
	menu_folder(&root, ask_found("/").entry, &view);
	menu_folder(&docs, ask_found("/docs").entry, &view);
	menu_page(&faq, page, &view);
	menu_prose(&guide, ask_found("/docs/guide.gmi").entry->page, &view);
	plain_item(&one, page, 0, &view);
	plain_item(&two, page, 1, &view);
	plain_all(&all, page, &view);
	return 0;
}

static int
drop(void **state)
{
	struct buf *const bufs[] = { &root, &faq, &docs, &guide, &one, &two,
		&all };
	size_t i;

	for (i = 0; i < sizeof(bufs) / sizeof(bufs[0]); i++)
		buf_fini(bufs[i]);
	return ask_tear_down(state);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_ends_with_crlf_lf_cr_or_the_end),
		cmocka_unit_test(
		    a_line_that_is_too_long_is_an_error_and_not_cut),
		cmocka_unit_test(the_root_has_many_names),
		cmocka_unit_test(slashes_at_either_end_do_not_matter),
		cmocka_unit_test(a_former_address_serves_what_is_now_there),
		cmocka_unit_test(
		    bytes_are_taken_literally_first_and_then_decoded_once),
		cmocka_unit_test(only_text_is_sent_as_text),
		cmocka_unit_test(text_by_the_letter_is_a_listeners_choice),
		cmocka_unit_test(what_may_not_be_seen_does_not_exist),
		cmocka_unit_test(an_echoed_selector_is_escaped_and_cut),
		cmocka_unit_test(
		    well_known_files_are_made_unless_they_are_there),
		cmocka_unit_test(
		    menus_lead_back_to_the_name_and_port_that_was_used),
		cmocka_unit_test(the_name_of_the_handshake_chooses_the_host),
		cmocka_unit_test(a_file_that_cannot_be_read_is_an_error_menu),
		cmocka_unit_test(a_page_too_big_to_render_is_an_error_menu),
	};

	return cmocka_run_group_tests(tests, render, drop);
}

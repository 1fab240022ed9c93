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

#include "lib/small.h"
#include "proto/front.h"
#include "proto/text.h"
#include "render/menu.h"
#include "render/plain.h"

#define BYTES(literal) { literal, sizeof(literal) - 1 }

enum { LINE_MAX_BYTES = 4096 };

static struct site *site;
static struct buf root, faq, docs, guide, one, two, all; /* as rendered */

static struct peer
peer_on(unsigned port)
{
	return (struct peer){ .port = port };
}

/* The line of a request, from the smallest prefix that has it; or of all of
   it when the peer then sends no more. */
static struct slice
frame(struct slice sent)
{
	enum frame f = FRAME_MORE;
	size_t cut, line = 0, later;

	for (cut = 0; cut <= sent.n && f == FRAME_MORE; cut++)
		f = gopher_front.frame(sent.p, cut, false, &line);
	if (f == FRAME_MORE)
		f = gopher_front.frame(sent.p, sent.n, true, &line);
	if (f != FRAME_LINE)
		fail_msg("%s: not framed", sent.p);
	assert_true(cut - 1 <= gopher_front.max_request);
	for (; cut <= sent.n; cut++) {
		assert_int_equal(gopher_front.frame(sent.p, cut, false, &later),
		    FRAME_LINE);
		assert_int_equal(line, later);
	}
	return (struct slice){ sent.p, line };
}

static void
ask(const struct peer *peer, struct slice sent, struct reply *r)
{
	reply_init(r);
	gopher_front.answer(site, peer, frame(sent), r);
}

static void
check(struct slice sent, struct slice want, int status)
{
	struct peer peer = peer_on(70);
	struct reply r;

	ask(&peer, sent, &r);
	if (!slice_eq(buf_slice(&r.out), want))
		fail_msg("%.*s -> %.*s, not %.*s", (int)sent.n, sent.p,
		    (int)r.out.n, r.out.p, (int)want.n, want.p);
	assert_int_equal(r.form, REPLY_BYTES);
	assert_int_equal(r.status, status);
	assert_ptr_equal(r.host, &site->hosts[0]);
	reply_fini(&r);
}

static void
check_view(const struct slice *requests, size_t n, const struct buf *want)
{
	size_t i;

	assert_true(want->n > 0);
	for (i = 0; i < n; i++)
		check(requests[i], buf_slice(want), 0);
}

#define CHECK_VIEW(requests, want)                                             \
	check_view(requests, sizeof(requests) / sizeof((requests)[0]), want)

/* An error menu with one sentence. */
static void
check_error(struct slice sent, const char *sentence)
{
	char menu[256];

	snprintf(menu, sizeof(menu), "3%s\t\terror.host\t1\r\n.\r\n", sentence);
	check(sent, slice_of(menu), 3);
}

struct error_row {
	struct slice sent;
	const char *sentence;
};

static void
check_errors(const struct error_row *rows, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		check_error(rows[i].sent, rows[i].sentence);
}

#define CHECK_ERRORS(rows) check_errors(rows, sizeof(rows) / sizeof((rows)[0]))

/* A file's entry instead of bytes. */
static void
check_file(const char *sent, const char *file, enum reply_form form)
{
	struct peer peer = peer_on(70);
	struct reply r;

	ask(&peer, slice_of(sent), &r);
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
	check_error((struct slice){ sent, 5000 }, "This request is too long");
	check_error((struct slice){ sent, LINE_MAX_BYTES + 1 },
	    "This request is too long");
	check((struct slice){ sent, LINE_MAX_BYTES }, buf_slice(&two), 0);
	sent[LINE_MAX_BYTES] = '\n';
	check((struct slice){ sent, 5000 }, buf_slice(&two), 0);
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
	check_error((struct slice)BYTES("/docs/a%2520b.txt\r\n"),
	    "'/docs/a%2520b.txt' does not exist");
	check_error((struct slice)BYTES("/docs%2FxA.txt\r\n"),
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
	struct peer raw = peer_on(70), rfc = peer_on(70);
	struct reply r, wanted;
	struct buf passed;
	int at;
	size_t i;

	(void)state;
	rfc.rfc_text = true;
	for (i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		ask(&raw, slice_of(texts[i]), &wanted);
		ask(&rfc, slice_of(texts[i]), &r);
		buf_init(&passed, REPLY_CAP);
		at = 0;
		text_rfc(&at, buf_slice(&wanted.out), true, &passed);
		assert_true(slice_eq(buf_slice(&passed), buf_slice(&r.out)));
		assert_true(r.out.n >= wanted.out.n + 3);
		buf_fini(&passed);
		reply_fini(&wanted);
		reply_fini(&r);
	}
	ask(&rfc, slice_of("/docs/notes.txt\r\n"), &r);
	assert_ptr_equal(r.text, text_rfc);
	reply_fini(&r);
	ask(&raw, slice_of("/faq\r\n"), &wanted);
	ask(&rfc, slice_of("/faq\r\n"), &r);
	assert_true(slice_eq(buf_slice(&wanted.out), buf_slice(&r.out)));
	reply_fini(&wanted);
	reply_fini(&r);
}

static void
what_may_not_be_seen_does_not_exist(void **state)
{
	static const struct error_row rows[] = {
		{ BYTES("/nope\r\n"), "'/nope' does not exist" },
		{ BYTES("nope\r\n"), "'nope' does not exist" },
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
	CHECK_ERRORS(rows);
}

static void
an_echoed_selector_is_escaped_and_cut(void **state)
{
	static const struct error_row rows[] = {
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
	CHECK_ERRORS(rows);
}

static void
well_known_files_are_made_unless_they_are_there(void **state)
{
	static const struct slice icon = BYTES("\xe2\x9d\x93\r\n");
	struct peer peer = peer_on(70);
	struct reply r;

	(void)state;
	check((struct slice)BYTES("/favicon.txt\r\n"), icon, 0);
	check((struct slice)BYTES("favicon.txt\r\n"), icon, 0);
	ask(&peer, (struct slice)BYTES("caps.txt\r\n"), &r);
	assert_true(slice_starts(buf_slice(&r.out),
	    "CAPS\r\nCapsVersion=1\r\n"));
	reply_fini(&r);
	ask(&peer, (struct slice)BYTES("robots.txt\r\n"), &r);
	assert_true(slice_starts(buf_slice(&r.out), "#"));
	assert_true(slice_is(slice_from(buf_slice(&r.out), r.out.n - 2),
	    "\r\n"));
	reply_fini(&r);
	peer.host = &site->hosts[1];
	ask(&peer, (struct slice)BYTES("robots.txt\r\n"), &r);
	assert_string_equal(r.file->file, "robots.txt");
	reply_fini(&r);
}

/* --- other people's protocols --------------------------------------------- */

static void
gopher_plus_fields_are_ignored(void **state)
{
	static const struct slice same[] = {
		BYTES("/faq/two\t+\r\n"),
		BYTES("/faq/two\t+text/plain\r\n"),
		BYTES("/faq/two\t!\r\n"),
		BYTES("/faq/two\t!+VIEWS\r\n"),
		BYTES("/faq/two\t$\r\n"),
		BYTES("/faq/two\twords\t+\r\n"),
		BYTES("/faq/two\t\t\t\r\n"),
		BYTES("/faq/two\t+\t1\r\n+-1\r\ndata\r\n.\r\n"),
	};
	static const struct slice at_root[] = { BYTES("\t+\r\n"),
		BYTES("\t!\r\n"), BYTES("/\t+\r\n") };

	(void)state;
	CHECK_VIEW(same, &two);
	CHECK_VIEW(at_root, &root);
}

static void
the_classic_client_is_told_that_there_is_a_menu(void **state)
{
	static const struct slice want = BYTES("+-1\r\n"
					       "+INFO: 1Main menu\t\th\t70\r\n"
					       "+VIEWS:\r\n"
					       " application/gopher+-menu: "
					       "<512b>\r\n"
					       ".\r\n");

	(void)state;
	check((struct slice)BYTES("\t$\r\n"), want, 0);
	check((struct slice)BYTES("/\t$\n"), want, 0);
}

static void
an_http_request_gets_a_400(void **state)
{
	static const struct slice requests[] = {
		BYTES("GET / HTTP/1.1\r\nHost: h\r\n\r\n"),
		BYTES("GET /faq HTTP/1.0\r\n"),
		BYTES("HEAD / HTTP/1.1\r\n"),
		BYTES("POST /x HTTP/1.1\r\n"),
		BYTES("PRI * HTTP/2.0\r\n"),
	};
	static const struct slice want =
	    BYTES("HTTP/1.0 400 Bad Request\r\n"
		  "Content-Type: text/plain\r\n"
		  "Connection: close\r\n"
		  "\r\n"
		  "This is a Gopher server.\n");
	static const struct error_row rows[] = {
		{ BYTES("GET /\r\n"), "'GET /' does not exist" },
		{ BYTES("GET HTTP/1.1\r\n"), "'GET HTTP/1.1' does not exist" },
		{ BYTES("get / HTTP/1.1\r\n"),
		    "'get / HTTP/1.1' does not exist" },
		{ BYTES(" / HTTP/1.1\r\n"), "' / HTTP/1.1' does not exist" },
		{ BYTES("GET / HTTP/1.x\r\n"),
		    "'GET / HTTP/1.x' does not exist" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(requests) / sizeof(requests[0]); i++)
		check(requests[i], want, 3);
	CHECK_ERRORS(rows);
}

/* --- URL: links ----------------------------------------------------------- */

/* The page has url, which is escaped already, in all three places. */
static void
check_url(const char *sent, const char *url)
{
	struct peer peer = peer_on(70);
	char refresh[200], link[400];
	struct reply r;

	snprintf(refresh, sizeof(refresh), "content=\"0; url=%s\">", url);
	snprintf(link, sizeof(link), "<a href=\"%s\">%s</a>", url, url);
	ask(&peer, slice_of(sent), &r);
	assert_int_equal(r.status, 0);
	assert_true(slice_starts(buf_slice(&r.out), "<!DOCTYPE html>"));
	if (memmem(r.out.p, r.out.n, refresh, strlen(refresh)) == NULL ||
	    memmem(r.out.p, r.out.n, link, strlen(link)) == NULL)
		fail_msg("%s -> %.*s", sent, (int)r.out.n, r.out.p);
	reply_fini(&r);
}

static void
a_url_selector_gets_a_page_that_leads_there(void **state)
{
	(void)state;
	check_url("URL:https://example.org/\r\n", "https://example.org/");
	check_url("/URL:http://example.org/\r\n", "http://example.org/");
	check_url("URL:HTTPS://example.org/%41?b\r\n",
	    "HTTPS://example.org/%41?b");
	check_url("URL:gemini://h/\t+\r\n", "gemini://h/");
	check_url("URL:gopher://h/1\n", "gopher://h/1");
	check_url("URL:ftp://h/\r\n", "ftp://h/");
	check_url("URL:irc://h/c\r\n", "irc://h/c");
	check_url("URL:mailto:a@example.org\r\n", "mailto:a@example.org");
	check_url("URL:https://\xc3\xa9.fr/\r\n", "https://\xc3\xa9.fr/");
}

static void
a_url_cannot_leave_its_attribute(void **state)
{
	(void)state;
	check_url("URL:https://h/?a&b<c>\"d'e\r\n",
	    "https://h/?a&amp;b&lt;c&gt;&quot;d&#39;e");
}

static void
other_schemes_are_not_followed(void **state)
{
	static const struct error_row rows[] = {
		{ BYTES("URL:\r\n"), "'URL:' does not exist" },
		{ BYTES("URL:javascript:alert(1)\r\n"),
		    "'URL:javascript:alert(1)' does not exist" },
		{ BYTES("/URL:data:text/html,x\r\n"),
		    "'/URL:data:text/html,x' does not exist" },
		{ BYTES("URL:httpsx://h/\r\n"),
		    "'URL:httpsx://h/' does not exist" },
		{ BYTES("URL:https:\r\n"), "'URL:https:' does not exist" },
		{ BYTES("URL:/faq/\r\n"), "'URL:/faq/' does not exist" },
		{ BYTES("URL:https://a b/\r\n"),
		    "'URL:https://a b/' does not exist" },
		{ BYTES("URL:https://h/\x01\r\n"),
		    "'URL:https://h/%01' does not exist" },
		{ BYTES("URL:https://h/\xff\r\n"),
		    "'URL:https://h/%FF' does not exist" },
	};

	(void)state;
	CHECK_ERRORS(rows);
}

/* --- host and port -------------------------------------------------------- */

static void
menus_lead_back_to_the_name_and_port_that_was_used(void **state)
{
	struct peer peer = peer_on(7070);
	struct view there = { site->hosts[1].corpus, "other", 7070, 70 };
	struct buf want;
	struct reply r;
	bool slash;

	(void)state;
	buf_init(&want, 1 << 20);
	peer.host = &site->hosts[1];
	menu_page(&want, corpus_find(site->hosts[1].corpus, slice_of("/faq"),
	    &slash).entry->page, &there);
	ask(&peer, (struct slice)BYTES("/faq\r\n"), &r);
	assert_true(slice_eq(buf_slice(&r.out), buf_slice(&want)));
	assert_ptr_equal(r.host, &site->hosts[1]);
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
		struct peer peer = peer_on(70);

		if (rows[i].listener != -1)
			peer.host = &site->hosts[rows[i].listener];
		peer_name(&peer, site, slice_of(rows[i].sni));
		ask(&peer, (struct slice)BYTES("/faq/its-own\r\n"), &r);
		assert_ptr_equal(r.host, &site->hosts[rows[i].host]);
		assert_int_equal(r.status, rows[i].host == 1 ? 0 : 3);
		reply_fini(&r);
	}
}

/* --- when it fails -------------------------------------------------------- */

static void
a_file_that_cannot_be_read_is_an_error_menu(void **state)
{
	struct peer peer = peer_on(70);
	struct reply r;

	(void)state;
	ask(&peer, (struct slice)BYTES("/docs/pic.png\r\n"), &r);
	gopher_front.unreadable(&r, ENOENT);
	assert_true(slice_is(buf_slice(&r.out), "3'/docs/pic.png' does not "
	    "exist\t\terror.host\t1\r\n.\r\n"));
	assert_int_equal(r.status, 3);
	assert_int_equal(r.form, REPLY_BYTES);
	reply_fini(&r);
	ask(&peer, (struct slice)BYTES("/docs/pic.png\r\n"), &r);
	gopher_front.unreadable(&r, EMFILE);
	assert_true(slice_is(buf_slice(&r.out), "3Server busy, try again "
	    "later\t\terror.host\t1\r\n.\r\n"));
	reply_fini(&r);
}

static void
a_page_too_big_to_render_is_an_error_menu(void **state)
{
	struct peer peer = peer_on(70);
	struct reply r;

	(void)state;
	reply_init(&r);
	r.out.cap = 64;
	gopher_front.answer(site, &peer, slice_of("URL:https://h/"), &r);
	assert_true(slice_is(buf_slice(&r.out), "3Server busy, try again "
	    "later\t\terror.host\t1\r\n.\r\n"));
	assert_int_equal(r.status, 3);
	reply_fini(&r);
}

static struct found
find(const char *path)
{
	bool slash;

	return corpus_find(site->hosts[0].corpus, slice_of(path), &slash);
}

static int
render(void **state)
{
	struct buf *const bufs[] = { &root, &faq, &docs, &guide, &one, &two,
		&all };
	const struct page *page;
	struct view view;
	size_t i;

	(void)state;
	if ((site = small_new()) == NULL)
		return -1;
	for (i = 0; i < sizeof(bufs) / sizeof(bufs[0]); i++)
		buf_init(bufs[i], 1 << 20);
	view = (struct view){ site->hosts[0].corpus, "h", 70, 70 };
	page = find("/faq").entry->page;
	menu_folder(&root, find("/").entry, &view);
	menu_folder(&docs, find("/docs").entry, &view);
	menu_page(&faq, page, &view);
	menu_prose(&guide, find("/docs/guide.gmi").entry->page, &view);
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

	(void)state;
	for (i = 0; i < sizeof(bufs) / sizeof(bufs[0]); i++)
		buf_fini(bufs[i]);
	small_free(site);
	return 0;
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
		cmocka_unit_test(gopher_plus_fields_are_ignored),
		cmocka_unit_test(
		    the_classic_client_is_told_that_there_is_a_menu),
		cmocka_unit_test(an_http_request_gets_a_400),
		cmocka_unit_test(a_url_selector_gets_a_page_that_leads_there),
		cmocka_unit_test(a_url_cannot_leave_its_attribute),
		cmocka_unit_test(other_schemes_are_not_followed),
		cmocka_unit_test(
		    menus_lead_back_to_the_name_and_port_that_was_used),
		cmocka_unit_test(the_name_of_the_handshake_chooses_the_host),
		cmocka_unit_test(a_file_that_cannot_be_read_is_an_error_menu),
		cmocka_unit_test(a_page_too_big_to_render_is_an_error_menu),
	};

	return cmocka_run_group_tests(tests, render, drop);
}

/*
 * The Gemini front: raw request bytes in, header and body out. Every request
 * is also framed cut at each byte: the same line must come out as soon as it
 * can, and not before.
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
#include "render/gemtext.h"

#define BYTES(literal) { literal, sizeof(literal) - 1 }
#define GEMTEXT "20 text/gemini; charset=utf-8"

static struct site *site;

struct row {
	struct slice sent;
	const char *header;	/* all of it but CRLF, or only the status */
};

static struct peer
peer_on(unsigned port)
{
	return (struct peer){ .tls = true, .port = port,
		.bound_port = port };
}

/* The line of a request, from the smallest prefix that has it. */
static struct slice
frame(struct slice sent)
{
	enum frame f = FRAME_MORE;
	size_t cut, line = 0, later;

	for (cut = 0; cut <= sent.n && f == FRAME_MORE; cut++)
		f = gemini_front.frame(sent.p, cut, false, &line);
	if (f != FRAME_LINE)
		fail_msg("%s: not framed", sent.p);
	assert_true(cut - 1 <= gemini_front.max_request);
	for (; cut <= sent.n; cut++) {
		assert_int_equal(gemini_front.frame(sent.p, cut, false, &later),
		    FRAME_LINE);
		assert_int_equal(line, later);
	}
	return (struct slice){ sent.p, line };
}

/* The header of a reply, without CRLF. */
static struct slice
header(const struct reply *r)
{
	struct slice s = { r->out.p, 0 };

	while (s.n + 1 < r->out.n && memcmp(s.p + s.n, "\r\n", 2) != 0)
		s.n++;
	assert_true(s.n + 1 < r->out.n);
	return s;
}

static struct slice
body(const struct reply *r)
{
	return slice_from(buf_slice(&r->out), header(r).n + 2);
}

static void
ask(const struct peer *peer, struct slice sent, struct reply *r)
{
	reply_init(r);
	gemini_front.answer(site, peer, frame(sent), r);
}

static void
check(const struct peer *peer, struct slice sent, const char *want)
{
	struct reply r;
	struct slice h;

	ask(peer, sent, &r);
	h = header(&r);
	if (strlen(want) == 2 ? !slice_starts(h, want) : !slice_is(h, want))
		fail_msg("%.*s -> %.*s, not %s", (int)sent.n, sent.p, (int)h.n,
		    h.p, want);
	assert_int_equal(r.status, atoi(want));
	if (want[0] != '2')
		assert_int_equal(body(&r).n, 0);
	reply_fini(&r);
}

static void
check_rows(const struct row *rows, size_t n)
{
	struct peer peer = peer_on(1965);
	size_t i;

	for (i = 0; i < n; i++)
		check(&peer, rows[i].sent, rows[i].header);
}

#define CHECK(rows) check_rows(rows, sizeof(rows) / sizeof((rows)[0]))

/* --- framing -------------------------------------------------------------- */

static void
only_crlf_ends_a_line(void **state)
{
	static const struct slice unfinished[] = {
		BYTES(""),
		BYTES("gemini://h/"),
		BYTES("gemini://h/\r"),
		BYTES("gemini://h/\n"),
		BYTES("gemini://h/\n\r"),
		BYTES("gemini://h/\rx\n"),
	};
	size_t i, line;

	(void)state;
	for (i = 0; i < sizeof(unfinished) / sizeof(unfinished[0]); i++) {
		assert_int_equal(gemini_front.frame(unfinished[i].p,
		    unfinished[i].n, false, &line), FRAME_MORE);
		assert_int_equal(gemini_front.frame(unfinished[i].p,
		    unfinished[i].n, true, &line), FRAME_CLOSE);
	}
	assert_int_equal(frame((struct slice)BYTES("a\rb\nc\r\r\nd\r\n")).n, 6);
}

static void
a_line_is_given_up_as_soon_as_it_is_too_long(void **state)
{
	struct peer peer = peer_on(1965);
	char sent[2000];
	size_t line;

	(void)state;
	memset(sent, 'a', sizeof(sent));
	memcpy(sent, "gemini://h/", strlen("gemini://h/"));
	assert_int_equal(gemini_front.frame(sent, 1024, false, &line),
	    FRAME_MORE);
	assert_int_equal(gemini_front.frame(sent, 1025, false, &line),
	    FRAME_LINE);
	check(&peer, (struct slice){ sent, 1025 }, "59");
	check(&peer, (struct slice){ sent, 2000 }, "59");

	sent[1024] = '\r';
	assert_int_equal(gemini_front.frame(sent, 1025, false, &line),
	    FRAME_MORE);
	check(&peer, (struct slice){ sent, 1026 }, "59");
	sent[1025] = '\n';
	check(&peer, (struct slice){ sent, 1026 }, "51");
	check(&peer, (struct slice){ sent, 2000 }, "51");
	/* 1025 bytes and CRLF */
	memcpy(sent + 1024, "a\r\n", 3);
	check(&peer, (struct slice){ sent, 1027 }, "59");
}

/* --- what is asked for ---------------------------------------------------- */

static void
a_malformed_request_is_59(void **state)
{
	static const struct row rows[] = {
		{ BYTES("\r\n"), "59 An address has 1 to 1024 bytes" },
		{ BYTES("/\r\n"), "59 An address begins with gemini://" },
		{ BYTES("//h/\r\n"), "59 An address begins with gemini://" },
		{ BYTES("h/\r\n"), "59 An address begins with gemini://" },
		{ BYTES("Hello Gemini!\r\n"),
		    "59 A character here must be percent-encoded" },
		{ BYTES("GET / HTTP/1.1\r\n"), "59" },
		{ BYTES("gemini:h\r\n"), "59 The address names no host" },
		{ BYTES("gemini:///\r\n"), "59 The address names no host" },
		{ BYTES("gemini://u@h/\r\n"),
		    "59 An address holds no user name" },
		{ BYTES("gemini://@h/\r\n"), "59" },
		{ BYTES("gemini://h/#x\r\n"),
		    "59 A request holds no #fragment" },
		{ BYTES("gemini://h/#\r\n"), "59" },
		{ BYTES("gemini://h:99999/\r\n"),
		    "59 The port is malformed" },
		{ BYTES("gemini://h:x/\r\n"), "59 The port is malformed" },
		{ BYTES("gemini://[::1/\r\n"),
		    "59 The host name is malformed" },
		{ BYTES("gemini://h/a%zz\r\n"),
		    "59 A % is not followed by two hex digits" },
		{ BYTES("gemini://h/a%\r\n"), "59" },
		{ BYTES("gemini://h/a%00\r\n"), "59 The path leads nowhere" },
		{ BYTES("gemini://h/../x\r\n"), "59 The path leads nowhere" },
		{ BYTES("gemini://h/%2e%2e/x\r\n"), "59" },
		{ BYTES("gemini://h/../../\r\n"), "59" },
		{ BYTES("gemini://h/a\0b\r\n"), "59" },
		{ BYTES("gemini://h/a\tb\r\n"), "59" },
		{ BYTES("gemini://h/a b\r\n"), "59" },
		{ BYTES("gemini://h/\x7f\r\n"), "59" },
		{ BYTES("gemini://h/a\\b\r\n"), "59" },
		{ BYTES("gemini://h/\n\r\n"), "59" },
		{ BYTES("gemini://h/\xdc\r\n"), "59 The address is not UTF-8" },
		{ BYTES("\xef\xbb\xbfgemini://h/\r\n"), "59" },
	};

	(void)state;
	CHECK(rows);
}

static void
another_scheme_host_or_port_is_53(void **state)
{
	static const struct row rows[] = {
		{ BYTES("http://h/\r\n"), "53 Only gemini:// is served here" },
		{ BYTES("https://h/\r\n"), "53" },
		{ BYTES("gopher://h/\r\n"), "53" },
		{ BYTES("titan://h/x;size=1\r\nx"), "53" },
		{ BYTES("mailto:a\r\n"), "53" },
		{ BYTES("gemini://nowhere/\r\n"),
		    "53 This host is not served here" },
		{ BYTES("gemini://127.0.0.2/\r\n"), "53" },
		{ BYTES("gemini://[::2]/\r\n"), "53" },
		{ BYTES("gemini://h:443/\r\n"),
		    "53 This port is not served here" },
		{ BYTES("gemini://h:0/\r\n"), "53" },
		/* the host is looked at before the path */
		{ BYTES("gemini://nowhere/%00\r\n"), "53" },
	};

	(void)state;
	CHECK(rows);
}

static void
the_root_needs_no_slash_and_is_never_redirected(void **state)
{
	static const struct row rows[] = {
		{ BYTES("gemini://h\r\n"), GEMTEXT "; lang=ko" },
		{ BYTES("gemini://h/\r\n"), GEMTEXT "; lang=ko" },
		{ BYTES("gemini://h?x\r\n"), GEMTEXT "; lang=ko" },
		{ BYTES("gemini://h/?\r\n"), GEMTEXT "; lang=ko" },
		{ BYTES("gemini://h/\r\nJUNK"), GEMTEXT "; lang=ko" },
		{ BYTES("gemini://h//\r\n"), GEMTEXT "; lang=ko" },
		{ BYTES("gemini://h/faq/..\r\n"), GEMTEXT "; lang=ko" },
		{ BYTES("GEMINI://H/\r\n"), GEMTEXT "; lang=ko" },
		{ BYTES("gemini://h./\r\n"), GEMTEXT "; lang=ko" },
		{ BYTES("gemini://h:/\r\n"), GEMTEXT "; lang=ko" },
		{ BYTES("gemini://h:1965\r\n"), GEMTEXT "; lang=ko" },
		{ BYTES("gemini://h:01965/\r\n"), GEMTEXT "; lang=ko" },
		{ BYTES("gemini://WWW.H.org/\r\n"), GEMTEXT "; lang=ko" },
		{ BYTES("gemini://b\xc3\xbc" "cher.de/\r\n"),
		    GEMTEXT "; lang=ko" },
		{ BYTES("gemini://xn--bcher-kva.de/\r\n"),
		    GEMTEXT "; lang=ko" },
		{ BYTES("gemini://other\r\n"), GEMTEXT },
		{ BYTES("gemini://127.0.0.1/\r\n"), GEMTEXT },
		{ BYTES("gemini://[0::0:1]/\r\n"), GEMTEXT },
	};

	(void)state;
	CHECK(rows);
}

static void
a_page_answers_at_one_address_and_others_lead_there(void **state)
{
	static const struct row rows[] = {
		{ BYTES("gemini://h/faq/\r\n"), GEMTEXT "; lang=en" },
		{ BYTES("gemini://h/faq/?q=%\r\n"), GEMTEXT "; lang=en" },
		{ BYTES("gemini://h/x/../%66aq/./\r\n"), GEMTEXT "; lang=en" },
		{ BYTES("gemini://h/faq\r\n"), "31 /faq/" },
		{ BYTES("gemini://h//faq\r\n"), "31 /faq/" },
		{ BYTES("gemini://h/faq?q\r\n"), "31 /faq/" },
		{ BYTES("gemini://h/faq/one\r\n"), GEMTEXT "; lang=en" },
		{ BYTES("gemini://h/faq/one?x\r\n"), GEMTEXT "; lang=en" },
		{ BYTES("gemini://h/faq/one/\r\n"), "31 /faq/one" },
		{ BYTES("gemini://h/faq/all\r\n"), GEMTEXT "; lang=en" },
		{ BYTES("gemini://h/faq/all/\r\n"), "31 /faq/all" },
		{ BYTES("gemini://h/faq/uno\r\n"), "31 /faq/one" },
		{ BYTES("gemini://h/questions\r\n"), "31 /faq/" },
		{ BYTES("gemini://h/questions/\r\n"), "31 /faq/" },
		{ BYTES("gemini://h/questions/two\r\n"), "31 /faq/two" },
		{ BYTES("gemini://h/questions/uno\r\n"), "31 /faq/one" },
		{ BYTES("gemini://h/questions/all\r\n"), "31 /faq/all" },
		{ BYTES("gemini://h/questions/all/\r\n"), "31 /faq/all" },
		{ BYTES("gemini://h/docs\r\n"), "31 /docs/" },
		{ BYTES("gemini://h/docs/\r\n"), GEMTEXT "; lang=en" },
		{ BYTES("gemini://h/docs/guide.gmi\r\n"), GEMTEXT "; lang=en" },
		{ BYTES("gemini://h/docs/guide.gmi/\r\n"),
		    "51 Not found; see /docs/" },
		{ BYTES("gemini://other/faq/its-own\r\n"), GEMTEXT },
		{ BYTES("gemini://other/faq/one\r\n"), "51" },
	};

	(void)state;
	CHECK(rows);
}

static void
a_redirect_stays_on_the_host(void **state)
{
	static const struct row rows[] = {
		{ BYTES("gemini://h//docs\r\n"), "31 /docs/" },
		{ BYTES("gemini://h///evil.example/d\r\n"), "51" },
		{ BYTES("gemini://h/a:b\r\n"), "31 /a%3Ab/" },
	};
	struct peer peer = peer_on(1965);
	char sent[1024];

	(void)state;
	CHECK(rows);
	/* over 1024 bytes once it is encoded */
	snprintf(sent, sizeof(sent), "gemini://h%s\r\n", small_long_folder());
	check(&peer, slice_of(sent), "51 Not found; see /");
}

static void
what_is_missing_is_51_and_says_where_to_look(void **state)
{
	static const struct row rows[] = {
		{ BYTES("gemini://h/nope\r\n"), "51 Not found; see /" },
		{ BYTES("gemini://h/nope/nope\r\n"), "51 Not found; see /" },
		{ BYTES("gemini://h/docs/nope\r\n"),
		    "51 Not found; see /docs/" },
		{ BYTES("gemini://h/a:b/nope/\r\n"),
		    "51 Not found; see /a%3Ab/" },
		{ BYTES("gemini://h/faq/three\r\n"),
		    "51 No such question; see /faq/" },
		{ BYTES("gemini://h/docs/notes.txt/\r\n"),
		    "51 Not found; see /docs/" },
		{ BYTES("gemini://h/docs%2Fnotes.txt\r\n"), "51" },
		{ BYTES("gemini://h/a%2Fb\r\n"), "51" },
		{ BYTES("gemini://h/%5c\r\n"), "51" },
		{ BYTES("gemini://h/%0A%0d%7F\r\n"), "51 Not found; see /" },
		{ BYTES("gemini://h/%FF\r\n"), "51 Not found; see /" },
		{ BYTES("gemini://h/[x]\r\n"), "51" },
		{ BYTES("gemini://h/.git/config\r\n"), "51" },
		{ BYTES("gemini://h/docs/%2ehtaccess\r\n"), "51" },
		{ BYTES("gemini://h/.well-known/x\r\n"), "51" },
		{ BYTES("gemini://h/docs/a+b.txt\r\n"), "51" },
	};

	(void)state;
	CHECK(rows);
}

/* --- bodies --------------------------------------------------------------- */

static void
check_body(const char *url, const struct buf *want)
{
	struct peer peer = peer_on(1965);
	char sent[100];
	struct reply r;

	snprintf(sent, sizeof(sent), "%s\r\n", url);
	ask(&peer, slice_of(sent), &r);
	assert_int_equal(r.form, REPLY_BYTES);
	assert_ptr_equal(r.host, &site->hosts[0]);
	assert_true(want->n > 0);
	assert_true(slice_eq(body(&r), buf_slice(want)));
	reply_fini(&r);
}

static struct found
find(const char *path)
{
	bool slash;

	return corpus_find(site->hosts[0].corpus, slice_of(path), &slash);
}

static void
each_address_has_its_view(void **state)
{
	struct view view = { site->hosts[0].corpus, "h", 1965, 70 };
	const struct page *faq = find("/faq/").entry->page;
	struct buf want;

	(void)state;
	buf_init(&want, 1 << 20);
	gemtext_folder(&want, find("/").entry, &view);
	check_body("gemini://h/", &want);
	buf_clear(&want);
	gemtext_folder(&want, find("/docs").entry, &view);
	check_body("gemini://h/docs/", &want);
	buf_clear(&want);
	gemtext_page(&want, faq, &view);
	check_body("gemini://h/faq/", &want);
	buf_clear(&want);
	gemtext_item(&want, faq, 1, &view);
	check_body("gemini://h/faq/two", &want);
	buf_clear(&want);
	gemtext_all(&want, faq, &view);
	check_body("gemini://h/faq/all", &want);
	buf_clear(&want);
	gemtext_prose(&want, find("/docs/guide.gmi").entry->page, &view);
	check_body("gemini://h/docs/guide.gmi", &want);
	buf_fini(&want);
}

static void
a_file_has_its_type_and_comes_from_disk(void **state)
{
	static const struct {
		struct slice sent;
		const char *header, *file;
		enum reply_form form;
	} rows[] = {
		{ BYTES("gemini://h/docs/pic.png\r\n"), "20 image/png",
		    "docs/pic.png", REPLY_FILE },
		{ BYTES("gemini://h/docs/data.bin\r\n"),
		    "20 application/octet-stream", "docs/data.bin",
		    REPLY_FILE },
		{ BYTES("gemini://h/docs/notes.txt?q\r\n"), "20 text/plain",
		    "docs/notes.txt", REPLY_TEXT },
		{ BYTES("gemini://h/docs/a%20b.txt\r\n"), "20 text/plain",
		    "docs/a b.txt", REPLY_TEXT },
		{ BYTES("gemini://h/docs/100%25.txt\r\n"), "20 text/plain",
		    "docs/100%.txt", REPLY_TEXT },
		{ BYTES("gemini://h/docs/x%41.txt\r\n"), "20 text/plain",
		    "docs/xA.txt", REPLY_TEXT },
		{ BYTES("gemini://other/robots.txt\r\n"), "20 text/plain",
		    "robots.txt", REPLY_TEXT },
	};
	struct peer peer = peer_on(1965);
	struct reply r;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		ask(&peer, rows[i].sent, &r);
		assert_true(slice_is(header(&r), rows[i].header));
		assert_int_equal(body(&r).n, 0);
		assert_int_equal(r.form, rows[i].form);
		if (r.form == REPLY_TEXT)
			assert_ptr_equal(r.text, text_plain);
		assert_string_equal(r.file->file, rows[i].file);
		reply_fini(&r);
	}
}

static void
well_known_files_are_made_unless_they_are_there(void **state)
{
	static const struct row rows[] = {
		{ BYTES("gemini://h/robots.txt\r\n"),
		    "20 text/plain; charset=utf-8" },
		{ BYTES("gemini://h/caps.txt\r\n"),
		    "20 text/plain; charset=utf-8" },
		{ BYTES("gemini://h/robots.txt/\r\n"), "51" },
	};
	struct peer peer = peer_on(1965);
	struct reply r;

	(void)state;
	CHECK(rows);
	ask(&peer, (struct slice)BYTES("gemini://h/favicon.txt\r\n"), &r);
	assert_true(slice_is(body(&r), "\xe2\x9d\x93\n"));
	reply_fini(&r);
	ask(&peer, (struct slice)BYTES("gemini://h/robots.txt\r\n"), &r);
	assert_null(memmem(r.out.p, r.out.n, "Disallow", 8));
	reply_fini(&r);
}

static void
a_language_is_a_token_or_quoted_or_left_out(void **state)
{
	static const struct {
		const char *lang, *header;
	} rows[] = {
		{ "de-CH-1996", GEMTEXT "; lang=de-CH-1996" },
		{ "en,fr", GEMTEXT "; lang=\"en,fr\"" },
		{ "en, fr", GEMTEXT "; lang=\"en, fr\"" },
		{ "", GEMTEXT },
		{ "e\"n", GEMTEXT },
		{ "en\r\n51 x", GEMTEXT },
	};
	struct host host = site->hosts[0];
	struct site changed = { &host, 1, 70 };
	struct peer peer = peer_on(1965);
	struct reply r;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		host.lang = rows[i].lang;
		reply_init(&r);
		gemini_front.answer(&changed, &peer,
		    slice_of("gemini://h/faq/"), &r);
		assert_true(slice_is(header(&r), rows[i].header));
		reply_fini(&r);
	}
}

static void
a_text_file_has_the_charset_of_its_folder(void **state)
{
	static const struct folder folders[] = {
		{ "/docs/", "ko", "euc-kr" } };
	struct host host = site->hosts[0];
	struct site changed = { &host, 1, 70 };
	static const struct {
		const char *sent, *header;
	} rows[] = {
		{ "gemini://h/docs/notes.txt",
		    "20 text/plain; charset=euc-kr" },
		{ "gemini://h/docs/page.html",
		    "20 text/html; charset=euc-kr" },
		{ "gemini://h/docs/pic.png", "20 image/png" },
		{ "gemini://h/a:b/c.txt", "20 text/plain; charset=us-ascii" },
		{ "gemini://h/docs/guide.gmi", GEMTEXT "; lang=ko" },
		{ "gemini://h/docs/", GEMTEXT "; lang=ko" },
		{ "gemini://h/faq/", GEMTEXT "; lang=en" },
	};
	struct peer peer = peer_on(1965);
	struct reply r;
	size_t i;

	(void)state;
	host.charset = "us-ascii";
	host.folders = folders;
	host.nfolders = 1;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		reply_init(&r);
		gemini_front.answer(&changed, &peer, slice_of(rows[i].sent),
		    &r);
		assert_true(slice_is(header(&r), rows[i].header));
		reply_fini(&r);
	}
}

/* --- names and ports ------------------------------------------------------ */

static void
the_name_of_the_handshake_binds(void **state)
{
	static const struct {
		const char *sni, *sent, *want;
	} rows[] = {
		{ "h", "gemini://h/faq/\r\n", "20" },
		{ "H.", "gemini://h/faq/\r\n", "20" },
		{ "h", "gemini://www.h.org/faq/\r\n", "20" },
		{ "h", "gemini://other/faq/\r\n", "53" },
		{ "other", "gemini://h/faq/\r\n", "53" },
		{ "h", "gemini://nowhere/\r\n", "53" },
		{ "", "gemini://other/faq/\r\n", "20" },
		{ "", "gemini://nowhere/\r\n", "53" },
		{ "nowhere", "gemini://h/faq/\r\n", "53" },
		{ "nowhere", "gemini://nowhere/\r\n", "53" },
		{ "nowhere", "gemini://h/#\r\n", "59" },
		/* as good as none */
		{ "10.0.0.1", "gemini://h/faq/\r\n", "20" },
		{ "127.0.0.1", "gemini://h/faq/\r\n", "20" },
		{ "::1", "gemini://h/faq/\r\n", "20" },
		{ "a b", "gemini://h/faq/\r\n", "20" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct peer peer = peer_on(1965);

		peer_name(&peer, site, slice_of(rows[i].sni));
		check(&peer, slice_of(rows[i].sent), rows[i].want);
	}
}

static void
the_port_is_the_listeners(void **state)
{
	struct peer peer = peer_on(11965);

	(void)state;
	check(&peer, slice_of("gemini://h:11965/faq/\r\n"), "20");
	check(&peer, slice_of("gemini://h:011965/faq/\r\n"), "20");
	check(&peer, slice_of("gemini://h/faq/\r\n"), "53");
	check(&peer, slice_of("gemini://h:/faq/\r\n"), "53");
	check(&peer, slice_of("gemini://h:1965/faq/\r\n"), "53");
}

/* --- when it fails -------------------------------------------------------- */

static void
a_file_that_cannot_be_read_is_51_or_40(void **state)
{
	static const struct {
		int err, status;
	} rows[] = {
		{ ENOENT, 51 }, { EACCES, 51 }, { ELOOP, 51 }, { EXDEV, 51 },
		{ ENOTDIR, 51 }, { EISDIR, 51 }, { EMFILE, 40 }, { EIO, 40 },
	};
	struct peer peer = peer_on(1965);
	struct reply r;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		ask(&peer, slice_of("gemini://h/docs/pic.png\r\n"), &r);
		gemini_front.unreadable(&r, rows[i].err);
		assert_int_equal(r.status, rows[i].status);
		assert_int_equal(atoi(r.out.p), rows[i].status);
		assert_int_equal(body(&r).n, 0);
		assert_int_equal(r.form, REPLY_BYTES);
		assert_null(r.file);
		reply_fini(&r);
	}
}

static void
a_page_too_big_to_render_is_40(void **state)
{
	struct peer peer = peer_on(1965);
	struct reply r;

	(void)state;
	reply_init(&r);
	r.out.cap = 44;		/* the header of a page fits, not its body */
	gemini_front.answer(site, &peer, slice_of("gemini://h/faq/all"), &r);
	assert_true(slice_is(buf_slice(&r.out),
	    "40 This page cannot be made now\r\n"));
	assert_int_equal(r.status, 40);
	reply_fini(&r);
}

static int
make_site(void **state)
{
	(void)state;
	return (site = small_new()) != NULL ? 0 : -1;
}

static int
drop_site(void **state)
{
	(void)state;
	small_free(site);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_crlf_ends_a_line),
		cmocka_unit_test(a_line_is_given_up_as_soon_as_it_is_too_long),
		cmocka_unit_test(a_malformed_request_is_59),
		cmocka_unit_test(another_scheme_host_or_port_is_53),
		cmocka_unit_test(
		    the_root_needs_no_slash_and_is_never_redirected),
		cmocka_unit_test(
		    a_page_answers_at_one_address_and_others_lead_there),
		cmocka_unit_test(a_redirect_stays_on_the_host),
		cmocka_unit_test(what_is_missing_is_51_and_says_where_to_look),
		cmocka_unit_test(each_address_has_its_view),
		cmocka_unit_test(a_file_has_its_type_and_comes_from_disk),
		cmocka_unit_test(
		    well_known_files_are_made_unless_they_are_there),
		cmocka_unit_test(a_language_is_a_token_or_quoted_or_left_out),
		cmocka_unit_test(a_text_file_has_the_charset_of_its_folder),
		cmocka_unit_test(the_name_of_the_handshake_binds),
		cmocka_unit_test(the_port_is_the_listeners),
		cmocka_unit_test(a_file_that_cannot_be_read_is_51_or_40),
		cmocka_unit_test(a_page_too_big_to_render_is_40),
	};

	return cmocka_run_group_tests(tests, make_site, drop_site);
}

/*
 * The Gemini front: what is behind an address, as header and body.
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
#include "render/gemtext.h"
#include "unit/ask.h"

static void
check_body(const char *url, const struct buf *want)
{
	struct peer peer = ask_peer(1965);
	char sent[100];
	struct reply r;

	snprintf(sent, sizeof(sent), "%s\r\n", url);
	ask(&gemini_front, &peer, slice_of(sent), &r);
	assert_int_equal(r.form, REPLY_BYTES);
	assert_ptr_equal(r.host, &ask_site->hosts[0]);
	assert_true(want->n > 0);
	assert_true(slice_eq(ask_body(&r), buf_slice(want)));
	reply_fini(&r);
}

static void
each_address_has_its_view(void **state)
{
	struct view view = { ask_site->hosts[0].corpus, "h", 1965, 70 };
	const struct page *faq = ask_found("/faq/").entry->page;
	struct buf want;

	(void)state;
	buf_init(&want, 1 << 20);
	gemtext_folder(&want, ask_found("/").entry, &view);
	check_body("gemini://h/", &want);
	buf_clear(&want);
	gemtext_folder(&want, ask_found("/docs").entry, &view);
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
	gemtext_prose(&want, ask_found("/docs/guide.gmi").entry->page, &view);
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
	struct peer peer = ask_peer(1965);
	struct reply r;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		ask(&gemini_front, &peer, rows[i].sent, &r);
		assert_true(slice_is(ask_header(&r), rows[i].header));
		assert_int_equal(ask_body(&r).n, 0);
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
	static const struct ask_row rows[] = {
		{ BYTES("gemini://h/robots.txt\r\n"),
		    "20 text/plain; charset=utf-8" },
		{ BYTES("gemini://h/caps.txt\r\n"),
		    "20 text/plain; charset=utf-8" },
		{ BYTES("gemini://h/robots.txt/\r\n"), "51" },
	};
	struct peer peer = ask_peer(1965);
	struct reply r;

	(void)state;
	ASK_GEMINI(rows);
	ask(&gemini_front, &peer,
	    (struct slice)BYTES("gemini://h/favicon.txt\r\n"), &r);
	assert_true(slice_is(ask_body(&r), "\xe2\x9d\x93\n"));
	reply_fini(&r);
	ask(&gemini_front, &peer,
	    (struct slice)BYTES("gemini://h/robots.txt\r\n"), &r);
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
	struct host host = ask_site->hosts[0];
	struct site changed = { .hosts = &host, .nhosts = 1,
		.text_width = 70 };
	struct peer peer = ask_peer(1965);
	struct reply r;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		host.lang = rows[i].lang;
		reply_init(&r);
		gemini_front.answer(&changed, &peer,
		    slice_of("gemini://h/faq/"), &r);
		assert_true(slice_is(ask_header(&r), rows[i].header));
		reply_fini(&r);
	}
}

static void
a_text_file_has_the_charset_of_its_folder(void **state)
{
	static const struct folder folders[] = {
		{ "/docs/", "ko", "euc-kr" } };
	struct host host = ask_site->hosts[0];
	struct site changed = { .hosts = &host, .nhosts = 1,
		.text_width = 70 };
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
	struct peer peer = ask_peer(1965);
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
		assert_true(slice_is(ask_header(&r), rows[i].header));
		reply_fini(&r);
	}
}

static void
a_file_that_cannot_be_read_is_51_or_40(void **state)
{
	static const struct {
		int err, status;
	} rows[] = {
		{ ENOENT, 51 }, { EACCES, 51 }, { ELOOP, 51 }, { EXDEV, 51 },
		{ ENOTDIR, 51 }, { EISDIR, 51 }, { EMFILE, 40 }, { EIO, 40 },
	};
	struct peer peer = ask_peer(1965);
	struct reply r;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		ask(&gemini_front, &peer,
		    slice_of("gemini://h/docs/pic.png\r\n"), &r);
		gemini_front.unreadable(&r, rows[i].err);
		assert_int_equal(r.status, rows[i].status);
		assert_int_equal(atoi(r.out.p), rows[i].status);
		assert_int_equal(ask_body(&r).n, 0);
		assert_int_equal(r.form, REPLY_BYTES);
		assert_null(r.file);
		reply_fini(&r);
	}
}

static void
a_page_too_big_to_render_is_40(void **state)
{
	struct peer peer = ask_peer(1965);
	struct reply r;

	(void)state;
	reply_init(&r);
	r.out.cap = 44;		/* the header of a page fits, not its body */
	gemini_front.answer(ask_site, &peer, slice_of("gemini://h/faq/all"),
	    &r);
	assert_true(slice_is(buf_slice(&r.out),
	    "40 This page cannot be made now\r\n"));
	assert_int_equal(r.status, 40);
	reply_fini(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_address_has_its_view),
		cmocka_unit_test(a_file_has_its_type_and_comes_from_disk),
		cmocka_unit_test(
		    well_known_files_are_made_unless_they_are_there),
		cmocka_unit_test(a_language_is_a_token_or_quoted_or_left_out),
		cmocka_unit_test(a_text_file_has_the_charset_of_its_folder),
		cmocka_unit_test(a_file_that_cannot_be_read_is_51_or_40),
		cmocka_unit_test(a_page_too_big_to_render_is_40),
	};

	return cmocka_run_group_tests(tests, ask_set_up, ask_tear_down);
}

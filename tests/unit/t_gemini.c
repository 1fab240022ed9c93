/*
 * The Gemini front: raw request bytes in, header and body out. Every request
 * is also framed cut at each byte: the same line must come out as soon as it
 * can, and not before.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "unit/ask.h"

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
	assert_int_equal(ask_frame(&gemini_front,
	    (struct slice)BYTES("a\rb\nc\r\r\nd\r\n")).n, 6);
}

static void
a_line_is_given_up_as_soon_as_it_is_too_long(void **state)
{
	struct peer peer = ask_peer(1965);
	char sent[2000];
	size_t line;

	(void)state;
	memset(sent, 'a', sizeof(sent));
	memcpy(sent, "gemini://h/", strlen("gemini://h/"));
	assert_int_equal(gemini_front.frame(sent, 1024, false, &line),
	    FRAME_MORE);
	assert_int_equal(gemini_front.frame(sent, 1025, false, &line),
	    FRAME_LINE);
	ask_gemini(&peer, (struct slice){ sent, 1025 }, "59");
	ask_gemini(&peer, (struct slice){ sent, 2000 }, "59");

	sent[1024] = '\r';
	assert_int_equal(gemini_front.frame(sent, 1025, false, &line),
	    FRAME_MORE);
	ask_gemini(&peer, (struct slice){ sent, 1026 }, "59");
	sent[1025] = '\n';
	ask_gemini(&peer, (struct slice){ sent, 1026 }, "51");
	ask_gemini(&peer, (struct slice){ sent, 2000 }, "51");
	/* 1025 bytes and CRLF */
	memcpy(sent + 1024, "a\r\n", 3);
	ask_gemini(&peer, (struct slice){ sent, 1027 }, "59");
}

/* --- what is asked for ---------------------------------------------------- */

static void
a_malformed_request_is_59(void **state)
{
	static const struct ask_row rows[] = {
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
	ASK_GEMINI(rows);
}

static void
another_scheme_host_or_port_is_53(void **state)
{
	static const struct ask_row rows[] = {
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
	ASK_GEMINI(rows);
}

static void
the_root_needs_no_slash_and_is_never_redirected(void **state)
{
	static const struct ask_row rows[] = {
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
	ASK_GEMINI(rows);
}

static void
a_page_answers_at_one_address_and_others_lead_there(void **state)
{
	static const struct ask_row rows[] = {
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
		{ BYTES("gemini://h/closed/two\r\n"), "31 /faq/two" },
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
	ASK_GEMINI(rows);
}

static void
a_redirect_stays_on_the_host(void **state)
{
	static const struct ask_row rows[] = {
		{ BYTES("gemini://h//docs\r\n"), "31 /docs/" },
		{ BYTES("gemini://h///evil.example/d\r\n"), "51" },
		{ BYTES("gemini://h/a:b\r\n"), "31 /a%3Ab/" },
	};
	struct peer peer = ask_peer(1965);
	char sent[1024];

	(void)state;
	ASK_GEMINI(rows);
	/* over 1024 bytes once it is encoded */
	snprintf(sent, sizeof(sent), "gemini://h%s\r\n", small_long_folder());
	ask_gemini(&peer, slice_of(sent), "51 Not found; see /");
}

static void
what_is_missing_is_51_and_says_where_to_look(void **state)
{
	static const struct ask_row rows[] = {
		{ BYTES("gemini://h/nope\r\n"), "51 Not found; see /" },
		{ BYTES("gemini://h/faq/lost\r\n"), "52 Withdrawn; see /faq/" },
		{ BYTES("gemini://h/closed\r\n"), "52 Withdrawn; see /" },
		{ BYTES("gemini://h/closed/all\r\n"), "52 Withdrawn; see /" },
		{ BYTES("gemini://h/closed/one\r\n"),
		    "51 Not found; the nearest is /faq/one" },
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
	ASK_GEMINI(rows);
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
		struct peer peer = ask_peer(1965);

		peer_name(&peer, ask_site, slice_of(rows[i].sni));
		ask_gemini(&peer, slice_of(rows[i].sent), rows[i].want);
	}
}

static void
the_port_is_the_listeners(void **state)
{
	struct peer peer = ask_peer(11965);

	(void)state;
	ask_gemini(&peer, slice_of("gemini://h:11965/faq/\r\n"), "20");
	ask_gemini(&peer, slice_of("gemini://h:011965/faq/\r\n"), "20");
	ask_gemini(&peer, slice_of("gemini://h/faq/\r\n"), "53");
	ask_gemini(&peer, slice_of("gemini://h:/faq/\r\n"), "53");
	ask_gemini(&peer, slice_of("gemini://h:1965/faq/\r\n"), "53");
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
		cmocka_unit_test(the_name_of_the_handshake_binds),
		cmocka_unit_test(the_port_is_the_listeners),
	};

	return cmocka_run_group_tests(tests, ask_set_up, ask_tear_down);
}

/*
 * The Gopher front: what is no plain selector: Gopher+, other protocols, and
 * links out of Gopher.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "unit/ask.h"

/* The requests are answered as the plain one is. */
static void
check_same(const struct slice *requests, size_t n, const char *plain)
{
	struct peer peer = ask_peer(70);
	struct reply want;
	size_t i;

	ask(&gopher_front, &peer, slice_of(plain), &want);
	for (i = 0; i < n; i++)
		ask_gopher(requests[i], buf_slice(&want.out), 0);
	reply_fini(&want);
}

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
	check_same(same, sizeof(same) / sizeof(same[0]), "/faq/two\r\n");
	check_same(at_root, sizeof(at_root) / sizeof(at_root[0]), "\r\n");
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
	ask_gopher((struct slice)BYTES("\t$\r\n"), want, 0);
	ask_gopher((struct slice)BYTES("/\t$\n"), want, 0);
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
	static const struct ask_error rows[] = {
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
		ask_gopher(requests[i], want, 3);
	ASK_GOPHER_ERRORS(rows);
}

/* The page has url, which is escaped already, in all three places. */
static void
check_url(const char *sent, const char *url)
{
	struct peer peer = ask_peer(70);
	char refresh[200], link[400];
	struct reply r;

	snprintf(refresh, sizeof(refresh), "content=\"0; url=%s\">", url);
	snprintf(link, sizeof(link), "<a href=\"%s\">%s</a>", url, url);
	ask(&gopher_front, &peer, slice_of(sent), &r);
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
	static const struct ask_error rows[] = {
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
	ASK_GOPHER_ERRORS(rows);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gopher_plus_fields_are_ignored),
		cmocka_unit_test(
		    the_classic_client_is_told_that_there_is_a_menu),
		cmocka_unit_test(an_http_request_gets_a_400),
		cmocka_unit_test(a_url_selector_gets_a_page_that_leads_there),
		cmocka_unit_test(a_url_cannot_leave_its_attribute),
		cmocka_unit_test(other_schemes_are_not_followed),
	};

	return cmocka_run_group_tests(tests, ask_set_up, ask_tear_down);
}

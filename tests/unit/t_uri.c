/*
 * Request lines as the Gemini front splits and judges them, and host names as
 * they are compared. Rows are named by what they show.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "proto/uri.h"

/* a literal with NULs in it */
#define LINE(literal) { literal, sizeof(literal) - 1 }

static void
each_wrong_line_has_its_reason(void **state)
{
	static const struct {
		struct slice line;
		enum uri_error reason;
	} rows[] = {
		{ LINE(""), URI_LENGTH },
		/* bytes */
		{ LINE("Hello Gemini!"), URI_BYTE },
		{ LINE("GET / HTTP/1.1"), URI_BYTE },
		{ LINE(" gemini://h/"), URI_BYTE },
		{ LINE("gemini://h/a b"), URI_BYTE },
		{ LINE("gemini://h/a\tb"), URI_BYTE },
		{ LINE("gemini://h/a\0b"), URI_BYTE },
		{ LINE("gemini://h/\n"), URI_BYTE },
		{ LINE("gemini://h/\r"), URI_BYTE },
		{ LINE("gemini://h/a\x7f" "b"), URI_BYTE },
		{ LINE("gemini://h/a\\b"), URI_BYTE },
		{ LINE("gemini://h/\""), URI_BYTE },
		{ LINE("gemini://h/<"), URI_BYTE },
		{ LINE("gemini://h/>"), URI_BYTE },
		{ LINE("gemini://h/^"), URI_BYTE },
		{ LINE("gemini://h/`"), URI_BYTE },
		{ LINE("gemini://h/{"), URI_BYTE },
		{ LINE("gemini://h/|"), URI_BYTE },
		{ LINE("gemini://h/?}"), URI_BYTE },
		/* encoding */
		{ LINE("gemini://h/\xdc"), URI_UTF8 },
		{ LINE("gemini://h/?\xc3"), URI_UTF8 },
		{ LINE("gemini://h/\xc0\xaf"), URI_UTF8 },	/* overlong */
		{ LINE("gemini://h/\xed\xa0\x80"), URI_UTF8 },	/* surrogate */
		{ LINE("gemini://h/\xf4\x90\x80\x80"), URI_UTF8 },
		{ LINE("\xef\xbb\xbfgemini://h/"), URI_UTF8 },
		/* scheme */
		{ LINE("/"), URI_NO_SCHEME },
		{ LINE("//h/"), URI_NO_SCHEME },
		{ LINE("h/x"), URI_NO_SCHEME },
		{ LINE("h"), URI_NO_SCHEME },
		{ LINE(":"), URI_NO_SCHEME },
		{ LINE("1gemini://h/"), URI_NO_SCHEME },
		{ LINE("gem_ini://h/"), URI_NO_SCHEME },
		{ LINE("g%65mini://h/"), URI_NO_SCHEME },
		{ LINE("http://h/"), URI_OTHER_SCHEME },
		{ LINE("https://h/"), URI_OTHER_SCHEME },
		{ LINE("gopher://h/"), URI_OTHER_SCHEME },
		{ LINE("titan://h/x;size=0"), URI_OTHER_SCHEME },
		{ LINE("mailto:a"), URI_OTHER_SCHEME },
		{ LINE("geminis://h/"), URI_OTHER_SCHEME },
		{ LINE("x+y-z.1:"), URI_OTHER_SCHEME },
		{ LINE("http://u@h:x/%zz#f"), URI_OTHER_SCHEME },
		/* authority */
		{ LINE("gemini:"), URI_NO_HOST },
		{ LINE("gemini:h"), URI_NO_HOST },
		{ LINE("gemini:/h"), URI_NO_HOST },
		{ LINE("gemini://"), URI_NO_HOST },
		{ LINE("gemini:///x"), URI_NO_HOST },
		{ LINE("gemini://?q"), URI_NO_HOST },
		{ LINE("gemini://#f"), URI_NO_HOST },
		{ LINE("gemini://:1965/"), URI_NO_HOST },
		{ LINE("gemini://u@h/"), URI_USERINFO },
		{ LINE("gemini://u:p@h/"), URI_USERINFO },
		{ LINE("gemini://@h/"), URI_USERINFO },
		{ LINE("gemini://u@h/#f"), URI_USERINFO },
		{ LINE("gemini://h/#x"), URI_FRAGMENT },
		{ LINE("gemini://h/#"), URI_FRAGMENT },
		{ LINE("gemini://h#"), URI_FRAGMENT },
		{ LINE("gemini://h/?q#f"), URI_FRAGMENT },
		{ LINE("gemini://h:x/%zz#f"), URI_FRAGMENT },
		/* escapes */
		{ LINE("gemini://h/a%zz"), URI_ESCAPE },
		{ LINE("gemini://h/a%"), URI_ESCAPE },
		{ LINE("gemini://h/a%4"), URI_ESCAPE },
		{ LINE("gemini://h/%4?1"), URI_ESCAPE },
		{ LINE("gemini://h%/"), URI_ESCAPE },
		{ LINE("gemini://h:%zz/"), URI_ESCAPE },
		{ LINE("gemini://h:x/%zz"), URI_ESCAPE },
		/* host */
		{ LINE("gemini://h_h/"), URI_HOST },
		{ LINE("gemini://h..h/"), URI_HOST },
		{ LINE("gemini://.h/"), URI_HOST },
		{ LINE("gemini://./"), URI_HOST },
		{ LINE("gemini://h../"), URI_HOST },
		{ LINE("gemini://-h/"), URI_HOST },
		{ LINE("gemini://h-/"), URI_HOST },
		{ LINE("gemini://h%00/"), URI_HOST },
		{ LINE("gemini://h%2Fx/"), URI_HOST },
		{ LINE("gemini://h%40h/"), URI_HOST },
		{ LINE("gemini://%C3%A9.org/"), URI_HOST },
		{ LINE("gemini://[::1/"), URI_HOST },
		{ LINE("gemini://[]/"), URI_HOST },
		{ LINE("gemini://[h]/"), URI_HOST },
		{ LINE("gemini://[127.0.0.1]/"), URI_HOST },
		{ LINE("gemini://[fe80::1%25eth0]/"), URI_HOST },
		{ LINE("gemini://[v1.x]/"), URI_HOST },
		{ LINE("gemini://::1]/"), URI_NO_HOST },
		{ LINE("gemini://h]/"), URI_HOST },
		{ LINE("gemini://256.0.0.1/"), URI_HOST },
		{ LINE("gemini://127.0.0.01/"), URI_HOST },
		{ LINE("gemini://127.1/"), URI_HOST },
		{ LINE("gemini://h_h:x/"), URI_HOST },
		/* port */
		{ LINE("gemini://h:x/"), URI_PORT },
		{ LINE("gemini://h:-1/"), URI_PORT },
		{ LINE("gemini://h:+1/"), URI_PORT },
		{ LINE("gemini://h:65536/"), URI_PORT },
		{ LINE("gemini://h:99999/"), URI_PORT },
		{ LINE("gemini://h:4294969261/"), URI_PORT },	/* 2^32+1965 */
		{ LINE("gemini://h:1965:1965/"), URI_PORT },
		{ LINE("gemini://fe80::1/"), URI_PORT },
		{ LINE("gemini://[::1]1965/"), URI_PORT },
		{ LINE("gemini://h:19%36%35/"), URI_PORT },
	};
	struct uri u;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		enum uri_error e = uri_parse(rows[i].line, &u);

		if (e != rows[i].reason)
			fail_msg("%s: %d, not %d", rows[i].line.p, (int)e,
			    (int)rows[i].reason);
	}
}

static void
a_right_line_is_split(void **state)
{
	static const struct {
		const char *line, *host, *path, *query;
		unsigned port;
	} rows[] = {
		{ "gemini://h", "h", "", NULL, 1965 },
		{ "gemini://h?", "h", "", "", 1965 },
		{ "gemini://h?q", "h", "", "q", 1965 },
		{ "gemini://h/", "h", "/", NULL, 1965 },
		{ "GEMINI://EXAMPLE.Org/A", "example.org", "/A", NULL, 1965 },
		{ "gemini://h./", "h", "/", NULL, 1965 },
		{ "gemini://h:/", "h", "/", NULL, 1965 },
		{ "gemini://h:1965", "h", "", NULL, 1965 },
		{ "gemini://h:01965?q", "h", "", "q", 1965 },
		{ "gemini://h:0/", "h", "/", NULL, 0 },
		{ "gemini://h:65535/", "h", "/", NULL, 65535 },
		{ "gemini://%48%2eorg/", "h.org", "/", NULL, 1965 },
		{ "gemini://127.0.0.1:70/", "127.0.0.1", "/", NULL, 70 },
		{ "gemini://[::1]/", "::1", "/", NULL, 1965 },
		{ "gemini://[0:0::0:1]:70/", "::1", "/", NULL, 70 },
		{ "gemini://h//a/../b%2F", "h", "//a/../b%2F", NULL, 1965 },
		{ "gemini://h/a@b:c?d@e?f/g", "h", "/a@b:c", "d@e?f/g", 1965 },
		{ "gemini://h/[x]?[y]", "h", "/[x]", "[y]", 1965 },
		{ "gemini://h/\xc3\xa9?\xc3\xa9", "h", "/\xc3\xa9", "\xc3\xa9",
		    1965 },
		{ "gemini://h/s?100%+/%zz%", "h", "/s", "100%+/%zz%", 1965 },
		{ "gemini://B\xc3\x9c" "CHER.de/", "xn--bcher-kva.de", "/",
		    NULL, 1965 },
		{ "gemini://XN--Bcher-KVA.de/", "xn--bcher-kva.de", "/", NULL,
		    1965 },
	};
	struct uri u;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (uri_parse(slice_of(rows[i].line), &u) != URI_OK)
			fail_msg("%s is refused", rows[i].line);
		assert_string_equal(u.host, rows[i].host);
		assert_int_equal(u.port, rows[i].port);
		assert_true(slice_is(u.path, rows[i].path));
		assert_int_equal(u.has_query, rows[i].query != NULL);
		if (u.has_query)
			assert_true(slice_is(u.query, rows[i].query));
	}
}

static void
an_address_has_at_most_1024_bytes(void **state)
{
	char line[URI_MAX + 1];
	struct uri u;

	(void)state;
	memset(line, 'a', sizeof(line));
	memcpy(line, "gemini://h/", strlen("gemini://h/"));
	assert_int_equal(uri_parse((struct slice){ line, URI_MAX }, &u),
	    URI_OK);
	assert_int_equal(uri_parse((struct slice){ line, URI_MAX + 1 }, &u),
	    URI_LENGTH);
}

static void
a_name_is_compared_as_lower_case_a_labels(void **state)
{
	static const struct {
		const char *name, *compared;
		enum uri_host kind;
	} rows[] = {
		{ "Example.ORG", "example.org", URI_HOST_NAME },
		{ "example.org.", "example.org", URI_HOST_NAME },
		{ "localhost", "localhost", URI_HOST_NAME },
		{ "1st.example", "1st.example", URI_HOST_NAME },
		{ "1.2.3.4.example", "1.2.3.4.example", URI_HOST_NAME },
		/* precomposed, decomposed and full-width forms are one name */
		{ "\xc3\xa9.fr", "xn--9ca.fr", URI_HOST_NAME },
		{ "e\xcc\x81.fr", "xn--9ca.fr", URI_HOST_NAME },
		{ "\xc3\x89.FR", "xn--9ca.fr", URI_HOST_NAME },
		{ "\xed\x95\x9c\xea\xb5\xad.kr", "xn--3e0b707e.kr",
		    URI_HOST_NAME },
		{ "\xc3\xa9\xe3\x80\x82" "fr", "xn--9ca.fr", URI_HOST_NAME },
		{ "10.0.0.1", "10.0.0.1", URI_HOST_IP },
		{ "10.0.0.1.", "10.0.0.1", URI_HOST_IP },
		{ "::FFFF", "::ffff", URI_HOST_IP },
		{ "[2001:0db8:0000::0001]", "2001:db8::1", URI_HOST_IP },
		{ "", NULL, URI_HOST_BAD },
		{ "a b", NULL, URI_HOST_BAD },
		{ "a:b", NULL, URI_HOST_BAD },
		{ "[::1", NULL, URI_HOST_BAD },
		{ "\xff.fr", NULL, URI_HOST_BAD },
		{ "\xc3\xa9..fr", NULL, URI_HOST_BAD },
		{ "\xc3\xa9_.fr", NULL, URI_HOST_BAD },
		{ "\xe2\x80\x8b.fr", NULL, URI_HOST_BAD },	/* nothing */
	};
	char out[URI_HOST_SIZE];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		enum uri_host kind = uri_host(slice_of(rows[i].name), out);

		if (kind != rows[i].kind)
			fail_msg("%s: %d", rows[i].name, (int)kind);
		if (kind != URI_HOST_BAD)
			assert_string_equal(out, rows[i].compared);
	}
}

static void
labels_and_names_have_a_length(void **state)
{
	char name[URI_MAX + 1], out[URI_HOST_SIZE];
	size_t i;

	(void)state;
	memset(name, 'a', sizeof(name));
	assert_int_equal(uri_host((struct slice){ name, 63 }, out),
	    URI_HOST_NAME);
	assert_int_equal(uri_host((struct slice){ name, 64 }, out),
	    URI_HOST_BAD);
	for (i = 50; i < sizeof(name); i += 50)
		name[i] = '.';
	assert_int_equal(uri_host((struct slice){ name, 253 }, out),
	    URI_HOST_NAME);
	assert_int_equal(strlen(out), 253);
	assert_int_equal(uri_host((struct slice){ name, 254 }, out),
	    URI_HOST_BAD);
	assert_int_equal(uri_host((struct slice){ name, sizeof(name) }, out),
	    URI_HOST_BAD);
	name[0] = ':';
	assert_int_equal(uri_host((struct slice){ name, 100 }, out),
	    URI_HOST_BAD);
}

static void
a_nul_never_ends_a_name_early(void **state)
{
	static const struct slice names[] = { LINE("h\0.org"), LINE("::1\0x"),
		LINE("[::1\0]"), LINE("127.0.0.1\0"), LINE("\xc3\xa9\0x") };
	char out[URI_HOST_SIZE];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_int_equal(uri_host(names[i], out), URI_HOST_BAD);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_wrong_line_has_its_reason),
		cmocka_unit_test(a_right_line_is_split),
		cmocka_unit_test(an_address_has_at_most_1024_bytes),
		cmocka_unit_test(a_name_is_compared_as_lower_case_a_labels),
		cmocka_unit_test(labels_and_names_have_a_length),
		cmocka_unit_test(a_nul_never_ends_a_name_early),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The PROXY header, both versions: every way to cut it and to get it wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/slice.h"
#include "net/proxy.h"

#define SIGNATURE "\r\n\r\n\0\r\nQUIT\n"
#define BYTES(s) { (s), sizeof(s) - 1 }
#define V4 "\xc6\x33\x64\x07\xcb\x00\x71\x01\xc8\x22\x07\xad"
#define V6                                                                     \
	"\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x07"                           \
	"\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01\xc8\x22\x07\xad"

static const struct good {
	struct slice header;
	const char *client;	/* NULL: the balancer's own */
} good[] = {
	{ BYTES("PROXY TCP4 198.51.100.7 203.0.113.1 51234 1965\r\n"),
	    "198.51.100.7" },
	{ BYTES("PROXY TCP4 0.0.0.0 255.255.255.255 0 65535\r\n"), "0.0.0.0" },
	{ BYTES("PROXY TCP6 2001:db8::7 2001:db8::1 1 2\r\n"), "2001:db8::7" },
	{ BYTES("PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff "
		"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n"),
	    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" },
	{ BYTES("PROXY UNKNOWN\r\n"), NULL },
	{ BYTES("PROXY UNKNOWN ffff:: \1\2 whatever 65535 65535\r\n"), NULL },
	{ BYTES(SIGNATURE "\x21\x11\x00\x0c" V4), "198.51.100.7" },
	{ BYTES(SIGNATURE "\x21\x21\x00\x24" V6), "2001:db8::7" },
	/* with more behind the addresses: a name, as TLVs */
	{ BYTES(SIGNATURE "\x21\x11\x00\x14" V4 "\x02\x00\x05hello"),
	    "198.51.100.7" },
	{ BYTES(SIGNATURE "\x20\x00\x00\x00"), NULL },
	{ BYTES(SIGNATURE "\x20\x11\x00\x0c" V4), NULL },	/* LOCAL */
	{ BYTES(SIGNATURE "\x21\x00\x00\x00"), NULL },	/* no family */
	{ BYTES(SIGNATURE "\x21\x00\x00\x03\x04\x00\x00"), NULL },
	{ BYTES(SIGNATURE "\x21\x12\x00\x0c" V4), NULL },	/* UDP */
	{ BYTES(SIGNATURE "\x21\x31\x00\x02//"), NULL },	/* UNIX */
};

static const struct slice bad[] = {
	BYTES("\x16\x03\x01\x02\x00\x01"),
	BYTES("gemini://localhost/\r\n"),
	BYTES("\r\n\r\n\r\n"),
	BYTES("PROXX"),
	BYTES("proxy TCP4 1.2.3.4 1.2.3.4 1 2\r\n"),
	BYTES("PROXY\r\n"),
	BYTES("PROXY \r\n"),
	BYTES("PROXY \n"),
	BYTES("PROXY UNKNOWN\n"),
	BYTES("PROXY UNKNOWNS\r\n"),
	BYTES("PROXY UDP4 1.2.3.4 1.2.3.4 1 2\r\n"),
	BYTES("PROXY TCP4\r\n"),
	BYTES("PROXY TCP4 1.2.3.4 1.2.3.4 1\r\n"),
	BYTES("PROXY TCP4 1.2.3.4 1.2.3.4 1 \r\n"),
	BYTES("PROXY TCP4 1.2.3.4 1.2.3.4 1 2 \r\n"),
	BYTES("PROXY TCP4 1.2.3.4 1.2.3.4 1 2 3\r\n"),
	BYTES("PROXY TCP4  1.2.3.4 1.2.3.4 1 2\r\n"),
	BYTES("PROXY TCP4\0" "1.2.3.4 1.2.3.4 1 2\r\n"),
	BYTES("PROXY TCP4 1.2.3.4\0 1.2.3.4 1 2\r\n"),
	BYTES("PROXY TCP4 1.2.3.4\t1.2.3.4 1 2\r\n"),
	BYTES("PROXY TCP4 1.2.3.4 1.2.3.4 1 65536\r\n"),
	BYTES("PROXY TCP4 1.2.3.4 1.2.3.4 1 4294967297\r\n"),
	BYTES("PROXY TCP4 1.2.3.4 1.2.3.4 01 2\r\n"),
	BYTES("PROXY TCP4 1.2.3.4 1.2.3.4 -1 2\r\n"),
	BYTES("PROXY TCP4 1.2.3.4 1.2.3.4 1 2\n"),
	BYTES("PROXY TCP4 1.2.3.4 1.2.3.4 1 2\r\r\n"),
	BYTES("PROXY TCP4 1.2.3 1.2.3.4 1 2\r\n"),
	BYTES("PROXY TCP4 1.2.3.256 1.2.3.4 1 2\r\n"),
	BYTES("PROXY TCP4 ::1 ::1 1 2\r\n"),
	BYTES("PROXY TCP6 1.2.3.4 1.2.3.4 1 2\r\n"),
	BYTES("PROXY TCP6 ::1%lo ::1 1 2\r\n"),
	BYTES("PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff "
	    "ffff:ffff:ffff:ffff:ffff:ffff 1 2\r\n"),
	BYTES(SIGNATURE "\x11\x11\x00\x0c" V4),		/* version 1 */
	BYTES(SIGNATURE "\x31\x11\x00\x0c" V4),
	BYTES(SIGNATURE "\x22\x11\x00\x0c" V4),		/* command 2 */
	BYTES(SIGNATURE "\x21\x41\x00\x0c" V4),		/* family 4 */
	BYTES(SIGNATURE "\x21\x13\x00\x0c" V4),		/* transport 3 */
	BYTES(SIGNATURE "\x21\x11\x00\x0b" V4),		/* too short */
	BYTES(SIGNATURE "\x21\x21\x00\x0c" V4),
	BYTES(SIGNATURE "\x21\x21\x00\x23" V6),
	BYTES(SIGNATURE "\x21\x11\x03\xf1"),		/* 1025 in all */
	BYTES(SIGNATURE "\x20\x00\xff\xff"),
};

/* From memory of exactly that size, which a sanitizer watches. */
static enum proxy
parse(struct slice s, struct address *from, size_t *used)
{
	char *copy = malloc(s.n > 0 ? s.n : 1);
	enum proxy found;

	assert_non_null(copy);
	memcpy(copy, s.p, s.n);
	found = proxy_parse(copy, s.n, from, used);
	free(copy);
	return found;
}

static void
a_header_names_the_client_wherever_it_is_cut(void **state)
{
	char text[ADDRESS_TEXT];
	struct address from;
	const struct good *g;
	struct slice cut;
	size_t i, used;

	(void)state;
	for (i = 0; i < sizeof(good) / sizeof(*good); i++) {
		g = &good[i];
		cut.p = g->header.p;
		for (cut.n = 0; cut.n < g->header.n; cut.n++)
			assert_int_equal(parse(cut, &from, &used), PROXY_MORE);
		used = 0;
		assert_int_equal(parse(cut, &from, &used),
		    g->client != NULL ? PROXY_CLIENT : PROXY_OWN);
		assert_int_equal(used, cut.n);
		if (g->client != NULL) {
			address_format(&from, 32, 128, text);
			assert_string_equal(text, g->client);
		}
	}
}

static void
what_follows_is_not_the_header_s(void **state)
{
	char bytes[4096];
	struct address from;
	size_t i, used;

	(void)state;
	for (i = 0; i < sizeof(good) / sizeof(*good); i++) {
		memset(bytes, '\n', sizeof(bytes));
		memcpy(bytes, good[i].header.p, good[i].header.n);
		used = 0;
		assert_int_equal(parse((struct slice){ bytes, sizeof(bytes) },
				     &from, &used),
		    good[i].client != NULL ? PROXY_CLIENT : PROXY_OWN);
		assert_int_equal(used, good[i].header.n);
	}
}

static void
what_is_wrong_is_bad_from_some_byte_on(void **state)
{
	struct address from;
	struct slice cut;
	enum proxy found;
	size_t i, used;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		cut.p = bad[i].p;
		found = PROXY_MORE;
		for (cut.n = 0; cut.n < bad[i].n; cut.n++) {
			if (found == PROXY_BAD)
				assert_int_equal(parse(cut, &from, &used),
				    PROXY_BAD);
			found = parse(cut, &from, &used);
			assert_true(found == PROXY_MORE || found == PROXY_BAD);
		}
		assert_int_equal(parse(cut, &from, &used), PROXY_BAD);
	}
}

static void
a_header_has_an_end(void **state)
{
	char bytes[PROXY_MAX] = SIGNATURE "\x21\x11\x03\xf0" V4;
	struct address from;
	struct slice s = { bytes, sizeof(bytes) };
	size_t used = 0;

	(void)state;
	assert_int_equal(parse(s, &from, &used), PROXY_CLIENT);
	assert_int_equal(used, PROXY_MAX);
	s.n--;
	assert_int_equal(parse(s, &from, &used), PROXY_MORE);
	memset(bytes, 'x', sizeof(bytes));
	memcpy(bytes, "PROXY UNKNOWN ", 14);
	s.n = 106;
	assert_int_equal(parse(s, &from, &used), PROXY_MORE);
	s.n = 107;
	assert_int_equal(parse(s, &from, &used), PROXY_BAD);
	memcpy(bytes + 105, "\r\n", 2);
	assert_int_equal(parse(s, &from, &used), PROXY_OWN);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_header_names_the_client_wherever_it_is_cut),
		cmocka_unit_test(what_follows_is_not_the_header_s),
		cmocka_unit_test(what_is_wrong_is_bad_from_some_byte_on),
		cmocka_unit_test(a_header_has_an_end),
	};

	return cmocka_run_group_tests_name("proxy", tests, NULL, NULL);
}

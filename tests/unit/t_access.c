/*
 * Who may have a path, and where it leads: the rules alone, without TLS.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include <string.h>

#include "proto/front.h"

static struct fingerprint
of(uint8_t byte)
{
	struct fingerprint f;

	memset(f.sha256, byte, sizeof(f.sha256));
	return f;
}

static struct identity
somebody(uint8_t certificate, uint8_t key)
{
	return (struct identity){ .valid = true,
		.certificate = of(certificate), .key = of(key) };
}

static void
a_zone_is_a_path_and_all_below_it(void **state)
{
	static const struct zone zones[] = { { .path = "/a/b" } };
	static const char *const in[] = { "/a/b", "/a/b/", "/a/b/c/d" };
	static const char *const out[] = { "", "/", "/a", "/a/", "/a/bc",
		"/b", "/a/B", "/x/a/b" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(in) / sizeof(*in); i++)
		assert_int_equal(access_to(zones, 1, slice_of(in[i]), NULL),
		    ACCESS_NO_IDENTITY);
	for (i = 0; i < sizeof(out) / sizeof(*out); i++)
		assert_int_equal(access_to(zones, 1, slice_of(out[i]), NULL),
		    ACCESS_OPEN);
}

static void
the_whole_host_may_be_a_zone(void **state)
{
	static const struct zone zones[] = { { .path = "" } };

	(void)state;
	assert_int_equal(access_to(zones, 1, slice_of("/"), NULL),
	    ACCESS_NO_IDENTITY);
	assert_int_equal(access_to(zones, 1, slice_of("/robots.txt"), NULL),
	    ACCESS_NO_IDENTITY);
	assert_int_equal(access_to(zones, 0, slice_of("/"), NULL),
	    ACCESS_OPEN);
}

static void
a_certificate_its_key_or_its_authority_opens(void **state)
{
	const struct fingerprint identities[] = { of(1), of(2) };
	const struct fingerprint authorities[] = { of(3) };
	const struct zone zone = { "/a", identities, 2, authorities, 1 };
	struct slice path = slice_of("/a/b");
	struct identity id;

	(void)state;
	id = somebody(1, 9);
	assert_int_equal(access_to(&zone, 1, path, &id), ACCESS_OPEN);
	id = somebody(9, 2);
	assert_int_equal(access_to(&zone, 1, path, &id), ACCESS_OPEN);
	id = somebody(3, 3);	/* of an authority, not signed by it */
	assert_int_equal(access_to(&zone, 1, path, &id), ACCESS_DENIED);
	id.authority = of(3);	/* nor said to be */
	assert_int_equal(access_to(&zone, 1, path, &id), ACCESS_DENIED);
	id.issued = true;
	assert_int_equal(access_to(&zone, 1, path, &id), ACCESS_OPEN);
	id.authority = of(1);
	assert_int_equal(access_to(&zone, 1, path, &id), ACCESS_DENIED);
	id = somebody(1, 1);
	id.valid = false;
	assert_int_equal(access_to(&zone, 1, path, &id), ACCESS_INVALID);
}

static void
of_nested_zones_the_innermost_decides(void **state)
{
	const struct fingerprint one = of(1), two = of(2);
	const struct zone zones[] = { { "/a/b", &two, 1, NULL, 0 },
		{ "/a", &one, 1, NULL, 0 } };
	struct identity id = somebody(1, 1);

	(void)state;
	assert_int_equal(access_to(zones, 2, slice_of("/a"), &id),
	    ACCESS_OPEN);
	assert_int_equal(access_to(zones, 2, slice_of("/a/b/c"), &id),
	    ACCESS_DENIED);
	id = somebody(2, 2);
	assert_int_equal(access_to(zones, 2, slice_of("/a"), &id),
	    ACCESS_DENIED);
	assert_int_equal(access_to(zones, 2, slice_of("/a/b/c"), &id),
	    ACCESS_OPEN);
}

static void
what_was_shown_to_one_host_counts_at_no_other(void **state)
{
	const struct fingerprint one = of(1);
	const struct zone zone = { "", &one, 1, NULL, 0 };
	struct host hosts[] = { { .zones = &zone, .nzones = 1 },
		{ .zones = &zone, .nzones = 1 } };
	struct site site = { .hosts = hosts, .nhosts = 2 };
	struct identity id = somebody(1, 1);
	struct peer peer = { .tls = true, .identity = &id };

	(void)state;
	assert_int_equal(peer_access(&peer, &site, &hosts[0], slice_of("/")),
	    ACCESS_OPEN);
	assert_int_equal(peer_access(&peer, &site, &hosts[1], slice_of("/")),
	    ACCESS_NO_IDENTITY);
	peer.host = &hosts[1];
	assert_int_equal(peer_access(&peer, &site, &hosts[0], slice_of("/")),
	    ACCESS_NO_IDENTITY);
	assert_int_equal(peer_access(&peer, &site, &hosts[1], slice_of("/")),
	    ACCESS_OPEN);
}

static void
the_redirect_that_says_most_holds(void **state)
{
	static const struct redirect redirects[] = {
		{ "/a/", "/x/", false }, { "/a/b", "/y", false },
		{ "/a/b/c/", NULL, false } };
	struct host host = { .redirects = redirects, .nredirects = 3 };
	static const struct {
		const char *path;
		int which;	/* -1: none */
		const char *rest;
	} rows[] = {
		{ "/", -1, "" }, { "/ab", -1, "" }, { "/a", 0, "" },
		{ "/a/", 0, "" }, { "/a/x/y/", 0, "x/y/" },
		{ "/a/b", 1, "" }, { "/a/b/", 1, "" },
		{ "/a/b/x", 0, "b/x" }, { "/a/b/c", 2, "" },
		{ "/a/b/c/d", 2, "d" }, { "/a/b/cd", 0, "b/cd" },
	};
	const struct redirect *r;
	struct slice rest;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		r = site_redirect(&host, slice_of(rows[i].path), &rest);
		if (rows[i].which == -1) {
			assert_null(r);
			continue;
		}
		assert_ptr_equal(r, &redirects[rows[i].which]);
		assert_true(slice_is(rest, rows[i].rest));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_zone_is_a_path_and_all_below_it),
		cmocka_unit_test(the_whole_host_may_be_a_zone),
		cmocka_unit_test(a_certificate_its_key_or_its_authority_opens),
		cmocka_unit_test(of_nested_zones_the_innermost_decides),
		cmocka_unit_test(what_was_shown_to_one_host_counts_at_no_other),
		cmocka_unit_test(the_redirect_that_says_most_holds),
	};

	return cmocka_run_group_tests_name("access", tests, NULL, NULL);
}

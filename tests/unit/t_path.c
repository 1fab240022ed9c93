/*
 * Paths of requests as the corpus wants them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "proto/path.h"

struct row {
	const char *sent, *path;
	enum path answer;
};

static void
check(const struct row *rows, size_t nrows, bool escaped)
{
	enum path answer;
	char *out;
	size_t i, n;

	for (i = 0; i < nrows; i++) {
		/* exactly what the header asks for: a sanitizer sees more */
		out = malloc(strlen(rows[i].sent) + 1);
		assert_non_null(out);
		answer = path_resolve(slice_of(rows[i].sent), escaped, out, &n);
		if (answer != rows[i].answer)
			fail_msg("%s: %d", rows[i].sent, (int)answer);
		if (answer != PATH_BAD &&
		    !slice_is((struct slice){ out, n }, rows[i].path))
			fail_msg("%s is %.*s", rows[i].sent, (int)n, out);
		free(out);
	}
}

#define CHECK(rows, escaped)                                                   \
	check(rows, sizeof(rows) / sizeof((rows)[0]), escaped)

static void
a_path_is_decoded_once_after_it_is_split(void **state)
{
	static const struct row rows[] = {
		{ "", "/", PATH_OK },
		{ "/", "/", PATH_OK },
		{ "/a", "/a", PATH_OK },
		{ "a", "/a", PATH_OK },
		{ "/a/", "/a/", PATH_OK },
		{ "/a%20b", "/a b", PATH_OK },
		{ "/%C3%A9", "/\xc3\xa9", PATH_OK },
		{ "/\xc3\xa9", "/\xc3\xa9", PATH_OK },
		{ "/%ff%0a", "/\xff\n", PATH_OK },
		{ "/%7E+", "/~+", PATH_OK },
		{ "/%2541", "/%41", PATH_OK },
		{ "/%zz%", "/%zz%", PATH_OK },
		{ "/a%2Fb", "/a/b", PATH_ABSENT },
		{ "/%252F", "/%2F", PATH_OK },
		{ "/a%5Cb", "/a\\b", PATH_OK },
		{ "/a%00", NULL, PATH_BAD },
		{ "/%00/..", NULL, PATH_BAD },
	};

	(void)state;
	CHECK(rows, true);
}

static void
dot_segments_are_resolved_within_the_root(void **state)
{
	static const struct row rows[] = {
		{ "/a/./b", "/a/b", PATH_OK },
		{ "/a/../b", "/b", PATH_OK },
		{ "/a/b/../../c", "/c", PATH_OK },
		{ "/a/.", "/a/", PATH_OK },
		{ "/a/..", "/", PATH_OK },
		{ "/a/b/..", "/a/", PATH_OK },
		{ "/.", "/", PATH_OK },
		{ "/%2e/a/%2E%2e/b", "/b", PATH_OK },
		{ "/a%2Fb/../c", "/c", PATH_OK },
		{ "/.git/../c", "/c", PATH_OK },
		/* ".." takes back one segment, an empty one too */
		{ "//..", "/", PATH_OK },
		{ "/a//../b", "/a/b", PATH_OK },
		{ "/..", NULL, PATH_BAD },
		{ "/../x", NULL, PATH_BAD },
		{ "/%2e%2e/x", NULL, PATH_BAD },
		{ "/.%2e/x", NULL, PATH_BAD },
		{ "/a/../../a/x", NULL, PATH_BAD },
		{ "../..", NULL, PATH_BAD },
		{ "/..%2fx", "/../x", PATH_ABSENT },
		{ "/%252e%252e/x", "/%2e%2e/x", PATH_OK },
	};

	(void)state;
	CHECK(rows, true);
}

static void
empty_segments_collapse(void **state)
{
	static const struct row rows[] = {
		{ "//", "/", PATH_OK },
		{ "//x", "/x", PATH_OK },
		{ "/a//b", "/a/b", PATH_OK },
		{ "/a//", "/a/", PATH_OK },
		{ "///evil.example//d", "/evil.example/d", PATH_OK },
	};

	(void)state;
	CHECK(rows, true);
}

static void
hidden_names_are_absent(void **state)
{
	static const struct row rows[] = {
		{ "/.git", "/.git", PATH_ABSENT },
		{ "/a/.htaccess", "/a/.htaccess", PATH_ABSENT },
		{ "/.git/config", "/.git/config", PATH_ABSENT },
		{ "/%2egit", "/.git", PATH_ABSENT },
		{ "/...", "/...", PATH_ABSENT },
		{ "/.well-known/x", "/.well-known/x", PATH_OK },
		{ "/%2Ewell-known", "/.well-known", PATH_OK },
		{ "/a/.well-known", "/a/.well-known", PATH_ABSENT },
		{ "/.well-known/.x", "/.well-known/.x", PATH_ABSENT },
		{ "/a.b", "/a.b", PATH_OK },
	};

	(void)state;
	CHECK(rows, true);
}

static void
an_unescaped_path_keeps_each_percent_sign(void **state)
{
	static const struct row rows[] = {
		{ "/a%20b", "/a%20b", PATH_OK },
		{ "/%2e%2e/x", "/%2e%2e/x", PATH_OK },
		{ "/a%2Fb", "/a%2Fb", PATH_OK },
		{ "/%00", "/%00", PATH_OK },
		{ "/./a/../b", "/b", PATH_OK },
		{ "/../b", NULL, PATH_BAD },
		{ "/.git", "/.git", PATH_ABSENT },
	};

	(void)state;
	CHECK(rows, false);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_path_is_decoded_once_after_it_is_split),
		cmocka_unit_test(dot_segments_are_resolved_within_the_root),
		cmocka_unit_test(empty_segments_collapse),
		cmocka_unit_test(hidden_names_are_absent),
		cmocka_unit_test(an_unescaped_path_keeps_each_percent_sign),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

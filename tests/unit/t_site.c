#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "proto/site.h"

static const char *const names[] = { "h", "www.h.org" };
static const struct folder folders[] = {
	{ "/ko/", "ko", NULL },
	{ "/old/ko/", NULL, "euc-kr" },
	{ "/old/", "en-GB", "iso-8859-1" },
};
static const struct host host = { .names = names, .nnames = 2, .lang = "en",
	.folders = folders, .nfolders = 3 };

static void
a_host_has_all_its_names(void **state)
{
	struct site site = { .hosts = &host, .nhosts = 1 };

	(void)state;
	assert_ptr_equal(site_host(&site, "h"), &host);
	assert_ptr_equal(site_host(&site, "www.h.org"), &host);
	assert_null(site_host(&site, "h.org"));
}

static void
the_nearest_folder_that_says_something_decides(void **state)
{
	static const struct {
		const char *path, *lang, *charset;
	} rows[] = {
		{ "/", "en", NULL },
		{ "/a.txt", "en", NULL },
		{ "/ko/", "ko", NULL },
		{ "/ko/a/b.txt", "ko", NULL },
		{ "/kore/a.txt", "en", NULL },
		{ "/ko", "en", NULL },
		{ "/old/a.txt", "en-GB", "iso-8859-1" },
		{ "/old/ko/a.txt", "en-GB", "euc-kr" },
		{ "/x/old/ko/a.txt", "en", NULL },
	};
	const char *lang, *charset;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		lang = site_lang(&host, slice_of(rows[i].path));
		charset = site_charset(&host, slice_of(rows[i].path));
		assert_string_equal(lang, rows[i].lang);
		if (rows[i].charset == NULL)
			assert_null(charset);
		else
			assert_string_equal(charset, rows[i].charset);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_host_has_all_its_names),
		cmocka_unit_test(
		    the_nearest_folder_that_says_something_decides),
	};

	return cmocka_run_group_tests_name("site", tests, NULL, NULL);
}

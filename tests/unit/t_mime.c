#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "model/mime.h"

static void
common_files_have_their_type_and_item_type(void **state)
{
	static const struct {
		const char *name, *type;
		char item;
	} files[] = {
		{ "notes.txt", "text/plain", '0' },
		{ "index.gmi", "text/gemini", '1' },
		{ "old.gemini", "text/gemini", '1' },
		{ "read.me.md", "text/markdown", '0' },
		{ "page.html", "text/html", 'h' },
		{ "feed.atom", "application/atom+xml", '0' },
		{ "a.gif", "image/gif", 'g' },
		{ "a.png", "image/png", 'I' },
		{ "a.avif", "image/avif", 'I' },
		{ "a.svg", "image/svg+xml", 'I' },
		{ "song.opus", "audio/ogg", 's' },
		{ "film.webm", "video/webm", '9' },
		{ "src.tar.gz", "application/gzip", '9' },
		{ "book.epub", "application/epub+zip", '9' },
		{ "fix.patch", "text/x-diff", '0' },
		{ "7.7z", "application/x-7z-compressed", '9' },
		{ "last.zst", "application/zstd", '9' },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(files) / sizeof(*files); i++) {
		assert_string_equal(mime_type(files[i].name), files[i].type);
		assert_int_equal(mime_item_type(files[i].name), files[i].item);
	}
}

static void
case_of_a_suffix_does_not_matter(void **state)
{
	(void)state;
	assert_string_equal(mime_type("DSC00012.JPG"), "image/jpeg");
	assert_int_equal(mime_item_type("Index.Gmi"), '1');
}

static void
what_is_not_known_is_octets(void **state)
{
	static const char *const names[] = { "", ".", "a.", "Makefile", "a.xyz",
		".txt", "dir.txt/data", "a.tx", "a.txtt", "a.txt " };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		assert_string_equal(mime_type(names[i]),
		    "application/octet-stream");
		assert_int_equal(mime_item_type(names[i]), '9');
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(common_files_have_their_type_and_item_type),
		cmocka_unit_test(case_of_a_suffix_does_not_matter),
		cmocka_unit_test(what_is_not_known_is_octets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "model/mime.h"
#include "parse/mime_types.h"

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

/* --- what is learnt -------------------------------------------------------- */

static int
forget(void **state)
{
	(void)state;
	mime_forget();
	return 0;
}

static void
assert_is(const char *name, const char *type, char item)
{
	assert_string_equal(mime_type(name), type);
	assert_int_equal(mime_item_type(name), item);
}

static void
a_list_teaches_what_the_table_does_not_know(void **state)
{
	(void)state;
	mime_types_parse(slice_of(
	    "# comment\n"
	    "\n"
	    "application/x-alone\n"
	    "image/x-thing\t\tthg  THNG # no: more\r\n"
	    "audio/x-noise nse\n"
	    "text/x-words wds\n"
	    "model/x-tree+xml tree\n"
	    "application/vnd.x.Y.12 y12"));
	assert_is("a.thg", "image/x-thing", 'I');
	assert_is("a.Thng", "image/x-thing", 'I');
	assert_is("a.nse", "audio/x-noise", 's');
	assert_is("a.wds", "text/x-words", '0');
	assert_is("a.tree", "model/x-tree+xml", '0');
	assert_is("a.Y12", "application/vnd.x.Y.12", '9');
	assert_is("a.no:", "application/octet-stream", '9');
	assert_is("a.more", "application/octet-stream", '9');
}

static void
globs_teach_only_what_is_a_suffix(void **state)
{
	(void)state;
	mime_types_parse_globs(slice_of(
	    "# comment\n"
	    "80:image/x-first:*.thg\n"
	    "50:image/x-second:*.thg\n"
	    "50:text/x-c++src:*.CXY:cs\n"
	    "50:text/x-readme:README*\n"
	    "50:application/x-two:*.one.two\n"
	    "50:application/x-lib:*.lib[0-9]\n"
	    "50:application/x-any:*.a?b\n"
	    "garbage\n"
	    ":::\n"
	    "50:image/x-last:*.lst"));
	assert_is("a.thg", "image/x-first", 'I');
	assert_is("a.cxy", "text/x-c++src", '0');
	assert_is("a.lst", "image/x-last", 'I');
	assert_is("README", "application/octet-stream", '9');
	assert_is("a.one", "application/octet-stream", '9');
	assert_is("a.two", "application/octet-stream", '9');
	assert_is("a.lib", "application/octet-stream", '9');
	assert_is("a.a", "application/octet-stream", '9');
}

static void
what_is_known_is_not_learnt_anew(void **state)
{
	(void)state;
	mime_types_parse(slice_of("text/x-rust rs\nchemical/x-g gem gmi\n"
				  "text/x-one one\ntext/x-two one\n"));
	assert_is("a.rs", "text/plain", '0');
	assert_is("a.gmi", "text/gemini", '1');
	assert_is("a.gem", "chemical/x-g", '9');
	assert_is("a.one", "text/x-one", '0');
}

static void
what_is_no_type_is_not_learnt(void **state)
{
	static const char *const types[] = { "", "/", "text", "text/", "/plain",
		"text/pl/ain", "text/a;b", "te\x80t/a", "a/b\x01" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(types) / sizeof(*types); i++)
		assert_true(mime_learn(slice_of("zzz"), slice_of(types[i])));
	assert_true(mime_learn(slice_of(""), slice_of("text/x-none")));
	assert_true(mime_learn(slice_of("a-suffix-that-is-longer-than-any-is"),
	    slice_of("text/x-long")));
	assert_is("a.zzz", "application/octet-stream", '9');
	assert_is("a.", "application/octet-stream", '9');
	assert_is("a.a-suffix-that-is-longer-than-any-is",
	    "application/octet-stream", '9');
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(common_files_have_their_type_and_item_type),
		cmocka_unit_test(case_of_a_suffix_does_not_matter),
		cmocka_unit_test(what_is_not_known_is_octets),
		cmocka_unit_test_teardown(
		    a_list_teaches_what_the_table_does_not_know, forget),
		cmocka_unit_test_teardown(globs_teach_only_what_is_a_suffix,
		    forget),
		cmocka_unit_test_teardown(what_is_known_is_not_learnt_anew,
		    forget),
		cmocka_unit_test_teardown(what_is_no_type_is_not_learnt,
		    forget),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/folder.h"
#include "parse/load.h"

static const char page[] = "Title: T\n\n-\nWhy?\nSo.\n";

static int
new_folder(void **state)
{
	return (*state = folder_enter()) != NULL ? 0 : -1;
}

static int
drop_folder(void **state)
{
	return folder_drop(*state);
}

struct seen {	/* "name:kind:errors ..." in the order told */
	char text[1024];
};

static void
note(void *arg, const struct load_result *r, struct diags *diags)
{
	struct seen *s = arg;
	size_t n = strlen(s->text);

	snprintf(s->text + n, sizeof(s->text) - n, "%s:%s%s%s ", r->name,
	    r->kind == LOAD_QA ? "qa" : r->kind == LOAD_PROSE ? "prose"
							      : "file",
	    r->page != NULL || r->kind == LOAD_FILE ? "" : ":none",
	    diags->errors > 0 ? ":error" : "");
}

static struct corpus *
load(const char *path, struct seen *s)
{
	struct load_options options = { .each = note, .arg = s };

	memset(s, 0, sizeof(*s));
	return load_folder(path, &options);
}

static enum found_kind
kind_at(const struct corpus *c, const char *path)
{
	bool slash;

	return corpus_find(c, slice_of(path), &slash).kind;
}

static void
each_file_is_what_its_name_and_content_say(void **state)
{
	struct corpus *c;
	struct seen s;

	(void)state;
	folder_put("b.qa", page);
	folder_put("a.txt", page);
	folder_put("plain.txt", "No separator here.\n");
	folder_put("prose.gmi", "# Prose\n");
	folder_put("apart.md", "# Asked\n## Why?\nSo.\n## How?\nThus.\n");
	folder_put("prose.md", "# Prose\n");
	folder_put("pic.png", "\x89PNG");
	assert_int_equal(mkdir("f", 0755), 0);
	folder_put("f/index.gmi", "# The folder\n");
	assert_int_equal(mkdir("g", 0755), 0);
	folder_put("g/index.md", "# The other\n## Why?\nSo.\n## How?\nThus.\n");
	folder_put("f/c.qa", page);
	c = load(".", &s);
	assert_non_null(c);
	assert_string_equal(s.text, "a.txt:qa apart.md:qa b.qa:qa "
	    "f/c.qa:qa f/index.gmi:prose g/index.md:prose pic.png:file "
	    "plain.txt:file prose.gmi:prose prose.md:prose ");
	assert_int_equal(kind_at(c, "/a/why"), FOUND_ITEM);
	assert_int_equal(kind_at(c, "/f/c"), FOUND_PAGE);
	assert_int_equal(kind_at(c, "/f"), FOUND_FOLDER);
	assert_int_equal(kind_at(c, "/f/index.gmi"), FOUND_FOLDER);
	assert_int_equal(kind_at(c, "/f/index.gmi/x"), FOUND_NONE);
	assert_int_equal(kind_at(c, "/plain.txt"), FOUND_FILE);
	assert_int_equal(kind_at(c, "/prose.gmi"), FOUND_PROSE);
	assert_int_equal(kind_at(c, "/apart/how"), FOUND_ITEM);
	assert_int_equal(kind_at(c, "/g"), FOUND_FOLDER);
	assert_int_equal(kind_at(c, "/prose.md"), FOUND_PROSE);
	corpus_free(c);
}

static void
a_document_at_fault_costs_only_itself(void **state)
{
	struct corpus *c;
	struct seen s;

	(void)state;
	folder_put("bad.qa", "-\n-\n");
	folder_put("good.qa", page);
	c = load(".", &s);
	assert_string_equal(s.text, "bad.qa:qa:none:error good.qa:qa ");
	assert_int_equal(kind_at(c, "/good"), FOUND_PAGE);
	assert_int_equal(kind_at(c, "/bad"), FOUND_NONE);
	corpus_free(c);
}

static void
two_files_never_share_an_address(void **state)
{
	struct corpus *c;
	struct seen s;

	(void)state;
	folder_put("faq.qa", page);
	folder_put("faq.txt", page);
	c = load(".", &s);
	assert_string_equal(s.text, "faq.qa:qa faq.txt:qa:none:error ");
	assert_int_equal(corpus_pages(c), 1);
	corpus_free(c);
}

static void
hidden_files_and_ways_out_are_not_looked_at(void **state)
{
	struct corpus *c;
	struct seen s;

	(void)state;
	folder_put(".hidden.qa", page);
	assert_int_equal(mkdir(".git", 0755), 0);
	folder_put(".git/x.qa", page);
	assert_int_equal(mkdir("f", 0755), 0);
	folder_put("f/in.qa", page);
	assert_int_equal(symlink("f/in.qa", "link.qa"), 0);
	assert_int_equal(symlink("/etc/passwd", "out.txt"), 0);
	assert_int_equal(symlink("..", "up"), 0);
	assert_int_equal(symlink(".", "f/loop"), 0);
	assert_int_equal(mkfifo("pipe.qa", 0644), 0);
	c = load(".", &s);
	assert_non_null(c);
	assert_null(strstr(s.text, "hidden"));
	assert_null(strstr(s.text, ".git"));
	assert_null(strstr(s.text, "out.txt"));
	assert_null(strstr(s.text, "up/"));
	assert_null(strstr(s.text, "pipe"));
	assert_int_equal(kind_at(c, "/f/in"), FOUND_PAGE);
	assert_int_equal(kind_at(c, "/link"), FOUND_PAGE);
	corpus_free(c);
}

static void
what_is_well_known_is_loaded_though_hidden(void **state)
{
	struct corpus *c;
	struct seen s;

	(void)state;
	assert_int_equal(mkdir(".well-known", 0755), 0);
	folder_put(".well-known/security.txt", "Contact: x\n");
	folder_put(".well-known/.hidden", "");
	assert_int_equal(mkdir("f", 0755), 0);
	assert_int_equal(mkdir("f/.well-known", 0755), 0);
	folder_put("f/.well-known/x.txt", "");
	c = load(".", &s);
	assert_string_equal(s.text, ".well-known/security.txt:file ");
	assert_int_equal(kind_at(c, "/.well-known/security.txt"), FOUND_FILE);
	corpus_free(c);
}

static const struct entry *
file_at(const struct corpus *c, const char *path)
{
	bool slash;
	struct found f = corpus_find(c, slice_of(path), &slash);

	assert_int_equal(f.kind, FOUND_FILE);
	return f.entry;
}

static void
a_file_with_a_nul_is_no_text_whatever_its_name(void **state)
{
	struct corpus *c;
	struct seen s;
	FILE *f;

	(void)state;
	folder_put("words.txt", "Words.\n");
	folder_put("words.json", "{}\n");
	folder_put("empty.txt", "");
	f = fopen("noise.txt", "w");
	assert_int_equal(fwrite("a\0b", 1, 3, f), 3);
	fclose(f);
	f = fopen("noise.json", "w");
	assert_int_equal(fwrite("a\0b", 1, 3, f), 3);
	fclose(f);
	c = load(".", &s);
	assert_string_equal(file_at(c, "/words.txt")->type, "text/plain");
	assert_int_equal(file_at(c, "/words.txt")->item, '0');
	assert_int_equal(file_at(c, "/words.json")->item, '0');
	assert_int_equal(file_at(c, "/empty.txt")->item, '0');
	assert_string_equal(file_at(c, "/noise.txt")->type,
	    "application/octet-stream");
	assert_int_equal(file_at(c, "/noise.txt")->item, '9');
	assert_int_equal(file_at(c, "/noise.json")->item, '9');
	corpus_free(c);
}

static void
a_folder_that_is_not_there_is_an_errno(void **state)
{
	struct seen s;

	(void)state;
	assert_null(load("nowhere", &s));
	assert_int_equal(errno, ENOENT);
	folder_put("file", "");
	assert_null(load("file", &s));
	assert_int_equal(errno, ENOTDIR);
}

static void
a_document_is_loaded_from_wherever_it_is(void **state)
{
	char path[256];
	enum load_kind kind;
	struct diags diags;
	struct page *p;

	folder_put("a.qa", page);
	diags_init(&diags, false);
	snprintf(path, sizeof(path), "%s/a.qa", (const char *)*state);
	p = load_path(path, &kind, &diags);
	assert_non_null(p);
	assert_string_equal(p->path, "/a");
	page_unref(p);
	p = load_path("a.qa", &kind, &diags);
	assert_non_null(p);
	page_unref(p);
	assert_null(load_path("missing.qa", &kind, &diags));
	assert_int_equal(errno, ENOENT);
	assert_int_equal(diags.errors, 0);
	assert_null(load_path("missing.txt", &kind, &diags));
	assert_int_equal(kind, LOAD_QA);	/* not "served as it is" */
	diags_fini(&diags);
}

#define in_a_folder(test) \
	cmocka_unit_test_setup_teardown(test, new_folder, drop_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		in_a_folder(each_file_is_what_its_name_and_content_say),
		in_a_folder(a_document_at_fault_costs_only_itself),
		in_a_folder(two_files_never_share_an_address),
		in_a_folder(hidden_files_and_ways_out_are_not_looked_at),
		in_a_folder(what_is_well_known_is_loaded_though_hidden),
		in_a_folder(a_file_with_a_nul_is_no_text_whatever_its_name),
		in_a_folder(a_folder_that_is_not_there_is_an_errno),
		in_a_folder(a_document_is_loaded_from_wherever_it_is),
	};

	return cmocka_run_group_tests_name("load", tests, NULL, NULL);
}

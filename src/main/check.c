/*
 * qapsule check - what is wrong with documents, before readers see it.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "main/command.h"
#include "main/progress.h"
#include "main/setup.h"
#include "parse/load.h"
#include "proto/made.h"
#include "render/lint.h"

struct check {
	bool lint;
	const char *prefix;	/* of names in messages: as the user typed it */
	unsigned files, errors, warnings;
};

/* Addresses of the program's own. */
static bool
is_made(struct slice path)
{
	return made_find(path) != NULL || slice_is(path, "/search") ||
	    slice_is(path, "/new") || slice_is(path, "/atom.xml");
}

static void
show(void *arg, const struct load_result *r, struct diags *diags)
{
	static const char *const taken_for[] = {
		[LOAD_QA] = "questions and answers",
		[LOAD_PROSE] = "prose page",
		[LOAD_FILE] = "file, served as it is",
	};
	struct check *c = arg;
	char file[4096];

	snprintf(file, sizeof(file), "%s%s", c->prefix, r->name);
	printf("%s: %s", file, taken_for[r->kind]);
	if (r->page != NULL && r->page->kind == PAGE_QA)
		printf(" (%u)", r->page->nitems);
	putchar('\n');
	if (c->lint && r->page != NULL)
		lint_page(r->page, r->corpus, is_made, diags);
	diags_print(diags, file, stdout);
	c->files++;
	c->errors += diags->errors;
	c->warnings += diags->others;
}

static int
check_folder(struct check *c, const char *path)
{
	struct load_options options = { .each = show, .progress = progress,
		.arg = c, .lint = c->lint };
	struct corpus *corpus;
	char prefix[4096];

	snprintf(prefix, sizeof(prefix), "%s%s", path,
	    path[strlen(path) - 1] == '/' ? "" : "/");
	c->prefix = prefix;
	corpus = load_folder(path, &options);
	c->prefix = "";
	if (corpus == NULL)
		return -1;
	corpus_free(corpus);
	return 0;
}

static int
check_file(struct check *c, const char *path)
{
	enum load_kind kind;
	struct diags diags;
	struct page *page;
	int rc = -1;

	diags_init(&diags, c->lint);
	page = load_path(path, &kind, &diags);
	if (page != NULL || kind == LOAD_FILE || diags.errors > 0) {
		show(c, &(struct load_result){ path, kind, page, NULL }, &diags);
		rc = 0;
	}
	diags_fini(&diags);
	page_unref(page);
	return rc;
}

static int
check_path(struct check *c, const char *path)
{
	struct stat st;
	int rc = -1;

	if (stat(path, &st) == 0)
		rc = S_ISDIR(st.st_mode) ? check_folder(c, path)
					 : check_file(c, path);
	if (rc == -1) {
		command_fail(EXIT_WRONG, "cannot read %s: %s", path,
		    strerror(errno));
		c->errors++;
	}
	return rc;
}

/* All that serve would look at, and the documents of its hosts. */
static void
check_configuration(struct check *c, const char *file)
{
	struct setup s;
	uint32_t i;

	setup_init(&s);
	conf_read(&s.conf, file);
	if (s.conf.errors == 0)
		conf_complete(&s.conf);
	if (s.conf.errors == 0)
		setup_hosts(&s, NULL, false);
	if (s.conf.errors == 0)
		setup_check_log(&s);
	if (s.conf.errors == 0)
		setup_check_capsules(&s);
	conf_print(&s.conf, stdout);
	c->files++;
	c->errors += s.conf.errors;
	c->warnings += s.conf.warnings;
	for (i = 0; s.conf.errors == 0 && i < s.conf.hosts.n; i++)
		check_path(c, s.conf.hosts.v[i].capsule);
	setup_fini(&s);
}

int
cmd_check(int argc, char **argv)
{
	static const struct option options[] = {
		{ "lint", no_argument, NULL, 'l' },
		{ NULL, 0, NULL, 0 },
	};
	struct check c = { .prefix = "" };
	const char *file = NULL;
	int o;

	while ((o = getopt_long(argc, argv, "c:", options, NULL)) != -1)
		if (o == 'l')
			c.lint = true;
		else if (o == 'c')
			file = optarg;
		else
			return EXIT_USAGE;
	if (file != NULL)
		check_configuration(&c, file);
	else if (optind == argc)
		check_path(&c, "capsule");
	for (; optind < argc; optind++)
		check_path(&c, argv[optind]);
	printf("%u file%s: %u error%s, %u warning%s\n", c.files,
	    c.files == 1 ? "" : "s", c.errors, c.errors == 1 ? "" : "s",
	    c.warnings, c.warnings == 1 ? "" : "s");
	return c.errors > 0 ? EXIT_WRONG : EXIT_DONE;
}

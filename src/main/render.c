/*
 * qapsule render - what a reader would get, on standard output.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "main/command.h"
#include "parse/load.h"
#include "render/gemtext.h"
#include "render/menu.h"
#include "render/plain.h"

enum { OUT_MAX = 64 << 20 };	/* bytes */

enum form { FORM_NONE, FORM_GEMINI, FORM_GOPHER, FORM_TEXT };

static enum form
form_of(const char *name)
{
	return strcmp(name, "gemini") == 0 ? FORM_GEMINI :
	    strcmp(name, "gopher") == 0	   ? FORM_GOPHER :
	    strcmp(name, "text") == 0	   ? FORM_TEXT :
					     FORM_NONE;
}

/*
 * The view that a reader gets at the page's address, at /ID, or at /all. As
 * gopher a question is a text there as well; as text everything is.
 */
static int
put_view(struct buf *out, const struct page *p, enum form form,
    const char *id, const struct view *view)
{
	bool all = id != NULL && strcmp(id, "all") == 0;
	int item = -1;

	if (id != NULL && !all &&
	    (p->kind != PAGE_QA ||
		(item = page_find(p, slice_of(id), NULL)) == -1))
		return -1;
	if (p->kind == PAGE_PROSE && form == FORM_GEMINI)
		gemtext_prose(out, p, view);
	else if (p->kind == PAGE_PROSE)
		menu_prose(out, p, view);
	else if (form == FORM_GEMINI && item != -1)
		gemtext_item(out, p, (uint32_t)item, view);
	else if (form == FORM_GEMINI && all)
		gemtext_all(out, p, view);
	else if (form == FORM_GEMINI)
		gemtext_page(out, p, view);
	else if (item != -1)
		plain_item(out, p, (uint32_t)item, view);
	else if (all || form == FORM_TEXT)
		plain_all(out, p, view);
	else
		menu_page(out, p, view);
	return 0;
}

/* The page at path; messages about it go to standard error. */
static struct page *
load(const char *path)
{
	struct diags diags;
	enum load_kind kind;
	struct page *page;

	diags_init(&diags, false);
	page = load_path(path, &kind, &diags);
	if (kind == LOAD_FILE)
		command_fail(EXIT_WRONG, "%s is no document: it is served as "
		    "it is", path);
	else if (page == NULL && diags.errors == 0)
		command_fail(EXIT_WRONG, "cannot read %s: %s", path,
		    strerror(errno));
	diags_print(&diags, path, stderr);
	diags_fini(&diags);
	return page;
}

int
cmd_render(int argc, char **argv)
{
	static const struct option options[] = {
		{ "as", required_argument, NULL, 'a' },
		{ "width", required_argument, NULL, 'w' },
		{ NULL, 0, NULL, 0 },
	};
	struct view view = { .host = "localhost", .port = 70,
		.text_width = VIEW_TEXT_WIDTH };
	enum form form = FORM_NONE;
	const char *id;
	struct page *page;
	struct buf out;
	int o, status = EXIT_DONE;

	while ((o = getopt_long(argc, argv, "", options, NULL)) != -1)
		if (o == 'a')
			form = form_of(optarg);
		else if (o == 'w')
			view.text_width = (unsigned)strtoul(optarg, NULL, 10);
		else
			return EXIT_USAGE;
	if (form == FORM_NONE)
		return command_fail(EXIT_USAGE,
		    "say which form: --as gemini, --as gopher or --as text");
	if (view.text_width < 20 || view.text_width > 1000)
		return command_fail(EXIT_USAGE,
		    "--width wants a number of columns from 20 to 1000");
	if (argc - optind < 1 || argc - optind > 2)
		return command_fail(EXIT_USAGE, "render wants a document, and "
		    "perhaps the id of a question in it");
	id = argc - optind == 2 ? argv[optind + 1] : NULL;
	if ((page = load(argv[optind])) == NULL)
		return EXIT_WRONG;
	buf_init(&out, OUT_MAX);
	if (put_view(&out, page, form, id, &view) == -1)
		status = command_fail(EXIT_WRONG,
		    "no question with id \"%s\" in %s", id, argv[optind]);
	else if (out.failed)
		status = command_fail(EXIT_WRONG, "no memory");
	else if (fwrite(out.p, 1, out.n, stdout) != out.n ||
	    fflush(stdout) != 0)
		status = command_fail(EXIT_WRONG, "cannot write: %s",
		    strerror(errno));
	buf_fini(&out);
	page_unref(page);
	return status;
}

#include "lib/small.h"

#include <stdio.h>
#include <stdlib.h>

#include "model/build.h"

enum { LONG_NAME = 120 };	/* times "\xc3\xa9", 240 bytes of a file name */

struct small {
	struct site site;
	struct host hosts[2];
	struct corpus *corpora[2];
};

static void
put_item(struct build *b, const char *id, const char *alias)
{
	build_question(b, slice_of("Why?"), 1);
	build_item_id(b, slice_of(id));
	if (alias != NULL)
		build_alias(b, slice_of(alias));
	build_text(b, slice_of("So."));
	build_para(b, 2);
}

static int
finish(struct build *b, struct page **page)
{
	*page = build_finish(b);
	build_free(b);
	return *page != NULL && page_index(*page) == 0 ? 0 : -1;
}

static int
add_faq(struct corpus *c, const char *former, const char *const *ids)
{
	struct build *b = build_new(PAGE_QA, "faq.qa", slice_of("faq"));
	struct page *page = NULL;
	int ok;

	if (b == NULL)
		return -1;
	build_title(b, slice_of("Questions"), TITLE_HEADER);
	build_summary(b, slice_of(""));
	if (former != NULL)
		build_alias(b, slice_of(former));
	for (; ids[0] != NULL; ids += 2)
		put_item(b, ids[0], ids[1]);
	ok = finish(b, &page) == 0 && corpus_add_page(c, page) != NULL;
	page_unref(page);
	return ok ? 0 : -1;
}

static int
add_prose(struct corpus *c, const char *file, const char *slug,
    const char *lang)
{
	struct build *b = build_new(PAGE_PROSE, file, slice_of(slug));
	const struct entry *e = NULL;
	struct page *page = NULL;

	if (b == NULL)
		return -1;
	build_title(b, slice_of("A page"), TITLE_HEADING);
	build_summary(b, slice_of(""));
	if (lang != NULL)
		build_lang(b, slice_of(lang));
	build_text(b, slice_of("Words."));
	build_para(b, 1);
	if (finish(b, &page) == 0)
		e = lang != NULL ? corpus_set_index(c, page)
				 : corpus_add_page(c, page);
	page_unref(page);
	return e != NULL ? 0 : -1;
}

const char *
small_long_folder(void)
{
	static char path[2 * (2 * LONG_NAME + 1) + 1];
	size_t i, n = 0;

	for (i = 0; i < 2 * LONG_NAME; i++) {
		if (i % LONG_NAME == 0)
			path[n++] = '/';
		path[n++] = '\xc3';
		path[n++] = '\xa9';
	}
	return path;
}

static int
add_files(struct corpus *c)
{
	static const char *const files[] = { "docs/notes.txt", "docs/pic.png",
		"docs/page.html", "docs/data.bin", "docs/a b.txt",
		"docs/100%.txt", "docs/x%41.txt", "docs/xA.txt", "a:b/c.txt" };
	char file[1024];
	size_t i;

	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (corpus_add_file(c, files[i]) == NULL)
			return -1;
	snprintf(file, sizeof(file), "%s/f.txt", small_long_folder() + 1);
	return corpus_add_file(c, file) != NULL ? 0 : -1;
}

static int
fill(struct small *s)
{
	static const char *const ids[] = { "one", "uno", "two", NULL, NULL };
	static const char *const others[] = { "its-own", NULL, NULL };
	static const char *const names[] = { "h", "www.h.org",
		"xn--bcher-kva.de" };
	static const char *const other_names[] = { "other", "127.0.0.1",
		"::1" };
	struct corpus **c = s->corpora;

	if ((c[0] = corpus_new()) == NULL || (c[1] = corpus_new()) == NULL ||
	    add_faq(c[0], "questions", ids) == -1 ||
	    add_prose(c[0], "index.gmi", "index.gmi", "ko") == -1 ||
	    add_prose(c[0], "docs/guide.gmi", "guide.gmi", NULL) == -1 ||
	    add_files(c[0]) == -1 || corpus_finish(c[0]) == -1 ||
	    corpus_add_gone(c[0], "/faq/lost") == -1 ||
	    corpus_add_gone(c[0], "/closed") == -1 ||
	    corpus_add_moved(c[0], "/closed/two", "/faq", "two") == -1 ||
	    corpus_index(c[0]) == -1 ||
	    add_faq(c[1], NULL, others) == -1 ||
	    corpus_add_file(c[1], "robots.txt") == NULL ||
	    corpus_finish(c[1]) == -1 || corpus_index(c[1]) == -1)
		return -1;
	s->hosts[0] = (struct host){ names, 3, .lang = "en",
		.corpus = c[0] };
	s->hosts[1] = (struct host){ other_names, 3, .corpus = c[1] };
	s->site = (struct site){ .hosts = s->hosts, .nhosts = 2,
		.text_width = 70 };
	return 0;
}

struct site *
small_new(void)
{
	struct small *s = calloc(1, sizeof(*s));

	if (s == NULL)
		return NULL;
	if (fill(s) == -1) {
		small_free(&s->site);
		return NULL;
	}
	return &s->site;
}

void
small_free(struct site *site)
{
	struct small *s = (struct small *)site;	/* its first member */

	if (s == NULL)
		return;
	corpus_free(s->corpora[0]);
	corpus_free(s->corpora[1]);
	free(s);
}

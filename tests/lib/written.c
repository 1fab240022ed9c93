#include "lib/written.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parse/ids.h"
#include "parse/qa.h"
#include "parse/reader.h"

static struct page *
read_one(const struct written *w)
{
	bool gemtext = strstr(w->file, ".gmi") != NULL;
	struct slice text = slice_of(w->text);
	struct diags diags;
	struct page *page;

	diags_init(&diags, false);
	page = gemtext ? gemtext_read(text, w->file, &diags)
		       : qa_read(text, w->file, &diags);
	if (page == NULL || ids_assign(page, &diags) == -1) {
		diags_print(&diags, w->file, stderr);
		abort();
	}
	diags_fini(&diags);
	return page;
}

struct corpus *
written_corpus(const struct written *w)
{
	struct corpus *c = corpus_new();
	const struct entry *e;
	struct page *page;

	if (c == NULL)
		abort();
	for (; w->file != NULL; w++) {
		page = read_one(w);
		if (strcmp(page->slug, "index.gmi") == 0)
			e = corpus_set_index(c, page);
		else
			e = corpus_add_page(c, page);
		if (e == NULL)
			abort();
		page_unref(page);
	}
	if (corpus_finish(c) == -1 || corpus_index(c) == -1)
		abort();
	return c;
}

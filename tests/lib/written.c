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

int
written_drop(void **state)
{
	corpus_free(*state);
	return 0;
}

const char *
written_answer(const struct corpus *c, const struct front *front,
    const char *line, int *status)
{
	static const char *const names[] = { "h" };
	static char answer[1 << 18];
	struct host host = { .names = names, .nnames = 1, .lang = "en",
		.corpus = c };
	struct site site = { .hosts = &host, .nhosts = 1, .text_width = 70 };
	struct peer peer = { .port = front == &gemini_front ? 1965 : 70 };
	struct reply r;

	reply_init(&r);
	front->answer(&site, &peer, slice_of(line), &r);
	if (r.out.failed || r.out.n >= sizeof(answer))
		abort();
	memcpy(answer, r.out.p, r.out.n);
	answer[r.out.n] = '\0';
	if (status != NULL)
		*status = r.status;
	reply_fini(&r);
	return answer;
}

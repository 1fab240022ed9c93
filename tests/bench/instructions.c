/*
 * instructions - the work that requests and documents are made of, without
 * sockets, to be counted by callgrind (instructions.test).
 *
 *   instructions PAGE
 *
 * PAGE is a Q&A document. Each line printed is one call of count_here, in order:
 * what it did, and how often.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parse/ids.h"
#include "parse/reader.h"
#include "parse/source.h"
#include "proto/front.h"
#include "render/view.h"

enum { ROUNDS = 20 };

static struct {
	struct buf source;
	struct host host;
	struct site site;
	const struct front *front;	/* the request to answer */
	struct slice line;
} in;

static void
fail(const char *what)
{
	fprintf(stderr, "instructions: %s\n", what);
	exit(1);
}

static struct page *
read_page(void)
{
	struct diags diags;
	struct page *page;

	diags_init(&diags, false);
	page = qa_read(buf_slice(&in.source), "page.qa", &diags);
	if (page == NULL || ids_assign(page, &diags) == -1)
		fail("the page is not well");
	diags_fini(&diags);
	return page;
}

static void
parse(void)
{
	page_unref(read_page());
}

static void
answer(void)
{
	struct peer peer = { .tls = in.front == &gemini_front, .port = 1965,
		.host = &in.host };
	struct reply reply;
	size_t line;

	reply_init(&reply);
	if (in.front->frame(in.line.p, in.line.n, false, &line) != FRAME_LINE)
		fail("not a request");
	in.front->answer(&in.site, &peer, (struct slice){ in.line.p, line },
	    &reply);
	if (reply.out.n == 0 || (reply.status != 0 && reply.status != 20))
		fail("not answered");
	reply_fini(&reply);
}

/* Callgrind counts in here, and only here. */
static __attribute__((noinline)) void
count_here(void (*work)(void))
{
	int i;

	for (i = 0; i < ROUNDS; i++)
		work();
}

static void
count(const char *name, void (*work)(void), size_t times)
{
	work();		/* what is only done once is not counted */
	count_here(work);
	printf("%s %zu\n", name, times * ROUNDS);
}

static void
count_request(const char *name, const struct front *front, const char *line)
{
	in.front = front;
	in.line = slice_of(line);
	count(name, answer, 1);
}

static void
read_source(const char *path)
{
	char bytes[4096];
	size_t n;
	FILE *f = fopen(path, "rb");

	if (f == NULL)
		fail("cannot read the page");
	buf_init(&in.source, SOURCE_MAX_FILE);
	while ((n = fread(bytes, 1, sizeof(bytes), f)) > 0)
		buf_put(&in.source, bytes, n);
	fclose(f);
}

int
main(int argc, char **argv)
{
	static const char *const names[] = { "localhost" };
	struct corpus *corpus = corpus_new();
	struct page *page;

	if (argc != 2 || corpus == NULL)
		fail("usage: instructions PAGE");
	read_source(argv[1]);
	page = read_page();
	if (corpus_add_page(corpus, page) == NULL || corpus_finish(corpus) == -1)
		fail("no memory");
	in.host = (struct host){ .names = names, .nnames = 1,
		.corpus = corpus };
	in.site = (struct site){ .hosts = &in.host, .nhosts = 1,
		.text_width = VIEW_TEXT_WIDTH };
	count("parsed-kib", parse, in.source.n / 1024);
	count_request("gemini-question", &gemini_front,
	    "gemini://localhost/page/q\r\n");
	count_request("gemini-page", &gemini_front,
	    "gemini://localhost/page/all\r\n");
	count_request("gopher-menu", &gopher_front, "/page\r\n");
	count_request("gopher-question", &gopher_front, "/page/q\r\n");
	count_request("gopher-page", &gopher_front, "/page/all\r\n");
	if (corpus_index(corpus) == -1)
		fail("no memory");
	count_request("search", &gemini_front,
	    "gemini://localhost/search?ticket%20window%20sto\r\n");
	count_request("search-phrase", &gemini_front,
	    "gemini://localhost/search?%22candle%20branch%22\r\n");
	page_unref(page);
	corpus_free(corpus);
	buf_fini(&in.source);
	return 0;
}

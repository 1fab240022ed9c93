/*
 * Any bytes as a ledger, and a load of one document after it. The input is
 * the lines of a ledger without its first and its last one, then a form feed
 * and the document. Build and run, from the top folder:
 *
 *	clang -g -O1 -fsanitize=fuzzer,address,undefined -D_GNU_SOURCE \
 *	    -Isrc -Itests -o fuzz_ledger tests/fuzz/fuzz_ledger.c \
 *	    tests/fuzz/check_page.c src/base/[a-z]*.c src/model/[a-z]*.c \
 *	    src/parse/[a-z]*.c -lunistring -lcrypto
 *	mkdir -p found && ./fuzz_ledger found tests/fuzz/corpus/ledger
 *
 * `make check` replays the corpus (replay.c).
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/check_page.h"
#include "fuzz/fuzz.h"
#include "parse/alike.h"
#include "parse/ledger.h"
#include "parse/reader.h"

/* The ledger of a text, or NULL when it is refused, with a reason. */
static struct ledger *
parse(struct slice text)
{
	struct ledger *l = ledger_new();
	char err[512] = "";

	HOLD(l != NULL);
	if (ledger_parse(l, text, err, sizeof(err)) == 0)
		return l;
	HOLD(err[0] != '\0');
	ledger_free(l);
	return NULL;
}

/* What is written is read again, and is written the same. */
static void
check_text(const struct ledger *l, struct buf *out)
{
	struct ledger *again;
	struct buf second;

	buf_clear(out);
	ledger_format(l, out);
	HOLD(!out->failed);
	again = parse(buf_slice(out));
	HOLD(again != NULL);
	buf_init(&second, 64 << 20);
	ledger_format(again, &second);
	HOLD(slice_eq(buf_slice(out), buf_slice(&second)));
	buf_fini(&second);
	ledger_free(again);
}

/* A load of one document, or of none when that is at fault. */
static void
load(struct ledger *l, struct slice document, int64_t now)
{
	struct corpus *corpus = corpus_new();
	struct diags diags;
	struct page *page;

	diags_init(&diags, false);
	ledger_begin(l, now);
	page = qa_read(document, "faq.qa", &diags);
	HOLD((page != NULL ? ledger_add(l, page, &diags)
		: ledger_keep(l, "faq.qa")) == 0);
	HOLD(ledger_settle(l) == 0);
	if (page != NULL && diags.errors > 0) {
		page_unref(page);
		page = NULL;
	}
	check_page(page, &diags);
	HOLD(corpus != NULL);
	HOLD(page == NULL || corpus_add_page(corpus, page) != NULL);
	HOLD(corpus_finish(corpus) == 0 && ledger_tell(l, corpus) == 0);
	page_unref(page);
	corpus_free(corpus);
	diags_fini(&diags);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	const uint8_t *cut = n > 0 ? memchr(p, '\f', n) : NULL;
	struct slice lines = { (const char *)p,
		cut != NULL ? (size_t)(cut - p) : n };
	struct slice document = slice_from(
	    (struct slice){ (const char *)p, n }, lines.n + 1);
	struct ledger *l;
	struct buf text, before;

	ledger_free(parse((struct slice){ (const char *)p, n }));
	buf_init(&text, 64 << 20);
	buf_init(&before, 64 << 20);
	buf_puts(&text, "qapsule ledger 1\n");
	buf_put_slice(&text, lines);
	buf_printf(&text, "end\t%016" PRIx64 "\n",
	    alike_digest(buf_slice(&text)));
	if ((l = parse(buf_slice(&text))) != NULL) {
		check_text(l, &text);
		load(l, document, 2000000000);
		check_text(l, &before);
		ledger_free(l);
		/* the same once more changes nothing */
		l = parse(buf_slice(&before));
		load(l, document, 2000000001);
		check_text(l, &text);
		HOLD(slice_eq(buf_slice(&text), buf_slice(&before)));
		ledger_free(l);
	}
	buf_fini(&before);
	buf_fini(&text);
	return 0;
}

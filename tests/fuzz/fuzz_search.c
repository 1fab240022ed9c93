/*
 * Any bytes as a text whose words are taken, and as a query.
 */
#include <stdlib.h>

#include "fuzz/fuzz.h"
#include "lib/written.h"
#include "model/search.h"

#define CHECK(truth)                                                           \
	do {                                                                   \
		if (!(truth))                                                  \
			abort();                                               \
	} while (0)

static const struct written documents[] = {
	{ "boats.qa",
	    "Title: Boats\n\nAll that floats.\n"
	    "-\nWhat colour is the boat?\nRed, like the door.\n"
	    "-\nWhere is the caf\xc3\xa9?\nBehind the boat, at the lamp.\n" },
	{ "korea.qa",
	    "-\n북한은 왜 대화를 거부합니까?\n조건이 맞지 않습니다.\n"
	    "-\n怎么申请退款？\n请写信给我们。\n" },
	{ NULL, NULL },
};

/* in order, inside the text, of a size that others rely on, valid UTF-8 */
static void
check_words(struct slice text)
{
	size_t start = 0;
	struct words words;
	struct word w;

	words_begin(&words, text);
	while (words_next(&words, &w)) {
		CHECK(w.start >= start && w.start < w.end && w.end <= text.n);
		CHECK(w.term.n <= TERM_MAX);
		CHECK(!w.joined || w.kind != WORD_WHOLE);
		start = w.start;
	}
}

static void
check_query(const struct corpus *c, struct slice text)
{
	const struct search *s = corpus_search(c);
	bool slash;
	const struct page *within =
	    corpus_find(c, slice_of("/boats"), &slash).entry->page;
	struct hits all, some;
	struct query q;
	struct buf out;

	query_parse(&q, text);
	CHECK(q.n <= QUERY_WORDS && q.text.n <= QUERY_MAX);
	search_find(s, &q, NULL, 0, &all);
	search_find(s, &q, within, 0, &some);
	CHECK(!all.failed && !some.failed);
	CHECK(all.n <= SEARCH_HITS && all.n <= all.total);
	CHECK(some.n <= within->nitems);
	search_find(s, &q, NULL, 1, &some);
	CHECK(some.n == 0 && some.total == all.total);
	buf_init(&out, 1 << 16);
	search_suggest(s, &q, &out);
	CHECK(!out.failed);
	buf_fini(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct slice text = { (const char *)bytes, n };
	static struct corpus *corpus;

	if (corpus == NULL)
		corpus = written_corpus(documents);
	check_words(text);
	check_query(corpus, text);
	return 0;
}

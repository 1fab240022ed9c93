#include "model/asked.h"

struct visit {
	const struct tally *tally;
	const char *host;
	struct asked *out;
};

/* Sorted, equals as they come; the last falls out. */
static void
add(struct asked *a, const struct page *page, uint32_t item, uint64_t n)
{
	uint32_t k = a->nquestions;

	if (n == 0 || (k == ASKED_MAX && a->questions[k - 1].n >= n))
		return;
	if (k < ASKED_MAX)
		a->nquestions++;
	else
		k--;
	for (; k > 0 && a->questions[k - 1].n < n; k--)
		a->questions[k] = a->questions[k - 1];
	a->questions[k].page = page;
	a->questions[k].item = item;
	a->questions[k].n = n;
}

static void
visit(struct visit *v, const struct entry *e)
{
	uint32_t i;

	for (i = 0; e->kind == ENTRY_FOLDER && i < e->nentries; i++)
		visit(v, e->entries[i]);
	for (i = 0; e->kind == ENTRY_PAGE && i < e->page->nitems; i++)
		add(v->out, e->page, i,
		    tally_read(v->tally, v->host, e->page, i));
}

void
asked_most(struct tally *tally, const char *host, const struct corpus *corpus,
    struct asked *out)
{
	struct visit v = { tally, host, out };

	out->nquestions = 0;
	visit(&v, corpus_root(corpus));
	out->nmisses = tally_misses(tally, host, out->misses, ASKED_MAX);
}

#include "render/snippet.h"

#include <unigbrk.h>

#include "model/search_text.h"
#include "render/view.h"
#include "render/wrap.h"

enum {
	SCANNED = 4 << 10,	/* bytes of an answer that are looked through:
				   for twenty hits this is what costs most */
	BEFORE = 40,		/* bytes that are shown before the hit */
	NEIGHBOURS = 150,	/* bytes in which words stand together */
	SEEN = 64,		/* words of a query found in one text */
};

struct seen {
	size_t at;
	uint32_t word;		/* a bit: which of the query */
};

struct search_in {
	const struct query *q;
	struct buf line;	/* the text that is looked at */
	struct buf best;	/* the one to show, */
	size_t at;		/* from about here, */
	int words;		/* for so many words; -1: there is none yet */
	size_t left;		/* of SCANNED */
};

/* The words of the query in text, the first SEEN of them. */
static uint32_t
find_words(const struct query *q, struct slice text, struct seen *seen)
{
	struct words words;
	struct word w;
	uint32_t n = 0;
	int k;

	words_begin(&words, text);
	while (n < SEEN && words_next(&words, &w))
		if ((k = query_match(q, &w)) != -1)
			seen[n++] = (struct seen){ w.start, UINT32_C(1) << k };
	return n;
}

/* Where most different words begin to stand together; answers how many. */
static int
closest(const struct seen *seen, uint32_t n, size_t *at)
{
	uint32_t i, k, words;
	int most = 0, count;

	*at = 0;
	for (i = 0; i < n; i++) {
		words = 0;
		for (k = i; k < n && seen[k].at < seen[i].at + NEIGHBOURS; k++)
			words |= seen[k].word;
		count = __builtin_popcount(words);
		if (count > most) {
			most = count;
			*at = seen[i].at;
		}
	}
	return most;
}

static bool
look_at(void *arg, enum search_field field, struct slice text)
{
	struct search_in *s = arg;
	struct seen seen[SEEN];
	struct buf last;
	size_t at;
	int words;

	if (field != FIELD_BODY)
		return true;
	if (text.n > s->left)
		text.n = s->left;	/* a cut character becomes U+FFFD */
	s->left -= text.n;
	buf_clear(&s->line);
	view_put_line(&s->line, text);
	text = buf_slice(&s->line);
	words = closest(seen, find_words(s->q, text, seen), &at);
	if (words > s->words && !s->line.failed) {
		last = s->best;
		s->best = s->line;
		s->line = last;
		s->at = at;
		s->words = words;
	}
	return s->left > 0;
}

/* A place before at where a word begins, and at most BEFORE bytes. */
static size_t
begin(struct slice text, size_t at)
{
	const uint8_t *p = (const uint8_t *)text.p, *back;
	size_t from = at > BEFORE ? at - BEFORE : 0, i;

	if (from == 0)
		return 0;
	for (i = from; i < at; i++)
		if (p[i - 1] == ' ')
			return i;
	/* no blanks: a script that does without */
	for (i = at; i > from && (back = u8_grapheme_prev(p + i, p)) != NULL;)
		i = (size_t)(back - p);
	return i;
}

void
snippet_put(struct buf *out, const struct hit *hit, const struct query *q)
{
	struct search_in s = { .q = q, .words = -1, .left = SCANNED };
	struct slice rest, line;
	size_t from;

	buf_init(&s.line, 4 * SCANNED);
	buf_init(&s.best, 4 * SCANNED);
	search_text_each(hit->page, hit->item, look_at, &s);
	rest = buf_slice(&s.best);
	from = begin(rest, s.at);
	rest = slice_trim(slice_from(rest, from));
	if (wrap_line(&rest, SNIPPET_WIDTH, &line)) {
		if (from > 0)
			buf_puts(out, "... ");
		buf_put_slice(out, slice_trim(line));
		if (slice_trim(rest).n > 0 || s.left == 0)
			buf_puts(out, " ...");
	}
	buf_fini(&s.line);
	buf_fini(&s.best);
}

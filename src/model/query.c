#include "model/query.h"

#include <string.h>

/* s cut behind a word to QUERY_MAX bytes, or inside one that is longer */
static struct slice
cut(struct slice s)
{
	size_t n = QUERY_MAX;

	if (s.n <= QUERY_MAX)
		return s;
	while (n > 0 && s.p[n] != ' ')
		n--;
	if (n == 0)
		for (n = QUERY_MAX; n > 0 && (s.p[n] & 0xc0) == 0x80;)
			n--;
	return (struct slice){ s.p, n };
}

/* the length of a double quote at the front of s, straight or curved, or 0 */
static size_t
quote(struct slice s)
{
	static const char *const quotes[] = { "\"", "\xe2\x80\x9c",
		"\xe2\x80\x9d", "\xe2\x80\x9e" };
	size_t i;

	for (i = 0; i < sizeof(quotes) / sizeof(*quotes); i++)
		if (slice_starts(s, quotes[i]))
			return strlen(quotes[i]);
	return 0;
}

static void
add(struct query *q, const struct word *w, size_t offset, unsigned phrase)
{
	struct query_word *out = &q->words[q->n];
	bool alone = w->kind == WORD_LAST && !w->joined;

	memcpy(q->bytes[q->n], w->term.p, w->term.n);
	*out = (struct query_word){ w->kind, { q->bytes[q->n], w->term.n },
		offset + w->start, offset + w->end, alone, phrase };
	q->n++;
}

/* The words of a part that is all inside quotes, or all outside. */
static void
add_words(struct query *q, size_t offset, size_t end, unsigned phrase)
{
	bool run_ends = false;	/* and the last word says no more than that */
	struct words words;
	struct word w;

	words_begin(&words, slice_from((struct slice){ q->text.p, end },
	    offset));
	while (q->n < QUERY_WORDS && words_next(&words, &w)) {
		run_ends = w.kind == WORD_LAST && w.joined;
		/* its last pair has it already; inside a phrase it counts */
		if (!run_ends || phrase > 0)
			add(q, &w, offset, phrase);
	}
	if (run_ends && phrase > 0)
		q->n--;	/* where a phrase ends the run may go on */
	if (q->n > 0 && q->words[q->n - 1].phrase > q->phrases)
		q->phrases = phrase;
}

void
query_parse(struct query *q, struct slice s)
{
	size_t at, from = 0, n;
	bool open = false;

	q->text = cut(s);
	q->n = q->phrases = 0;
	for (at = 0; at < q->text.n; at += n > 0 ? n : 1) {
		n = quote(slice_from(q->text, at));
		if (n == 0)
			continue;
		add_words(q, from, at, open ? q->phrases + 1 : 0);
		from = at + n;
		open = !open;
	}
	add_words(q, from, q->text.n, open ? q->phrases + 1 : 0);
	if (q->n > 0 && q->words[q->n - 1].phrase == 0 &&
	    q->words[q->n - 1].kind == WORD_WHOLE)
		q->words[q->n - 1].prefix = true;
}

static bool
matches(const struct query_word *q, const struct word *w)
{
	return q->prefix ? w->term.n >= q->term.n &&
		memcmp(w->term.p, q->term.p, q->term.n) == 0
			 : slice_eq(q->term, w->term);
}

int
query_match(const struct query *q, const struct word *w)
{
	uint32_t i;

	for (i = 0; i < q->n; i++)
		if (matches(&q->words[i], w))
			return (int)i;
	return -1;
}

/*
 * Shift-and: bit i of state says that the words up to here end with the first
 * i + 1 words of the phrase.
 */
bool
query_phrase_in(const struct query *q, unsigned p, struct slice text)
{
	uint32_t first = 0, n = 0, state = 0, mask, i;
	struct words words;
	struct word w;

	while (first < q->n && q->words[first].phrase != p)
		first++;
	while (first + n < q->n && q->words[first + n].phrase == p)
		n++;
	if (n == 0)
		return true;
	words_begin(&words, text);
	while (words_next(&words, &w)) {
		for (i = mask = 0; i < n; i++)
			if (matches(&q->words[first + i], &w))
				mask |= UINT32_C(1) << i;
		state = (state << 1 | 1) & mask;
		if (state >> (n - 1) & 1)
			return true;
	}
	return false;
}

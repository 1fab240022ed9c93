#include "parse/alike.h"

#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

#include "base/digest.h"
#include "base/vec.h"

enum { NEAR_BITS = 10 };

/* --- text ------------------------------------------------------------------ */

/*
 * How many bytes at the front of s can be taken by themselves: ASCII as it is,
 * or a run of other characters with the one before it, which they may compose
 * with.
 */
static size_t
piece(struct slice s, bool *ascii)
{
	size_t n = 0;

	while (n < s.n && (unsigned char)s.p[n] < 0x80)
		n++;
	*ascii = n > 1 || n == s.n;
	if (*ascii)
		return n == s.n ? n : n - 1;
	while (n < s.n && (unsigned char)s.p[n] >= 0x80)
		n++;
	return n;
}

/* s in NFC, since an editor may change that; most text is already so. */
static void
put_normal(struct buf *out, struct slice s)
{
	uint8_t *nfc;
	size_t n, k;
	bool ascii;

	for (; s.n > 0; s = slice_from(s, n)) {
		n = piece(s, &ascii);
		if (ascii) {
			buf_put(out, s.p, n);
			continue;
		}
		nfc = u8_normalize(UNINORM_NFC, (const uint8_t *)s.p, n, NULL,
		    &k);
		if (nfc == NULL)
			out->failed = true;
		else
			buf_put(out, nfc, k);
		free(nfc);
	}
}

static void
put_line(struct buf *out, struct slice s)
{
	put_normal(out, s);
	buf_putc(out, '\n');
}

static void
put_text(struct buf *out, const struct text *t)
{
	put_line(out, (struct slice){ t->s, t->n });
}

static void
put_block(struct buf *out, const struct block *b)
{
	uint32_t i;

	switch (b->kind) {
	case BLOCK_PARA:
		put_text(out, &b->text);
		break;
	case BLOCK_LIST:
		for (i = 0; i < b->list.n; i++)
			put_text(out, &b->list.v[i].text);
		break;
	case BLOCK_QUOTE:
		for (i = 0; i < b->quote.n; i++)
			put_text(out, &b->quote.v[i]);
		break;
	case BLOCK_PRE:
		put_line(out, slice_of(b->pre.label));
		put_line(out, (struct slice){ b->pre.body, b->pre.n });
		break;
	case BLOCK_LINK:
		put_line(out, slice_of(b->link.label[0] != '\0' ? b->link.label
		    : b->link.target.href));
		break;
	case BLOCK_SUBHEAD:
		put_text(out, &b->subhead.text);
		break;
	}
}

void
alike_text(const struct blocks *blocks, struct buf *out)
{
	uint32_t i;

	for (i = 0; i < blocks->n; i++)
		put_block(out, &blocks->v[i]);
}

uint64_t
alike_digest(struct slice text)
{
	uint8_t digest[DIGEST_SIZE];
	uint64_t bits = 0;
	int i;

	digest_sha256(text, digest);
	for (i = 0; i < 8; i++)
		bits = bits << 8 | digest[i];
	return bits;
}

/* --- words ----------------------------------------------------------------- */

/* A walk over the words of a text. */
struct walk {
	struct slice rest;
	ucs4_t before;		/* of a pair, or 0 */
	bool paired;		/* it was in one already */
};

enum class {
	CLASS_NONE,
	CLASS_WORD,
	CLASS_PAIR,
};

static enum class
class_of(ucs4_t c)
{
	static const char *const paired[] = { "Han", "Hiragana", "Katakana",
		"Hangul", "Thai", "Lao", "Khmer", "Myanmar" };
	const uc_script_t *script;
	size_t i;

	if (c < 0x80)
		return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
		    (c >= 'A' && c <= 'Z') ? CLASS_WORD : CLASS_NONE;
	if (!uc_is_general_category_withtable(c, UC_CATEGORY_MASK_L |
	    UC_CATEGORY_MASK_M | UC_CATEGORY_MASK_N))
		return CLASS_NONE;
	if ((script = uc_script(c)) != NULL)
		for (i = 0; i < sizeof(paired) / sizeof(*paired); i++)
			if (strcmp(script->name, paired[i]) == 0)
				return CLASS_PAIR;
	return CLASS_WORD;
}

static uint64_t
add_to_hash(uint64_t h, ucs4_t c)	/* FNV-1a, by character */
{
	return (h ^ c) * 1099511628211u;
}

/* every bit of what comes out depends on every one that went in */
static uint64_t
mixed(uint64_t h)
{
	h = (h ^ h >> 30) * 0xbf58476d1ce4e5b9u;
	h = (h ^ h >> 27) * 0x94d049bb133111ebu;
	return h ^ h >> 31;
}

#define HASH_START 14695981039346656037u

/* The character at the front of the walk, in lower case; false at the end. */
static bool
peek(const struct walk *w, ucs4_t *c, size_t *n, enum class *class)
{
	int k;

	if (w->rest.n == 0)
		return false;
	k = u8_mbtouc(c, (const uint8_t *)w->rest.p, w->rest.n);
	*n = (size_t)k;
	*class = class_of(*c);
	*c = uc_tolower(*c);
	return true;
}

/* A run has ended: its only character counts alone. */
static bool
end_run(struct walk *w, uint64_t *hash)
{
	bool alone = w->before != 0 && !w->paired;

	*hash = add_to_hash(HASH_START, w->before);
	w->before = 0;
	return alone;
}

/* The hash of the next word; false at the end. */
static bool
next_word(struct walk *w, uint64_t *hash)
{
	enum class class;
	bool in_word = false;
	size_t n;
	ucs4_t c;

	*hash = HASH_START;
	for (; peek(w, &c, &n, &class); w->rest = slice_from(w->rest, n)) {
		if (in_word && class != CLASS_WORD)
			return true;
		if (class != CLASS_PAIR && end_run(w, hash))
			return true;
		if (class == CLASS_WORD) {
			*hash = add_to_hash(in_word ? *hash : HASH_START, c);
			in_word = true;
		}
		if (class != CLASS_PAIR)
			continue;
		w->paired = w->before != 0;
		*hash = add_to_hash(add_to_hash(HASH_START, w->before), c);
		w->before = c;
		if (w->paired) {
			w->rest = slice_from(w->rest, n);
			return true;
		}
	}
	return in_word || end_run(w, hash);
}

uint64_t
alike_likeness(struct slice text)
{
	struct walk w = { .rest = text };
	int64_t sums[64] = { 0 };
	uint64_t hash, bits = 0;
	int i;

	while (next_word(&w, &hash)) {
		hash = mixed(hash);
		for (i = 0; i < 64; i++)
			sums[i] += hash >> i & 1 ? 1 : -1;
	}
	for (i = 0; i < 64; i++)
		bits |= (uint64_t)(sums[i] > 0) << i;
	return bits;
}

bool
alike_near(uint64_t a, uint64_t b)
{
	return __builtin_popcountll(a ^ b) <= NEAR_BITS;
}

static int
compare(const void *va, const void *vb)
{
	const uint64_t *a = va, *b = vb;

	return (*a > *b) - (*a < *b);
}

int
alike_words(struct slice text, struct arena *arena, struct alike_words *out)
{
	struct walk w = { .rest = text };
	VEC(uint64_t) words = { 0 };
	uint64_t hash, *slot;
	uint32_t i, n = 0;
	int done = -1;

	while (next_word(&w, &hash)) {
		if ((slot = vec_push(&words)) == NULL)
			goto out;
		*slot = mixed(hash);
	}
	if (words.n > 1)
		qsort(words.v, words.n, sizeof(*words.v), compare);
	for (i = 0; i < words.n; i++)
		if (n == 0 || words.v[i] != words.v[n - 1])
			words.v[n++] = words.v[i];
	out->n = n;
	out->v = arena_copy(arena, words.v, n * sizeof(*words.v));
	done = arena->failed ? -1 : 0;
out:
	vec_fini(&words);
	return done;
}

bool
alike_overlap(const struct alike_words *a, const struct alike_words *b)
{
	uint32_t i = 0, k = 0, both = 0;

	while (i < a->n && k < b->n)
		if (a->v[i] == b->v[k]) {
			both++;
			i++;
			k++;
		} else if (a->v[i] < b->v[k]) {
			i++;
		} else {
			k++;
		}
	/* both / (a + b - both) >= 6 / 10 */
	return both > 0 && 10 * both >= 6 * (a->n + b->n - both);
}

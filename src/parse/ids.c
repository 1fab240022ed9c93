/*
 * Made ids depend on the question alone, so that the same document gives the
 * same addresses on any machine: the hash is of the question's key, which
 * white space and Unicode normal forms do not change.
 */
#include "parse/ids.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

#include "base/digest.h"

enum {
	WORK_MAX = 32 << 20,	/* bytes; decomposing a line may triple it */
	STEM_MAX = 42,		/* bytes of an id that takes "-2" to "-99999" */
};

static bool
is_id_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* --- ids as given ---------------------------------------------------------- */

static bool
is_reserved(struct slice s)
{
	return slice_is(s, "all") || slice_is(s, "search") ||
	    slice_is(s, "new");
}

static bool
is_id_shaped(struct slice s)
{
	size_t i;

	if (s.n == 0 || s.n > ID_MAX || s.p[0] == '-')
		return false;
	for (i = 0; i < s.n; i++)
		if (!is_id_char(s.p[i]) && s.p[i] != '-')
			return false;
	return true;
}

bool
id_valid(struct slice s)
{
	return is_id_shaped(s) && !is_reserved(s);
}

const char *
id_fault(struct slice s)
{
	if (is_reserved(s))
		return "is reserved for an address of qapsule's own";
	if (s.n > 1 && s.p[0] == '-' && is_id_shaped(slice_from(s, 1)))
		return "may not begin with \"-\"";
	return "may hold only a-z, 0-9 and \"-\" and at most 64 characters";
}

int
id_claim(struct map *lines, struct slice id, uint32_t line, struct diags *diags)
{
	uintptr_t first =
	    (uintptr_t)map_add(lines, id, (void *)(uintptr_t)line);

	if (first == 0)
		return -1;
	if (first != line)
		diag_add(diags, line, "E404",
		    "id \"%.*s\" already used at line %u", diag_quote(id),
		    id.p, (unsigned)first);
	return 0;
}

/* --- ids as made ----------------------------------------------------------- */

/* read aloud, and so part of what is asked */
static bool
is_spoken(ucs4_t c)
{
	return c == '#' || c == '%' || c == '&' || c == '@' || c == '/';
}

void
id_question_key(struct slice question, struct buf *out)
{
	size_t n, i, start = out->n;
	uint8_t *folded;
	bool blank = false;
	ucs4_t c;
	int k;

	folded = u8_casefold((const uint8_t *)question.p, question.n, NULL,
	    UNINORM_NFC, NULL, &n);
	if (folded == NULL) {
		out->failed = true;
		return;
	}
	for (i = 0; i < n; i += (size_t)k) {
		k = u8_mbtouc(&c, folded + i, n - i);
		if (uc_is_property_white_space(c)) {
			blank = true;
		} else if (!uc_is_general_category(c, UC_PUNCTUATION) ||
		    is_spoken(c)) {
			if (blank && out->n > start)
				buf_putc(out, ' ');
			blank = false;
			buf_put(out, folded + i, (size_t)k);
		}
	}
	free(folded);
	if (out->n == start)
		buf_put_slice(out, question);
}

static void
make_of_hash(struct slice words, struct buf *out)
{
	static const char base32[] = "abcdefghijklmnopqrstuvwxyz234567";
	uint8_t digest[DIGEST_SIZE];
	uint64_t bits = 0;
	struct buf key;
	int i;

	buf_init(&key, WORK_MAX);
	id_question_key(words, &key);
	digest_sha256(buf_slice(&key), digest);
	out->failed = out->failed || key.failed;
	buf_fini(&key);
	for (i = 0; i < 8; i++)
		bits = bits << 8 | digest[i];
	buf_puts(out, "q-");
	for (i = 0; i < 10; i++, bits <<= 5)
		buf_putc(out, base32[bits >> 59]);
}

/*
 * What is left of words in a-z, 0-9 and "-". False when more than half of the
 * letters are not.
 */
static bool
make_of_words(const uint8_t *nfd, size_t n, struct buf *out)
{
	size_t i, letters = 0, kept = 0;
	bool gap = false;
	ucs4_t c;
	int k;

	for (i = 0; i < n; i += (size_t)k) {
		k = u8_mbtouc(&c, nfd + i, n - i);
		if (c >= 'A' && c <= 'Z')
			c += 'a' - 'A';
		if (uc_is_general_category(c, UC_MARK))
			continue;
		letters += uc_is_general_category(c, UC_LETTER);
		if (c >= 0x80 || !is_id_char((char)c)) {
			gap = true;
			continue;
		}
		kept += c >= 'a';
		if (gap && out->n > 0)
			buf_putc(out, '-');
		gap = false;
		buf_putc(out, (char)c);
	}
	return out->n > 0 && kept * 2 >= letters;
}

/* the longest run of whole words in at most max bytes, or else max bytes */
static struct slice
cut_at_word(struct slice id, size_t max)
{
	size_t n = max;

	if (id.n <= max)
		return id;
	while (n > 0 && id.p[n] != '-')
		n--;
	return (struct slice){ id.p, n > 0 ? n : max };
}

void
id_make(struct slice words, struct buf *out)
{
	struct buf id;
	uint8_t *nfd;
	size_t n;

	nfd = u8_normalize(UNINORM_NFD, (const uint8_t *)words.p, words.n, NULL,
	    &n);
	if (nfd == NULL) {
		out->failed = true;
		return;
	}
	buf_init(&id, WORK_MAX);
	if (make_of_words(nfd, n, &id))
		buf_put_slice(out, cut_at_word(buf_slice(&id), ID_MADE_MAX));
	else
		make_of_hash(words, out);
	out->failed = out->failed || id.failed;
	buf_fini(&id);
	free(nfd);
}

/* --- slugs ----------------------------------------------------------------- */

struct slice
file_name(const char *file)
{
	const char *slash = strrchr(file, '/');

	return slice_of(slash != NULL ? slash + 1 : file);
}

struct slice
file_stem(const char *file)
{
	struct slice name = file_name(file);
	size_t n = name.n;

	while (n > 0 && name.p[n - 1] != '.')
		n--;
	if (n > 1)
		name.n = n - 1;
	return name;
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
}

/* no dot in front, which would hide it or climb out of its folder */
static bool
is_slug_shaped(struct slice s)
{
	size_t i;

	if (s.n == 0 || s.p[0] == '.')
		return false;
	for (i = 0; i < s.n; i++)
		if (!is_id_char(lower(s.p[i])) &&
		    memchr("._~-", s.p[i], 4) == NULL)
			return false;
	return true;
}

bool
slug_valid(struct slice s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (lower(s.p[i]) != s.p[i])
			return false;
	return is_slug_shaped(s) && !is_reserved(s);
}

void
slug_of_file(const char *file, struct buf *out)
{
	struct slice stem = file_stem(file);
	size_t i, start = out->n;

	if (is_slug_shaped(stem))
		for (i = 0; i < stem.n; i++)
			buf_putc(out, lower(stem.p[i]));
	else
		id_make(stem, out);
	if (!out->failed && is_reserved(slice_from(buf_slice(out), start)))
		buf_puts(out, "-2");
}

/* --- all of a page --------------------------------------------------------- */

/* What ids_make knows while it works. */
struct assigning {
	struct page *page;
	struct map taken;	/* ids, to this; other names, to their item */
	struct map next;	/* stem, to the number its next clash takes */
};

static int
take(struct assigning *a, const char *id, void *by)
{
	return map_add(&a->taken, slice_of(id), by) != NULL ? 0 : -1;
}

static int
take_given(struct assigning *a, const struct strings *taken)
{
	struct item *item = a->page->items;
	uint32_t i, k;

	for (i = 0; i < taken->n; i++)
		if (take(a, taken->v[i], a) == -1)
			return -1;
	for (i = 0; i < a->page->nitems; i++, item++) {
		if (item->id != NULL && take(a, item->id, a) == -1)
			return -1;
		for (k = 0; k < item->aliases.n; k++)
			if (take(a, item->aliases.v[k], item) == -1)
				return -1;
		for (k = 0; k < item->names.n; k++)
			if (take(a, item->names.v[k], item) == -1)
				return -1;
	}
	return 0;
}

/* Another name of an item may be its id, too. */
static bool
is_free(const struct assigning *a, struct slice id, const struct item *item)
{
	const void *by = map_get(&a->taken, id);

	return !is_reserved(id) && (by == NULL || by == item);
}

/*
 * The numbers of a stem only ever go up: 5,000 times the same question costs
 * 5,000 steps.
 */
static int
number(struct assigning *a, struct slice base, const struct item *item,
    struct buf *id)
{
	struct slice stem = cut_at_word(base, STEM_MAX);
	uint32_t *next = map_get(&a->next, stem);
	char *key;

	if (next == NULL) {
		key = arena_str(&a->page->arena, stem);
		next = arena_alloc(&a->page->arena, sizeof(*next));
		if (key == NULL || next == NULL ||
		    map_add(&a->next, (struct slice){ key, stem.n }, next) ==
			NULL)
			return -1;
		*next = 2;
	}
	do {
		buf_clear(id);
		buf_put_slice(id, stem);
		buf_printf(id, "-%u", (unsigned)(*next)++);
		if (id->failed)
			return -1;
	} while (!is_free(a, buf_slice(id), item));
	return 0;
}

static int
assign(struct assigning *a, uint32_t i)
{
	const struct item *item = &a->page->items[i];
	struct buf base, id;
	int done = -1;

	buf_init(&base, WORK_MAX);
	buf_init(&id, WORK_MAX);
	id_make(slice_of(item->question), &base);
	if (!base.failed && is_free(a, buf_slice(&base), item))
		buf_put_slice(&id, buf_slice(&base));
	else if (base.failed || number(a, buf_slice(&base), item, &id) == -1)
		goto out;
	if (!id.failed && page_set_id(a->page, i, buf_slice(&id)) == 0)
		done = take(a, item->id, a);
out:
	buf_fini(&id);
	buf_fini(&base);
	return done;
}

struct checking {
	const struct page *page;
	struct diags *diags;
};

static void
check_target(void *arg, const struct target *t, uint32_t line)
{
	const struct checking *c = arg;

	if (t->kind == TARGET_ITEM &&
	    page_find(c->page, slice_of(t->href), NULL) == -1)
		diag_add(c->diags, line, "E403",
		    "no question with id \"%.*s\" on this page",
		    diag_quote(slice_of(t->href)), t->href);
}

int
ids_make(struct page *page, const struct strings *taken)
{
	struct assigning a = { .page = page };
	int done = -1;
	uint32_t i;

	map_init(&a.taken);
	map_init(&a.next);
	if (take_given(&a, taken) == -1)
		goto out;
	for (i = 0; i < page->nitems; i++)
		if (page->items[i].id == NULL && assign(&a, i) == -1)
			goto out;
	done = 0;
out:
	map_fini(&a.next);
	map_fini(&a.taken);
	return done;
}

int
ids_check(struct page *page, struct diags *diags)
{
	uint32_t errors = diags->errors;

	if (page_index(page) == -1)
		return -1;
	page_each_target(page, check_target,
	    &(struct checking){ page, diags });
	return diags->errors == errors ? 0 : -1;
}

int
ids_assign(struct page *page, struct diags *diags)
{
	const struct strings none = { NULL, 0 };

	return ids_make(page, &none) == 0 ? ids_check(page, diags) : -1;
}

#include "model/tally.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistd.h>
#include <unistr.h>

enum {
	QUESTIONS = 1 << 18,	/* slots, a power of two; pages of them that
				   nobody touched cost nothing */
	PROBES = 64,		/* slots that a question may be in */
	TRIES = 1000,		/* to note something, then it is not noted */
	TYPED_MAX = 256,	/* bytes that are looked at: as of a query */
};

struct question {
	_Atomic uint64_t id;	/* 0: free */
	_Atomic uint64_t n;
};

struct miss {			/* n 0: free */
	uint64_t host, n, last;	/* last: of changes, when it was wanted */
	char words[TALLY_WORDS + 1];
};

struct tally {
	_Atomic uint64_t changes;
	_Atomic pid_t writer;	/* whose misses are for now, or 0 */
	struct miss misses[TALLY_MISSES];
	struct question questions[QUESTIONS];
};

struct tally *
tally_new(void)
{
	struct tally *t = mmap(NULL, sizeof(*t), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return t != MAP_FAILED ? t : NULL;
}

void
tally_free(struct tally *t)
{
	if (t != NULL)
		munmap(t, sizeof(*t));
}

uint64_t
tally_changes(const struct tally *t)
{
	return atomic_load(&t->changes);
}

/* --- questions ------------------------------------------------------------ */

/* FNV-1a, and a NUL behind s; it is written to disk, so it stays what it is. */
static uint64_t
hash(uint64_t h, const char *s)
{
	do
		h = (h ^ (unsigned char)*s) * 1099511628211u;
	while (*s++ != '\0');
	return h;
}

static uint64_t
host_id(const char *host)
{
	return hash(14695981039346656037u, host);
}

static uint64_t
question_id(const char *host, const struct page *page, uint32_t item)
{
	uint64_t id = hash(hash(host_id(host), page->path),
	    page->items[item].id);

	return id != 0 ? id : 1;
}

/* Its slot, or the free one that is to be its own; NULL: all are taken. */
static const struct question *
find(const struct tally *t, uint64_t id)
{
	const struct question *q;
	uint64_t at = id ^ id >> 32, other;
	uint32_t i;

	for (i = 0; i < PROBES; i++) {
		q = &t->questions[(at + i) % QUESTIONS];
		other = atomic_load_explicit(&q->id, memory_order_relaxed);
		if (other == id || other == 0)
			return q;
	}
	return NULL;
}

static void
add_question(struct tally *t, uint64_t id, uint64_t n)
{
	struct question *q;
	uint64_t other = 0;

	/* another process may take the slot first, hardly ever twice */
	while ((q = (struct question *)find(t, id)) != NULL &&
	    !atomic_compare_exchange_strong(&q->id, &other, id) && other != id)
		other = 0;
	if (q == NULL)
		return;
	atomic_fetch_add_explicit(&q->n, n, memory_order_relaxed);
	atomic_fetch_add_explicit(&t->changes, 1, memory_order_relaxed);
}

void
tally_question(struct tally *t, const char *host, const struct page *page,
    uint32_t item)
{
	if (t != NULL)
		add_question(t, question_id(host, page, item), 1);
}

uint64_t
tally_read(const struct tally *t, const char *host, const struct page *page,
    uint32_t item)
{
	uint64_t id = question_id(host, page, item);
	const struct question *q = find(t, id);

	return q != NULL && atomic_load(&q->id) == id ? atomic_load(&q->n) : 0;
}

/* --- searches in vain ----------------------------------------------------- */

static bool
lock(struct tally *t)
{
	pid_t nobody;
	int i;

	for (i = 0; i < TRIES; i++) {
		nobody = 0;
		if (atomic_compare_exchange_weak(&t->writer, &nobody,
			getpid()))
			return true;
	}
	return false;
}

static void
unlock(struct tally *t)
{
	atomic_store(&t->writer, 0);
}

void
tally_release(struct tally *t, pid_t pid)
{
	(void)atomic_compare_exchange_strong(&t->writer, &pid, 0);
}

/* Controls, marks that turn the writing around, and blanks of all kinds. */
static bool
is_blank(ucs4_t c)
{
	return uc_is_general_category_withtable(c,
	    UC_CATEGORY_MASK_C | UC_CATEGORY_MASK_Z);
}

/* One blank for several and for what is no text; answers how many bytes. */
static size_t
collapse(struct slice s, uint8_t out[TYPED_MAX])
{
	size_t n = 0, i;
	bool blank = false;
	ucs4_t c;
	int k;

	if (s.n > TYPED_MAX)
		s.n = TYPED_MAX;
	for (i = 0; i < s.n; i += (size_t)k) {
		k = u8_mbtoucr(&c, (const uint8_t *)s.p + i, s.n - i);
		if (k <= 0 || is_blank(c)) {
			blank = n > 0;
			k = k > 0 ? k : 1;
			continue;
		}
		if (blank)
			out[n++] = ' ';
		blank = false;
		memcpy(out + n, s.p + i, (size_t)k);
		n += (size_t)k;
	}
	return n;
}

/* As it is kept: one line, small letters, so that the same is the same. */
static void
clean(struct slice typed, char words[TALLY_WORDS + 1])
{
	uint8_t bytes[TYPED_MAX], folded[4 * TYPED_MAX], *p;
	size_t n = collapse(typed, bytes), m = sizeof(folded);

	p = u8_casefold(bytes, n, NULL, UNINORM_NFC, folded, &m);
	if (p == NULL)
		m = 0;		/* no memory: not noted */
	if (m > TALLY_WORDS)
		for (m = TALLY_WORDS; m > 0 && (p[m] & 0xc0) == 0x80;)
			m--;
	if (m > 0)
		memcpy(words, p, m);
	words[m] = '\0';
	if (p != folded)
		free(p);
}

/* The one with these words, or else the one that makes room for them. */
static struct miss *
room(struct tally *t, uint64_t host, const char *words)
{
	struct miss *m, *least = t->misses;

	for (m = t->misses; m < t->misses + TALLY_MISSES; m++) {
		if (m->n > 0 && m->host == host && strcmp(m->words, words) == 0)
			return m;
		if (m->n < least->n ||
		    (m->n == least->n && m->last < least->last))
			least = m;
	}
	*least = (struct miss){ .host = host };
	strcpy(least->words, words);
	return least;
}

static void
add_miss(struct tally *t, uint64_t host, struct slice typed, uint64_t n)
{
	char words[TALLY_WORDS + 1];
	struct miss *m;

	clean(typed, words);
	if (words[0] == '\0' || !lock(t))
		return;
	m = room(t, host, words);
	m->n += n;
	m->last = atomic_fetch_add(&t->changes, 1);
	unlock(t);
}

void
tally_miss(struct tally *t, const char *host, struct slice typed)
{
	if (t != NULL)
		add_miss(t, host_id(host), typed, 1);
}

static int
by_number(const void *va, const void *vb)
{
	const struct miss *a = va, *b = vb;

	if (a->n != b->n)
		return a->n > b->n ? -1 : 1;
	return (a->last < b->last) - (a->last > b->last);
}

uint32_t
tally_misses(struct tally *t, const char *host, struct tally_miss *out,
    uint32_t most)
{
	struct miss all[TALLY_MISSES];
	uint64_t id = host_id(host);
	uint32_t i, n = 0;

	if (!lock(t))
		return 0;
	for (i = 0; i < TALLY_MISSES; i++)
		if (t->misses[i].n > 0 && t->misses[i].host == id)
			all[n++] = t->misses[i];
	unlock(t);
	qsort(all, n, sizeof(*all), by_number);
	for (i = 0; i < n && i < most; i++) {
		out[i].n = all[i].n;
		memcpy(out[i].words, all[i].words, TALLY_WORDS);
		out[i].words[TALLY_WORDS] = '\0';
	}
	return i;
}

/* --- as text -------------------------------------------------------------- */

/*
 *	question 0123456789abcdef 42	its hash, how often it was read
 *	miss 0123456789abcdef 3 words	of the host; what was typed
 */
void
tally_put(struct tally *t, struct buf *out)
{
	const struct question *q;
	const struct miss *m;

	for (q = t->questions; q < t->questions + QUESTIONS; q++)
		if (q->n > 0)
			buf_printf(out, "question %016llx %llu\n",
			    (unsigned long long)q->id,
			    (unsigned long long)q->n);
	if (!lock(t)) {
		out->failed = true;
		return;
	}
	for (m = t->misses; m < t->misses + TALLY_MISSES; m++)
		if (m->n > 0)
			buf_printf(out, "miss %016llx %llu %.*s\n",
			    (unsigned long long)m->host,
			    (unsigned long long)m->n, TALLY_WORDS, m->words);
	unlock(t);
}

/* The number in front of *s is taken off, with the blank behind it. False when
   there is none, or it is out of all reason. */
static bool
take_number(struct slice *s, unsigned base, uint64_t *out)
{
	static const char digits[] = "0123456789abcdef";
	struct slice text = slice_take_until(s, " ");
	const char *digit;
	size_t i;

	*s = slice_from(*s, 1);
	*out = 0;
	for (i = 0; i < text.n; i++) {
		digit = memchr(digits, text.p[i], base);
		if (digit == NULL)
			return false;
		*out = *out * base + (uint64_t)(digit - digits);
	}
	return text.n > 0 && text.n <= 16;
}

static bool
take_line(struct tally *t, struct slice line)
{
	struct slice kind = slice_take_until(&line, " ");
	uint64_t id, n;

	line = slice_from(line, 1);
	if (!take_number(&line, 16, &id) || id == 0 ||
	    !take_number(&line, 10, &n) || n == 0)
		return false;
	if (slice_is(kind, "question") && line.n == 0)
		add_question(t, id, n);
	else if (slice_is(kind, "miss") && line.n > 0)
		add_miss(t, id, line, n);
	else
		return false;
	return true;
}

bool
tally_take(struct tally *t, struct slice text)
{
	struct slice line;
	bool ok = true;

	while (text.n > 0) {
		line = slice_take_until(&text, "\n");
		text = slice_from(text, 1);
		ok = take_line(t, line) && ok;
	}
	return ok;
}

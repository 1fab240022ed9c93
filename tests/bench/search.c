/*
 * search - what searching costs, beside SQLite's FTS5 on the same texts.
 *
 *   search ITEMS [QUERIES]
 *
 * Texts are made up, the same every time: 60,000 words of which the n-th is
 * used as often as 1/n says (Zipf), and one in twenty of Korean, in questions
 * of 8 and answers of 150 words, ten to a page. Prints a table; times are of
 * the processor, in milliseconds.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "model/build.h"
#include "model/search.h"

enum {
	VOCABULARY = 60000,
	A_PAGE = 10,		/* questions */
	QUESTION = 8,		/* words */
	ANSWER = 150,
	QUERY_SIZE = 256,
	TEXT_CAP = 1 << 20,
};

static struct {
	char words[VOCABULARY][24];
	double sums[VOCABULARY];	/* of 1/1 .. 1/n */
	uint64_t seed;
	size_t bytes;			/* of text, made so far */
} made;

static void
fail(const char *what)
{
	fprintf(stderr, "search: %s\n", what);
	exit(1);
}

/* --- texts ---------------------------------------------------------------- */

static uint32_t
roll(void)
{
	made.seed = made.seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(made.seed >> 33);
}

/* Two to five syllables; every twentieth word is Korean. */
static void
make_word(char *out, uint32_t n)
{
	static const char *const parts[] = { "ba", "den", "cor", "li", "mo",
		"ster", "na", "pi", "qua", "ru", "sol", "ti", "ven", "wy",
		"ga", "hol", "je", "kra", "fin", "ose" };
	uint32_t k, syllable;

	*out = '\0';
	for (k = 0; k < 2 + n % 3; k++) {
		if (n % 20 != 19) {
			strcat(out, parts[roll() % 20]);
			continue;
		}
		syllable = 0xac00 + roll() % 11172;
		out[3 * k] = (char)(0xe0 | syllable >> 12);
		out[3 * k + 1] = (char)(0x80 | (syllable >> 6 & 0x3f));
		out[3 * k + 2] = (char)(0x80 | (syllable & 0x3f));
		out[3 * k + 3] = '\0';
	}
}

static void
make_words(void)
{
	double sum = 0;
	uint32_t i;

	made.seed = 1;
	for (i = 0; i < VOCABULARY; i++) {
		make_word(made.words[i], i);
		made.sums[i] = sum += 1.0 / (i + 1);
	}
}

static const char *
zipf_word(void)
{
	double x = roll() / 2147483648.0 * made.sums[VOCABULARY - 1];
	uint32_t low = 0, high = VOCABULARY - 1, mid;

	while (low < high) {
		mid = (low + high) / 2;
		if (made.sums[mid] < x)
			low = mid + 1;
		else
			high = mid;
	}
	return made.words[low];
}

static struct slice
make_text(struct buf *out, int n)
{
	int i;

	buf_clear(out);
	for (i = 0; i < n; i++) {
		buf_puts(out, zipf_word());
		buf_putc(out, i + 1 < n ? ' ' : '.');
	}
	made.bytes += out->n;
	return buf_slice(out);
}

/* --- both engines --------------------------------------------------------- */

struct sql {
	const char *name;
	sqlite3 *db;
	sqlite3_stmt *add, *find;
	double built;
};

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void
sql(struct sql *s, const char *text)
{
	if (sqlite3_exec(s->db, text, NULL, NULL, NULL) != SQLITE_OK)
		fail(sqlite3_errmsg(s->db));
}

static void
sql_open(struct sql *s)
{
	char create[200];

	if (sqlite3_open("", &s->db) != SQLITE_OK)
		fail("SQLite does not open");
	snprintf(create, sizeof(create), "CREATE VIRTUAL TABLE t USING "
	    "fts5(q, a, content='', tokenize='%s')", s->name);
	sql(s, create);
	sql(s, "BEGIN");
	sqlite3_prepare_v2(s->db, "INSERT INTO t(rowid, q, a) VALUES(?,?,?)",
	    -1, &s->add, NULL);
	sqlite3_prepare_v2(s->db, "SELECT rowid FROM t WHERE t MATCH ? "
	    "ORDER BY bm25(t, 4, 1) LIMIT 20", -1, &s->find, NULL);
}

static void
sql_add(struct sql *s, uint32_t doc, struct slice q, struct slice a)
{
	double start = now();

	sqlite3_bind_int64(s->add, 1, doc + 1);
	sqlite3_bind_text(s->add, 2, q.p, (int)q.n, SQLITE_STATIC);
	sqlite3_bind_text(s->add, 3, a.p, (int)a.n, SQLITE_STATIC);
	if (sqlite3_step(s->add) != SQLITE_DONE)
		fail(sqlite3_errmsg(s->db));
	sqlite3_reset(s->add);
	s->built += now() - start;
}

static void
sql_done(struct sql *s)
{
	double start = now();

	sql(s, "COMMIT");
	sql(s, "INSERT INTO t(t) VALUES('optimize')");
	s->built += now() - start;
}

static size_t
sql_bytes(struct sql *s)
{
	sqlite3_stmt *st;
	size_t n;

	sqlite3_prepare_v2(s->db, "SELECT page_count * page_size FROM "
	    "pragma_page_count, pragma_page_size", -1, &st, NULL);
	sqlite3_step(st);
	n = (size_t)sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	return n;
}

static struct corpus *
make_corpus(uint32_t items, struct sql *sqls)
{
	struct corpus *c = corpus_new();
	struct buf question, answer;
	struct slice q, a;
	struct build *b = NULL;
	struct page *page;
	char name[32];
	uint32_t i;

	buf_init(&question, TEXT_CAP);
	buf_init(&answer, TEXT_CAP);
	for (i = 0; i < items; i++) {
		if (i % A_PAGE == 0) {
			snprintf(name, sizeof(name), "page-%05u", i / A_PAGE);
			b = build_new(PAGE_QA, name, slice_of(name));
			build_title(b, slice_of(name), TITLE_HEADER);
			build_summary(b, slice_of(""));
		}
		q = make_text(&question, QUESTION);
		a = make_text(&answer, ANSWER);
		build_question(b, q, i);
		build_text(b, a);
		build_para(b, i);
		snprintf(name, sizeof(name), "q%u", i);
		build_item_id(b, slice_of(name));
		sql_add(&sqls[0], i, q, a);
		sql_add(&sqls[1], i, q, a);
		if (i % A_PAGE < A_PAGE - 1 && i + 1 < items)
			continue;
		page = build_finish(b);
		build_free(b);
		if (page == NULL || page_index(page) == -1 ||
		    corpus_add_page(c, page) == NULL)
			fail("no memory");
		page_unref(page);
	}
	buf_fini(&question);
	buf_fini(&answer);
	if (corpus_finish(c) == -1)
		fail("no memory");
	return c;
}

/* --- queries -------------------------------------------------------------- */

enum kind { ONE, TWO, COMMON, COMMONS, PREFIX, PHRASE, MISSPELT, KINDS };

static const char *const kinds[KINDS] = { "one word", "two words",
	"a common word", "16 common words", "three letters", "a phrase",
	"misspelt" };

static const char *
word(uint32_t from, uint32_t to)
{
	return made.words[from + roll() % (to - from)];
}

static void
make_query(enum kind kind, char *out)
{
	int i;

	*out = '\0';
	switch (kind) {
	case ONE:
		snprintf(out, QUERY_SIZE, "%s", word(50, 8000));
		return;
	case TWO:
		snprintf(out, QUERY_SIZE, "%s %s", word(50, 1000),
		    word(50, 8000));
		return;
	case COMMON:
		snprintf(out, QUERY_SIZE, "%s", word(0, 20));
		return;
	case COMMONS:
		for (i = 0; i < 16; i++)
			snprintf(out + strlen(out), 16, "%.14s ", word(0, 18));
		return;
	case PREFIX:
		snprintf(out, QUERY_SIZE, "%.3s", word(0, 1000));
		return;
	case PHRASE:
		snprintf(out, QUERY_SIZE, "\"%s %s\"", word(0, 20),
		    word(0, 200));
		return;
	case MISSPELT:
		snprintf(out, QUERY_SIZE, "%sx%s", word(0, 8000),
		    word(0, 20) + 3);
		return;
	case KINDS:
		return;
	}
}

static void
run_own(const struct search *s, const char *text)
{
	struct query q;
	struct hits hits;
	struct buf out;

	query_parse(&q, slice_of(text));
	search_find(s, &q, NULL, 0, &hits);
	if (hits.failed)
		fail("no memory");
	if (hits.n == 0) {
		buf_init(&out, TEXT_CAP);
		search_suggest(s, &q, &out);
		buf_fini(&out);
	}
}

static void
run_sql(struct sql *s, enum kind kind, const char *text)
{
	char match[QUERY_SIZE + 1];

	snprintf(match, sizeof(match), kind == PREFIX ? "%s*" : "%s", text);
	if (strcmp(s->name, "trigram") == 0 && kind == PREFIX)
		match[strlen(match) - 1] = '\0';
	sqlite3_bind_text(s->find, 1, match, -1, SQLITE_STATIC);
	while (sqlite3_step(s->find) == SQLITE_ROW)
		;
	sqlite3_reset(s->find);
}

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void
print_times(double *times, int n)
{
	qsort(times, (size_t)n, sizeof(*times), by_value);
	printf("  %7.3f %7.3f %7.3f", times[n / 2], times[n * 99 / 100],
	    times[n - 1]);
}

static void
measure(const struct search *s, struct sql *sqls, enum kind kind, int n)
{
	double *times = calloc((size_t)n * 3, sizeof(*times)), start;
	char text[QUERY_SIZE];
	int i, k;

	if (times == NULL)
		fail("no memory");
	made.seed = 7;
	for (i = 0; i < n; i++) {
		make_query(kind, text);
		for (k = 0; k < 3; k++) {
			start = now();
			if (k == 0)
				run_own(s, text);
			else
				run_sql(&sqls[k - 1], kind, text);
			times[k * n + i] = now() - start;
		}
	}
	printf("%-16s", kinds[kind]);
	for (k = 0; k < 3; k++)
		print_times(times + k * n, n);
	printf("\n");
	fflush(stdout);
	free(times);
}

int
main(int argc, char **argv)
{
	struct sql sqls[] = { { .name = "unicode61" }, { .name = "trigram" } };
	uint32_t items = argc > 1 ? (uint32_t)atol(argv[1]) : 0;
	int queries = argc > 2 ? atoi(argv[2]) : 200, i;
	struct search_size size;
	struct corpus *corpus;
	double start, built;

	if (items == 0 || queries <= 0)
		fail("usage: search ITEMS [QUERIES]");
	make_words();
	sql_open(&sqls[0]);
	sql_open(&sqls[1]);
	corpus = make_corpus(items, sqls);
	sql_done(&sqls[0]);
	sql_done(&sqls[1]);
	start = now();
	if (corpus_index(corpus) == -1)
		fail("no memory");
	built = now() - start;
	size = search_size(corpus_search(corpus));
	printf("%u items, %.1f MB of text, %u terms\n", items,
	    (double)made.bytes / 1e6, size.terms);
	printf("%-16s  %23s  %23s  %23s\n", "", "qapsule", "FTS5 unicode61",
	    "FTS5 trigram");
	printf("%-16s  %23.0f  %23.0f  %23.0f\n", "built in, ms", built,
	    sqls[0].built, sqls[1].built);
	printf("%-16s  %23.1f  %23.1f  %23.1f\n", "size, MB",
	    (double)size.bytes / 1e6, (double)sql_bytes(&sqls[0]) / 1e6,
	    (double)sql_bytes(&sqls[1]) / 1e6);
	printf("%-16s", "ms");
	for (i = 0; i < 3; i++)
		printf("  %7s %7s %7s", "p50", "p99", "max");
	printf("\n");
	for (i = 0; i < KINDS; i++)
		measure(corpus_search(corpus), sqls, (enum kind)i, queries);
	corpus_free(corpus);
	for (i = 0; i < 2; i++) {
		sqlite3_finalize(sqls[i].add);
		sqlite3_finalize(sqls[i].find);
		sqlite3_close(sqls[i].db);
	}
	return 0;
}

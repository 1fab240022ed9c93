#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/postings.h"

/* n documents: first, then every step and now and then a jump */
struct list {
	uint8_t *bytes;
	uint32_t *docs;
	uint32_t n;
};

static unsigned
weight_of(uint32_t i)
{
	return i % 3 == 0 ? 1 : i % 300;
}

static struct list
make(uint32_t n, uint32_t step)
{
	struct list l = { NULL, calloc(n, sizeof(*l.docs)), n };
	struct postings_writer w;
	uint32_t i, doc = 7, next = 0;
	size_t size = postings_skips_size(n);

	assert_non_null(l.docs);
	for (i = 0; i < n; i++) {
		l.docs[i] = doc;
		size += postings_size(doc - next, weight_of(i));
		next = doc + 1;
		doc += i % 50 == 49 ? 1000000 : step;
	}
	l.bytes = malloc(size);
	assert_non_null(l.bytes);
	postings_begin(&w, l.bytes, n);
	for (i = 0; i < n; i++)
		postings_put(&w, l.docs[i], weight_of(i));
	assert_ptr_equal(w.at, l.bytes + size);
	return l;
}

static void
drop(struct list *l)
{
	free(l->bytes);
	free(l->docs);
}

static const uint32_t sizes[] = { 1, 2, 127, 128, 129, 256, 257, 1000 };

static void
what_is_written_is_read(void **state)
{
	struct postings p;
	struct list l;
	uint32_t i, k;
	unsigned w;

	(void)state;
	for (k = 0; k < 8; k++) {
		l = make(sizes[k], 1 + k);
		postings_open(&p, l.bytes, l.n);
		for (i = 0; i < l.n; i++, postings_next(&p)) {
			w = weight_of(i);
			assert_int_equal(p.doc, l.docs[i]);
			assert_int_equal(p.weight, w == 0 ? 1 :
				w < POSTINGS_WEIGHT_MAX ? w :
				POSTINGS_WEIGHT_MAX);
		}
		assert_int_equal(p.doc, UINT32_MAX);
		postings_next(&p);
		assert_int_equal(p.doc, UINT32_MAX);
		drop(&l);
	}
}

static void
a_seek_finds_the_first_at_a_document_or_behind_it(void **state)
{
	struct postings p;
	struct list l;
	uint32_t i, j, k;

	(void)state;
	for (k = 0; k < 8; k++) {
		l = make(sizes[k], 3);
		for (i = 0; i < l.n; i++) {
			postings_open(&p, l.bytes, l.n);
			postings_seek(&p, l.docs[i]);
			assert_int_equal(p.doc, l.docs[i]);
			/* between two */
			postings_open(&p, l.bytes, l.n);
			postings_seek(&p, l.docs[i] - 1);
			assert_int_equal(p.doc, l.docs[i]);
			/* and on from there, by leaps */
			for (j = i; j < l.n; j += 1 + j % 170) {
				postings_seek(&p, l.docs[j]);
				assert_int_equal(p.doc, l.docs[j]);
			}
		}
		postings_seek(&p, l.docs[l.n - 1] + 1);
		assert_int_equal(p.doc, UINT32_MAX);
		postings_seek(&p, UINT32_MAX - 1);
		assert_int_equal(p.doc, UINT32_MAX);
		drop(&l);
	}
}

static void
a_seek_passes_over_what_is_not_wanted(void **state)
{
	struct list l = make(100000, 1);
	struct postings p;

	(void)state;
	/* who read all of these would count wrong */
	memset(l.bytes + postings_skips_size(l.n) + 10, 0, 90000);
	postings_open(&p, l.bytes, l.n);
	postings_seek(&p, l.docs[99000]);
	assert_int_equal(p.doc, l.docs[99000]);
	drop(&l);
}

static void
a_posting_of_a_common_word_takes_a_byte(void **state)
{
	(void)state;
	assert_int_equal(postings_size(0, 1), 1);
	assert_int_equal(postings_size(63, 1), 1);
	assert_int_equal(postings_size(64, 2), 3);
	assert_int_equal(postings_size(UINT32_MAX, 2), 6);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(
		    a_seek_finds_the_first_at_a_document_or_behind_it),
		cmocka_unit_test(a_seek_passes_over_what_is_not_wanted),
		cmocka_unit_test(a_posting_of_a_common_word_takes_a_byte),
	};

	return cmocka_run_group_tests_name("postings", tests, NULL, NULL);
}

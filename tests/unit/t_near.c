#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buf.h"
#include "model/near.h"

static int
by_bytes(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static struct slice
get(const void *arg, uint32_t i)
{
	return slice_of(((const char *const *)arg)[i]);
}

struct found {
	const char **names;
	struct buf out;
};

static void
put(void *arg, uint32_t i, unsigned distance)
{
	struct found *f = arg;

	buf_printf(&f->out, "%s=%u ", f->names[i], distance);
}

static void
near_is(const char **names, uint32_t n, const char *wanted, unsigned most,
    const char *result)
{
	struct near_list list = { n, get, names };
	struct found f = { .names = names };

	buf_init(&f.out, 1 << 20);
	qsort(names, n, sizeof(*names), by_bytes);
	near_each(&list, slice_of(wanted), most, put, &f);
	buf_putc(&f.out, '\0');
	assert_string_equal(f.out.p, result);
	buf_fini(&f.out);
}

static void
one_edit_is_a_byte_more_or_less_or_other_or_swapped(void **state)
{
	const char *names[] = { "boat", "boats", "oat", "bolt", "baot", "coat",
		"bats", "bo", "", "zebra" };

	(void)state;
	near_is(names, 10, "boat", 0, "boat=0 ");
	near_is(names, 10, "boat", 1,
	    "baot=1 boat=0 boats=1 bolt=1 coat=1 oat=1 ");
	near_is(names, 10, "botas", 2, "bats=2 boat=2 boats=1 ");
	near_is(names, 10, "", 2, "=0 bo=2 ");
}

/* the distance by its definition, for short strings */
static unsigned
distance(const char *a, const char *b)
{
	unsigned d[12][12];
	size_t n = strlen(a), m = strlen(b), i, k;

	for (i = 0; i <= n; i++)
		d[i][0] = (unsigned)i;
	for (k = 0; k <= m; k++)
		d[0][k] = (unsigned)k;
	for (i = 1; i <= n; i++)
		for (k = 1; k <= m; k++) {
			d[i][k] = d[i - 1][k - 1] + (a[i - 1] != b[k - 1]);
			if (d[i - 1][k] + 1 < d[i][k])
				d[i][k] = d[i - 1][k] + 1;
			if (d[i][k - 1] + 1 < d[i][k])
				d[i][k] = d[i][k - 1] + 1;
			if (i > 1 && k > 1 && a[i - 1] == b[k - 2] &&
			    a[i - 2] == b[k - 1] &&
			    d[i - 2][k - 2] + 1 < d[i][k])
				d[i][k] = d[i - 2][k - 2] + 1;
		}
	return d[n][m];
}

static void
nothing_near_is_missed_in_a_list_of_random_strings(void **state)
{
	enum { NAMES = 600 };
	static char text[NAMES][10];
	static const char *names[NAMES];
	struct near_list list = { NAMES, get, names };
	struct found f = { .names = names };
	char wanted[10];
	uint32_t i, k, trial, seed = 1;
	struct buf all;
	unsigned d;

	(void)state;
	for (i = 0; i < NAMES; i++) {
		for (k = 0; k < 2 + i % 7; k++) {
			seed = seed * 1103515245 + 12345;
			text[i][k] = (char)('a' + (seed >> 16) % 3);
		}
		names[i] = text[i];
	}
	qsort(names, NAMES, sizeof(*names), by_bytes);
	buf_init(&all, 1 << 20);
	buf_init(&f.out, 1 << 20);
	for (trial = 0; trial < 200; trial++) {
		memset(wanted, 0, sizeof(wanted));
		for (k = 0; k < 1 + trial % 8; k++) {
			seed = seed * 1103515245 + 12345;
			wanted[k] = (char)('a' + (seed >> 16) % 4);
		}
		buf_clear(&all);
		buf_clear(&f.out);
		for (i = 0; i < NAMES; i++)
			if ((d = distance(wanted, names[i])) <= trial % 4)
				buf_printf(&all, "%s=%u ", names[i], d);
		near_each(&list, slice_of(wanted), trial % 4, put, &f);
		assert_true(slice_eq(buf_slice(&all), buf_slice(&f.out)));
	}
	buf_fini(&all);
	buf_fini(&f.out);
}

static void
long_strings_are_near_nothing(void **state)
{
	static char text[NEAR_MAX + 20];
	const char *names[] = { text, "b" };

	(void)state;
	memset(text, 'a', sizeof(text) - 1);
	near_is(names, 2, text, 3, "");
	near_is(names, 2, text + sizeof(text) - 1 - NEAR_MAX, 3, "");
	text[NEAR_MAX + 2] = '\0';
	near_is(names, 2, text + 2, 3, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
				       "aaaaaaaaaaaaaaaaaaaaaaaaaa=2 ");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    one_edit_is_a_byte_more_or_less_or_other_or_swapped),
		cmocka_unit_test(
		    nothing_near_is_missed_in_a_list_of_random_strings),
		cmocka_unit_test(long_strings_are_near_nothing),
	};

	return cmocka_run_group_tests_name("near", tests, NULL, NULL);
}

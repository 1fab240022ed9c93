#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/log.h"
#include "base/map.h"
#include "base/paint.h"
#include "base/vec.h"

static void
a_buf_holds_what_was_put_up_to_its_cap(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 10);
	buf_puts(&b, "01234");
	buf_putc(&b, '5');
	buf_fill(&b, '-', 3);
	assert_true(slice_is(buf_slice(&b), "012345---"));
	buf_puts(&b, "xy");	/* would be 11 */
	assert_true(b.failed);
	buf_putc(&b, 'z');	/* sticky, though it would fit */
	assert_true(slice_is(buf_slice(&b), "012345---"));
	buf_clear(&b);
	buf_printf(&b, "%d-%s", 42, "abc");
	assert_false(b.failed);
	assert_true(slice_is(buf_slice(&b), "42-abc"));
	buf_printf(&b, "%d", 47110);	/* whole or not at all */
	assert_true(b.failed);
	assert_true(slice_is(buf_slice(&b), "42-abc"));
	buf_fini(&b);
}

static void
numbers_are_put_as_they_are_printed(void **state)
{
	const uint64_t numbers[] = { 0, 7, 10, 70, 1965, 65535, UINT64_MAX };
	char text[32];
	struct buf b;
	size_t i;

	(void)state;
	buf_init(&b, sizeof(text));
	for (i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		snprintf(text, sizeof(text), "%ju", (uintmax_t)numbers[i]);
		buf_clear(&b);
		buf_put_number(&b, numbers[i]);
		assert_true(slice_is(buf_slice(&b), text));
	}
	buf_fini(&b);
}

static void
what_is_printed_may_have_any_length(void **state)
{
	char text[1000];
	struct buf b;
	size_t n;

	(void)state;
	for (n = 0; n < sizeof(text); n++) {
		memset(text, 'x', n);
		text[n] = '\0';
		buf_init(&b, 2 * sizeof(text));
		buf_printf(&b, "<%s>", text);
		assert_false(b.failed);
		assert_int_equal(b.n, n + 2);
		assert_memory_equal(b.p + 1, text, n);
		assert_int_equal(b.p[n + 1], '>');
		buf_fini(&b);
	}
}

static void
an_arena_gives_zeroed_aligned_memory_of_any_size(void **state)
{
	struct arena a;
	size_t sizes[] = { 1, 3, 8, 500, 4000, 70000, 1 }, i, k;
	unsigned char *p;
	char *s;

	(void)state;
	arena_init(&a);
	for (i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		p = arena_alloc(&a, sizes[i]);
		assert_non_null(p);
		assert_int_equal((uintptr_t)p % sizeof(void *), 0);
		for (k = 0; k < sizes[i]; k++)
			assert_int_equal(p[k], 0);
		memset(p, 0xff, sizes[i]);
		s = arena_str(&a, slice_of("text"));
		assert_string_equal(s, "text");
	}
	assert_true(a.total >= 74513);
	arena_fini(&a);
}

static void
a_map_finds_what_was_added_and_nothing_else(void **state)
{
	static char keys[1000][12];
	struct map m;
	char other[12];
	int i;

	(void)state;
	map_init(&m);
	assert_null(map_get(&m, slice_of("")));
	for (i = 0; i < 1000; i++) {
		snprintf(keys[i], sizeof(keys[i]), "key-%d", i);
		assert_ptr_equal(map_add(&m, slice_of(keys[i]), keys[i]),
		    keys[i]);
	}
	assert_ptr_equal(map_add(&m, slice_of("key-7"), other), keys[7]);
	for (i = 0; i < 1000; i++)
		assert_ptr_equal(map_get(&m, slice_of(keys[i])), keys[i]);
	assert_null(map_get(&m, slice_of("key-1000")));
	assert_null(map_get(&m, slice_of("key-")));
	assert_int_equal(m.n, 1000);
	map_fini(&m);
}

static void
a_vec_keeps_its_elements_while_it_grows(void **state)
{
	VEC(int) v = { 0 };
	int i, *p;

	(void)state;
	for (i = 0; i < 100; i++) {
		p = vec_push(&v);
		assert_non_null(p);
		assert_int_equal(*p, 0);
		*p = i;
	}
	assert_int_equal(v.n, 100);
	for (i = 0; i < 100; i++)
		assert_int_equal(v.v[i], i);
	vec_fini(&v);
	assert_int_equal(v.n, 0);
}

static void
a_digest_is_sha_256(void **state)
{
	/* FIPS 180-4, the example "abc" */
	static const uint8_t abc[] = { 0xba, 0x78, 0x16, 0xbf };
	uint8_t out[DIGEST_SIZE];

	(void)state;
	digest_sha256(slice_of("abc"), out);
	assert_memory_equal(out, abc, sizeof(abc));
	assert_int_equal(out[31], 0xad);
}

static void
every_byte_that_is_not_printable_ends_the_printable_ones(void **state)
{
	char bytes[40];
	size_t at, n;
	int c;

	(void)state;
	for (c = 0; c < 256; c++)
		for (at = 0; at < sizeof(bytes); at++) {
			memset(bytes, "~ aZ"[at % 4], sizeof(bytes));
			bytes[at] = (char)c;
			n = slice_printable(
			    (struct slice){ bytes, sizeof(bytes) });
			if (c >= ' ' && c <= '~')
				assert_int_equal(n, sizeof(bytes));
			else
				assert_int_equal(n, at);
		}
	assert_int_equal(slice_printable((struct slice){ NULL, 0 }), 0);
}

static void
a_copy_of_the_log_has_whole_lines_and_a_bound(void **state)
{
	int fd = memfd_create("copy", 0), err = dup(STDERR_FILENO);
	char bytes[64] = "";
	int i;

	(void)state;
	assert_true(fd != -1 && err != -1);
	assert_int_equal(dup2(memfd_create("log", 0), STDERR_FILENO),
	    STDERR_FILENO);
	log_info("before");
	log_copy_to(fd);
	log_error("a\nb");
	log_lines(slice_of("f:1: error: c\n"));
	assert_int_equal(pread(fd, bytes, sizeof(bytes) - 1, 0), 28);
	assert_string_equal(bytes, "error: a\\x0ab\nf:1: error: c\n");
	for (i = 0; i < LOG_COPY_MAX / 10; i++)
		log_info("0123456789");
	assert_int_equal(lseek(fd, 0, SEEK_END), LOG_COPY_MAX);
	log_copy_to(-1);
	log_info("after");
	assert_int_equal(lseek(fd, 0, SEEK_END), LOG_COPY_MAX);
	dup2(err, STDERR_FILENO);
	close(err);
	close(fd);
}

static void
the_severity_of_a_line_is_its_first_one_and_no_mere_word(void **state)
{
	static const struct {
		const char *line, *front, *word;
		size_t at;
	} cases[] = {
		{ "f:1: error: no", "<3>", "error", 5 },
		{ "error: no", "<3>", "error", 0 },
		{ "f: warning: an error: no", "<4>", "warning", 3 },
		{ "qapsule: note: x", "<5>", "note", 9 },
		{ "f:1: an error: no", NULL, NULL, 0 },
		{ "f:1:error: no", NULL, NULL, 0 },
		{ "f:1: error:no", NULL, NULL, 0 },
		{ "f:1: error:", NULL, NULL, 0 },
		{ " error: no", NULL, NULL, 0 },
		{ "", NULL, NULL, 0 },
	};
	const struct paint *paint;
	struct painted line;
	FILE *f = tmpfile();
	char name[64];
	struct stat st;
	size_t i;

	(void)state;
	assert_non_null(f);
	assert_int_equal(fstat(fileno(f), &st), 0);
	snprintf(name, sizeof(name), "%ju:%ju", (uintmax_t)st.st_dev,
	    (uintmax_t)st.st_ino);
	setenv("JOURNAL_STREAM", name, 1);
	paint = paint_wanted(fileno(f));
	unsetenv("JOURNAL_STREAM");
	fclose(f);
	assert_non_null(paint);
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		line = paint_line(paint, slice_of(cases[i].line));
		if (cases[i].front == NULL) {
			assert_true(slice_is(line.before, cases[i].line));
			assert_int_equal(line.word.n + line.after.n, 0);
			assert_string_equal(line.front, "");
			continue;
		}
		assert_string_equal(line.front, cases[i].front);
		assert_true(slice_is(line.word, cases[i].word));
		assert_int_equal(line.before.n, cases[i].at);
		assert_int_equal(line.before.n + line.word.n + line.after.n,
		    strlen(cases[i].line));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_buf_holds_what_was_put_up_to_its_cap),
		cmocka_unit_test(
		    every_byte_that_is_not_printable_ends_the_printable_ones),
		cmocka_unit_test(numbers_are_put_as_they_are_printed),
		cmocka_unit_test(what_is_printed_may_have_any_length),
		cmocka_unit_test(
		    an_arena_gives_zeroed_aligned_memory_of_any_size),
		cmocka_unit_test(a_map_finds_what_was_added_and_nothing_else),
		cmocka_unit_test(a_vec_keeps_its_elements_while_it_grows),
		cmocka_unit_test(a_digest_is_sha_256),
		cmocka_unit_test(a_copy_of_the_log_has_whole_lines_and_a_bound),
		cmocka_unit_test(
		    the_severity_of_a_line_is_its_first_one_and_no_mere_word),
	};

	return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}

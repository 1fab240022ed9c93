#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/written.h"
#include "model/asked.h"
#include "parent/tally_file.h"
#include "render/asked.h"

static const struct written documents[] = {
	{ "boats.qa",
	    "Title: Boats\n"
	    "-\nId: red\nWhat \"colour\" is it?\nRed.\n"
	    "-\nId: door\nWhere is the door?\nBehind it.\n" },
	{ "deep/ferry.qa", "Title: Ferry\n-\nId: red\nWhen?\nAt nine.\n" },
	{ NULL, NULL },
};

static struct {
	struct corpus *corpus;
	struct tally *tally;
	const struct page *boats;
} t;

static int
setup(void **state)
{
	bool slash;

	(void)state;
	t.corpus = written_corpus(documents);
	t.tally = tally_new();
	t.boats = corpus_find(t.corpus, slice_of("/boats"), &slash).entry->page;
	return t.tally != NULL ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	corpus_free(t.corpus);
	tally_free(t.tally);
	return 0;
}

static void
miss(const char *words)
{
	tally_miss(t.tally, "h", slice_of(words));
}

/* All of host, as status prints it. */
static void
tells(struct tally *tally, const char *host, const char *wanted)
{
	struct asked *a = malloc(sizeof(*a));
	struct buf out;

	assert_non_null(a);
	asked_most(tally, host, t.corpus, a);
	buf_init(&out, 1 << 20);
	plain_asked(&out, a, host);
	buf_putc(&out, '\0');
	assert_string_equal(out.p, wanted);
	buf_fini(&out);
	free(a);
}

static void
each_question_of_each_host_has_its_count(void **state)
{
	(void)state;
	assert_int_equal(tally_read(t.tally, "h", t.boats, 0), 0);
	tally_question(t.tally, "h", t.boats, 1);
	tally_question(t.tally, "h", t.boats, 1);
	tally_question(t.tally, "h", t.boats, 0);
	tally_question(t.tally, "other", t.boats, 0);
	tells(t.tally, "h", "h: questions that were read\n"
	    "         2  /boats/door  Where is the door?\n"
	    "         1  /boats/red  What \"colour\" is it?\n"
	    "h: searched for in vain\n");
	assert_int_equal(tally_read(t.tally, "other", t.boats, 0), 1);
}

static void
without_a_tally_nothing_is_counted(void **state)
{
	(void)state;
	tally_question(NULL, "h", t.boats, 1);
	tally_miss(NULL, "h", slice_of("x"));
}

static void
what_was_typed_is_one_line_of_small_letters(void **state)
{
	(void)state;
	miss("Kiosqe");
	miss("  kiosqe\t");
	miss("KIOSQE\r\n\x1b[31m");	/* another */
	miss("\xff\xfe \x01");		/* nothing at all */
	miss("\xe2\x80\xae" "caf\xc3\x89");
	miss("cafe\xcc\x81");
	tally_miss(t.tally, "other", slice_of("elsewhere"));
	tells(t.tally, "h", "h: questions that were read\n"
	    "h: searched for in vain\n"
	    "         2  caf\xc3\xa9\n"
	    "         2  kiosqe\n"
	    "         1  kiosqe [31m\n");
}

static void
long_ones_are_cut_between_characters(void **state)
{
	struct tally_miss m[2];
	char typed[3 * 400 + 1];
	size_t i;

	(void)state;
	for (i = 0; i < 400; i++)
		memcpy(typed + 3 * i, "\xeb\xb0\xb0", 3);
	typed[3 * 400] = '\0';
	miss(typed);
	typed[1] = 'x';		/* no UTF-8 */
	miss(typed + 1);
	assert_int_equal(tally_misses(t.tally, "h", m, 2), 2);
	for (i = 0; i < 2; i++)
		assert_in_range(strlen(m[i].words), TALLY_WORDS - 5,
		    TALLY_WORDS);
}

static void
strangers_fill_no_memory_and_push_out_nothing_that_is_wanted(void **state)
{
	struct tally_miss m[TALLY_MISSES + 1];
	char words[32];
	unsigned i;

	(void)state;
	miss("wanted");
	miss("wanted");
	for (i = 0; i < 5000; i++) {
		snprintf(words, sizeof(words), "noise%u", i);
		miss(words);
	}
	assert_int_equal(tally_misses(t.tally, "h", m, TALLY_MISSES + 1),
	    TALLY_MISSES);
	assert_string_equal(m[0].words, "wanted");
	assert_int_equal(m[0].n, 2);
	assert_string_equal(m[1].words, "noise4999");	/* the latest */
}

static void
processes_count_together(void **state)
{
	pid_t pid[2];
	int status, i, k;

	(void)state;
	for (i = 0; i < 2; i++)
		if ((pid[i] = fork()) == 0) {
			for (k = 0; k < 20000; k++)
				tally_question(t.tally, "h", t.boats, 0);
			_exit(0);
		}
	for (i = 0; i < 2; i++) {
		assert_int_equal(waitpid(pid[i], &status, 0), pid[i]);
		assert_int_equal(status, 0);
	}
	assert_int_equal(tally_read(t.tally, "h", t.boats, 0), 40000);
}

static void
one_that_dies_in_the_middle_of_a_note_holds_nothing_up(void **state)
{
	uint64_t before;
	pid_t pid;
	int i;

	(void)state;
	for (i = 0; i < 100; i++) {
		before = tally_changes(t.tally);
		if ((pid = fork()) == 0)
			for (;;)
				miss("again and again");
		while (tally_changes(t.tally) < before + 10)
			continue;
		assert_int_equal(kill(pid, SIGKILL), 0);
		assert_int_equal(waitpid(pid, NULL, 0), pid);
		tally_release(t.tally, pid);
		before = tally_changes(t.tally);
		miss("and then");
		assert_int_equal(tally_changes(t.tally), before + 1);
	}
}

static void
as_text_it_comes_back(void **state)
{
	struct tally *other = tally_new();
	struct buf text;

	(void)state;
	tally_question(t.tally, "h", t.boats, 1);
	miss("two words");
	miss("two words");
	buf_init(&text, TALLY_TEXT_MAX);
	tally_put(t.tally, &text);
	assert_true(tally_take(other, buf_slice(&text)));
	tells(other, "h", "h: questions that were read\n"
	    "         1  /boats/door  Where is the door?\n"
	    "h: searched for in vain\n"
	    "         2  two words\n");
	/* cut anywhere, or with any byte in it: no harm */
	for (size_t i = 0; i < text.n; i++) {
		(void)tally_take(other, (struct slice){ text.p, i });
		text.p[i] ^= 0x15;
		(void)tally_take(other, buf_slice(&text));
		text.p[i] ^= 0x15;
	}
	assert_false(tally_take(other, slice_of("question")));
	assert_false(tally_take(other, slice_of("question x 1")));
	assert_false(tally_take(other, slice_of("question 00 1")));
	assert_false(tally_take(other, slice_of("miss 1 1")));
	assert_false(tally_take(other, slice_of("miss 1 99999999999999999 x")));
	buf_fini(&text);
	tally_free(other);
}

static void
programs_get_json(void **state)
{
	struct asked *a = malloc(sizeof(*a));
	struct buf out;

	(void)state;
	assert_non_null(a);
	tally_question(t.tally, "h", t.boats, 0);
	miss("a \"quote\" \\");
	asked_most(t.tally, "h", t.corpus, a);
	buf_init(&out, 1 << 20);
	json_asked(&out, a, "h");
	buf_putc(&out, '\0');
	assert_string_equal(out.p, "\"h\":{\"questions\":["
	    "{\"address\":\"/boats/red\",\"question\":"
	    "\"What \\\"colour\\\" is it?\",\"read\":1}],\"in_vain\":["
	    "{\"words\":\"a \\\"quote\\\" \\\\\",\"times\":1}]}");
	buf_fini(&out);
	free(a);
}

static void
a_file_keeps_it_and_is_only_written_after_a_count(void **state)
{
	char folder[] = "/tmp/t_tally-XXXXXX";
	struct tally *other = tally_new();
	struct tally_file f;

	(void)state;
	assert_non_null(mkdtemp(folder));
	tally_file_open(&f, t.tally, folder);
	tally_file_write(&f);
	assert_int_equal(access(f.path, F_OK), -1);
	tally_question(t.tally, "h", t.boats, 0);
	tally_file_write(&f);
	assert_int_equal(access(f.path, F_OK), 0);
	tally_file_open(&f, other, folder);
	assert_int_equal(tally_read(other, "h", t.boats, 0), 1);
	assert_int_equal(unlink(f.path), 0);
	assert_int_equal(rmdir(folder), 0);
	/* no folder any more: it is said, and counting goes on */
	tally_question(other, "h", t.boats, 0);
	tally_file_write(&f);
	assert_true(f.failed);
	assert_int_equal(tally_read(other, "h", t.boats, 0), 2);
	tally_free(other);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_question_of_each_host_has_its_count),
		TEST(without_a_tally_nothing_is_counted),
		TEST(what_was_typed_is_one_line_of_small_letters),
		TEST(long_ones_are_cut_between_characters),
		TEST(
	       strangers_fill_no_memory_and_push_out_nothing_that_is_wanted),
		TEST(processes_count_together),
		TEST(one_that_dies_in_the_middle_of_a_note_holds_nothing_up),
		TEST(as_text_it_comes_back),
		TEST(programs_get_json),
		TEST(a_file_keeps_it_and_is_only_written_after_a_count),
	};

	return cmocka_run_group_tests_name("tally", tests, NULL, NULL);
}

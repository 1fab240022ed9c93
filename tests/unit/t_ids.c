/* Ids, slugs, and the values that fields may have. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/dump.h"
#include "model/build.h"
#include "parse/field.h"
#include "parse/ids.h"

static void
assert_made(void (*make)(struct slice, struct buf *), const char *from,
    const char *expected)
{
	struct buf out;

	buf_init(&out, 1000000);
	make(slice_of(from), &out);
	buf_putc(&out, '\0');
	assert_false(out.failed);
	assert_string_equal(out.p, expected);
	buf_fini(&out);
}

static void
an_id_is_made_of_the_words_of_a_question(void **state)
{
	static const struct {
		const char *question, *id;
	} cases[] = {
		{ "When is it open?", "when-is-it-open" },
		{ "  \xc2\xbf" "C\xc3\xb3mo est\xc3\xa1s?", "como-estas" },
		{ "Ou\xcc\x80 est le CAFE\xcc\x81 ?", "ou-est-le-cafe" },
		{ "2024?", "2024" },
		{ "What's new in C++20", "what-s-new-in-c-20" },
		/* 48 bytes to the end of a word, 49, and one long word */
		{ "aaaaaaaaa bbbbbbbbb ccccccccc ddddddddd eeeeeeee",
		    "aaaaaaaaa-bbbbbbbbb-ccccccccc-ddddddddd-eeeeeeee" },
		{ "aaaaaaaaa bbbbbbbbb ccccccccc ddddddddd eeeeeeee f",
		    "aaaaaaaaa-bbbbbbbbb-ccccccccc-ddddddddd-eeeeeeee" },
		{ "aaaaaaaaa bbbbbbbbb ccccccccc ddddddddd eeeeeeeee",
		    "aaaaaaaaa-bbbbbbbbb-ccccccccc-ddddddddd" },
		{ "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeff",
		    "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeee" },
		/* half of the letters is enough, less is not */
		{ "ab \xd0\xb6\xd0\xb6", "ab" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_made(id_make, cases[i].question, cases[i].id);
}

/* Its id is q- and ten characters, the first of SHA-256 in base32. */
static void
a_question_of_other_letters_gets_a_hash(void **state)
{
	(void)state;
	/* printf 대화 | sha256sum | xxd -r -p | base32 */
	assert_made(id_make, "\xeb\x8c\x80\xed\x99\x94", "q-wpstbgh736");
	assert_made(id_make, " \xeb\x8c\x80\xed\x99\x94?\t", "q-wpstbgh736");
	assert_made(id_make, "ab \xd0\xb6\xd0\xb6\xd0\xb6", "q-najkfcv7fb");
	assert_made(id_make, "???", "q-ua5sehdmn2");
	assert_made(id_make, "", "q-4oymiquy7q");
}

static void
equal_questions_have_equal_keys(void **state)
{
	(void)state;
	assert_made(id_question_key, " Wo\xcc\x88  ist\tes\xc2\xa0?",
	    "w\xc3\xb6 ist es");
	assert_made(id_question_key, "STRASSE", "strasse");
	assert_made(id_question_key, "Stra\xc3\x9f" "e!", "strasse");
	assert_made(id_question_key, "What is C#, \"really\"?",
	    "what is c# really");
	assert_made(id_question_key, "\xe9\x96\x8b\xe3\x81\x8d\xef\xbc\x9f",
	    "\xe9\x96\x8b\xe3\x81\x8d");
	assert_made(id_question_key, "?!", "?!");
}

static void
an_id_as_given_is_small_letters_digits_and_dashes(void **state)
{
	static const char *const good[] = { "a", "0", "a-b", "x--" };
	static const char *const bad[] = { "", "-a", "A", "a_b", "a b", "a.b",
		"caf\xc3\xa9", "all", "search", "new" };
	char most[ID_MAX + 1];
	size_t i;

	(void)state;
	memset(most, 'x', sizeof(most));
	assert_true(id_valid((struct slice){ most, ID_MAX }));
	assert_false(id_valid((struct slice){ most, ID_MAX + 1 }));
	for (i = 0; i < sizeof(good) / sizeof(*good); i++)
		assert_true(id_valid(slice_of(good[i])));
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(id_valid(slice_of(bad[i])));
	assert_non_null(strstr(id_fault(slice_of("new")), "reserved"));
	assert_non_null(strstr(id_fault(slice_of("-a")), "begin"));
	assert_non_null(strstr(id_fault(slice_of("A")), "may hold only"));
}

static void
slug_of(struct slice file, struct buf *out)
{
	slug_of_file(file.p, out);
}

static void
a_slug_is_the_name_of_the_file(void **state)
{
	static const struct {
		const char *file, *slug;
	} cases[] = {
		{ "North-Korea.txt", "north-korea" },
		{ "a.b/My_File.v2~.qa", "my_file.v2~" },
		{ "folder/noext", "noext" },
		{ "two words.qa", "two-words" },
		{ "caf\xc3\xa9.md", "cafe" },
		{ "all.qa", "all-2" },
		{ "f/SEARCH.qa", "search-2" },
		{ "New!.qa", "new-2" },
	};
	struct buf out;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_made(slug_of, cases[i].file, cases[i].slug);
	/* whatever the bytes, it is a segment of its own */
	buf_init(&out, 1000);
	slug_of_file("...qa", &out);
	assert_true(out.n == 12 && memcmp(out.p, "q-", 2) == 0);
	buf_clear(&out);
	slug_of_file("\xff\xfe.qa", &out);
	assert_true(out.n == 12 && memcmp(out.p, "q-", 2) == 0);
	buf_fini(&out);
	assert_true(slug_valid(slice_of("my_file.v2~")));
	assert_false(slug_valid(slice_of("My")));
	assert_false(slug_valid(slice_of("..")));
	assert_false(slug_valid(slice_of("a/b")));
	assert_false(slug_valid(slice_of("new")));
}

/* A page of questions: "id=question" or "question", then "|alias". */
static struct page *
page_of(const char *const *items, size_t n)
{
	struct build *b = build_new(PAGE_QA, "f.qa", slice_of("f"));
	const char *eq, *bar;
	struct slice q;
	struct page *p;
	size_t i;

	for (i = 0; i < n; i++) {
		q = slice_of(items[i]);
		if ((bar = strchr(items[i], '|')) != NULL)
			q.n = (size_t)(bar - items[i]);
		eq = memchr(q.p, '=', q.n);
		build_question(b, slice_from(q,
		    eq != NULL ? (size_t)(eq - q.p) + 1 : 0), 1);
		if (eq != NULL)
			build_item_id(b,
			    (struct slice){ q.p, (size_t)(eq - q.p) });
		if (bar != NULL)
			build_alias(b, slice_of(bar + 1));
	}
	p = build_finish(b);
	build_free(b);
	assert_non_null(p);
	return p;
}

static void
a_clash_takes_the_next_number(void **state)
{
	static const char *const items[] = { "Same?", "same", "Same!|same-3",
		"all?", "given=Other?", "Given?", "SAME", "Same 2" };
	static const char *const ids[] = { "same", "same-2", "same-3",
		"all-2", "given", "given-2", "same-4", "same-2-2" };
	struct page *p = page_of(items, 8);
	struct diags d;
	size_t i;

	(void)state;
	diags_init(&d, false);
	assert_int_equal(ids_assign(p, &d), 0);
	for (i = 0; i < 8; i++) {
		assert_string_equal(p->items[i].id, ids[i]);
		assert_int_equal(p->items[i].id_given, i == 4);
		assert_int_equal(page_find(p, slice_of(ids[i]), NULL), (int)i);
	}
	diags_fini(&d);
	page_unref(p);
}

static void
a_numbered_id_is_no_longer_than_others(void **state)
{
	static const char *const items[] = {
		"aaaaaaaaa bbbbbbbbb ccccccccc ddddddddd eeeeeeee",
		"aaaaaaaaa bbbbbbbbb ccccccccc ddddddddd eeeeeeee",
		"aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeff",
		"aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeff",
	};
	struct page *p = page_of(items, 4);
	struct diags d;

	(void)state;
	diags_init(&d, false);
	assert_int_equal(ids_assign(p, &d), 0);
	assert_string_equal(p->items[1].id,
	    "aaaaaaaaa-bbbbbbbbb-ccccccccc-ddddddddd-2");
	assert_string_equal(p->items[3].id,
	    "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddee-2");
	diags_fini(&d);
	page_unref(p);
}

static void
a_second_use_of_an_id_names_the_first(void **state)
{
	struct diags d;
	struct map lines;
	char *said;

	(void)state;
	diags_init(&d, false);
	map_init(&lines);
	assert_int_equal(id_claim(&lines, slice_of("cost"), 12, &d), 0);
	assert_int_equal(id_claim(&lines, slice_of("other"), 20, &d), 0);
	assert_int_equal(d.errors, 0);
	assert_int_equal(id_claim(&lines, slice_of("cost"), 30, &d), 0);
	said = dump_diags(&d, "f");
	assert_string_equal(said,
	    "f:30: error: id \"cost\" already used at line 12 [E404]\n");
	free(said);
	map_fini(&lines);
	diags_fini(&d);
}

static void
dates_are_days_of_the_calendar(void **state)
{
	static const char *const good[] = { "2024-02-29", "2000-02-29",
		"1999-12-31", "0001-01-01" };
	static const char *const bad[] = { "2023-02-29", "1900-02-29",
		"2024-13-01", "2024-00-10", "2024-04-31", "2024-04-00",
		"0000-01-01", "2024-4-1", "24-04-01", "2024/04/01",
		"2024-04-01 ", "1 May", "", "20240401ab", "2024-04-0x" };
	struct diags d;
	size_t i;

	(void)state;
	diags_init(&d, false);
	for (i = 0; i < sizeof(good) / sizeof(*good); i++)
		assert_true(field_date(slice_of(good[i]), 1, &d));
	assert_int_equal(d.errors, 0);
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		assert_false(field_date(slice_of(bad[i]), 1, &d));
		assert_int_equal(d.errors, i + 1);
	}
	diags_fini(&d);
}

static void
languages_look_like_bcp_47(void **state)
{
	static const char *const good[] = { "en", "pt-BR", "zh-Hant-TW", "haw",
		"de-CH-1901", "es-419" };
	static const char *const bad[] = { "", "e", "english", "en_GB", "en-",
		"-en", "e1", "en--GB", "en-abcdefghi", "\xed\x95\x9c",
		"en-aaaaaaaa-bbbbbbbb-cccccccc-dddddddd" };
	struct diags d;
	size_t i;

	(void)state;
	diags_init(&d, false);
	for (i = 0; i < sizeof(good) / sizeof(*good); i++)
		assert_true(field_lang(slice_of(good[i]), 1, &d));
	assert_int_equal(d.errors, 0);
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(field_lang(slice_of(bad[i]), 1, &d));
	diags_fini(&d);
}

static void
lists_are_parted_by_commas(void **state)
{
	struct slice list = slice_of(" a b ,, c,\td ,"), one;

	(void)state;
	assert_true(field_next(&list, &one) && slice_is(one, "a b"));
	assert_true(field_next(&list, &one) && slice_is(one, "c"));
	assert_true(field_next(&list, &one) && slice_is(one, "d"));
	assert_false(field_next(&list, &one));
}

static void
a_misspelt_key_is_understood_and_another_word_is_not(void **state)
{
	static const char *const keys[] = { "Title", "Tags", "Updated" };
	static const struct {
		const char *typed, *meant;
	} cases[] = {
		{ "Titel", "Title" }, { "title", "Title" },
		{ "Ttle", "Title" }, { "Tag", "Tags" },
		{ "updatd", "Updated" }, { "Name", NULL }, { "", NULL },
		{ "Abcd", NULL }, { "AVeryLongKeyIndeed", NULL },
	};
	const char *meant;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		meant = field_meant(slice_of(cases[i].typed), keys, 3);
		if (cases[i].meant == NULL)
			assert_null(meant);
		else
			assert_string_equal(meant, cases[i].meant);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_id_is_made_of_the_words_of_a_question),
		cmocka_unit_test(a_question_of_other_letters_gets_a_hash),
		cmocka_unit_test(equal_questions_have_equal_keys),
		cmocka_unit_test(
		    an_id_as_given_is_small_letters_digits_and_dashes),
		cmocka_unit_test(a_slug_is_the_name_of_the_file),
		cmocka_unit_test(a_clash_takes_the_next_number),
		cmocka_unit_test(a_numbered_id_is_no_longer_than_others),
		cmocka_unit_test(a_second_use_of_an_id_names_the_first),
		cmocka_unit_test(dates_are_days_of_the_calendar),
		cmocka_unit_test(languages_look_like_bcp_47),
		cmocka_unit_test(lists_are_parted_by_commas),
		cmocka_unit_test(
		    a_misspelt_key_is_understood_and_another_word_is_not),
	};

	return cmocka_run_group_tests_name("ids", tests, NULL, NULL);
}

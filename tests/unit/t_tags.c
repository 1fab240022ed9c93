/*
 * Tags and languages, in the model and as readers meet them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/written.h"
#include "model/tags.h"
#include "model/translations.h"

static const struct written documents[] = {
	{ "faq.qa",
	    "Title: Ferry\nLang: en\nTags: Boats, North Sea\n"
	    "-\nId: when\nTags: boats, time\nWhen does it leave?\nAt nine.\n"
	    "-\nId: cost\nTags: Time\nWhat is it?\nTen.\n" },
	{ "ko/faq.qa",
	    "Title: 배\nLang: ko\nTags: 배\n"
	    "-\nId: when\n언제 떠납니까?\n아홉 시.\n" },
	{ "faq-de.qa",
	    "Title: F\xc3\xa4hre\nLang: de-CH\n"
	    "-\nId: wo\nWo?\nHier.\n" },
	{ "other.qa", "Title: Other\nLang: en\n-\nId: x\nWhy?\nSo.\n" },
	{ NULL, NULL },
};

static int
setup(void **state)
{
	*state = written_corpus(documents);
	return 0;
}

static const struct page *
page_at(void **state, const char *path)
{
	bool slash;

	return corpus_find(*state, slice_of(path), &slash).entry->page;
}

static void
a_tag_gathers_whatever_its_writing(void **state)
{
	const struct tags *tags = corpus_tags(*state);
	const struct tag *t;

	assert_int_equal(tags->n, 4);
	assert_string_equal(tags->v[0].key, "boats");
	assert_string_equal(tags->v[0].name, "Boats");
	assert_string_equal(tags->v[1].key, "north-sea");
	t = tags_find(tags, slice_of("TIME"));
	assert_non_null(t);
	assert_int_equal(t->n, 2);
	assert_int_equal(t->v[0].item, 0);
	assert_int_equal(t->v[1].item, 1);
	t = tags_find(tags, slice_of("boats"));
	assert_int_equal(t->n, 2);
	assert_int_equal(t->v[0].item, -1);
	assert_non_null(tags_find(tags, slice_of("north sea")));
	assert_non_null(tags_find(tags, slice_of("배")));
	assert_null(tags_find(tags, slice_of("")));
	assert_null(tags_find(tags, slice_of("bo")));
	assert_null(tags_find(tags, slice_of("\xff")));
}

static void
pages_in_other_languages_are_told_by_their_address(void **state)
{
	const struct translations *t = corpus_translations(*state);
	const struct page *en = page_at(state, "/faq");
	const struct page *ko = page_at(state, "/ko/faq");
	const struct page *de = page_at(state, "/faq-de");

	assert_ptr_equal(translations_of(t, en, 0), de);
	assert_ptr_equal(translations_of(t, en, 1), ko);
	assert_null(translations_of(t, en, 2));
	assert_ptr_equal(translations_of(t, ko, 0), en);
	assert_null(translations_of(t, page_at(state, "/other"), 0));
}

/* --- as readers meet them ------------------------------------------------- */

static void
answers(void **state, const struct front *front, const char *line,
    const char *part)
{
	const char *text = written_answer(*state, front, line, NULL);

	if (strstr(text, part) == NULL)
		fail_msg("%s: no \"%s\" in:\n%s", line, part, text);
}

#define GEMINI(path, part)                                                     \
	answers(state, &gemini_front, "gemini://h" path, part)
#define GOPHER(selector, part) answers(state, &gopher_front, selector, part)

static void
tags_are_linked_and_listed_on_gemini(void **state)
{
	GEMINI("/faq/", "\n\n=> /tag/boats Tag: Boats\n"
			"=> /tag/north-sea Tag: North Sea\n");
	GEMINI("/faq/when", "\n\n=> /tag/boats Tag: boats\n"
			    "=> /tag/time Tag: time\n");
	GEMINI("/tag/time", "# Tag: time\n\n"
			    "=> /faq/when When does it leave?\n"
			    "=> /faq/cost What is it?\n\n"
			    "=> /tag/ All tags\n=> / Home\n");
	GEMINI("/tag/North%20Sea", "=> /faq/ Ferry\n");
	GEMINI("/tag/%EB%B0%B0", "=> /ko/faq/ ");
	GEMINI("/tag/", "# Tags\n\n=> /tag/boats Boats (2)\n"
			"=> /tag/north-sea North Sea (1)\n");
	GEMINI("/tag", "# Tags\n");
	GEMINI("/tag/none", "51 ");
	GEMINI("/tag/a/b", "51 ");
}

static void
tags_are_linked_and_listed_on_gopher(void **state)
{
	GOPHER("/faq/", "1Tag: time\t/tag/time\th\t70\r\n");
	GOPHER("/tag/time", "0When does it leave?\t/faq/when\th\t70\r\n"
			    "0What is it?\t/faq/cost\th\t70\r\n");
	GOPHER("/tag/%EB%B0%B0", "\t/ko/faq/\th\t70\r\n");
	GOPHER("/tag/", "1Boats (2)\t/tag/boats\th\t70\r\n");
	GOPHER("/tag/none", "3'/tag/none' does not exist");
}

static void
pages_and_questions_lead_to_their_translations(void **state)
{
	GEMINI("/faq/", "\n\n=> /faq-de/ [de-CH] F\xc3\xa4hre\n"
			"=> /ko/faq/ [ko] 배\n");
	/* only where the other page has the question */
	GEMINI("/faq/when", "\n\n=> /ko/faq/when [ko] 언제 떠납니까?\n");
	GEMINI("/ko/faq/when", "lang=ko\r\n");
	GEMINI("/faq-de/wo", "lang=de-CH\r\n");
	GOPHER("/ko/faq/", "1[en] Ferry\t/faq/\th\t70\r\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_tag_gathers_whatever_its_writing),
		cmocka_unit_test(
		    pages_in_other_languages_are_told_by_their_address),
		cmocka_unit_test(tags_are_linked_and_listed_on_gemini),
		cmocka_unit_test(tags_are_linked_and_listed_on_gopher),
		cmocka_unit_test(
		    pages_and_questions_lead_to_their_translations),
	};

	return cmocka_run_group_tests_name("tags", tests, setup, written_drop);
}

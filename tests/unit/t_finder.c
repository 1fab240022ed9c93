/*
 * Searches, asked of both fronts as clients ask.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/written.h"
#include "model/search.h"
#include "render/wrap.h"

static const struct written documents[] = {
	{ "boats.qa",
	    "Title: Boats # and more\nLang: en\nWas: ships\n\n"
	    "All that floats.\n"
	    "-\nId: red\nWhat colour is the boat?\nRed, like the door.\n"
	    "-\nId: door\nWhere is the door?\n"
	    "Behind the boat. Look for a red door with a lamp above it, which "
	    "is lit when it is dark and put out at dawn by the keeper, who "
	    "then goes to bed and sleeps until the first ferry of the morning "
	    "blows its horn under his window.\n\nAsk the keeper.\n" },
	{ "parts/korea.qa",
	    "Title: 대화\nLang: ko\n"
	    "-\nId: talks\n북한은 왜 대화를 거부합니까?\n"
	    "북한은 조건이 맞지 않는다고 말합니다.\n" },
	{ "notes.gmi", "# Tide table\n\nHigh water is at noon.\n" },
	{ NULL, NULL },
};

static int status;	/* of the last answer */

static int
setup(void **state)
{
	*state = written_corpus(documents);
	return 0;
}

static const char *
answer(void **state, const struct front *front, const char *line)
{
	return written_answer(*state, front, line, &status);
}

static const char *
gemini(void **state, const char *path)
{
	char line[2000];

	snprintf(line, sizeof(line), "gemini://h%s", path);
	return answer(state, &gemini_front, line);
}

static const char *
gopher(void **state, const char *line)
{
	return answer(state, &gopher_front, line);
}

static void
has(const char *text, const char *part)
{
	if (strstr(text, part) == NULL)
		fail_msg("\"%s\" is not in:\n%s", part, text);
}

static void
has_not(const char *text, const char *part)
{
	if (strstr(text, part) != NULL)
		fail_msg("\"%s\" is in:\n%s", part, text);
}

/* --- gemini --------------------------------------------------------------- */

static void
gemini_asks_for_a_query(void **state)
{
	assert_string_equal(gemini(state, "/search"), "10 Search\r\n");
	assert_string_equal(gemini(state, "/search/"), "10 Search\r\n");
	assert_string_equal(gemini(state, "/search?"), "10 Search\r\n");
	assert_string_equal(gemini(state, "/boats/search"),
	    "10 Search in Boats # and more\r\n");
	assert_string_equal(gemini(state, "/search?%20%21%22%22"),
	    "10 Type at least one word to search for\r\n");
	assert_string_equal(gemini(state, "/search?%FF%00"),
	    "10 Type at least one word to search for\r\n");
}

static void
gemini_shows_question_page_and_snippet(void **state)
{
	const char *text = gemini(state, "/search?colour");

	assert_string_equal(text,
	    "20 text/gemini; charset=utf-8; lang=en\r\n"
	    "# Search: colour\n"
	    "\n"
	    "One result:\n"
	    "\n"
	    "=> /boats/red What colour is the boat?\n"
	    "Page: Boats # and more\n"
	    "> Red, like the door.\n"
	    "\n"
	    "=> /search Search for something else\n"
	    "=> / Home\n");
}

static void
a_search_within_a_page_stays_there_and_leads_out(void **state)
{
	const char *text = gemini(state, "/boats/search?red%20door");

	has(text, "# Search in Boats # and more: red door\n");
	has(text, "2 results:");
	has(text, "=> /search?red%20door Search all pages for this\n");
	has(text, "=> /boats/ Boats # and more\n");
	has(text, "=> /boats/search Search for something else\n");
	has_not(text, "Page: ");
	has(gemini(state, "/boats/search?noon"), "Nothing was found.");
	/* under a former name too */
	has(gemini(state, "/ships/search?red"), "=> /boats/red ");
	has(gemini(state, "/parts/korea/search?%EB%B6%81%ED%95%9C"),
	    "lang=ko\r\n");
}

static void
prose_is_found_by_its_words(void **state)
{
	has(gemini(state, "/search?tide"), "=> /notes.gmi Tide table\n> High "
	    "water is at noon.\n");
	has(gopher(state, "/search\ttide"), "\r\n1Tide table\t/notes.gmi\th\t");
}

static void
a_misspelt_query_has_a_suggestion_and_the_pages(void **state)
{
	const char *text = gemini(state, "/search?colur");

	has(text, "Nothing was found.");
	has(text, "=> /search?colour Did you mean: colour?\n");
	has(text, "=> /boats/ Boats # and more\n");
	has(text, "=> /notes.gmi Tide table\n");
	text = gopher(state, "/search\tcolur");
	has(text, "iNothing was found.\t\tnull.host\t1\r\n");
	has(text, "1Did you mean: colour?\t/search%3Fcolour\th\t70\r\n");
	has(text, "1Tide table\t/notes.gmi\th\t70\r\n");
}

static void
no_question_with_all_words_shows_those_with_some(void **state)
{
	has(gemini(state, "/search?colour%20noon%20tide"),
	    "Nothing has all that you asked for. The nearest:\n\n"
	    "=> /notes.gmi Tide table\n");
}

/* --- gopher --------------------------------------------------------------- */

static void
gopher_without_a_query_asks_for_one(void **state)
{
	static const char *const lines[] = { "/search", "/search\t",
		"/search\t \t+", "search", "/search/", "/search?", "/search%3F" };
	size_t i;

	for (i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		assert_string_equal(gopher(state, lines[i]),
		    "iSay what to search for.\t\tnull.host\t1\r\n"
		    "7Search\t/search\th\t70\r\n"
		    ".\r\n");
		assert_int_equal(status, 0);
	}
	has(gopher(state, "/search\t?!"), "iThere is no word in that");
	has(gopher(state, "/boats/search"), "\r\n7Search in Boats # and more"
	    "\t/boats/search\th\t70\r\n");
}

static void
gopher_answers_every_form_of_a_query_alike(void **state)
{
	static const char *const lines[] = { "/search\tred lamp",
		"/search\tred lamp\t+", "search\tred lamp",
		"/search?red lamp", "/search?red%20lamp",
		"/search%3Fred%20lamp", "/search/\tred lamp" };
	char first[4096];
	size_t i;

	snprintf(first, sizeof(first), "%s", gopher(state, lines[0]));
	has(first, "iSearch: red lamp\t");
	has(first, "0Where is the door?\t/boats/door\th\t70\r\n");
	has(first, "i  Page: Boats # and more\t");
	has(first, "7Search for something else\t/search\th\t70\r\n");
	for (i = 1; i < sizeof(lines) / sizeof(*lines); i++)
		assert_string_equal(gopher(state, lines[i]), first);
}

static void
a_plus_as_the_query_is_the_query(void **state)
{
	has(gopher(state, "/search\t+"), "iThere is no word in that");
	has(gopher(state, "/search\tred\t+"), "\t/boats/red\t");
}

static void
an_escape_in_a_typed_query_is_typed(void **state)
{
	has(gopher(state, "/search\t100%41"), "iSearch: 100%41\t");
	has(gopher(state, "/search?100%25"), "iSearch: 100%\t");
}

static void
what_only_looks_like_a_search_is_none(void **state)
{
	static const char *const lines[] = { "/boats/red/search\tx",
		"/nowhere/search\tx", "/parts/search\tx", "/search/0\tx",
		"/search/01\tx", "/search/1\tx", "/search/11\tx",
		"/search/x\tx", "/search/2/3\tx", "/Search\tx",
		"/search%00?x", "/../search?x", "/x?search" };
	size_t i;

	for (i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		gopher(state, lines[i]);
		assert_int_equal(status, 3);
	}
	has(gemini(state, "/search/1?red"), "51 ");
	has(gemini(state, "/search/4294967298?red"), "51 ");
	has(gemini(state, "/parts/search?red"), "51 ");
}

/* --- both ----------------------------------------------------------------- */

static const char *const queries[] = { "red", "red door", "the", "\"red door\"",
	"noon red", "북한", "대화 거부", "l", "fer", "colour boat door" };

/* the paths of the results of text, one a line; a link is type or "=> " */
static void
put_paths(struct buf *out, const char *text, bool menu)
{
	const char *p;

	for (p = text; *p != '\0'; p += strcspn(p, "\n"), p += *p == '\n') {
		if (menu ? *p != '0' && *p != '1' : strncmp(p, "=> ", 3) != 0)
			continue;
		p += menu ? strcspn(p, "\t") + 1 : 3;
		buf_put(out, p, strcspn(p, menu ? "\t" : " "));
		buf_putc(out, '\n');
	}
}

static void
both_protocols_rank_alike(void **state)
{
	char line[512];
	struct buf a, b;
	size_t i, k;

	buf_init(&a, 1 << 20);
	buf_init(&b, 1 << 20);
	for (i = 0; i < sizeof(queries) / sizeof(*queries); i++) {
		buf_clear(&a);
		buf_clear(&b);
		snprintf(line, sizeof(line), "/search\t%s", queries[i]);
		put_paths(&b, gopher(state, line), true);
		strcpy(line, "/search?");
		for (k = 0; queries[i][k] != '\0'; k++)
			snprintf(line + 8 + 3 * k, 4, "%%%02X",
			    (unsigned char)queries[i][k]);
		put_paths(&a, gemini(state, line), false);
		/* gemtext asks anew by a link, a menu by an item of type 7 */
		a.n -= strlen("/search\n/\n");
		b.n -= strlen("/\n");
		assert_true(a.n > 0);
		assert_true(slice_eq(buf_slice(&a), buf_slice(&b)));
	}
	buf_fini(&a);
	buf_fini(&b);
}

static void
requests_cut_anywhere_are_answered(void **state)
{
	static const char line[] = "/boats/search\tred \"door\xc3\xa9\" \xff+\t+";
	static const char url[] = "gemini://h/boats/search/2?%EB%B6%81%22%ff";
	char cut[100];
	size_t n;

	for (n = 0; n < sizeof(line); n++) {
		snprintf(cut, n + 1, "%s", line);
		has(gopher(state, cut), "\r\n.\r\n");
	}
	for (n = 0; n < sizeof(url); n++) {
		snprintf(cut, n + 1, "%s", url);
		has(answer(state, &gemini_front, cut), "\r\n");
	}
}

/* --- many ----------------------------------------------------------------- */

static void
results_beyond_the_first_page_are_linked(void **state)
{
	static char text[40000];
	const struct written w[] = { { "many.qa", text }, { NULL, NULL } };
	const char *out;
	void *with;
	size_t n = 0;
	int i;

	(void)state;
	for (i = 0; i < 45; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n,
		    "-\nId: q%d\nQuestion %d?\nCaf\xc3\xa9 tea.\n", i, i);
	with = written_corpus(w);
	out = gemini(&with, "/search?caf%C3%A9%20tea");
	has(out, "Results 1 to 20 of 45:");
	has(out, "=> /search/2?caf%C3%A9%20tea More results\n");
	out = gemini(&with, "/many/search/3?caf%C3%A9%20tea");
	has(out, "Results 41 to 45 of 45:");
	has_not(out, "More results");
	out = gemini(&with, "/search/4?caf%C3%A9%20tea");
	has(out, "There are no more results.");
	out = gopher(&with, "/search\tcaf\xc3\xa9 tea");
	has(out, "1More results\t/search/2%3Fcaf%C3%A9 tea\th\t70\r\n");
	out = gopher(&with, "/search/2%3Fcaf%C3%A9 tea");
	has(out, "iResults 21 to 40 of 45:");
	has(out, "1More results\t/search/3%3Fcaf%C3%A9 tea\th\t70\r\n");
	corpus_free(with);
}

/* --- near misses ---------------------------------------------------------- */

static void
a_wrong_address_names_the_nearest_on_gemini(void **state)
{
	static const char *const paths[][2] = {
		{ "/boats/dor", "51 Not found; the nearest is /boats/door\r\n" },
		{ "/boats/Talks", "51 Not found; the nearest is "
		    "/parts/korea/talks\r\n" },
		{ "/korea/", "51 Not found; the nearest is /parts/korea/\r\n" },
		{ "/boat", "51 Not found; the nearest is /boats/\r\n" },
		{ "/Notes.html", "51 Not found; the nearest is "
		    "/notes.gmi\r\n" },
		/* by words */
		{ "/x/colour-boat", "51 Not found; the nearest is "
		    "/boats/red\r\n" },
		{ "/boats/xyzzy", "51 No such question; see /boats/\r\n" },
		{ "/xyzzy", "51 Not found; see /\r\n" },
		{ "/%FF%01", "51 Not found; see /\r\n" },
	};
	size_t i;

	for (i = 0; i < sizeof(paths) / sizeof(*paths); i++)
		assert_string_equal(gemini(state, paths[i][0]), paths[i][1]);
}

static void
a_wrong_selector_shows_the_nearest_below_the_error(void **state)
{
	const char *text = gopher(state, "/boats/dor");

	assert_string_equal(text,
	    "3'/boats/dor' does not exist\t\terror.host\t1\r\n"
	    "i\t\tnull.host\t1\r\n"
	    "iThe nearest that there is:\t\tnull.host\t1\r\n"
	    "0Where is the door?\t/boats/door\th\t70\r\n"
	    "i\t\tnull.host\t1\r\n"
	    "7Search\t/search\th\t70\r\n"
	    "1Home\t/\th\t70\r\n"
	    ".\r\n");
	assert_int_equal(status, 3);
	assert_string_equal(gopher(state, "/xyzzy"),
	    "3'/xyzzy' does not exist\t\terror.host\t1\r\n"
	    "i\t\tnull.host\t1\r\n"
	    "7Search\t/search\th\t70\r\n"
	    "1Home\t/\th\t70\r\n"
	    ".\r\n");
}

static void
where_nothing_is_near_the_page_above_is_offered(void **state)
{
	static const char *const paths[] = { "/boats/xyzzy", "/boats/xyzzy//" };
	size_t i;

	for (i = 0; i < sizeof(paths) / sizeof(*paths); i++)
		has(gopher(state, paths[i]),
		    "iThe nearest that there is:\t\tnull.host\t1\r\n"
		    "1Boats # and more\t/boats/\th\t70\r\n"
		    "i\t\tnull.host\t1\r\n"
		    "7Search\t");
}

/* --- snippets ------------------------------------------------------------- */

static void
a_snippet_has_whole_words_around_the_hit(void **state)
{
	has(gemini(state, "/search?ferry"),
	    "> ... goes to bed and sleeps until the first ferry of "
	    "the morning blows its horn under his window.\n");
	has(gemini(state, "/search?lamp%20red"),
	    "> Behind the boat. Look for a red door with a lamp above it, "
	    "which is lit when it is dark and put out at dawn by the ...\n");
	/* another paragraph */
	has(gemini(state, "/search?ask"), "> Ask the keeper.\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gemini_asks_for_a_query),
		cmocka_unit_test(gemini_shows_question_page_and_snippet),
		cmocka_unit_test(
		    a_search_within_a_page_stays_there_and_leads_out),
		cmocka_unit_test(prose_is_found_by_its_words),
		cmocka_unit_test(
		    a_misspelt_query_has_a_suggestion_and_the_pages),
		cmocka_unit_test(
		    no_question_with_all_words_shows_those_with_some),
		cmocka_unit_test(gopher_without_a_query_asks_for_one),
		cmocka_unit_test(gopher_answers_every_form_of_a_query_alike),
		cmocka_unit_test(a_plus_as_the_query_is_the_query),
		cmocka_unit_test(an_escape_in_a_typed_query_is_typed),
		cmocka_unit_test(what_only_looks_like_a_search_is_none),
		cmocka_unit_test(both_protocols_rank_alike),
		cmocka_unit_test(requests_cut_anywhere_are_answered),
		cmocka_unit_test(results_beyond_the_first_page_are_linked),
		cmocka_unit_test(a_wrong_address_names_the_nearest_on_gemini),
		cmocka_unit_test(
		    a_wrong_selector_shows_the_nearest_below_the_error),
		cmocka_unit_test(
		    where_nothing_is_near_the_page_above_is_offered),
		cmocka_unit_test(a_snippet_has_whole_words_around_the_hit),
	};

	return cmocka_run_group_tests_name("finder", tests, setup, written_drop);
}

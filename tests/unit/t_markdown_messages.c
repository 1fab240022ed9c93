/* What the author of a Markdown document is told, word for word. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "cases.h"
#include "parse/reader.h"

#define COMPLAINTS(table)                                                      \
	cases_assert_complaints(markdown_read, "f.md", false, table,           \
	    sizeof(table) / sizeof(*table))

#define ERROR(line, text) "f.md:" #line ": error: " text "\n"
#define WARNING(line, text) "f.md:" #line ": warning: " text "\n"
#define FAQ "# FAQ\n## Why?\nSo.\n## How?\nThus.\n"	/* five lines */

static void
faults_of_front_matter(void **state)
{
	static const struct complaint c[] = {
		{ "---\ndate: 1 May\n---\n" FAQ,
		    ERROR(2, "date \"1 May\" is not YYYY-MM-DD [E104]") },
		{ "---\nlang: english!\n---\n" FAQ,
		    ERROR(2, "language \"english!\" is not a tag such as "
			"\"en\" or \"pt-BR\" [E104]") },
		{ "---\nslug: A b\n---\n" FAQ,
		    ERROR(2, "slug \"A b\" may hold only a-z, 0-9 and \"-\" "
			"and at most 64 characters [E103]") },
		{ "---\nquestion-level: 7\n---\n" FAQ,
		    ERROR(2, "question-level \"7\" is not a number from 1 to "
			"6 [E105]") },
		{ "---\ntitle: T\nquestion-style: loud\n---\n" FAQ,
		    ERROR(3, "question-style \"loud\" is not one of heading, "
			"bold, q-colon, details, numbered, plain, none [E105]") },
		{ "---\ntitle: T\nquestion-level: 4\n---\n" FAQ,
		    ERROR(1, "no questions found; use headings or set "
			"question-level [E502]") },
		{ "---\ntitle: T\nquestion-style: bold\n---\n" FAQ,
		    ERROR(1, "no questions found; use headings or set "
			"question-level [E502]") },
		/* what is for other programs is passed over */
		{ "---\nlayout: page\nmenu:\n  main: 1\n# x\n---\n" FAQ, "" },
	};

	(void)state;
	COMPLAINTS(c);
}

static void
front_matter_that_is_not_used_is_told_of_when_asked(void **state)
{
	static const struct complaint c[] = {
		{ "---\nlayout: page\ntitle: T\n  more\n---\n" FAQ,
		    WARNING(2, "front matter \"layout\" is not used [W150]")
		    WARNING(4, "line of front matter is not used [W150]") },
	};

	(void)state;
	cases_assert_complaints(markdown_read, "f.md", true, c, 1);
}

static void
faults_of_questions(void **state)
{
	static const struct complaint c[] = {
		{ "# FAQ\n## Why?\n## How?\nThus.\n## When?\n",
		    ERROR(2, "question has no answer [E203]")
		    ERROR(5, "question has no answer [E203]") },
		{ FAQ "## why ?\nSo.\n",
		    WARNING(6, "same question as line 2 [W204]") },
		{ "# FAQ\n## Why? {#a}\nx\n## How? {#a}\nx\n",
		    ERROR(4, "id \"a\" already used at line 2 [E404]") },
		{ "# FAQ\n## Why? {#a.b}\nx\n## How?\nx\n",
		    ERROR(2, "id \"a.b\" may hold only a-z, 0-9 and \"-\" and "
			"at most 64 characters [E103]") },
		{ "## Why?\nSo.\n## How?\nThus.\n",
		    WARNING(1, "no title; using the name of the file: \"F\""
			SETS_ONE " [W101]") },
	};

	(void)state;
	COMPLAINTS(c);
}

static void
a_question_may_have_300_columns(void **state)
{
	struct complaint c = { "", "" };
	char source[1000];
	int wide;

	(void)state;
	for (wide = 299; wide <= 300; wide++) {
		snprintf(source, sizeof(source), FAQ "## %0*d?\nx\n", wide, 0);
		c.source = source;
		cases_assert_complaints(markdown_read, "f.md", false, &c, 1);
		c.messages = ERROR(6, "question longer than 300 columns; is "
			"the answer on the same line? [E206]");
	}
}

static void
faults_of_links(void **state)
{
	static const struct complaint c[] = {
		{ FAQ "See [it](javascript:x) and\n[that](#gone).\n",
		    ERROR(6, "link target not allowed: javascript: [E402]")
		    WARNING(7, "no place is called \"gone\"; the link leads "
			"to the page [W207]") },
		{ FAQ "![x](data:image/png;base64,AA==)\n",
		    ERROR(6, "link target not allowed: data: [E402]") },
		{ FAQ "x\n<a class=x href=\"DATA:x\">y</a>\n",
		    ERROR(7, "link target not allowed: DATA: [E402]") },
		{ FAQ "[x](<a b>)\n",
		    ERROR(6, "link target not allowed: blank in \"a b\"; write "
			"it as %20 [E402]") },
	};

	(void)state;
	COMPLAINTS(c);
}

static void
what_is_opened_must_be_closed(void **state)
{
	static const struct complaint c[] = {
		{ FAQ "```\nx\n\ny\n", ERROR(6, "preformatted block opened "
			"here is never closed [E301]") },
		{ FAQ "```", ERROR(6, "preformatted block opened here is "
			"never closed [E301]") },
		{ FAQ "> ~~~ sh\n> x\n> ~~~\n\n~~~\n\n",
		    ERROR(10, "preformatted block opened here is never closed "
			"[E301]") },
		{ FAQ "````\n```\n````\n~~~\n~~~\n", "" },
		{ FAQ "\n<!-- x\n\n## When?\n",
		    ERROR(7, "comment opened here is never closed [E301]") },
		{ FAQ "\n<pre>\nx\n\n## When?\n",
		    ERROR(7, "<pre> opened here is never closed [E301]") },
		{ FAQ "\n\n<style>\nx\n\n## When?\n",
		    ERROR(8, "<style> opened here is never closed [E301]") },
		{ FAQ "a <script> b\n\nc\n",
		    ERROR(6, "<script> opened here is never closed [E301]") },
	};

	(void)state;
	COMPLAINTS(c);
}

static void
template_language_is_to_be_rendered_first(void **state)
{
#define MESSAGE "template language; render the file first [E501]"
	static const struct complaint c[] = {
		{ FAQ "\n{% include x %}\n", ERROR(7, MESSAGE) },
		{ FAQ "a\nb {{ site.url }} {{ twice }}\n", ERROR(7, MESSAGE) },
		{ FAQ "[a]({{x}}/y)\n", ERROR(6, MESSAGE) },
		{ FAQ "<div>\n{{ x }}\n</div>\n", ERROR(7, MESSAGE) },
		{ FAQ "![a]({{x}})\n", ERROR(6, MESSAGE) },
		{ FAQ "`{{ x }}`\n\n```\n{% y %}\n```\n\n    {{ z }}\n"
		      "<!-- {{ t }} -->\n", "" },
	};

	(void)state;
	COMPLAINTS(c);
#undef MESSAGE
}

/* FAQ, and n times a text behind it */
static char *
many(const char *text, size_t n)
{
	size_t len = strlen(text), i;
	char *p = malloc(strlen(FAQ) + n * len + 1);

	assert_non_null(p);
	strcpy(p, FAQ);
	for (i = 0; i < n; i++)
		memcpy(p + strlen(FAQ) + i * len, text, len);
	p[strlen(FAQ) + n * len] = '\0';
	return p;
}

static void
nesting_has_its_limit(void **state)
{
	static const struct {
		const char *mark;
		size_t fit, more;
	} c[] = {
		{ "> ", 32, 33 }, { ">", 32, 33 }, { "- ", 60, 0 },
		{ "* > ", 16, 17 }, { "1. ", 32, 33 }, { "1)\t", 32, 33 },
		{ " ", 128, 129 }, { "\t", 32, 33 }, { "+ ", 32, 33 },
	};
	char *source, *said;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(c) / sizeof(*c); i++) {
		source = many(c[i].mark, c[i].fit);
		source = realloc(source, strlen(source) + 2);
		assert_non_null(source);
		/* a rule needs no limit */
		strcat(source, c[i].more > 0 ? "x" : "-");
		page_unref(cases_read(markdown_read, slice_of(source), "f.md",
		    false, &said));
		assert_string_equal(said, "");
		free(said);
		free(source);
		source = many(c[i].mark, c[i].more > 0 ? c[i].more : 33);
		source = realloc(source, strlen(source) + 2);
		assert_non_null(source);
		strcat(source, "x");
		page_unref(cases_read(markdown_read, slice_of(source), "f.md",
		    false, &said));
		assert_string_equal(said,
		    ERROR(6, "nested deeper than 32 levels [E503]"));
		free(said);
		free(source);
	}
}

static void
the_bytes_must_be_those_of_a_text(void **state)
{
	static const struct complaint c[] = {
		{ "# Caf\xe9\n", ERROR(1, "not UTF-8: byte 0xE9 at column 6; "
			"convert the file, for example: iconv -f WINDOWS-1252 "
			"-t UTF-8 [E001]") },
		{ FAQ "a\rb\n", ERROR(6, "carriage return inside a line; save "
			"with LF or CRLF line ends [E003]") },
		{ " \n\n", ERROR(1, "empty file [E200]") },
		{ "\xef\xbb\xbf" FAQ "\xe2\x80\xae""abc\n",
		    WARNING(6, "direction control character dropped [W205]") },
	};

	(void)state;
	COMPLAINTS(c);
}

static void
after_twenty_errors_it_is_enough(void **state)
{
	char *source = many("[x](javascript:y)\n", 30), *said, *p;
	unsigned lines = 0;

	(void)state;
	page_unref(cases_read(markdown_read, slice_of(source), "f.md", false,
	    &said));
	for (p = said; *p != '\0'; p++)
		lines += *p == '\n';
	assert_int_equal(lines, 21);
	assert_non_null(strstr(said, "f.md: error: too many errors\n"));
	free(said);
	free(source);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(faults_of_front_matter),
		cmocka_unit_test(
		    front_matter_that_is_not_used_is_told_of_when_asked),
		cmocka_unit_test(faults_of_questions),
		cmocka_unit_test(a_question_may_have_300_columns),
		cmocka_unit_test(faults_of_links),
		cmocka_unit_test(what_is_opened_must_be_closed),
		cmocka_unit_test(template_language_is_to_be_rendered_first),
		cmocka_unit_test(nesting_has_its_limit),
		cmocka_unit_test(the_bytes_must_be_those_of_a_text),
		cmocka_unit_test(after_twenty_errors_it_is_enough),
	};

	return cmocka_run_group_tests_name("markdown messages", tests, NULL,
	    NULL);
}

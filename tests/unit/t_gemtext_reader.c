/* Gemtext, as prose and as questions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "cases.h"
#include "lib/dump.h"
#include "parse/reader.h"

/* Reads source and compares what is made and said of it. */
static void
assert_read(const char *file, const char *source, const char *dump,
    const char *messages)
{
	struct diags d;
	struct page *p;
	struct buf out;
	char *said;

	diags_init(&d, false);
	buf_init(&out, 100000);
	p = gemtext_read(slice_of(source), file, &d);
	if (p != NULL)
		dump_page(&out, p);
	buf_putc(&out, '\0');
	said = dump_diags(&d, file);
	assert_string_equal(said, messages);
	assert_string_equal(out.p, dump);
	assert_int_equal(p == NULL, d.errors > 0);
	free(said);
	buf_fini(&out);
	page_unref(p);
	diags_fini(&d);
}

static void
every_line_is_what_its_first_characters_say(void **state)
{
	(void)state;
	assert_read("folder/page.gmi",
	    "# Orchard\n"
	    "##Apples and\tpears\n"
	    "### Old ones\n"
	    "#### Four\n"
	    "A long paragraph. At http://e.org [x](y)\n"
	    "Another one.\n"
	    "* first\n"
	    "* second\n"
	    "\n"
	    "* of another list\n"
	    "*no list\n"
	    "> quoted\n"
	    ">again\n"
	    "=> pic.png A\tpicture\n"
	    "=>gemini://e.org/\n"
	    "=> #frag\n",
	    "title \"Orchard\" (heading)\n"
	    "path /folder/page.gmi\n"
	    "summary A long paragraph.\n"
	    "intro\n"
	    "  2 subhead 2 \"Apples and pears\"\n"
	    "  3 subhead 3 \"Old ones\"\n"
	    "  4 subhead 3 \"# Four\"\n"
	    "  5 para \"A long paragraph. At http://e.org [x](y)\"\n"
	    "  6 para \"Another one.\"\n"
	    "  7 list\n"
	    "    0 * \"first\"\n"
	    "    0 * \"second\"\n"
	    "  10 list\n"
	    "    0 * \"of another list\"\n"
	    "  11 para \"*no list\"\n"
	    "  12 quote\n"
	    "    \"quoted\"\n"
	    "    \"again\"\n"
	    "  14 link \"A picture\" -> path /folder/pic.png\n"
	    "  15 link \"\" -> uri gemini://e.org/\n"
	    "  16 link \"\" -> path /folder/page.gmi\n",
	    "");
}

static void
preformatted_text_is_kept_byte_for_byte(void **state)
{
	(void)state;
	assert_read("a.gmi",
	    "# A\n"
	    "``` a\tcat \n"
	    "# no heading  \n"
	    "\t\\x\n"
	    "\n"
	    " ```\n"
	    "```ignored\n"
	    "```\n"
	    "```\n"
	    "```\n"
	    "never closed\n",
	    "title \"A\" (heading)\n"
	    "path /a.gmi\n"
	    "intro\n"
	    "  2 pre \"a cat\"\n"
	    "    |# no heading  \n"
	    "    |\t\\x\n"
	    "    |\n"
	    "    | ```\n"
	    "  10 pre \"\"\n"
	    "    |never closed\n",
	    "");
}

static void
a_guarded_mark_is_text(void **state)
{
	(void)state;
	assert_read("a.gmi", "# A\n # x\n => y\n * z\n > q\n=>\n*\n",
	    "title \"A\" (heading)\n"
	    "path /a.gmi\n"
	    "summary # x\n"
	    "intro\n"
	    "  2 para \"# x\"\n"
	    "  3 para \"=> y\"\n"
	    "  4 para \"* z\"\n"
	    "  5 para \"> q\"\n"
	    "  6 para \"=>\"\n"
	    "  7 para \"*\"\n",
	    "");
}

static void
the_first_heading_is_the_title_wherever_it_stands(void **state)
{
	(void)state;
	assert_read("a.gmi",
	    "```banner\n|_|\n```\n## Sub\n# Title\n# Second\n",
	    "title \"Title\" (heading)\n"
	    "path /a.gmi\n"
	    "intro\n"
	    "  1 pre \"banner\"\n"
	    "    ||_|\n"
	    "  4 subhead 2 \"Sub\"\n"
	    "  6 subhead 1 \"Second\"\n",
	    "");
}

static void
without_a_heading_the_title_is_looked_for_elsewhere(void **state)
{
	(void)state;
	assert_read("a.gmi", "\nAbout pears\n\nText.\n",
	    "title \"About pears\" (intro line)\n"
	    "path /a.gmi\n"
	    "summary Text.\n"
	    "intro\n"
	    "  4 para \"Text.\"\n",
	    "");
	assert_read("about-us.gmi", "About pears\nText.\n",
	    "title \"About us\" (file name)\n"
	    "path /about-us.gmi\n"
	    "summary About pears\n"
	    "intro\n"
	    "  1 para \"About pears\"\n"
	    "  2 para \"Text.\"\n",
	    "about-us.gmi:1: warning: no title; using the name of the file: "
	    "\"About us\"" SETS_ONE " [W101]\n");
	assert_read("1.gmi", "=> /x\n",
	    "title \"1.gmi\" (file name)\n"
	    "path /1.gmi\n"
	    "intro\n"
	    "  1 link \"\" -> path /x\n",
	    "1.gmi:1: warning: no title; using the name of the file: "
	    "\"1.gmi\"" SETS_ONE " [W101]\n");
}

/* The page with ids, as the loader has it. */
static void
assert_questions(const char *file, const char *source, const char *dump)
{
	char *is = cases_dump(gemtext_read, slice_of(source), file);

	assert_string_equal(is, dump);
	free(is);
}

static void
headings_that_ask_make_a_page_of_questions(void **state)
{
	(void)state;
	assert_questions("folder/kites.gmi",
	    "---\ntitle: Kites\nlang: en\n---\n"
	    "Of wind and string.\n"
	    "## Making\n"
	    "### What of?\n"
	    "Paper.\n"
	    "Or silk.\n"
	    "\n"
	    "=> /shop A shop\n"
	    "* string\n"
	    "* glue\n"
	    "\n"
	    "* patience\n"
	    "### How long is the tail ?\n"
	    "```a tail\n~~~~<\n```\n"
	    "> long\n"
	    "## Flying\n"
	    "Not near wires.\n"
	    "### When?\n"
	    "=> #what-of When it is made\n",
	    "title \"Kites\" (header)\n"
	    "path /folder/kites\n"
	    "summary Of wind and string.\n"
	    "lang en\n"
	    "intro\n"
	    "  5 para \"Of wind and string.\"\n"
	    "7 item \"What of?\" id what-of\n"
	    "  also what-of\n"
	    "  section Making\n"
	    "  8 para \"Paper.\"\n"
	    "  9 para \"Or silk.\"\n"
	    "  11 link \"A shop\" -> path /shop\n"
	    "  12 list\n"
	    "    0 * \"string\"\n"
	    "    0 * \"glue\"\n"
	    "  15 list\n"
	    "    0 * \"patience\"\n"
	    "16 item \"How long is the tail ?\" id how-long-is-the-tail\n"
	    "  also how-long-is-the-tail-\n"
	    "  section Making\n"
	    "  17 pre \"a tail\"\n"
	    "    |~~~~<\n"
	    "  20 quote\n"
	    "    \"long\"\n"
	    "23 item \"When?\" id when\n"
	    "  section Flying\n"
	    "  lead\n"
	    "  22 para \"Not near wires.\"\n"
	    "  answer\n"
	    "  24 link \"When it is made\" -> item what-of\n");
}

static void
so_do_signs_of_questions(void **state)
{
	(void)state;
	assert_questions("kites.gmi",
	    "# On kites\nQ: Paper?\nA: Yes.\n\nQ: Silk?\nA: Also.\nTwice.\n",
	    "title \"On kites\" (heading)\n"
	    "path /kites\n"
	    "2 item \"Paper?\" id paper\n"
	    "  3 para \"Yes.\"\n"
	    "5 item \"Silk?\" id silk\n"
	    "  6 para \"Also.\"\n"
	    "  7 para \"Twice.\"\n");
	assert_questions("kites.gmi",
	    "# On kites\n**Paper?** Yes.\n**Silk?**\nAlso.\n",
	    "title \"On kites\" (heading)\n"
	    "path /kites\n"
	    "2 item \"Paper?\" id paper\n"
	    "  2 para \"Yes.\"\n"
	    "3 item \"Silk?\" id silk\n"
	    "  4 para \"Also.\"\n");
}

static void
questions_have_the_faults_of_questions(void **state)
{
	static const struct complaint c[] = {
		{ "# A\n## Why?\n## How?\nx\n=> #gone\n## why ?\ny\n",
		    "f.gmi:2: error: question has no answer [E203]\n"
		    "f.gmi:5: warning: no place is called \"gone\"; the link "
		    "leads to the page [W207]\n"
		    "f.gmi:6: warning: same question as line 2 [W204]\n" },
		{ "---\nquestion-level: 2\n---\n# A\ntext\n",
		    "f.gmi:1: error: no questions found; use headings or set "
		    "question-level [E502]\n" },
	};

	(void)state;
	cases_assert_complaints(gemtext_read, "f.gmi", false, c, 2);
}

static void
faults_are_told_with_their_line(void **state)
{
	(void)state;
	assert_read("a.gmi", "caf\xe9\n\x01\n", "",
	    "a.gmi:1: error: not UTF-8: byte 0xE9 at column 4; convert the "
	    "file, for example: iconv -f WINDOWS-1252 -t UTF-8 [E001]\n"
	    "a.gmi:2: error: control character 0x01 at column 1 [E002]\n");
	assert_read("a.gmi", "a\rb\n", "",
	    "a.gmi:1: error: carriage return inside a line; save with LF or "
	    "CRLF line ends [E003]\n");
	assert_read("a.gmi", " \n", "",
	    "a.gmi:1: error: empty file [E200]\n");
	assert_read("a.gmi", "# A\n\n=> data:x y\n=> JAVASCRIPT:x\n", "",
	    "a.gmi:3: error: link target not allowed: data: [E402]\n"
	    "a.gmi:4: error: link target not allowed: JAVASCRIPT: [E402]\n");
}

static void
a_page_cut_anywhere_is_still_read(void **state)
{
	const char *whole = "# A\n``` x\ny\n```\n=> /z w\n* i\n> q\n## B\nt";
	struct diags d;
	struct page *p;
	char *exact;
	size_t n;

	(void)state;
	for (n = 1; n <= strlen(whole); n++) {
		exact = malloc(n);
		assert_non_null(exact);
		memcpy(exact, whole, n);
		diags_init(&d, false);
		p = gemtext_read((struct slice){ exact, n }, "a.gmi", &d);
		assert_non_null(p);
		assert_true(p->title[0] != '\0');
		page_unref(p);
		diags_fini(&d);
		free(exact);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_line_is_what_its_first_characters_say),
		cmocka_unit_test(preformatted_text_is_kept_byte_for_byte),
		cmocka_unit_test(a_guarded_mark_is_text),
		cmocka_unit_test(
		    the_first_heading_is_the_title_wherever_it_stands),
		cmocka_unit_test(
		    without_a_heading_the_title_is_looked_for_elsewhere),
		cmocka_unit_test(headings_that_ask_make_a_page_of_questions),
		cmocka_unit_test(so_do_signs_of_questions),
		cmocka_unit_test(questions_have_the_faults_of_questions),
		cmocka_unit_test(faults_are_told_with_their_line),
		cmocka_unit_test(a_page_cut_anywhere_is_still_read),
	};

	return cmocka_run_group_tests_name("gemtext reader", tests, NULL, NULL);
}

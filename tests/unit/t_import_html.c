/* Answers in HTML, and the questions in the data of web pages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "import_case.h"

/* Compares the blocks made of an answer in HTML. */
static void
assert_html(const char *html, const char *blocks)
{
	char json[4096], document[4096];

	snprintf(json, sizeof(json), "[{\"q\": \"Q?\", \"a\": \"%s\"}]", html);
	snprintf(document, sizeof(document), "\n-\nId: q\nQ?\n%s", blocks);
	assert_import(IMPORT_JSON, json, document, NULL);
}

static void
paragraphs_end_where_a_block_begins_or_ends(void **state)
{
	(void)state;
	assert_html("<p>One\\n two</p><P class=x>Three<p>four</p>five",
	    "One two\n\nThree\n\nfour\n\nfive\n");
	assert_html("<div>a<div>b</div>c</div>", "a\n\nb\n\nc\n");
	assert_html("a<br>b<br/>c<hr />d", "a\n\nb\n\nc\n\nd\n");
	assert_html("<b>a</b>\\n\\nb\\n \\nc\\nd", "a\n\nb\n\nc d\n");
	assert_html("<h2>Head <em>it</em></h2>text", "### Head it\n\ntext\n");
	assert_html("<dl><dt>a<dd>b</dl>", "a\n\nb\n");
}

static void
inline_elements_leave_their_words(void **state)
{
	(void)state;
	assert_html("<p>a<b>b</b> <i>c</i><code>d</code></p>", "ab cd\n");
	assert_html("<p>A &amp; B &lt;c&gt; &#39;d&#x27; &eacute; &foo; &</p>",
	    "A & B <c> 'd' \xc3\xa9 &foo; &\n");
	assert_html("<p>\xe6\xbc\xa2\\n\xe5\xad\x97</p>",
	    "\xe6\xbc\xa2\xe5\xad\x97\n");
}

static void
lists_keep_their_levels_and_numbers(void **state)
{
	(void)state;
	assert_html("a<ul><li>b<li><p>c</p><p>d</p></li></ul>e",
	    "a\n\n* b\n* c d\n\ne\n");
	assert_html("<ol><li>a</li><li>b<ul><li>c</ul>d</li><li>e</ol>",
	    "1. a\n2. b\n  * c\n* d\n3. e\n");
	assert_html("<ol start='9'><li>a<li>b</ol><ol start=x><li>c</ol>",
	    "9. a\n10. b\n\n1. c\n");
	assert_html("<ol start=1000><li>a</ol>", "* 1000. a\n");
}

static void
layout_and_quotations_are_kept(void **state)
{
	(void)state;
	assert_html("<pre><code>a  b\\n  &lt;c&gt;<br>```\\n</code></pre>d",
	    "```\na  b\n  <c>\n ```\n```\n\nd\n");
	assert_html("<blockquote><p>a</p><p>b</p></blockquote><p>c</p>",
	    "> a\n>\n> b\n\nc\n");
	assert_html("<table><thead><tr><th>a<th>b</thead><tr><td>c</td><td>"
	    "<p>d</p></td></tr></table>e", "* a | b\n* c | d\n\ne\n");
}

static void
links_and_pictures_are_kept(void **state)
{
	(void)state;
	assert_html("<p>See <a class='x' href='http://h/?a=1&amp;b=2'>the\\n"
	    "<b>page</b></a>.</p>", "See [the page](http://h/?a=1&b=2).\n");
	assert_html("<p><a href=http://h/></a> <a name=x>y</a></p>",
	    "http://h/ y\n");
	assert_html("<a href='http://h/'><p>a</p><p>b</p></a>c</i>",
	    "[a](http://h/)\n\n[b](http://h/)\n\nc\n");
	assert_html("<p>a<img alt='b' src='c d.png'>e<img src=f></p>",
	    "a [b](c%20d.png) e\n");
	assert_html("<a href='x'><img alt='b' src='c'></a>", "[b](x)\n");
	assert_html("<p><a href='javascript:x'>a</a> <a href='#q'>b</a></p>",
	    "a [b](#q)\n");
	assert_html("<p><a href='http://h/(a'>b [c]</a> d</p>",
	    "b [c] d\n=> http://h/(a b [c]\n");
	assert_html("<ul><li><a href='http://h/)('>b</a><li>c</ul>d",
	    "* b\n* c\n=> http://h/)( b\n\nd\n");
}

static void
what_is_no_tag_is_text(void **state)
{
	(void)state;
	assert_html("Run <your-name> if 1<2 or a<b, then <br> it",
	    "Run <your-name> if 1<2 or a<b, then\n\nit\n");
	assert_html("Use <div> or `<p></p>`: is it <i>?",
	    "Use <div> or `<p></p>`: is it <i>?\n");
	assert_html("<p>a <!-- not this --> b</p> <!-- that", "a b\n\n<!-- that\n");
	assert_html("<p>a</p><p title=\\\"b", "a\n\n<p title=\"b\n");
	assert_html("<p>a</p><i title=\\\"b>c</i> d", "a\n\nc d\n");
	assert_html("AT&amp;T, R&D", "AT&T, R&D\n");
	assert_html("&lt;p&gt;a&lt;/p&gt;&lt;p&gt;b &amp;amp; c",
	    "a\n\nb & c\n");
}

static void
scripts_and_styles_are_not_shown(void **state)
{
	(void)state;
	assert_import(IMPORT_JSON, "[[\"Q?\",\"<p>a<style>b</style>"
	    "<script>c = '<p>';</script>d<svg><text>e</text></svg></p>\"]]",
	    "\n-\nId: q\nQ?\nad\n",
	    "f: note: a script, style or drawing in an answer dropped "
	    "[N601]\n");
}

static void
questions_and_titles_are_freed_of_tags(void **state)
{
	const char *json = "{\"title\":\"A &amp; B\",\"faq\":[{\"q\":"
	    "\"<b>Is</b> it <i>x</i><br>&lt;y&gt;?\",\"a\":\"1\"},"
	    "{\"q\":\"Is <b> it?\",\"a\":\"2\"}]}";
	char *s = import_named(json, strlen(json),
	    (struct import_options){ .format = IMPORT_JSON, .name = "" }, "");

	(void)state;
	assert_string_equal(s, "Title: A & B\n"
	    "\n-\nId: is-it-x-y\nIs it x <y>?\n1\n"
	    "\n-\nId: is-b-it\nIs <b> it?\n2\n");
	free(s);
}

/* --- pages ----------------------------------------------------------------- */

#define SCRIPT(json)                                                           \
	"<script type='application/ld+json'>" json "</script>"
#define ANSWER(text) "{\"@type\":\"Answer\",\"text\":\"" text "\"}"

static void
questions_of_a_page_are_found_whatever_holds_them(void **state)
{
	const char *two = "\n-\nId: how\nHow?\nSo.\n\n-\nId: why\nWhy?\nThus.\n";

	(void)state;
	assert_import(IMPORT_JSONLD, "<p>x" SCRIPT(
	    "{\"@type\":\"FAQPage\",\"mainEntity\":["
	    "{\"@type\":\"Question\",\"name\":\"How?\",\"acceptedAnswer\":"
	    ANSWER("<p>So.</p>") "},{\"@type\":[\"Question\"],"
	    "\"name\":\"Why?\",\"acceptedAnswer\":[" ANSWER("Thus.") "]}]}"),
	    two, "");
	assert_import(IMPORT_JSONLD, SCRIPT("{\"@graph\":[{\"@id\":\"#p\","
	    "\"@type\":[\"WebPage\",\"FAQPage\"],\"mainEntity\":"
	    "[{\"@id\":\"#q1\"}]},{\"@id\":\"#a\",\"text\":\"So.\"},"
	    "{\"@id\":\"q1\",\"@type\":\"https://schema.org/Question\","
	    "\"name\":\"How?\",\"acceptedAnswer\":{\"@id\":\"#a\"}}]}")
	    SCRIPT("[[{\"@type\":\"Question\",\"headline\":\"Why?\","
	    "\"suggestedAnswer\":" ANSWER("Thus.") "}]]"), two, "");
	assert_import(IMPORT_JSONLD, " {\"@type\":\"QAPage\",\"mainEntity\":"
	    "[{\"@type\":\"Question\",\"text\":\"How?\",\"acceptedAnswer\":"
	    "\"So.\"},{\"@type\":\"Question\",\"name\":\"Why?\","
	    "\"acceptedAnswer\":" ANSWER("Thus.") "}]}", two, "");
}

static void
a_question_keeps_its_body_its_answers_and_its_fields(void **state)
{
	(void)state;
	assert_import(IMPORT_JSONLD, SCRIPT("{\"@type\":\"Question\","
	    "\"@id\":\"https://h/x#One\",\"name\":\"How?\",\"text\":"
	    "\"<p>I tried</p><p>all.</p>\",\"answerCount\":2,"
	    "\"upvoteCount\":3,\"dateCreated\":\"2020-01-01\","
	    "\"keywords\":\"a, b\",\"acceptedAnswer\":{\"text\":\"So.\","
	    "\"dateModified\":\"2021-02-03T00:00:00Z\"},"
	    "\"suggestedAnswer\":[" ANSWER("> Or so.") "]}"),
	    "\n-\nId: one\nTags: a, b\nUpdated: 2021-02-03\nHow?\n"
	    "> I tried\n>\n> all.\n\nSo.\n\n> Or so.\n",
	    "f: note: upvoteCount dropped [N601]\n");
}

static void
the_page_gives_title_language_and_address(void **state)
{
	const char *page = "<!DOCTYPE html><html lang='de'><head>"
	    "<title>Fragen &amp; mehr</title>"
	    "<link rel='canonical' href='https://h/a/b'>"
	    SCRIPT("{\"@type\":\"FAQPage\",\"dateModified\":\"2024-05-06\","
	    "\"description\":\"Alles.\",\"author\":{\"name\":\"Ann\"},"
	    "\"mainEntity\":{\"@type\":\"Question\",\"name\":\"Wie?\","
	    "\"acceptedAnswer\":" ANSWER("<a href='c'>So</a>") "}}");
	char *s = import_named(page, strlen(page),
	    (struct import_options){ .format = IMPORT_JSONLD, .name = "f" },
	    "");

	(void)state;
	assert_string_equal(s, "Title: Fragen & mehr\nLang: de\nAuthor: Ann\n"
	    "Updated: 2024-05-06\n\nAlles.\n"
	    "\n-\nId: wie\nWie?\n[So](https://h/a/c)\n");
	free(s);
}

static void
a_broken_script_is_an_error_if_it_may_have_questions(void **state)
{
	(void)state;
	assert_import(IMPORT_JSONLD, "<p>\n" SCRIPT("\n{\"a\":1,}") "\n"
	    SCRIPT("{\"@type\":\"Question\",\"name\":\"Q?\","
	    "\"acceptedAnswer\":" ANSWER("A") "}"), "\n-\nId: q\nQ?\nA\n",
	    "f:3: note: script dropped: not JSON: string or '}' expected near "
	    "'}' [N603]\n");
	assert_import(IMPORT_JSONLD, "\n\n" SCRIPT("{\n\"@type\":"
	    "\"Question\" \"x\"}"), NULL,
	    "f:4: error: not JSON: '}' expected near '\"x\"' [E601]\n");
	assert_import(IMPORT_JSONLD, "<p>Q?</p>", NULL, "f: error: no script "
	    "of type \"application/ld+json\" in the page [E603]\n");
	assert_import(IMPORT_JSONLD, SCRIPT("{\"@type\":\"Thing\"}"), NULL,
	    "f: error: no questions found [E604]\n");
}

static void
a_page_cut_anywhere_makes_a_document_or_says_why(void **state)
{
	(void)state;
	assert_cuts(IMPORT_JSONLD, "<!-- x --><html lang=\"en\"><title>T &amp;"
	    "</title><base href='http://h/'>" SCRIPT("{\"@type\":\"Question\","
	    "\"name\":\"A &lt;\",\"acceptedAnswer\":" ANSWER("<ul><li>"
	    "<a href='b'>c<img src=d alt='e'></a></li></ul><pre>f</pre><table>"
	    "<tr><td>g<td>h</table>") "}"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paragraphs_end_where_a_block_begins_or_ends),
		cmocka_unit_test(inline_elements_leave_their_words),
		cmocka_unit_test(lists_keep_their_levels_and_numbers),
		cmocka_unit_test(layout_and_quotations_are_kept),
		cmocka_unit_test(links_and_pictures_are_kept),
		cmocka_unit_test(what_is_no_tag_is_text),
		cmocka_unit_test(scripts_and_styles_are_not_shown),
		cmocka_unit_test(questions_and_titles_are_freed_of_tags),
		cmocka_unit_test(
		    questions_of_a_page_are_found_whatever_holds_them),
		cmocka_unit_test(
		    a_question_keeps_its_body_its_answers_and_its_fields),
		cmocka_unit_test(the_page_gives_title_language_and_address),
		cmocka_unit_test(
		    a_broken_script_is_an_error_if_it_may_have_questions),
		cmocka_unit_test(
		    a_page_cut_anywhere_makes_a_document_or_says_why),
	};

	return cmocka_run_group_tests_name("import html", tests, NULL, NULL);
}

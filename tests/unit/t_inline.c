/* Links inside running text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buf.h"
#include "lib/dump.h"
#include "parse/inline.h"

/*
 * The text as read, its links as {label|target}, or {target} where the label
 * is the target as typed; then the messages.
 */
static char *
shown(const char *text)
{
	struct build *b = build_new(PAGE_QA, "f.qa", slice_of("f"));
	const struct text *t;
	const struct link *l;
	uint32_t at = 0;
	struct diags d;
	struct page *p;
	struct buf out;
	char *messages;

	diags_init(&d, false);
	buf_init(&out, 10000);
	assert_int_equal(inline_read(b, slice_of(text), 7, &d), 0);
	build_para(b, 7);
	p = build_finish(b);
	build_free(b);
	assert_non_null(p);
	for (t = &p->intro.v[0].text, l = t->links; l < t->links + t->nlinks;
	     l++) {
		buf_put(&out, t->s + at, l->start - at);
		buf_printf(&out, "{%.*s", (int)l->n, t->s + l->start);
		if (!l->bare)
			buf_printf(&out, "|%s%s",
			    l->target.kind == TARGET_ITEM ? "#" : "",
			    l->target.href);
		buf_putc(&out, '}');
		at = l->start + l->n;
	}
	buf_puts(&out, t->s + at);
	messages = dump_diags(&d, " f");
	buf_puts(&out, messages);
	buf_putc(&out, '\0');
	free(messages);
	diags_fini(&d);
	page_unref(p);
	return out.p;
}

struct reading {
	const char *text, *shown;
};

static void
assert_readings(const struct reading *r, size_t n)
{
	char *is;

	for (; n > 0; n--, r++) {
		is = shown(r->text);
		assert_string_equal(is, r->shown);
		free(is);
	}
}

#define READINGS(table) assert_readings(table, sizeof(table) / sizeof(*table))

static void
a_label_in_brackets_is_a_link(void **state)
{
	static const struct reading table[] = {
		{ "See [the map](#map).", "See {the map|#map}." },
		{ "[a](/p/b)[c](d#e)", "{a|/p/b}{c|/d/e}" },
		{ "[x](http://e.org/a_(b)_c)!", "{x|http://e.org/a_(b)_c}!" },
		{ "[v6](gemini://[::1]/)", "{v6|gemini://[::1]/}" },
		{ "[a [b] c](#d)", "{a [b] c|#d}" },
		{ "[ padded\t](#d)x", "{padded|#d} x" },
		{ "a[ b ](#d)c", "a {b|#d} c" },
		{ "[](#d) [ ](#d)", "{#d} {#d}" },
		{ "[x]( #d )", "{x|#d}" },
	};

	(void)state;
	READINGS(table);
}

static void
of_links_in_links_the_inner_one_is_kept(void **state)
{
	static const struct reading table[] = {
		{ "[a [b](#c) d](#e)", "[a {b|#c} d](#e)" },
		{ "[[[b](#c)](#d)](#e)", "[[{b|#c}](#d)](#e)" },
	};

	(void)state;
	READINGS(table);
}

static void
what_is_not_quite_a_link_stays_as_typed(void **state)
{
	static const struct reading table[] = {
		{ "[a] (b)", "[a] (b)" },
		{ "[a]()", "[a]()" },
		{ "[a]( )", "[a]( )" },
		{ "[a](b", "[a](b" },
		{ "a](b)", "a](b)" },
		{ "[a](b(c)", "[a](b(c)" },
		{ "[[[[", "[[[[" },
		{ "*a* _b_ `c` & \\-", "*a* _b_ `c` & \\-" },
		{ "`[a](b)` and `http://e.org/`", "`[a](b)` and `http://e.org/`" },
		{ "one ` only [a](#b)", "one ` only {a|#b}" },
	};

	(void)state;
	READINGS(table);
}

static void
a_target_in_angle_brackets_is_a_link(void **state)
{
	static const struct reading table[] = {
		{ "<gemini://e.org/>.", "{gemini://e.org/}." },
		{ "<#cost> </page/cost>", "{#cost} {/page/cost}" },
		{ "<mailto:a@b.c>", "{mailto:a@b.c}" },
		/* text that only looks like it */
		{ "cp <from> <to>", "cp <from> <to>" },
		{ "<b>bold</b>", "<b>bold</b>" },
		{ "std::vector<std::string>", "std::vector<std::string>" },
		{ "<C:> <#> <> <", "<C:> <#> <> <" },
		{ "<note: this>", "<note: this>" },
		{ "a < b:c > d", "a < b:c > d" },
	};

	(void)state;
	READINGS(table);
}

static void
a_bare_address_is_a_link(void **state)
{
	static const struct reading table[] = {
		{ "http://a.b", "{http://a.b}" },
		{ "HTTPS://A.B/c?d=e#f x", "{HTTPS://A.B/c?d=e#f} x" },
		{ "gemini://a gopher://b ftp://c finger://d mailto:e@f",
		    "{gemini://a} {gopher://b} {ftp://c} {finger://d} "
		    "{mailto:e@f}" },
		{ "(see http://a.b/).", "(see {http://a.b/})." },
		{ "(http://a.b/c_(d))", "({http://a.b/c_(d)})" },
		{ "[http://a.b] http://[::1]/,", "[{http://a.b}] {http://[::1]/}," },
		{ "\"http://a.b\"", "\"{http://a.b}\"" },
		{ "http://a.b/'?!:;,.", "{http://a.b/}'?!:;,." },
		{ "\xe5\x8f\x82http://a.b/\xe9\x9f\x93\xe3\x80\x82x",
		    "\xe5\x8f\x82{http://a.b/\xe9\x9f\x93}\xe3\x80\x82x" },
		{ "http://a.b\xc2\xa0x", "{http://a.b}\xc2\xa0x" },
		/* no link without an address, nor in the middle of a word */
		{ "http:// mailto: http://).", "http:// mailto: http://)." },
		{ "xhttp://a.b 1mailto:a@b", "xhttp://a.b 1mailto:a@b" },
		{ "irc://a.b www.a.b", "irc://a.b www.a.b" },
	};

	(void)state;
	READINGS(table);
}

static void
lines_are_joined_and_labels_may_be_wrapped(void **state)
{
	static const struct reading table[] = {
		{ "one\ntwo\tthree", "one two three" },
		{ "[a\nb](#c)\nd", "{a b|#c} d" },
		{ "x\n[\na](#c)", "x {a|#c}" },
		{ "[a\n](#c)b", "{a|#c} b" },
		{ "[\xe5\x9b\xb3\n\xe8\xa1\xa8](#c)",
		    "{\xe5\x9b\xb3\xe8\xa1\xa8|#c}" },
		/* but not what leads somewhere */
		{ "[a](b\nc)", "[a](b c)" },
		{ "http://a.b/\nc", "{http://a.b/} c" },
		{ "<gemini://a\n.b>", "<{gemini://a} .b>" },
	};

	(void)state;
	READINGS(table);
}

static void
forbidden_targets_are_told_with_their_line(void **state)
{
	static const struct reading table[] = {
		{ "[a](JavaScript:x)",
		    "[a](JavaScript:x) f:7: error: link target not allowed: "
		    "JavaScript: [E402]\n" },
		{ "x\n[a\nb](data:,x) [c](#d)",
		    "x [a b](data:,x) {c|#d} f:9: error: link target not "
		    "allowed: data: [E402]\n" },
		{ "x\n<data:y>", "x <data:y> f:8: error: link target not "
		    "allowed: data: [E402]\n" },
		{ "[a\n](b)\n[c](in the file)",
		    "{a|/b} [c](in the file) f:9: error: link target not "
		    "allowed: blank in \"in the file\"; write it as %20 "
		    "[E402]\n" },
	};

	(void)state;
	READINGS(table);
}

static void
a_link_knows_the_line_of_its_target(void **state)
{
	struct build *b = build_new(PAGE_QA, "f.qa", slice_of("f"));
	const struct link *l;
	struct diags d;
	struct page *p;

	(void)state;
	diags_init(&d, false);
	inline_read(b, slice_of("[ \na](#b)\n\nhttp://c [d\n](#e)\n<#f>"), 3,
	    &d);
	build_para(b, 3);
	p = build_finish(b);
	build_free(b);
	l = p->intro.v[0].text.links;
	assert_int_equal(p->intro.v[0].text.nlinks, 4);
	assert_int_equal(l[0].line, 4);
	assert_int_equal(l[1].line, 6);
	assert_int_equal(l[2].line, 6);
	assert_int_equal(l[3].line, 8);
	page_unref(p);
	diags_fini(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_label_in_brackets_is_a_link),
		cmocka_unit_test(of_links_in_links_the_inner_one_is_kept),
		cmocka_unit_test(what_is_not_quite_a_link_stays_as_typed),
		cmocka_unit_test(a_target_in_angle_brackets_is_a_link),
		cmocka_unit_test(a_bare_address_is_a_link),
		cmocka_unit_test(lines_are_joined_and_labels_may_be_wrapped),
		cmocka_unit_test(forbidden_targets_are_told_with_their_line),
		cmocka_unit_test(a_link_knows_the_line_of_its_target),
	};

	return cmocka_run_group_tests_name("inline", tests, NULL, NULL);
}

#include "generate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/put_link.h"
#include "model/build.h"

unsigned
generate_roll(unsigned *seed, unsigned n)
{
	*seed = *seed * 1103515245 + 12345;
	return (*seed >> 16) % n;
}

/* runs of words, some of which would be markup at the start of a line */
static void
random_text(struct build *b, unsigned *seed, unsigned most)
{
	static const char *const words[] = { "#", "##", "=>", "*", ">", "```",
		"-", ".", "1.", "[", "word", "question?", "don't", "e.g.",
		"북한은", "대화를", "cafe\u0301", "نعم", "état", "a/b",
		"well-known", "(this)", "\"that\"", "\U0001F6B2", "long",
		"北朝鮮は対話を拒否した。", "在十四天内可以申请退款，",
		"ไม่มีช่องว่างระหว่างคำในภาษาไทย", "עברית", "e\u0301te\u0301",
		"\u1112\u1161\u11AB\u1100\u116E\u11A8", "zero\u200Bwidth",
		"\U0001F468\u200D\U0001F469\u200D\U0001F467", "\u0915\u094D\u0937\u093F",
		"a-word-that-is-wider-than-any-line-of-a-menu-may-be-and-has-"
		"hyphens", "anotherwordthatiswiderthananylineofamenumaybebuthasno"
		"placetobreakitat", "\uFF57\uFF49\uFF44\uFF45" };
	unsigned i, n = 1 + generate_roll(seed, most);

	for (i = 0; i < n; i++) {
		if (i > 0)
			build_text(b, slice_of(" "));
		if (generate_roll(seed, 12) == 0)
			put_link(b, slice_of("label"),
			    slice_of("gemini://h/x?y"));
		else
			build_text(b, slice_of(words[generate_roll(seed,
			    sizeof(words) / sizeof(*words))]));
	}
}

static void
random_block(struct build *b, unsigned *seed)
{
	unsigned kind = generate_roll(seed, 7);

	if (kind == 0) {
		build_pre(b, slice_of(generate_roll(seed, 2) ? "" : "alt text"),
		    slice_of("```\n=> x\n\n# y\n\tz\n"), 1);
		return;
	}
	if (kind == 1) {
		build_link_line(b, slice_of("/x/y"), slice_of("label"), 1);
		return;
	}
	if (kind == 2)
		build_break(b);
	random_text(b, seed, 40);
	if (kind <= 3)
		build_para(b, 1);
	else if (kind == 4)
		build_list_item(b, generate_roll(seed, 3),
		    generate_roll(seed, 2) * 17, 1);
	else if (kind == 5)
		build_quote(b, 1);
	else
		build_subhead(b, 3, 1);
}

struct page *
generate_page(unsigned *seed)
{
	struct build *b = build_new(PAGE_QA, "r.qa", slice_of("r"));
	unsigned i, k, items = 1 + generate_roll(seed, 4);
	struct page *p;
	char id[8];

	build_title(b, slice_of("Random"), TITLE_HEADER);
	for (k = generate_roll(seed, 4); k > 0; k--)
		random_block(b, seed);
	for (i = 0; i < items; i++) {
		if (generate_roll(seed, 3) == 0) {
			build_section(b, slice_of("Part"));
			for (k = generate_roll(seed, 3); k > 0; k--)
				random_block(b, seed);
		}
		build_question(b, slice_of(generate_roll(seed, 2) ? "# Why => so?"
		    : "A question that is wider than a line of a menu and so "
		      "is broken at some word of it?"), 1);
		snprintf(id, sizeof(id), "q%u", i);
		build_item_id(b, slice_of(id));
		for (k = generate_roll(seed, 6); k > 0; k--)
			random_block(b, seed);
	}
	p = build_finish(b);
	build_free(b);
	assert_non_null(p);
	assert_int_equal(page_index(p), 0);
	return p;
}

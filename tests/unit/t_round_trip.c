/*
 * Gemtext that a renderer wrote is read and written again as it was: no text
 * becomes markup, no mark becomes text, and nothing is lost or added. On lines
 * of a dice and on the views of generated pages.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buf.h"
#include "generate.h"
#include "parse/reader.h"
#include "render/gemtext.h"

enum { CAP = 1 << 20 };

static const struct view view = { .host = "example.org", .port = 70,
	.text_width = VIEW_TEXT_WIDTH };

static void
read_and_write(struct slice gemtext, struct buf *out)
{
	struct buf source;
	struct diags diags;
	struct page *p;

	/* else a page with questions would be taken for one, and not written
	   line by line */
	buf_init(&source, 2 * CAP);
	buf_puts(&source, "---\nquestion-style: none\n---\n");
	buf_put_slice(&source, gemtext);
	diags_init(&diags, false);
	p = gemtext_read(buf_slice(&source), "page.gmi", &diags);
	assert_non_null(p);
	assert_int_equal(diags.errors, 0);
	gemtext_prose(out, p, &view);
	buf_fini(&source);
	page_unref(p);
	diags_fini(&diags);
}

static void
random_gemtext(struct buf *out, unsigned *seed)
{
	static const char *const pieces[] = { "#", "##", "###", "=>", "*", ">",
		"```", " ", " ", " ", "\t", "word", "/path", "gemini://h/x",
		"https://example.org/a?b", "\n", "\n", "\n", "\n\n", ".", "-",
		"북한은", "cafe\u0301", "نعم", "[1]", "a" };
	unsigned i, n = 1 + generate_roll(seed, 60);

	for (i = 0; i < n; i++)
		buf_puts(out, pieces[generate_roll(seed,
		    sizeof(pieces) / sizeof(*pieces))]);
	buf_puts(out, "x\n");
}

/* Written is what is written again once it has been read. */
static void
assert_stable(const struct buf *written)
{
	struct buf again;

	buf_init(&again, CAP);
	read_and_write(buf_slice(written), &again);
	if (!slice_eq(buf_slice(written), buf_slice(&again))) {
		fprintf(stderr, "%.*s\nbecame\n%.*s", (int)written->n,
		    written->p, (int)again.n, again.p);
		fail();
	}
	buf_fini(&again);
}

static void
blank_lines_are_the_authors(void **state)
{
	static const char gemtext[] =
	    "# Verse\n\n"
	    "Roses are red,\nviolets are blue.\n\n"
	    "=> /a The first group\n=> /b and its second\n\n"
	    "=> /c The second\n"
	    "* one list\n\n* another\n"
	    "> a quote\n## A heading\n```\na block\n```\nat last\n";
	struct buf written;

	(void)state;
	buf_init(&written, CAP);
	read_and_write(slice_of(gemtext), &written);
	buf_putc(&written, '\0');
	assert_string_equal(written.p, gemtext);
	buf_fini(&written);
}

static void
gemtext_of_any_lines_is_stable(void **state)
{
	struct buf source, written;
	unsigned seed = 1, i;

	(void)state;
	buf_init(&source, CAP);
	buf_init(&written, CAP);
	for (i = 0; i < 5000; i++) {
		random_gemtext(&source, &seed);
		read_and_write(buf_slice(&source), &written);
		if (written.n > 0)	/* not of an empty block alone */
			assert_stable(&written);
		buf_clear(&source);
		buf_clear(&written);
	}
	buf_fini(&source);
	buf_fini(&written);
}

static void
views_of_any_page_are_stable(void **state)
{
	struct buf written;
	unsigned seed = 1, i;
	struct page *p;
	uint32_t k;

	(void)state;
	buf_init(&written, CAP);
	for (i = 0; i < 400; i++) {
		p = generate_page(&seed);
		gemtext_page(&written, p, &view);
		assert_stable(&written);
		buf_clear(&written);
		gemtext_all(&written, p, &view);
		assert_stable(&written);
		buf_clear(&written);
		for (k = 0; k < p->nitems; k++) {
			gemtext_item(&written, p, k, &view);
			assert_stable(&written);
			buf_clear(&written);
		}
		page_unref(p);
	}
	buf_fini(&written);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blank_lines_are_the_authors),
		cmocka_unit_test(gemtext_of_any_lines_is_stable),
		cmocka_unit_test(views_of_any_page_are_stable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

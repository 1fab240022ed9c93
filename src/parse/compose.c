/*
 * Every piece of the outline goes to the builder in its turn; what a link
 * names is known beforehand, as it may come later.
 */
#include "parse/compose.h"

#include "model/build.h"
#include "parse/anchors.h"
#include "parse/compose_part.h"
#include "parse/ids.h"
#include "parse/inline.h"
#include "parse/title.h"

/* --- sections -------------------------------------------------------------- */

/* s without the marks of strong text, if they stayed text around it */
static struct slice
strip_strong(struct slice s)
{
	if (s.n > 4 && (slice_starts(s, "**") || slice_starts(s, "__")) &&
	    s.p[s.n - 1] == s.p[0] && s.p[s.n - 2] == s.p[0]) {
		s = slice_from(s, 2);
		s.n -= 2;
	}
	return slice_trim(s);
}

/* The words of a heading, or of what else asks, borrowed from c->text. */
static struct slice
heading(struct compose *c, uint32_t from, uint32_t to)
{
	buf_clear(&c->text);
	draft_join(c->draft, from, to, &c->text);
	return strip_strong(buf_slice(&c->text));
}

/* The names of the sections that are open, in one. */
static void
put_section_name(struct compose *c, struct buf *out)
{
	size_t i;

	for (i = 0; i < HEADING_LEVELS; i++) {
		if (c->sections[i] == NULL)
			continue;
		if (out->n > 0)
			buf_puts(out, " / ");
		buf_puts(out, c->sections[i]);
	}
}

/* Tells the builder when the section is another one. */
static void
change_section(struct compose *c)
{
	struct buf name;

	buf_init(&name, SOURCE_MAX_FILE);
	put_section_name(c, &name);
	if (!slice_eq(buf_slice(&name), buf_slice(&c->section))) {
		build_section(c->build, buf_slice(&name));
		buf_clear(&c->section);
		buf_put_slice(&c->section, buf_slice(&name));
	}
	c->failed = c->failed || name.failed;
	buf_fini(&name);
}

/* Sections of a level and below end. */
static void
end_sections(struct compose *c, unsigned level)
{
	for (; level <= HEADING_LEVELS; level++)
		c->sections[level - 1] = NULL;
}

/* What comes belongs to no question before it. */
static void
end_item(struct compose *c)
{
	build_drop_text(c->build);
	if (c->question_line > 0 && build_answer_blocks(c->build) == 0 &&
	    c->diags->errors == c->errors)
		diag_add(c->diags, c->question_line, "E203",
		    "question has no answer");
	c->question_line = 0;
	c->base = 0;
}

static void
begin_section(struct compose *c, const struct piece *p)
{
	unsigned level = c->draft->blocks.v[p->block].level;
	struct slice title;

	end_item(c);
	end_sections(c, level);
	title = heading(c, p->from, p->to);
	if (question_too_wide(title)) {
		diag_add(c->diags, draft_line(c->draft, p->from), "E206",
		    "section longer than %d columns", QUESTION_MAX);
		return;
	}
	c->sections[level - 1] = draft_string(c->draft, title);
	if (c->sections[level - 1] != NULL)
		change_section(c);
	compose_put_links(c, p);
}

/* --- questions ------------------------------------------------------------- */

/* Signs, numbers and marks of a question, as far as they are text. */
static struct slice
bare_question(struct slice s, bool *sign)
{
	size_t n;

	*sign = false;
	for (;;) {
		s = strip_strong(s);
		if ((n = question_number(s)) > 0 && n < s.n) {
			s = slice_from(s, n);
		} else if ((n = question_sign(s)) > 0 && n < s.n) {
			s = slice_from(s, n);
			*sign = true;
		} else {
			return s;
		}
	}
}

static void
put_question(struct compose *c, const struct piece *p)
{
	const struct draft_block *b = &c->draft->blocks.v[p->block];
	uint32_t line = draft_line(c->draft, p->from);
	struct slice question;

	end_item(c);
	if (b->kind == DRAFT_HEADING &&
	    !(c->outline.style == STYLE_HEADING && b->level == c->level))
		end_sections(c, b->level);
	change_section(c);
	question = bare_question(heading(c, p->from, p->to), &c->signs);
	build_question(c->build, question, line);
	c->question_line = line;
	c->errors = c->diags->errors;
	c->answer_begins = true;
	c->base = b->depth;
	if (question_too_wide(question))
		diag_add(c->diags, line, "E206",
		    "question longer than %d columns; is the answer on the "
		    "same line?", QUESTION_MAX);
	else if (asked_check(&c->asked, question, line, c->diags) == -1)
		c->failed = true;
	compose_put_names(c, p->block, question);
	compose_put_links(c, p);
}

/* --- the whole ------------------------------------------------------------- */

static void
put_pieces(struct compose *c)
{
	const struct piece *p = c->outline.pieces.v;
	uint32_t i;

	for (i = 0; i < c->outline.pieces.n; i++, p++) {
		switch (p->role) {
		case PIECE_SECTION:
			begin_section(c, p);
			break;
		case PIECE_QUESTION:
			if (build_items(c->build) == SOURCE_MAX_ITEMS) {
				diag_add(c->diags,
				    draft_line(c->draft, p->from), "E006",
				    "more than %d questions",
				    SOURCE_MAX_ITEMS);
				return;
			}
			put_question(c, p);
			break;
		case PIECE_SUBHEAD:
		case PIECE_TEXT:
			compose_put_block(c, p);
			break;
		}
	}
	end_item(c);
}

static void
put_front_matter(struct compose *c)
{
	const struct front_matter *f = c->source->front;
	struct slice list = f->value[FRONT_TAGS], one;
	struct slice summary = f->value[FRONT_SUMMARY];

	if (f->line[FRONT_TITLE] != 0)
		build_title(c->build, f->value[FRONT_TITLE], TITLE_HEADER);
	if (summary.n == 0)
		summary = f->value[FRONT_DESCRIPTION];
	if (summary.n > 0)
		build_summary(c->build, summary);
	if (f->line[FRONT_LANG] != 0 && field_lang(f->value[FRONT_LANG],
		f->line[FRONT_LANG], c->diags))
		build_lang(c->build, f->value[FRONT_LANG]);
	/* a date may have a time behind it */
	one = f->value[FRONT_DATE];
	if (one.n > 10 && (one.p[10] == 'T' || one.p[10] == ' '))
		one.n = 10;
	if (one.n > 0 && field_date(one, f->line[FRONT_DATE], c->diags))
		build_date(c->build, one);
	while (front_matter_next(&list, &one))
		if (one.n > 0)
			build_tag(c->build, one);
}

/* The last segment of "/docs/faq/", made to a slug as ids are; appends. */
static void
put_slug(struct compose *c, struct buf *out)
{
	const struct front_matter *f = c->source->front;
	enum front_key key =
	    f->value[FRONT_SLUG].n > 0 ? FRONT_SLUG : FRONT_ID;
	struct slice s = f->value[key];
	size_t i;

	while (s.n > 0 && s.p[s.n - 1] == '/')
		s.n--;
	for (i = s.n; i > 0 && s.p[i - 1] != '/'; i--)
		;
	compose_fold(slice_from(s, i), out);
	if (out->n > 0 && id_valid(buf_slice(out)))
		return;
	if (out->n > 0)
		diag_add(c->diags, f->line[key], "E103", "slug \"%.*s\" %s",
		    diag_quote(s), s.p, id_fault(buf_slice(out)));
	buf_clear(out);
	slug_of_file(c->source->file, out);
}

static int
begin(struct compose *c)
{
	bool qa = c->outline.style != STYLE_NONE;
	struct slice name = file_name(c->source->file);

	put_slug(c, &c->slug);
	c->build = build_new(qa ? PAGE_QA : PAGE_PROSE, c->source->file,
	    qa ? buf_slice(&c->slug) : name);
	if (c->build == NULL || c->slug.failed)
		return -1;
	put_front_matter(c);
	return compose_names_begin(c);
}

static void
put_title(struct compose *c)
{
	const struct draft_block *b = c->outline.title;

	/* of prose the first heading of level 1 is the title anyhow */
	if (b == NULL || c->source->front->line[FRONT_TITLE] != 0)
		return;
	build_title(c->build, heading(c, b->from, b->to), TITLE_HEADING);
}

/* Whether the first line has a blank one behind it, and then more. */
static bool
first_stands_alone(const struct page *page)
{
	return page->intro.n > 1 && page->intro.v[1].gap == GAP_LINE;
}

static struct page *
finish(struct compose *c, uint32_t errors)
{
	struct page *page;

	if (c->failed || c->text.failed || c->section.failed ||
	    c->draft->failed || (page = build_finish(c->build)) == NULL)
		return NULL;
	if (c->diags->errors > errors)
		/* dead links are told too, though ids stay provisional */
		ids_assign(page, c->diags);
	else if (title_infer(page, c->source->by_lines &&
			 first_stands_alone(page), c->diags) == 0)
		return page;
	page_unref(page);
	return NULL;
}

static struct page *
read_draft(struct compose *c)
{
	const struct front_matter *f = c->source->front;
	struct slice stem = file_stem(c->source->file);
	struct outline_hint hint = { .style = f->style, .level = f->level,
		.prose = f->prose || slice_is(stem, "index"),
		.about_questions = outline_about_questions(stem) ||
		    outline_about_questions(f->value[FRONT_TITLE]) };
	uint32_t errors = c->diags->errors;

	if (outline_make(&c->outline, c->draft, &c->anchors, &hint) == -1)
		return NULL;
	c->level = c->outline.level;
	if (c->outline.style == STYLE_NONE &&
	    (f->style != STYLE_NONE || f->level > 0)) {
		diag_add(c->diags, 1, "E502",
		    "no questions found; use headings or set question-level");
		return NULL;
	}
	if (begin(c) == -1)
		return NULL;
	put_title(c);
	put_pieces(c);
	return finish(c, errors);
}

struct page *
compose(struct draft *draft, const struct compose_source *source,
    struct diags *diags)
{
	struct compose c = { .draft = draft, .source = source,
		.diags = diags };
	struct page *page = NULL;

	buf_init(&c.text, SOURCE_MAX_FILE + 1);
	buf_init(&c.section, SOURCE_MAX_FILE + 1);
	buf_init(&c.slug, SOURCE_MAX_LINE);
	map_init(&c.ids);
	asked_init(&c.asked);
	if (anchors_make(&c.anchors, draft) == 0)
		page = read_draft(&c);
	build_free(c.build);
	outline_fini(&c.outline);
	anchors_fini(&c.anchors);
	free(c.owners);
	asked_fini(&c.asked);
	map_fini(&c.ids);
	buf_fini(&c.slug);
	buf_fini(&c.section);
	buf_fini(&c.text);
	return page;
}

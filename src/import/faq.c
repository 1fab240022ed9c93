#include "import/faq.h"

#include <stdio.h>
#include <string.h>

#include "base/map.h"
#include "import/html.h"
#include "import/out.h"
#include "import/prose.h"
#include "import/target.h"
#include "model/build.h"
#include "parse/entity.h"
#include "parse/field.h"
#include "parse/ids.h"
#include "parse/source.h"
#include "parse/title.h"

enum {
	WORK_MAX = 16 << 20,	/* bytes */
	QUESTION_MAX = 300,	/* columns: E206 of qapsule-format(5) */
	FIELD_MAX = 200,	/* columns of a title, a section, a name */
	TAG_MAX = 80,		/* columns */
	TAGS_MAX = 100,		/* of an item or the page */
};

void
faq_init(struct faq *f, struct diags *diags)
{
	*f = (struct faq){ .diags = diags };
	arena_init(&f->arena);
}

void
faq_fini(struct faq *f)
{
	page_unref(f->ids);
	source_close(&f->source);
	vec_fini(&f->items);
	arena_fini(&f->arena);
}

struct faq_item *
faq_add(struct faq *f, struct slice question, const char *path, uint32_t line)
{
	struct faq_item *item;

	/* one more than there may be says that there are too many */
	if (f->items.n > SOURCE_MAX_ITEMS)
		return NULL;
	if ((item = vec_push(&f->items)) == NULL) {
		f->failed = true;
		return NULL;
	}
	item->question = question;
	item->path = arena_str(&f->arena, slice_of(path));
	item->line = line;
	return item;
}

struct faq_text *
faq_put(struct faq *f, struct faq_texts *to, struct slice s,
    bool plain)
{
	struct faq_text *text = arena_alloc(&f->arena, sizeof(*text));

	if (text == NULL) {
		f->failed = true;
		return NULL;
	}
	*text = (struct faq_text){ .s = s, .plain = plain };
	if (to->first == NULL)
		to->end = &to->first;
	*to->end = text;
	to->end = &text->next;
	return text;
}

/* --- text ------------------------------------------------------------------ */

/*
 * What a text is, with its entities replaced in decoded where it is no HTML.
 * Some programs write their HTML as text: "&lt;p&gt;".
 */
static bool
is_html(struct slice s, struct buf *decoded)
{
	if (html_is_likely(s))
		return true;
	if (memchr(s.p, '&', s.n) != NULL)
		entity_put_text(s, decoded);
	return false;
}

static void
put_text(struct out *o, const struct faq_text *t)
{
	struct slice s = t->s;
	struct buf decoded;

	buf_init(&decoded, WORK_MAX);
	if (!t->plain && is_html(s, &decoded)) {
		html_write(o, s, t->aside);
	} else {
		if (decoded.n > 0)
			s = buf_slice(&decoded);
		if (decoded.n > 0 && memchr(t->s.p, '<', t->s.n) == NULL &&
		    html_is_likely(s))
			html_write(o, s, t->aside);
		else
			prose_write(o, s, t->aside);
	}
	o->to->failed = o->to->failed || decoded.failed;
	buf_fini(&decoded);
}

static void
put_answer(struct out *o, const struct faq_item *item)
{
	const struct faq_text *t;

	for (t = item->answer.first; t != NULL; t = t->next) {
		put_text(o, t);
		out_break(o);
	}
}

/* s on one line without markup, in the arena. */
static struct slice
one_line(struct faq *f, struct slice s)
{
	struct buf none, decoded;
	struct out o;
	struct slice line;

	buf_init(&none, 0);
	out_init(&o, &none, f->diags);
	buf_init(&decoded, WORK_MAX);
	if (is_html(s, &decoded))
		html_inline(&o, s);
	else
		out_text(&o, decoded.n > 0 ? buf_slice(&decoded) : s);
	line = buf_slice(&o.text);
	line.p = arena_str(&f->arena, line);
	f->failed = f->failed || o.text.failed || decoded.failed;
	out_fini(&o);
	buf_fini(&decoded);
	buf_fini(&none);
	return line;
}

/* s, or its beginning, in at most max columns, in the arena. */
static struct slice
cut(struct faq *f, struct slice s, unsigned max)
{
	struct buf out;

	buf_init(&out, WORK_MAX);
	title_cut(&out, s, max);
	s = buf_slice(&out);
	s.p = arena_str(&f->arena, s);
	f->failed = f->failed || out.failed;
	buf_fini(&out);
	return s;
}

static struct slice
field(struct faq *f, struct slice s)
{
	return s.n > 0 ? cut(f, one_line(f, s), FIELD_MAX) : s;
}

/* --- settling -------------------------------------------------------------- */

/* The day of "2024-05-01T10:00:00Z", or nothing. */
static struct slice
day_of(struct slice s)
{
	struct diags quiet;

	s = slice_trim(s);
	if (s.n > 10 && (s.p[10] == 'T' || s.p[10] == ' '))
		s.n = 10;
	diags_init(&quiet, false);
	if (!field_date(s, 0, &quiet))
		s.n = 0;
	diags_fini(&quiet);
	return s;
}

static struct slice
settle_date(struct faq *f, struct slice s, const char *path, uint32_t line)
{
	struct slice day = day_of(s);

	if (s.n > 0 && day.n == 0)
		diag_add(f->diags, line, "N602", "%s: date \"%.*s\" dropped: "
		    "it is not YYYY-MM-DD", path, diag_quote(s), s.p);
	return day;
}

/* The answer as it will be written, but for links to other items. */
static struct slice
plain_answer(struct faq *f, const struct faq_item *item)
{
	struct slice plain;
	struct diags quiet;
	struct buf out;
	struct out o;

	buf_init(&out, WORK_MAX);
	diags_init(&quiet, false);
	out_init(&o, &out, &quiet);
	put_answer(&o, item);
	plain = buf_slice(&out);
	plain.p = arena_str(&f->arena, plain);
	f->failed = f->failed || out.failed;
	out_fini(&o);
	diags_fini(&quiet);
	buf_fini(&out);
	return plain;
}

/* A question that is too long gets its rest in front of the answer. */
static void
shorten_question(struct faq *f, struct faq_item *item)
{
	struct slice whole = item->question;
	struct faq_texts answer = { 0 };
	struct faq_text *t;

	item->question = cut(f, whole, QUESTION_MAX);
	if (item->question.n == whole.n ||
	    (t = faq_put(f, &answer, whole, true)) == NULL)
		return;
	diag_add(f->diags, item->line, "N605", "%s: question longer than %d "
	    "columns: shortened, and whole before its answer", item->path,
	    QUESTION_MAX);
	t->next = item->answer.first;
	item->answer.first = t;
}

static void
settle_fields(struct faq *f, struct faq_item *item)
{
	item->section = field(f, item->section);
	item->updated = settle_date(f, item->updated, item->path, item->line);
}

/* False when the item is dropped. */
static bool
settle_question(struct faq *f, struct faq_item *item, struct map *unused)
{
	struct slice *q = &item->question;

	(void)unused;
	settle_fields(f, item);
	*q = one_line(f, *q);
	item->plain = plain_answer(f, item);
	if (q->n == 0)
		diag_add(f->diags, item->line, "N603",
		    "%s: dropped: the question is empty", item->path);
	else if (item->plain.n == 0)
		diag_add(f->diags, item->line, "N603",
		    "%s: dropped: no answer to \"%.*s\"", item->path,
		    diag_quote(*q), q->p);
	else
		shorten_question(f, item);
	return q->n > 0 && item->plain.n > 0;
}

/* What the question has in common with its twins, in the arena. */
static struct slice
key_of(struct faq *f, struct slice question)
{
	struct slice s;
	struct buf key;

	buf_init(&key, WORK_MAX);
	id_question_key(question, &key);
	s = buf_slice(&key);
	s.p = arena_str(&f->arena, s);
	f->failed = f->failed || key.failed;
	buf_fini(&key);
	return s;
}

/* "Question (word)", in at most so many columns. */
static struct slice
with_word(struct faq *f, struct slice question, struct slice word)
{
	struct slice s, short_word = cut(f, word, TAG_MAX);
	struct buf out;

	buf_init(&out, WORK_MAX);
	title_cut(&out, question, QUESTION_MAX - TAG_MAX - 3);
	buf_printf(&out, " (%.*s)", (int)short_word.n, short_word.p);
	s = buf_slice(&out);
	s.p = arena_str(&f->arena, s);
	f->failed = f->failed || out.failed;
	buf_fini(&out);
	return s;
}

/*
 * The questions of a page differ. A twin with the same answer is dropped:
 * false. Another is told apart by its section, or by a number. asked has the
 * items by key; their places must not change any more.
 */
static bool
settle_twin(struct faq *f, struct faq_item *item, struct map *asked)
{
	struct slice question = item->question, word = item->section;
	struct faq_item *first, *other = NULL;
	char number[16];

	first = map_add(asked, key_of(f, question), item);
	if (first == NULL)
		f->failed = true;
	if (first == NULL || first == item)
		return true;
	if (slice_eq(first->plain, item->plain)) {
		diag_add(f->diags, item->line, "N603", "%s: dropped: the same "
		    "as %s", item->path, first->path);
		return false;
	}
	if (word.n == 0 || slice_eq(word, first->section))
		word.n = 0;
	do {
		if (word.n == 0) {
			snprintf(number, sizeof(number), "%u",
			    (unsigned)++first->twins + 1);
			word = slice_of(number);
		}
		item->question = with_word(f, question, word);
		word.n = 0;
		other = map_add(asked, key_of(f, item->question), item);
	} while (other != NULL && other != item);
	diag_add(f->diags, item->line, "N605", "%s: asked before, and answered "
	    "otherwise, in %s: \"%.*s\" sets it apart", item->path, first->path,
	    diag_quote(item->question), item->question.p);
	return true;
}

/* An id as given, or nothing when it cannot be one. */
static void
settle_id(struct faq *f, struct faq_item *item, struct map *given)
{
	struct slice typed = item->id, id;
	struct faq_item *other;
	struct buf folded;

	if (typed.n == 0)
		return;
	buf_init(&folded, WORK_MAX);
	target_fold_id(&folded, slice_trim(typed));
	id = buf_slice(&folded);
	id.p = arena_str(&f->arena, id);
	f->failed = f->failed || folded.failed;
	buf_fini(&folded);
	item->id.n = 0;
	if (!id_valid(id)) {
		diag_add(f->diags, item->line, "N602", "%s: id \"%.*s\" "
		    "dropped: it %s", item->path, diag_quote(typed), typed.p,
		    id_fault(id));
	} else if ((other = map_add(given, id, item)) != item) {
		f->failed = f->failed || other == NULL;
		diag_add(f->diags, item->line, "N602", "%s: id \"%.*s\" "
		    "dropped: an item before has it", item->path,
		    diag_quote(typed), typed.p);
	} else {
		item->id = id;
	}
}

/* A page of only the questions gives those without an id one. */
static void
make_ids(struct faq *f)
{
	struct build *b = build_new(PAGE_QA, "x.qa", slice_of("x"));
	uint32_t i;

	if (b == NULL)
		return;
	for (i = 0; i < f->items.n; i++) {
		build_question(b, f->items.v[i].question, 1);
		if (f->items.v[i].id.n > 0)
			build_item_id(b, f->items.v[i].id);
	}
	f->ids = build_finish(b);
	build_free(b);
	if (f->ids == NULL || ids_assign(f->ids, f->diags) == -1) {
		f->failed = true;
		return;
	}
	for (i = 0; i < f->items.n; i++)
		f->items.v[i].id = slice_of(f->ids->items[i].id);
}

/* Keeps the items for which settle is true, in order. */
static void
keep_items(struct faq *f, bool (*settle)(struct faq *, struct faq_item *,
    struct map *), struct map *map)
{
	uint32_t i, kept = 0;

	for (i = 0; i < f->items.n; i++) {
		f->items.v[kept] = f->items.v[i];
		kept += settle(f, &f->items.v[kept], map);
	}
	f->items.n = kept;
}
/* What the header will hold; name is that of the source. */
static void
settle_header(struct faq *f, const char *name)
{
	struct diags quiet;
	struct buf title;

	f->title = field(f, f->title.n > 0 ? f->title : f->page_title);
	buf_init(&title, WORK_MAX);
	if (f->title.n == 0)
		title_of_file(&title, name);
	if (title.n > 0)
		f->title = field(f, buf_slice(&title));
	else if (f->title.n == 0)
		f->title = slice_of("Questions and answers");
	buf_fini(&title);
	diags_init(&quiet, false);
	if (f->lang.n > 0 && !field_lang(f->lang, 0, &quiet))
		f->lang.n = 0;
	diags_fini(&quiet);
	f->author = field(f, f->author);
	f->license = field(f, f->license);
	f->date = settle_date(f, f->date, "document", 0);
	f->updated = settle_date(f, f->updated, "document", 0);
}

bool
faq_settle(struct faq *f, const char *name)
{
	struct map asked, given;
	uint32_t i;

	if (f->items.n > SOURCE_MAX_ITEMS) {
		diag_add(f->diags, 0, "E006", "more than %d questions",
		    SOURCE_MAX_ITEMS);
		return false;
	}
	map_init(&asked);
	map_init(&given);
	settle_header(f, name);
	keep_items(f, settle_question, NULL);
	keep_items(f, settle_twin, &asked);
	for (i = 0; i < f->items.n; i++)
		settle_id(f, &f->items.v[i], &given);
	map_fini(&given);
	map_fini(&asked);
	if (f->items.n == 0)
		diag_add(f->diags, 0, "E604", "no questions found");
	else
		make_ids(f);
	return f->items.n > 0 && !f->failed && !f->arena.failed;
}

/* --- writing --------------------------------------------------------------- */

/* "Tags: a, b"; a comma in a tag would make two of it. */
static void
put_tags(struct faq *f, struct out *o, const struct faq_texts *tags)
{
	const struct faq_text *t;
	unsigned n = 0;
	struct slice tag;
	struct buf list;
	size_t i, start;

	buf_init(&list, WORK_MAX);
	for (t = tags->first; t != NULL && n < TAGS_MAX; t = t->next) {
		tag = cut(f, one_line(f, t->s), TAG_MAX);
		if (tag.n == 0)
			continue;
		if (n++ > 0)
			buf_puts(&list, ", ");
		start = list.n;
		buf_put_slice(&list, tag);
		for (i = start; i < list.n; i++)
			if (list.p[i] == ',')
				list.p[i] = ' ';
	}
	out_field(o, "Tags", buf_slice(&list));
	f->failed = f->failed || list.failed;
	buf_fini(&list);
}

static void
write_header(struct faq *f, struct out *o)
{
	const struct faq_text *t;

	out_field(o, "Title", f->title);
	out_field(o, "Lang", f->lang);
	out_field(o, "Author", f->author);
	out_field(o, "Date", f->date);
	out_field(o, "Updated", f->updated);
	put_tags(f, o, &f->tags);
	out_field(o, "License", f->license);
	if (f->intro.first != NULL)
		buf_putc(o->to, '\n');
	for (t = f->intro.first; t != NULL; t = t->next)
		put_text(o, t);
}

static void
write_item(struct faq *f, struct out *o, const struct faq_item *item,
    struct slice *section)
{
	o->line = item->line;
	out_separator(o);
	out_field(o, "Id", item->id);
	if (!slice_eq(item->section, *section)) {
		if (item->section.n > 0)
			out_field(o, "Section", item->section);
		else	/* the last one ends */
			buf_puts(o->to, "Section:\n");
		*section = item->section;
	}
	put_tags(f, o, &item->tags);
	out_field(o, "Updated", item->updated);
	out_question(o, item->question);
	put_answer(o, item);
}

void
faq_write(struct faq *f, struct buf *to)
{
	struct slice section = { "", 0 };
	struct out o;
	uint32_t i;

	out_init(&o, to, f->diags);
	o.ids = f->ids;
	o.base = f->base;
	write_header(f, &o);
	for (i = 0; i < f->items.n; i++)
		write_item(f, &o, &f->items.v[i], &section);
	out_fini(&o);
	f->failed = f->failed || f->arena.failed;
}

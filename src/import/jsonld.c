#include "import/jsonld.h"

#include <strings.h>

#include "import/html.h"
#include "import/node.h"
#include "import/target.h"
#include "import/trail.h"

enum { VALUE_MAX = 65536 };	/* bytes of an attribute */

struct finder {
	struct trail trail;
	struct faq *faq;
	struct map by_id;	/* of "@id", to the node that is more than that */
};

/* --- types and values ------------------------------------------------------ */

/* "Question", "schema:Question" or "https://schema.org/Question" */
static bool
is_named(const struct node *type, const char *name)
{
	struct slice s = node_text(type);
	size_t n = strlen(name);

	return s.n >= n && memcmp(s.p + s.n - n, name, n) == 0 &&
	    (s.n == n || s.p[s.n - n - 1] == '/' || s.p[s.n - n - 1] == ':');
}

static bool
is_a(const struct node *node, const char *name)
{
	const struct node *type = node_get(node, "@type");
	uint32_t i;

	if (type == NULL)
		return false;
	for (i = 0; type->kind == NODE_LIST && i < type->n; i++)
		if (is_named(type->v[i].value, name))
			return true;
	return is_named(type, name);
}

/* A node that only names another one is that one, if it is there. */
static const struct node *
follow(struct finder *k, const struct node *node)
{
	const struct node *target = NULL;

	if (node->kind == NODE_MAP && node->n == 1)
		target = map_get(&k->by_id, node_text(node_get(node, "@id")));
	return target != NULL ? target : node;
}

/* The text of a value: as it is, in @value, in name, of the first of many. */
static struct slice
text_of(const struct node *node)
{
	static const char *const keys[] = { "@value", "text", "name" };
	struct slice s = node_text(node);
	size_t i;

	if (node != NULL && node->kind == NODE_LIST && node->n > 0)
		return node->v[0].value->kind != NODE_LIST
		    ? text_of(node->v[0].value) : s;
	for (i = 0; i < sizeof(keys) / sizeof(*keys) && s.n == 0; i++)
		s = node_text(node_get(node, keys[i]));
	return s;
}

/* The first of some keys that a node has with a text. */
static struct slice
text_at(const struct node *node, const char *const keys[])
{
	struct slice s = { "", 0 };

	for (; *keys != NULL && node_is_blank(s); keys++)
		s = text_of(node_get(node, *keys));
	return s;
}

static const char *const changed_keys[] = { "dateModified", "dateCreated",
	"datePublished", NULL };

/* --- a question ------------------------------------------------------------ */

static void
put_answer(struct finder *k, struct faq_item *item, const struct node *node)
{
	struct slice s = text_of(node), changed;

	if (!node_is_blank(s))
		faq_put(k->faq, &item->answer, s, false);
	changed = text_at(node, changed_keys);
	if (!node_is_blank(changed))
		item->updated = changed;
}

static void
put_answers(struct finder *k, struct faq_item *item, const struct node *node)
{
	uint32_t i;

	if (node == NULL)
		return;
	node = follow(k, node);
	if (node->kind != NODE_LIST)
		put_answer(k, item, node);
	else
		for (i = 0; i < node->n; i++)
			put_answer(k, item, follow(k, node->v[i].value));
}

/* What follows "#" in an address. */
static struct slice
fragment(struct slice url)
{
	slice_take_until(&url, "#");
	return slice_from(url, 1);
}

static void
put_tags(struct finder *k, struct faq_item *item, const struct node *node)
{
	struct slice rest = text_of(node), one;
	uint32_t i;

	for (i = 0; node != NULL && node->kind == NODE_LIST && i < node->n; i++)
		faq_put(k->faq, &item->tags, text_of(node->v[i].value), false);
	if (i > 0)
		return;
	for (; rest.n > 0; rest = slice_from(rest, 1)) {
		one = slice_take_until(&rest, ",");
		faq_put(k->faq, &item->tags, one, false);
	}
}

static bool
is_one_of(struct slice key, const char *const keys[])
{
	for (; *keys != NULL; keys++)
		if (slice_is(key, *keys))
			return true;
	return false;
}

/* What a page says of its question and has no place, or no use, here. */
static void
drop_rest(struct finder *k, const struct node *node)
{
	static const char *const taken[] = { "@type", "@id", "@context", "name",
		"text", "headline", "acceptedAnswer", "suggestedAnswer",
		"dateModified", "dateCreated", "datePublished", "keywords",
		"url", "position", "answerCount", "inLanguage", NULL };
	uint32_t i;

	for (i = 0; i < node->n; i++)
		if (!is_one_of(node->v[i].key, taken))
			trail_drop(&k->trail, node, i);
}

static void
take_question(struct finder *k, const struct node *node)
{
	static const char *const names[] = { "name", "headline", "text",
		NULL };
	static const char *const texts[] = { "text", NULL };
	static const char *const ids[] = { "@id", "url", NULL };
	struct slice question = text_at(node, names), body;
	struct faq_item *item;
	struct faq_text *aside;

	item = faq_add(k->faq, question, k->trail.path, node->line);
	if (item == NULL)
		return;
	body = text_at(node, texts);
	if (!node_is_blank(body) && !slice_eq(body, question) &&
	    (aside = faq_put(k->faq, &item->answer, body, false)) != NULL)
		aside->aside = true;
	item->updated = text_at(node, changed_keys);
	put_answers(k, item, node_get(node, "acceptedAnswer"));
	put_answers(k, item, node_get(node, "suggestedAnswer"));
	item->id = fragment(text_at(node, ids));
	put_tags(k, item, node_get(node, "keywords"));
	drop_rest(k, node);
}

/* --- a page ---------------------------------------------------------------- */

static void
set(struct slice *field, struct slice s)
{
	if (field->n == 0)
		*field = s;
}

static void
take_page(struct finder *k, const struct node *node)
{
	static const char *const names[] = { "headline", "name", NULL };
	static const char *const dates[] = { "datePublished", "dateCreated",
		NULL };
	struct slice about = text_of(node_get(node, "description"));
	struct faq *f = k->faq;

	set(&f->title, text_at(node, names));
	set(&f->lang, text_of(node_get(node, "inLanguage")));
	set(&f->author, text_of(node_get(node, "author")));
	set(&f->license, text_of(node_get(node, "license")));
	set(&f->date, text_at(node, dates));
	set(&f->updated, text_of(node_get(node, "dateModified")));
	if (f->intro.first == NULL && !node_is_blank(about))
		faq_put(f, &f->intro, about, false);
}

static void
walk(struct finder *k, const struct node *node)
{
	size_t before;
	uint32_t i;

	if (is_a(node, "Question")) {
		take_question(k, node);
		return;
	}
	if (is_a(node, "FAQPage") || is_a(node, "QAPage"))
		take_page(k, node);
	for (i = 0; i < node->n; i++) {
		before = trail_enter(&k->trail, node, i);
		walk(k, node->v[i].value);
		trail_leave(&k->trail, before);
	}
}

static void
index_ids(struct finder *k, struct node *node)
{
	struct node *id = node_get(node, "@id");
	uint32_t i;

	if (id != NULL && node->n > 1 &&
	    map_add(&k->by_id, node_text(id), node) == NULL)
		k->faq->failed = true;
	for (i = 0; i < node->n; i++)
		index_ids(k, node->v[i].value);
}

static void
find_in(struct faq *f, struct node *root)
{
	struct finder k = { .faq = f };

	trail_init(&k.trail, f);
	map_init(&k.by_id);
	index_ids(&k, root);
	walk(&k, root);
	map_fini(&k.by_id);
	trail_fini(&k.trail);
}

/* --- where it stands ------------------------------------------------------- */

/*
 * One script. A page may hold others that say nothing of questions: a
 * mistake in one of those is none here.
 */
static void
read_script(struct faq *f, struct slice s, uint32_t line)
{
	bool questions = memmem(s.p, s.n, "Question", 8) != NULL;
	struct node *root;
	struct diags said;
	uint32_t i;

	diags_init(&said, false);
	root = node_read_json(s, &f->arena, &said);
	for (i = 0; i < said.list.n; i++)
		diag_add(f->diags, said.list.v[i].line == 0 ? line
			: line + said.list.v[i].line - 1,
		    questions ? said.list.v[i].code : "N603", "%s%s",
		    questions ? "" : "script dropped: ", said.list.v[i].text);
	if (root != NULL)
		find_in(f, root);
	else if (said.errors == 0)
		f->failed = true;
	diags_fini(&said);
}

static bool
attribute_is(struct slice attributes, const char *name, const char *value,
    struct buf *work)
{
	struct slice s;

	buf_clear(work);
	if (!html_attribute(attributes, name, work))
		return false;
	s = buf_slice(work);
	return s.n == strlen(value) && strncasecmp(s.p, value, s.n) == 0;
}

/* The value of an attribute, into a field that has none. */
static void
take_attribute(struct faq *f, struct slice *field, struct slice attributes,
    const char *name, struct buf *work)
{
	buf_clear(work);
	if (field->n > 0 || !html_attribute(attributes, name, work))
		return;
	*field = slice_trim(buf_slice(work));
	field->p = arena_str(&f->arena, *field);
}

/*
 * Title, language and address of a page; the questions of its scripts. True
 * for a script of the kind that may have some.
 */
static bool
read_token(struct faq *f, struct html *h, struct html_token *t,
    struct buf *work)
{
	struct slice s;

	if (t->kind != HTML_OPEN)
		return false;
	switch (t->element) {
	case HTML_SCRIPT:
		s = t->s;
		html_next(h, t);
		if (t->kind != HTML_TEXT || node_is_blank(t->s) ||
		    !attribute_is(s, "type", "application/ld+json", work))
			return false;
		read_script(f, t->s, t->line);
		return true;
	case HTML_HTML:
		take_attribute(f, &f->lang, t->s, "lang", work);
		break;
	case HTML_BASE:
		take_attribute(f, &f->base, t->s, "href", work);
		break;
	case HTML_LINK:
		if (attribute_is(t->s, "rel", "canonical", work))
			take_attribute(f, &f->base, t->s, "href", work);
		break;
	case HTML_TITLE:
		html_next(h, t);
		if (t->kind == HTML_TEXT && f->page_title.n == 0)
			f->page_title = t->s;
		break;
	default:
		break;
	}
	return false;
}

static void
read_page(struct faq *f, struct slice text)
{
	bool scripts = false;
	struct html_token t;
	struct html h;
	struct buf work;

	buf_init(&work, VALUE_MAX);
	html_init(&h, text);
	for (html_next(&h, &t); t.kind != HTML_END; html_next(&h, &t))
		scripts = read_token(f, &h, &t, &work) || scripts;
	buf_fini(&work);
	if (!scripts)
		diag_add(f->diags, 0, "E603", "no script of type "
		    "\"application/ld+json\" in the page");
	if (!target_base_ok(f->base))
		f->base.n = 0;
}

int
jsonld_read(struct faq *f, struct slice text)
{
	struct slice s = text;

	while (s.n > 0 && node_is_blank((struct slice){ s.p, 1 }))
		s = slice_from(s, 1);
	if (s.n > 0 && (s.p[0] == '{' || s.p[0] == '['))
		read_script(f, text, 1);
	else
		read_page(f, text);
	return f->failed || f->diags->errors > 0 ? -1 : 0;
}

/*
 * From the root down, with the survey in hand: what is an item, what a
 * section and what has nothing to do with questions.
 */
#include "import/find.h"

#include <string.h>

#include "import/roles.h"
#include "import/survey.h"
#include "import/trail.h"

struct finder {
	struct trail trail;
	struct faq *faq;
};

/* What holds for a node by where it stands. */
struct place {
	bool top;		/* its fields are those of the document */
	struct slice section;
	bool named;		/* the section has a title, not just a key */
	struct slice id;	/* the key under which an item stands */
};

/* Adds all text of a node. */
static void
take_texts(struct finder *k, struct faq_texts *to, const struct node *node,
    bool aside)
{
	struct faq_text *t;
	size_t before;
	uint32_t i;

	if (node->kind == NODE_SCALAR && !node_is_blank(node->s)) {
		if ((t = faq_put(k->faq, to, node->s, false)) != NULL)
			t->aside = aside;
		return;
	}
	for (i = 0; i < node->n; i++) {
		if (node->kind == NODE_MAP && (!node->v[i].value->textual ||
		    (!role_is_text(role_of(node->v[i].key, NULL)) &&
			role_of(node->v[i].key, NULL) != ROLE_LIST))) {
			trail_drop(&k->trail, node, i);
			continue;
		}
		before = trail_enter(&k->trail, node, i);
		take_texts(k, to, node->v[i].value, aside);
		trail_leave(&k->trail, before);
	}
}

/* The first text of a node on which a name or a title may stand. */
static struct slice
first_text(const struct node *node)
{
	enum role role;
	uint32_t i;

	if (node->kind == NODE_SCALAR)
		return node->s;
	for (i = 0; i < node->n; i++) {
		role = role_of(node->v[i].key, NULL);
		if (node->v[i].value->kind == NODE_SCALAR &&
		    !node_is_blank(node->v[i].value->s) &&
		    (node->kind == NODE_LIST || role_is_text(role) ||
			role == ROLE_TITLE))
			return node->v[i].value->s;
	}
	return slice_of("");
}

/* "a, b", or a list, or a list of maps with names. */
static void
take_tags(struct finder *k, struct faq_texts *to, const struct node *node)
{
	struct slice rest, one;
	uint32_t i;

	if (node->kind == NODE_SCALAR)
		for (rest = node->s; rest.n > 0; rest = slice_from(rest, 1)) {
			one = slice_take_until(&rest, ",");
			if (!node_is_blank(one))
				faq_put(k->faq, to, one, false);
		}
	else
		for (i = 0; i < node->n; i++)
			faq_put(k->faq, to, first_text(node->v[i].value),
			    false);
}

static void walk(struct finder *, const struct node *, struct place);

/* A member of an item other than its question and its answer. */
static void
take_member(struct finder *k, struct faq_item *item, const struct node *map,
    uint32_t i, const struct place *place)
{
	const struct member *m = &map->v[i];
	struct slice s = first_text(m->value);

	switch (role_of(m->key, NULL)) {
	case ROLE_ID:
		if (item->id.n == 0 || item->id.p == place->id.p)
			item->id = s;
		break;
	case ROLE_SLUG:
		item->id = s;
		break;
	case ROLE_SECTION:
		item->section = s;
		break;
	case ROLE_TAGS:
		take_tags(k, &item->tags, m->value);
		break;
	case ROLE_UPDATED:
		item->updated = s;
		break;
	case ROLE_DATE:
		if (item->updated.n == 0)
			item->updated = s;
		break;
	default:
		trail_drop(&k->trail, map, i);
		break;
	}
}

static void
take_item(struct finder *k, const struct node *map, struct place place)
{
	struct parts parts = survey_parts(map);
	const struct member *question = parts.question != NULL
	    ? parts.question : parts.title;
	struct place inner = { .section = place.section,
		.named = place.named };
	struct faq_item item = { .section = place.section, .id = place.id };
	struct faq_item *added;
	enum role role;
	size_t before;
	uint32_t i;

	added = faq_add(k->faq, first_text(question->value), k->trail.path,
	    map->line);
	if (added == NULL)
		return;
	item.question = added->question;
	item.path = added->path;
	item.line = added->line;
	for (i = 0; i < map->n; i++) {
		if (&map->v[i] == question || map->v[i].value->holds)
			continue;
		role = role_of(map->v[i].key, NULL);
		if (!role_is_text(role)) {
			take_member(k, &item, map, i, &place);
			continue;
		}
		before = trail_enter(&k->trail, map, i);
		/* beside an answer, a text is what the question says */
		take_texts(k, &item.answer, map->v[i].value,
		    role != ROLE_ANSWER && parts.answer != NULL);
		trail_leave(&k->trail, before);
	}
	k->faq->items.v[k->faq->items.n - 1] = item;
	for (i = 0; i < map->n; i++)
		if (map->v[i].value->holds) {
			before = trail_enter(&k->trail, map, i);
			walk(k, map->v[i].value, inner);
			trail_leave(&k->trail, before);
		}
}

static void
take_pair(struct finder *k, struct slice question, const struct node *answer,
    const struct node *at, const struct place *place)
{
	struct faq_item *item = faq_add(k->faq, question, k->trail.path,
	    at->line);
	struct faq_texts texts = { 0 };

	if (item == NULL)
		return;
	item->section = place->section;
	take_texts(k, &texts, answer, false);
	item->answer = texts;
}

/* A field of the document, of a map that is no section; false if not one. */
static bool
take_field(struct finder *k, const struct node *map, uint32_t i)
{
	const struct node *value = map->v[i].value;
	struct slice s = first_text(value), *field;

	switch (role_of(map->v[i].key, NULL)) {
	case ROLE_TITLE:
	case ROLE_SECTION:
		field = &k->faq->title;
		break;
	case ROLE_TEXT:
	case ROLE_INNER:
		if (!value->textual)
			return false;
		take_texts(k, &k->faq->intro, value, false);
		return true;
	case ROLE_TAGS:
		take_tags(k, &k->faq->tags, value);
		return true;
	case ROLE_LANG:
		field = &k->faq->lang;
		break;
	case ROLE_AUTHOR:
		field = &k->faq->author;
		break;
	case ROLE_LICENSE:
		field = &k->faq->license;
		break;
	case ROLE_DATE:
		field = &k->faq->date;
		break;
	case ROLE_UPDATED:
		field = &k->faq->updated;
		break;
	default:
		return false;
	}
	if (field->n > 0 || node_is_blank(s))
		return false;
	*field = s;
	return true;
}

static uint32_t
count_holding(const struct node *node)
{
	uint32_t i, n = 0;

	for (i = 0; i < node->n; i++)
		n += node->v[i].value->holds;
	return n;
}

/* The title that a map gives itself, and where it stands; -1: none. */
static int64_t
heading_of(const struct node *map)
{
	int64_t found = -1;
	enum role role;
	uint32_t i;

	for (i = 0; i < map->n; i++) {
		role = role_of(map->v[i].key, NULL);
		if (map->v[i].value->holds ||
		    node_is_blank(first_text(map->v[i].value)))
			continue;
		if (role == ROLE_SECTION)
			return i;
		if (role == ROLE_TITLE && found == -1)
			found = i;
	}
	return found;
}

/* "getting_started" as "Getting started"; what has blanks stays. */
static struct slice
words_of_key(struct finder *k, struct slice key)
{
	char *s;
	size_t i;

	if (memchr(key.p, ' ', key.n) != NULL ||
	    (s = arena_str(&k->faq->arena, key)) == NULL)
		return key;
	for (i = 0; i < key.n; i++)
		if (s[i] == '_' || s[i] == '-')
			s[i] = ' ';
	if (s[0] >= 'a' && s[0] <= 'z')
		s[0] = (char)(s[0] - 'a' + 'A');
	return (struct slice){ s, key.n };
}

static struct slice
join_sections(struct finder *k, struct slice outer, struct slice inner)
{
	size_t n = outer.n + 2 + inner.n;
	char *s;

	if (outer.n > NODE_DEPTH_MAX * 16 ||
	    (s = arena_alloc(&k->faq->arena, n + 1)) == NULL)
		return inner;
	memcpy(s, outer.p, outer.n);
	memcpy(s + outer.n, ": ", 2);
	memcpy(s + outer.n + 2, inner.p, inner.n);
	return (struct slice){ s, n };
}

/* Where the holding members of a map or list stand. */
static struct place
place_in(struct finder *k, const struct node *node, struct place place,
    uint32_t i, uint32_t holding)
{
	const struct member *m = &node->v[i];
	bool item = m->value->shape == SHAPE_ITEM;

	place.top = place.top && holding == 1 && !item;
	place.id = slice_of("");
	if (m->key.n == 0 || place.top ||
	    role_of(m->key, NULL) != ROLE_NONE)
		return place;
	if (item && holding > 1) {
		place.id = m->key;
	} else if (!item && (holding > 1 || place.section.n == 0)) {
		place.section = words_of_key(k, m->key);
		place.named = false;
	}
	return place;
}

/* An element of a list that has questions in others. */
static void
drop_element(struct finder *k, const struct node *node)
{
	struct slice question = slice_of("");
	struct parts parts;

	if (node->kind == NODE_MAP) {
		parts = survey_parts(node);
		if (parts.question != NULL)
			question = first_text(parts.question->value);
	}
	if (question.n > 0)
		diag_add(k->faq->diags, node->line, "N603",
		    "%s: dropped: no answer to \"%.*s\"", k->trail.path,
		    diag_quote(question), question.p);
	else
		diag_add(k->faq->diags, node->line, "N603",
		    "%s: dropped: no question and answer in it", k->trail.path);
}

/* A map or list with questions somewhere beneath it. */
static void
walk_container(struct finder *k, const struct node *node, struct place place)
{
	int64_t heading = node->kind == NODE_MAP ? heading_of(node) : -1;
	uint32_t holding = count_holding(node), i;
	struct slice title;
	size_t before;

	if (heading != -1 && !place.top) {
		title = first_text(node->v[heading].value);
		place.section = place.named && place.section.n > 0
		    ? join_sections(k, place.section, title) : title;
		place.named = true;
	}
	for (i = 0; i < node->n; i++) {
		before = trail_enter(&k->trail, node, i);
		if (node->v[i].value->holds)
			walk(k, node->v[i].value,
			    place_in(k, node, place, i, holding));
		else if (node->kind == NODE_LIST)
			drop_element(k, node->v[i].value);
		trail_leave(&k->trail, before);
		if (node->kind == NODE_MAP && !node->v[i].value->holds &&
		    (place.top ? !take_field(k, node, i) : i != heading))
			trail_drop(&k->trail, node, i);
	}
}

static void
walk_keyed(struct finder *k, const struct node *map, struct place place)
{
	size_t before;
	uint32_t i;

	for (i = 0; i < map->n; i++) {
		before = trail_enter(&k->trail, map, i);
		if (map->v[i].value->holds) {
			walk(k, map->v[i].value, place_in(k, map, place, i, 2));
		} else if (map->v[i].value->textual &&
		    role_of(map->v[i].key, NULL) == ROLE_NONE) {
			take_pair(k, map->v[i].key, map->v[i].value, map,
			    &place);
		} else {
			trail_leave(&k->trail, before);
			if (!place.top || !take_field(k, map, i))
				trail_drop(&k->trail, map, i);
			continue;
		}
		trail_leave(&k->trail, before);
	}
}

static void
walk_numbered(struct finder *k, const struct node *map, struct place place)
{
	const struct member *m, *answer;
	char digits[ROLE_DIGITS_MAX];
	struct map answers;
	size_t before;
	uint32_t i;

	if (survey_answers(&answers, map) == -1)
		k->faq->failed = true;
	for (i = 0; i < map->n; i++) {
		m = &map->v[i];
		before = trail_enter(&k->trail, map, i);
		answer = survey_numbered(&answers, m);
		if (answer != NULL)
			take_pair(k, first_text(m->value), answer->value,
			    m->value, &place);
		else if (m->value->holds)
			walk(k, m->value, place);
		trail_leave(&k->trail, before);
		if (answer == NULL && !m->value->holds &&
		    !(role_is_text(role_of(m->key, digits)) &&
			digits[0] != '\0'))
			trail_drop(&k->trail, map, i);
	}
	map_fini(&answers);
}

static void
walk_columns(struct finder *k, const struct node *map, struct place place)
{
	const struct node *questions, *answers;
	size_t before;
	uint32_t i;

	survey_columns(map, &questions, &answers);
	for (i = 0; i < questions->n; i++) {
		before = trail_enter(&k->trail, questions, i);
		take_pair(k, first_text(questions->v[i].value),
		    answers->v[i].value, questions->v[i].value, &place);
		trail_leave(&k->trail, before);
	}
	for (i = 0; i < map->n; i++)
		if (map->v[i].value != questions &&
		    map->v[i].value != answers)
			trail_drop(&k->trail, map, i);
}

static void
walk(struct finder *k, const struct node *node, struct place place)
{
	switch (node->shape) {
	case SHAPE_NONE:
		walk_container(k, node, place);
		break;
	case SHAPE_ITEM:
		take_item(k, node, place);
		break;
	case SHAPE_KEYED:
		walk_keyed(k, node, place);
		break;
	case SHAPE_PAIR:
		take_pair(k, first_text(node->v[0].value), node->v[1].value,
		    node, &place);
		break;
	case SHAPE_NUMBERED:
		walk_numbered(k, node, place);
		break;
	case SHAPE_COLUMNS:
		walk_columns(k, node, place);
		break;
	}
}

void
find_questions(struct faq *faq, struct node *root)
{
	struct finder k = { .faq = faq };

	trail_init(&k.trail, faq);
	survey_tree(root);
	if (root->holds)
		walk(&k, root, (struct place){ .top = true });
	trail_fini(&k.trail);
}

/*
 * From the leaves up: what a map is depends on whether there are questions in
 * its members.
 */
#include "import/survey.h"

#include <string.h>

#include "import/roles.h"
#include "parse/question.h"

/* The first of each kind that has something in it. */
struct parts
survey_parts(const struct node *map)
{
	struct parts parts = { 0 };
	const struct member *m, *end = map->v + map->n;
	const struct member **part;

	for (m = map->v; m < end; m++) {
		switch (role_of(m->key, NULL)) {
		case ROLE_QUESTION:
			part = &parts.question;
			break;
		case ROLE_TITLE:
			part = &parts.title;
			break;
		case ROLE_ANSWER:
			part = &parts.answer;
			break;
		case ROLE_TEXT:
		case ROLE_INNER:
			part = &parts.text;
			break;
		default:
			continue;
		}
		if (*part == NULL && m->value->textual && !m->value->holds)
			*part = m;
	}
	return parts;
}

static bool
holds_any(const struct node *node)
{
	uint32_t i;

	for (i = 0; i < node->n; i++)
		if (node->v[i].value->holds)
			return true;
	return false;
}

enum likeness { NO_ITEM, PERHAPS_ITEM, IS_ITEM };

/*
 * A title with a text may be a question with its answer, but also a section,
 * or anything else on a page.
 */
static enum likeness
item_likeness(const struct node *map)
{
	struct parts parts = survey_parts(map);

	if (parts.question != NULL || parts.title == NULL)
		return parts.question != NULL &&
			(parts.answer != NULL || parts.text != NULL)
		    ? IS_ITEM : NO_ITEM;
	if (parts.answer != NULL)
		return IS_ITEM;
	if (parts.text == NULL || holds_any(map))
		return NO_ITEM;
	return question_has_mark(node_text(parts.title->value))
	    ? IS_ITEM : PERHAPS_ITEM;
}

/*
 * From questions to answers: known by the question marks; in a member that
 * is called "faq" blanks will do.
 */
static bool
is_keyed(const struct node *map, bool called_faq)
{
	const struct member *m, *end = map->v + map->n;
	uint32_t questions = 0, texts = 0;

	for (m = map->v; m < end; m++) {
		if (!m->value->textual || m->value->holds)
			continue;
		texts++;
		questions += question_has_mark(m->key) ||
		    (called_faq && memchr(m->key.p, ' ', m->key.n) != NULL);
	}
	return questions > 0 && questions * 2 >= texts;
}

static bool
is_pair(const struct node *list)
{
	const struct node *question, *answer;

	if (list->n != 2)
		return false;
	question = list->v[0].value;
	answer = list->v[1].value;
	/* two questions are a list of questions */
	return question->kind == NODE_SCALAR && question_has_mark(question->s) &&
	    answer->textual &&
	    !question_ends_in_mark(node_text(answer));
}

const struct member *
survey_numbered(const struct map *answers, const struct member *m)
{
	char digits[ROLE_DIGITS_MAX];

	return role_of(m->key, digits) == ROLE_QUESTION &&
		digits[0] != '\0' && m->value->textual
	    ? map_get(answers, slice_of(digits)) : NULL;
}

/* A number whose digits are apart in the name is none. */
int
survey_answers(struct map *answers, const struct node *map)
{
	const struct member *m, *end = map->v + map->n;
	char digits[ROLE_DIGITS_MAX];
	const char *at;
	size_t n;

	map_init(answers);
	for (m = map->v; m < end; m++) {
		if (!m->value->textual ||
		    !role_is_text(role_of(m->key, digits)) ||
		    (n = strlen(digits)) == 0)
			continue;
		at = memmem(m->key.p, m->key.n, digits, n);
		if (at != NULL && map_add(answers, (struct slice){ at, n },
		    (void *)(uintptr_t)m) == NULL)
			return -1;
	}
	return 0;
}

static bool
is_numbered(const struct node *map)
{
	const struct member *m, *end = map->v + map->n;
	struct map answers;
	bool found = false;

	if (survey_answers(&answers, map) == 0)
		for (m = map->v; m < end && !found; m++)
			found = survey_numbered(&answers, m) != NULL;
	map_fini(&answers);
	return found;
}

bool
survey_columns(const struct node *map, const struct node **questions,
    const struct node **answers)
{
	*questions = node_get(map, "questions");
	*answers = node_get(map, "answers");
	return *questions != NULL && *answers != NULL &&
	    (*questions)->kind == NODE_LIST && (*answers)->kind == NODE_LIST &&
	    (*questions)->n == (*answers)->n && (*questions)->textual &&
	    (*answers)->textual && !(*questions)->holds &&
	    !(*answers)->holds;
}

static enum node_shape
shape_of(struct node *node, bool called_faq)
{
	const struct node *questions, *answers;

	if (node->kind == NODE_LIST)
		return is_pair(node) ? SHAPE_PAIR : SHAPE_NONE;
	switch (item_likeness(node)) {
	case IS_ITEM:
		return SHAPE_ITEM;
	case PERHAPS_ITEM:
		node->perhaps = true;
		return SHAPE_NONE;
	case NO_ITEM:
		break;
	}
	if (survey_columns(node, &questions, &answers))
		return SHAPE_COLUMNS;
	if (is_numbered(node))
		return SHAPE_NUMBERED;
	return is_keyed(node, called_faq) ? SHAPE_KEYED : SHAPE_NONE;
}

static bool
is_textual(const struct node *node)
{
	uint32_t i;

	if (node->kind == NODE_SCALAR)
		return !node_is_blank(node->s);
	for (i = 0; i < node->n; i++)
		if (node->v[i].value->textual && (node->kind == NODE_LIST ||
		    role_is_text(role_of(node->v[i].key, NULL)) ||
		    role_of(node->v[i].key, NULL) == ROLE_LIST))
			return true;
	return false;
}

static void
make_item(struct node *node)
{
	if (node->perhaps) {
		node->shape = SHAPE_ITEM;
		node->holds = true;
	}
}

/* What is like an item and stands in a list with one is an item. */
static void
make_items_like(struct node *list)
{
	uint32_t i, items = 0;

	for (i = 0; i < list->n; i++)
		items += list->v[i].value->shape == SHAPE_ITEM;
	for (i = 0; i < list->n && items > 0; i++)
		make_item(list->v[i].value);
}

static void
survey(struct node *node, bool called_faq)
{
	uint32_t i;

	if (node->seen)
		return;
	node->seen = true;
	for (i = 0; i < node->n; i++)
		survey(node->v[i].value, node->kind == NODE_MAP
			? role_of(node->v[i].key, NULL) == ROLE_LIST
			: called_faq);
	if (node->kind == NODE_LIST)
		make_items_like(node);
	node->textual = is_textual(node);
	if (node->kind == NODE_LIST || node->kind == NODE_MAP)
		node->shape = shape_of(node, called_faq);
	node->holds = node->shape != SHAPE_NONE || holds_any(node);
}

/* When there is nothing surer: whatever is like an item is one. */
static void
believe(struct node *node)
{
	uint32_t i;

	if (node->believed)
		return;
	node->believed = true;
	for (i = 0; i < node->n; i++)
		believe(node->v[i].value);
	node->holds = holds_any(node);
	if (!node->holds)
		make_item(node);
}

void
survey_tree(struct node *root)
{
	survey(root, true);
	if (!root->holds)
		believe(root);
}

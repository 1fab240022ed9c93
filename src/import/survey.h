/*
 * survey - what the maps and lists of a tree are to who looks for questions.
 *
 * For: find.c, which then walks the tree from its root and knows at each step
 * what lies beneath.
 */
#ifndef QAPSULE_IMPORT_SURVEY_H
#define QAPSULE_IMPORT_SURVEY_H

#include "base/map.h"
#include "import/node.h"

/* Sets shape, textual and holds of all nodes. */
void survey_tree(struct node *root);

/* The members that may make a map an item. */
struct parts {
	const struct member *question, *title;
	const struct member *answer, *text;
};

struct parts survey_parts(const struct node *map);

/*
 * Fills answers for survey_numbered, "7" to the member "a7"; its keys are in
 * the names. To be freed in any case. 0, or -1 without memory.
 */
int survey_answers(struct map *answers, const struct node *map);

/* The answer to a member "q7": the member "a7", or NULL. */
const struct member *survey_numbered(const struct map *answers,
    const struct member *);

/* Whether a map has a list of questions and one of answers, as long. */
bool survey_columns(const struct node *map, const struct node **questions,
    const struct node **answers);

#endif

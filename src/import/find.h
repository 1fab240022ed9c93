/*
 * find - questions and answers in a tree, by the names that people use.
 *
 * For: JSON and YAML. There is no one form: questions come as maps with a
 * "question" and an "answer" (or q and a, title and body, name and text, ...),
 * in lists, in lists in sections, in maps by id; as maps from questions to
 * answers; as "q1", "a1", "q2", "a2"; and all that within other data.
 */
#ifndef QAPSULE_IMPORT_FIND_H
#define QAPSULE_IMPORT_FIND_H

#include "import/faq.h"
#include "import/node.h"

/* Adds what is found to the faq, and tells its diags what is not taken. */
void find_questions(struct faq *, struct node *);

#endif

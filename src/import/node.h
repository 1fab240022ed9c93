/*
 * node - a value of JSON or YAML: one tree for all that looks for questions.
 *
 * Ownership: a tree lives in the arena it was read into, and so does its text.
 * Values that YAML aliases name are shared, so a tree may be much larger to
 * walk than to keep: its size is what a walk costs, and readers bound it.
 */
#ifndef QAPSULE_IMPORT_NODE_H
#define QAPSULE_IMPORT_NODE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/slice.h"
#include "parse/diag.h"

enum {
	NODE_DEPTH_MAX = 64,		/* lists and maps in each other */
	NODE_SIZE_MAX = 16 << 20,	/* of a whole tree */
};

enum node_kind { NODE_NULL, NODE_SCALAR, NODE_LIST, NODE_MAP };

/* What a map or list is to who looks for questions; see survey.h. */
enum node_shape {
	SHAPE_NONE,
	SHAPE_ITEM,	/* a map with a question and an answer */
	SHAPE_KEYED,	/* a map from questions to answers */
	SHAPE_PAIR,	/* a list of a question and its answer */
	SHAPE_NUMBERED,	/* a map of "q1", "a1", "q2", "a2" ... */
	SHAPE_COLUMNS,	/* a map of a list of questions, one of answers */
};

struct member {
	struct slice key;	/* empty in a list */
	struct node *value;
};

struct node {
	enum node_kind kind;
	uint32_t line;		/* in the source, or 0 where nobody knows */
	struct slice s;		/* NODE_SCALAR: its text */
	struct member *v;	/* NODE_LIST, NODE_MAP: never NULL */
	uint32_t n;
	unsigned height;	/* of the lists and maps in it; YAML only */
	size_t size;		/* of all beneath: a value is 1 and its bytes */
	/* what survey.h knows of it */
	bool seen, believed;	/* by which of its passes */
	bool textual;		/* its text could be an answer */
	bool perhaps;		/* it is like an item */
	bool holds;		/* there are questions in it */
	enum node_shape shape;
};

/* The value of a key, or NULL; a node of another kind has none. */
struct node *node_get(const struct node *, const char *key);

/* The text of a scalar, or an empty slice. */
struct slice node_text(const struct node *);	/* NULL is fine */

/* Whether there is nothing to read in a text. */
bool node_is_blank(struct slice);

/*
 * Readers. NULL with an error in diags, whose lines are those of text, or
 * without memory (then there is none). text is valid UTF-8 with LF line ends.
 */
struct node *node_read_json(struct slice text, struct arena *,
    struct diags *);
struct node *node_read_yaml(struct slice text, struct arena *,
    struct diags *);

#endif

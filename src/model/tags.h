/*
 * tags - the questions and pages that share a word of their author's choice.
 *
 * Two tags are the same when only capitals, blanks and the form of accents
 * differ; it is shown as it was first written. Borrows the corpus, which owns
 * it (corpus_index).
 */
#ifndef QAPSULE_MODEL_TAGS_H
#define QAPSULE_MODEL_TAGS_H

#include <stdint.h>

#include "base/buf.h"
#include "model/search.h"

struct tag {
	const char *name;	/* as its author writes it */
	const char *key;	/* in addresses: small letters, "-" for blanks */
	const struct hit *v;	/* in the order of the capsule */
	uint32_t n;
};

struct tags {
	struct tag *v;		/* by key */
	uint32_t n;
	struct hit *hits;
	struct arena arena;
};

struct tags *tags_new(const struct corpus *);	/* NULL: no memory */
void tags_free(struct tags *);			/* NULL is fine */

/* The tag that name is another writing of, or NULL. */
const struct tag *tags_find(const struct tags *, struct slice name);

/* Appends the key of a tag. */
void tag_key(struct buf *, struct slice name);

#endif

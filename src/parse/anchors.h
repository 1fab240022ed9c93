/*
 * anchors - names of places in a document, for links to "#name".
 *
 * For: Markdown, in which every heading has a name made of its words, and any
 * place may have one that the author gave: {#name} behind a heading, <a id>.
 * Links find a name as it is, else whatever the case and punctuation, since
 * every program makes names of headings in a way of its own.
 * Ownership: borrows the draft's strings; lives no longer than it.
 */
#ifndef QAPSULE_PARSE_ANCHORS_H
#define QAPSULE_PARSE_ANCHORS_H

#include "base/map.h"
#include "parse/draft.h"

struct anchor {
	const char *name;
	uint32_t block;
	uint32_t line;
	bool typed;		/* by the author; else made of a heading */
	bool braces;		/* as {#name} */
	bool wanted;		/* some link leads here */
};

struct anchors {
	VEC(struct anchor) list;	/* by block, typed ones first */
	struct map exact, loose;	/* of names, to anchors */
	bool failed;
};

/*
 * Takes {#name} off the headings of the draft and names all there is. 0, or
 * -1 without memory.
 */
int anchors_make(struct anchors *, struct draft *);
void anchors_fini(struct anchors *);

/* Where "#name" leads, or NULL. name may be percent-encoded. */
struct anchor *anchors_find(const struct anchors *, struct slice name);

#endif

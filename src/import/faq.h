/*
 * faq - questions and answers found in a foreign document, and the native
 * document that they make.
 *
 * Use: init; a finder (find.h, ...) fills in what it finds, in order; then
 * faq_write. All text is borrowed or in the arena, as it stood in the source:
 * faq_write cleans, escapes, names and checks it.
 */
#ifndef QAPSULE_IMPORT_FAQ_H
#define QAPSULE_IMPORT_FAQ_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/slice.h"
#include "base/vec.h"
#include "model/page.h"
#include "parse/diag.h"
#include "parse/source.h"

/* One string of an answer; a list of them makes the answer. */
struct faq_text {
	struct faq_text *next;
	struct slice s;
	bool plain;	/* surely no HTML */
	bool aside;	/* the question's own body, shown as a quotation */
};

struct faq_texts {
	struct faq_text *first, **end;
};

struct faq_item {
	struct slice question;
	struct faq_texts answer;
	struct slice id;	/* as typed, or empty; so the others */
	struct slice section;
	struct slice updated;
	struct faq_texts tags;
	const char *path;	/* in the source: "faqs[3]" */
	uint32_t line;		/* in the source, or 0 */
	/* what faq_settle makes of it */
	struct slice plain;	/* the answer as written, links to items aside */
	uint32_t twins;		/* items with the same question, so far */
};

struct faq {
	struct arena arena;
	struct source source;	/* what texts may point into */
	VEC(struct faq_item) items;
	struct slice title;	/* or, when nobody gives one: */
	struct slice page_title;
	struct slice lang, date, updated, author, license;
	struct faq_texts intro, tags;
	struct slice base;	/* URL that links are relative to, or empty */
	struct page *ids;	/* the settled items by id, without answers */
	struct diags *diags;
	bool failed;		/* no memory */
};

void faq_init(struct faq *, struct diags *);
void faq_fini(struct faq *);

/* A new item, good until the next, or NULL: without memory, or when there are
   more than a document may hold. */
struct faq_item *faq_add(struct faq *, struct slice question, const char *path,
    uint32_t line);

/* Adds to a list; zeroed, it is empty. Answers the text, or NULL. */
struct faq_text *faq_put(struct faq *, struct faq_texts *, struct slice,
    bool plain);

/*
 * Settles what the document will hold: questions on one line, items without
 * an answer and twins dropped, an id for each, a title, of the name of the
 * source if need be. False with an error in diags,
 * or without memory. Afterwards questions and ids are final.
 */
bool faq_settle(struct faq *, const char *name);

/* Writes the settled items as a document. */
void faq_write(struct faq *, struct buf *out);

#endif

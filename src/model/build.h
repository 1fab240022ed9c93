/*
 * build - makes a struct page, piece by piece, for every reader alike.
 *
 * Use: begin; header fields; then text and blocks in the source's order. Text
 * is collected in a current text (build_text, build_join, build_link_open) and
 * closed as what it turned out to be (build_para, build_list_item, ...).
 * Blocks go to the intro until the first build_question, then to that
 * question's answer, or after a build_section to what leads in the next.
 * Consecutive list items make one list, consecutive quote paragraphs one
 * quote, until build_break or any other block.
 * Ownership: build_finish gives the page to the caller; build_free drops a
 * builder, finished or not. What is passed in is copied.
 * Errors: out of memory is sticky; build_finish then answers NULL.
 * Not here: judging input. Readers complain (parse/diag.h), this collects.
 */
#ifndef QAPSULE_MODEL_BUILD_H
#define QAPSULE_MODEL_BUILD_H

#include "base/buf.h"
#include "model/page.h"

struct build;

/*
 * file: beneath the capsule, for example "folder/name.qa": its folder is the
 * page's. slug: the last segment of the page's path; build_slug replaces it.
 */
struct build *build_new(enum page_kind, const char *file, struct slice slug);
void build_free(struct build *);	/* NULL is fine */

/* The page's fields; a later call replaces an earlier one. */
void build_title(struct build *, struct slice, enum title_from);
void build_summary(struct build *, struct slice);
void build_lang(struct build *, struct slice);
void build_date(struct build *, struct slice);
void build_updated(struct build *, struct slice);
void build_slug(struct build *, struct slice);
void build_tag(struct build *, struct slice);	/* of the item, once there is one */
void build_alias(struct build *, struct slice);	/* likewise */
void build_name(struct build *, struct slice);	/* of the last item */
void build_meta(struct build *, struct slice key, struct slice value);

/*
 * An item, and its attributes after it. A section holds until the next.
 */
void build_question(struct build *, struct slice question, uint32_t line);
void build_item_id(struct build *, struct slice);
void build_item_updated(struct build *, struct slice);
void build_section(struct build *, struct slice);	/* of the items to come;
	   blocks before the next of them are the section's own text */

/* The current text. */
void build_text(struct build *, struct slice);
void build_join(struct build *);	/* a line ends here and the text goes on:
	   one space, or nothing between two Han, kana or full-width
	   punctuation characters; runs of blanks are not doubled */
void build_link_open(struct build *);	/* what is put from here on is the */
void build_link_close(struct build *, struct slice target, uint32_t line);
	/* label; without one the target as typed is shown. line: where in the
	   source, for late complaints */
void build_put_line(struct buf *text, struct slice line);	/* build_join and
	   build_text for a text elsewhere: titles, questions */
bool build_has_text(const struct build *);
void build_drop_text(struct build *);

/* What the current text, now complete, is. Empty text makes no block. */
void build_para(struct build *, uint32_t line);
void build_quote(struct build *, uint32_t line);
void build_list_item(struct build *, unsigned depth, unsigned number,
    uint32_t line);
void build_subhead(struct build *, unsigned level, uint32_t line);
void build_link_line(struct build *, struct slice target, struct slice label,
    uint32_t line);
void build_pre(struct build *, struct slice label, struct slice body,
    uint32_t line);
void build_break(struct build *);	/* ends an open list or quote */

/*
 * For a reader of a format in which blank lines are the author's: GAP_NONE at
 * the start, GAP_LINE for each of them. What has none above gets GAP_NONE.
 */
void build_gap(struct build *, enum block_gap);

uint32_t build_items(const struct build *);	/* so far */
uint32_t build_answer_blocks(const struct build *);	/* of the last item */

/*
 * Answers the page, with one reference, or NULL without memory; the builder
 * is left with nothing and still to be freed. Items without an id given have
 * id NULL: parse/ids.h gives them theirs, then page_index.
 */
struct page *build_finish(struct build *);

#endif

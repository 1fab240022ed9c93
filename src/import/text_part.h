/*
 * text_part - the two halves of the reader of plain text, for each other.
 *
 * text_mark.c knows the styles: it marks lines where a question or a section
 * begins. text.c makes items of what lies between marks, in all styles alike.
 */
#ifndef QAPSULE_IMPORT_TEXT_PART_H
#define QAPSULE_IMPORT_TEXT_PART_H

#include "base/map.h"
#include "import/text.h"

enum mark_kind { MARK_QUESTION, MARK_SECTION };

struct text_mark {
	enum mark_kind kind;
	uint32_t line;		/* where it stands, counted from 0 */
	uint32_t body;		/* the first line behind it */
	struct slice title;	/* on one line or more, without its sign */
	struct slice number;	/* before it, "3.1", or empty */
};

struct text_reader {
	struct faq *faq;
	const struct source *src;
	VEC(struct text_mark) marks;
	struct map answered;	/* questions with an answer, by key */
};

/* Marks the lines of a text after its style; old marks go. */
void text_find_marks(struct text_reader *, enum text_style);

/* Line i without blanks at its end; the rest of it from p on. */
struct slice text_line(const struct text_reader *, uint32_t i);
struct slice text_rest(const struct text_reader *, const char *p, uint32_t i);
/* Likewise past the end. */
bool text_is_blank(const struct text_reader *, uint32_t i);

/* A line of one sign and perhaps blanks, which is no text. */
bool text_is_rule(struct slice line);

/* Whether lines have more than blanks and rules. */
bool text_in(const struct text_reader *, uint32_t from, uint32_t to);

/* The part of line i behind "Q:" or the like, after sign, or NULL. */
const char *text_behind(const struct text_reader *, uint32_t i,
    size_t (*sign)(struct slice));

/* A heading without its signs. */
struct slice text_heading(const struct text_reader *, uint32_t i);

/* The value of a header field on line i, or NULL. */
const char *text_header(const struct text_reader *, uint32_t i,
    const char *name);

/* The line behind the headers of a post, or 0 when it has none. */
uint32_t text_headers_end(const struct text_reader *);

#endif

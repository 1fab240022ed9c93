/*
 * roles - what the names of members mean.
 */
#ifndef QAPSULE_IMPORT_ROLES_H
#define QAPSULE_IMPORT_ROLES_H

#include "base/slice.h"

enum role {
	ROLE_NONE,
	ROLE_QUESTION,	/* surely a question: "question", "q" */
	ROLE_TITLE,	/* a question if there is an answer: "title", "name" */
	ROLE_ANSWER,	/* surely an answer: "answer", "a" */
	ROLE_TEXT,	/* an answer if there is a question: "text", "body" */
	ROLE_INNER,	/* the text of a text: "rendered", "value" */
	ROLE_ID,
	ROLE_SLUG,	/* an id that is made of words */
	ROLE_SECTION,
	ROLE_TAGS,
	ROLE_UPDATED,
	ROLE_DATE,
	ROLE_LANG,
	ROLE_AUTHOR,
	ROLE_LICENSE,
	ROLE_LIST,	/* holds questions, says nothing of them: "faqs" */
	ROLES,
};

enum { ROLE_DIGITS_MAX = 12 };	/* bytes of a number in a name, with a NUL */

/*
 * Case, "_", "-", ".", blanks and "faq" in front aside. digits, unless NULL,
 * gets the digits of the name, which are then no part of it; "" if too many.
 */
enum role role_of(struct slice key, char digits[ROLE_DIGITS_MAX]);

bool role_is_text(enum role);	/* of an answer, perhaps a question's own */

#endif

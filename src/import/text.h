/*
 * text - questions and answers in plain text.
 *
 * Styles:
 *	q-colon		Q: When?		"Q:" or "Q12." and so on, in many
 *			A: At six.		languages; "A:" may be missing
 *	numbered	1.2 When?		a line with a number; the deepest
 *						that are questions; others with
 *			At six.			text below are sections
 *	usenet		Subject: 1.2 When?	a digest: the headers of a post,
 *						then parts with a Subject each
 *			At six.
 *	plain		When?			a paragraph that asks, with no
 *						sign at all
 *			At six.
 *
 * In a list of contents a question has no answer: it is left out.
 */
#ifndef QAPSULE_IMPORT_TEXT_H
#define QAPSULE_IMPORT_TEXT_H

#include "import/faq.h"

enum text_style { TEXT_ANY, TEXT_Q_COLON, TEXT_NUMBERED, TEXT_USENET,
	TEXT_PLAIN };

/*
 * Adds what is found in the faq's source, whose lines it reads; TEXT_ANY takes
 * the style that finds most. 0, or -1 without memory.
 */
int text_read(struct faq *, enum text_style);

#endif

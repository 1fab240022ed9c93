/*
 * small - a site of two hosts for tests of the fronts.
 *
 * The host "h" (also "www.h.org" and "xn--bcher-kva.de"), language "en":
 *	/			with an index page in "ko"
 *	/faq/			"one" (once "uno") and "two"; once "/questions"
 *	/docs/			a folder without an index page, with
 *	/docs/guide.gmi		a prose page, and files: notes.txt, pic.png,
 *				page.html, data.bin, "a b.txt", "100%.txt",
 *				"x%41.txt" and its rival "xA.txt"
 *	/a:b/			a folder whose name looks like a scheme
 *	/%C3%A9.../%C3%A9.../	folders whose address is over 1024 bytes
 * The host "other" (also "127.0.0.1" and "::1"), no language: /faq/ with the
 * one question "its-own", and a robots.txt.
 */
#ifndef QAPSULE_TESTS_SMALL_H
#define QAPSULE_TESTS_SMALL_H

#include "proto/site.h"

/* The site, or NULL without memory. */
struct site *small_new(void);
void small_free(struct site *);

/* The request of the folders with the long address: raw UTF-8, no slash. */
const char *small_long_folder(void);

#endif

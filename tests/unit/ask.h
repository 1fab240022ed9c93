/*
 * ask - what the tests of the fronts have in common: a site of two hosts
 * (lib/small.h) and requests to it, byte by byte as the net layer has them.
 */
#ifndef QAPSULE_TESTS_ASK_H
#define QAPSULE_TESTS_ASK_H

#include "lib/small.h"
#include "proto/front.h"

#define BYTES(literal) { literal, sizeof(literal) - 1 }
#define GEMTEXT "20 text/gemini; charset=utf-8"

extern struct site *ask_site;

int ask_set_up(void **state);
int ask_tear_down(void **state);

struct peer ask_peer(unsigned port);
struct found ask_found(const char *path);	/* of the first host */

/* The line of a request, from the smallest prefix that has it; or of all of
   it when the peer then sends no more. */
struct slice ask_frame(const struct front *, struct slice sent);
void ask(const struct front *, const struct peer *, struct slice sent,
    struct reply *);

/* --- Gemini, port 1965 ---------------------------------------------------- */

struct ask_row {
	struct slice sent;
	const char *header;	/* all of it but CRLF, or only the status */
};

struct slice ask_header(const struct reply *);	/* without CRLF */
struct slice ask_body(const struct reply *);
void ask_gemini(const struct peer *, struct slice sent, const char *header);
void ask_gemini_rows(const struct ask_row *, size_t n);

#define ASK_GEMINI(rows)                                                       \
	ask_gemini_rows(rows, sizeof(rows) / sizeof((rows)[0]))

/* --- Gopher, port 70 ------------------------------------------------------ */

struct ask_error {
	struct slice sent;
	const char *sentence;
};

void ask_gopher(struct slice sent, struct slice want, int status);
/* A menu with this error comes back; below it perhaps what is near. */
void ask_gopher_error(struct slice sent, const char *sentence);
void ask_gopher_errors(const struct ask_error *, size_t n);

#define ASK_GOPHER_ERRORS(rows)                                                \
	ask_gopher_errors(rows, sizeof(rows) / sizeof((rows)[0]))

#endif

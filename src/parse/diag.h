/*
 * diag - what is wrong with a document, told to its author.
 *
 * "FILE:LINE: error: TEXT [E201]"; the codes stand in qapsule-format(5),
 * "DIAGNOSTICS". Their letter is the severity: E an error (the page is not
 * published), W a warning, N a note. Messages come in any order and are
 * printed by line; from the 21st error on only "too many errors" is kept,
 * likewise for all others. So a hostile document cannot fill memory with them,
 * nor a terminal.
 * Ownership: a struct diags owns its messages.
 */
#ifndef QAPSULE_PARSE_DIAG_H
#define QAPSULE_PARSE_DIAG_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/slice.h"
#include "base/vec.h"

enum { DIAG_MAX_ERRORS = 20, DIAG_MAX_OTHERS = 20 };

struct diag {
	uint32_t line;	/* from 1; 0 where lines say nothing */
	char code[5];	/* "E201" */
	char *text;	/* one sentence, without place and code */
	uint32_t nth;	/* in the order given, for sorting */
};

struct diags {
	VEC(struct diag) list;
	uint32_t errors;	/* counted beyond the limit too */
	uint32_t others;	/* likewise */
	bool lint;		/* keep the messages that only --lint asks for */
};

void diags_init(struct diags *, bool lint);
void diags_fini(struct diags *);

void diag_add(struct diags *, uint32_t line, const char *code, const char *fmt,
    ...) __attribute__((format(printf, 4, 5)));

/*
 * How many bytes of an author's text to quote in a message: diag_add(d, line,
 * "E103", "id \"%.*s\" ...", diag_quote(id), id.p). Cut between characters.
 */
int diag_quote(struct slice);

/* By line, in the order given within a line. */
void diags_sort(struct diags *);

/* One message, without a newline, into out: "f:7: error: ... [E001]". */
void diag_format(const struct diag *, const char *file, char *out, size_t size);

/* All of them, sorted, each on its line; and "too many errors" if so. */
void diags_print(struct diags *, const char *file, FILE *);

#endif

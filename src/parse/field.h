/*
 * field - what the values of header fields and attributes may be.
 *
 * For: every reader whose documents have fields.
 */
#ifndef QAPSULE_PARSE_FIELD_H
#define QAPSULE_PARSE_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "parse/diag.h"

/* A day of the calendar as YYYY-MM-DD; else false, and E104. */
bool field_date(struct slice, uint32_t line, struct diags *);

/*
 * A language as BCP 47 writes it: two or three letters, then subtags of up to
 * eight letters and digits.
 */
bool field_is_lang(struct slice);

/* The same; else false, and E104. */
bool field_lang(struct slice, uint32_t line, struct diags *);

/* Takes the next of "a, b, c" off the front of *list; false at the end. */
bool field_next(struct slice *list, struct slice *one);

/* The key that was meant by a misspelt one, or NULL. */
const char *field_meant(struct slice key, const char *const *keys, size_t n);

#endif

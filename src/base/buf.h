/*
 * buf - bytes that grow, up to a cap.
 *
 * For: everything that is rendered, and request lines that come in pieces.
 * Ownership: the buf owns p; buf_fini frees it.
 * Errors: sticky. A put that would pass the cap, or for which there is no
 * memory, leaves the bytes as they were and sets failed; so do all later
 * puts. A renderer thus appends without checks and its caller looks at
 * failed once, at the end.
 */
#ifndef QAPSULE_BASE_BUF_H
#define QAPSULE_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

struct buf {
	char *p;	/* n bytes; not NUL-terminated */
	size_t n;
	size_t size;	/* bytes allocated */
	size_t cap;	/* bytes that n may never exceed */
	bool failed;
};

void buf_init(struct buf *, size_t cap);
void buf_fini(struct buf *);
void buf_clear(struct buf *);	/* n = 0, failed = false; keeps the memory */

void buf_put(struct buf *, const void *, size_t);
void buf_putc(struct buf *, char);
void buf_puts(struct buf *, const char *);
void buf_put_slice(struct buf *, struct slice);
void buf_fill(struct buf *, char, size_t);
void buf_put_number(struct buf *, uint64_t);	/* in decimal */
void buf_printf(struct buf *, const char *, ...)
    __attribute__((format(printf, 2, 3)));

/* Appends the bytes of a file. False with errno; then some may be there. */
bool buf_put_file(struct buf *, const char *path);

struct slice buf_slice(const struct buf *);	/* borrowed, until the next put */

#endif

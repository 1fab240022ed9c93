#include "base/buf.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void
buf_init(struct buf *b, size_t cap)
{
	*b = (struct buf){ .cap = cap };
}

void
buf_fini(struct buf *b)
{
	free(b->p);
	*b = (struct buf){ .cap = b->cap };
}

void
buf_clear(struct buf *b)
{
	b->n = 0;
	b->failed = false;
}

/* room for more bytes, or failed is set and the answer is NULL */
static char *
grow(struct buf *b, size_t more)
{
	size_t size = b->size > 0 ? b->size : 256;
	char *p;

	if (b->failed || more > b->cap - b->n) {
		b->failed = true;
		return NULL;
	}
	if (b->n + more > b->size) {
		while (size < b->n + more)
			size *= 2;
		if (size > b->cap)
			size = b->cap;
		if ((p = realloc(b->p, size)) == NULL) {
			b->failed = true;
			return NULL;
		}
		b->p = p;
		b->size = size;
	}
	return b->p + b->n;
}

void
buf_put(struct buf *b, const void *p, size_t n)
{
	char *to;

	if (n > 0 && (to = grow(b, n)) != NULL) {
		memcpy(to, p, n);
		b->n += n;
	}
}

void
buf_putc(struct buf *b, char c)
{
	buf_put(b, &c, 1);
}

void
buf_puts(struct buf *b, const char *s)
{
	buf_put(b, s, strlen(s));
}

void
buf_put_slice(struct buf *b, struct slice s)
{
	buf_put(b, s.p, s.n);
}

void
buf_fill(struct buf *b, char c, size_t n)
{
	char *to;

	if (n > 0 && (to = grow(b, n)) != NULL) {
		memset(to, c, n);
		b->n += n;
	}
}

void
buf_put_number(struct buf *b, uint64_t x)
{
	char digits[20], *end = digits + sizeof(digits), *p = end;

	do
		*--p = (char)('0' + x % 10);
	while ((x /= 10) > 0);
	buf_put(b, p, (size_t)(end - p));
}

void
buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	char some[256], *to;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(some, sizeof(some), fmt, ap);
	va_end(ap);
	if (n >= 0 && (size_t)n < sizeof(some)) {
		buf_put(b, some, (size_t)n);
		return;
	}
	/* one byte more than is kept, for the NUL */
	if (n < 0 || (to = grow(b, (size_t)n + 1)) == NULL) {
		b->failed = true;
		return;
	}
	va_start(ap, fmt);
	vsnprintf(to, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->n += (size_t)n;
}

bool
buf_put_file(struct buf *b, const char *path)
{
	FILE *f = fopen(path, "re");
	char bytes[16384];
	size_t n;
	bool ok;

	if (f == NULL)
		return false;
	errno = 0;
	while (!b->failed && (n = fread(bytes, 1, sizeof(bytes), f)) > 0)
		buf_put(b, bytes, n);
	ok = ferror(f) == 0;
	fclose(f);
	if (ok && b->failed)
		errno = EFBIG;
	return ok && !b->failed;
}

struct slice
buf_slice(const struct buf *b)
{
	return (struct slice){ b->p, b->n };
}

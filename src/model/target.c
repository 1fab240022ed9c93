#include "model/target.h"

#include <ctype.h>

#include "base/buf.h"

enum { TARGET_MAX = 256 << 10 };	/* bytes: a whole line, encoded */

static bool
is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9');
}

size_t
target_scheme(struct slice s)
{
	size_t i = 0;

	if (s.n == 0 || !is_alnum(s.p[0]) || (s.p[0] >= '0' && s.p[0] <= '9'))
		return 0;
	while (i < s.n && (is_alnum(s.p[i]) || strchr("+-.", s.p[i]) != NULL))
		i++;
	return i < s.n && s.p[i] == ':' ? i : 0;
}

/* RFC 3986 2: unreserved, reserved, or "%" of an escape */
static bool
may_stand(struct slice s, size_t i)
{
	if (s.p[i] == '%')
		return i + 2 < s.n && isxdigit((unsigned char)s.p[i + 1]) &&
		    isxdigit((unsigned char)s.p[i + 2]);
	return s.p[i] != '\0' && (is_alnum(s.p[i]) ||
	    strchr("-._~:/?#[]@!$&'()*+,;=", s.p[i]) != NULL);
}

static void
put_encoded(struct buf *out, struct slice s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (may_stand(s, i))
			buf_putc(out, s.p[i]);
		else
			buf_printf(out, "%%%02X", (unsigned char)s.p[i]);
}

/* RFC 3986 5.2.4, appending to a path that never climbs above "/" */
static void
put_segments(struct buf *out, struct slice path)
{
	struct slice segment;

	while (path.n > 0) {
		segment = slice_take_until(&path, "/");
		if (slice_is(segment, "..")) {
			if (out->n > 1)
				out->n--;
			while (out->n > 1 && out->p[out->n - 1] != '/')
				out->n--;
		} else if (segment.n > 0 && !slice_is(segment, ".")) {
			put_encoded(out, segment);
			if (path.n > 0)
				buf_putc(out, '/');
		}
		path = slice_from(path, 1);
	}
}

/* Whether a path names a file of which nobody makes a page. */
static bool
is_file(const struct buf *b)
{
	static const char *const pages[] = { ".md", ".markdown", ".gmi",
		".gemini", ".qa" };
	const char *slash = memrchr(b->p, '/', b->n);
	struct slice name = { b->p, b->n }, suffix;
	const char *dot;
	size_t i;

	if (slash != NULL)
		name = slice_from(name, (size_t)(slash - b->p) + 1);
	if (name.n == 0 || (dot = memrchr(name.p, '.', name.n)) == NULL)
		return false;
	suffix = slice_from(name, (size_t)(dot - name.p));
	for (i = 0; i < sizeof(pages) / sizeof(*pages); i++)
		if (slice_is(suffix, pages[i]))
			return false;
	return true;
}

/* what could be an id: other fragments lead nowhere */
static bool
is_segment(struct slice fragment)
{
	return !slice_starts(fragment, ".") &&
	    slice_take_until(&fragment, "/?#").n > 0 && fragment.n == 0;
}

static void
put_path(struct buf *out, const struct page *page, struct slice s)
{
	struct slice file = slice_of(page->file);
	struct slice path = slice_take_until(&s, "?#");

	buf_putc(out, '/');
	if (path.n == 0) {
		put_segments(out, file);	/* the page's own source */
	} else if (path.p[0] != '/') {
		while (file.n > 0 && file.p[file.n - 1] != '/')
			file.n--;
		put_segments(out, file);
	}
	put_segments(out, path);
	if (s.n > 0 && s.p[0] == '?')
		put_encoded(out, slice_take_until(&s, "#"));
	else if (path.n > 0 && s.n > 1 && !is_file(out) &&
	    is_segment(slice_from(s, 1))) {
		/* "page#id", also by the name of its file */
		if (out->n > 0 && out->p[out->n - 1] != '/')
			buf_putc(out, '/');
		put_encoded(out, slice_from(s, 1));
	}
}

struct target
target_make(struct arena *a, const struct page *page, struct slice typed)
{
	struct target t = { .kind = TARGET_URI };
	struct buf out;

	if (a->failed)
		return t;
	buf_init(&out, TARGET_MAX);
	typed = slice_trim(typed);
	if (page->kind == PAGE_QA && typed.n > 0 && typed.p[0] == '#') {
		t.kind = TARGET_ITEM;
		buf_put_slice(&out, slice_from(typed, 1));
	} else if (target_scheme(typed) > 0) {
		put_encoded(&out, typed);
	} else if (slice_starts(typed, "//")) {
		buf_puts(&out, "gemini:");	/* the source of such links */
		put_encoded(&out, typed);
	} else {
		t.kind = TARGET_PATH;
		put_path(&out, page, typed);
	}
	if (out.failed)
		a->failed = true;
	else
		t.href = arena_str(a, buf_slice(&out));
	buf_fini(&out);
	return t;
}

#include "import/target.h"

#include <strings.h>

#include "model/target.h"

enum { TARGET_MAX = 65536 };	/* bytes */

void
target_fold_id(struct buf *out, struct slice id)
{
	size_t i;
	char c;

	for (i = 0; i < id.n; i++) {
		c = id.p[i];
		buf_putc(out, c == '_' ? '-' : c >= 'A' && c <= 'Z'
			? (char)(c + 'a' - 'A') : c);
	}
}

/* href as a browser takes it: without line ends and blanks at its ends. */
static void
put_clean(struct buf *out, struct slice href)
{
	size_t i;
	char c;

	while (href.n > 0 && (unsigned char)href.p[0] <= ' ')
		href = slice_from(href, 1);
	while (href.n > 0 && (unsigned char)href.p[href.n - 1] <= ' ')
		href.n--;
	for (i = 0; i < href.n; i++) {
		c = href.p[i];
		if (c == ' ')
			buf_puts(out, "%20");
		else if ((unsigned char)c > ' ' && c != 0x7f)
			buf_putc(out, c);
	}
}

static bool
has_scheme(struct slice s, const char *scheme)
{
	return target_scheme(s) == strlen(scheme) &&
	    strncasecmp(s.p, scheme, strlen(scheme)) == 0;
}

/* The part of s before the first of stop. */
static struct slice
before(struct slice s, const char *stop)
{
	return slice_take_until(&s, stop);
}

/* Appends path without "." and ".." segments; it begins with a slash. */
static void
put_path(struct buf *out, struct slice path)
{
	size_t start = out->n;
	struct slice segment;
	bool last;

	while (path.n > 0) {
		path = slice_from(path, 1);
		segment = slice_take_until(&path, "/");
		last = path.n == 0;
		if (slice_is(segment, "..")) {
			while (out->n > start && out->p[--out->n] != '/')
				;
		} else if (!slice_is(segment, ".")) {
			buf_putc(out, '/');
			buf_put_slice(out, segment);
			continue;
		}
		if (last)
			buf_putc(out, '/');
	}
}

/* ref has no scheme and is no fragment; base is a URL with an authority. */
static void
resolve(struct buf *out, struct slice ref, struct slice base)
{
	size_t scheme = target_scheme(base) + 1;
	struct slice rest = slice_from(base, scheme + 2), path, merged;
	struct buf whole;

	buf_put(out, base.p, scheme);
	if (slice_starts(ref, "//")) {
		buf_put_slice(out, ref);
		return;
	}
	buf_puts(out, "//");
	buf_put_slice(out, slice_take_until(&rest, "/?#"));
	path = before(rest, "?#");
	merged = before(ref, "?#");
	if (merged.n == 0) {		/* only a query */
		buf_put_slice(out, path);
	} else {
		buf_init(&whole, 2 * TARGET_MAX);
		while (path.n > 0 && path.p[path.n - 1] != '/')
			path.n--;
		if (ref.p[0] != '/')
			buf_put_slice(&whole,
			    path.n > 0 ? path : slice_of("/"));
		buf_put_slice(&whole, merged);
		put_path(out, buf_slice(&whole));
		out->failed = out->failed || whole.failed;
		buf_fini(&whole);
	}
	buf_put_slice(out, slice_from(ref, merged.n));
}

/* The item of ids that a fragment, without "#", names, or -1. */
static int
find_item(const struct page *ids, struct slice fragment)
{
	struct buf id;
	int i;

	buf_init(&id, TARGET_MAX);
	target_fold_id(&id, fragment);
	i = ids != NULL ? page_find(ids, buf_slice(&id), NULL) : -1;
	buf_fini(&id);
	return i;
}

static void
put_fragment(struct buf *out, struct slice href, struct slice base,
    const struct page *ids)
{
	int i = find_item(ids, slice_from(href, 1));

	if (i != -1) {
		buf_putc(out, '#');
		buf_puts(out, ids->items[i].id);
	} else if (base.n > 0 && href.n > 1) {
		buf_put_slice(out, before(base, "#"));
		buf_put_slice(out, href);
	}
}

void
target_write(struct buf *out, struct slice raw, struct slice base,
    const struct page *ids)
{
	struct slice href;
	struct buf clean;

	buf_init(&clean, TARGET_MAX);
	put_clean(&clean, raw);
	href = buf_slice(&clean);
	if (clean.failed || href.n == 0 || has_scheme(href, "javascript") ||
	    has_scheme(href, "data"))
		;	/* leads nowhere */
	else if (target_scheme(href) > 0)
		buf_put_slice(out, href);
	else if (href.p[0] == '#')
		put_fragment(out, href, base, ids);
	else if (base.n > 0)
		resolve(out, href, base);
	else if (slice_starts(href, "//"))
		buf_printf(out, "https:%.*s", (int)href.n, href.p);
	else
		buf_put_slice(out, href);
	buf_fini(&clean);
}

bool
target_base_ok(struct slice s)
{
	size_t i, scheme = target_scheme(s);

	for (i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] <= ' ')
			return false;
	return scheme > 0 && slice_starts(slice_from(s, scheme), "://") &&
	    s.n > scheme + 3;
}

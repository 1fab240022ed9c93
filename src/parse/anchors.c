#include "parse/anchors.h"

#include <unicase.h>
#include <unictype.h>
#include <unistr.h>

#include "parse/source.h"

/* --- names of headings ----------------------------------------------------- */

static void
put_character(struct buf *out, ucs4_t c)
{
	uint8_t bytes[6];
	int n = u8_uctomb(bytes, c, sizeof(bytes));

	if (n > 0)
		buf_put(out, bytes, (size_t)n);
}

/* The name that GitHub gives a heading: lower case, blanks as "-", all but
   letters, digits, "-" and "_" left out. */
static void
put_slug(struct slice s, struct buf *out)
{
	ucs4_t c;
	int n;

	for (; s.n > 0; s = slice_from(s, (size_t)n)) {
		n = u8_mbtouc(&c, (const uint8_t *)s.p, s.n);
		if (c == ' ' || c == '-')
			buf_putc(out, '-');
		else if (uc_is_general_category(c, UC_LETTER) ||
		    uc_is_general_category(c, UC_MARK) ||
		    uc_is_general_category(c, UC_NUMBER) ||
		    uc_is_general_category(c, UC_CONNECTOR_PUNCTUATION))
			put_character(out, uc_tolower(c));
	}
}

/* What names have in common that mean the same heading: letters, digits. */
static void
put_loose(struct buf *out, struct slice s)
{
	ucs4_t c;
	int n;

	for (; s.n > 0; s = slice_from(s, (size_t)n)) {
		n = u8_mbtouc(&c, (const uint8_t *)s.p, s.n);
		if (uc_is_general_category(c, UC_LETTER) ||
		    uc_is_general_category(c, UC_NUMBER))
			put_character(out, uc_tolower(c));
	}
}

/* --- making ---------------------------------------------------------------- */

/* Adds a name; a name that is taken stays where it is. */
static void
add(struct anchors *a, const char *name, uint32_t block, uint32_t line,
    bool typed, bool braces)
{
	struct anchor *one = name != NULL ? vec_push(&a->list) : NULL;

	if (one == NULL)
		a->failed = true;
	else
		*one = (struct anchor){ .name = name, .block = block,
			.line = line, .typed = typed, .braces = braces };
}

/* "{#name}", "{#name .class}" or "{: #name}" at the end of a heading */
static void
take_braces(struct anchors *a, struct draft *d, uint32_t block)
{
	struct draft_block *b = &d->blocks.v[block];
	struct slice s = draft_slice(d, b->from, b->to), name;
	const char *open;

	if (s.n == 0 || s.p[s.n - 1] != '}' ||
	    (open = memrchr(s.p, '{', s.n)) == NULL)
		return;
	name = slice_from(s, (size_t)(open - s.p) + 1);
	name.n--;
	if (slice_starts(name, ":"))
		name = slice_trim(slice_from(name, 1));
	if (!slice_starts(name, "#"))
		return;
	name = slice_from(name, 1);
	name = slice_take_until(&name, " \t}");
	if (name.n == 0 || open == s.p)
		return;
	add(a, draft_string(d, name), block, b->line, true, true);
	b->to = b->from + (uint32_t)(open - s.p);
	while (b->to > b->from && d->text.p[b->to - 1] == ' ')
		b->to--;
}

/*
 * A heading's own name; the second with the same words takes "-1". taken
 * counts them.
 */
static void
add_slug(struct anchors *a, struct draft *d, uint32_t block, struct map *taken)
{
	const struct draft_block *b = &d->blocks.v[block];
	struct buf words, slug;
	const char *name;
	uint32_t *count;

	buf_init(&words, SOURCE_MAX_FILE);
	buf_init(&slug, 2 * SOURCE_MAX_FILE);
	draft_join(d, b->from, b->to, &words);
	put_slug(buf_slice(&words), &slug);
	name = draft_string(d, buf_slice(&slug));
	if (name == NULL || slug.n == 0)
		goto out;
	count = map_get(taken, slice_of(name));
	while (map_get(taken, slice_of(name)) != NULL) {
		buf_clear(&words);
		buf_put_slice(&words, buf_slice(&slug));
		buf_printf(&words, "-%u", (unsigned)++*count);
		if ((name = draft_string(d, buf_slice(&words))) == NULL)
			goto out;
	}
	count = arena_alloc(&d->strings, sizeof(*count));
	if (count == NULL || map_add(taken, slice_of(name), count) == NULL)
		a->failed = true;
	add(a, name, block, b->line, false, false);
out:
	a->failed = a->failed || words.failed || slug.failed;
	buf_fini(&words);
	buf_fini(&slug);
}

static int
compare(const void *va, const void *vb)
{
	const struct anchor *a = va, *b = vb;

	if (a->block != b->block)
		return a->block < b->block ? -1 : 1;
	if (a->typed != b->typed)
		return a->typed ? -1 : 1;
	if (a->braces != b->braces)
		return a->braces ? -1 : 1;
	return strcmp(a->name, b->name);
}

/* What was typed wins over what is made, the earlier over the later. */
static void
index_names(struct anchors *a, struct draft *d, bool typed)
{
	struct slice name;
	struct buf loose;
	uint32_t i;

	buf_init(&loose, 2 * SOURCE_MAX_FILE);
	for (i = 0; i < a->list.n; i++) {
		if (a->list.v[i].typed != typed)
			continue;
		name = slice_of(a->list.v[i].name);
		buf_clear(&loose);
		put_loose(&loose, name);
		if (map_add(&a->exact, name, &a->list.v[i]) == NULL ||
		    (loose.n > 0 && map_add(&a->loose,
			slice_of(draft_string(d, buf_slice(&loose))),
			&a->list.v[i]) == NULL))
			a->failed = true;
	}
	a->failed = a->failed || loose.failed;
	buf_fini(&loose);
}

int
anchors_make(struct anchors *a, struct draft *d)
{
	struct map taken;
	uint32_t i;

	*a = (struct anchors){ 0 };
	map_init(&a->exact);
	map_init(&a->loose);
	map_init(&taken);
	for (i = 0; i < d->anchors.n; i++)
		add(a, d->anchors.v[i].name, d->anchors.v[i].block,
		    d->anchors.v[i].line, true, false);
	for (i = 0; i < d->blocks.n && !d->failed; i++)
		if (d->blocks.v[i].kind == DRAFT_HEADING) {
			take_braces(a, d, i);
			add_slug(a, d, i, &taken);
		}
	if (!a->failed && !d->failed) {
		if (a->list.n > 1)
			qsort(a->list.v, a->list.n, sizeof(*a->list.v),
			    compare);
		index_names(a, d, true);
		index_names(a, d, false);
	}
	map_fini(&taken);
	return a->failed || d->failed ? -1 : 0;
}

void
anchors_fini(struct anchors *a)
{
	vec_fini(&a->list);
	map_fini(&a->exact);
	map_fini(&a->loose);
}

/* --- finding --------------------------------------------------------------- */

static int
hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' :
	    c >= 'a' && c <= 'f'    ? c - 'a' + 10 :
	    c >= 'A' && c <= 'F'    ? c - 'A' + 10 : -1;
}

static void
put_decoded(struct buf *out, struct slice s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (s.p[i] == '%' && i + 2 < s.n && hex(s.p[i + 1]) >= 0 &&
		    hex(s.p[i + 2]) >= 0) {
			buf_putc(out,
			    (char)(hex(s.p[i + 1]) * 16 + hex(s.p[i + 2])));
			i += 2;
		} else {
			buf_putc(out, s.p[i]);
		}
}

struct anchor *
anchors_find(const struct anchors *a, struct slice name)
{
	struct anchor *found;
	struct buf plain, loose;

	buf_init(&plain, SOURCE_MAX_FILE);
	buf_init(&loose, 2 * SOURCE_MAX_FILE);
	put_decoded(&plain, name);
	found = map_get(&a->exact, buf_slice(&plain));
	if (found == NULL) {
		put_loose(&loose, buf_slice(&plain));
		if (loose.n > 0)
			found = map_get(&a->loose, buf_slice(&loose));
	}
	buf_fini(&plain);
	buf_fini(&loose);
	return found;
}

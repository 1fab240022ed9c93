#include "parse/front_matter.h"

#include "parse/field.h"

static const char *const keys[FRONT_KEYS] = { "title", "description",
	"summary", "lang", "tags", "slug", "id", "date", "question-level",
	"question-style" };

/* "key: value" or "key = value", the key at the start of the line */
static bool
split(struct slice line, char sign, struct slice *key, struct slice *value)
{
	const char *p = memchr(line.p, sign, line.n);

	if (p == NULL || line.p[0] == ' ' || line.p[0] == '\t' ||
	    line.p[0] == '#')
		return false;
	*key = slice_trim((struct slice){ line.p, (size_t)(p - line.p) });
	*value = slice_trim(slice_from(line, (size_t)(p - line.p) + 1));
	return key->n > 0 && memchr(key->p, ' ', key->n) == NULL;
}

/* A value without its quotes, and without a remark behind it. */
static struct slice
unquote(struct slice s)
{
	struct slice inner = slice_from(s, 1), rest;
	const char *end;
	size_t i;

	if (s.n >= 2 && (s.p[0] == '"' || s.p[0] == '\'') &&
	    (end = memchr(inner.p, s.p[0], inner.n)) != NULL) {
		rest = slice_from(inner, (size_t)(end - inner.p) + 1);
		inner.n -= rest.n + 1;
		rest = slice_trim(rest);
		if (rest.n == 0 || rest.p[0] == '#')
			return inner;
	}
	for (i = 1; i < s.n; i++)
		if (s.p[i] == '#' && s.p[i - 1] == ' ')
			s.n = i;
	return slice_trim(s);
}

bool
front_matter_next(struct slice *list, struct slice *one)
{
	if (list->n >= 2 && list->p[0] == '[' && list->p[list->n - 1] == ']') {
		*list = slice_from(*list, 1);
		list->n--;
	}
	if (!field_next(list, one))
		return false;
	*one = unquote(*one);
	return true;
}

/*
 * The line that closes what line 1 opens; 0 when that is no front matter: a
 * rule above a text looks the same.
 */
static uint32_t
find_end(const struct source *src, char sign)
{
	const char *mark = sign == ':' ? "---" : "+++";
	struct slice key, value;
	bool any = false;
	uint32_t i;

	for (i = 1; i < src->nlines; i++) {
		if (slice_is(source_line(src, i), mark))
			return any || i == 1 ? i : 0;
		if (!any && source_line(src, i).n > 0 &&
		    source_line(src, i).p[0] != '#') {
			if (!split(source_line(src, i), sign, &key, &value))
				return 0;
			any = true;
		}
	}
	return 0;
}

static void
set_level(struct front_matter *f, struct slice value, uint32_t line,
    struct diags *diags)
{
	if (value.n == 1 && value.p[0] >= '1' && value.p[0] <= '6')
		f->level = (unsigned)(value.p[0] - '0');
	else
		diag_add(diags, line, "E105",
		    "question-level \"%.*s\" is not a number from 1 to 6",
		    diag_quote(value), value.p);
}

static void
set_style(struct front_matter *f, struct slice value, uint32_t line,
    struct diags *diags)
{
	static const char *const names[] = { [STYLE_HEADING] = "heading",
		[STYLE_BOLD] = "bold", [STYLE_COLON] = "q-colon",
		[STYLE_FOLD] = "details", [STYLE_NUMBER] = "numbered",
		[STYLE_PLAIN] = "plain" };
	enum outline_style i;

	for (i = STYLE_HEADING; i <= STYLE_PLAIN; i++)
		if (slice_is(value, names[i]))
			f->style = i;
	f->prose = slice_is(value, "none");
	if (f->style == STYLE_NONE && !f->prose)
		diag_add(diags, line, "E105",
		    "question-style \"%.*s\" is not one of heading, bold, "
		    "q-colon, details, numbered, plain, none",
		    diag_quote(value), value.p);
}

static void
set(struct front_matter *f, struct slice key, struct slice value,
    uint32_t line, struct diags *diags)
{
	int i = 0;

	while (i < FRONT_KEYS && !slice_is(key, keys[i]))
		i++;
	if (i == FRONT_KEYS) {
		if (diags->lint)
			diag_add(diags, line, "W150",
			    "front matter \"%.*s\" is not used",
			    diag_quote(key), key.p);
		return;
	}
	value = unquote(value);
	if (value.n == 0 || f->line[i] != 0)
		return;
	f->value[i] = value;
	f->line[i] = line;
	if (i == FRONT_LEVEL)
		set_level(f, value, line, diags);
	else if (i == FRONT_STYLE)
		set_style(f, value, line, diags);
}

void
front_matter_read(struct front_matter *f, const struct source *src,
    struct diags *diags)
{
	struct slice line = source_line(src, 0), key, value;
	char sign = slice_is(line, "---") ? ':' : '=';
	uint32_t i, end;

	*f = (struct front_matter){ 0 };
	if ((!slice_is(line, "---") && !slice_is(line, "+++")) ||
	    (end = find_end(src, sign)) == 0)
		return;
	f->nlines = end + 1;
	for (i = 1; i < end; i++) {
		line = source_line(src, i);
		if (split(line, sign, &key, &value))
			set(f, key, value, i + 1, diags);
		else if (diags->lint && slice_trim(line).n > 0 &&
		    line.p[0] != '#')
			diag_add(diags, i + 1, "W150",
			    "line of front matter is not used");
	}
}

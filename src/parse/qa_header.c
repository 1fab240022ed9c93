/*
 * The header of a native document. Its keys are a closed list, spelt so: what
 * only looks like a field on line 1 is the beginning of the intro.
 */
#include "parse/field.h"
#include "parse/ids.h"
#include "parse/qa.h"

enum key {
	KEY_TITLE,
	KEY_SUMMARY,
	KEY_LANG,
	KEY_AUTHOR,
	KEY_DATE,
	KEY_UPDATED,
	KEY_TAGS,
	KEY_SLUG,
	KEY_LICENSE,
	KEY_WAS,
	KEY_CONTACT,
	KEYS,
};

static const char *const keys[KEYS] = { "Title", "Summary", "Lang", "Author",
	"Date", "Updated", "Tags", "Slug", "License", "Was", "Contact" };

/* "Key:", with the key of letters, digits and "-": the key, or nothing. */
static struct slice
key_of(struct slice line)
{
	struct slice key = { line.p, 0 };
	char c;

	for (; key.n < line.n; key.n++) {
		c = line.p[key.n];
		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9') || c == '-'))
			break;
	}
	if (key.n == line.n || line.p[key.n] != ':')
		key.n = 0;
	return key;
}

static bool
is_field(struct slice line)
{
	struct slice key = key_of(line), value;

	return qa_field(line, keys, KEYS, &value) >= 0 ||
	    (key.n > 2 && slice_starts(key, "X-"));
}

static void
set_slug(struct qa *q, struct slice slug, uint32_t line)
{
	if (id_valid(slug))
		build_slug(q->build, slug);
	else
		diag_add(q->diags, line, "E103", "slug \"%.*s\" %s",
		    diag_quote(slug), slug.p, id_fault(slug));
}

static void
set_aliases(struct qa *q, struct slice list, uint32_t line)
{
	struct slice slug;

	while (field_next(&list, &slug))
		if (slug_valid(slug))
			build_alias(q->build, slug);
		else
			diag_add(q->diags, line, "E103", "slug \"%.*s\" %s",
			    diag_quote(slug), slug.p, id_fault(slug));
}

static void
set_field(struct qa *q, int key, struct slice name, struct slice value,
    uint32_t line)
{
	struct slice tag;

	switch (key) {
	case KEY_TITLE:
		build_title(q->build, value, TITLE_HEADER);
		break;
	case KEY_SUMMARY:
		build_summary(q->build, value);
		break;
	case KEY_LANG:
		if (field_lang(value, line, q->diags))
			build_lang(q->build, value);
		break;
	case KEY_DATE:
		if (field_date(value, line, q->diags))
			build_date(q->build, value);
		break;
	case KEY_UPDATED:
		if (field_date(value, line, q->diags))
			build_updated(q->build, value);
		break;
	case KEY_TAGS:
		while (field_next(&value, &tag))
			build_tag(q->build, tag);
		break;
	case KEY_SLUG:
		set_slug(q, value, line);
		break;
	case KEY_WAS:
		set_aliases(q, value, line);
		break;
	default:	/* without a place of their own */
		build_meta(q->build, name, value);
		break;
	}
}

/* Gathers a field's value, with its indented lines, into text. */
static struct slice
read_value(struct qa *q, struct slice first)
{
	struct slice line;

	buf_clear(&q->text);
	build_put_line(&q->text, first);
	for (q->at++; !qa_at_end(q); q->at++) {
		line = qa_line(q);
		if (qa_indent(line) == 0)
			break;
		build_put_line(&q->text, slice_trim(line));
	}
	return qa_clean_text(q);
}

static void
read_field(struct qa *q, struct map *seen)
{
	struct slice name = key_of(qa_line(q)), value;
	uint32_t line = q->at + 1;
	uintptr_t first;
	int key;

	key = qa_field(qa_line(q), keys, KEYS, &value);
	value = read_value(q,
	    slice_trim(slice_from(source_line(&q->src, line - 1), name.n + 1)));
	first = (uintptr_t)map_add(seen, name, (void *)(uintptr_t)line);
	if (first == 0)
		q->failed = true;
	else if (first != line)
		diag_add(q->diags, line, "E102",
		    "header \"%.*s\" given twice, first at line %u",
		    diag_quote(name), name.p, (unsigned)first);
	else if (value.n == 0)
		diag_add(q->diags, line, "E101",
		    "header \"%.*s\" has no value", diag_quote(name), name.p);
	else
		set_field(q, key, name, value, line);
}

/* A line that is no field: passes it and answers true if it looks like one. */
static bool
complain(struct qa *q)
{
	struct slice line = qa_line(q), key = key_of(line);
	const char *meant = field_meant(key, keys, KEYS);
	uint32_t number = q->at + 1;

	if (key.n == 0) {
		diag_add(q->diags, number, "E101",
		    "not a header field: \"%.*s\"; leave a blank line before "
		    "the text", diag_quote(line), line.p);
		return false;
	}
	read_value(q, slice_from(line, key.n + 1));
	if (meant != NULL)
		diag_add(q->diags, number, "E101",
		    "unknown header \"%.*s\"; did you mean \"%s\"?",
		    diag_quote(key), key.p, meant);
	else
		diag_add(q->diags, number, "E101",
		    "unknown header \"%.*s\"", diag_quote(key), key.p);
	return true;
}

static void
read_fields(struct qa *q, struct map *seen)
{
	while (!qa_at_end(q)) {
		switch (qa_next(q)) {
		case QA_SEPARATOR:
			return;
		case QA_BLANK:
			q->at++;
			return;
		case QA_COMMENT:
			q->at++;
			break;
		default:
			if (is_field(qa_line(q)))
				read_field(q, seen);
			else if (!complain(q))
				return;
			break;
		}
	}
}

/* It is there if the first line is a field, but for comments before it. */
void
qa_header(struct qa *q)
{
	struct map seen;

	while (!qa_at_end(q) && qa_next(q) == QA_COMMENT)
		q->at++;
	if (qa_at_end(q) || !is_field(qa_line(q)))
		return;
	map_init(&seen);
	read_fields(q, &seen);
	map_fini(&seen);
}

/*
 * Items: attributes, question, answer. An item at fault is still given to the
 * builder with what is known of it, since its id may be what a link names: a
 * page with an error is never published, and the author is told of the fault
 * but not of links that only seem dead because of it.
 */
#include <string.h>
#include <strings.h>

#include "parse/field.h"
#include "parse/ids.h"
#include "parse/qa.h"

enum key {
	KEY_ID,
	KEY_WAS,
	KEY_SECTION,
	KEY_TAGS,
	KEY_UPDATED,
	KEYS,
};

static const char *const keys[KEYS] = { "Id", "Was", "Section", "Tags",
	"Updated" };

/* The attributes of an item; a line is 0 where there is none. */
struct head {
	struct slice value[KEYS];
	uint32_t line[KEYS];
	uint32_t first;	/* line of the first of them */
};

/* --- attributes ------------------------------------------------------------ */

const char *
qa_looks_like_attribute(struct slice line)
{
	size_t i, n;

	for (i = 0; i < KEYS; i++) {
		n = strlen(keys[i]);
		if (line.n > n && line.p[n] == ':' &&
		    strncasecmp(line.p, keys[i], n) == 0)
			return keys[i];
	}
	return NULL;
}

static bool
id_ok(struct qa *q, int key, struct slice id, uint32_t line)
{
	if (id_valid(id))
		return true;
	diag_add(q->diags, line, "E103",
	    "id \"%.*s\" %s; write \"\\%s: ...\" if this is the question",
	    diag_quote(id), id.p, id_fault(id), keys[key]);
	return false;
}

/* False when what follows can hardly be an attribute (E103). */
static bool
check_value(struct qa *q, int key, struct slice value, uint32_t line)
{
	struct slice id;

	if (key == KEY_ID)
		return id_ok(q, key, value, line);
	if (key == KEY_WAS)
		while (field_next(&value, &id))
			if (!id_ok(q, key, id, line))
				return false;
	return true;
}

/* Reads attributes; false after a fault that spoils the item. */
static bool
read_head(struct qa *q, struct head *head)
{
	struct slice value;
	uint32_t line;
	int key;

	*head = (struct head){ 0 };
	for (;; qa_skip_blank(q)) {
		if (qa_at_end(q) ||
		    (key = qa_field(qa_line(q), keys, KEYS, &value)) < 0)
			return true;
		line = ++q->at;
		if (head->first == 0)
			head->first = line;
		if (!check_value(q, key, value, line))
			return false;
		if (head->line[key] != 0) {
			diag_add(q->diags, line, "E102",
			    "\"%s\" given twice, first at line %u", keys[key],
			    (unsigned)head->line[key]);
			continue;
		}
		head->value[key] = value;
		head->line[key] = line;
	}
}

static void
claim(struct qa *q, struct slice id, uint32_t line)
{
	if (id_claim(&q->ids, id, line, q->diags) == -1)
		q->failed = true;
}

/* Gives the builder a question and its attributes. */
static void
put_item(struct qa *q, const struct head *head, struct slice question,
    uint32_t line)
{
	struct slice list, one;

	build_question(q->build, question, line);
	if (head->line[KEY_ID] != 0) {
		claim(q, head->value[KEY_ID], head->line[KEY_ID]);
		build_item_id(q->build, head->value[KEY_ID]);
	}
	for (list = head->value[KEY_WAS]; field_next(&list, &one);) {
		claim(q, one, head->line[KEY_WAS]);
		build_alias(q->build, one);
	}
	if (head->line[KEY_TAGS] != 0)
		for (list = qa_clean(q, head->value[KEY_TAGS]);
		    field_next(&list, &one);)
			build_tag(q->build, one);
	if (head->line[KEY_UPDATED] != 0 &&
	    field_date(head->value[KEY_UPDATED], head->line[KEY_UPDATED],
		q->diags))
		build_item_updated(q->build, head->value[KEY_UPDATED]);
}

/* --- the question ---------------------------------------------------------- */

/* The mark of a block that a question may not begin with, or NULL. */
static const char *
forbidden_start(struct slice line)
{
	struct qa_list_mark list;

	switch (qa_mark(line)) {
	case QA_LINK:
		return "=>";
	case QA_QUOTE:
		return ">";
	case QA_FENCE:
		return "```";
	case QA_SUBHEAD:
		return "###";
	case QA_LIST:	/* questions may be numbered */
		qa_list_mark(line, &list);
		return list.number > 0 ? NULL
		    : slice_trim(line).p[0] == '-' ? "- "
		    : slice_trim(line).p[0] == '*' ? "* " : "+ ";
	default:
		return NULL;
	}
}

/* Gathers the question's lines into text. */
static struct slice
read_question(struct qa *q)
{
	struct slice s;
	enum qa_mark mark;
	bool more;

	buf_clear(&q->text);
	do {
		s = qa_unescape(qa_line(q));
		q->at++;
		more = s.n > 0 && s.p[s.n - 1] == '\\';
		if (more)
			s = slice_trim((struct slice){ s.p, s.n - 1 });
		build_put_line(&q->text, s);
		mark = qa_at_end(q) ? QA_SEPARATOR : qa_next(q);
	} while (more && mark != QA_SEPARATOR && mark != QA_BLANK);
	return qa_clean_text(q);
}

/* Puts the item whose question is next; false when it has a fault. */
static bool
begin_item(struct qa *q, const struct head *head)
{
	const struct slice none = { "", 0 };
	const char *mark, *key;
	struct slice question;
	uint32_t line = q->at + 1;
	bool wide;

	if (qa_at_end(q) || qa_next(q) == QA_SEPARATOR) {
		put_item(q, head, none, head->first);
		diag_add(q->diags, head->first, "E205",
		    "item has attributes but no question");
		return false;
	}
	if ((mark = forbidden_start(qa_line(q))) != NULL) {
		put_item(q, head, qa_clean(q, qa_line(q)), line);
		diag_add(q->diags, line, "E204",
		    "a question cannot start with \"%s\"; escape it with \"\\\"",
		    mark);
		return false;
	}
	key = qa_looks_like_attribute(qa_line(q));
	question = read_question(q);
	if (key != NULL && !question_has_mark(question))
		diag_add(q->diags, line, "W210",
		    "this is the question; did you mean the attribute "
		    "\"%s: ...\"?", key);
	if (question.n == 0) {
		put_item(q, head, none, line);
		diag_add(q->diags, line, "E201", "empty item: no question");
		return false;
	}
	wide = question_too_wide(question);
	if (wide)
		diag_add(q->diags, line, "E206",
		    "question longer than %d columns; is the answer on the "
		    "same line?", QUESTION_MAX);
	else if (asked_check(&q->asked, question, line, q->diags) == -1)
		q->failed = true;
	put_item(q, head, question, line);
	return !wide;
}

/* --- items ----------------------------------------------------------------- */

/* "- text", even where it is indented */
static bool
is_dash_item(const struct qa *q, uint32_t i)
{
	struct slice s;

	if (i >= q->src.nlines)
		return false;
	s = slice_trim(source_line(&q->src, i));
	return s.n > 1 && s.p[0] == '-' && (s.p[1] == ' ' || s.p[1] == '\t');
}

/* Attributes come before the question: below it they are text, by which their
   author hardly meant an answer. */
static void
warn_of_attributes(struct qa *q)
{
	uint32_t i = q->at;
	const char *key;

	while (i < q->src.nlines && source_line(&q->src, i).n == 0)
		i++;
	for (; i < q->src.nlines; i++) {
		key = qa_looks_like_attribute(source_line(&q->src, i));
		if (key == NULL)
			return;
		diag_add(q->diags, i + 1, "W210",
		    "this is text of the answer; \"%s: ...\" stands above the "
		    "question, or with \"\\\" in front if it is text", key);
	}
}

static void
read_item(struct qa *q)
{
	struct head head;
	uint32_t line, errors;

	if (!read_head(q, &head)) {
		qa_skip_item(q);
		return;
	}
	if (head.line[KEY_SECTION] != 0)
		build_section(q->build, qa_clean(q, head.value[KEY_SECTION]));
	line = q->at + 1;
	if (!begin_item(q, &head)) {
		qa_skip_item(q);
		return;
	}
	warn_of_attributes(q);
	errors = q->diags->errors;
	qa_blocks(q);
	if (build_answer_blocks(q->build) == 0 && q->diags->errors == errors)
		diag_add(q->diags, line, "E203", "question has no answer");
}

/* Separator i was the last thing in the document, or the only one. */
static void
end_with_separator(struct qa *q, uint32_t i, bool only)
{
	if (only)
		diag_add(q->diags, i + 1, "E202",
		    "no questions: nothing follows the \"-\"");
	else
		diag_add(q->diags, i + 1, "W201",
		    "separator at end of file ignored");
}

void
qa_items(struct qa *q)
{
	uint32_t separator, first = q->at;

	while (!qa_at_end(q)) {
		separator = q->at++;
		if (build_items(q->build) == SOURCE_MAX_ITEMS) {
			diag_add(q->diags, separator + 1, "E006",
			    "more than %d questions", SOURCE_MAX_ITEMS);
			return;
		}
		if (separator > 0 && is_dash_item(q, separator - 1) &&
		    is_dash_item(q, separator + 1))
			diag_add(q->diags, separator + 1, "W202",
			    "\"-\" between list items starts a new question; "
			    "an empty bullet?");
		qa_skip_blank(q);
		if (qa_at_end(q))
			end_with_separator(q, separator, separator == first);
		else if (qa_next(q) == QA_SEPARATOR)
			diag_add(q->diags, q->at + 1, "E201",
			    "empty item: separator follows the separator at "
			    "line %u", (unsigned)separator + 1);
		else
			read_item(q);
	}
}

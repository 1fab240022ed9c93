/*
 * What a document says about itself and no reader of a page needs: tables of
 * contents, links to the top.
 */
#include "parse/ids.h"
#include "parse/outline_part.h"
#include "parse/question.h"
#include "parse/source.h"

/* --- words that headings and names are known by ---------------------------- */

static bool
has_any(struct slice text, const char *const *words, size_t n, bool whole)
{
	struct buf name, key;
	bool found = false;
	size_t i, len;
	char *p;

	if (text.n > QUESTION_MAX)
		return false;
	buf_init(&name, SOURCE_MAX_FILE);
	buf_init(&key, SOURCE_MAX_FILE);
	/* names of files have "-" for blanks */
	buf_put_slice(&name, text);
	for (i = 0; i < name.n; i++)
		if (name.p[i] == '-' || name.p[i] == '_')
			name.p[i] = ' ';
	id_question_key(buf_slice(&name), &key);
	buf_putc(&key, '\0');
	for (i = 0; i < n && !found && !key.failed; i++) {
		len = strlen(words[i]);
		if (whole) {
			found = strcmp(key.p, words[i]) == 0;
			continue;
		}
		/* Latin words begin where another ended */
		for (p = key.p; !found && (p = strstr(p, words[i])) != NULL;
		    p += len)
			found = p == key.p || p[-1] == ' ' ||
			    (unsigned char)words[i][0] >= 0x80;
	}
	buf_fini(&key);
	buf_fini(&name);
	return found;
}

bool
outline_about_questions(struct slice text)
{
	static const char *const words[] = { "faq", "question", "q&a", "q & a",
		"fragen", "pregunta", "pergunta", "domande", "vragen",
		"вопрос", "питання", "问题", "问答", "問題", "問答", "质问",
		"質問", "질문", "자주 묻는" };

	return has_any(text, words, sizeof(words) / sizeof(*words), false);
}

static bool
is_contents_heading(struct slice text)
{
	static const char *const names[] = { "table of contents", "contents",
		"toc", "index", "on this page", "inhalt",
		"inhaltsverzeichnis", "sommaire", "table des matières",
		"índice", "indice", "contenido", "содержание", "оглавление",
		"目录", "目次", "目錄", "차례", "목차" };

	return has_any(text, names, sizeof(names) / sizeof(*names), true);
}

/* --- what is left out ------------------------------------------------------ */

static bool
is_fragment_link(const struct outlining *o, uint32_t i)
{
	const struct draft_mark *link =
	    draft_only_link(o->draft, &o->draft->blocks.v[i]);

	return link != NULL && link->target != NULL && link->target[0] == '#';
}

/* The end of the list that begins at i. */
static uint32_t
list_end(const struct outlining *o, uint32_t i)
{
	const struct draft_block *b = o->draft->blocks.v;
	uint32_t end = i + 1;

	while (end < o->draft->blocks.n && b[end].depth > 0 && !b[end].fresh)
		end++;
	return end;
}

/* Whether a list only leads around in the document: every item is a link to a
   fragment, or stands above such items. */
static bool
is_contents_list(const struct outlining *o, uint32_t i, uint32_t end)
{
	const struct draft_block *b = o->draft->blocks.v;
	uint32_t links = 0;

	for (; i < end; i++) {
		if (b[i].kind != DRAFT_PARA || b[i].quote)
			return false;
		if (is_fragment_link(o, i))
			links++;
		else if (i + 1 == end || !b[i].item ||
		    b[i + 1].depth <= b[i].depth)
			return false;
	}
	return links > 0;
}

/*
 * Whether all words of a paragraph are links to fragments, as in
 * "[A](#a) | [B](#b)".
 */
static bool
is_contents_line(const struct outlining *o, uint32_t i)
{
	const struct draft_block *b = &o->draft->blocks.v[i];
	const struct draft_mark *m = draft_marks(o->draft, b);
	struct draft_block between = *b;
	uint32_t k, links = 0, at = b->from;

	if (b->kind != DRAFT_PARA || b->quote)
		return false;
	for (k = 0; k < b->nmarks; k++) {
		if (m[k].kind != MARK_LINK)
			continue;
		if (m[k].target == NULL || m[k].target[0] != '#')
			return false;
		between.from = at;
		between.to = m[k].from > at ? m[k].from : at;
		if (draft_has_word(o->draft, between.from, between.to))
			return false;
		at = m[k].to > at ? m[k].to : at;
		links++;
	}
	return links > 0 && !draft_has_word(o->draft, at, b->to > at ? b->to
		: at);
}

/* A link back to where the page begins, on a line of its own. */
static bool
is_top_link(const struct outlining *o, uint32_t i)
{
	const struct draft_block *b = &o->draft->blocks.v[i];
	const struct draft_mark *link;
	const struct anchor *to;
	const char *name;

	if (b->kind != DRAFT_PARA || !is_fragment_link(o, i))
		return false;
	link = draft_only_link(o->draft, b);
	name = link->target + 1;
	if (*name == '\0' || strcmp(name, "top") == 0 ||
	    strcmp(name, "_top") == 0)
		return true;
	to = anchors_find(o->anchors, slice_of(name));
	if (to == NULL || to->block >= o->draft->blocks.n || to->block >= i)
		return false;
	return to->block == 0 || (outline_is_heading(o, to->block) &&
	    is_contents_heading(outline_text(o, to->block)));
}

/* A heading with nothing below it but what is left out goes with that. */
static void
drop_contents(struct outlining *o, uint32_t heading)
{
	uint32_t i = heading + 1, k, n = o->draft->blocks.n;

	while (i < n && !outline_is_heading(o, i) && o->dropped[i] != KEPT)
		i++;
	if (i < n && !outline_is_heading(o, i))
		return;
	for (k = heading; k < i; k++)
		o->dropped[k] = DROPPED;
}

void
outline_drop(struct outlining *o)
{
	uint32_t i, end, n = o->draft->blocks.n;

	for (i = 0; i < n; i = end) {
		end = i + 1;
		if (o->draft->blocks.v[i].depth > 0) {
			end = list_end(o, i);
			if (is_contents_list(o, i, end))
				memset(o->dropped + i, CONTENTS, end - i);
		} else if (is_top_link(o, i)) {
			o->dropped[i] = DROPPED;
		} else if (is_contents_line(o, i)) {
			o->dropped[i] = CONTENTS;
		}
	}
	for (i = 0; i < n; i++)
		if (outline_is_heading(o, i) &&
		    is_contents_heading(outline_text(o, i)))
			drop_contents(o, i);
}

#include "import/roles.h"

#include <stdlib.h>

enum { NAME_MAX_ROLE = 24 };	/* bytes, with a NUL */

struct name {
	const char *name;
	enum role role;
};

/* Sorted. */
static const struct name names[] = {
	{ "a", ROLE_ANSWER },
	{ "abstract", ROLE_TEXT },
	{ "accepted", ROLE_ANSWER },
	{ "acceptedanswer", ROLE_ANSWER },
	{ "accordion", ROLE_LIST },
	{ "anchor", ROLE_SLUG },
	{ "ans", ROLE_ANSWER },
	{ "answer", ROLE_ANSWER },
	{ "answerbody", ROLE_ANSWER },
	{ "answercontent", ROLE_ANSWER },
	{ "answerhtml", ROLE_ANSWER },
	{ "answermarkdown", ROLE_ANSWER },
	{ "answers", ROLE_ANSWER },
	{ "answertext", ROLE_ANSWER },
	{ "antwort", ROLE_ANSWER },
	{ "ask", ROLE_QUESTION },
	{ "author", ROLE_AUTHOR },
	{ "body", ROLE_TEXT },
	{ "categories", ROLE_LIST },
	{ "category", ROLE_SECTION },
	{ "categoryname", ROLE_SECTION },
	{ "categorytitle", ROLE_SECTION },
	{ "chapter", ROLE_SECTION },
	{ "children", ROLE_LIST },
	{ "collapsetext", ROLE_TEXT },
	{ "contenido", ROLE_TEXT },
	{ "content", ROLE_TEXT },
	{ "contents", ROLE_TEXT },
	{ "copy", ROLE_TEXT },
	{ "created", ROLE_DATE },
	{ "createdat", ROLE_DATE },
	{ "data", ROLE_LIST },
	{ "date", ROLE_DATE },
	{ "datecreated", ROLE_DATE },
	{ "datemodified", ROLE_UPDATED },
	{ "datepublished", ROLE_DATE },
	{ "dateupdated", ROLE_UPDATED },
	{ "desc", ROLE_TEXT },
	{ "description", ROLE_TEXT },
	{ "detail", ROLE_TEXT },
	{ "details", ROLE_TEXT },
	{ "elements", ROLE_LIST },
	{ "entries", ROLE_LIST },
	{ "explanation", ROLE_ANSWER },
	{ "faq", ROLE_LIST },
	{ "faqs", ROLE_LIST },
	{ "frage", ROLE_QUESTION },
	{ "fragen", ROLE_LIST },
	{ "group", ROLE_SECTION },
	{ "groups", ROLE_LIST },
	{ "header", ROLE_TITLE },
	{ "heading", ROLE_TITLE },
	{ "headline", ROLE_TITLE },
	{ "html", ROLE_TEXT },
	{ "id", ROLE_ID },
	{ "identifier", ROLE_ID },
	{ "inlanguage", ROLE_LANG },
	{ "intro", ROLE_TEXT },
	{ "introduction", ROLE_TEXT },
	{ "items", ROLE_LIST },
	{ "itemslist", ROLE_LIST },
	{ "key", ROLE_ID },
	{ "keywords", ROLE_TAGS },
	{ "kysymys", ROLE_QUESTION },
	{ "label", ROLE_TITLE },
	{ "labels", ROLE_TAGS },
	{ "lang", ROLE_LANG },
	{ "language", ROLE_LANG },
	{ "lastmod", ROLE_UPDATED },
	{ "lastmodified", ROLE_UPDATED },
	{ "lastupdate", ROLE_UPDATED },
	{ "lastupdated", ROLE_UPDATED },
	{ "license", ROLE_LICENSE },
	{ "list", ROLE_LIST },
	{ "locale", ROLE_LANG },
	{ "longanswer", ROLE_ANSWER },
	{ "mainentity", ROLE_LIST },
	{ "markdown", ROLE_TEXT },
	{ "md", ROLE_TEXT },
	{ "message", ROLE_TEXT },
	{ "modified", ROLE_UPDATED },
	{ "name", ROLE_TITLE },
	{ "pageid", ROLE_ID },
	{ "panels", ROLE_LIST },
	{ "paragraph", ROLE_TEXT },
	{ "paragraphs", ROLE_TEXT },
	{ "pregunta", ROLE_QUESTION },
	{ "preguntas", ROLE_LIST },
	{ "prompt", ROLE_QUESTION },
	{ "published", ROLE_DATE },
	{ "publishedat", ROLE_DATE },
	{ "q", ROLE_QUESTION },
	{ "qa", ROLE_LIST },
	{ "qas", ROLE_LIST },
	{ "query", ROLE_QUESTION },
	{ "question", ROLE_QUESTION },
	{ "questionanswer", ROLE_LIST },
	{ "questions", ROLE_LIST },
	{ "questionsandanswers", ROLE_LIST },
	{ "questiontext", ROLE_QUESTION },
	{ "questiontitle", ROLE_QUESTION },
	{ "raw", ROLE_INNER },
	{ "rendered", ROLE_INNER },
	{ "reply", ROLE_ANSWER },
	{ "reponse", ROLE_ANSWER },
	{ "response", ROLE_ANSWER },
	{ "respuesta", ROLE_ANSWER },
	{ "result", ROLE_LIST },
	{ "results", ROLE_LIST },
	{ "rows", ROLE_LIST },
	{ "section", ROLE_SECTION },
	{ "sectionname", ROLE_SECTION },
	{ "sections", ROLE_LIST },
	{ "sectiontitle", ROLE_SECTION },
	{ "shortanswer", ROLE_ANSWER },
	{ "slug", ROLE_SLUG },
	{ "solution", ROLE_ANSWER },
	{ "subject", ROLE_TITLE },
	{ "subtitle", ROLE_TEXT },
	{ "suggestedanswer", ROLE_ANSWER },
	{ "summary", ROLE_TITLE },
	{ "svar", ROLE_ANSWER },
	{ "tag", ROLE_TAGS },
	{ "tags", ROLE_TAGS },
	{ "term", ROLE_TITLE },
	{ "text", ROLE_TEXT },
	{ "titel", ROLE_TITLE },
	{ "title", ROLE_TITLE },
	{ "topic", ROLE_SECTION },
	{ "topics", ROLE_LIST },
	{ "uid", ROLE_ID },
	{ "updated", ROLE_UPDATED },
	{ "updatedat", ROLE_UPDATED },
	{ "updatedon", ROLE_UPDATED },
	{ "value", ROLE_INNER },
};

static int
compare(const void *key, const void *element)
{
	return strcmp(key, ((const struct name *)element)->name);
}

static enum role
look_up(const char *name)
{
	const struct name *found = bsearch(name, names,
	    sizeof(names) / sizeof(*names), sizeof(*names), compare);

	return found != NULL ? found->role : ROLE_NONE;
}

enum role
role_of(struct slice key, char digits[ROLE_DIGITS_MAX])
{
	char name[NAME_MAX_ROLE + 4];
	size_t i, n = 0, nd = 0;
	enum role role;
	char c;

	for (i = 0; i < key.n && n < NAME_MAX_ROLE; i++) {
		c = key.p[i];
		if (c >= 'A' && c <= 'Z')
			c = (char)(c + 'a' - 'A');
		if (digits != NULL && c >= '0' && c <= '9') {
			if (nd < ROLE_DIGITS_MAX - 1)
				digits[nd++] = c;
		} else if (memchr("_-. @", c, 5) == NULL) {
			name[n++] = c;
		}
	}
	if (digits != NULL)
		digits[i == key.n && nd < ROLE_DIGITS_MAX - 1 ? nd : 0] = '\0';
	name[n] = '\0';
	if (i < key.n)
		return ROLE_NONE;
	role = look_up(name);
	if (role == ROLE_NONE && strncmp(name, "faq", 3) == 0)
		role = look_up(name + 3);
	return role;
}

bool
role_is_text(enum role role)
{
	return role == ROLE_ANSWER || role == ROLE_TEXT || role == ROLE_INNER;
}

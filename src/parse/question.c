#include "parse/question.h"

#include <unictype.h>
#include <unistr.h>
#include <uniwidth.h>

#include "base/buf.h"
#include "parse/ids.h"
#include "parse/source.h"

static const uint8_t *
bytes(struct slice s)
{
	return (const uint8_t *)s.p;
}

/* --- marks ----------------------------------------------------------------- */

/* besides "?" the full-width one, the Arabic, the Armenian and the Greek */
static bool
is_mark(ucs4_t c)
{
	return c == '?' || c == 0xff1f || c == 0x061f || c == 0x055e ||
	    c == 0x037e;
}

bool
question_has_mark(struct slice s)
{
	ucs4_t c;
	int n;

	for (; s.n > 0; s = slice_from(s, (size_t)n)) {
		n = u8_mbtouc(&c, bytes(s), s.n);
		/* ";" is how the Greek one is typed today */
		if (is_mark(c) || (c == ';' && s.n == 1))
			return true;
	}
	return false;
}

bool
question_ends_in_mark(struct slice s)
{
	const uint8_t *last;
	ucs4_t c;

	for (; s.n > 0; s.n = (size_t)(last - bytes(s))) {
		last = u8_prev(&c, bytes(s) + s.n, bytes(s));
		if (last == NULL)
			return false;
		if (is_mark(c) || c == ';')
			return true;
		if (!uc_is_property_white_space(c) &&
		    !uc_is_property_quotation_mark(c) &&
		    !uc_is_general_category(c, UC_CLOSE_PUNCTUATION) &&
		    c != '!' && c != '*' && c != '_')
			return false;
	}
	return false;
}

bool
question_too_wide(struct slice s)
{
	return u8_width(bytes(s), s.n, "UTF-8") > QUESTION_MAX;
}

/* --- signs ----------------------------------------------------------------- */

static size_t
skip_blanks(struct slice s, size_t i)
{
	while (i < s.n && (s.p[i] == ' ' || s.p[i] == '\t'))
		i++;
	return i;
}

static size_t
skip_digits(struct slice s, size_t i)
{
	while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9')
		i++;
	return i;
}

/* The length of ":", ".", ")", "|" or a full-width form at i, or 0. */
static size_t
punctuation(struct slice s, size_t i)
{
	s = slice_from(s, i);
	if (s.n > 0 && memchr(":.)|", s.p[0], 4) != NULL)
		return 1;
	return slice_starts(s, "：") || slice_starts(s, "．") ||
		slice_starts(s, "）") ? strlen("：") : 0;
}

/* word, perhaps a number, and punctuation in front of s */
static size_t
sign(struct slice s, const char *word)
{
	size_t i, n, end;

	if (!slice_starts(s, word))
		return 0;
	i = skip_blanks(s, strlen(word));
	if (i < s.n && s.p[i] == '#')
		i++;
	i = skip_digits(s, i);
	if ((n = punctuation(s, skip_blanks(s, i))) == 0)
		return 0;
	i = skip_blanks(s, i) + n;
	end = skip_blanks(s, i);
	/* "Q.E.D." and "A.1" are something else */
	return n > 1 || s.p[i - 1] == ':' || end > i || end == s.n ||
		s.p[end] == '\n' ? end : 0;
}

static size_t
any_sign(struct slice s, const char *const *words, size_t n)
{
	size_t i, found;

	for (i = 0; i < n; i++)
		if ((found = sign(s, words[i])) > 0)
			return found;
	return 0;
}

size_t
question_sign(struct slice s)
{
	static const char *const words[] = { "Q", "Question", "问", "問",
		"质问", "質問", "问题", "問題", "질문", "문", "В", "Вопрос",
		"Frage", "Pregunta", "Pergunta", "Domanda", "QUESTION" };

	return any_sign(s, words, sizeof(words) / sizeof(*words));
}

size_t
answer_sign(struct slice s)
{
	static const char *const words[] = { "A", "Answer", "答", "答案",
		"回答", "답", "답변", "О", "Ответ", "Antwort", "Respuesta",
		"Resposta", "Risposta", "Réponse", "ANSWER" };

	return any_sign(s, words, sizeof(words) / sizeof(*words));
}

size_t
question_number(struct slice s)
{
	size_t i = 0, from;

	do {
		from = i;
		i = skip_digits(s, i);
		if (i == from || i - from > 3 || i == s.n ||
		    (s.p[i] != '.' && s.p[i] != ')'))
			return 0;
		i++;
	} while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9');
	from = i;
	i = skip_blanks(s, i);
	return i > from ? i : 0;
}

/* --- asked before ---------------------------------------------------------- */

void
asked_init(struct asked *a)
{
	map_init(&a->lines);
	arena_init(&a->keys);
}

void
asked_fini(struct asked *a)
{
	map_fini(&a->lines);
	arena_fini(&a->keys);
}

int
asked_check(struct asked *a, struct slice question, uint32_t line,
    struct diags *diags)
{
	struct buf key;
	uintptr_t first = 0;
	char *kept;

	if (diags->lint && !question_has_mark(question))
		diag_add(diags, line, "W203", "question has no question mark");
	buf_init(&key, SOURCE_MAX_FILE);
	id_question_key(question, &key);
	kept = key.failed ? NULL : arena_str(&a->keys, buf_slice(&key));
	if (kept != NULL)
		first = (uintptr_t)map_add(&a->lines,
		    (struct slice){ kept, key.n }, (void *)(uintptr_t)line);
	buf_fini(&key);
	if (first == 0)
		return -1;
	if (first != line)
		diag_add(diags, line, "W204", "same question as line %u",
		    (unsigned)first);
	return 0;
}

#include "parse/field.h"

enum {
	KEY_MAX = 15,		/* bytes of a key that is looked for */
	MISTAKES_MAX = 2,	/* letters wrong, missing or too many */
	LANG_MAX = 35,		/* bytes, RFC 5646 4.4.1 */
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
}

static bool
is_letter(char c)
{
	return lower(c) >= 'a' && lower(c) <= 'z';
}

/* The number that the n digits at p write. */
static int
number(const char *p, size_t n)
{
	int value = 0;

	while (n-- > 0)
		value = value * 10 + (*p++ - '0');
	return value;
}

static bool
is_date_shaped(struct slice s)
{
	size_t i;

	if (s.n != 10)
		return false;
	for (i = 0; i < s.n; i++)
		if (i == 4 || i == 7 ? s.p[i] != '-' : !is_digit(s.p[i]))
			return false;
	return true;
}

static bool
is_day(int year, int month, int day)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return year > 0 && month >= 1 && month <= 12 && day >= 1 &&
	    day <= days[month - 1] + (month == 2 && leap);
}

bool
field_date(struct slice s, uint32_t line, struct diags *diags)
{
	if (!is_date_shaped(s))
		diag_add(diags, line, "E104",
		    "date \"%.*s\" is not YYYY-MM-DD", diag_quote(s), s.p);
	else if (!is_day(number(s.p, 4), number(s.p + 5, 2),
		     number(s.p + 8, 2)))
		diag_add(diags, line, "E104",
		    "date \"%.*s\" is not a day of the calendar",
		    diag_quote(s), s.p);
	else
		return true;
	return false;
}

bool
field_is_lang(struct slice s)
{
	size_t i, subtag = 0, subtags = 0;

	if (s.n > LANG_MAX)
		return false;
	for (i = 0; i <= s.n; i++) {
		if (i < s.n && s.p[i] != '-') {
			if (!is_letter(s.p[i]) &&
			    (subtags == 0 || !is_digit(s.p[i])))
				return false;
			subtag++;
			continue;
		}
		if (subtags == 0 ? subtag < 2 || subtag > 3
				 : subtag < 1 || subtag > 8)
			return false;
		subtags++;
		subtag = 0;
	}
	return true;
}

bool
field_lang(struct slice s, uint32_t line, struct diags *diags)
{
	if (field_is_lang(s))
		return true;
	diag_add(diags, line, "E104",
	    "language \"%.*s\" is not a tag such as \"en\" or \"pt-BR\"",
	    diag_quote(s), s.p);
	return false;
}

bool
field_next(struct slice *list, struct slice *one)
{
	const char *comma;

	while (list->n > 0) {
		comma = memchr(list->p, ',', list->n);
		one->p = list->p;
		one->n = comma != NULL ? (size_t)(comma - list->p) : list->n;
		*list = slice_from(*list, one->n + 1);
		*one = slice_trim(*one);
		if (one->n > 0)
			return true;
	}
	return false;
}

/* Letters to change, add or drop to get from a to b, case aside. */
static unsigned
mistakes(struct slice a, struct slice b)
{
	unsigned row[KEY_MAX + 1], diagonal, above, best;
	size_t i, k;

	for (k = 0; k <= b.n; k++)
		row[k] = (unsigned)k;
	for (i = 0; i < a.n; i++) {
		diagonal = row[0];
		row[0] = (unsigned)i + 1;
		for (k = 0; k < b.n; k++) {
			above = row[k + 1];
			best = diagonal + (lower(a.p[i]) != lower(b.p[k]));
			if (above + 1 < best)
				best = above + 1;
			if (row[k] + 1 < best)
				best = row[k] + 1;
			row[k + 1] = best;
			diagonal = above;
		}
	}
	return row[b.n];
}

const char *
field_meant(struct slice key, const char *const *keys, size_t n)
{
	unsigned count, fewest = MISTAKES_MAX + 1;
	const char *meant = NULL;
	size_t i;

	if (key.n > KEY_MAX)
		return NULL;
	for (i = 0; i < n; i++) {
		count = mistakes(slice_of(keys[i]), key);
		/* half of a short key wrong is another word */
		if (count < fewest && count * 2 < strlen(keys[i])) {
			fewest = count;
			meant = keys[i];
		}
	}
	return meant;
}

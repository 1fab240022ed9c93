#include "parse/entity.h"

#include <unistr.h>

#include "parse/source.h"

enum { LENGTH_MAX = 32 };	/* bytes; the longest name has 31 */

/* What people type; all others may be typed as the character itself. */
static const struct {
	const char *name;
	ucs4_t c;
} names[] = {
	{ "amp", '&' }, { "lt", '<' }, { "gt", '>' }, { "quot", '"' },
	{ "apos", '\'' }, { "nbsp", ' ' }, { "ensp", ' ' }, { "emsp", ' ' },
	{ "thinsp", ' ' }, { "copy", 0xa9 }, { "reg", 0xae },
	{ "trade", 0x2122 }, { "hellip", 0x2026 }, { "mdash", 0x2014 },
	{ "ndash", 0x2013 }, { "lsquo", 0x2018 }, { "rsquo", 0x2019 },
	{ "ldquo", 0x201c }, { "rdquo", 0x201d }, { "sbquo", 0x201a },
	{ "bdquo", 0x201e }, { "laquo", 0xab }, { "raquo", 0xbb },
	{ "bull", 0x2022 }, { "middot", 0xb7 }, { "deg", 0xb0 },
	{ "plusmn", 0xb1 }, { "times", 0xd7 }, { "divide", 0xf7 },
	{ "frac12", 0xbd }, { "frac14", 0xbc }, { "sup2", 0xb2 },
	{ "sup3", 0xb3 }, { "micro", 0xb5 }, { "para", 0xb6 },
	{ "sect", 0xa7 }, { "cent", 0xa2 }, { "pound", 0xa3 },
	{ "euro", 0x20ac }, { "yen", 0xa5 }, { "larr", 0x2190 },
	{ "uarr", 0x2191 }, { "rarr", 0x2192 }, { "darr", 0x2193 },
	{ "harr", 0x2194 }, { "rArr", 0x21d2 }, { "le", 0x2264 },
	{ "ge", 0x2265 }, { "ne", 0x2260 }, { "infin", 0x221e },
	{ "check", 0x2713 }, { "cross", 0x2717 }, { "iexcl", 0xa1 },
	{ "iquest", 0xbf }, { "szlig", 0xdf }, { "auml", 0xe4 },
	{ "ouml", 0xf6 }, { "uuml", 0xfc }, { "Auml", 0xc4 },
	{ "Ouml", 0xd6 }, { "Uuml", 0xdc }, { "agrave", 0xe0 },
	{ "aacute", 0xe1 }, { "acirc", 0xe2 }, { "aring", 0xe5 },
	{ "aelig", 0xe6 }, { "ccedil", 0xe7 }, { "egrave", 0xe8 },
	{ "eacute", 0xe9 }, { "ecirc", 0xea }, { "euml", 0xeb },
	{ "iacute", 0xed }, { "icirc", 0xee }, { "ntilde", 0xf1 },
	{ "oacute", 0xf3 }, { "ocirc", 0xf4 }, { "oslash", 0xf8 },
	{ "uacute", 0xfa }, { "num", '#' }, { "ast", '*' },
	{ "lbrack", '[' }, { "rbrack", ']' }, { "lbrace", '{' },
	{ "lcub", '{' }, { "rbrace", '}' }, { "rcub", '}' },
	{ "lpar", '(' }, { "rpar", ')' }, { "vert", '|' },
	{ "lowbar", '_' }, { "grave", '`' }, { "colon", ':' },
	{ "period", '.' }, { "comma", ',' }, { "excl", '!' },
	{ "quest", '?' }, { "dollar", '$' }, { "percnt", '%' },
	{ "commat", '@' }, { "sol", '/' }, { "bsol", '\\' },
	{ "zwj", 0x200d }, { "zwnj", 0x200c }, { "shy", 0xad },
};

static ucs4_t
number(struct slice digits, unsigned base)
{
	ucs4_t c = 0;
	size_t i;
	int d;

	for (i = 0; i < digits.n && c <= 0x10ffff; i++) {
		d = digits.p[i];
		d = d <= '9' ? d - '0' : (d | 0x20) - 'a' + 10;
		c = c * base + (ucs4_t)d;
	}
	return c;
}

/* The character, or 0. name is what stands between "&" and ";". */
static ucs4_t
lookup(struct slice name)
{
	size_t i;
	ucs4_t c;

	if (slice_starts(name, "#")) {
		c = slice_starts(name, "#x") || slice_starts(name, "#X")
		    ? number(slice_from(name, 2), 16)
		    : number(slice_from(name, 1), 10);
		if (c == 0xa0 || c == 0x2028 || c == 0x2029)
			return ' ';
		return source_may_hold(c) ? c : 0;
	}
	for (i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (slice_is(name, names[i].name))
			return names[i].c;
	return 0;
}

void
entity_put(struct slice s, struct buf *out)
{
	ucs4_t c = s.n >= 3 ? lookup((struct slice){ s.p + 1, s.n - 2 }) : 0;
	uint8_t bytes[6];
	int n = c != 0 ? u8_uctomb(bytes, c, sizeof(bytes)) : 0;

	if (n > 0)
		buf_put(out, bytes, (size_t)n);
	else
		buf_put_slice(out, s);
}

static bool
is_of(char c, bool hex, bool name)
{
	if (c >= '0' && c <= '9')
		return true;
	if (hex)
		return ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
	return name && (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* Of the entity at the start of s, or 0. */
static size_t
length(struct slice s)
{
	bool numeric = slice_starts(s, "&#");
	bool hex = slice_starts(s, "&#x") || slice_starts(s, "&#X");
	size_t start = 1 + numeric + hex, i = start;

	if (!slice_starts(s, "&"))
		return 0;
	while (i < s.n && i < LENGTH_MAX && is_of(s.p[i], hex, !numeric))
		i++;
	return i > start && i < s.n && s.p[i] == ';' ? i + 1 : 0;
}

void
entity_put_text(struct slice s, struct buf *out)
{
	struct slice plain;
	size_t n;

	while (s.n > 0) {
		plain = slice_take_until(&s, "&");
		buf_put_slice(out, plain);
		if (s.n == 0)
			return;
		n = length(s);
		if (n > 0)
			entity_put((struct slice){ s.p, n }, out);
		else
			buf_putc(out, s.p[n++]);
		s = slice_from(s, n);
	}
}

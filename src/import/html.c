/*
 * Texts and tags. To find the end of a tag costs no more than the tag's
 * length: where that could not be, the source is taken for broken, and what
 * is looked for is not looked for again.
 */
#include "import/html.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "parse/entity.h"

enum { NAME_MAX_HTML = 12 };	/* bytes of an element's name, with a NUL */

struct name {
	const char *name;
	enum html_element element;
};

/* Sorted. */
static const struct name names[] = {
	{ "a", HTML_A }, { "abbr", HTML_INLINE }, { "acronym", HTML_INLINE },
	{ "address", HTML_BLOCK }, { "applet", HTML_INLINE },
	{ "area", HTML_INLINE }, { "article", HTML_BLOCK },
	{ "aside", HTML_BLOCK }, { "audio", HTML_INLINE }, { "b", HTML_INLINE },
	{ "base", HTML_BASE }, { "bdi", HTML_INLINE }, { "bdo", HTML_INLINE },
	{ "big", HTML_INLINE }, { "blockquote", HTML_BLOCKQUOTE },
	{ "body", HTML_BLOCK }, { "br", HTML_BR }, { "button", HTML_INLINE },
	{ "canvas", HTML_INLINE }, { "caption", HTML_BLOCK },
	{ "center", HTML_BLOCK }, { "cite", HTML_INLINE },
	{ "code", HTML_INLINE }, { "col", HTML_INLINE },
	{ "colgroup", HTML_INLINE }, { "data", HTML_INLINE },
	{ "datalist", HTML_INLINE }, { "dd", HTML_BLOCK },
	{ "del", HTML_INLINE }, { "details", HTML_BLOCK },
	{ "dfn", HTML_INLINE }, { "dialog", HTML_BLOCK }, { "dir", HTML_LIST },
	{ "div", HTML_BLOCK }, { "dl", HTML_BLOCK }, { "dt", HTML_BLOCK },
	{ "em", HTML_INLINE }, { "embed", HTML_INLINE },
	{ "fieldset", HTML_BLOCK }, { "figcaption", HTML_BLOCK },
	{ "figure", HTML_BLOCK }, { "font", HTML_INLINE },
	{ "footer", HTML_BLOCK }, { "form", HTML_BLOCK },
	{ "frameset", HTML_BLOCK }, { "h1", HTML_HEADING },
	{ "h2", HTML_HEADING }, { "h3", HTML_HEADING }, { "h4", HTML_HEADING },
	{ "h5", HTML_HEADING }, { "h6", HTML_HEADING }, { "head", HTML_BLOCK },
	{ "header", HTML_BLOCK }, { "hgroup", HTML_BLOCK },
	{ "hr", HTML_BLOCK }, { "html", HTML_HTML }, { "i", HTML_INLINE },
	{ "iframe", HTML_INLINE }, { "img", HTML_IMG },
	{ "input", HTML_INLINE }, { "ins", HTML_INLINE },
	{ "kbd", HTML_INLINE }, { "label", HTML_INLINE },
	{ "legend", HTML_BLOCK }, { "li", HTML_LI }, { "link", HTML_LINK },
	{ "listing", HTML_PRE }, { "main", HTML_BLOCK }, { "map", HTML_INLINE },
	{ "mark", HTML_INLINE }, { "math", HTML_INLINE }, { "menu", HTML_LIST },
	{ "meta", HTML_INLINE }, { "meter", HTML_INLINE },
	{ "nav", HTML_BLOCK }, { "nobr", HTML_INLINE },
	{ "noframes", HTML_BLOCK }, { "noscript", HTML_INLINE },
	{ "object", HTML_INLINE }, { "ol", HTML_OL },
	{ "optgroup", HTML_INLINE }, { "option", HTML_INLINE },
	{ "output", HTML_INLINE }, { "p", HTML_BLOCK },
	{ "param", HTML_INLINE }, { "picture", HTML_INLINE },
	{ "pre", HTML_PRE }, { "progress", HTML_INLINE }, { "q", HTML_INLINE },
	{ "rb", HTML_INLINE }, { "rp", HTML_INLINE }, { "rt", HTML_INLINE },
	{ "rtc", HTML_INLINE }, { "ruby", HTML_INLINE }, { "s", HTML_INLINE },
	{ "samp", HTML_INLINE }, { "script", HTML_SCRIPT },
	{ "search", HTML_BLOCK }, { "section", HTML_BLOCK },
	{ "select", HTML_INLINE }, { "slot", HTML_BLOCK },
	{ "small", HTML_INLINE }, { "source", HTML_INLINE },
	{ "span", HTML_INLINE }, { "strike", HTML_INLINE },
	{ "strong", HTML_INLINE }, { "style", HTML_HIDDEN },
	{ "sub", HTML_INLINE }, { "summary", HTML_BLOCK },
	{ "sup", HTML_INLINE }, { "svg", HTML_HIDDEN }, { "table", HTML_TABLE },
	{ "tbody", HTML_BLOCK }, { "td", HTML_CELL },
	{ "template", HTML_HIDDEN }, { "textarea", HTML_INLINE },
	{ "tfoot", HTML_BLOCK }, { "th", HTML_CELL }, { "thead", HTML_BLOCK },
	{ "time", HTML_INLINE }, { "title", HTML_TITLE }, { "tr", HTML_ROW },
	{ "track", HTML_INLINE }, { "tt", HTML_INLINE }, { "u", HTML_INLINE },
	{ "ul", HTML_LIST }, { "var", HTML_INLINE }, { "video", HTML_INLINE },
	{ "wbr", HTML_INLINE }, { "xmp", HTML_PRE },
};

static int
compare(const void *key, const void *element)
{
	return strcmp(key, ((const struct name *)element)->name);
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_name(char c)
{
	return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
	    c == ':' || c == '.';
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/* The element whose name stands at the start of s, and how long that is. */
static enum html_element
element_at(struct slice s, size_t *n)
{
	char name[NAME_MAX_HTML];
	const struct name *found;
	size_t i;

	for (*n = 0; *n < s.n && is_name(s.p[*n]); ++*n)
		;
	if (*n >= sizeof(name) || (*n < s.n && !is_space(s.p[*n]) &&
	    s.p[*n] != '/' && s.p[*n] != '>'))
		return HTML_UNKNOWN;
	for (i = 0; i < *n; i++)
		name[i] = (char)(s.p[i] >= 'A' && s.p[i] <= 'Z'
			? s.p[i] + 'a' - 'A' : s.p[i]);
	name[i] = '\0';
	found = bsearch(name, names, sizeof(names) / sizeof(*names),
	    sizeof(*names), compare);
	return found != NULL ? found->element : HTML_UNKNOWN;
}

void
html_init(struct html *h, struct slice s)
{
	*h = (struct html){ .rest = s, .line = 1 };
}

/* Takes n bytes off the front. */
static struct slice
take(struct html *h, size_t n)
{
	struct slice s = { h->rest.p, n };
	size_t i;

	for (i = 0; i < n; i++)
		h->line += s.p[i] == '\n';
	h->rest = slice_from(h->rest, n);
	return s;
}

/* The offset of what in s, or -1. */
static ptrdiff_t
find(struct slice s, const char *what)
{
	const char *p = s.n > 0 ? memmem(s.p, s.n, what, strlen(what)) : NULL;

	return p != NULL ? p - s.p : -1;
}

/*
 * Where the tag at the start of s ends, or where it is seen that there is
 * none: at a "<", or the end. Quotes hide both, unless plain.
 */
static size_t
scan_tag(struct slice s, bool plain)
{
	const char *quote;
	size_t i;

	for (i = 1; i < s.n && s.p[i] != '>' && s.p[i] != '<'; i++) {
		/* a quote that follows no "=" is only untidy */
		if (plain || s.p[i - 1] != '=' ||
		    (s.p[i] != '"' && s.p[i] != '\''))
			continue;
		quote = memchr(s.p + i + 1, s.p[i], s.n - i - 1);
		if (quote == NULL)
			return s.n;
		i = (size_t)(quote - s.p);
	}
	return i;
}

/* The length of the tag that is next, or 0 when it is none. */
static size_t
tag_length(struct html *h)
{
	size_t end;

	if (h->no_tags)
		return 0;
	end = scan_tag(h->rest, h->plain_tags);
	if (end == h->rest.n && !h->plain_tags) {
		h->plain_tags = true;
		end = scan_tag(h->rest, true);
	}
	h->no_tags = end == h->rest.n;
	return end < h->rest.n && h->rest.p[end] == '>' ? end + 1 : 0;
}

/* Passes a comment, a doctype or the like, if one is next. */
static bool
skip_markup(struct html *h)
{
	ptrdiff_t end;

	if (slice_starts(h->rest, "<!--") && !h->no_comments) {
		if ((end = find(h->rest, "-->")) != -1) {
			take(h, (size_t)end + 3);
			return true;
		}
		h->no_comments = true;
	} else if ((slice_starts(h->rest, "<!") ||
	    slice_starts(h->rest, "<?")) && h->rest.n > 2 &&
	    (is_letter(h->rest.p[2]) || h->rest.p[2] == '[') && !h->no_tags) {
		if ((end = find(h->rest, ">")) != -1) {
			take(h, (size_t)end + 1);
			return true;
		}
		h->no_tags = true;
	}
	return false;
}

/* Takes a tag of HTML, if one is next. */
static bool
take_tag(struct html *h, struct html_token *t)
{
	bool close = slice_starts(h->rest, "</");
	struct slice s = slice_from(h->rest, close ? 2 : 1);
	enum html_element element;
	size_t n, length;

	if (s.n == 0 || !is_letter(s.p[0]) ||
	    (element = element_at(s, &n)) == HTML_UNKNOWN ||
	    (length = tag_length(h)) == 0)
		return false;
	t->kind = close ? HTML_CLOSE : HTML_OPEN;
	t->element = element;
	s = take(h, length);
	n += close ? 2 : 1;
	t->s = (struct slice){ s.p + n, length - 1 - n };
	if (!close && (element == HTML_SCRIPT || element == HTML_TITLE))
		h->raw = element;
	return true;
}

/* The text of a script or title, up to its end tag. */
static void
take_raw(struct html *h, struct html_token *t)
{
	const char *name = h->raw == HTML_SCRIPT ? "</script" : "</title";
	size_t i, n = strlen(name);

	for (i = 0; i + n <= h->rest.n; i++)
		if (h->rest.p[i] == '<' &&
		    strncasecmp(h->rest.p + i, name, n) == 0)
			break;
	if (i + n > h->rest.n)
		i = h->rest.n;
	t->kind = HTML_TEXT;
	t->raw = h->raw == HTML_SCRIPT;
	t->s = take(h, i);
	h->raw = HTML_UNKNOWN;
}

void
html_next(struct html *h, struct html_token *t)
{
	const char *next;

	while (skip_markup(h))
		;
	*t = (struct html_token){ .kind = HTML_END, .line = h->line };
	if (h->rest.n == 0)
		return;
	if (h->raw != HTML_UNKNOWN) {
		take_raw(h, t);
		return;
	}
	if (h->rest.p[0] == '<' && take_tag(h, t))
		return;
	/* text: what is next, whatever it is, and all up to a "<" */
	next = memchr(h->rest.p + 1, '<', h->rest.n - 1);
	t->kind = HTML_TEXT;
	t->s = take(h, next != NULL ? (size_t)(next - h->rest.p) : h->rest.n);
}

/* --- attributes ------------------------------------------------------------ */

/* Takes the next of "name=value" off the front; false at the end. */
static bool
next_attribute(struct slice *s, struct slice *name, struct slice *value)
{
	char quote;
	size_t n = 0;

	while (s->n > 0 && !is_name(s->p[0]))
		*s = slice_from(*s, 1);
	while (n < s->n && is_name(s->p[n]))
		n++;
	*name = (struct slice){ s->p, n };
	*s = slice_from(*s, n);
	while (s->n > 0 && is_space(s->p[0]))
		*s = slice_from(*s, 1);
	*value = (struct slice){ s->p, 0 };
	if (s->n == 0 || s->p[0] != '=')
		return name->n > 0;
	do
		*s = slice_from(*s, 1);
	while (s->n > 0 && is_space(s->p[0]));
	quote = s->n > 0 ? s->p[0] : ' ';
	if (quote == '"' || quote == '\'') {
		*s = slice_from(*s, 1);
		*value = slice_take_until(s, (char[]){ quote, '\0' });
		*s = slice_from(*s, 1);
	} else {
		*value = slice_take_until(s, " \t\n\r\f");
	}
	return name->n > 0;
}

bool
html_attribute(struct slice s, const char *wanted, struct buf *out)
{
	struct slice name, value;

	while (next_attribute(&s, &name, &value))
		if (name.n == strlen(wanted) &&
		    strncasecmp(name.p, wanted, name.n) == 0) {
			entity_put_text(value, out);
			return true;
		}
	return false;
}

/* --- is it HTML? ----------------------------------------------------------- */

bool
html_is_likely(struct slice s)
{
	struct html_token t;
	struct html h;
	const char *tick;
	bool code = false;

	html_init(&h, s);
	for (html_next(&h, &t); t.kind != HTML_END; html_next(&h, &t)) {
		if (t.kind == HTML_TEXT && !t.raw) {
			/* a tag between backticks is shown, not meant */
			for (tick = t.s.p; tick < t.s.p + t.s.n; tick++)
				code ^= *tick == '`';
		} else if (!code && (t.kind == HTML_CLOSE ||
		    t.element == HTML_BR || t.element == HTML_IMG ||
		    t.element == HTML_LI)) {
			return true;
		}
	}
	return false;
}

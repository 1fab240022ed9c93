/*
 * Raw HTML: what tags say that a page can show is done, the tags go and their
 * text stays. Nothing here needs tags to be balanced.
 */
#include <ctype.h>
#include <strings.h>

#include "parse/entity.h"
#include "parse/markdown.h"

enum { HTML_LISTS_MAX = 8, TAG_MAX = 16 };

enum tag_does {
	DOES_NOTHING,
	DOES_BLOCK,	/* text ends before it */
	DOES_CELL,	/* or at least a word */
	DOES_HEADING,
	DOES_FOLD,
	DOES_SUMMARY,
	DOES_STRONG,
	DOES_TERM,
	DOES_EM,
	DOES_CODE,
	DOES_DELETE,
	DOES_BREAK,
	DOES_LINK,
	DOES_IMAGE,
	DOES_PRE,
	DOES_LIST,
	DOES_ITEM,
	DOES_SKIP,
};

static const struct {
	const char *name;
	enum tag_does does;
} tags[] = {
	{ "p", DOES_BLOCK }, { "div", DOES_BLOCK }, { "hr", DOES_BLOCK },
	{ "tr", DOES_BLOCK }, { "table", DOES_BLOCK }, { "dl", DOES_BLOCK },
	{ "dd", DOES_BLOCK }, { "blockquote", DOES_BLOCK },
	{ "details", DOES_FOLD }, { "section", DOES_BLOCK },
	{ "article", DOES_BLOCK }, { "center", DOES_BLOCK },
	{ "header", DOES_BLOCK }, { "footer", DOES_BLOCK },
	{ "figure", DOES_BLOCK }, { "figcaption", DOES_BLOCK },
	{ "td", DOES_CELL }, { "th", DOES_CELL },
	{ "h1", DOES_HEADING }, { "h2", DOES_HEADING }, { "h3", DOES_HEADING },
	{ "h4", DOES_HEADING }, { "h5", DOES_HEADING }, { "h6", DOES_HEADING },
	{ "summary", DOES_SUMMARY }, { "dt", DOES_TERM },
	{ "b", DOES_STRONG }, { "strong", DOES_STRONG },
	{ "i", DOES_EM }, { "em", DOES_EM }, { "code", DOES_CODE },
	{ "del", DOES_DELETE }, { "s", DOES_DELETE }, { "strike", DOES_DELETE },
	{ "br", DOES_BREAK }, { "a", DOES_LINK }, { "img", DOES_IMAGE },
	{ "pre", DOES_PRE }, { "ul", DOES_LIST }, { "ol", DOES_LIST },
	{ "li", DOES_ITEM }, { "script", DOES_SKIP }, { "style", DOES_SKIP },
};

/* A tag in the source, "<a href=x>" or "</a>". */
struct tag {
	enum tag_does does;
	char name[TAG_MAX];	/* in lower case */
	bool closes;
	struct slice attributes;
};

/* --- reading a tag --------------------------------------------------------- */

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

static struct slice
skip_space(struct slice s)
{
	while (s.n > 0 && (is_space(s.p[0]) || s.p[0] == '/'))
		s = slice_from(s, 1);
	return s;
}

/*
 * The length of the tag at the start of s, or 0 where it does not end. A
 * quote that does not end is none.
 */
static size_t
tag_length(struct slice s)
{
	size_t i, first = 0;
	char quote = '\0';

	for (i = 1; i < s.n; i++) {
		if (s.p[i] == '>' && first == 0)
			first = i + 1;
		if (quote != '\0')
			quote = s.p[i] == quote ? '\0' : quote;
		else if (s.p[i] == '>')
			return i + 1;
		else if ((s.p[i] == '"' || s.p[i] == '\'') &&
		    s.p[i - 1] == '=')
			quote = s.p[i];
	}
	return first;
}

/* s: from "<" to ">" */
static struct tag
tag_read(struct slice s)
{
	struct tag t = { .closes = s.p[1] == '/' };
	size_t i, n = 0;

	s = slice_from(s, t.closes ? 2 : 1);
	s.n--;
	for (i = 0; i < s.n && isalnum((unsigned char)s.p[i]); i++)
		if (n + 1 < sizeof(t.name))
			t.name[n++] = (char)tolower((unsigned char)s.p[i]);
	t.attributes = slice_from(s, i);
	/* <my-thing> is somebody's own */
	if (i < s.n && !is_space(s.p[i]) && s.p[i] != '/')
		return t;
	for (i = 0; i < sizeof(tags) / sizeof(*tags); i++)
		if (strcmp(tags[i].name, t.name) == 0)
			t.does = tags[i].does;
	return t;
}

/* The value of an attribute, or an empty slice. */
static struct slice
tag_value(const struct tag *t, const char *name)
{
	struct slice s = skip_space(t->attributes), key, value;
	const char quoted[] = "\"", single[] = "'";

	while (s.n > 0) {
		key = slice_take_until(&s, " \t\n=/");
		value = (struct slice){ s.p, 0 };
		if (key.n == 0 && s.n > 0 && s.p[0] != '=') {
			s = slice_from(s, 1);
			continue;
		}
		if (slice_starts(s, "=")) {
			s = slice_from(s, 1);
			if (slice_starts(s, quoted) ||
			    slice_starts(s, single)) {
				const char *end = s.p[0] == '"' ? quoted
								: single;

				s = slice_from(s, 1);
				value = slice_take_until(&s, end);
				s = slice_from(s, 1);
			} else {
				value = slice_take_until(&s, " \t\n");
			}
		}
		if (key.n == strlen(name) &&
		    strncasecmp(key.p, name, key.n) == 0)
			return value;
		s = skip_space(s);
	}
	return (struct slice){ "", 0 };
}

/* The same with entities replaced and blanks for line ends. */
static struct slice
tag_text(struct markdown *m, const struct tag *t, const char *name)
{
	size_t i;

	buf_clear(&m->word);
	entity_put_text(tag_value(t, name), &m->word);
	for (i = 0; i < m->word.n; i++)
		if (m->word.p[i] == '\n')
			m->word.p[i] = ' ';
	return slice_trim(buf_slice(&m->word));
}

/* --- doing what it says ---------------------------------------------------- */

static void
do_mark(struct markdown *m, const struct tag *t, enum mark_kind kind)
{
	if (m->images > 0)
		return;
	if (t->closes)
		draft_unmark(&m->draft, kind);
	else
		md_mark(m, kind, slice_of(""));
}

static bool
do_link(struct markdown *m, const struct tag *t)
{
	struct slice href;

	if (t->closes) {
		if (m->links > 0) {
			m->links--;
			draft_unmark(&m->draft, MARK_LINK);
		}
		return true;
	}
	href = tag_text(m, t, "href");
	if (!md_link_ok(m, href.n) || !md_plain_ok(m, href))
		return false;
	if (href.n > 0 && m->links == 0 && m->images == 0) {
		m->links++;
		md_mark(m, MARK_LINK, href);
	}
	return true;
}

static bool
do_image(struct markdown *m, const struct tag *t)
{
	struct slice src = tag_text(m, t, "src"), alt;

	if (src.n == 0 || m->images > 0)
		return true;
	if (!md_link_ok(m, src.n) || !md_plain_ok(m, src))
		return false;
	buf_clear(&m->alt);
	buf_put_slice(&m->alt, src);
	alt = tag_text(m, t, "alt");
	md_picture(m, buf_slice(&m->alt), alt);
	return true;
}

static void
do_list(struct markdown *m, const struct tag *t)
{
	md_block_end(m, DRAFT_PARA);
	if (!t->closes && m->html_lists < HTML_LISTS_MAX)
		m->html_lists++;
	else if (t->closes && m->html_lists > 0)
		m->html_lists--;
	if (m->html_lists == 0 && m->lists.n == 0)
		m->draft.next.fresh = true;
	md_place(m);
}

static void
do_item(struct markdown *m, const struct tag *t)
{
	md_block_end(m, DRAFT_PARA);
	m->draft.next.item = !t->closes;
	m->draft.next.ordered = false;
	m->draft.next.number = 0;
	md_place(m);
}

static void
do_pre(struct markdown *m, const struct tag *t)
{
	struct slice body;

	if (!t->closes) {
		md_block_end(m, DRAFT_PARA);
		buf_clear(&m->pre);
		m->in_pre = true;
		m->pre_line = m->line;
	} else if (m->in_pre) {
		m->in_pre = false;
		if (m->pre.n > 0 && m->pre.p[m->pre.n - 1] != '\n')
			buf_putc(&m->pre, '\n');
		body = buf_slice(&m->pre);
		if (slice_starts(body, "\n"))
			body = slice_from(body, 1);
		if (m->pre.failed)
			m->draft.failed = true;
		else if (body.n > 0)
			draft_pre(&m->draft, slice_of(""), body, m->pre_line);
	}
}

static void
do_block(struct markdown *m, const struct tag *t)
{
	switch (t->does) {
	case DOES_HEADING:
		md_block_end(m, t->closes ? DRAFT_PARA : DRAFT_HEADING);
		m->level = (unsigned)(t->name[1] - '0');
		break;
	case DOES_FOLD:
		md_block_end(m, DRAFT_PARA);
		if (!t->closes && m->draft.next.folds < DRAFT_FOLDS_MAX)
			m->draft.next.folds++;
		else if (t->closes && m->draft.next.folds > 0)
			m->draft.next.folds--;
		break;
	case DOES_SUMMARY:
		m->summary = !t->closes;
		md_block_end(m, t->closes ? DRAFT_PARA : DRAFT_SUMMARY);
		break;
	case DOES_LIST:
		do_list(m, t);
		break;
	case DOES_ITEM:
		do_item(m, t);
		break;
	case DOES_PRE:
		do_pre(m, t);
		break;
	case DOES_TERM:
		md_block_end(m, DRAFT_PARA);
		if (!t->closes)
			md_mark(m, MARK_STRONG, slice_of(""));
		break;
	default:
		md_block_end(m, m->summary ? DRAFT_SUMMARY : DRAFT_PARA);
		break;
	}
}

/* A name of what comes, or of the block that the tag stands in. */
static bool
do_name(struct markdown *m, const struct tag *t)
{
	struct slice name = tag_text(m, t, "id");

	if (name.n == 0 && (t->does == DOES_LINK || t->does == DOES_HEADING))
		name = tag_text(m, t, "name");
	if (!md_link_ok(m, name.n))
		return false;
	/* what no link can name is no name */
	if (name.n > 0 && memchr(name.p, ' ', name.n) == NULL &&
	    memchr(name.p, '\t', name.n) == NULL)
		draft_anchor(&m->draft, name, m->line);
	return true;
}

static bool
do_tag(struct markdown *m, const struct tag *t)
{
	if (m->in_pre && t->does != DOES_PRE)
		return true;
	switch (t->does) {
	case DOES_LINK:
		return do_link(m, t);
	case DOES_IMAGE:
		return do_image(m, t);
	case DOES_STRONG:
		do_mark(m, t, MARK_STRONG);
		break;
	case DOES_EM:
		do_mark(m, t, MARK_EM);
		break;
	case DOES_CODE:
		md_tick(m, !t->closes);
		break;
	case DOES_DELETE:
		md_text(m, slice_of("~~"));
		break;
	case DOES_BREAK:
		md_break(m, DRAFT_HARD);
		break;
	case DOES_CELL:
		md_text(m, slice_of(" "));
		break;
	case DOES_SKIP:
		if (!t->closes)
			m->skip = t->name[1] == 'c' ? "</script" : "</style";
		m->pre_line = m->line;
		break;
	case DOES_NOTHING:
		break;
	default:
		/* inside a table or a label there are no blocks */
		if (!m->table.is_open && m->images == 0)
			do_block(m, t);
		break;
	}
	return true;
}

/* --- what is between tags -------------------------------------------------- */

static void
count_lines(struct markdown *m, struct slice s)
{
	for (; s.n > 0; s = slice_from(s, 1))
		m->line += s.p[0] == '\n';
}

/* Lines of text; those of nothing but blanks do not begin a block. */
static bool
put_between(struct markdown *m, struct slice s)
{
	struct slice line;

	if (m->in_pre) {
		entity_put_text(s, &m->pre);
		count_lines(m, s);
		return true;
	}
	while (s.n > 0) {
		line = slice_take_until(&s, "\n");
		if (!md_plain_ok(m, line))
			return false;
		buf_clear(&m->word);
		entity_put_text(line, &m->word);
		if (m->draft.is_open || m->images > 0 ||
		    slice_trim(line).n > 0)
			md_text(m, buf_slice(&m->word));
		if (s.n > 0) {
			md_break(m, DRAFT_SOFT);
			m->line++;
			s = slice_from(s, 1);
		}
	}
	return true;
}

/* The length of a comment, a declaration or an instruction, or 0. */
static size_t
aside_length(struct markdown *m, struct slice s)
{
	bool comment = slice_starts(s, "<!--");
	const char *end;

	if (!comment && !slice_starts(s, "<!") && !slice_starts(s, "<?"))
		return 0;
	end = comment ? memmem(s.p + 4, s.n - 4, "-->", 3)
		      : memchr(s.p, '>', s.n);
	if (end == NULL && comment)
		diag_add(m->diags, m->line, "E301",
		    "comment opened here is never closed");
	return end == NULL ? s.n : (size_t)(end - s.p) + (comment ? 3 : 1);
}

/* How much of s is left out, up to the tag that closes it. */
static size_t
skipped_length(struct markdown *m, struct slice s)
{
	size_t i, n = strlen(m->skip);

	for (i = 0; i + n <= s.n; i++)
		if (s.p[i] == '<' && strncasecmp(s.p + i, m->skip, n) == 0) {
			m->skip = NULL;
			return i;
		}
	return s.n;
}

/* The tag at the start of s is done: its length, 0 if none, -1 to stop. */
static ssize_t
put_tag(struct markdown *m, struct slice s)
{
	struct tag t;
	size_t n;

	if (s.n < 3 || s.p[0] != '<' ||
	    (s.p[1] != '/' && !isalpha((unsigned char)s.p[1])) ||
	    (n = tag_length(s)) == 0)
		return 0;
	t = tag_read((struct slice){ s.p, n });
	if (!do_tag(m, &t) || (!t.closes && !do_name(m, &t)))
		return -1;
	count_lines(m, (struct slice){ s.p, n });
	return (ssize_t)n;
}

/* How much of s is text: up to what may be a tag, with a "<" that is none. */
static size_t
text_length(struct slice s)
{
	struct slice rest = slice_from(s, 1);

	if (s.p[0] == '<' && memchr(s.p, '>', s.n) == NULL)
		return s.n;	/* nor will there be another */
	slice_take_until(&rest, "<");
	return s.n - rest.n;
}

bool
md_html(struct markdown *m, struct slice s)
{
	ssize_t n = 0;

	while (s.n > 0) {
		if (m->skip != NULL || (n = (ssize_t)aside_length(m, s)) > 0) {
			if (m->skip != NULL)
				n = (ssize_t)skipped_length(m, s);
			count_lines(m, (struct slice){ s.p, (size_t)n });
		} else if ((n = put_tag(m, s)) == 0) {
			n = (ssize_t)text_length(s);
			if (!put_between(m, (struct slice){ s.p, (size_t)n }))
				return false;
		}
		if (n == -1)
			return false;
		s = slice_from(s, (size_t)n);
	}
	return true;
}

#include "parse/compose_part.h"
#include "parse/ids.h"

/* --- where blocks belong --------------------------------------------------- */

static void
want(struct compose *c, const char *target)
{
	struct anchor *a;

	if (target != NULL && target[0] == '#' &&
	    (a = anchors_find(&c->anchors, slice_of(target + 1))) != NULL)
		a->wanted = true;
}

int
compose_names_begin(struct compose *c)
{
	const struct draft *d = c->draft;
	const struct piece *p = c->outline.pieces.v;
	uint32_t i, block, item = 0, before = 0;
	bool section = false;

	for (i = 0; i < d->marks.n; i++)
		if (d->marks.v[i].kind == MARK_LINK)
			want(c, d->marks.v[i].target);
	for (i = 0; i < d->blocks.n; i++)
		if (d->blocks.v[i].kind == DRAFT_LINK)
			want(c, d->blocks.v[i].target);
	c->owners = calloc(d->blocks.n + 1, sizeof(*c->owners));
	if (c->owners == NULL)
		return -1;
	/* what was left out belongs to what stands before it; a section and its
	   text to the question that it leads to */
	for (i = block = 0; i < c->outline.pieces.n; i++, p++) {
		for (; block < p->block; block++)
			c->owners[block] = before;
		section = p->role == PIECE_SECTION ||
		    (section && p->role != PIECE_QUESTION);
		item += p->role == PIECE_QUESTION;
		before = item + section;
		if (block == p->block)
			c->owners[block++] = before;
	}
	for (; block < d->blocks.n; block++)
		c->owners[block] = before;
	return 0;
}

/* --- names of items -------------------------------------------------------- */

void
compose_fold(struct slice s, struct buf *out)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		buf_putc(out, s.p[i] == '_' ? '-' :
			s.p[i] >= 'A' && s.p[i] <= 'Z'
			? (char)(s.p[i] + 'a' - 'A') : s.p[i]);
}

static void
claim(struct compose *c, const char *name, uint32_t line)
{
	if (id_claim(&c->ids, slice_of(name), line, c->diags) == -1)
		c->failed = true;
}

/* A name that the author typed: the item's id, if it is the first at the
   question; else one more name of it. */
static void
put_typed(struct compose *c, const struct anchor *a, bool at_question,
    bool *has_id)
{
	const char *id;
	struct buf folded;

	buf_init(&folded, SOURCE_MAX_LINE);
	compose_fold(slice_of(a->name), &folded);
	id = draft_string(c->draft, buf_slice(&folded));
	buf_fini(&folded);
	if (id == NULL)
		return;
	if (at_question && a->braces && !id_valid(slice_of(id))) {
		diag_add(c->diags, a->line, "E103", "id \"%.*s\" %s",
		    diag_quote(slice_of(a->name)), a->name,
		    id_fault(slice_of(id)));
		return;
	}
	if (at_question)
		claim(c, id, a->line);
	if (at_question && !*has_id && id_valid(slice_of(id))) {
		build_item_id(c->build, slice_of(id));
		*has_id = true;
		if (strcmp(id, a->name) == 0)
			return;
	}
	build_alias(c->build, slice_of(a->name));
}

/* A heading's own name; the id that will be made of it needs no other, unless
   a link relies on it: the id may yet be an older one. */
static void
put_made(struct compose *c, const struct anchor *a, bool at_question,
    struct slice question, bool has_id)
{
	struct buf id;
	bool same;

	if (anchors_find(&c->anchors, slice_of(a->name)) != a ||
	    (!at_question && !a->wanted))
		return;
	buf_init(&id, SOURCE_MAX_LINE);
	id_make(question, &id);
	same = !has_id && !a->wanted && slice_is(buf_slice(&id), a->name);
	c->failed = c->failed || id.failed;
	buf_fini(&id);
	if (!same)
		build_name(c->build, slice_of(a->name));
}

void
compose_put_names(struct compose *c, uint32_t block, struct slice question)
{
	uint32_t item = build_items(c->build);
	const struct anchor *a;
	bool has_id = false;

	for (; c->next_name < c->anchors.list.n; c->next_name++) {
		a = &c->anchors.list.v[c->next_name];
		if (a->block >= c->draft->blocks.n ||
		    c->owners[a->block] > item)
			return;
		if (c->owners[a->block] < item)
			continue;
		if (a->typed)
			put_typed(c, a, a->block == block, &has_id);
		else
			put_made(c, a, a->block == block, question, has_id);
	}
}

/* --- targets --------------------------------------------------------------- */

struct slice
compose_target(struct compose *c, const char *target, uint32_t line)
{
	const struct anchor *a;
	struct buf named;
	const char *kept;
	uint32_t owner = 0;

	if (target[0] != '#' || c->outline.style == STYLE_NONE)
		return slice_of(target);
	a = anchors_find(&c->anchors, slice_of(target + 1));
	if (a != NULL && a->block < c->draft->blocks.n)
		owner = c->owners[a->block];
	/* what shows Markdown elsewhere goes to the top without a word */
	if (a == NULL && target[1] != '\0' && strcmp(target, "#top") != 0)
		diag_add(c->diags, line, "W207", "no place is called \"%.*s\"; "
		    "the link leads to the page",
		    diag_quote(slice_of(target + 1)), target + 1);
	if (owner == 0)
		return buf_slice(&c->slug);
	buf_init(&named, SOURCE_MAX_LINE);
	buf_putc(&named, '#');
	buf_puts(&named, a->name);
	kept = draft_string(c->draft, buf_slice(&named));
	buf_fini(&named);
	return slice_of(kept != NULL ? kept : target);
}

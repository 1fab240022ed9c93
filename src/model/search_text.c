#include "model/search_text.h"

struct visit {
	bool (*each)(void *, enum search_field, struct slice);
	void *arg;
};

static bool
put(const struct visit *v, enum search_field field, const char *s)
{
	return s == NULL || *s == '\0' || v->each(v->arg, field, slice_of(s));
}

static bool
put_strings(const struct visit *v, const struct strings *list)
{
	uint32_t i;

	for (i = 0; i < list->n; i++)
		if (!put(v, FIELD_TITLE, list->v[i]))
			return false;
	return true;
}

static bool
put_block(const struct visit *v, const struct block *b)
{
	uint32_t i;

	switch (b->kind) {
	case BLOCK_PARA:
		return put(v, FIELD_BODY, b->text.s);
	case BLOCK_LIST:
		for (i = 0; i < b->list.n; i++)
			if (!put(v, FIELD_BODY, b->list.v[i].text.s))
				return false;
		return true;
	case BLOCK_QUOTE:
		for (i = 0; i < b->quote.n; i++)
			if (!put(v, FIELD_BODY, b->quote.v[i].s))
				return false;
		return true;
	case BLOCK_PRE:
		return put(v, FIELD_BODY, b->pre.label) &&
		    v->each(v->arg, FIELD_BODY,
			(struct slice){ b->pre.body, b->pre.n });
	case BLOCK_LINK:
		return put(v, FIELD_BODY, b->link.label);
	case BLOCK_SUBHEAD:
		return put(v, FIELD_BODY, b->subhead.text.s);
	}
	return true;
}

static bool
put_blocks(const struct visit *v, const struct blocks *blocks)
{
	uint32_t i;

	for (i = 0; i < blocks->n; i++)
		if (!put_block(v, &blocks->v[i]))
			return false;
	return true;
}

void
search_text_each(const struct page *page, int item,
    bool (*each)(void *, enum search_field, struct slice), void *arg)
{
	struct visit v = { each, arg };
	const struct item *i;

	if (item < 0) {
		if (put(&v, FIELD_TITLE, page->title) &&
		    put_strings(&v, &page->tags))
			put_blocks(&v, &page->intro);
		return;
	}
	i = &page->items[item];
	if (put(&v, FIELD_TITLE, i->question) && put_strings(&v, &i->tags) &&
	    put(&v, FIELD_SECTION, i->section))
		put_blocks(&v, &i->answer);
}

#include "fuzz/check_page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "fuzz/fuzz.h"
#include "parse/ids.h"
#include "parse/source.h"

/* UTF-8 without controls, but for those allowed */
static void
check_string(struct slice s, const char *allowed)
{
	ucs4_t c;
	int n;

	HOLD(s.n == 0 || u8_check((const uint8_t *)s.p, s.n) == NULL);
	for (; s.n > 0; s = slice_from(s, (size_t)n)) {
		n = u8_mbtouc(&c, (const uint8_t *)s.p, s.n);
		HOLD(source_may_hold(c) ||
		    (c != 0 && c < 0x80 && strchr(allowed, (int)c) != NULL));
	}
}

static void
check_word(const char *s)
{
	if (s != NULL)
		check_string(slice_of(s), "");
}

static void
check_target(const struct target *t)
{
	const char *p;

	HOLD(t->href != NULL);
	check_word(t->href);
	if (t->kind == TARGET_ITEM)
		return;
	for (p = t->href; *p != '\0'; p++)
		HOLD(*p > ' ' && *p < 0x7f);
	HOLD(t->kind == TARGET_URI || t->href[0] == '/');
}

static bool
is_boundary(const struct text *t, uint32_t i)
{
	return i == t->n || ((unsigned char)t->s[i] & 0xc0) != 0x80;
}

static void
check_text(const struct text *t)
{
	const struct link *l;
	uint32_t end = 0;

	HOLD(t->n > 0 && strlen(t->s) == t->n);
	check_string((struct slice){ t->s, t->n }, "");
	HOLD(t->s[t->n - 1] != ' ');
	for (l = t->links; l < t->links + t->nlinks; l++) {
		HOLD(l->start >= end);
		end = l->start + l->n;
		HOLD(end <= t->n);
		HOLD(is_boundary(t, l->start) && is_boundary(t, end));
		check_target(&l->target);
	}
}

static void
check_block(const struct block *b)
{
	uint32_t i;

	HOLD(b->line > 0);
	switch (b->kind) {
	case BLOCK_PARA:
		check_text(&b->text);
		break;
	case BLOCK_LIST:
		HOLD(b->list.n > 0);
		for (i = 0; i < b->list.n; i++) {
			check_text(&b->list.v[i].text);
			HOLD(b->list.v[i].depth <= 2);
			HOLD(b->list.v[i].line >= b->line);
		}
		break;
	case BLOCK_QUOTE:
		HOLD(b->quote.n > 0);
		for (i = 0; i < b->quote.n; i++)
			check_text(&b->quote.v[i]);
		break;
	case BLOCK_PRE:
		check_word(b->pre.label);
		check_string((struct slice){ b->pre.body, b->pre.n }, "\n\t");
		HOLD(b->pre.n == 0 || b->pre.body[b->pre.n - 1] == '\n');
		break;
	case BLOCK_LINK:
		check_word(b->link.label);
		check_target(&b->link.target);
		break;
	case BLOCK_SUBHEAD:
		check_text(&b->subhead.text);
		HOLD(b->subhead.level >= 1 && b->subhead.level <= 3);
		break;
	}
}

/* the author chose ids, and every line is a block or part of one */
static bool native;

static void
check_blocks(const struct blocks *blocks)
{
	uint32_t i, line = 0;

	for (i = 0; i < blocks->n; i++) {
		check_block(&blocks->v[i]);
		/* elsewhere a line may have several */
		HOLD(blocks->v[i].line > (native ? line : 0));
		line = blocks->v[i].line;
	}
}

static void
check_strings(const struct strings *list)
{
	uint32_t i;

	for (i = 0; i < list->n; i++) {
		HOLD(list->v[i][0] != '\0');
		check_word(list->v[i]);
	}
}

static void
check_item(const struct page *p, uint32_t i)
{
	const struct item *item = &p->items[i];
	uint32_t k;
	int found;

	HOLD(id_valid(slice_of(item->id)));
	HOLD(page_find(p, slice_of(item->id), NULL) == (int)i);
	for (k = 0; k < item->aliases.n; k++) {
		/* elsewhere a heading has names in any script */
		HOLD(!native || id_valid(slice_of(item->aliases.v[k])));
		found = page_find(p, slice_of(item->aliases.v[k]), NULL);
		HOLD(native ? found == (int)i : found >= 0);
	}
	HOLD(item->question[0] != '\0' && item->answer.n > 0);
	check_word(item->question);
	check_word(item->section);
	check_word(item->updated);
	check_strings(&item->tags);
	check_blocks(&item->lead);
	check_blocks(&item->answer);
}

static void
check_diags(const struct diags *d)
{
	uint32_t i, errors = 0;

	for (i = 0; i < d->list.n; i++) {
		HOLD(d->list.v[i].line > 0);
		HOLD(d->list.v[i].text[0] != '\0');
		check_word(d->list.v[i].text);
		errors += d->list.v[i].code[0] == 'E';
	}
	HOLD(errors <= DIAG_MAX_ERRORS && errors <= d->errors);
	HOLD((errors > 0) == (d->errors > 0));
}

void
check_page(const struct page *p, const struct diags *diags)
{
	uint32_t i;

	check_diags(diags);
	HOLD((p == NULL) == (diags->errors > 0));
	if (p == NULL)
		return;
	native = strstr(p->file, ".qa") != NULL;
	HOLD(p->title != NULL && p->title[0] != '\0' && p->summary != NULL);
	check_word(p->title);
	check_word(p->summary);
	check_word(p->path);
	check_word(p->lang);
	check_word(p->date);
	check_word(p->updated);
	check_strings(&p->tags);
	check_strings(&p->aliases);
	for (i = 0; i < p->nmeta; i++) {
		check_word(p->meta[i].key);
		check_word(p->meta[i].value);
	}
	check_blocks(&p->intro);
	HOLD((p->nitems > 0) == (p->kind == PAGE_QA));
	for (i = 0; i < p->nitems; i++)
		check_item(p, i);
}

void
check_read(struct page *p, struct diags *diags)
{
	if (p != NULL && ids_assign(p, diags) == -1) {
		page_unref(p);
		p = NULL;
	}
	check_page(p, diags);
	page_unref(p);
}

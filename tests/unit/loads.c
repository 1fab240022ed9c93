#include "loads.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/dump.h"
#include "parse/ledger.h"
#include "parse/reader.h"

enum { DOCUMENTS_MAX = 8 };

struct world world;

int
loads_set_up(void **state)
{
	(void)state;
	world.now = 1000000000;	/* 2001-09-09T01:46:40Z */
	return 0;
}

static void
forget_load(void)
{
	corpus_free(world.corpus);
	world.corpus = NULL;
	free(world.notes);
	world.notes = NULL;
}

int
loads_tear_down(void **state)
{
	(void)state;
	forget_load();
	free(world.ledger);
	world.ledger = NULL;
	return 0;
}

static struct ledger *
restore(void)
{
	struct ledger *l = ledger_new();
	char err[512] = "";

	assert_non_null(l);
	if (world.ledger != NULL && ledger_parse(l, slice_of(world.ledger),
	    err, sizeof(err)) == -1)
		fail_msg("%s in:\n%s", err, world.ledger);
	return l;
}

static char *
text_of(const struct ledger *l)
{
	struct buf out;

	buf_init(&out, 1 << 24);
	ledger_format(l, &out);
	buf_putc(&out, '\0');
	assert_false(out.failed);
	return out.p;
}

static struct page *
read_page(const struct document *s, struct diags *d)
{
	if (s->source == NULL)
		return NULL;
	if (strstr(s->file, ".gmi") != NULL)
		return gemtext_read(slice_of(s->source), s->file, d);
	if (strstr(s->file, ".md") != NULL)
		return markdown_read(slice_of(s->source), s->file, d);
	return qa_read(slice_of(s->source), s->file, d);
}

void
load(const struct document *s, size_t n)
{
	struct ledger *l = restore();
	struct page *pages[DOCUMENTS_MAX];
	struct diags diags[DOCUMENTS_MAX];
	struct buf notes;
	char *said;
	size_t i;

	forget_load();
	buf_init(&notes, 1 << 20);
	ledger_begin(l, ++world.now);
	world.corpus = corpus_new();
	for (i = 0; i < n; i++) {
		diags_init(&diags[i], false);
		pages[i] = read_page(&s[i], &diags[i]);
		assert_int_equal(pages[i] != NULL
		    ? ledger_add(l, pages[i], &diags[i])
		    : ledger_keep(l, s[i].file), 0);
		if (pages[i] != NULL)
			assert_non_null(corpus_add_page(world.corpus,
			    pages[i]));
	}
	assert_int_equal(ledger_settle(l), 0);
	for (i = 0; i < n; i++)
		if (pages[i] != NULL && diags[i].errors > 0)
			corpus_drop_page(world.corpus, pages[i]);
	assert_int_equal(corpus_finish(world.corpus), 0);
	assert_int_equal(ledger_tell(l, world.corpus), 0);
	for (i = 0; i < n; i++) {
		said = dump_diags(&diags[i], s[i].file);
		buf_puts(&notes, said);
		free(said);
		diags_fini(&diags[i]);
		page_unref(pages[i]);
	}
	buf_putc(&notes, '\0');
	world.notes = notes.p;
	free(world.ledger);
	world.ledger = text_of(l);
	ledger_free(l);
}

const char *
at(const char *path)
{
	static char out[512];
	struct found f;
	bool slash;

	f = corpus_find(world.corpus, slice_of(path), &slash);
	switch (f.kind) {
	case FOUND_NONE:
		return "";
	case FOUND_GONE:
		return "gone";
	case FOUND_ITEM:
		snprintf(out, sizeof(out), "%s%s/%s", f.moved ? "> " : "",
		    f.entry->path, f.entry->page->items[f.item].id);
		break;
	default:
		snprintf(out, sizeof(out), "%s%s%s", f.moved ? "> " : "",
		    f.entry->path, f.kind == FOUND_ALL ? "/all" : "");
		break;
	}
	return out;
}

const char *
asked_at(const char *path)
{
	struct found f;
	bool slash;

	f = corpus_find(world.corpus, slice_of(path), &slash);
	return f.kind == FOUND_ITEM ? f.entry->page->items[f.item].question
				    : "";
}

void
assert_times(const char *path, int64_t first, int64_t changed)
{
	const struct times *t;
	struct found f;
	bool slash;

	f = corpus_find(world.corpus, slice_of(path), &slash);
	t = f.kind == FOUND_ITEM ? &f.entry->page->items[f.item].times
				 : &f.entry->page->times;
	assert_int_equal(t->first, 1000000000 + first);
	assert_int_equal(t->changed, 1000000000 + changed);
}

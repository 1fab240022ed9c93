#include "lib/dump.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const title_sources[] = {
	[TITLE_HEADER] = "header",
	[TITLE_HEADING] = "heading",
	[TITLE_INTRO_LINE] = "intro line",
	[TITLE_FILE_NAME] = "file name",
	[TITLE_QUESTION] = "question",
	[TITLE_INTRO_SENTENCE] = "sentence",
};

static void
dump_target(struct buf *out, const struct target *t)
{
	static const char *const kinds[] = {
		[TARGET_URI] = "uri", [TARGET_PATH] = "path",
		[TARGET_ITEM] = "item"
	};

	buf_printf(out, " -> %s %s\n", kinds[t->kind], t->href);
}

/* The text, ended by LF, and a line for each of its links. */
static void
dump_text(struct buf *out, const struct text *t, int indent)
{
	const struct link *l;

	buf_printf(out, "\"%.*s\"\n", (int)t->n, t->s);
	for (l = t->links; l < t->links + t->nlinks; l++) {
		buf_printf(out, "%*s\"%.*s\"%s", indent, "", (int)l->n,
		    t->s + l->start, l->bare ? " bare" : "");
		dump_target(out, &l->target);
	}
}

static void
dump_pre(struct buf *out, const struct block *b)
{
	const char *line = b->pre.body, *end = b->pre.body + b->pre.n, *lf;

	buf_printf(out, "pre \"%s\"\n", b->pre.label);
	for (; line < end; line = lf + 1) {
		lf = memchr(line, '\n', (size_t)(end - line));
		buf_printf(out, "    |%.*s\n", (int)(lf - line), line);
	}
}

static void
dump_block(struct buf *out, const struct block *b)
{
	uint32_t i;

	buf_printf(out, "  %u ", (unsigned)b->line);
	switch (b->kind) {
	case BLOCK_PARA:
		buf_puts(out, "para ");
		dump_text(out, &b->text, 6);
		break;
	case BLOCK_LIST:
		buf_puts(out, "list\n");
		for (i = 0; i < b->list.n; i++) {
			buf_printf(out, "    %u ", b->list.v[i].depth);
			if (b->list.v[i].number > 0)
				buf_printf(out, "%u. ", b->list.v[i].number);
			else
				buf_puts(out, "* ");
			dump_text(out, &b->list.v[i].text, 8);
		}
		break;
	case BLOCK_QUOTE:
		buf_puts(out, "quote\n");
		for (i = 0; i < b->quote.n; i++) {
			buf_puts(out, "    ");
			dump_text(out, &b->quote.v[i], 8);
		}
		break;
	case BLOCK_PRE:
		dump_pre(out, b);
		break;
	case BLOCK_LINK:
		buf_printf(out, "link \"%s\"", b->link.label);
		dump_target(out, &b->link.target);
		break;
	case BLOCK_SUBHEAD:
		buf_printf(out, "subhead %u ", b->subhead.level);
		dump_text(out, &b->subhead.text, 6);
		break;
	}
}

static void
dump_blocks(struct buf *out, const struct blocks *blocks)
{
	uint32_t i;

	for (i = 0; i < blocks->n; i++)
		dump_block(out, &blocks->v[i]);
}

static void
dump_string(struct buf *out, const char *name, const char *value)
{
	if (value != NULL && *value != '\0')
		buf_printf(out, "%s %s\n", name, value);
}

static void
dump_strings(struct buf *out, const char *name, const struct strings *list)
{
	uint32_t i;

	for (i = 0; i < list->n; i++)
		buf_printf(out, "%s%s", i == 0 ? name : ",", list->v[i]);
	if (list->n > 0)
		buf_putc(out, '\n');
}

static void
dump_item(struct buf *out, const struct item *item)
{
	buf_printf(out, "%u item \"%s\"", (unsigned)item->line,
	    item->question);
	if (item->id != NULL)
		buf_printf(out, " %s %s", item->id_given ? "given" : "id",
		    item->id);
	buf_putc(out, '\n');
	dump_strings(out, "  was ", &item->aliases);
	dump_strings(out, "  also ", &item->names);
	dump_string(out, "  section", item->section);
	if (item->lead.n > 0) {
		buf_puts(out, "  lead\n");
		dump_blocks(out, &item->lead);
		buf_puts(out, "  answer\n");
	}
	dump_strings(out, "  tags ", &item->tags);
	dump_string(out, "  updated", item->updated);
	dump_blocks(out, &item->answer);
}

void
dump_page(struct buf *out, const struct page *p)
{
	uint32_t i;

	buf_printf(out, "title \"%s\" (%s)\n", p->title,
	    title_sources[p->title_from]);
	buf_printf(out, "path %s\n", p->path);
	dump_string(out, "summary", p->summary);
	dump_string(out, "lang", p->lang);
	dump_string(out, "date", p->date);
	dump_string(out, "updated", p->updated);
	dump_strings(out, "tags ", &p->tags);
	dump_strings(out, "was ", &p->aliases);
	for (i = 0; i < p->nmeta; i++)
		dump_string(out, p->meta[i].key, p->meta[i].value);
	if (p->intro.n > 0)
		buf_puts(out, "intro\n");
	dump_blocks(out, &p->intro);
	for (i = 0; i < p->nitems; i++)
		dump_item(out, &p->items[i]);
}

char *
dump_diags(struct diags *d, const char *file)
{
	char *text = NULL;
	size_t n;
	FILE *out = open_memstream(&text, &n);

	if (out == NULL)
		abort();
	diags_print(d, file, out);
	fclose(out);
	return text;
}

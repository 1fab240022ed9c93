#include "import/import.h"

#include "import/find.h"
#include "import/jsonld.h"
#include "import/node.h"
#include "parse/ids.h"
#include "parse/reader.h"

static int
find_in_tree(struct faq *f, struct node *root)
{
	if (root == NULL)
		return -1;
	if (root->size > NODE_SIZE_MAX) {
		diag_add(f->diags, 0, "E605", "more than %d bytes of values",
		    NODE_SIZE_MAX);
		return -1;
	}
	find_questions(f, root);
	return 0;
}

static int
find(struct faq *f, const struct import_options *o)
{
	struct slice text = f->source.text;

	switch (o->format) {
	case IMPORT_JSON:
		return find_in_tree(f, node_read_json(text, &f->arena,
		    f->diags));
	case IMPORT_YAML:
		return find_in_tree(f, node_read_yaml(text, &f->arena,
		    f->diags));
	case IMPORT_JSONLD:
		return jsonld_read(f, text);
	case IMPORT_TEXT:
		return text_read(f, o->style);
	}
	return -1;
}

bool
import_read(struct faq *f, struct slice raw, const struct import_options *o,
    struct diags *diags)
{
	bool done;

	faq_init(f, diags);
	if (!source_open_data(&f->source, raw, diags))
		return false;
	if (o->base != NULL)
		f->base = slice_of(o->base);
	done = find(f, o) == 0;
	if (o->title != NULL)
		f->title = slice_of(o->title);
	return done && faq_settle(f, o->name) && diags->errors == 0;
}

/* What the reader says of out, which should be nothing, becomes E607. */
static void
read_back(struct slice out, struct diags *diags)
{
	struct page *page;
	struct diags said;
	uint32_t i;

	diags_init(&said, false);
	page = qa_read(out, "x.qa", &said);
	if (page != NULL)
		ids_assign(page, &said);
	for (i = 0; i < said.list.n; i++)
		diag_add(diags, 0, "E607", "line %u of the result: %s [%s]",
		    (unsigned)said.list.v[i].line, said.list.v[i].text,
		    said.list.v[i].code);
	page_unref(page);
	diags_fini(&said);
}

bool
import_write(struct faq *f, struct buf *out)
{
	faq_write(f, out);
	if (f->failed)
		return false;
	if (out->failed)
		diag_add(f->diags, 0, "E005",
		    "the result would be larger than %zu bytes", out->cap);
	if (f->diags->errors == 0)
		read_back(buf_slice(out), f->diags);
	return f->diags->errors == 0;
}

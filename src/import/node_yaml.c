/*
 * YAML by way of libyaml's events. An alias shares the value that it names;
 * what that costs to walk is bounded as the tree grows, so that a few lines
 * of aliases of aliases come to their end at once. Anchors are known once
 * their value is complete: no value holds itself.
 */
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "base/map.h"
#include "base/vec.h"
#include "import/node.h"

/* A list or map that is still open. */
struct open {
	struct node *node;
	VEC(struct member) v;
	struct slice key;	/* of a map: of the value that is next */
	bool has_key;
	struct map keys;	/* of a map: so far */
	struct slice anchor;
};

struct reader {
	yaml_parser_t parser;
	struct arena *arena;
	struct diags *diags;
	struct open open[NODE_DEPTH_MAX];
	unsigned depth;
	struct map anchors;
	struct node *root;
	bool failed;
};

static void
complain(struct reader *r, size_t line, const char *code, const char *what,
    struct slice s)
{
	diag_add(r->diags, (uint32_t)line + 1, code, "%s%s%.*s%s", what,
	    s.n > 0 ? " \"" : "", diag_quote(s), s.p, s.n > 0 ? "\"" : "");
	r->failed = true;
}

static struct slice
keep(struct reader *r, const yaml_char_t *s, size_t n)
{
	struct slice kept = { arena_str(r->arena,
	    (struct slice){ (const char *)s, n }), n };

	r->failed = r->failed || kept.p == NULL;
	return kept;
}

static struct node *
new_node(struct reader *r, enum node_kind kind, size_t line)
{
	struct node *node = arena_alloc(r->arena, sizeof(*node));

	if (node == NULL) {
		r->failed = true;
		return NULL;
	}
	node->kind = kind;
	node->line = (uint32_t)line + 1;
	node->size = 1;
	return node;
}

/* A later anchor of the same name takes its place, which a map cannot do. */
struct anchor {
	struct node *node;
};

static void
set_anchor(struct reader *r, struct slice name, struct node *node)
{
	struct anchor *anchor;

	if (name.n == 0)
		return;
	anchor = arena_alloc(r->arena, sizeof(*anchor));
	if (anchor == NULL ||
	    (anchor = map_add(&r->anchors, name, anchor)) == NULL)
		r->failed = true;
	else
		anchor->node = node;
}

/* A key of the innermost map; a list or map as a key has no name. */
static void
add_key(struct reader *r, struct open *o, struct node *node, size_t line)
{
	o->has_key = true;
	o->key = node_text(node);
	if (node->kind == NODE_LIST || node->kind == NODE_MAP)
		complain(r, line, "E601", "not YAML that can be read here: a "
		    "key that is no text", slice_of(""));
	else if (map_get(&o->keys, o->key) != NULL)
		complain(r, line, "E601", "not YAML: key given twice", o->key);
	else if (map_add(&o->keys, o->key, node) == NULL)
		r->failed = true;
}

/* A value is complete: it belongs to the innermost list or map. */
static void
add(struct reader *r, struct node *node, size_t line)
{
	struct member *m;
	struct open *o;

	if (r->depth == 0) {
		if (r->root == NULL || r->root->kind == NODE_NULL)
			r->root = node;
		else if (node->kind != NODE_NULL)
			complain(r, node->line - 1, "E601", "more than one "
			    "document in the file; split it", slice_of(""));
		return;
	}
	o = &r->open[r->depth - 1];
	if (o->node->kind == NODE_MAP && !o->has_key) {
		add_key(r, o, node, line);
		return;
	}
	if ((m = vec_push(&o->v)) == NULL) {
		r->failed = true;
		return;
	}
	*m = (struct member){ o->has_key ? o->key : slice_of(""), node };
	o->has_key = false;
	o->node->size += node->size + m->key.n;
	if (o->node->height <= node->height)
		o->node->height = node->height + 1;
	if (o->node->size > NODE_SIZE_MAX || o->node->height > NODE_DEPTH_MAX)
		complain(r, line, "E605", "aliases make this larger or deeper "
		    "than can be read", slice_of(""));
}

static void
begin(struct reader *r, enum node_kind kind, const yaml_char_t *anchor,
    size_t line)
{
	struct open *o;

	if (r->depth == NODE_DEPTH_MAX) {
		diag_add(r->diags, (uint32_t)line + 1, "E605",
		    "nested deeper than %d levels", NODE_DEPTH_MAX);
		r->failed = true;
		return;
	}
	o = &r->open[r->depth];
	*o = (struct open){ .node = new_node(r, kind, line) };
	if (o->node == NULL)
		return;
	r->depth++;
	map_init(&o->keys);
	if (anchor != NULL)
		o->anchor = keep(r, anchor, strlen((const char *)anchor));
}

static void
free_open(struct open *o)
{
	vec_fini(&o->v);
	map_fini(&o->keys);
}

static void
end(struct reader *r, size_t line)
{
	struct open *o = &r->open[--r->depth];
	struct node *node = o->node;

	node->n = o->v.n;
	node->v = arena_alloc(r->arena, (node->n + 1) * sizeof(*node->v));
	if (node->v == NULL)
		r->failed = true;
	else if (node->n > 0)
		memcpy(node->v, o->v.v, node->n * sizeof(*node->v));
	set_anchor(r, o->anchor, node);
	free_open(o);
	if (!r->failed)
		add(r, node, line);
}

/* "~", "null" and nothing are no text; "yes" and 1.0 stay as typed. */
static bool
is_null(const yaml_event_t *e)
{
	const char *s = (const char *)e->data.scalar.value;

	return e->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
	    (*s == '\0' || strcmp(s, "~") == 0 || strcmp(s, "null") == 0);
}

static void
add_scalar(struct reader *r, const yaml_event_t *e)
{
	size_t line = e->start_mark.line, n = e->data.scalar.length;
	const yaml_char_t *anchor = e->data.scalar.anchor;
	struct node *node;

	node = new_node(r, is_null(e) ? NODE_NULL : NODE_SCALAR, line);
	if (node == NULL)
		return;
	if (memchr(e->data.scalar.value, '\0', n) != NULL) {
		complain(r, line, "E002", "control character 0x00",
		    slice_of(""));
		return;
	}
	if (node->kind == NODE_SCALAR)
		node->s = keep(r, e->data.scalar.value, n);
	node->size += n;
	if (anchor != NULL)
		set_anchor(r, keep(r, anchor, strlen((const char *)anchor)),
		    node);
	if (!r->failed)
		add(r, node, line);
}

static void
add_alias(struct reader *r, const yaml_event_t *e)
{
	struct slice name = slice_of((const char *)e->data.alias.anchor);
	struct anchor *anchor = map_get(&r->anchors, name);

	if (anchor == NULL)
		complain(r, e->start_mark.line, "E601",
		    "not YAML: alias of what is not there, or not complete",
		    name);
	else
		add(r, anchor->node, e->start_mark.line);
}

static void
read_event(struct reader *r, const yaml_event_t *e)
{
	size_t line = e->start_mark.line;

	switch (e->type) {
	case YAML_SEQUENCE_START_EVENT:
		begin(r, NODE_LIST, e->data.sequence_start.anchor, line);
		break;
	case YAML_MAPPING_START_EVENT:
		begin(r, NODE_MAP, e->data.mapping_start.anchor, line);
		break;
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		end(r, line);
		break;
	case YAML_SCALAR_EVENT:
		add_scalar(r, e);
		break;
	case YAML_ALIAS_EVENT:
		add_alias(r, e);
		break;
	default:
		break;
	}
}

/* What libyaml has to say of a mistake. */
static void
tell_fault(struct reader *r)
{
	const yaml_parser_t *p = &r->parser;
	size_t line = p->problem_mark.line;

	if (p->error != YAML_MEMORY_ERROR)
		diag_add(r->diags, (uint32_t)line + 1, "E601",
		    "not YAML: %s%s%s", p->problem != NULL ? p->problem : "",
		    p->context != NULL ? " " : "",
		    p->context != NULL ? p->context : "");
	r->failed = true;
}

static void
read_events(struct reader *r)
{
	yaml_event_type_t type = YAML_NO_EVENT;
	yaml_event_t e;

	while (!r->failed && type != YAML_STREAM_END_EVENT) {
		if (!yaml_parser_parse(&r->parser, &e)) {
			tell_fault(r);
			return;
		}
		type = e.type;
		read_event(r, &e);
		yaml_event_delete(&e);
	}
}

struct node *
node_read_yaml(struct slice text, struct arena *arena, struct diags *diags)
{
	struct reader r = { .arena = arena, .diags = diags };

	if (!yaml_parser_initialize(&r.parser))
		return NULL;
	yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&r.parser,
	    (const unsigned char *)text.p, text.n);
	map_init(&r.anchors);
	read_events(&r);
	while (r.depth > 0)
		free_open(&r.open[--r.depth]);
	map_fini(&r.anchors);
	yaml_parser_delete(&r.parser);
	if (!r.failed && r.root == NULL)	/* only comments */
		return new_node(&r, NODE_NULL, 0);
	return r.failed ? NULL : r.root;
}

/*
 * JSON by way of jansson, which checks syntax, encoding and depth and says
 * the line of a fault; it does not say the lines of values.
 */
#include <jansson.h>

#include "import/node.h"

static struct slice
keep(struct arena *arena, const char *s, size_t n)
{
	return (struct slice){ arena_str(arena, (struct slice){ s, n }), n };
}

static struct node *convert(const json_t *, struct arena *, unsigned depth);

static int
add(struct node *to, struct slice key, const json_t *value,
    struct arena *arena, unsigned depth)
{
	struct node *child = convert(value, arena, depth);

	if (child == NULL)
		return -1;
	to->v[to->n++] = (struct member){ key, child };
	to->size += child->size + key.n;
	return 0;
}

static int
convert_object(struct node *to, json_t *from, struct arena *arena,
    unsigned depth)
{
	const char *key;
	json_t *value;

	json_object_foreach (from, key, value)
		if (add(to, keep(arena, key, strlen(key)), value, arena,
			depth) == -1)
			return -1;
	return 0;
}

static int
convert_array(struct node *to, const json_t *from, struct arena *arena,
    unsigned depth)
{
	const struct slice none = { "", 0 };
	size_t i;

	for (i = 0; i < json_array_size(from); i++)
		if (add(to, none, json_array_get(from, i), arena, depth) == -1)
			return -1;
	return 0;
}

static int
convert_number(struct node *to, const json_t *from, struct arena *arena)
{
	char *s = json_dumps(from, JSON_ENCODE_ANY);

	if (s == NULL)
		return -1;
	to->s = keep(arena, s, strlen(s));
	free(s);
	return 0;
}

/* NULL without memory, and past the depth that is read. */
static struct node *
convert(const json_t *from, struct arena *arena, unsigned depth)
{
	size_t n = json_is_object(from) ? json_object_size(from)
					: json_array_size(from);
	struct node *to = arena_alloc(arena, sizeof(*to));
	int done = 0;

	if (to == NULL || depth > NODE_DEPTH_MAX)
		return NULL;
	to->size = 1;
	if (json_is_string(from)) {
		to->kind = NODE_SCALAR;
		to->s = keep(arena, json_string_value(from),
		    json_string_length(from));
	} else if (json_is_boolean(from)) {
		to->kind = NODE_SCALAR;
		to->s = slice_of(json_is_true(from) ? "true" : "false");
	} else if (json_is_number(from)) {
		to->kind = NODE_SCALAR;
		done = convert_number(to, from, arena);
	} else if ((to->v = arena_alloc(arena, (n + 1) * sizeof(*to->v))) ==
	    NULL) {
		return NULL;
	} else if (json_is_object(from)) {
		to->kind = NODE_MAP;
		done = convert_object(to, (json_t *)from, arena, depth + 1);
	} else if (json_is_array(from)) {
		to->kind = NODE_LIST;
		done = convert_array(to, from, arena, depth + 1);
	}
	to->size += to->s.n;
	return done == 0 && !arena->failed ? to : NULL;
}

struct node *
node_read_json(struct slice text, struct arena *arena, struct diags *diags)
{
	const size_t flags = JSON_REJECT_DUPLICATES | JSON_DECODE_ANY;
	json_error_t error;
	struct node *node;
	json_t *root;

	if ((root = json_loadb(text.p, text.n, flags, &error)) == NULL) {
		if (json_error_code(&error) != json_error_out_of_memory)
			diag_add(diags, error.line > 0 ?
				(uint32_t)error.line : 1, "E601",
			    "not JSON: %.*s",
			    (int)strcspn(error.text, "\n"), error.text);
		return NULL;
	}
	node = convert(root, arena, 0);
	json_decref(root);
	if (node == NULL && !arena->failed)
		diag_add(diags, 0, "E605", "nested deeper than %d levels",
		    NODE_DEPTH_MAX);
	return node;
}

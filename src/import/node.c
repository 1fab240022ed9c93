#include "import/node.h"

struct node *
node_get(const struct node *node, const char *key)
{
	uint32_t i;

	if (node != NULL && node->kind == NODE_MAP)
		for (i = 0; i < node->n; i++)
			if (slice_is(node->v[i].key, key))
				return node->v[i].value;
	return NULL;
}

struct slice
node_text(const struct node *node)
{
	return node != NULL && node->kind == NODE_SCALAR ? node->s
							 : slice_of("");
}

bool
node_is_blank(struct slice s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (strchr(" \t\r\n", s.p[i]) == NULL || s.p[i] == '\0')
			return false;
	return true;
}

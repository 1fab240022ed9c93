#include "import/trail.h"

#include <stdio.h>

struct trail_drop {	/* members of one name */
	const char *first;	/* where */
	uint32_t line;		/* and on which line */
	unsigned n;
};

void
trail_init(struct trail *t, struct faq *faq)
{
	*t = (struct trail){ .faq = faq };
	map_init(&t->dropped);
}

void
trail_fini(struct trail *t)
{
	const struct trail_drop *d;
	uint32_t i;

	for (i = 0; i < t->order.n; i++) {
		d = t->order.v[i];
		if (d->first == NULL)
			continue;
		if (d->n == 1)
			diag_add(t->faq->diags, d->line, "N601", "%s dropped",
			    d->first);
		else
			diag_add(t->faq->diags, d->line, "N601",
			    "%s dropped, and %u more of that name", d->first,
			    d->n - 1);
	}
	vec_fini(&t->order);
	map_fini(&t->dropped);
}

size_t
trail_enter(struct trail *t, const struct node *node, uint32_t i)
{
	size_t before = t->n, room = sizeof(t->path) - before;
	struct slice key = node->v[i].key;
	int n;

	if (node->kind == NODE_MAP)
		n = snprintf(t->path + before, room, "%s%.*s",
		    before > 0 ? "." : "", diag_quote(key), key.p);
	else
		n = snprintf(t->path + before, room, "[%u]", (unsigned)i);
	t->n += (size_t)n < room ? (size_t)n : room - 1;
	return before;
}

void
trail_leave(struct trail *t, size_t before)
{
	t->n = before;
	t->path[before] = '\0';
}

static struct trail_drop *
first_drop(struct trail *t, const struct node *node, uint32_t i)
{
	struct trail_drop *d, **place;
	size_t before;

	if (t->order.n == DIAG_MAX_OTHERS)
		return NULL;	/* more would not be told */
	d = arena_alloc(&t->faq->arena, sizeof(*d));
	if (d == NULL || map_add(&t->dropped, node->v[i].key, d) == NULL ||
	    (place = vec_push(&t->order)) == NULL) {
		t->faq->failed = true;
		return NULL;
	}
	*place = d;
	d->line = node->v[i].value->line;
	before = trail_enter(t, node, i);
	d->first = arena_str(&t->faq->arena, slice_of(t->path));
	trail_leave(t, before);
	return d;
}

void
trail_drop(struct trail *t, const struct node *node, uint32_t i)
{
	const struct node *value = node->v[i].value;
	struct trail_drop *d;

	if (value->kind == NODE_NULL ||
	    (value->kind == NODE_SCALAR && node_is_blank(value->s)))
		return;
	if ((d = map_get(&t->dropped, node->v[i].key)) == NULL)
		d = first_drop(t, node, i);
	if (d != NULL)
		d->n++;
}

/*
 * Which question is which, as qapsule-format(5) promises in "When things
 * change": passes, each among the items and the records that the ones before
 * left over.
 *
 *	given	the author wrote the id, or a former one ("Was:")
 *	a	the question is the same; twins by their answers, then in order
 *	b	the answer is the same, and no other item or record has it
 *	c	many of the question's words are the same, the answer is alike,
 *		and there is no second candidate
 *	moved	question and answer are the same as in some other place
 *	back	the question is the same as that of an item that moved away
 *
 * What is no more in use is matched by its question alone (a, moved, back): it
 * comes back under its address, but never becomes that of another question.
 * Cost: in proportion to the items, but for c, which compares pairs; it gives
 * up after PAIRS_MAX of them.
 */
#include "parse/ledger_part.h"

enum {
	PAIRS_MAX = 1000000,	/* some tenths of a second */
	KEY_MAX = 1 << 20,	/* bytes */
	TEXT_MAX = 64 << 20,	/* bytes of an answer, decomposed */
};

struct item *
ledger_item(const struct asked *a)
{
	return &a->added->page->items[a->index];
}

int
ledger_likeness(struct asked *a)
{
	struct buf text;
	int done;

	buf_init(&text, TEXT_MAX);
	alike_text(&ledger_item(a)->answer, &text);
	a->answer.likeness = alike_likeness(buf_slice(&text));
	done = text.failed ? -1 : 0;
	buf_fini(&text);
	return done;
}

static void
pair(struct asked *a, struct record *r)
{
	a->record = r;
	r->item = a;
}

/* What may be matched by its question, its answer, or likeness. */
static bool
is_open(const struct asked *a)
{
	return a->record == NULL && !a->given;
}

/* --- queues of records ----------------------------------------------------- */

enum by {
	BY_QUESTION,
	BY_BOTH,	/* question and answer */
};

struct queue {
	struct record *first, *last;
};

/* Free records by a key, each queue in the order in which it was filled. */
struct table {
	struct arena *arena;	/* of queues and keys */
	struct map queues;
	enum by by;
	struct buf key;
};

static void
table_init(struct table *t, struct arena *arena, enum by by)
{
	t->arena = arena;
	t->by = by;
	map_init(&t->queues);
	buf_init(&t->key, KEY_MAX);
}

static void
table_fini(struct table *t)
{
	map_fini(&t->queues);
	buf_fini(&t->key);
}

/* Borrowed until the next. */
static struct slice
table_key(struct table *t, const char *question, const struct print *answer)
{
	buf_clear(&t->key);
	if (t->by == BY_BOTH)
		buf_put(&t->key, &answer->digest, sizeof(answer->digest));
	buf_puts(&t->key, question);
	return buf_slice(&t->key);
}

static int
table_put(struct table *t, struct record *r)
{
	struct slice key = table_key(t, r->key, &r->answer);
	struct queue *q = map_get(&t->queues, key);
	char *kept;

	if (q == NULL) {
		q = arena_alloc(t->arena, sizeof(*q));
		kept = arena_copy(t->arena, key.p, key.n);
		if (t->key.failed || t->arena->failed ||
		    map_add(&t->queues, (struct slice){ kept, key.n }, q) ==
			NULL)
			return -1;
	}
	r->next = NULL;
	if (q->first == NULL)
		q->first = r;
	else
		q->last->next = r;
	q->last = r;
	return 0;
}

/* The first, which is then in the table no more; or NULL. */
static struct record *
table_take(struct table *t, const struct asked *a)
{
	struct queue *q = map_get(&t->queues,
	    table_key(t, a->key, &a->answer));
	struct record *r = q != NULL ? q->first : NULL;

	if (r != NULL)
		q->first = r->next;
	return r;
}

/* --- a page ---------------------------------------------------------------- */

/* Stands for what has no record, in added->ids. */
static struct record without;

/* What an id of the author's was; it is now taken. NULL without memory. */
static struct record *
give(struct added *added, const char *id)
{
	return map_add(&added->ids, slice_of(id), &without);
}

/* Items with ids of the author's, and what is said to have become of others. */
static int
match_given(struct added *added)
{
	struct record *r;
	struct asked *a;
	struct item *item;
	uint32_t i, k;

	for (i = 0; i < added->page->nitems; i++) {
		a = &added->items[i];
		item = ledger_item(a);
		if (a->given) {
			if ((r = give(added, item->id)) == NULL)
				return -1;
			if (r != &without && r->item == NULL)
				pair(a, r);
		}
		for (k = 0; k < item->aliases.n; k++) {
			if ((r = give(added, item->aliases.v[k])) == NULL)
				return -1;
			if (r == &without || r->item != NULL)
				continue;
			r->item = a;
			if (a->was == NULL)
				a->was = r;
		}
	}
	return 0;
}

/* Pass a, among the records that are in use, or else those that are gone. */
static int
match_equal(struct added *added, struct arena *arena, bool in_use, enum by by)
{
	const struct known *known = added->known;
	struct table t;
	uint32_t i, n = 0;
	struct record *r;
	int done = -1;

	table_init(&t, arena, by);
	for (i = 0; i < known->records.n; i++) {
		r = known->records.v[i];
		if (r->item != NULL || r->fate.at != NULL ||
		    fate_none(&r->fate) != in_use)
			continue;
		if (table_put(&t, r) == -1)
			goto out;
		n++;
	}
	for (i = 0; n > 0 && i < added->page->nitems; i++)
		if (is_open(&added->items[i]) &&
		    (r = table_take(&t, &added->items[i])) != NULL)
			pair(&added->items[i], r);
	done = 0;
out:
	table_fini(&t);
	return done;
}

/* Items and records with one answer. */
struct shared {
	uint64_t digest;
	struct record *record;
	struct asked *item;
	uint32_t records, items;
};

/* The one of a digest; a new one if there is none. NULL without memory. */
static struct shared *
shared_get(struct map *map, struct arena *arena, const struct print *answer)
{
	const struct slice key = { (const char *)&answer->digest,
		sizeof(answer->digest) };
	struct shared *s = map_get(map, key);

	if (s != NULL || (s = arena_alloc(arena, sizeof(*s))) == NULL)
		return s;
	s->digest = answer->digest;
	return map_add(map, (struct slice){ (const char *)&s->digest,
	    sizeof(s->digest) }, s);
}

/* Pass b. */
static int
match_answers(struct added *added, struct arena *arena)
{
	const struct known *known = added->known;
	struct shared *s;
	struct record *r;
	struct asked *a;
	struct map map;
	uint32_t i;
	int done = -1;

	map_init(&map);
	for (i = 0; i < known->records.n; i++) {
		r = known->records.v[i];
		if (r->item != NULL || !fate_none(&r->fate))
			continue;
		if ((s = shared_get(&map, arena, &r->answer)) == NULL)
			goto out;
		s->record = r;
		s->records++;
	}
	for (i = 0; i < added->page->nitems && map.n > 0; i++) {
		a = &added->items[i];
		if (!is_open(a))
			continue;
		if ((s = shared_get(&map, arena, &a->answer)) == NULL)
			goto out;
		s->item = a;
		s->items++;
	}
	for (i = 0; i < added->page->nitems && map.n > 0; i++) {
		a = &added->items[i];
		if (!is_open(a))
			continue;
		s = shared_get(&map, arena, &a->answer);
		if (s == NULL || s->records != 1 || s->items != 1)
			continue;
		pair(a, s->record);
		a->edited = true;
	}
	done = 0;
out:
	map_fini(&map);
	return done;
}

/* One side of pass c. */
struct side {
	struct alike_words words;
	uint64_t likeness;
	struct record *record;
	struct asked *item;
	uint32_t candidate;	/* of the other side; counted from 1 */
	bool many;		/* there is a second one */
};

struct sides {
	VEC(struct side) items, records;
};

static int
gather(struct added *added, struct arena *arena, struct sides *sides)
{
	const struct known *known = added->known;
	struct record *r;
	struct asked *a;
	struct side *s;
	uint32_t i;

	for (i = 0; i < known->records.n; i++) {
		r = known->records.v[i];
		if (r->item != NULL || !fate_none(&r->fate))
			continue;
		if ((s = vec_push(&sides->records)) == NULL ||
		    alike_words(slice_of(r->key), arena, &s->words) == -1)
			return -1;
		s->record = r;
		s->likeness = r->answer.likeness;
	}
	for (i = 0; sides->records.n > 0 && i < added->page->nitems; i++) {
		a = &added->items[i];
		if (!is_open(a))
			continue;
		if ((s = vec_push(&sides->items)) == NULL ||
		    alike_words(slice_of(a->key), arena, &s->words) == -1 ||
		    ledger_likeness(a) == -1)
			return -1;
		s->item = a;
		s->likeness = a->answer.likeness;
	}
	return 0;
}

static void
note_candidate(struct side *s, uint32_t other)
{
	s->many = s->many || s->candidate != 0;
	s->candidate = other + 1;
}

/* False when there are too many pairs to look at. */
static bool
compare_sides(struct sides *sides)
{
	struct side *item, *record;
	uint32_t i, k, pairs = 0;

	if ((uint64_t)sides->items.n * sides->records.n > 64 * PAIRS_MAX)
		return false;
	for (i = 0; i < sides->items.n; i++)
		for (k = 0; k < sides->records.n; k++) {
			item = &sides->items.v[i];
			record = &sides->records.v[k];
			if (!alike_near(item->likeness, record->likeness))
				continue;
			if (++pairs > PAIRS_MAX)
				return false;
			if (!alike_overlap(&item->words, &record->words))
				continue;
			note_candidate(item, k);
			note_candidate(record, i);
		}
	return true;
}

/* Pass c. */
static int
match_alike(struct added *added, struct arena *arena)
{
	struct sides sides = { 0 };
	struct side *item, *record;
	int done = gather(added, arena, &sides);
	uint32_t i;

	if (done == 0 && compare_sides(&sides))
		for (i = 0; i < sides.items.n; i++) {
			item = &sides.items.v[i];
			if (item->candidate == 0 || item->many)
				continue;
			record = &sides.records.v[item->candidate - 1];
			if (record->many)
				continue;
			pair(item->item, record->record);
			item->item->edited = true;
		}
	vec_fini(&sides.items);
	vec_fini(&sides.records);
	return done;
}

static bool
has_open(const struct added *added)
{
	uint32_t i;

	for (i = 0; i < added->page->nitems; i++)
		if (is_open(&added->items[i]))
			return true;
	return false;
}

static int
match_page(struct added *added, struct arena *arena)
{
	if (match_given(added) == -1)
		return -1;
	if (added->known->records.n == 0)
		return 0;
	if (match_equal(added, arena, true, BY_BOTH) == -1)
		return -1;
	if (!has_open(added))	/* as after most loads */
		return 0;
	if (match_equal(added, arena, true, BY_QUESTION) == -1 ||
	    match_equal(added, arena, false, BY_BOTH) == -1 ||
	    match_equal(added, arena, false, BY_QUESTION) == -1 ||
	    match_answers(added, arena) == -1)
		return -1;
	return match_alike(added, arena);
}

/* --- across pages ---------------------------------------------------------- */

/* Free records of all pages whose documents could be read. */
static int
fill_moved(struct ledger *l, struct table *t, bool in_use)
{
	struct known *k;
	struct record *r;
	uint32_t i, n;

	for (i = 0; i < l->pages.n; i++) {
		k = l->pages.v[i];
		for (n = 0; n < k->records.n && !k->kept; n++) {
			r = k->records.v[n];
			if (r->item == NULL && r->fate.at == NULL &&
			    fate_none(&r->fate) == in_use &&
			    table_put(t, r) == -1)
				return -1;
		}
	}
	return 0;
}

/*
 * An item that was elsewhere until now. It takes its id along, when its page
 * has not had that for another question; back where it once was before, it
 * takes up the record that it left there.
 */
static int
settle_here(struct asked *a)
{
	struct record *own;

	if (a->given || a->was->known == a->added->known)
		return 0;
	own = map_get(&a->added->ids, slice_of(a->was->id));
	if (own == NULL) {
		if (map_add(&a->added->ids, slice_of(a->was->id), a->was) ==
		    NULL)
			return -1;
		return page_set_id(a->added->page, a->index,
		    slice_of(a->was->id));
	}
	if (own->known == a->added->known && own->item == NULL &&
	    strcmp(own->key, a->key) == 0)
		pair(a, own);
	return 0;
}

/* Nothing more is to be found out about it. */
static bool
is_placed(const struct asked *a)
{
	if (a->was != NULL)
		return true;
	/* an id of the author's may have been that of another question */
	return a->record != NULL && (!a->given || ledger_same(a, a->record));
}

static int
match_moved(struct ledger *l, struct arena *arena)
{
	struct table t;
	struct asked *a;
	uint32_t i, k;
	int done = -1;

	table_init(&t, arena, BY_BOTH);
	if (fill_moved(l, &t, true) == -1 || fill_moved(l, &t, false) == -1)
		goto out;
	for (i = 0; i < l->added.n; i++)
		for (k = 0; k < l->added.v[i]->page->nitems; k++) {
			a = &l->added.v[i]->items[k];
			if (is_placed(a) ||
			    (a->was = table_take(&t, a)) == NULL)
				continue;
			a->was->item = a;
			if (settle_here(a) == -1)
				goto out;
		}
	done = 0;
out:
	table_fini(&t);
	return done;
}

/* Items that have moved away and are here again, not quite the same. */
static int
match_back(struct added *added, struct arena *arena)
{
	const struct known *known = added->known;
	struct table t;
	struct record *r;
	struct asked *a;
	uint32_t i;
	int done = -1;

	table_init(&t, arena, BY_QUESTION);
	for (i = 0; i < known->records.n; i++) {
		r = known->records.v[i];
		if (r->item == NULL && r->fate.at != NULL &&
		    table_put(&t, r) == -1)
			goto out;
	}
	for (i = 0; t.queues.n > 0 && i < added->page->nitems; i++) {
		a = &added->items[i];
		if (is_open(a) && a->was == NULL &&
		    (r = table_take(&t, a)) != NULL)
			pair(a, r);
	}
	done = 0;
out:
	table_fini(&t);
	return done;
}

int
ledger_match(struct ledger *l)
{
	struct arena arena;
	int done = -1;
	uint32_t i;

	arena_init(&arena);
	for (i = 0; i < l->added.n; i++)
		if (match_page(l->added.v[i], &arena) == -1)
			goto out;
	if (match_moved(l, &arena) == -1)
		goto out;
	for (i = 0; i < l->added.n; i++)
		if (match_back(l->added.v[i], &arena) == -1)
			goto out;
	done = 0;
out:
	arena_fini(&arena);
	return done;
}

/*
 * The matrix of edit distances, one row a byte of the candidate. Candidates
 * being sorted, a row is good for all that share the beginning; when nothing
 * near can come of a beginning, all that have it are passed over at once.
 */
#include "model/near.h"

#include <stdbool.h>
#include <string.h>

enum {
	ROWS = NEAR_MAX + 8,	/* no candidate that is longer is near */
	ROWS_MADE = 50000,	/* in one search */
	FAR = 255,
};

struct walk {
	const struct near_list *list;
	struct slice wanted;
	unsigned most;
	uint8_t rows[ROWS + 1][NEAR_MAX + 1];
	char at[ROWS];		/* the beginning that the rows are of */
	size_t depth;
	uint32_t made;
};

unsigned
near_distance(size_t n)
{
	return n < 3 ? 0 : n < 8 ? 1 : n < 24 ? 2 : 3;
}

static unsigned
least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/*
 * The row of one byte more; answers its least distance. Only cells beside the
 * diagonal can be near enough; those next to them are marked as far.
 */
static unsigned
add_row(struct walk *w, char byte)
{
	size_t d = ++w->depth, k, low, high;
	const uint8_t *before = w->rows[d - 1];
	uint8_t *row = w->rows[d];
	const char *p = w->wanted.p;
	unsigned v, lowest = FAR;

	w->at[d - 1] = byte;
	w->made++;
	low = d > w->most ? d - w->most : 0;
	high = d + w->most < w->wanted.n ? d + w->most : w->wanted.n;
	if (low > 0 && low - 1 <= w->wanted.n)
		row[low - 1] = FAR;
	if (high < w->wanted.n)
		row[high + 1] = FAR;
	if (low == 0)
		lowest = row[0] = (uint8_t)d;
	for (k = low > 0 ? low : 1; k <= high; k++) {
		v = least(before[k], row[k - 1]) + 1;
		v = least(v, before[k - 1] + (p[k - 1] != byte));
		if (d > 1 && k > 1 && p[k - 1] == w->at[d - 2] &&
		    p[k - 2] == byte)
			v = least(v, w->rows[d - 2][k - 2] + 1U);
		row[k] = (uint8_t)least(v, FAR);
		lowest = least(lowest, v);
	}
	return lowest;
}

static size_t
common(const char *a, size_t n, struct slice b)
{
	size_t i = 0;

	while (i < n && i < b.n && a[i] == b.p[i])
		i++;
	return i;
}

/* The first behind i that does not begin with the n bytes of prefix. */
static uint32_t
behind(const struct near_list *list, uint32_t i, const char *prefix, size_t n)
{
	uint32_t low = i, high = list->n, mid;
	struct slice s;
	int order;

	while (low < high) {
		mid = low + (high - low) / 2;
		s = list->get(list->arg, mid);
		order = memcmp(s.p, prefix, s.n < n ? s.n : n);
		if (order <= 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* The rows of s, as far as something near may come of it; false: it cannot. */
static bool
descend(struct walk *w, struct slice s)
{
	unsigned lowest, before = 0;

	w->depth = common(w->at, w->depth, s);
	while (w->depth < s.n) {
		if (w->depth == ROWS)
			return false;
		lowest = add_row(w, s.p[w->depth]);
		/* a swap looks back by two rows */
		if (lowest > w->most && before >= w->most)
			return false;
		before = lowest;
	}
	return true;
}

void
near_each(const struct near_list *list, struct slice wanted, unsigned most,
    void (*each)(void *, uint32_t, unsigned), void *arg)
{
	struct walk w = { .list = list, .wanted = wanted, .most = most };
	uint32_t i = 0;
	struct slice s;
	unsigned far;
	size_t k;

	if (wanted.n > NEAR_MAX)
		return;
	for (k = 0; k <= wanted.n; k++)
		w.rows[0][k] = (uint8_t)k;
	while (i < list->n && w.made < ROWS_MADE) {
		s = list->get(list->arg, i);
		if (!descend(&w, s)) {
			i = behind(list, i, w.at, w.depth);
			continue;
		}
		far = s.n + most < wanted.n || s.n > wanted.n + most ? FAR :
		    w.rows[s.n][wanted.n];
		if (far <= most)
			each(arg, i, far);
		i++;
	}
}

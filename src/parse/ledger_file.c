/*
 * The ledger's life, and the file that it is kept in.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/replace.h"
#include "parse/ledger_part.h"

enum { FILE_MAX = 1 << 30 };	/* bytes */

struct ledger *
ledger_new(void)
{
	struct ledger *l = calloc(1, sizeof(*l));

	if (l == NULL)
		return NULL;
	arena_init(&l->arena);
	map_init(&l->by_path);
	map_init(&l->kept);
	return l;
}

void
ledger_free(struct ledger *l)
{
	uint32_t i;

	if (l == NULL)
		return;
	for (i = 0; i < l->pages.n; i++)
		vec_fini(&l->pages.v[i]->records);
	vec_fini(&l->pages);
	vec_fini(&l->added);
	map_fini(&l->by_path);
	map_fini(&l->kept);
	arena_fini(&l->arena);
	free(l);
}

/* All bytes of a file; *there is false when there is none. -1 with errno. */
static int
read_all(const char *path, struct buf *out, bool *there)
{
	bool ok = buf_put_file(out, path);

	*there = ok || errno != ENOENT;
	return ok || !*there ? 0 : -1;
}

struct ledger *
ledger_read(const char *path, char *err, size_t size)
{
	struct ledger *l = ledger_new();
	char fault[512];
	struct buf text;
	bool there, done = false;

	buf_init(&text, FILE_MAX);
	if (l == NULL)
		snprintf(err, size, "cannot read %s: no memory", path);
	else if (read_all(path, &text, &there) == -1)
		snprintf(err, size, "cannot read %s: %s", path,
		    strerror(errno));
	else if (there && ledger_parse(l, buf_slice(&text), fault,
	    sizeof(fault)) == -1)
		snprintf(err, size, "%s is damaged, %s. It holds the addresses "
		    "of all questions: put back a copy of it, or move it away "
		    "to begin a new one, in which edited questions lose their "
		    "addresses and dates", path, fault);
	else
		done = true;
	buf_fini(&text);
	if (!done) {
		ledger_free(l);
		l = NULL;
	}
	return l;
}

int
ledger_write(const struct ledger *l, const char *path, char *err, size_t size)
{
	struct buf is, was;
	int done = 0;
	bool there;

	buf_init(&is, FILE_MAX);
	buf_init(&was, FILE_MAX);
	ledger_format(l, &is);
	errno = ENOMEM;
	if (is.failed || read_all(path, &was, &there) == -1 ||
	    (!slice_eq(buf_slice(&is), buf_slice(&was)) &&
		replace_file(path, buf_slice(&is), 0600) == -1)) {
		snprintf(err, size, "cannot write %s: %s; without it the "
		    "addresses of questions would not last", path,
		    strerror(errno));
		done = -1;
	}
	buf_fini(&was);
	buf_fini(&is);
	return done;
}

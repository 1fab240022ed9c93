#include "proto/site.h"

#include <stdbool.h>
#include <string.h>

const struct host *
site_host(const struct site *site, const char *name)
{
	size_t i, k;

	for (i = 0; i < site->nhosts; i++)
		for (k = 0; k < site->hosts[i].nnames; k++)
			if (strcmp(site->hosts[i].names[k], name) == 0)
				return &site->hosts[i];
	return NULL;
}

static bool
covers(const char *rule, struct slice path, struct slice *rest)
{
	size_t n = strlen(rule);
	bool below = rule[n - 1] == '/';

	if (below)
		n--;
	if (path.n < n || memcmp(path.p, rule, n) != 0)
		return false;
	*rest = slice_from(path, n);
	if (rest->n > 0 && rest->p[0] != '/')
		return false;
	*rest = slice_from(*rest, 1);
	return below || rest->n == 0;
}

const struct redirect *
site_redirect(const struct host *host, struct slice path, struct slice *rest)
{
	const struct redirect *r, *best = NULL;
	struct slice below;
	size_t i;

	for (i = 0; i < host->nredirects; i++) {
		r = &host->redirects[i];
		if (!covers(r->path, path, &below) ||
		    (best != NULL && strlen(best->path) > strlen(r->path)))
			continue;
		best = r;
		*rest = below;
	}
	return best;
}

/* Whether f says more about path than the one before it, which may be NULL. */
static bool
is_nearer(const struct folder *f, const struct folder *before,
    struct slice path)
{
	return slice_starts(path, f->path) &&
	    (before == NULL || strlen(f->path) > strlen(before->path));
}

const char *
site_lang(const struct host *host, struct slice path)
{
	const struct folder *f, *nearest = NULL;
	size_t i;

	for (i = 0; i < host->nfolders; i++) {
		f = &host->folders[i];
		if (f->lang != NULL && is_nearer(f, nearest, path))
			nearest = f;
	}
	return nearest != NULL ? nearest->lang : host->lang;
}

const char *
site_charset(const struct host *host, struct slice path)
{
	const struct folder *f, *nearest = NULL;
	size_t i;

	for (i = 0; i < host->nfolders; i++) {
		f = &host->folders[i];
		if (f->charset != NULL && is_nearer(f, nearest, path))
			nearest = f;
	}
	return nearest != NULL ? nearest->charset : host->charset;
}

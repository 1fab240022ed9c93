#include "proto/access.h"

static bool
lies_in(struct slice path, const char *zone)
{
	size_t n = strlen(zone);

	return slice_starts(path, zone) && (path.n == n || path.p[n] == '/');
}

static bool
is_among(const struct fingerprint *f, const struct fingerprint *list, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (memcmp(f->sha256, list[i].sha256, DIGEST_SIZE) == 0)
			return true;
	return false;
}

bool
access_is_zone(const struct zone *zones, size_t nzones, struct slice path)
{
	size_t i;

	for (i = 0; i < nzones; i++)
		if (slice_is(path, zones[i].path))
			return true;
	return false;
}

enum access
access_to(const struct zone *zones, size_t nzones, struct slice path,
    const struct identity *id)
{
	const struct zone *z = NULL;
	size_t i;

	for (i = 0; i < nzones; i++)
		if (lies_in(path, zones[i].path) &&
		    (z == NULL || strlen(zones[i].path) > strlen(z->path)))
			z = &zones[i];
	if (z == NULL)
		return ACCESS_OPEN;
	if (id == NULL)
		return ACCESS_NO_IDENTITY;
	if (!id->valid)
		return ACCESS_INVALID;
	if (is_among(&id->certificate, z->identities, z->nidentities) ||
	    is_among(&id->key, z->identities, z->nidentities) ||
	    (id->issued &&
		is_among(&id->authority, z->authorities, z->nauthorities)))
		return ACCESS_OPEN;
	return ACCESS_DENIED;
}

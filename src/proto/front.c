/*
 * What every front needs: replies, and the name a peer came by.
 */
#include "proto/front.h"

#include <errno.h>

#include "proto/uri.h"

void
reply_init(struct reply *r)
{
	*r = (struct reply){ .form = REPLY_BYTES };
	buf_init(&r->out, REPLY_CAP);
}

void
reply_fini(struct reply *r)
{
	buf_fini(&r->out);
}

bool
reply_absent(int err)
{
	switch (err) {
	case ENOENT:
	case ENOTDIR:
	case EISDIR:
	case EACCES:
	case EPERM:
	case ELOOP:
	case ENAMETOOLONG:
	case EXDEV:	/* openat2(2): the path leaves the folder */
		return true;
	}
	return false;
}

void
peer_name(struct peer *peer, const struct site *site, struct slice name)
{
	char text[URI_HOST_SIZE];
	const struct host *host;

	if (uri_host(name, text) != URI_HOST_NAME)
		return;
	host = site_host(site, text);
	peer->unknown_name = host == NULL;
	if (host != NULL)
		peer->host = host;
}

enum access
peer_access(const struct peer *peer, const struct site *site,
    const struct host *host, struct slice path)
{
	const struct host *asked =
	    peer->host != NULL ? peer->host : &site->hosts[0];

	return access_to(host->zones, host->nzones, path,
	    host == asked ? peer->identity : NULL);
}

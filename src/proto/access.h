/*
 * access - which paths of a host are for whom.
 *
 * A zone is a path and all below it that only some client certificates open.
 * For: both fronts, before they look anything up. Nothing here knows TLS: the
 * net layer has looked at the certificate and tells what it is.
 */
#ifndef QAPSULE_PROTO_ACCESS_H
#define QAPSULE_PROTO_ACCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"
#include "base/slice.h"

struct fingerprint {
	uint8_t sha256[DIGEST_SIZE];
};

struct zone {
	const char *path;	/* no slash at its end: "" is everything */
	const struct fingerprint *identities;	/* of certificates or keys */
	size_t nidentities;
	const struct fingerprint *authorities;	/* of keys: what they signed */
	size_t nauthorities;
};

/* The client certificate that a peer has shown, and can use. */
struct identity {
	bool valid;		/* its dates and what it says of itself */
	struct fingerprint certificate;
	struct fingerprint key;
	bool issued;		/* signed by an authority of the host: */
	struct fingerprint authority;
};

enum access {
	ACCESS_OPEN,
	ACCESS_NO_IDENTITY,	/* a certificate is wanted, none was shown */
	ACCESS_INVALID,		/* one that is good nowhere */
	ACCESS_DENIED,		/* one that is not good here */
};

/* What readers look for, a page that is there only where it is a zone of its
   own: so who opens it is the owner. */
#define ACCESS_OWNERS "/asked"

/* Whether a zone begins at path. */
bool access_is_zone(const struct zone *, size_t nzones, struct slice path);

/* Of the zones that path lies in the innermost decides. identity may be
   NULL. path is as path_resolve makes it. */
enum access access_to(const struct zone *, size_t nzones, struct slice path,
    const struct identity *);

#endif

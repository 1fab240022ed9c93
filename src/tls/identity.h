/*
 * tls_identity - a client's certificate, as access rules see it.
 *
 * For: tls/tls.c, which has the certificate, and the configuration, which
 * names authorities. Nothing but the certificate itself is looked at, since a
 * resumed session brings no chain: an authority must have signed it directly.
 */
#ifndef QAPSULE_TLS_IDENTITY_H
#define QAPSULE_TLS_IDENTITY_H

#include <openssl/x509.h>
#include <time.h>

#include "proto/access.h"

/* authorities may be NULL. False without memory. */
bool tls_identity_of(X509 *, X509_STORE *authorities, time_t now,
    struct identity *);

/*
 * The certificates of authorities in a PEM file: those of their keys, *n of
 * them, to be freed; added to store too, unless that is NULL. NULL with a
 * sentence in err.
 */
struct fingerprint *tls_identity_authorities(const char *file,
    X509_STORE *store, size_t *n, char *err, size_t err_size);

#endif

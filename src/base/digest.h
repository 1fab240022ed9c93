/*
 * digest - SHA-256, for ids made of a hash, the ledger and fingerprints.
 *
 * The one place outside tls/ that calls OpenSSL: a digest is not TLS, and
 * a second implementation beside the one already linked would be worse.
 */
#ifndef QAPSULE_BASE_DIGEST_H
#define QAPSULE_BASE_DIGEST_H

#include <stdint.h>

#include "base/slice.h"

enum { DIGEST_SIZE = 32 };	/* bytes */

void digest_sha256(struct slice, uint8_t out[DIGEST_SIZE]);

#endif

/*
 * tls_cert - certificates made for trust on first use, and what they say.
 *
 * A certificate made here is self-signed ECDSA P-256, X.509 v3, its names in
 * the SAN, valid from yesterday for decades; its key is a file of mode 0600.
 * Clients pin it, so nothing here ever replaces one that exists.
 */
#ifndef QAPSULE_NET_TLS_CERT_H
#define QAPSULE_NET_TLS_CERT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/*
 * Makes certificate and key files unless both are there. names are host names
 * or IP addresses, the first also the CN. *made says whether it did. 0, or -1
 * with a sentence in err: a folder that cannot be written, one file without
 * the other.
 */
int tls_cert_ensure(const char *cert_file, const char *key_file,
    const char *const *names, size_t nnames, bool *made, char *err,
    size_t err_size);

/* "AB:CD:..." of SHA-256, as clients show it */
enum { TLS_FINGERPRINT = 32 * 3 };	/* bytes, with the NUL */

struct tls_cert_info {
	char certificate[TLS_FINGERPRINT];	/* of the whole, DER */
	char key[TLS_FINGERPRINT];	/* of the public key alone (SPKI) */
	char names[1024];		/* SAN, "DNS:localhost, ..." */
	char not_before[32], not_after[32];	/* "2026-11-25 04:00 UTC" */
	bool expired;
};

/* 0, or -1 with a sentence in err. */
int tls_cert_info(const char *cert_file, struct tls_cert_info *, char *err,
    size_t err_size);

#endif

/*
 * tls_cert - certificates made for trust on first use.
 *
 * A certificate made here is self-signed ECDSA P-256, X.509 v3, its names in
 * the SAN, valid from yesterday for decades; its key is a file of mode 0600.
 * Clients pin it, so nothing but a renewal ever replaces one that exists.
 */
#ifndef QAPSULE_TLS_CERT_H
#define QAPSULE_TLS_CERT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Makes certificate and key files unless both are there. names are host names
 * or IP addresses, the first also the CN. *made says whether it did. 0, or -1
 * with a sentence in err: a folder that cannot be written, one file without
 * the other.
 */
int tls_cert_ensure(const char *cert_file, const char *key_file,
    const char *const *names, size_t nnames, bool *made, char *err,
    size_t err_size);

/*
 * Another certificate for the same key, so that clients which pin the key know
 * it again; or with new_key for another one. names NULL: those of the old one,
 * which must be self-signed. 0, or -1 with a sentence.
 */
int tls_cert_renew(const char *cert_file, const char *key_file,
    const char *const *names, size_t nnames, bool new_key, char *err,
    size_t err_size);

#endif

#include "tls/identity.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>

#include "base/vec.h"

/* Of what i2d_X509 and the like have made, which is freed. */
static bool
digest(unsigned char *der, int n, struct fingerprint *out)
{
	if (n > 0)
		digest_sha256((struct slice){ (char *)der, (size_t)n },
		    out->sha256);
	OPENSSL_free(der);
	return n > 0;
}

static bool
digest_certificate(X509 *x, struct fingerprint *out)
{
	unsigned char *der = NULL;
	int n = i2d_X509(x, &der);

	return digest(der, n, out);
}

static bool
digest_key(X509 *x, struct fingerprint *out)
{
	unsigned char *der = NULL;
	int n = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x), &der);

	return digest(der, n, out);
}

/*
 * In its dates; and when it says to be signed by itself, it is. (That the
 * client has its key was proven in the handshake.)
 */
static bool
is_valid(X509 *x, time_t now)
{
	if (X509_cmp_time(X509_get0_notBefore(x), &now) >= 0 ||
	    X509_cmp_time(X509_get0_notAfter(x), &now) <= 0)
		return false;
	return X509_check_issued(x, x) != X509_V_OK ||
	    X509_verify(x, X509_get0_pubkey(x)) == 1;
}

/* Finds the authority that has signed x, if one has. */
static bool
find_authority(X509 *x, X509_STORE *store, time_t now, struct fingerprint *out)
{
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	STACK_OF(X509) *chain;
	bool found = false;

	if (ctx != NULL && X509_STORE_CTX_init(ctx, store, x, NULL) == 1) {
		/* the file is trusted as it is: no root need be in it */
		X509_STORE_CTX_set_flags(ctx, X509_V_FLAG_PARTIAL_CHAIN);
		X509_STORE_CTX_set_time(ctx, 0, now);
		if (X509_verify_cert(ctx) == 1) {
			chain = X509_STORE_CTX_get0_chain(ctx);
			found = sk_X509_num(chain) > 1 &&
			    digest_key(sk_X509_value(chain, 1), out);
		}
	}
	X509_STORE_CTX_free(ctx);
	return found;
}

bool
tls_identity_of(X509 *x, X509_STORE *authorities, time_t now,
    struct identity *id)
{
	bool ok;

	memset(id, 0, sizeof(*id));
	id->valid = is_valid(x, now);
	id->issued = authorities != NULL && id->valid &&
	    find_authority(x, authorities, now, &id->authority);
	ok = digest_certificate(x, &id->certificate) &&
	    digest_key(x, &id->key);
	ERR_clear_error();
	return ok;
}

struct fingerprint *
tls_identity_authorities(const char *file, X509_STORE *store, size_t *n,
    char *err, size_t err_size)
{
	VEC(struct fingerprint) found = { 0 };
	struct fingerprint *slot;
	FILE *f = fopen(file, "re");
	X509 *x;
	bool ok = true;

	*n = 0;
	if (f == NULL) {
		snprintf(err, err_size, "cannot read the certificates %s: %s",
		    file, strerror(errno));
		return NULL;
	}
	while (ok && (x = PEM_read_X509(f, NULL, NULL, NULL)) != NULL) {
		slot = vec_push(&found);
		ok = slot != NULL && digest_key(x, slot) &&
		    (store == NULL || X509_STORE_add_cert(store, x) == 1);
		X509_free(x);
	}
	fclose(f);
	/* what ends the file must be its end */
	ok = ok && found.n > 0 &&
	    ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
	ERR_clear_error();
	if (!ok) {
		snprintf(err, err_size, "%s does not hold certificates in PEM "
		    "form", file);
		vec_fini(&found);
		return NULL;
	}
	*n = found.n;
	return found.v;
}

#include "tls/cert.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"

enum {
	DAY = 24 * 60 * 60,		/* seconds */
	VALID_YEARS = 50,
	NAMES_MAX = 64 << 10,		/* bytes of a SAN */
};

static bool
is_ip(const char *name)
{
	unsigned char a[16];

	return inet_pton(AF_INET, name, a) == 1 ||
	    inet_pton(AF_INET6, name, a) == 1;
}

static bool
add_extension(X509 *x, int nid, const char *value)
{
	X509V3_CTX ctx;
	X509_EXTENSION *e;
	bool ok;

	X509V3_set_ctx_nodb(&ctx);
	X509V3_set_ctx(&ctx, x, x, NULL, NULL, 0);
	e = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
	ok = e != NULL && X509_add_ext(x, e, -1) == 1;
	X509_EXTENSION_free(e);
	return ok;
}

static bool
add_names(X509 *x, const char *const *names, size_t n)
{
	X509_NAME *subject = X509_get_subject_name(x);
	/* X.520 ends a common name at 64 bytes; clients read the SAN anyway */
	const char *cn = strlen(names[0]) <= 64 ? names[0] : "qapsule";
	struct buf san;
	size_t i;
	bool ok;

	buf_init(&san, NAMES_MAX);
	for (i = 0; i < n; i++)
		buf_printf(&san, "%s%s:%s", i > 0 ? "," : "",
		    is_ip(names[i]) ? "IP" : "DNS", names[i]);
	buf_putc(&san, '\0');
	ok = !san.failed &&
	    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
		(const unsigned char *)cn, -1, -1, 0) == 1 &&
	    X509_set_issuer_name(x, subject) == 1 &&
	    add_extension(x, NID_subject_alt_name, san.p);
	buf_fini(&san);
	return ok;
}

static bool
add_serial(X509 *x)
{
	unsigned char random[16];
	BIGNUM *n = NULL;
	bool ok;

	ok = RAND_bytes(random, sizeof(random)) == 1;
	random[0] = (unsigned char)((random[0] & 0x7f) | 1);	/* positive */
	ok = ok && (n = BN_bin2bn(random, sizeof(random), NULL)) != NULL &&
	    BN_to_ASN1_INTEGER(n, X509_get_serialNumber(x)) != NULL;
	BN_free(n);
	return ok;
}

/* The names of another certificate. */
static bool
copy_names(X509 *x, X509 *from)
{
	int at = X509_get_ext_by_NID(from, NID_subject_alt_name, -1);
	X509_NAME *subject = X509_get_subject_name(from);

	return X509_set_subject_name(x, subject) == 1 &&
	    X509_set_issuer_name(x, subject) == 1 &&
	    (at < 0 || X509_add_ext(x, X509_get_ext(from, at), -1) == 1);
}

/* With the names, or, when there are none, those of an older certificate. */
static X509 *
make_cert(EVP_PKEY *key, const char *const *names, size_t n, X509 *older)
{
	X509 *x = X509_new();
	bool ok;

	/* X509_time_adj_ex: days apart from seconds, so right past 2038 */
	ok = x != NULL && X509_set_version(x, X509_VERSION_3) == 1 &&
	    add_serial(x) &&
	    X509_time_adj_ex(X509_getm_notBefore(x), -1, 0, NULL) != NULL &&
	    X509_time_adj_ex(X509_getm_notAfter(x), VALID_YEARS * 365 +
		VALID_YEARS / 4, 0, NULL) != NULL &&
	    X509_set_pubkey(x, key) == 1 &&
	    (names != NULL ? add_names(x, names, n) : copy_names(x, older)) &&
	    add_extension(x, NID_basic_constraints, "critical,CA:FALSE") &&
	    add_extension(x, NID_key_usage, "critical,digitalSignature") &&
	    add_extension(x, NID_ext_key_usage, "serverAuth") &&
	    X509_sign(x, key, EVP_sha256()) > 0;
	if (!ok) {
		X509_free(x);
		x = NULL;
	}
	return x;
}

/*
 * Writes a PEM file of its own name at once: beside it first, then renamed,
 * so that a full disk or a crash leaves no half file.
 */
static int
write_pem(const char *file, mode_t mode, X509 *x, EVP_PKEY *key)
{
	char tmp[4096];
	FILE *f = NULL;
	int fd, rc = -1;

	if (snprintf(tmp, sizeof(tmp), "%s.new", file) >= (int)sizeof(tmp)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	fd = open(tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
	if (fd == -1)
		return -1;
	if (fchmod(fd, mode) == 0 && (f = fdopen(fd, "w")) != NULL &&
	    (x != NULL ? PEM_write_X509(f, x)
		       : PEM_write_PrivateKey(f, key, NULL, NULL, 0, NULL,
			     NULL)) == 1 &&
	    fflush(f) == 0 && fsync(fd) == 0)
		rc = rename(tmp, file);
	if (f != NULL)
		fclose(f);
	else
		close(fd);
	if (rc == -1)
		unlink(tmp);
	return rc;
}

int
tls_cert_ensure(const char *cert_file, const char *key_file,
    const char *const *names, size_t nnames, bool *made, char *err,
    size_t err_size)
{
	bool cert = access(cert_file, F_OK) == 0;
	bool key = access(key_file, F_OK) == 0;
	EVP_PKEY *pkey = NULL;
	X509 *x = NULL;
	int rc = -1;

	*made = false;
	if (cert && key)
		return 0;
	if (cert != key) {
		snprintf(err, err_size, "%s is there but %s is not: put it "
		    "back, or remove both to have new ones made",
		    cert ? cert_file : key_file, cert ? key_file : cert_file);
		return -1;
	}
	if ((pkey = EVP_EC_gen("P-256")) == NULL ||
	    (x = make_cert(pkey, names, nnames, NULL)) == NULL) {
		snprintf(err, err_size, "cannot make a certificate for %s: %s",
		    names[0], ERR_reason_error_string(ERR_peek_last_error()));
		ERR_clear_error();
	} else if (write_pem(key_file, 0600, NULL, pkey) == -1) {
		snprintf(err, err_size, "cannot write the key %s: %s",
		    key_file, strerror(errno));
	} else if (write_pem(cert_file, 0644, x, NULL) == -1) {
		snprintf(err, err_size, "cannot write the certificate %s: %s",
		    cert_file, strerror(errno));
		unlink(key_file);
	} else {
		*made = true;
		rc = 0;
	}
	X509_free(x);
	EVP_PKEY_free(pkey);
	return rc;
}

/* --- renewal --------------------------------------------------------------- */

static X509 *
read_cert(const char *file)
{
	FILE *f = fopen(file, "re");
	X509 *x = NULL;

	if (f != NULL) {
		x = PEM_read_X509(f, NULL, NULL, NULL);
		fclose(f);
	}
	return x;
}

static EVP_PKEY *
read_key(const char *file)
{
	static char no_passphrase[] = "";	/* nor is one asked for */
	FILE *f = fopen(file, "re");
	EVP_PKEY *key = NULL;

	if (f != NULL) {
		key = PEM_read_PrivateKey(f, NULL, NULL, no_passphrase);
		fclose(f);
	}
	return key;
}

int
tls_cert_renew(const char *cert_file, const char *key_file,
    const char *const *names, size_t nnames, bool new_key, char *err,
    size_t err_size)
{
	X509 *older = read_cert(cert_file), *x = NULL;
	EVP_PKEY *key = read_key(key_file);
	int rc = -1;

	if (older == NULL || key == NULL) {
		snprintf(err, err_size, "cannot renew %s: it or its key %s "
		    "cannot be read", cert_file, key_file);
	} else if (X509_NAME_cmp(X509_get_subject_name(older),
		       X509_get_issuer_name(older)) != 0) {
		snprintf(err, err_size, "%s was issued by somebody else, who "
		    "alone can renew it", cert_file);
	} else if (new_key && (EVP_PKEY_free(key),
		       key = EVP_EC_gen("P-256")) == NULL) {
		snprintf(err, err_size, "cannot make a key");
	} else if ((x = make_cert(key, names, nnames, older)) == NULL) {
		snprintf(err, err_size, "cannot make a certificate with the "
		    "key %s", key_file);
	} else if (new_key && write_pem(key_file, 0600, NULL, key) == -1) {
		snprintf(err, err_size, "cannot write the key %s: %s",
		    key_file, strerror(errno));
	} else if (write_pem(cert_file, 0644, x, NULL) == -1) {
		snprintf(err, err_size, "cannot write the certificate %s: %s",
		    cert_file, strerror(errno));
	} else {
		rc = 0;
	}
	ERR_clear_error();
	X509_free(older);
	X509_free(x);
	EVP_PKEY_free(key);
	return rc;
}

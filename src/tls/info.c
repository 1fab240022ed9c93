#include "tls/info.h"

#include <errno.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/digest.h"

/* --- what it says ----------------------------------------------------------- */

static void
fingerprint(const unsigned char *der, int n, char out[TLS_FINGERPRINT])
{
	uint8_t digest[DIGEST_SIZE];
	int i;

	digest_sha256((struct slice){ (const char *)der, (size_t)n }, digest);
	for (i = 0; i < DIGEST_SIZE; i++)
		snprintf(out + 3 * i, 4, "%02X%s", digest[i],
		    i + 1 < DIGEST_SIZE ? ":" : "");
}

static void
format_time(const ASN1_TIME *t, char *out, size_t size)
{
	struct tm tm;

	if (ASN1_TIME_to_tm(t, &tm) != 1 ||
	    strftime(out, size, "%Y-%m-%d %H:%M UTC", &tm) == 0)
		snprintf(out, size, "unknown");
}

static void
format_names(X509 *x, char *out, size_t size)
{
	int at = X509_get_ext_by_NID(x, NID_subject_alt_name, -1);
	BIO *bio = BIO_new(BIO_s_mem());
	int n = 0;

	if (at >= 0 && bio != NULL &&
	    X509V3_EXT_print(bio, X509_get_ext(x, at), 0, 0) == 1)
		n = BIO_read(bio, out, (int)size - 1);
	out[n > 0 ? n : 0] = '\0';
	BIO_free(bio);
}

/* Whole days from now to t, negative when t is over. */
static int
days_until(const ASN1_TIME *t, time_t now)
{
	ASN1_TIME *from = ASN1_TIME_set(NULL, now);
	int days = 0, seconds = 0;

	if (from == NULL || ASN1_TIME_diff(&days, &seconds, from, t) != 1)
		days = 0;
	ASN1_TIME_free(from);
	return days;
}

static void
fill(X509 *x, time_t now, struct tls_info *info)
{
	X509_NAME *issuer = X509_get_issuer_name(x);

	format_names(x, info->names, sizeof(info->names));
	format_time(X509_get0_notBefore(x), info->not_before,
	    sizeof(info->not_before));
	format_time(X509_get0_notAfter(x), info->not_after,
	    sizeof(info->not_after));
	info->days_left = days_until(X509_get0_notAfter(x), now);
	info->expired = X509_cmp_time(X509_get0_notAfter(x), &now) < 0;
	info->not_yet = X509_cmp_time(X509_get0_notBefore(x), &now) > 0;
	info->self_signed =
	    X509_NAME_cmp(X509_get_subject_name(x), issuer) == 0;
	X509_NAME_oneline(issuer, info->issuer, sizeof(info->issuer));
}

static X509 *
open_certificate(const char *file, FILE **f, char *err, size_t err_size)
{
	X509 *x = NULL;

	if ((*f = fopen(file, "re")) == NULL)
		snprintf(err, err_size, "cannot read the certificate %s: %s",
		    file, strerror(errno));
	else if ((x = PEM_read_X509(*f, NULL, NULL, NULL)) == NULL)
		snprintf(err, err_size, "%s holds no certificate in PEM form",
		    file);
	ERR_clear_error();
	return x;
}

int
tls_info(const char *file, time_t now, struct tls_info *info, char *err,
    size_t err_size)
{
	unsigned char *der = NULL, *spki = NULL;
	int n, nspki, rc = -1;
	FILE *f;
	X509 *x = open_certificate(file, &f, err, err_size);

	if (x == NULL)
		goto out;
	n = i2d_X509(x, &der);
	nspki = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x), &spki);
	if (n <= 0 || nspki <= 0) {
		snprintf(err, err_size, "no memory");
		goto out;
	}
	fingerprint(der, n, info->certificate);
	fingerprint(spki, nspki, info->key);
	fill(x, now, info);
	rc = 0;
out:
	OPENSSL_free(der);
	OPENSSL_free(spki);
	X509_free(x);
	if (f != NULL)
		fclose(f);
	return rc;
}

/* --- what is to be known ---------------------------------------------------- */

struct warning {
	void (*warn)(void *arg, const char *sentence);
	void *arg;
	const char *file;
	const char *advice;	/* behind what a renewal puts right */
};

static void __attribute__((format(printf, 2, 3)))
say(const struct warning *w, const char *fmt, ...)
{
	char sentence[1024];
	va_list ap;
	int n;

	n = snprintf(sentence, sizeof(sentence), "the certificate %s ",
	    w->file);
	if (n < 0 || (size_t)n >= sizeof(sentence))
		return;
	va_start(ap, fmt);
	vsnprintf(sentence + n, sizeof(sentence) - (size_t)n, fmt, ap);
	va_end(ap);
	w->warn(w->arg, sentence);
}

static void
look_at_dates(const struct warning *w, X509 *x, time_t now)
{
	struct tls_info info;

	fill(x, now, &info);
	if (info.expired)
		say(w, "ended on %s: clients refuse it%s", info.not_after,
		    w->advice);
	else if (info.not_yet)
		say(w, "begins on %s: until then clients refuse it",
		    info.not_before);
	else if (info.days_left < TLS_WARN_DAYS)
		say(w, "ends on %s, in %d day%s%s", info.not_after,
		    info.days_left, info.days_left == 1 ? "" : "s",
		    w->advice);
}

static void
look_at_names(const struct warning *w, X509 *x, const char *const *names,
    size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (X509_check_host(x, names[i], 0, 0, NULL) != 1 &&
		    X509_check_ip_asc(x, names[i], 0) != 1)
			say(w, "does not hold the name %s: clients that go "
			    "there refuse it%s", names[i], w->advice);
}

/* Each certificate behind the first has issued the one before it. */
static void
look_at_chain(const struct warning *w, X509 *x, FILE *f)
{
	X509 *issuer;
	unsigned n;

	X509_up_ref(x);
	for (n = 2; (issuer = PEM_read_X509(f, NULL, NULL, NULL)) != NULL;
	     n++) {
		if (X509_check_issued(issuer, x) != X509_V_OK)
			say(w, "is no chain: the one at place %u of the file "
			    "did not issue the one before it", n);
		X509_free(x);
		x = issuer;
	}
	X509_free(x);
	ERR_clear_error();
}

void
tls_info_warn(const char *file, const char *const *names, size_t nnames,
    time_t now, void (*warn)(void *, const char *), void *arg)
{
	struct warning w = { warn, arg, file, "" };
	char err[1024];
	FILE *f;
	X509 *x = open_certificate(file, &f, err, sizeof(err));

	if (x != NULL) {
		if (X509_NAME_cmp(X509_get_subject_name(x),
			X509_get_issuer_name(x)) == 0)
			w.advice = "; qapsule cert renew makes another for "
				   "the same key";
		look_at_dates(&w, x, now);
		look_at_names(&w, x, names, nnames);
		look_at_chain(&w, x, f);
	}
	ERR_clear_error();
	X509_free(x);
	if (f != NULL)
		fclose(f);
}

int
tls_info_key_mode(const char *key_file, char *err, size_t err_size)
{
	struct stat st;

	if (stat(key_file, &st) == -1)
		snprintf(err, err_size, "cannot read the key %s: %s", key_file,
		    strerror(errno));
	else if ((st.st_mode & (S_IRWXO | S_IWGRP)) != 0)
		snprintf(err, err_size, "the key %s is not secret: its mode "
		    "is %04o; give it 0600, or 0640 for a group", key_file,
		    (unsigned)st.st_mode & 07777);
	else
		return 0;
	return -1;
}

/*
 * tls_info - what a certificate says, and what an operator should know of it.
 *
 * The time is given, not asked for, so that tests can stand anywhere in it;
 * it is in seconds since 1970 and right past 2038.
 */
#ifndef QAPSULE_TLS_INFO_H
#define QAPSULE_TLS_INFO_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

enum {
	TLS_FINGERPRINT = 32 * 3,	/* bytes of "AB:CD:...", with the NUL */
	TLS_WARN_DAYS = 30,		/* before the end of a certificate */
};

struct tls_info {
	/* of SHA-256, "AB:CD:..." as most programs show it */
	char certificate[TLS_FINGERPRINT];	/* of the whole, DER */
	char key[TLS_FINGERPRINT];	/* of the public key alone (SPKI) */
	char names[1024];		/* SAN, "DNS:localhost, ..." */
	char not_before[32], not_after[32];	/* "2026-11-25 04:00 UTC" */
	bool expired, not_yet;
	int days_left;			/* whole days until it ends */
	bool self_signed;
	char issuer[256];
};

/* Of the first certificate in file. 0, or -1 with a sentence in err. */
int tls_info(const char *file, time_t now, struct tls_info *, char *err,
    size_t err_size);

/*
 * Tells warn, a sentence each, why clients may refuse the certificate or what
 * is served with it: dates, names that it does not hold, a broken chain.
 */
void tls_info_warn(const char *file, const char *const *names, size_t nnames,
    time_t now, void (*warn)(void *arg, const char *sentence), void *arg);

/* 0, or -1 with a sentence: others than the owner and its group can read the
   key, or others than the owner can change it. */
int tls_info_key_mode(const char *key_file, char *err, size_t err_size);

#endif

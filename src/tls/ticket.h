/*
 * tls_ticket - the keys of session tickets.
 *
 * A ticket is a session that the client keeps for us, encrypted. Each host has
 * keys of its own, so that a ticket of one is a riddle to every other: random
 * ones, or ones derived from a file that several machines share, of which any
 * then resumes what another began.
 *
 * The file is a text. A line is a key, TICKET_SECRET random bytes in base64, as
 * `openssl rand -base64 48` prints them; empty lines and those that begin with
 * "#" are skipped. The first key encrypts, the others are those of tickets that
 * are still about.
 */
#ifndef QAPSULE_TLS_TICKET_H
#define QAPSULE_TLS_TICKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct evp_cipher_ctx_st;	/* OpenSSL's EVP_CIPHER_CTX */
struct evp_mac_ctx_st;		/* EVP_MAC_CTX */

enum {
	TICKET_KEYS_MAX = 16,
	TICKET_SECRET = 48,	/* bytes of a key in the file */
};

/* What a file holds, for all hosts. */
struct ticket_secrets {
	size_t n;
	uint8_t key[TICKET_KEYS_MAX][TICKET_SECRET];
};

/* Of one host; the first encrypts. */
struct ticket_keys {
	size_t n;
	struct ticket_key {
		uint8_t name[16];
		uint8_t cipher[32], mac[32];	/* AES-256-CBC, HMAC-SHA-256 */
	} key[TICKET_KEYS_MAX];
};

/* 0, or -1 with a sentence in err. */
int ticket_secrets_read(const char *file, struct ticket_secrets *, char *err,
    size_t err_size);

/* One random key; and the keys of a host. False: OpenSSL cannot. */
bool ticket_keys_random(struct ticket_keys *);
bool ticket_keys_derive(struct ticket_keys *, const struct ticket_secrets *,
    const char *host);

/* What SSL_CTX_set_tlsext_ticket_key_evp_cb wants, but for whose keys. */
int ticket_crypt(const struct ticket_keys *, uint8_t name[16],
    uint8_t iv[16], struct evp_cipher_ctx_st *, struct evp_mac_ctx_st *,
    int encrypt);

#endif

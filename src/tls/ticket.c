#include "tls/ticket.h"

#include <errno.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <string.h>

#include "base/slice.h"

enum {
	LINE = TICKET_SECRET / 3 * 4,	/* characters of base64 */
	FILE_MAX = 16 << 10,		/* bytes: keys and a few comments */
};

/* --- the file -------------------------------------------------------------- */

static bool
read_key(struct slice line, uint8_t key[TICKET_SECRET])
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t i;

	for (i = 0; i < line.n; i++)
		if (line.p[i] == '\0' || strchr(digits, line.p[i]) == NULL)
			return false;
	return line.n == LINE &&
	    EVP_DecodeBlock(key, (const unsigned char *)line.p, LINE) ==
	    TICKET_SECRET;
}

/* 0, or the number of the line that is wrong. */
static unsigned
read_lines(struct slice text, struct ticket_secrets *s)
{
	struct slice line;
	unsigned n;

	for (n = 1; text.n > 0; n++) {
		line = slice_take_until(&text, "\n");
		text = slice_from(text, 1);
		if (line.n == 0 || line.p[0] == '#')
			continue;
		if (s->n == TICKET_KEYS_MAX || !read_key(line, s->key[s->n]))
			return n;
		s->n++;
	}
	return 0;
}

int
ticket_secrets_read(const char *file, struct ticket_secrets *s, char *err,
    size_t err_size)
{
	char text[FILE_MAX + 1];
	FILE *f = fopen(file, "re");
	size_t n = f != NULL ? fread(text, 1, sizeof(text), f) : 0;
	bool read = f != NULL && ferror(f) == 0;
	unsigned wrong = 0;

	memset(s, 0, sizeof(*s));
	if (!read)
		snprintf(err, err_size, "cannot read the ticket keys %s: %s",
		    file, strerror(errno));
	else if (n > FILE_MAX)
		snprintf(err, err_size, "%s is too long to hold ticket keys",
		    file);
	else if ((wrong = read_lines((struct slice){ text, n }, s)) != 0)
		snprintf(err, err_size, "line %u of the ticket keys %s %s",
		    wrong, file, s->n == TICKET_KEYS_MAX ? "is one too many" :
		    "is no key, as openssl rand -base64 48 makes it");
	else if (s->n == 0)
		snprintf(err, err_size, "there is no ticket key in %s: make "
		    "one with openssl rand -base64 48", file);
	if (f != NULL)
		fclose(f);
	OPENSSL_cleanse(text, sizeof(text));
	return read && wrong == 0 && s->n > 0 && n <= FILE_MAX ? 0 : -1;
}

/* --- the keys of a host ---------------------------------------------------- */

bool
ticket_keys_random(struct ticket_keys *k)
{
	k->n = 1;
	return RAND_bytes((unsigned char *)&k->key[0], sizeof(k->key[0])) == 1;
}

/* HKDF (RFC 5869): who has one host's keys has not those of another. */
static bool
derive(EVP_KDF_CTX *hkdf, const uint8_t *secret, const char *host,
    struct ticket_key *key)
{
	char info[512];
	int n = snprintf(info, sizeof(info), "qapsule ticket keys of %s", host);
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST,
		    (char *)"SHA256", 0),
		OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY,
		    (void *)secret, TICKET_SECRET),
		OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, info,
		    (size_t)n),
		OSSL_PARAM_construct_end(),
	};

	return n < (int)sizeof(info) &&
	    EVP_KDF_derive(hkdf, (unsigned char *)key, sizeof(*key), params) ==
	    1;
}

bool
ticket_keys_derive(struct ticket_keys *k, const struct ticket_secrets *s,
    const char *host)
{
	EVP_KDF *kdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
	EVP_KDF_CTX *hkdf = kdf != NULL ? EVP_KDF_CTX_new(kdf) : NULL;

	for (k->n = 0; hkdf != NULL && k->n < s->n; k->n++) {
		EVP_KDF_CTX_reset(hkdf);
		if (!derive(hkdf, s->key[k->n], host, &k->key[k->n]))
			break;
	}
	EVP_KDF_CTX_free(hkdf);
	EVP_KDF_free(kdf);
	return k->n == s->n;
}

/* --- a ticket -------------------------------------------------------------- */

static bool
set_mac(EVP_MAC_CTX *mac, const struct ticket_key *key)
{
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY,
		    (void *)key->mac, sizeof(key->mac)),
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST,
		    (char *)"SHA256", 0),
		OSSL_PARAM_construct_end(),
	};

	return EVP_MAC_CTX_set_params(mac, params) == 1;
}

int
ticket_crypt(const struct ticket_keys *k, uint8_t name[16],
    uint8_t iv[16], EVP_CIPHER_CTX *cipher, EVP_MAC_CTX *mac,
    int encrypt)
{
	const struct ticket_key *key = k->key;
	const struct ticket_key *end = key + k->n;
	const EVP_CIPHER *aes = EVP_aes_256_cbc();

	if (encrypt) {
		memcpy(name, key->name, sizeof(key->name));
		if (RAND_bytes(iv, EVP_CIPHER_get_iv_length(aes)) != 1)
			return -1;
	} else {
		while (key < end &&
		    memcmp(key->name, name, sizeof(key->name)) != 0)
			key++;
		if (key == end)
			return 0;	/* not ours: a full handshake */
	}
	if (EVP_CipherInit_ex2(cipher, aes, key->cipher, iv, encrypt, NULL) !=
		1 ||
	    !set_mac(mac, key))
		return -1;
	return encrypt || key == k->key ? 1 : 2;	/* 2: and a new one */
}

#include "tls/tls.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/digest.h"
#include "tls/identity.h"
#include "tls/ticket.h"

struct tls_context {
	SSL_CTX *ssl;
	uint8_t id[DIGEST_SIZE];	/* of the sessions of its host */
	struct tls_context *(*choose)(void *arg, struct slice name);
	void *arg;
	bool asks;			/* for a client certificate */
	X509_STORE *authorities;	/* or NULL */
	struct ticket_keys tickets;
};

struct tls {
	SSL *ssl;
	struct tls_context *context;	/* the listener's, then the host's */
	const char *alpn;	/* what to select; NULL: nothing */
	char name[256];		/* what server name the peer sent; "" */
	bool known;		/* and it is a host's */
	struct slice in;	/* lent: not yet read */
	struct buf *out;	/* lent */
};

/* --- the transport: lent memory in place of a socket ----------------------- */

static int
lent_read(BIO *bio, char *p, size_t size, size_t *n)
{
	struct tls *t = BIO_get_data(bio);

	BIO_clear_retry_flags(bio);
	if (t->in.n == 0) {
		BIO_set_retry_read(bio);
		return 0;
	}
	*n = size < t->in.n ? size : t->in.n;
	memcpy(p, t->in.p, *n);
	t->in = slice_from(t->in, *n);
	return 1;
}

static int
lent_write(BIO *bio, const char *p, size_t size, size_t *n)
{
	struct tls *t = BIO_get_data(bio);

	BIO_clear_retry_flags(bio);
	buf_put(t->out, p, size);
	*n = size;
	return !t->out->failed;
}

static long
lent_ctrl(BIO *bio, int cmd, long num, void *ptr)
{
	(void)bio;
	(void)num;
	(void)ptr;
	return cmd == BIO_CTRL_FLUSH;	/* nothing is held back here */
}

static const BIO_METHOD *
lent_method(void)
{
	static BIO_METHOD *m;

	if (m == NULL && (m = BIO_meth_new(BIO_get_new_index() |
				BIO_TYPE_SOURCE_SINK, "lent memory")) != NULL) {
		BIO_meth_set_read_ex(m, lent_read);
		BIO_meth_set_write_ex(m, lent_write);
		BIO_meth_set_ctrl(m, lent_ctrl);
	}
	return m;
}

/* --- the context ----------------------------------------------------------- */

/* What libssl said last, in its own words, behind ours; or what the system
   said to it. */
static void
say(char *err, size_t size, const char *what, const char *file)
{
	unsigned long e = ERR_peek_last_error();
	const char *reason = e != 0 ? ERR_reason_error_string(e) : NULL;
	unsigned long first = ERR_peek_error();

	if (ERR_SYSTEM_ERROR(first))
		reason = strerror(ERR_GET_REASON(first));
	else if (ERR_GET_REASON(e) == ERR_R_PEM_LIB ||
	    (ERR_GET_LIB(e) == ERR_LIB_PEM &&
		ERR_GET_REASON(e) == PEM_R_NO_START_LINE))
		reason = "it is not in PEM form, or has a passphrase";
	snprintf(err, size, "%s %s: %s", what, file,
	    reason != NULL ? reason : "unknown error");
	ERR_clear_error();
}

/*
 * The server name of a client hello: a list, in which there is but one entry
 * of type 0 (RFC 6066 3). Empty when there is none, or when it is malformed,
 * which libssl will find as well.
 */
static struct slice
hello_name(SSL *ssl)
{
	const unsigned char *p;
	size_t n, len;

	if (SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_server_name, &p, &n) !=
		1 || n < 5 || p[2] != TLSEXT_NAMETYPE_host_name)
		return slice_of("");
	len = (size_t)p[3] << 8 | p[4];
	return (struct slice){ (const char *)p + 5, len > n - 5 ? 0 : len };
}

/*
 * Before sessions are looked up: the session of another host must not be found
 * valid, so the id is set here. (A server-name callback would come too late.)
 */
static int
on_hello(SSL *ssl, int *alert, void *arg)
{
	struct tls *t = SSL_get_app_data(ssl);
	struct slice name = hello_name(ssl);
	struct tls_context *c = NULL;

	(void)arg;
	*alert = SSL_AD_INTERNAL_ERROR;
	if (name.n > 0 && name.n < sizeof(t->name) &&
	    memchr(name.p, '\0', name.n) == NULL) {
		memcpy(t->name, name.p, name.n);
		t->name[name.n] = '\0';
	}
	if (t->name[0] != '\0' && t->context->choose != NULL)
		c = t->context->choose(t->context->arg, name);
	t->known = c != NULL;
	if (c == NULL || c == t->context)
		return SSL_CLIENT_HELLO_SUCCESS;
	t->context = c;
	SSL_set_verify(ssl, c->asks ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, NULL);
	return SSL_set_SSL_CTX(ssl, c->ssl) != NULL &&
	    SSL_set_session_id_context(ssl, c->id, sizeof(c->id)) == 1
	    ? SSL_CLIENT_HELLO_SUCCESS : SSL_CLIENT_HELLO_ERROR;
}

/* Whether to tell the client that its server name was of use (RFC 6066 3). */
static int
on_name(SSL *ssl, int *alert, void *arg)
{
	const struct tls *t = SSL_get_app_data(ssl);

	(void)alert;
	(void)arg;
	return t->known ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

/*
 * With the keys of the host that the client wants, which on_hello has found.
 * A ticket of TLS 1.3 is good for one visit (RFC 8446 C.4), so 2: the client
 * gets another for the next.
 */
static int
on_ticket_key(SSL *ssl, unsigned char *name, unsigned char *iv,
    EVP_CIPHER_CTX *cipher, EVP_MAC_CTX *mac, int encrypt)
{
	const struct tls *t = SSL_get_app_data(ssl);
	int found = ticket_crypt(&t->context->tickets, name, iv, cipher, mac,
	    encrypt);

	return found == 1 && !encrypt && SSL_version(ssl) == TLS1_3_VERSION
	    ? 2 : found;
}

/*
 * A session in which no certificate was shown is not resumed where there are
 * zones: the client may have chosen one since, and is only asked for it in a
 * full handshake.
 */
static SSL_TICKET_RETURN
on_ticket(SSL *ssl, SSL_SESSION *session, const unsigned char *name,
    size_t n, SSL_TICKET_STATUS status, void *arg)
{
	const struct tls *t = SSL_get_app_data(ssl);

	(void)name;
	(void)n;
	(void)arg;
	if (status != SSL_TICKET_SUCCESS && status != SSL_TICKET_SUCCESS_RENEW)
		return SSL_TICKET_RETURN_IGNORE_RENEW;
	if (t->context->asks && SSL_SESSION_get0_peer(session) == NULL)
		return SSL_TICKET_RETURN_IGNORE_RENEW;
	return status == SSL_TICKET_SUCCESS ? SSL_TICKET_RETURN_USE
					    : SSL_TICKET_RETURN_USE_RENEW;
}

/* Whoever signed it: who is let in where is the front's business. */
static int
accept_any(X509_STORE_CTX *ctx, void *arg)
{
	(void)ctx;
	(void)arg;
	return 1;
}

/*
 * Selects our protocol if the client offers it, and else nothing: RFC 7301
 * would have the handshake fail then, but no name is registered for Gemini or
 * Gopher, so a client may as well offer others.
 */
static int
on_alpn(SSL *ssl, const unsigned char **out, unsigned char *out_n,
    const unsigned char *offered, unsigned n, void *arg)
{
	const char *ours = ((struct tls *)SSL_get_app_data(ssl))->alpn;
	unsigned i;

	(void)arg;
	for (i = 0; ours != NULL && i < n; i += 1u + offered[i])
		if (slice_is((struct slice){ (const char *)offered + i + 1,
			offered[i] }, ours)) {
			*out = offered + i + 1;
			*out_n = offered[i];
			return SSL_TLSEXT_ERR_OK;
		}
	return SSL_TLSEXT_ERR_NOACK;
}

static bool
set_up(struct tls_context *c)
{
	static char none[] = "";
	SSL_CTX *ctx = c->ssl;

	/* a passphrase that is asked for would hold up every reload */
	SSL_CTX_set_default_passwd_cb_userdata(ctx, none);
	SSL_CTX_set_alpn_select_cb(ctx, on_alpn, NULL);
	SSL_CTX_set_client_hello_cb(ctx, on_hello, NULL);
	SSL_CTX_set_tlsext_servername_callback(ctx, on_name);
	SSL_CTX_set_cert_verify_callback(ctx, accept_any, NULL);
	SSL_CTX_set_options(ctx, SSL_OP_NO_RENEGOTIATION |
	    SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE |
	    SSL_OP_IGNORE_UNEXPECTED_EOF);
	SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS);
	SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
	/*
	 * One ticket and AES-128 first: the cheapest safe handshake. Tickets
	 * hold all state, so any worker can resume.
	 */
	return SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION) == 1 &&
	    SSL_CTX_set_num_tickets(ctx, 1) == 1 &&
	    SSL_CTX_set_tlsext_ticket_key_evp_cb(ctx, on_ticket_key) == 1 &&
	    ticket_keys_random(&c->tickets) &&
	    SSL_CTX_set_session_ticket_cb(ctx, NULL, on_ticket, NULL) == 1 &&
	    SSL_CTX_set_session_id_context(ctx, c->id, sizeof(c->id)) == 1 &&
	    SSL_CTX_set_ciphersuites(ctx, "TLS_AES_128_GCM_SHA256:"
		"TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256") == 1 &&
	    SSL_CTX_set_cipher_list(ctx,
		"ECDHE+AES128+AESGCM:ECDHE+AESGCM:"
		"ECDHE+CHACHA20:!aNULL") == 1 &&
	    SSL_CTX_set1_groups_list(ctx, "X25519:P-256:P-384") == 1;
}

struct tls_context *
tls_context_new(const char *host, const char *cert_file, const char *key_file,
    char *err, size_t err_size)
{
	struct tls_context *c = calloc(1, sizeof(*c));

	if (c != NULL)
		digest_sha256(slice_of(host), c->id);
	if (c == NULL || (c->ssl = SSL_CTX_new(TLS_server_method())) == NULL ||
	    !set_up(c)) {
		say(err, err_size, "cannot set up TLS for", cert_file);
	} else if (SSL_CTX_use_certificate_chain_file(c->ssl, cert_file) != 1) {
		say(err, err_size, "cannot use the certificate", cert_file);
	} else if (SSL_CTX_use_PrivateKey_file(c->ssl, key_file,
		       SSL_FILETYPE_PEM) != 1) {
		/* also when it does not belong to the certificate */
		say(err, err_size, "cannot use the key", key_file);
	} else {
		return c;
	}
	tls_context_free(c);
	return NULL;
}

struct tls_context *
tls_context_again(const struct tls_context *from)
{
	struct tls_context *c = malloc(sizeof(*c));

	if (c != NULL) {
		*c = *from;
		SSL_CTX_up_ref(c->ssl);
	}
	return c;
}

void
tls_context_free(struct tls_context *c)
{
	if (c == NULL)
		return;
	SSL_CTX_free(c->ssl);
	X509_STORE_free(c->authorities);
	OPENSSL_cleanse(&c->tickets, sizeof(c->tickets));
	free(c);
}

bool
tls_context_tickets(struct tls_context *c, const char *host,
    const struct ticket_secrets *secrets)
{
	return secrets != NULL
	    ? ticket_keys_derive(&c->tickets, secrets, host)
	    : ticket_keys_random(&c->tickets);
}

void
tls_context_choose(struct tls_context *c,
    struct tls_context *(*choose)(void *, struct slice), void *arg)
{
	c->choose = choose;
	c->arg = arg;
}

int
tls_context_ask(struct tls_context *c, const char *const *authorities,
    size_t n, char *err, size_t err_size)
{
	struct fingerprint *keys;
	size_t i, nkeys;

	c->asks = true;
	SSL_CTX_set_verify(c->ssl, SSL_VERIFY_PEER, NULL);
	if (n > 0 && c->authorities == NULL &&
	    (c->authorities = X509_STORE_new()) == NULL) {
		snprintf(err, err_size, "no memory");
		return -1;
	}
	for (i = 0; i < n; i++) {
		keys = tls_identity_authorities(authorities[i],
		    c->authorities, &nkeys, err, err_size);
		if (keys == NULL)
			return -1;
		free(keys);
	}
	return 0;
}

/* --- one connection -------------------------------------------------------- */

struct tls *
tls_new(struct tls_context *c, const char *alpn)
{
	struct tls *t = calloc(1, sizeof(*t));
	BIO *bio = NULL;

	if (t == NULL || (t->ssl = SSL_new(c->ssl)) == NULL ||
	    SSL_set_app_data(t->ssl, t) != 1 ||
	    (bio = BIO_new(lent_method())) == NULL) {
		tls_free(t);
		return NULL;
	}
	t->context = c;
	t->alpn = alpn;
	BIO_set_data(bio, t);
	BIO_set_init(bio, 1);
	SSL_set_bio(t->ssl, bio, bio);	/* given away */
	SSL_set_accept_state(t->ssl);
	return t;
}

void
tls_free(struct tls *t)
{
	if (t == NULL)
		return;
	SSL_free(t->ssl);
	free(t);
}

void
tls_lend(struct tls *t, struct slice in, struct buf *out)
{
	t->in = in;
	t->out = out;
}

static enum tls_result
result(const struct tls *t, int r)
{
	if (r == 1)
		return TLS_DONE;
	switch (SSL_get_error(t->ssl, r)) {
	case SSL_ERROR_WANT_READ:
		return TLS_MORE;
	case SSL_ERROR_ZERO_RETURN:
		return TLS_CLOSED;
	default:
		return TLS_FAILED;
	}
}

enum tls_result
tls_handshake(struct tls *t)
{
	ERR_clear_error();
	return result(t, SSL_do_handshake(t->ssl));
}

bool
tls_resumed(const struct tls *t)
{
	return SSL_session_reused(t->ssl) == 1;
}

enum tls_result
tls_read(struct tls *t, char *p, size_t size, size_t *n)
{
	*n = 0;
	ERR_clear_error();
	return result(t, SSL_read_ex(t->ssl, p, size, n));
}

bool
tls_write(struct tls *t, struct slice s)
{
	size_t n;

	ERR_clear_error();
	return s.n == 0 || SSL_write_ex(t->ssl, s.p, s.n, &n) == 1;
}

void
tls_close_notify(struct tls *t)
{
	ERR_clear_error();
	(void)SSL_shutdown(t->ssl);	/* 0: the peer's is not awaited */
}

struct slice
tls_server_name(const struct tls *t)
{
	return slice_of(t->name);
}

bool
tls_identity(const struct tls *t, struct identity *id)
{
	X509 *x = SSL_get0_peer_certificate(t->ssl);

	return x != NULL &&
	    tls_identity_of(x, t->context->authorities, time(NULL), id);
}

/*
 * tls - TLS without sockets: bytes of the network in, bytes for it out.
 *
 * For: net/conn.c, which owns the socket. The peer's bytes are lent for one
 * call and everything that TLS wants to say is appended to a buf, so that the
 * session tickets, a whole page and the close_notify leave in one send.
 * The only place that knows OpenSSL's libssl; the others know its libcrypto.
 * A context is one host's: what it gave a client, a ticket say, is of no use
 * at another host.
 * Errors: tls_context_new says in words what the operator must do; a failed
 * connection is only closed, after what is in out (an alert) was sent.
 */
#ifndef QAPSULE_TLS_TLS_H
#define QAPSULE_TLS_TLS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/slice.h"
#include "proto/access.h"

struct ticket_secrets;	/* see tls/ticket.h */
struct tls_context;	/* certificate, key, tickets: shared by all workers */
struct tls;		/* one connection */

/*
 * From PEM files; the certificate may be a chain. NULL with a sentence in err.
 * Made before the fork: a ticket of one worker then resumes at any other. Its
 * keys are random.
 */
struct tls_context *tls_context_new(const char *host, const char *cert_file,
    const char *key_file, char *err, size_t err_size);

/* The same certificate, key and ticket keys, for another to choose from. */
struct tls_context *tls_context_again(const struct tls_context *);
void tls_context_free(struct tls_context *);	/* NULL is fine */

/* From now on tickets are encrypted with keys of host that come from these
   secrets, or with NULL at random. False without memory. */
bool tls_context_tickets(struct tls_context *, const char *host,
    const struct ticket_secrets *);

/*
 * Which context a client gets by the server name that it sends (RFC 6066 3);
 * NULL: it stays with the listener's. Asked before anything else is looked at
 * in what the client says.
 */
void tls_context_choose(struct tls_context *,
    struct tls_context *(*choose)(void *arg, struct slice name), void *arg);

/*
 * From now on clients are asked for a certificate, which they need not have;
 * authorities are files of certificates that may have signed one. 0, or -1
 * with a sentence in err.
 */
int tls_context_ask(struct tls_context *, const char *const *authorities,
    size_t n, char *err, size_t err_size);

enum tls_result {
	TLS_DONE,	/* what was asked is done */
	TLS_MORE,	/* the peer must send more first */
	TLS_CLOSED,	/* the peer has sent its close_notify */
	TLS_FAILED,	/* send what is in out and close */
};

/* alpn: what to select when the client offers it (RFC 7301), or NULL. NULL
   without memory. */
struct tls *tls_new(struct tls_context *, const char *alpn);
void tls_free(struct tls *);			/* NULL is fine */

/*
 * Lends the connection the peer's bytes and a buf for its own until the next
 * call. Everything that was lent before must be used up by then: read until
 * TLS_MORE, or do not read again.
 */
void tls_lend(struct tls *, struct slice in, struct buf *out);

enum tls_result tls_handshake(struct tls *);
enum tls_result tls_read(struct tls *, char *p, size_t size, size_t *n);

bool tls_resumed(const struct tls *);	/* once the handshake is done */

/* Never TLS_MORE: out takes all. False when the connection has failed. */
bool tls_write(struct tls *, struct slice);
void tls_close_notify(struct tls *);

struct slice tls_server_name(const struct tls *);	/* SNI, or empty */

/* The certificate that the client has shown, now or to the session that it
   resumes. False: none. */
bool tls_identity(const struct tls *, struct identity *);

#endif

/*
 * What a peer sends: perhaps a balancer's header, then in clear or out of TLS
 * records a request, which is answered; what comes behind it is dropped.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/beneath.h"
#include "base/log.h"
#include "net/conn_part.h"
#include "net/proxy.h"

enum { DROP_MAX = 65536 };	/* bytes read and dropped behind a request */

/* --- answering ------------------------------------------------------------- */

/* Opens the file of the reply beneath the capsule; 0, or an errno. */
static int
open_file(struct conn *c)
{
	const struct server *server = c->worker->server;
	struct stat st;
	int fd;

	/* not to wait for the writer of what has become a FIFO */
	fd = beneath_open(
	    server->capsules[c->reply.host - server->site->hosts],
	    c->reply.file->file, O_RDONLY | O_NONBLOCK | O_NOCTTY);
	if (fd == -1)
		return errno;
	if (fstat(fd, &st) == -1 || !S_ISREG(st.st_mode)) {
		close(fd);
		return EACCES;
	}
	c->file = fd;
	c->file_left = (uint64_t)st.st_size;
	return 0;
}

static void
conn_respond(struct conn *c, struct slice line)
{
	const struct listener *l = c->listener;
	const struct server *server = c->worker->server;
	const struct site *site = server->site;
	struct peer peer = { .tls = c->tls != NULL, .bound_port = l->port,
		.port = l->public_port != 0 ? l->public_port : l->port,
		.host = l->host, .rfc_text = l->rfc_text };
	struct identity id;
	unsigned wait;
	int why;

	if (c->tls != NULL) {
		peer_name(&peer, site, tls_server_name(c->tls));
		if (tls_identity(c->tls, &id))
			peer.identity = &id;
	}
	c->state = CONN_RESPONSE;
	c->line = line;
	c->since_ms = deadline_now_ms();
	reply_init(&c->reply);
	wait = limits_request(&server->limits, server->board,
	    c->worker->score, c->network, c->since_ms);
	if (wait == 0) {
		l->front->answer(site, &peer, line, &c->reply);
	} else {
		l->front->too_often(&c->reply, wait);
		score_count(c->worker->score, COUNT_SLOWED);
	}
	if (c->reply.form != REPLY_BYTES && (why = open_file(c)) != 0)
		l->front->unreadable(&c->reply, why);
	conn_limit(c, LIMIT_PROGRESS);
	conn_send(c);
}

/* --- reading --------------------------------------------------------------- */

void
conn_hang_up(struct conn *c)
{
	if (c->tls != NULL && c->state == CONN_REQUEST) {
		tls_close_notify(c->tls);
		(void)conn_flush(c);
	}
	conn_close(c);
}

/*
 * More of the request came, or with eof no more will. True while it is not
 * whole and more can come; else the connection has moved on and may be gone.
 */
static bool
conn_request(struct conn *c, struct slice more)
{
	const struct front *front = c->listener->front;
	struct slice all = more;
	size_t line;

	if (c->request.n > 0) {
		buf_put_slice(&c->request, more);
		all = buf_slice(&c->request);
	}
	switch (front->frame(all.p, all.n, c->eof, &line)) {
	case FRAME_MORE:
		if (c->request.n == 0)
			buf_put_slice(&c->request, more);
		if (!c->eof && !c->request.failed)
			return true;
		conn_hang_up(c);
		return false;
	case FRAME_LINE:
		conn_respond(c, (struct slice){ all.p, line });
		return false;
	case FRAME_CLOSE:
		conn_hang_up(c);
		return false;
	}
	return false;
}

/* Closes after what TLS still had to say: an alert. */
static void
conn_fail(struct conn *c)
{
	(void)conn_flush(c);
	conn_close(c);
}

/* Bytes of TLS: the handshake, then requests out of records. */
static void
conn_decrypt(struct conn *c)
{
	char plain[CONN_CHUNK];
	enum tls_result r = TLS_DONE;
	size_t n;

	if (c->state == CONN_HANDSHAKE &&
	    (r = tls_handshake(c->tls)) == TLS_DONE) {
		score_count(c->worker->score, tls_resumed(c->tls)
			? COUNT_HANDSHAKES_RESUMED : COUNT_HANDSHAKES_FULL);
		c->state = CONN_REQUEST;
		conn_limit(c, LIMIT_REQUEST);
	}
	while (r == TLS_DONE) {
		r = tls_read(c->tls, plain, sizeof(plain), &n);
		if (r == TLS_CLOSED)
			c->eof = true;
		if ((r == TLS_DONE || r == TLS_CLOSED) &&
		    !conn_request(c, (struct slice){ plain, n }))
			return;
	}
	/* the handshake's next flight, or tickets that must not wait for the
	   request; an alert when it failed */
	if (r == TLS_FAILED)
		conn_fail(c);
	else
		switch (conn_flush(c)) {
		case SENT_ALL:
			break;
		case SENT_SOME:
			(void)conn_want(c, EV_READ | EV_WRITE);
			break;
		case SENT_FAILED:
			conn_close(c);
			break;
		}
}

/* Either a balancer is set up otherwise or others send from its address. */
static void
conn_without_header(struct conn *c)
{
	static bool told;	/* once a worker: the rest is counted */
	char peer[ADDRESS_TEXT];

	score_count(c->worker->score, COUNT_NO_PROXY);
	address_format(&c->from, 32, 128, peer);
	if (!told)
		log_warning("closed a connection from %s that did not begin "
		    "with a PROXY header", peer);
	told = true;
	conn_close(c);
}

/* From here on it is the client's, for the log and for limits. False, and
   closed, when that one has too many. */
static bool
conn_rename(struct conn *c, const struct address *client)
{
	const struct server *server = c->worker->server;
	uint64_t network = limits_network(&server->limits, client);
	enum count what = limits_join(&server->limits, server->board,
	    c->worker->score, network, deadline_now_ms());

	c->from = *client;
	if (what == COUNT_ACCEPTED) {
		c->network = network;
		return true;
	}
	score_count(c->worker->score, what);
	conn_close(c);
	return false;
}

/*
 * A balancer's header comes before all else, and costs no TLS state. Takes it
 * off the front of what has come; false: nothing more is to be done with that,
 * and the connection may be gone.
 */
static bool
conn_header(struct conn *c, struct slice *in)
{
	struct slice all = *in;
	struct address client = c->from;
	size_t used, before = c->request.n;
	enum proxy found;

	if (before > 0) {
		buf_put_slice(&c->request, all);
		all = buf_slice(&c->request);
	}
	found = proxy_parse(all.p, all.n, &client, &used);
	if (found == PROXY_MORE && before == 0)
		buf_put_slice(&c->request, all);
	if (found == PROXY_MORE && !c->request.failed)
		return false;
	buf_fini(&c->request);
	if (found != PROXY_OWN && found != PROXY_CLIENT) {
		conn_without_header(c);
		return false;
	}
	*in = slice_from(*in, used - before);
	c->state = CONN_SILENT;
	return conn_rename(c, &client) && in->n > 0;
}

/*
 * The first byte has come: it decides what it costs to go on. False when the
 * connection is gone.
 */
static bool
conn_begin(struct conn *c, char first)
{
	const struct listener *l = c->listener;
	bool hello;

	buf_init(&c->request, l->front->max_request + WORKER_IN);
	/* 0x16: a handshake record (RFC 8446 5.1), which no line begins with;
	   it may hold no line end at all */
	hello = first == 0x16;
	if (!hello && l->mode != LISTENER_TLS) {
		c->state = CONN_REQUEST;
		return true;
	}
	/* TLS where text is spoken gets no byte back, nor does the reverse */
	if (!hello || l->mode == LISTENER_CLEAR ||
	    (c->tls = tls_new(l->tls, l->front->alpn)) == NULL) {
		conn_close(c);
		return false;
	}
	c->state = CONN_HANDSHAKE;
	return true;
}

short
conn_reading(const struct conn *c)
{
	return c->eof || c->dropped > DROP_MAX ? 0 : EV_READ;
}

/* What a peer sends behind its request. */
static void
conn_drop(struct conn *c, size_t n)
{
	c->dropped += n;
	if (c->state == CONN_LINGER && (c->eof || c->dropped > DROP_MAX))
		conn_close(c);
	else if (c->state == CONN_RESPONSE && conn_reading(c) == 0)
		(void)conn_want(c, EV_WRITE);
}

void
conn_readable(struct conn *c)
{
	struct worker *w = c->worker;
	ssize_t n = recv(c->fd, w->in, sizeof(w->in), 0);
	struct slice in = { w->in, (size_t)n };

	if (n == -1) {
		if (errno != EAGAIN && errno != EINTR)
			conn_close(c);	/* the peer has gone away */
		return;
	}
	c->eof = n == 0;
	if (c->eof && c->state <= CONN_SILENT) {
		conn_close(c);
		return;
	}
	if (c->state == CONN_PROXY && !conn_header(c, &in))
		return;
	if (c->state == CONN_SILENT && !conn_begin(c, in.p[0]))
		return;
	switch (c->state) {
	case CONN_HANDSHAKE:
	case CONN_REQUEST:
		if (c->tls == NULL) {
			(void)conn_request(c, in);
			return;
		}
		tls_lend(c->tls, in, &w->out);
		if (c->eof)	/* without close_notify: an unfinished line */
			conn_hang_up(c);
		else
			conn_decrypt(c);
		return;
	case CONN_RESPONSE:
	case CONN_LINGER:
		conn_drop(c, in.n);
		return;
	case CONN_PROXY:
	case CONN_SILENT:
		return;		/* conn_begin has moved on */
	}
}

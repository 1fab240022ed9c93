/*
 * The life of a connection, in the order of this file:
 *
 *   conn_accept      a socket; no TLS state before the peer's first byte
 *   on_readable      bytes: a balancer's header, a handshake, then a request
 *                    up to where it is whole
 *   conn_respond     the front answers
 *   conn_send        the answer leaves, piece by piece
 *   conn_linger      half-closed: what the peer still sends is dropped, for
 *                    to close with unread bytes would make the kernel send
 *                    RST and could cost the peer an answer in flight
 *   conn_close       the one way out
 *
 * After conn_close(c), or any call that may reach it, c is gone: functions
 * that may close answer whether the connection is still there.
 */
#include "net/conn.h"

#include <errno.h>
#include <event2/event_struct.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/beneath.h"
#include "base/log.h"
#include "net/proxy.h"
#include "net/tls.h"
#include "net/worker.h"

enum conn_state {	/* in this order */
	CONN_PROXY,	/* of a balancer, which must first say whose it is */
	CONN_SILENT,	/* nothing came yet */
	CONN_HANDSHAKE,	/* TLS only */
	CONN_REQUEST,	/* reading until the front has a whole line */
	CONN_RESPONSE,	/* the answer is leaving */
	CONN_LINGER,	/* half-closed; dropping the peer's bytes until EOF */
};

enum {
	CHUNK = 16384,		/* bytes of one TLS record at most */
	PIECES_A_TURN = 4,	/* then others have their turn */
	DROP_MAX = 65536,	/* bytes read and dropped behind a request */
};

struct conn {
	struct event event;
	struct deadline deadline;
	struct worker *worker;
	const struct listener *listener;
	struct tls *tls;	/* NULL in clear, and up to CONN_SILENT */
	enum conn_state state;
	struct address from;
	uint64_t network;	/* of from, for limits; or 0 */
	int fd;
	short wanted;		/* what event waits for */
	bool eof;		/* the peer will send no more */
	struct buf request;	/* of a request, or a balancer's header, that
				   comes in pieces */
	size_t dropped;		/* bytes behind the request */

	struct reply reply;	/* CONN_RESPONSE, in this order: */
	size_t staged;		/* bytes of reply.out on their way */
	int file;		/* its file, or -1 */
	uint64_t file_left;	/* bytes of it to be read */
	int text;		/* state of reply.text */
	size_t passed;		/* of it, by conn_pass, since the deadline was
				   set for the last time */
	bool all_staged;	/* the rest is only to be sent */
	struct slice line;	/* for the log: borrowed from the event, */
	char *kept_line;	/* or this, once it takes longer */
	uint64_t since_ms;	/* when the request was whole */
	uint64_t sent;		/* bytes of the answer */
	struct buf unsent;	/* staged, but the socket was full */
};

static void on_event(evutil_socket_t, short, void *);

/* --- telling --------------------------------------------------------------- */

static enum count
kind_of_answer(const struct conn *c)
{
	int status = c->reply.status;

	if (c->listener->front != &gemini_front)
		return status == 3 ? COUNT_GOPHER_ERRORS
				   : COUNT_GOPHER_ANSWERS;
	return COUNT_GEMINI_1X + (enum count)(status / 10 - 1);
}

/* A request has been answered, or with whole false only begun to be. */
static void
conn_log(const struct conn *c, bool whole)
{
	struct worker *w = c->worker;
	struct request_record record = { .from = &c->from,
		.protocol = c->listener->front->name, .line = c->line,
		.status = c->reply.status, .bytes = c->sent,
		.ms = deadline_now_ms() - c->since_ms, .whole = whole };

	score_count(w->score, kind_of_answer(c));
	score_add(w->score, COUNT_BYTES, c->sent);
	if (!whole)
		score_count(w->score, COUNT_CUT);
	score_add(w->score, COUNT_LOG_LOST,
	    request_log_put(&w->log, &record));
}

/* The answer takes longer than the bytes of the request are there. */
static void
conn_keep_line(struct conn *c)
{
	if (c->kept_line != NULL || c->line.n == 0)
		return;
	if ((c->kept_line = malloc(c->line.n)) == NULL)
		c->line.n = 0;
	else
		memcpy(c->kept_line, c->line.p, c->line.n);
	c->line.p = c->kept_line;
}

/* --- the way out ----------------------------------------------------------- */

static void
conn_close(struct conn *c)
{
	const struct server *server = c->worker->server;

	if (c->state == CONN_RESPONSE)
		conn_log(c, false);
	if (c->state == CONN_HANDSHAKE)
		score_count(c->worker->score, COUNT_HANDSHAKES_FAILED);
	/* to ask for nothing is not cheaper than to ask */
	if (c->state < CONN_RESPONSE)
		(void)limits_request(&server->limits, server->board,
		    c->worker->score, c->network, deadline_now_ms());
	event_del(&c->event);
	deadline_off(&c->deadline);
	free(c->kept_line);
	tls_free(c->tls);
	if (c->file != -1)
		close(c->file);
	close(c->fd);
	reply_fini(&c->reply);
	buf_fini(&c->request);
	buf_fini(&c->unsent);
	limits_leave(server->board, c->worker->score, c->network);
	worker_conn_gone(c->worker);
	free(c);
}

/* The peer must see that the answer is not whole: RST, and no close_notify. */
static void
conn_reset(struct conn *c)
{
	struct linger now = { .l_onoff = 1, .l_linger = 0 };

	setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	conn_close(c);
}

static void
conn_limit(struct conn *c, enum time_limit kind)
{
	deadline_set(&c->deadline, &c->worker->deadlines[kind], deadline_now_ms());
}

/* Waits for what; false, and closed, when that cannot be had. */
static bool
conn_want(struct conn *c, short what)
{
	if (c->wanted == what)
		return true;
	if (c->wanted != 0)
		event_del(&c->event);
	c->wanted = what;
	if (what == 0)
		return true;
	event_assign(&c->event, c->worker->base, c->fd, what | EV_PERSIST,
	    on_event, c);
	if (event_add(&c->event, NULL) == 0)
		return true;
	conn_close(c);
	return false;
}

/* --- sending --------------------------------------------------------------- */

enum sent {
	SENT_ALL,
	SENT_SOME,	/* the socket is full */
	SENT_FAILED,	/* the peer is gone */
};

/* What was left over and what is staged, to the socket. */
static enum sent
conn_flush(struct conn *c)
{
	struct buf *out = &c->worker->out;
	struct buf *from = out;
	ssize_t n;

	if (c->unsent.n > 0) {	/* first come, first sent */
		buf_put_slice(&c->unsent, buf_slice(out));
		buf_clear(out);
		from = &c->unsent;
	}
	if (from->failed)
		return SENT_FAILED;
	if (from->n == 0)
		return SENT_ALL;
	n = send(c->fd, from->p, from->n, MSG_NOSIGNAL);
	if (n == -1) {
		if (errno != EAGAIN && errno != EINTR)
			return SENT_FAILED;
		n = 0;
	}
	if ((size_t)n == from->n) {
		buf_clear(out);
		buf_fini(&c->unsent);
		return SENT_ALL;
	}
	if (from == out) {
		buf_put(&c->unsent, out->p + n, out->n - (size_t)n);
		buf_clear(out);
	} else {
		memmove(from->p, from->p + n, from->n - (size_t)n);
		from->n -= (size_t)n;
	}
	return c->unsent.failed ? SENT_FAILED : SENT_SOME;
}

static bool
stage_bytes(struct conn *c, struct slice s)
{
	c->sent += s.n;
	if (c->tls != NULL)
		return tls_write(c->tls, s);
	buf_put_slice(&c->worker->out, s);
	return !c->worker->out.failed;
}

/* The next bytes of the answer's file. False when it cannot be read whole. */
static bool
stage_file(struct conn *c)
{
	char bytes[CHUNK];
	/* text may double on its way */
	size_t want = c->reply.form == REPLY_TEXT ? CHUNK / 2 : CHUNK;
	struct buf text;
	ssize_t n = 0;
	bool ok;

	if (want > c->file_left)
		want = c->file_left;
	if (want > 0 && (n = read(c->file, bytes, want)) <= 0)
		return false;	/* shorter than it was: not to be hidden */
	c->file_left -= (uint64_t)n;
	if (c->reply.form == REPLY_FILE)
		return stage_bytes(c, (struct slice){ bytes, (size_t)n });
	buf_init(&text, 2 * CHUNK);
	c->reply.text(&c->text, (struct slice){ bytes, (size_t)n },
	    c->file_left == 0, &text);
	ok = !text.failed && stage_bytes(c, buf_slice(&text));
	buf_fini(&text);
	return ok;
}

/* Bytes that we need not see pass from file to socket inside the kernel. */
static bool
passes_unseen(const struct conn *c)
{
	return c->tls == NULL && c->reply.form == REPLY_FILE;
}

/* The next such bytes. SENT_FAILED also when the file is not there whole. */
static enum sent
conn_pass(struct conn *c)
{
	size_t want = c->file_left < WORKER_PIECE ? (size_t)c->file_left
						  : WORKER_PIECE;
	ssize_t n = 0;

	if (want > 0 && (n = sendfile(c->fd, c->file, NULL, want)) <= 0)
		return n == -1 && (errno == EAGAIN || errno == EINTR)
		    ? SENT_SOME : SENT_FAILED;
	c->file_left -= (uint64_t)n;
	c->sent += (uint64_t)n;
	c->passed += (size_t)n;
	if (c->passed >= WORKER_PIECE) {
		c->passed = 0;
		conn_limit(c, LIMIT_PROGRESS);
	}
	if (c->file_left == 0) {
		close(c->file);
		c->file = -1;
		c->all_staged = true;
	}
	return (size_t)n == want ? SENT_ALL : SENT_SOME;
}

/* A piece of the answer into out. False when the rest cannot be had. */
static bool
conn_stage(struct conn *c)
{
	const struct buf *all = &c->reply.out, *out = &c->worker->out;
	struct slice s;

	while (out->n < WORKER_PIECE && c->staged < all->n) {
		s = slice_from(buf_slice(all), c->staged);
		if (s.n > CHUNK)
			s.n = CHUNK;
		if (!stage_bytes(c, s))
			return false;
		c->staged += s.n;
	}
	while (out->n < WORKER_PIECE && c->file != -1 && !passes_unseen(c)) {
		if (!stage_file(c))
			return false;
		if (c->file_left == 0) {
			close(c->file);
			c->file = -1;
		}
	}
	if (c->staged == all->n && c->file == -1) {
		if (c->tls != NULL)
			tls_close_notify(c->tls);
		c->all_staged = true;
	}
	return true;
}

/* All has left. */
static void
conn_linger(struct conn *c)
{
	conn_log(c, true);
	c->state = CONN_LINGER;
	shutdown(c->fd, SHUT_WR);
	if (c->eof) {
		conn_close(c);
		return;
	}
	tls_free(c->tls);	/* nothing more is read or written through it */
	c->tls = NULL;
	conn_limit(c, LIMIT_LINGER);
	(void)conn_want(c, EV_READ);
}

/* what to read for while the answer leaves: the peer's going away */
static short
reading(const struct conn *c)
{
	return c->eof || c->dropped > DROP_MAX ? 0 : EV_READ;
}

static void
conn_send(struct conn *c)
{
	enum sent sent = SENT_ALL;
	int pieces;

	for (pieces = 0; pieces < PIECES_A_TURN && sent == SENT_ALL &&
	     !c->all_staged; pieces++) {
		if (!conn_stage(c)) {
			conn_reset(c);
			return;
		}
		sent = conn_flush(c);
		if (sent == SENT_ALL && c->file != -1 && passes_unseen(c))
			sent = conn_pass(c);
		if (sent == SENT_ALL)
			conn_limit(c, LIMIT_PROGRESS);
	}
	if (sent == SENT_FAILED)
		conn_reset(c);
	else if (sent == SENT_ALL && c->all_staged)
		conn_linger(c);
	else {
		conn_keep_line(c);
		(void)conn_want(c, EV_WRITE | reading(c));
	}
}

static void
on_writable(struct conn *c)
{
	bool waited = c->unsent.n > 0;

	switch (conn_flush(c)) {
	case SENT_ALL:
		if (waited)	/* a piece has left */
			conn_limit(c, LIMIT_PROGRESS);
		if (c->state == CONN_RESPONSE)
			conn_send(c);
		else	/* a long handshake message has left */
			(void)conn_want(c, EV_READ);
		break;
	case SENT_SOME:
		break;
	case SENT_FAILED:
		conn_close(c);
		break;
	}
}

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

/* Closes without an answer; where there is TLS it says so. */
static void
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
	char plain[CHUNK];
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

/* What a peer sends behind its request. */
static void
conn_drop(struct conn *c, size_t n)
{
	c->dropped += n;
	if (c->state == CONN_LINGER && (c->eof || c->dropped > DROP_MAX))
		conn_close(c);
	else if (c->state == CONN_RESPONSE && reading(c) == 0)
		(void)conn_want(c, EV_WRITE);
}

static void
on_readable(struct conn *c)
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

/* --- events ---------------------------------------------------------------- */

/* What the worker has one of is this connection's for now. */
static void
conn_begin_turn(struct conn *c)
{
	buf_clear(&c->worker->out);
	if (c->tls != NULL)
		tls_lend(c->tls, (struct slice){ NULL, 0 }, &c->worker->out);
}

static void
on_event(evutil_socket_t fd, short what, void *arg)
{
	struct conn *c = arg;

	(void)fd;
	conn_begin_turn(c);
	if (what & EV_WRITE)
		on_writable(c);	/* what is readable is told again */
	else
		on_readable(c);
}

/* A new connection is let in, if need be in place of an old one. */
static bool
conn_admit(struct worker *w, uint64_t network)
{
	const struct server *server = w->server;
	enum count what;

	do	/* another worker may be quicker to take the place */
		what = limits_enter(&server->limits, server->board, w->score,
		    network, deadline_now_ms());
	while (what == COUNT_REFUSED_FULL && conn_shed(w));
	if (what == COUNT_ACCEPTED && w->nconns >= w->max_conns &&
	    !conn_shed(w)) {
		limits_leave(server->board, w->score, network);
		what = COUNT_REFUSED_FULL;
	}
	score_count(w->score, what);
	return what == COUNT_ACCEPTED;
}

void
conn_accept(struct worker *w, const struct listener *l, int fd,
    const struct sockaddr *from)
{
	struct address address;
	uint64_t network;
	struct conn *c;
	bool proxied;

	address_of(&address, from);
	proxied = prefixes_hold(l->proxies, l->nproxies, &address);
	network = proxied ? 0 : limits_network(&w->server->limits, &address);
	if (!conn_admit(w, network)) {
		close(fd);
		return;
	}
	if ((c = calloc(1, sizeof(*c))) == NULL) {
		limits_leave(w->server->board, w->score, network);
		close(fd);
		return;
	}
	w->nconns++;
	c->worker = w;
	c->listener = l;
	c->from = address;
	c->network = network;
	c->fd = fd;
	c->file = -1;
	c->state = proxied ? CONN_PROXY : CONN_SILENT;
	buf_init(&c->request, PROXY_MAX + WORKER_IN);
	buf_init(&c->unsent, WORKER_OUT);
	conn_limit(c, LIMIT_HANDSHAKE);
	(void)conn_want(c, EV_READ);
}

static struct conn *
conn_of(struct deadline *d)
{
	return (struct conn *)((char *)d - offsetof(struct conn, deadline));
}

bool
conn_shed(struct worker *w)
{
	struct deadline *d, *victim = NULL;
	uint64_t since_ms, longest = UINT64_MAX;
	struct conn *c;
	int i;

	for (i = 0; i < LIMIT_COUNT; i++) {
		d = TAILQ_FIRST(&w->deadlines[i].queue);
		since_ms = d != NULL ? d->at_ms - w->deadlines[i].ms : 0;
		if (d != NULL && since_ms < longest) {
			victim = d;
			longest = since_ms;
		}
	}
	if (victim == NULL)
		return false;
	score_count(w->score, COUNT_SHED);
	c = conn_of(victim);
	if (c->state == CONN_RESPONSE)
		conn_reset(c);
	else
		conn_close(c);
	return true;
}

void
conn_expire(struct worker *w)
{
	uint64_t now = deadline_now_ms();
	struct deadline *d;
	struct conn *c;
	int i;

	for (i = 0; i < LIMIT_COUNT; i++)
		while ((d = deadlines_over(&w->deadlines[i], now)) != NULL) {
			c = conn_of(d);
			conn_begin_turn(c);
			if (i != LIMIT_LINGER)
				score_count(w->score, COUNT_TIMED_OUT);
			if (c->state == CONN_RESPONSE)
				conn_reset(c);	/* cut off: not to be hidden */
			else
				conn_hang_up(c);
		}
}

void
conn_last_call(struct worker *w)
{
	struct deadlines *silent = &w->deadlines[LIMIT_HANDSHAKE];
	struct deadline *d, *next;
	struct conn *c;

	for (d = TAILQ_FIRST(&silent->queue); d != NULL; d = next) {
		next = TAILQ_NEXT(d, next);
		c = conn_of(d);
		if (c->state <= CONN_SILENT)
			conn_limit(c, LIMIT_LINGER);
	}
}

void
conn_reset_all(struct worker *w)
{
	struct deadline *d;
	int i;

	for (i = 0; i < LIMIT_COUNT; i++)
		while ((d = TAILQ_FIRST(&w->deadlines[i].queue)) != NULL)
			conn_reset(conn_of(d));
}

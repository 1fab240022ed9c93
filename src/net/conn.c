/*
 * The life of a connection:
 *
 *   conn_accept      a socket; no TLS state before the peer's first byte
 *   conn_readable    bytes: a balancer's header, a handshake, then a request
 *                    up to where it is whole (conn_read.c)
 *   conn_respond     the front answers
 *   conn_send        the answer leaves, piece by piece (conn_send.c)
 *   conn_linger      half-closed: what the peer still sends is dropped, for
 *                    to close with unread bytes would make the kernel send
 *                    RST and could cost the peer an answer in flight
 *   conn_close       the one way out
 */
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/conn_part.h"
#include "net/proxy.h"

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

void
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

/* --- the way out ----------------------------------------------------------- */

void
conn_close(struct conn *c)
{
	struct worker *w = c->worker;
	const struct server *server = w->server;

	if (c->state == CONN_RESPONSE)
		conn_log(c, false);
	if (c->state == CONN_HANDSHAKE)
		score_count(w->score, COUNT_HANDSHAKES_FAILED);
	/* to ask for nothing is not cheaper than to ask */
	if (c->state < CONN_RESPONSE)
		(void)limits_request(&server->limits, server->board, w->score,
		    c->network, deadline_now_ms());
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
	limits_leave(server->board, w->score, c->network);
	free(c);
	if (--w->nconns == 0 && w->stopping)
		event_base_loopbreak(w->base);
}

void
conn_reset(struct conn *c)
{
	struct linger now = { .l_onoff = 1, .l_linger = 0 };

	setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	conn_close(c);
}

void
conn_limit(struct conn *c, enum time_limit kind)
{
	deadline_set(&c->deadline, &c->worker->deadlines[kind], deadline_now_ms());
}

bool
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
		conn_writable(c);	/* what is readable is told again */
	else
		conn_readable(c);
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
	if (++w->nconns > w->most_conns)
		w->most_conns = w->nconns;
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

/*
 * The answer on its way out. Pieces of it are staged in the worker's out
 * buffer, as TLS records or in clear, and flushed to the socket; what that does
 * not take stays with the connection.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/conn_part.h"

enum { PIECES_A_TURN = 4 };	/* then others have their turn */

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

enum sent
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
	char bytes[CONN_CHUNK];
	/* text may double on its way */
	size_t want = c->reply.form == REPLY_TEXT ? CONN_CHUNK / 2 : CONN_CHUNK;
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
	buf_init(&text, 2 * CONN_CHUNK);
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
		if (s.n > CONN_CHUNK)
			s.n = CONN_CHUNK;
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

void
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
		(void)conn_want(c, EV_WRITE | conn_reading(c));
	}
}

void
conn_writable(struct conn *c)
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

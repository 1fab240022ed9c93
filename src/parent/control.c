#include "parent/control.h"

#include <errno.h>
#include <event2/event_struct.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define NAME "control"

enum {
	COMMAND_MAX = 256,	/* bytes of a line */
	ANSWER_MAX = 1 << 20,	/* bytes */
	CALLS_MAX = 16,		/* at once */
	PATIENCE_S = 10,	/* for the line, and for the answer to leave */
};

struct control_call {
	TAILQ_ENTRY(control_call) next;
	struct control *control;
	struct event event;
	int fd;
	char line[COMMAND_MAX];
	size_t n;
	struct buf answer;
	size_t sent;
};

struct control {
	struct event_base *base;
	struct event event;
	int folder, fd;
	void (*run)(void *, struct slice, struct control_call *);
	void *arg;
	TAILQ_HEAD(, control_call) calls;
	unsigned ncalls;
};

/* A socket's path may have 107 bytes, so the folder is named by its number. */
static struct sockaddr_un
address(int folder)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };

	snprintf(sun.sun_path, sizeof(sun.sun_path), "/proc/self/fd/%d/" NAME,
	    folder);
	return sun;
}

static int
open_folder(const char *folder)
{
	return open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

/* A socket that is connected to the server of the folder; -1 with errno. */
static int
reach(int folder)
{
	struct sockaddr_un sun = address(folder);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), why;

	if (fd != -1 &&
	    connect(fd, (struct sockaddr *)&sun, sizeof(sun)) == -1) {
		why = errno;
		close(fd);
		errno = why;
		fd = -1;
	}
	return fd;
}

/* --- calls ----------------------------------------------------------------- */

static void
call_end(struct control_call *call)
{
	struct control *c = call->control;

	TAILQ_REMOVE(&c->calls, call, next);
	c->ncalls--;
	event_del(&call->event);
	close(call->fd);
	buf_fini(&call->answer);
	free(call);
}

static void
on_sendable(evutil_socket_t fd, short what, void *arg)
{
	struct control_call *call = arg;
	struct slice rest = slice_from(buf_slice(&call->answer), call->sent);
	ssize_t n;

	n = what & EV_TIMEOUT ? -1 : send(fd, rest.p, rest.n, MSG_NOSIGNAL);
	if (n > 0)
		call->sent += (size_t)n;
	if (n <= 0 || call->sent == call->answer.n)
		call_end(call);
}

static void
call_wait(struct control_call *call, short what, event_callback_fn f)
{
	static const struct timeval patience = { PATIENCE_S, 0 };

	if (event_initialized(&call->event))
		event_del(&call->event);
	event_assign(&call->event, call->control->base, call->fd,
	    what | EV_PERSIST, f, call);
	event_add(&call->event, &patience);
}

void
control_answer(struct control_call *call, bool ok, struct slice text)
{
	buf_puts(&call->answer, ok ? "ok\n" : "error\n");
	buf_put_slice(&call->answer, text);
	call_wait(call, EV_WRITE, on_sendable);
}

static void
on_command(evutil_socket_t fd, short what, void *arg)
{
	struct control_call *call = arg;
	struct control *c = call->control;
	ssize_t n = -1;
	char *end;

	if (!(what & EV_TIMEOUT))
		n = read(fd, call->line + call->n, sizeof(call->line) -
		    call->n);
	if (n <= 0) {
		call_end(call);
		return;
	}
	call->n += (size_t)n;
	end = memchr(call->line, '\n', call->n);
	if (end == NULL && call->n < sizeof(call->line))
		return;
	event_del(&call->event);	/* whoever answers goes on */
	c->run(c->arg, (struct slice){ call->line,
	    end != NULL ? (size_t)(end - call->line) : 0 }, call);
}

static bool
may_command(int fd)
{
	struct ucred peer;
	socklen_t n = sizeof(peer);

	return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &n) == 0 &&
	    (peer.uid == 0 || peer.uid == geteuid());
}

static void
on_call(evutil_socket_t listening, short what, void *arg)
{
	struct control *c = arg;
	struct control_call *call;
	int fd = accept4(listening, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

	(void)what;
	if (fd == -1)
		return;
	if (c->ncalls == CALLS_MAX || !may_command(fd) ||
	    (call = calloc(1, sizeof(*call))) == NULL) {
		close(fd);
		return;
	}
	call->control = c;
	call->fd = fd;
	buf_init(&call->answer, ANSWER_MAX);
	TAILQ_INSERT_TAIL(&c->calls, call, next);
	c->ncalls++;
	call_wait(call, EV_READ, on_command);
}

/* --- the socket ------------------------------------------------------------ */

/* Binds in the folder, in place of what a dead server left there. */
static int
bind_in(struct control *c)
{
	struct sockaddr_un sun = address(c->folder);
	mode_t before;
	int fd, rc;

	if ((fd = reach(c->folder)) != -1) {
		close(fd);
		errno = EADDRINUSE;
		return -1;
	}
	if (errno == ECONNREFUSED)
		(void)unlinkat(c->folder, NAME, 0);
	c->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (c->fd == -1)
		return -1;
	before = umask(0177);	/* from its first moment on */
	rc = bind(c->fd, (struct sockaddr *)&sun, sizeof(sun));
	umask(before);
	return rc == -1 ? -1 : listen(c->fd, CALLS_MAX);
}

struct control *
control_new(struct event_base *base, const char *folder,
    void (*run)(void *, struct slice, struct control_call *), void *arg,
    char *err, size_t err_size)
{
	struct control *c = calloc(1, sizeof(*c));

	if (c == NULL) {
		snprintf(err, err_size, "no memory");
		return NULL;
	}
	TAILQ_INIT(&c->calls);
	c->base = base;
	c->run = run;
	c->arg = arg;
	c->fd = -1;
	event_assign(&c->event, base, -1, 0, on_call, c);
	if ((c->folder = open_folder(folder)) == -1 || bind_in(c) == -1) {
		snprintf(err, err_size, "cannot take commands in the folder "
		    "%s: %s", folder, errno == EADDRINUSE
			? "another server uses it" : strerror(errno));
		control_forget(c);
		return NULL;
	}
	event_assign(&c->event, base, c->fd, EV_READ | EV_PERSIST, on_call,
	    c);
	event_add(&c->event, NULL);
	return c;
}

void
control_forget(struct control *c)
{
	struct control_call *call;

	if (c == NULL)
		return;
	while ((call = TAILQ_FIRST(&c->calls)) != NULL)
		call_end(call);
	event_del(&c->event);
	if (c->fd != -1)
		close(c->fd);
	if (c->folder != -1)
		close(c->folder);
	free(c);
}

void
control_free(struct control *c)
{
	struct control_call *call;
	struct slice rest;

	if (c == NULL)
		return;
	(void)unlinkat(c->folder, NAME, 0);
	TAILQ_FOREACH(call, &c->calls, next) {
		if (call->answer.n == 0)
			buf_puts(&call->answer, "ok\n");
		rest = slice_from(buf_slice(&call->answer), call->sent);
		(void)send(call->fd, rest.p, rest.n, MSG_NOSIGNAL);
	}
	control_forget(c);
}

/* --- asking ---------------------------------------------------------------- */

static int
exchange(int fd, const char *command, struct buf *out)
{
	struct buf line;
	char bytes[4096];
	ssize_t n;
	bool sent;

	buf_init(&line, COMMAND_MAX);
	buf_printf(&line, "%s\n", command);
	sent = !line.failed &&
	    send(fd, line.p, line.n, MSG_NOSIGNAL) == (ssize_t)line.n;
	buf_fini(&line);
	if (!sent)
		return -1;
	while ((n = read(fd, bytes, sizeof(bytes))) > 0)
		buf_put(out, bytes, (size_t)n);
	return n == -1 || out->failed ? -1 : 0;
}

bool
control_taken(const char *folder)
{
	int dir = open_folder(folder), fd = dir == -1 ? -1 : reach(dir);

	if (dir != -1)
		close(dir);
	if (fd != -1)
		close(fd);
	return fd != -1;
}

int
control_ask(const char *folder, const char *command, struct buf *out)
{
	struct buf answer;
	struct slice text, first;
	int dir = open_folder(folder), fd = dir == -1 ? -1 : reach(dir);
	int rc = -1;

	buf_init(&answer, ANSWER_MAX);
	if (fd == -1) {
		buf_printf(out, errno == ENOENT || errno == ECONNREFUSED
			? "no server uses the state folder %s: is it running, and "
			  "is this its folder?"
			: "cannot reach the server of the state folder %s: %s",
		    folder, strerror(errno));
	} else if (exchange(fd, command, &answer) == -1) {
		buf_printf(out, "the server did not answer: %s",
		    strerror(errno));
	} else {
		text = buf_slice(&answer);
		first = slice_take_until(&text, "\n");
		buf_put_slice(out, slice_from(text, 1));
		rc = slice_is(first, "ok") ? 0 : -1;
		if (first.n == 0)
			buf_puts(out, "the server did not answer: it has ended "
			    "or too many ask at once");
	}
	buf_fini(&answer);
	if (fd != -1)
		close(fd);
	if (dir != -1)
		close(dir);
	return rc;
}

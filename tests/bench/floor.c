/*
 * floor - the least that a Gemini or a Gopher server can do: a yardstick.
 *
 *   floor HEAD FILE [CERTIFICATE KEY]
 *
 * Whatever it is asked it answers with HEAD (without its CRLF; "" for none)
 * and FILE's bytes: up to IN_MEMORY of them are kept, a larger file is opened
 * anew each time and read as it leaves. With a certificate it speaks TLS. It
 * listens on a free loopback port and prints that.
 *
 * One process, epoll and OpenSSL with the settings that cost least: one
 * ticket, AES-128 first, read-ahead, released buffers, and all that follows
 * the handshake in one send. No limits, no time-outs, no lingering close, no
 * care for a peer that is slow or means harm: what qapsule needs beyond this
 * is the price of being a server.
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	IN_MEMORY = 65536,	/* bytes of a file at most */
	RECORD = 16384,		/* bytes of one write */
	STAGE = 65536,		/* bytes that make one send */
};

struct conn {
	int fd, file;		/* file: -1 when in memory */
	SSL *ssl;
	BIO *out;		/* TLS: what is to be sent */
	bool shaken, asked, staged;
	char *left;		/* in clear: read and not yet sent */
	size_t nleft, sent;
	char ask[2048];
	size_t nask;
};

static struct {
	const char *file;
	char *bytes;	/* head, and the file if it is small */
	size_t nbytes;
	bool small;
	SSL_CTX *tls;
	int epoll;
} f;

static _Noreturn void
die(const char *what)
{
	fprintf(stderr, "floor: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void
drop(struct conn *c)
{
	SSL_free(c->ssl);
	if (c->file != -1)
		close(c->file);
	close(c->fd);
	free(c->left);
	free(c);
}

/* 1: all has left; 0: the socket is full; -1: the peer is gone */
static int
flush_tls(struct conn *c)
{
	char *p;
	long n = BIO_get_mem_data(c->out, &p);
	ssize_t k;

	if ((size_t)n > c->sent) {
		k = send(c->fd, p + c->sent, (size_t)n - c->sent, MSG_NOSIGNAL);
		if (k == -1)
			return errno == EAGAIN ? 0 : -1;
		c->sent += (size_t)k;
		if (c->sent < (size_t)n)
			return 0;
	}
	c->sent = 0;
	(void)BIO_reset(c->out);
	return 1;
}

/* The next bytes of a large file; 0 at its end. */
static size_t
next(struct conn *c, char *p, size_t size)
{
	ssize_t n = c->file != -1 ? read(c->file, p, size) : 0;

	return n > 0 ? (size_t)n : 0;
}

static int
answer_tls(struct conn *c)
{
	static char bytes[RECORD];
	char *p;
	size_t n;
	int k;

	do {
		while (BIO_get_mem_data(c->out, &p) < STAGE && !c->staged)
			if ((n = next(c, bytes, sizeof(bytes))) > 0) {
				SSL_write(c->ssl, bytes, (int)n);
			} else {
				SSL_shutdown(c->ssl);
				c->staged = true;
			}
		k = flush_tls(c);
	} while (k == 1 && !c->staged);
	return k;
}

static int
answer_clear(struct conn *c)
{
	ssize_t k;

	do {
		if (c->sent == c->nleft) {
			if (c->file == -1 ||
			    (c->nleft = next(c, c->left, STAGE)) == 0)
				return 1;
			c->sent = 0;
		}
		k = send(c->fd, c->left + c->sent, c->nleft - c->sent,
		    MSG_NOSIGNAL);
		if (k > 0)
			c->sent += (size_t)k;
	} while (k > 0);
	return errno == EAGAIN ? 0 : -1;
}

static void
begin_answer(struct conn *c)
{
	c->asked = true;
	c->file = f.small ? -1 : open(f.file, O_RDONLY | O_CLOEXEC);
	if (c->ssl != NULL) {
		SSL_write(c->ssl, f.bytes, (int)f.nbytes);
		return;
	}
	c->left = malloc(f.small ? f.nbytes : STAGE);
	if (c->left == NULL)
		die("no memory");
	memcpy(c->left, f.bytes, f.nbytes);
	c->nleft = f.nbytes;
}

/* False to wait for more, or when the connection is gone. */
static bool
read_request(struct conn *c)
{
	size_t room = sizeof(c->ask) - c->nask;
	int n;

	if (c->ssl == NULL) {
		n = (int)recv(c->fd, c->ask + c->nask, room, 0);
		if (n == -1 && errno == EAGAIN)
			return false;
	} else {
		ERR_clear_error();
		n = SSL_read(c->ssl, c->ask + c->nask, (int)room);
		if (n <= 0 && SSL_get_error(c->ssl, n) == SSL_ERROR_WANT_READ) {
			(void)flush_tls(c);
			return false;
		}
	}
	if (n <= 0) {
		drop(c);
		return false;
	}
	c->nask += (size_t)n;
	if (c->ask[c->nask - 1] != '\n')
		return false;
	begin_answer(c);
	return true;
}

static bool
shake(struct conn *c)
{
	int k;

	if (c->ssl == NULL || c->shaken)
		return true;
	ERR_clear_error();
	if ((k = SSL_do_handshake(c->ssl)) == 1) {
		c->shaken = true;
		return true;
	}
	if (SSL_get_error(c->ssl, k) == SSL_ERROR_WANT_READ)
		(void)flush_tls(c);
	else
		drop(c);
	return false;
}

static void
on_event(struct conn *c)
{
	if (!shake(c) || (!c->asked && !read_request(c)))
		return;
	if ((c->ssl != NULL ? answer_tls(c) : answer_clear(c)) != 0)
		drop(c);
}

static void
on_acceptable(int l)
{
	struct epoll_event ev = { .events = EPOLLIN | EPOLLOUT | EPOLLET };
	struct conn *c;
	int fd;

	while ((fd = accept4(l, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) !=
	    -1) {
		if ((c = calloc(1, sizeof(*c))) == NULL)
			die("no memory");
		c->fd = fd;
		c->file = -1;
		if (f.tls != NULL) {
			c->ssl = SSL_new(f.tls);
			c->out = BIO_new(BIO_s_mem());
			if (c->ssl == NULL || c->out == NULL)
				die("no memory");
			SSL_set_rfd(c->ssl, fd);
			SSL_set0_wbio(c->ssl, c->out);
			SSL_set_accept_state(c->ssl);
		}
		ev.data.ptr = c;
		epoll_ctl(f.epoll, EPOLL_CTL_ADD, fd, &ev);
	}
}

static int
listen_free(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof(a);
	int one = 1;
	int l = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (l == -1 || bind(l, (struct sockaddr *)&a, sizeof(a)) == -1 ||
	    setsockopt(l, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one)) == -1 ||
	    listen(l, 4096) == -1 ||
	    getsockname(l, (struct sockaddr *)&a, &n) == -1)
		die("cannot listen");
	printf("%u\n", ntohs(a.sin_port));
	fflush(stdout);
	return l;
}

static void
set_up_tls(const char *certificate, const char *key)
{
	if ((f.tls = SSL_CTX_new(TLS_server_method())) == NULL ||
	    SSL_CTX_use_certificate_chain_file(f.tls, certificate) != 1 ||
	    SSL_CTX_use_PrivateKey_file(f.tls, key, SSL_FILETYPE_PEM) != 1 ||
	    SSL_CTX_set_ciphersuites(f.tls, "TLS_AES_128_GCM_SHA256:"
		"TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256") != 1)
		die("cannot set up TLS");
	SSL_CTX_set_num_tickets(f.tls, 1);
	SSL_CTX_set_read_ahead(f.tls, 1);
	SSL_CTX_set_options(f.tls, SSL_OP_CIPHER_SERVER_PREFERENCE);
	SSL_CTX_set_mode(f.tls, SSL_MODE_RELEASE_BUFFERS);
}

static void
load_file(const char *head)
{
	int fd = open(f.file, O_RDONLY | O_CLOEXEC);
	size_t n = strlen(head);
	struct stat st;

	if (fd == -1 || fstat(fd, &st) == -1)
		die(f.file);
	f.small = st.st_size <= IN_MEMORY;
	f.bytes = malloc(n + 2 + IN_MEMORY);
	if (f.bytes == NULL)
		die("no memory");
	if (n > 0)
		f.nbytes = (size_t)sprintf(f.bytes, "%s\r\n", head);
	if (f.small)
		f.nbytes += (size_t)read(fd, f.bytes + f.nbytes, IN_MEMORY);
	close(fd);
}

int
main(int argc, char **argv)
{
	struct epoll_event ev[64] = { { .events = EPOLLIN } };
	struct rlimit files;
	int i, n, l;

	if (argc != 3 && argc != 5) {
		fprintf(stderr, "usage: floor HEAD FILE [CERTIFICATE KEY]\n");
		return 2;
	}
	signal(SIGPIPE, SIG_IGN);
	getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
	f.file = argv[2];
	load_file(argv[1]);
	if (argc == 5)
		set_up_tls(argv[3], argv[4]);
	l = listen_free();
	f.epoll = epoll_create1(EPOLL_CLOEXEC);
	epoll_ctl(f.epoll, EPOLL_CTL_ADD, l, ev);
	while ((n = epoll_wait(f.epoll, ev, 64, -1)) != -1 || errno == EINTR)
		for (i = 0; i < n; i++)
			if (ev[i].data.ptr != NULL)
				on_event(ev[i].data.ptr);
			else
				on_acceptable(l);
	return 1;
}

/*
 * load - a closed loop of readers, and what they cost the server.
 *
 *   load [-c N] [-n N] [-r] [-i N | -s N] [-p PID] [-b TEXT] URL
 *
 *   -c N    readers at a time (1)
 *   -n N    requests in all (1)
 *   -r      come back with the ticket of the visit before
 *   -i N    N more connections that have shaken hands and then say nothing
 *   -s N    N more connections that say nothing at all
 *   -p PID  the server: PID and its children are measured
 *   -b TEXT how an answer begins ("20 ", or in Gopher anything but "3")
 *
 * The URL is gemini://NAME:PORT/... or gopher://NAME:PORT/..., its path the
 * selector behind the item type, with what is searched for behind %09 (RFC
 * 4266 2.1). Only the loopback address is ever asked.
 *
 * Every reader asks once before anything is measured: that warms the server,
 * gives the first ticket and tells how long an answer is. From then on an
 * answer is good when it has that many bytes, begins right and was ended by
 * the server's close_notify. Prints one line of JSON; the status is 0 when
 * all answers were good and all idle connections stayed.
 *
 * The server's CPU time is the scheduler's own account in nanoseconds
 * (/proc/PID/schedstat): a load of a tenth of a second is enough to compare.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
	SOURCES = 16,		/* loopback addresses to come from: the ports
				   of one are soon used up */
	OPENING = 64,		/* idle connections opened at a time */
	WAIT_MS = 20000,	/* without any event: the server hangs */
	CHILDREN = 64,
};

enum state {
	READER_FREE,
	READER_CONNECTS,
	READER_SHAKES,
	READER_ASKS,
	READER_READS,
	READER_IDLES,	/* as many say nothing */
};

struct reader {
	int fd;
	enum state state;
	bool idle;
	SSL *ssl;
	SSL_SESSION *ticket;	/* of the last visit */
	uint64_t start_us;
	size_t bytes;		/* of the answer, head and all */
	char first[3];
};

static struct {
	unsigned readers, requests, idle;
	bool resume, silent, tls;
	const char *begins;	/* or NULL */
	int pid;
	char name[256];
	struct sockaddr_in to;
	char ask[2048];
	int nask;
} o = { .readers = 1, .requests = 1 };

static struct {
	SSL_CTX *tls;
	int epoll;
	unsigned started, done, good, full, resumed, busy, source;
	unsigned idle, idle_lost;
	size_t bytes;		/* of one answer; 0: not known yet */
	uint32_t *us;		/* of each request */
} g;

static _Noreturn void
die(const char *what)
{
	fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
	exit(2);
}

static uint64_t
now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

/* --- the server ------------------------------------------------------------ */

struct usage {
	double cpu_us;
	long rss_kib, pss_kib;
};

static void
add_process(struct usage *u, int pid)
{
	char path[64], line[256];
	unsigned long long ns;
	long kib;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/schedstat", pid);
	if ((f = fopen(path, "r")) == NULL || fscanf(f, "%llu", &ns) != 1)
		die(path);
	u->cpu_us += (double)ns / 1000;
	fclose(f);
	snprintf(path, sizeof(path), "/proc/%d/smaps_rollup", pid);
	if ((f = fopen(path, "r")) == NULL)
		die(path);
	while (fgets(line, sizeof(line), f) != NULL)
		if (sscanf(line, "Rss: %ld", &kib) == 1)
			u->rss_kib += kib;
		else if (sscanf(line, "Pss: %ld", &kib) == 1)
			u->pss_kib += kib;
	fclose(f);
}

static struct usage
server_usage(void)
{
	struct usage u = { 0 };
	char path[64];
	FILE *f;
	int pid;

	if (o.pid == 0)
		return u;
	add_process(&u, o.pid);
	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", o.pid, o.pid);
	if ((f = fopen(path, "r")) == NULL)
		die(path);
	while (fscanf(f, "%d", &pid) == 1)
		add_process(&u, pid);
	fclose(f);
	return u;
}

/* --- one reader ------------------------------------------------------------ */

static int
keep_ticket(SSL *ssl, SSL_SESSION *s)
{
	struct reader *r = SSL_get_app_data(ssl);

	SSL_SESSION_free(r->ticket);
	r->ticket = s;
	return 1;
}

static void
reader_start(struct reader *r, bool idle)
{
	struct sockaddr_in from = { .sin_family = AF_INET };
	struct epoll_event ev = { .data.ptr = r,
		.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET };
	int one = 1;

	r->idle = idle;
	r->state = READER_CONNECTS;
	r->start_us = now_us();
	r->bytes = 0;
	g.busy++;
	from.sin_addr.s_addr = htonl(INADDR_LOOPBACK + g.source++ % SOURCES);
	r->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (r->fd == -1 ||
	    setsockopt(r->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one)) ==
		-1 ||
	    setsockopt(r->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one,
		sizeof(one)) == -1 ||
	    bind(r->fd, (struct sockaddr *)&from, sizeof(from)) == -1 ||
	    (connect(r->fd, (struct sockaddr *)&o.to, sizeof(o.to)) == -1 &&
		errno != EINPROGRESS) ||
	    epoll_ctl(g.epoll, EPOLL_CTL_ADD, r->fd, &ev) == -1)
		die("cannot connect");
	if (!o.tls || (idle && o.silent))
		return;
	if ((r->ssl = SSL_new(g.tls)) == NULL || SSL_set_fd(r->ssl, r->fd) != 1)
		die("no memory");
	SSL_set_app_data(r->ssl, r);
	SSL_set_tlsext_host_name(r->ssl, o.name);
	if (o.resume && r->ticket != NULL)
		SSL_set_session(r->ssl, r->ticket);
	SSL_set_connect_state(r->ssl);
}

static void
reader_close(struct reader *r)
{
	SSL_free(r->ssl);
	close(r->fd);
	r->ssl = NULL;
	r->state = READER_FREE;
}

static bool
begins_well(const struct reader *r)
{
	const char *begins = o.begins != NULL ? o.begins : "20 ";

	if (o.begins == NULL && !o.tls)
		return r->first[0] != '3';
	return strncmp(r->first, begins, strlen(begins)) == 0;
}

/* ended: by the server, in the way of its protocol */
static void
reader_finish(struct reader *r, bool ended)
{
	const char *wrong = NULL;

	if (r->idle) {
		if (r->state == READER_IDLES)
			g.idle--;
		else
			g.busy--;
		g.idle_lost++;
		reader_close(r);
		return;
	}
	if (!ended)
		wrong = "not ended as it should be";
	else if (!begins_well(r))
		wrong = "another";
	else if (g.bytes != 0 && r->bytes != g.bytes)
		wrong = "of the wrong length";
	if (wrong != NULL)
		fprintf(stderr, "load: an answer of %zu bytes is %s\n",
		    r->bytes, wrong);
	else
		g.good++;
	g.bytes = g.bytes != 0 ? g.bytes : r->bytes;
	if (o.tls && SSL_session_reused(r->ssl))
		g.resumed++;
	else
		g.full++;
	g.us[g.done++] = (uint32_t)(now_us() - r->start_us);
	g.busy--;
	if (o.tls)
		SSL_shutdown(r->ssl);
	reader_close(r);
}

/* As of SSL_read: 1, or 0 to wait; else the connection has been finished. */
static int
waits(struct reader *r, int result)
{
	int e = SSL_get_error(r->ssl, result);

	if (result > 0)
		return 1;
	if (e == SSL_ERROR_WANT_READ || e == SSL_ERROR_WANT_WRITE)
		return 0;
	reader_finish(r, e == SSL_ERROR_ZERO_RETURN);
	return -1;
}

/* n bytes or the end (0) or a fault (-1) came: true to go on reading */
static bool
reader_take(struct reader *r, const char *p, ssize_t n)
{
	size_t i;

	if (n <= 0) {
		if (n == -1 && errno == EAGAIN)
			return false;
		reader_finish(r, n == 0 && r->bytes > 0);
		return false;
	}
	for (i = 0; i < (size_t)n && r->bytes + i < sizeof(r->first); i++)
		r->first[r->bytes + i] = p[i];
	r->bytes += (size_t)n;
	return true;
}

static void
reader_read(struct reader *r)
{
	static char bytes[65536];
	ssize_t n;
	int k;

	if (r->ssl == NULL) {
		do
			n = recv(r->fd, bytes, sizeof(bytes), 0);
		while (reader_take(r, bytes, n));
		return;
	}
	do {
		ERR_clear_error();
		k = SSL_read(r->ssl, bytes, sizeof(bytes));
	} while (waits(r, k) == 1 && reader_take(r, bytes, k));
}

static bool
reader_ask(struct reader *r)
{
	if (r->ssl == NULL) {
		if (send(r->fd, o.ask, (size_t)o.nask, MSG_NOSIGNAL) == o.nask)
			return true;
		reader_finish(r, false);
		return false;
	}
	ERR_clear_error();
	return waits(r, SSL_write(r->ssl, o.ask, o.nask)) == 1;
}

static void
reader_rests(struct reader *r)
{
	r->state = READER_IDLES;
	g.idle++;
	g.busy--;
}

static void
on_event(struct reader *r, uint32_t events)
{
	if (r->state == READER_CONNECTS) {
		if ((events & (EPOLLERR | EPOLLHUP)) != 0) {
			reader_finish(r, false);
			return;
		}
		if ((events & EPOLLOUT) == 0)
			return;
		r->state = r->ssl != NULL ? READER_SHAKES : READER_ASKS;
		if (r->idle && r->ssl == NULL)
			reader_rests(r);
	}
	if (r->state == READER_SHAKES) {
		ERR_clear_error();
		if (waits(r, SSL_do_handshake(r->ssl)) != 1)
			return;
		r->state = READER_ASKS;
		if (r->idle)
			reader_rests(r);
	}
	if (r->state == READER_ASKS) {
		if (!reader_ask(r))
			return;
		r->state = READER_READS;
	}
	if (r->state == READER_READS || r->state == READER_IDLES)
		reader_read(r);
}

/* --- all of them ----------------------------------------------------------- */

static void
turn(void)
{
	struct epoll_event ev[256];
	int i, n = epoll_wait(g.epoll, ev, 256, WAIT_MS);

	if (n == 0)
		errno = ETIMEDOUT;
	if (n <= 0)
		die("the server says nothing");
	for (i = 0; i < n; i++)
		on_event(ev[i].data.ptr, ev[i].events);
}

static void
run(struct reader *readers, unsigned requests)
{
	unsigned i;

	g.started = g.done = g.good = g.full = g.resumed = 0;
	while (g.done < requests) {
		for (i = 0; i < o.readers && g.started < requests; i++)
			if (readers[i].state == READER_FREE) {
				reader_start(&readers[i], false);
				g.started++;
			}
		turn();
	}
}

static void
open_idle(struct reader *idle)
{
	unsigned i = 0;

	while (i < o.idle || g.busy > 0) {
		while (i < o.idle && g.busy < OPENING)
			reader_start(&idle[i++], true);
		turn();
	}
}

static int
by_size(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static double
quantile_ms(double q)
{
	return g.us[(size_t)((double)(g.done - 1) * q)] / 1000.0;
}

static void
report(const struct usage u[3], double seconds)
{
	qsort(g.us, g.done, sizeof(*g.us), by_size);
	printf("{\"requests\": %u, \"good\": %u, \"full\": %u, \"resumed\": %u, "
	    "\"bytes\": %zu, \"per_second\": %.1f, \"p50_ms\": %.3f, "
	    "\"p99_ms\": %.3f, \"max_ms\": %.3f, \"idle\": %u, "
	    "\"idle_lost\": %u, \"cpu_us\": %.2f, \"rss_kib\": %ld, "
	    "\"pss_kib\": %ld, \"idle_pss_kib\": %ld}\n",
	    g.done, g.good, g.full, g.resumed, g.bytes, g.done / seconds,
	    quantile_ms(.5), quantile_ms(.99), quantile_ms(1), g.idle,
	    g.idle_lost, (u[2].cpu_us - u[1].cpu_us) / g.done, u[2].rss_kib,
	    u[2].pss_kib, u[1].pss_kib - u[0].pss_kib);
}

static bool
parse_url(const char *url)
{
	char path[1500] = "/", scheme[8], *tab;
	unsigned port;

	if (sscanf(url, "%7[a-z]://%255[^:/]:%u%1499s", scheme, o.name, &port,
		path) < 3)
		return false;
	o.to = (struct sockaddr_in){ .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	o.tls = strcmp(scheme, "gemini") == 0;
	if (!o.tls && (tab = strstr(path, "%09")) != NULL) {
		*tab = '\t';
		memmove(tab + 1, tab + 3, strlen(tab + 3) + 1);
	}
	if (o.tls)
		o.nask = snprintf(o.ask, sizeof(o.ask), "%s\r\n", url);
	else
		o.nask = snprintf(o.ask, sizeof(o.ask), "%s\r\n",
		    path[1] != '\0' ? path + 2 : "");
	return o.tls || strcmp(scheme, "gopher") == 0;
}

static bool
parse_options(int argc, char **argv)
{
	int k;

	while ((k = getopt(argc, argv, "c:n:ri:s:p:b:")) != -1)
		switch (k) {
		case 'c':
			o.readers = (unsigned)atoi(optarg);
			break;
		case 'n':
			o.requests = (unsigned)atoi(optarg);
			break;
		case 'r':
			o.resume = true;
			break;
		case 's':
		case 'i':
			o.silent = k == 's';
			o.idle = (unsigned)atoi(optarg);
			break;
		case 'p':
			o.pid = atoi(optarg);
			break;
		case 'b':
			o.begins = optarg;
			break;
		default:
			return false;
		}
	return optind + 1 == argc && o.readers > 0 && o.requests > 0 &&
	    (o.begins == NULL || strlen(o.begins) <= sizeof(((struct reader *)
		NULL)->first)) && parse_url(argv[optind]);
}

static void
set_up(void)
{
	struct rlimit files;

	getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
	signal(SIGPIPE, SIG_IGN);
	if ((g.epoll = epoll_create1(EPOLL_CLOEXEC)) == -1 ||
	    (g.tls = SSL_CTX_new(TLS_client_method())) == NULL ||
	    (g.us = calloc(o.requests > o.readers ? o.requests : o.readers,
		 sizeof(*g.us))) == NULL)
		die("cannot start");
	SSL_CTX_set_mode(g.tls, SSL_MODE_RELEASE_BUFFERS);
	SSL_CTX_set_session_cache_mode(g.tls, SSL_SESS_CACHE_CLIENT |
	    SSL_SESS_CACHE_NO_INTERNAL);
	SSL_CTX_sess_set_new_cb(g.tls, keep_ticket);
}

int
main(int argc, char **argv)
{
	struct reader *readers, *idle;
	struct usage u[3];
	uint64_t start;

	if (!parse_options(argc, argv)) {
		fprintf(stderr, "usage: load [-c N] [-n N] [-r] [-i N | -s N] "
		    "[-p PID] [-b TEXT] URL\n");
		return 2;
	}
	set_up();
	readers = calloc(o.readers, sizeof(*readers));
	idle = calloc(o.idle + 1, sizeof(*idle));
	if (readers == NULL || idle == NULL)
		die("no memory");
	run(readers, o.readers);
	if (g.good < o.readers)
		return 1;
	u[0] = server_usage();
	open_idle(idle);
	u[1] = server_usage();
	start = now_us();
	run(readers, o.requests);
	u[2] = server_usage();
	report(u, (double)(now_us() - start) / 1e6);
	return g.good == o.requests && g.idle_lost == 0 ? 0 : 1;
}

#include "net/request_log.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "net/deadline.h"

enum {
	LINES_MAX = 64 << 10,	/* bytes kept at most */
	LINES_FULL = 32 << 10,	/* bytes after which they are written */
	WRITE_MAX = 4096,	/* PIPE_BUF: what a pipe takes whole */
	REQUEST_MAX = 3500,	/* of them for the request */
	QUIET_MS = 60000,	/* between two complaints */
};

/* --- a line ---------------------------------------------------------------- */

static struct tm
utc(int64_t unix_time_ms)
{
	time_t t = (time_t)(unix_time_ms / 1000);
	struct tm tm;

	return gmtime_r(&t, &tm) != NULL ? tm : (struct tm){ .tm_mday = 1 };
}

/* The line without what was searched for or typed in, and what follows. */
static struct slice
without_query(struct slice line, bool *cut)
{
	size_t i = 0;

	while (i < line.n && line.p[i] != '?' && line.p[i] != '\t')
		i++;
	*cut = i < line.n;
	line.n = i;
	return line;
}

/* Printable ASCII as it is; the rest, quotes and backslashes as \xNN, or as
   \u00NN where that is JSON. */
static void
put_escaped(struct buf *out, struct slice s, enum log_format format)
{
	size_t i, end = out->n + REQUEST_MAX;
	unsigned char c;

	for (i = 0; i < s.n && out->n < end; i++) {
		c = (unsigned char)s.p[i];
		if (c >= 0x20 && c < 0x7f && c != '"' && c != '\\')
			buf_putc(out, (char)c);
		else
			buf_printf(out, format == LOG_JSON ? "\\u%04x"
							   : "\\x%02x", c);
	}
}

static void
put_address(struct buf *out, const struct log_settings *set,
    const struct address *from)
{
	char text[ADDRESS_TEXT] = "-";

	if (set->addresses == LOG_SHORT_ADDRESSES)
		address_format(from, 24, 48, text);
	else if (set->addresses == LOG_ADDRESSES)
		address_format(from, 32, 128, text);
	buf_printf(out, "%s", text);
}

static void
put_combined(struct buf *out, const struct log_settings *set,
    const struct request_record *r, int64_t ms)
{
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr",
		"May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	struct tm tm = utc(ms);
	bool cut;
	struct slice line = without_query(r->line, &cut);

	put_address(out, set, r->from);
	buf_printf(out, " - - [%02d/%s/%d:%02d:%02d:%02d +0000] \"",
	    tm.tm_mday, months[tm.tm_mon], 1900 + tm.tm_year, tm.tm_hour,
	    tm.tm_min, tm.tm_sec);
	/* a Gemini line names its protocol itself */
	if (strcmp(r->protocol, "gemini") != 0)
		buf_printf(out, "%s:", r->protocol);
	put_escaped(out, line, LOG_COMBINED);
	buf_printf(out, "%s\" %d %llu \"-\" \"-\" %llu%s", cut ? "?" : "",
	    r->status, (unsigned long long)r->bytes,
	    (unsigned long long)r->ms, r->whole ? "" : " cut");
}

static void
put_json(struct buf *out, const struct log_settings *set,
    const struct request_record *r, int64_t ms)
{
	struct tm tm = utc(ms);
	bool cut;
	struct slice line = without_query(r->line, &cut);

	buf_printf(out, "{\"time\":\"%d-%02d-%02dT%02d:%02d:%02d.%03dZ\","
	    "\"address\":\"", 1900 + tm.tm_year, tm.tm_mon + 1, tm.tm_mday,
	    tm.tm_hour, tm.tm_min, tm.tm_sec, (int)(ms % 1000));
	put_address(out, set, r->from);
	buf_printf(out, "\",\"protocol\":\"%s\",\"request\":\"", r->protocol);
	put_escaped(out, line, LOG_JSON);
	buf_printf(out, "%s\",\"status\":%d,\"bytes\":%llu,\"ms\":%llu,"
	    "\"whole\":%s}", cut ? "?" : "", r->status,
	    (unsigned long long)r->bytes, (unsigned long long)r->ms,
	    r->whole ? "true" : "false");
}

void
request_log_format(const struct log_settings *set,
    const struct request_record *r, int64_t unix_time_ms, struct buf *out)
{
	if (set->format == LOG_JSON)
		put_json(out, set, r, unix_time_ms);
	else
		put_combined(out, set, r, unix_time_ms);
}

/* --- where lines go -------------------------------------------------------- */

static int
open_file(const struct request_log *log)
{
	return openat(log->folder, log->name,
	    O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640);
}

static int
open_folder(struct request_log *log, const char *file)
{
	const char *slash = strrchr(file, '/');
	char folder[4096] = ".";

	log->name = slash != NULL ? slash + 1 : file;
	if (slash != NULL) {
		if ((size_t)(slash - file) + 1 >= sizeof(folder)) {
			errno = ENAMETOOLONG;
			return -1;
		}
		memcpy(folder, file, (size_t)(slash - file) + 1);
		folder[slash - file + 1] = '\0';
	}
	log->folder = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (log->folder == -1)
		return -1;
	log->fd = open_file(log);
	return log->fd == -1 ? -1 : 0;
}

int
request_log_open(struct request_log *log, const struct log_settings *set)
{
	*log = (struct request_log){ .settings = set, .fd = -1,
		.folder = -1 };
	buf_init(&log->lines, LINES_MAX);
	switch (set->to) {
	case LOG_TO_NOTHING:
		return 0;
	case LOG_TO_STDERR:
		log->fd = STDERR_FILENO;
		return 0;
	case LOG_TO_FILE:
		return open_folder(log, set->file);
	case LOG_TO_SYSLOG:
		log->fd = socket(AF_UNIX,
		    SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
		return log->fd == -1 ? -1 : 0;
	}
	return 0;
}

void
request_log_close(struct request_log *log)
{
	(void)request_log_flush(log);
	if (log->folder != -1)
		close(log->folder);
	if (log->fd != -1 && log->fd != STDERR_FILENO)
		close(log->fd);
	buf_fini(&log->lines);
}

void
request_log_reopen(struct request_log *log)
{
	int fd;

	(void)request_log_flush(log);
	if (log->settings->to != LOG_TO_FILE)
		return;
	if ((fd = open_file(log)) == -1) {
		log_warning("requests are logged to the old file: cannot open "
		    "%s: %s", log->settings->file, strerror(errno));
		return;
	}
	close(log->fd);
	log->fd = fd;
}

/* A datagram a line (RFC 3164); by name, so that a new syslogd gets them. */
static size_t
send_syslog(const struct request_log *log, struct slice lines)
{
	static const struct sockaddr_un to = { .sun_family = AF_UNIX,
		.sun_path = "/dev/log" };
	struct slice line, rest = lines;
	char text[WRITE_MAX + 64];
	int n;

	while (rest.n > 0) {
		lines = rest;
		line = slice_take_until(&rest, "\n");
		rest = slice_from(rest, 1);
		n = snprintf(text, sizeof(text), "<%d>qapsule[%d]: %.*s",
		    LOG_DAEMON | LOG_INFO, (int)getpid(), (int)line.n, line.p);
		if (sendto(log->fd, text, (size_t)n, MSG_NOSIGNAL,
			(const struct sockaddr *)&to, sizeof(to)) == -1)
			return lines.n;
	}
	return 0;
}

/* How many bytes of lines could not be written, with errno. */
static size_t
write_lines(struct request_log *log, struct slice lines)
{
	struct pollfd ready = { .fd = log->fd, .events = POLLOUT };
	ssize_t n;

	if (log->settings->to == LOG_TO_SYSLOG)
		return send_syslog(log, lines);
	errno = EAGAIN;
	if (poll(&ready, 1, 0) != 1 || (ready.revents & POLLOUT) == 0)
		return lines.n;
	/* what a full disk left of a line must not be the front of another */
	if (log->torn && write(log->fd, "\n", 1) != 1)
		return lines.n;
	log->torn = false;
	if ((n = write(log->fd, lines.p, lines.n)) == -1)
		return lines.n;
	if ((size_t)n < lines.n) {
		errno = ENOSPC;
		log->torn = n > 0;
	}
	return lines.n - (size_t)n;
}

/* Whole lines from the beginning of s, as many as are written at once. */
static struct slice
some_lines(struct slice s)
{
	if (s.n <= WRITE_MAX)
		return s;
	s.n = WRITE_MAX;
	while (s.p[s.n - 1] != '\n')	/* no line is as long as that */
		s.n--;
	return s;
}

static uint64_t
count_lines(struct slice s)
{
	uint64_t n = 0;
	size_t i;

	for (i = 0; i < s.n; i++)
		n += s.p[i] == '\n';
	return n;
}

/* Says so where it begins and ends, but not for every line. */
static void
tell_loss(struct request_log *log, uint64_t lost, int why)
{
	const char *where = log->settings->to == LOG_TO_SYSLOG ? "to syslog"
							       : log->settings->file;
	uint64_t now = deadline_now_ms();

	if (log->settings->to == LOG_TO_STDERR)
		return;		/* there is nowhere else */
	if (lost > 0 && !log->losing && now >= log->quiet_until_ms) {
		log_warning("requests are not logged: cannot write %s: %s",
		    where, strerror(why));
		log->losing = true;
		log->quiet_until_ms = now + QUIET_MS;
	} else if (lost == 0 && log->losing) {
		log_info("requests are logged again: %s", where);
		log->losing = false;
	}
}

uint64_t
request_log_flush(struct request_log *log)
{
	struct slice rest = buf_slice(&log->lines), some;
	uint64_t lost = 0;
	size_t left;
	int why = 0;

	if (rest.n == 0)
		return 0;
	while (rest.n > 0) {
		some = some_lines(rest);
		if ((left = write_lines(log, some)) > 0) {
			why = errno;
			lost += count_lines(slice_from(some, some.n - left));
		}
		rest = slice_from(rest, some.n);
	}
	buf_clear(&log->lines);
	tell_loss(log, lost, why);
	return lost;
}

uint64_t
request_log_put(struct request_log *log, const struct request_record *r)
{
	struct timespec now;

	if (log->fd == -1)
		return 0;
	clock_gettime(CLOCK_REALTIME, &now);
	request_log_format(log->settings, r, (int64_t)now.tv_sec * 1000 +
	    now.tv_nsec / 1000000, &log->lines);
	buf_putc(&log->lines, '\n');
	return log->lines.n < LINES_FULL ? 0 : request_log_flush(log);
}

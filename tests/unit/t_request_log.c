#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/request_log.h"

enum { MS = 7 };
static const int64_t NOON = INT64_C(1795608000123);	/* 2026-11-25 */

static struct address from;
static struct buf out;

static int
set_up(void **state)
{
	struct sockaddr_in in = { .sin_family = AF_INET };

	(void)state;
	inet_pton(AF_INET, "192.0.2.77", &in.sin_addr);
	address_of(&from, (struct sockaddr *)&in);
	buf_init(&out, 1 << 20);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	buf_fini(&out);
	return 0;
}

static struct request_record
record(const char *protocol, struct slice line)
{
	return (struct request_record){ .from = &from, .protocol = protocol,
		.line = line, .status = 20, .bytes = 1234, .ms = MS,
		.whole = true };
}

/* The line, as a string. */
static const char *
line_of(enum log_format format, enum log_addresses addresses,
    const struct request_record *r)
{
	const struct log_settings set = { .format = format,
		.addresses = addresses };

	buf_clear(&out);
	request_log_format(&set, r, NOON, &out);
	buf_putc(&out, '\0');
	assert_false(out.failed);
	return out.p;
}

static void
a_combined_line_is_as_web_servers_write_it(void **state)
{
	struct request_record r = record("gemini",
	    slice_of("gemini://a.example/faq/why"));

	(void)state;
	assert_string_equal(line_of(LOG_COMBINED, LOG_SHORT_ADDRESSES, &r),
	    "192.0.2.0 - - [25/Nov/2026:12:00:00 +0000] "
	    "\"gemini://a.example/faq/why\" 20 1234 \"-\" \"-\" 7");
	r = record("gopher", slice_of("/faq/why"));
	r.status = 0;
	r.whole = false;
	assert_string_equal(line_of(LOG_COMBINED, LOG_ADDRESSES, &r),
	    "192.0.2.77 - - [25/Nov/2026:12:00:00 +0000] "
	    "\"gopher:/faq/why\" 0 1234 \"-\" \"-\" 7 cut");
	assert_memory_equal(line_of(LOG_COMBINED, LOG_NO_ADDRESSES, &r),
	    "- - - [", 7);
}

static void
a_json_line_is_an_object(void **state)
{
	struct request_record r = record("gemini",
	    slice_of("gemini://a.example/faq/"));

	(void)state;
	assert_string_equal(line_of(LOG_JSON, LOG_SHORT_ADDRESSES, &r),
	    "{\"time\":\"2026-11-25T12:00:00.123Z\",\"address\":\"192.0.2.0\","
	    "\"protocol\":\"gemini\",\"request\":\"gemini://a.example/faq/\","
	    "\"status\":20,\"bytes\":1234,\"ms\":7,\"whole\":true}");
}

static void
what_was_searched_for_is_not_written(void **state)
{
	struct request_record r = record("gemini",
	    slice_of("gemini://a.example/search?my%20illness"));

	(void)state;
	assert_non_null(strstr(line_of(LOG_COMBINED, LOG_ADDRESSES, &r),
	    "/search?\" 20"));
	assert_non_null(strstr(line_of(LOG_JSON, LOG_ADDRESSES, &r),
	    "/search?\","));
	r = record("gopher", slice_of("/search\tmy illness\t+"));
	assert_non_null(strstr(line_of(LOG_COMBINED, LOG_ADDRESSES, &r),
	    "\"gopher:/search?\""));
	assert_null(strstr(line_of(LOG_JSON, LOG_ADDRESSES, &r), "illness"));
}

static void
no_peer_can_forge_a_line(void **state)
{
	static const char evil[] = "/a\r\n\"\\ \x1b[2J\xc3\xa9\0z";
	struct request_record r = record("gopher",
	    (struct slice){ evil, sizeof(evil) - 1 });

	(void)state;
	assert_non_null(strstr(line_of(LOG_COMBINED, LOG_ADDRESSES, &r),
	    "\"gopher:/a\\x0d\\x0a\\x22\\x5c \\x1b[2J\\xc3\\xa9\\x00z\""));
	assert_non_null(strstr(line_of(LOG_JSON, LOG_ADDRESSES, &r),
	    "\"/a\\u000d\\u000a\\u0022\\u005c \\u001b[2J\\u00c3\\u00a9"
	    "\\u0000z\""));
}

static void
no_line_is_longer_than_a_pipe_takes_at_once(void **state)
{
	static char evil[70000];
	struct request_record r = record("gopher",
	    (struct slice){ evil, sizeof(evil) });

	(void)state;
	memset(evil, '\x01', sizeof(evil));
	assert_true(strlen(line_of(LOG_JSON, LOG_ADDRESSES, &r)) < 4096);
	assert_true(strlen(line_of(LOG_COMBINED, LOG_ADDRESSES, &r)) < 4096);
}

/* --- where they go --------------------------------------------------------- */

static size_t
lines_in(const char *file)
{
	FILE *f = fopen(file, "r");
	size_t n = 0;
	int c;

	assert_non_null(f);
	while ((c = getc(f)) != EOF)
		n += c == '\n';
	fclose(f);
	return n;
}

static void
a_file_that_was_moved_away_is_made_anew(void **state)
{
	char dir[] = "/tmp/qapsule-test-XXXXXX", file[64], old[64];
	struct log_settings set = { .to = LOG_TO_FILE, .file = file };
	struct request_record r = record("gopher", slice_of("/"));
	struct request_log log;
	int i;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(file, sizeof(file), "%s/log", dir);
	snprintf(old, sizeof(old), "%s/log.1", dir);
	assert_int_equal(request_log_open(&log, &set), 0);
	for (i = 0; i < 1000; i++)
		assert_int_equal(request_log_put(&log, &r), 0);
	assert_int_equal(rename(file, old), 0);
	request_log_reopen(&log);
	assert_int_equal(lines_in(old), 1000);
	assert_int_equal(request_log_put(&log, &r), 0);
	assert_int_equal(request_log_flush(&log), 0);
	assert_int_equal(lines_in(file), 1);
	assert_int_equal(lines_in(old), 1000);
	request_log_close(&log);
	assert_int_equal(unlink(file) | unlink(old) | rmdir(dir), 0);
}

static void
nobody_waits_for_a_reader_that_sleeps(void **state)
{
	struct log_settings set = { .to = LOG_TO_STDERR };
	struct request_record r = record("gopher", slice_of("/"));
	int pipes[2], saved = dup(STDERR_FILENO), i;
	uint64_t lost = 0, put = 0;
	struct request_log log;
	char bytes[4096];
	ssize_t n;

	(void)state;
	assert_int_equal(pipe(pipes), 0);
	dup2(pipes[1], STDERR_FILENO);
	assert_int_equal(request_log_open(&log, &set), 0);
	for (i = 0; i < 5000; i++, put++)
		lost += request_log_put(&log, &r);
	lost += request_log_flush(&log);
	dup2(saved, STDERR_FILENO);
	close(saved);
	close(pipes[1]);
	request_log_close(&log);
	assert_in_range(lost, 1, put - 1);
	while ((n = read(pipes[0], bytes, sizeof(bytes))) > 0)
		for (i = 0; i < n; i++)
			put -= bytes[i] == '\n';
	assert_int_equal(put, lost);	/* all others are there, whole */
	close(pipes[0]);
}

static void
a_full_disk_costs_lines_and_nothing_else(void **state)
{
	struct log_settings set = { .to = LOG_TO_FILE, .file = "/dev/full" };
	struct request_record r = record("gopher", slice_of("/"));
	struct request_log log;

	(void)state;
	assert_int_equal(request_log_open(&log, &set), 0);
	assert_int_equal(request_log_put(&log, &r), 0);
	assert_int_equal(request_log_put(&log, &r), 0);
	assert_int_equal(request_log_flush(&log), 2);
	request_log_close(&log);
}

static void
allow_files_of(rlim_t bytes)
{
	struct rlimit size;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &size), 0);
	size.rlim_cur = bytes < size.rlim_max ? bytes : size.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &size), 0);
}

/* The limit of a file's size stands for the end of a disk. */
static void
a_line_cut_by_a_full_disk_stands_alone(void **state)
{
	char dir[] = "/tmp/qapsule-log-XXXXXX", file[64], line[256];
	struct log_settings set = { .to = LOG_TO_FILE, .file = file };
	struct request_record r = record("gopher", slice_of("/first"));
	struct request_log log;
	FILE *f;

	(void)state;
	signal(SIGXFSZ, SIG_IGN);
	assert_non_null(mkdtemp(dir));
	snprintf(file, sizeof(file), "%s/log", dir);
	assert_int_equal(request_log_open(&log, &set), 0);
	request_log_put(&log, &r);
	request_log_put(&log, &r);
	allow_files_of(100);
	assert_int_equal(request_log_flush(&log), 1);
	request_log_put(&log, &r);
	assert_int_equal(request_log_flush(&log), 1);
	allow_files_of(RLIM_INFINITY);
	r.line = slice_of("/last");
	request_log_put(&log, &r);
	assert_int_equal(request_log_flush(&log), 0);
	request_log_close(&log);
	assert_non_null(f = fopen(file, "r"));
	assert_non_null(fgets(line, sizeof(line), f));
	assert_non_null(strstr(line, "/first"));
	assert_non_null(fgets(line, sizeof(line), f));
	assert_null(strstr(line, "/last"));
	assert_non_null(fgets(line, sizeof(line), f));
	assert_non_null(strstr(line, "/last"));
	assert_null(fgets(line, sizeof(line), f));
	fclose(f);
	assert_int_equal(unlink(file) | rmdir(dir), 0);
}

static void
a_log_that_cannot_be_is_an_error(void **state)
{
	struct log_settings set = { .to = LOG_TO_FILE,
		.file = "/nonexistent/log" };
	struct request_log log;

	(void)state;
	assert_int_equal(request_log_open(&log, &set), -1);
	request_log_close(&log);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_combined_line_is_as_web_servers_write_it),
		cmocka_unit_test(a_json_line_is_an_object),
		cmocka_unit_test(what_was_searched_for_is_not_written),
		cmocka_unit_test(no_peer_can_forge_a_line),
		cmocka_unit_test(no_line_is_longer_than_a_pipe_takes_at_once),
		cmocka_unit_test(a_file_that_was_moved_away_is_made_anew),
		cmocka_unit_test(nobody_waits_for_a_reader_that_sleeps),
		cmocka_unit_test(a_full_disk_costs_lines_and_nothing_else),
		cmocka_unit_test(a_line_cut_by_a_full_disk_stands_alone),
		cmocka_unit_test(a_log_that_cannot_be_is_an_error),
	};

	return cmocka_run_group_tests_name("request log", tests, set_up,
	    tear_down);
}

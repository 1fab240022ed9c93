#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "net/deadline.h"
#include "net/listener.h"
#include "tls/cert.h"
#include "tls/info.h"
#include "tls/tls.h"

static void
deadlines_end_in_the_order_in_which_they_were_set(void **state)
{
	struct deadlines q, other;
	struct deadline a = { .queue = NULL }, b = { .queue = NULL };

	(void)state;
	deadlines_init(&q, 100);
	deadlines_init(&other, 10);
	deadline_set(&a, &q, 1000);
	deadline_set(&b, &q, 1050);
	assert_null(deadlines_over(&q, 1099));
	assert_ptr_equal(deadlines_over(&q, 1100), &a);
	assert_null(deadlines_over(&q, 1149));
	deadline_set(&a, &q, 1140);	/* anew, behind b */
	deadline_set(&b, &other, 1150);	/* into another queue */
	assert_null(deadlines_over(&q, 1239));
	assert_ptr_equal(deadlines_over(&other, 1160), &b);
	deadline_off(&a);
	deadline_off(&a);
	assert_null(deadlines_over(&q, 9999));
}

static void
a_listener_takes_addresses_as_people_write_them(void **state)
{
	static const char *const good[] = { "127.0.0.1:0", ":0", "0",
		"0.0.0.0:0" };
	static const char *const bad[] = { "", ":", "127.0.0.1:", "::1:70",
		"localhost:70", "127.0.0.1:x", "127.0.0.1:70000", "[::1:70",
		"1.2.3:99999999999999999999", "-1", "127.0.0.1:+7" };
	struct listener l = { .front = &gemini_front };
	char err[512];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(good) / sizeof(*good); i++) {
		assert_int_equal(listener_bind(&l, good[i], err, sizeof(err)),
		    0);
		assert_true(l.port > 0 && l.port < 65536);
		close(l.fd);
	}
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		assert_int_equal(listener_bind(&l, bad[i], err, sizeof(err)),
		    -1);
		assert_int_equal(errno, EINVAL);
		assert_non_null(strstr(err, "is not an address"));
	}
}

static void
a_port_in_use_is_said_in_a_sentence(void **state)
{
	struct listener first = { .front = &gemini_front };
	struct listener second = { .front = &gopher_front };
	char err[512], spec[32];

	(void)state;
	assert_int_equal(listener_bind(&first, "127.0.0.1:0", err,
			     sizeof(err)), 0);
	snprintf(spec, sizeof(spec), "127.0.0.1:%u", first.port);
	assert_int_equal(listener_bind(&second, spec, err, sizeof(err)), -1);
	assert_int_equal(errno, EADDRINUSE);
	assert_non_null(strstr(err, spec));
	assert_non_null(strstr(err, "gopher"));
	assert_non_null(strstr(err, "choose another port"));
	close(first.fd);
}

static void
a_certificate_is_made_once_and_its_key_is_private(void **state)
{
	static const char *const names[] = { "example.org",
		"www.example.org", "::1" };
	char dir[] = "/tmp/qapsule-test-XXXXXX", cert[64], key[64], err[512];
	struct tls_info info, again;
	struct tls_context *ctx;
	struct stat st;
	bool made;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(cert, sizeof(cert), "%s/a.crt", dir);
	snprintf(key, sizeof(key), "%s/a.key", dir);
	assert_int_equal(tls_cert_ensure(cert, key, names, 3, &made, err,
			     sizeof(err)), 0);
	assert_true(made);
	assert_int_equal(stat(key, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(tls_info(cert, time(NULL), &info, err, sizeof(err)), 0);
	assert_string_equal(info.names, "DNS:example.org, "
	    "DNS:www.example.org, IP Address:0:0:0:0:0:0:0:1");
	assert_int_equal(strlen(info.certificate), 95);
	assert_string_not_equal(info.certificate, info.key);
	assert_false(info.expired);
	assert_true(strcmp(info.not_after, "2060") > 0);	/* decades */

	assert_int_equal(tls_cert_ensure(cert, key, names, 3, &made, err,
			     sizeof(err)), 0);
	assert_false(made);
	assert_int_equal(tls_info(cert, time(NULL), &again, err, sizeof(err)), 0);
	assert_string_equal(again.certificate, info.certificate);

	ctx = tls_context_new("example.org", cert, key, err, sizeof(err));
	assert_non_null(ctx);
	tls_context_free(ctx);

	assert_int_equal(unlink(key), 0);
	assert_int_equal(tls_cert_ensure(cert, key, names, 3, &made, err,
			     sizeof(err)), -1);
	assert_non_null(strstr(err, "a.key is not"));
	assert_null(tls_context_new("example.org", cert, key, err, sizeof(err)));
	assert_non_null(strstr(err, "cannot use the key"));
	assert_int_equal(unlink(cert), 0);
	assert_int_equal(tls_info(cert, time(NULL), &info, err, sizeof(err)), -1);
	assert_int_equal(rmdir(dir), 0);
}

static void
a_folder_that_cannot_be_written_gets_no_half_certificate(void **state)
{
	static const char *const names[] = { "localhost" };
	char err[512];
	bool made;

	(void)state;
	assert_int_equal(tls_cert_ensure("/nonexistent/a.crt",
			     "/nonexistent/a.key", names, 1, &made, err,
			     sizeof(err)), -1);
	assert_non_null(strstr(err, "cannot write the key /nonexistent/a.key"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    deadlines_end_in_the_order_in_which_they_were_set),
		cmocka_unit_test(
		    a_listener_takes_addresses_as_people_write_them),
		cmocka_unit_test(a_port_in_use_is_said_in_a_sentence),
		cmocka_unit_test(
		    a_certificate_is_made_once_and_its_key_is_private),
		cmocka_unit_test(
		    a_folder_that_cannot_be_written_gets_no_half_certificate),
	};

	return cmocka_run_group_tests_name("net", tests, NULL, NULL);
}

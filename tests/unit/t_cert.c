#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "tls/cert.h"
#include "tls/info.h"
#include "tls/tls.h"

enum {
	DAY = 24 * 60 * 60,
	YEAR = 365 * DAY,
};

static const char *const names[] = { "example.org", "www.example.org", "::1" };
static char dir[64], cert[80], key[80];
static char said[4096];		/* by tls_info_warn */

static void
hear(void *arg, const char *sentence)
{
	(void)arg;
	strncat(said, sentence, sizeof(said) - strlen(said) - 1);
	strncat(said, "\n", sizeof(said) - strlen(said) - 1);
}

/* What there is to warn of, n of the names being wanted, at a time. */
static const char *
warnings(size_t n, time_t now)
{
	said[0] = '\0';
	tls_info_warn(cert, names, n, now, hear, NULL);
	return said;
}

static struct tls_info
info_at(time_t now)
{
	struct tls_info info;
	char err[512];

	assert_int_equal(tls_info(cert, now, &info, err, sizeof(err)), 0);
	return info;
}

static void
renew(const char *const *with, size_t n, bool new_key)
{
	char err[512];

	assert_int_equal(tls_cert_renew(cert, key, with, n, new_key, err,
			     sizeof(err)), 0);
}

static void
it_lasts_for_decades_and_says_so_at_any_time(void **state)
{
	time_t now = time(NULL);
	struct tls_info info = info_at(now);

	(void)state;
	assert_true(info.days_left > 49 * 365);
	assert_false(info.expired || info.not_yet);
	assert_true(info.self_signed);
	assert_string_equal(warnings(2, now), "");

	info = info_at((time_t)INT32_MAX + 2 * DAY);	/* January 2038 */
	assert_false(info.expired || info.not_yet);
	assert_int_equal(info.days_left, info_at(INT32_MAX).days_left - 2);
	info = info_at(now + 40LL * YEAR);
	assert_false(info.expired);
	assert_string_equal(warnings(2, now + 40LL * YEAR), "");
	info = info_at(now + 51LL * YEAR);
	assert_true(info.expired);
	assert_true(info.days_left < 0);
}

static void
its_end_is_told_thirty_days_before(void **state)
{
	time_t now = time(NULL), end = now + info_at(now).days_left * (time_t)DAY;

	(void)state;
	assert_string_equal(warnings(0, end - 30LL * DAY), "");
	assert_non_null(strstr(warnings(0, end - 29LL * DAY),
	    ", in 29 days; qapsule cert renew makes another for the same"));
	assert_non_null(strstr(warnings(0, end - DAY), ", in 1 day;"));
	assert_non_null(strstr(warnings(0, end + 2 * DAY), " ended on "));
	assert_non_null(strstr(warnings(0, now - 2 * DAY), " begins on "));
	assert_true(info_at(now - 2 * DAY).not_yet);
}

static void
names_that_it_does_not_hold_are_told(void **state)
{
	(void)state;
	assert_string_equal(warnings(2, time(NULL)), "");
	renew(names, 1, false);
	assert_string_equal(warnings(1, time(NULL)), "");
	warnings(3, time(NULL));
	assert_non_null(strstr(said, "the name www.example.org"));
	assert_non_null(strstr(said, "the name ::1"));
	renew(names, 3, false);
	assert_string_equal(warnings(3, time(NULL)), "");
}

static void
a_renewal_keeps_the_key_and_the_names(void **state)
{
	struct tls_info before = info_at(time(NULL)), after;
	char err[512];
	struct tls_context *ctx;
	struct stat st;

	(void)state;
	renew(NULL, 0, false);
	after = info_at(time(NULL));
	assert_string_equal(after.key, before.key);
	assert_string_equal(after.names, before.names);
	assert_string_not_equal(after.certificate, before.certificate);
	renew(NULL, 0, true);
	after = info_at(time(NULL));
	assert_string_not_equal(after.key, before.key);
	assert_string_equal(after.names, before.names);
	assert_int_equal(stat(key, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	ctx = tls_context_new("example.org", cert, key, err, sizeof(err));
	assert_non_null(ctx);
	tls_context_free(ctx);
}

static void
what_cannot_be_renewed_is_left_alone(void **state)
{
	struct tls_info before = info_at(time(NULL));
	char err[512];

	(void)state;
	assert_int_equal(tls_cert_renew(cert, "/nonexistent", NULL, 0, false,
			     err, sizeof(err)), -1);
	assert_non_null(strstr(err, "/nonexistent cannot be read"));
	assert_int_equal(tls_cert_renew(cert, cert, NULL, 0, false, err,
			     sizeof(err)), -1);
	assert_string_equal(info_at(time(NULL)).certificate,
	    before.certificate);
}

static void
a_key_that_others_can_read_is_refused(void **state)
{
	static const struct {
		mode_t mode;
		int answer;
	} modes[] = { { 0600, 0 }, { 0400, 0 }, { 0640, 0 }, { 0604, -1 },
		{ 0620, -1 }, { 0644, -1 }, { 0602, -1 } };
	char err[512];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(modes) / sizeof(*modes); i++) {
		assert_int_equal(chmod(key, modes[i].mode), 0);
		assert_int_equal(tls_info_key_mode(key, err, sizeof(err)),
		    modes[i].answer);
		if (modes[i].answer == -1)
			assert_non_null(strstr(err, "is not secret"));
	}
	assert_int_equal(tls_info_key_mode("/nonexistent", err, sizeof(err)),
	    -1);
}

static int
set_up(void **state)
{
	char err[512];
	bool made;

	(void)state;
	snprintf(dir, sizeof(dir), "/tmp/qapsule-test-XXXXXX");
	if (mkdtemp(dir) == NULL)
		return -1;
	snprintf(cert, sizeof(cert), "%s/a.crt", dir);
	snprintf(key, sizeof(key), "%s/a.key", dir);
	return tls_cert_ensure(cert, key, names, 3, &made, err, sizeof(err));
}

static int
tear_down(void **state)
{
	(void)state;
	unlink(cert);
	unlink(key);
	return rmdir(dir);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(it_lasts_for_decades_and_says_so_at_any_time),
		TEST(its_end_is_told_thirty_days_before),
		TEST(names_that_it_does_not_hold_are_told),
		TEST(a_renewal_keeps_the_key_and_the_names),
		TEST(what_cannot_be_renewed_is_left_alone),
		TEST(a_key_that_others_can_read_is_refused),
	};

	return cmocka_run_group_tests_name("cert", tests, NULL, NULL);
}

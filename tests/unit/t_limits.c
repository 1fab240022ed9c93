#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "net/limits.h"

static struct address
address(const char *text)
{
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	struct address a;

	if (inet_pton(AF_INET, text, &v4.sin_addr) == 1) {
		address_of(&a, (struct sockaddr *)&v4);
	} else {
		assert_int_equal(inet_pton(AF_INET6, text, &v6.sin6_addr), 1);
		address_of(&a, (struct sockaddr *)&v6);
	}
	return a;
}

static uint64_t
network(const char *text)
{
	struct address a = address(text);

	return address_network(&a);
}

/* --- addresses ------------------------------------------------------------- */

static void
a_network_is_what_one_customer_has(void **state)
{
	(void)state;
	assert_true(network("192.0.2.1") == network("192.0.2.254"));
	assert_true(network("192.0.2.1") != network("192.0.3.1"));
	assert_true(network("2001:db8:0:1::1") == network("2001:db8:0:ff::2"));
	assert_true(network("2001:db8:0:1::1") != network("2001:db8:0:100::1"));
	/* a dual-stack socket's way to say IPv4 */
	assert_true(network("::ffff:192.0.2.1") == network("192.0.2.2"));
	assert_true(network("0.0.0.0") != 0 && network("::") != 0);
	assert_true(network("0.0.0.0") != network("::"));
}

static void
addresses_are_shortened_by_bits(void **state)
{
	static const struct {
		const char *from, *to;
		unsigned bits4, bits6;
	} rows[] = {
		{ "192.0.2.77", "192.0.2.0", 24, 48 },
		{ "192.0.2.77", "192.0.2.77", 32, 128 },
		{ "192.0.2.77", "192.0.2.64", 26, 48 },
		{ "2001:db8:1:2:3::4", "2001:db8:1::", 24, 48 },
		{ "2001:db8:1:2:3::4", "2001:db8:1:2:3::4", 32, 128 },
		{ "255.255.255.255", "0.0.0.0", 0, 0 },
	};
	char out[ADDRESS_TEXT];
	struct address a;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		a = address(rows[i].from);
		address_format(&a, rows[i].bits4, rows[i].bits6, out);
		assert_string_equal(out, rows[i].to);
	}
}

static void
a_prefix_holds_what_begins_with_it(void **state)
{
	static const struct {
		const char *prefix, *address;
		bool holds;
	} rows[] = {
		{ "127.0.0.0/8", "127.9.8.7", true },
		{ "127.0.0.0/8", "128.0.0.1", false },
		{ "192.0.2.1", "192.0.2.1", true },
		{ "192.0.2.1", "192.0.2.2", false },
		{ "192.0.2.99/25", "192.0.2.1", true },
		{ "192.0.2.99/25", "192.0.2.128", false },
		{ "0.0.0.0/0", "203.0.113.5", true },
		{ "0.0.0.0/0", "2001:db8::1", false },
		{ "::/0", "2001:db8::1", true },
		{ "2001:db8::/32", "2001:db8:ffff::1", true },
		{ "2001:db8::/32", "2001:db9::1", false },
		{ "::1", "::1", true },
	};
	static const char *const bad[] = { "", "/", "127.0.0.0/", "127.0.0/8",
		"127.0.0.0/33", "::/129", "::1/x", "::1/-1", "::1/ 8",
		"localhost", "127.0.0.0/8/8", "127.0.0.0/0008",
		"1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb:cccc" };
	struct prefix p;
	struct address a;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_true(prefix_parse(&p, rows[i].prefix));
		a = address(rows[i].address);
		assert_int_equal(prefix_holds(&p, &a), rows[i].holds);
	}
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(prefix_parse(&p, bad[i]));
}

/* --- limits ---------------------------------------------------------------- */

enum { NOW = 1000000 };

struct server {
	struct limits limits;
	struct scoreboard *board;
	struct score *a, *b;	/* two workers */
};

static int
set_up(void **state)
{
	struct server *s = calloc(1, sizeof(*s));

	s->limits = limits_default;
	s->limits.connections = 10;
	s->limits.connections_per_network = 3;
	s->limits.requests_per_second = 2;
	s->limits.burst = 10;
	s->board = scoreboard_new();
	assert_non_null(s->board);
	s->a = scoreboard_take(s->board);
	s->b = scoreboard_take(s->board);
	assert_non_null(s->a);
	assert_non_null(s->b);
	*state = s;
	return 0;
}

static int
tear_down(void **state)
{
	struct server *s = *state;

	scoreboard_free(s->board);
	free(s);
	return 0;
}

static enum count
enter(struct server *s, struct score *worker, uint64_t id)
{
	return limits_enter(&s->limits, s->board, worker, id, NOW);
}

static unsigned
ask(struct server *s, struct score *worker, const char *who, uint64_t ms)
{
	return limits_request(&s->limits, s->board, worker, network(who),
	    NOW + ms);
}

static void
this_machine_is_exempt_by_default(void **state)
{
	struct server *s = *state;
	struct address a = address("127.7.0.1");

	assert_int_equal(limits_network(&s->limits, &a), 0);
	a = address("::1");
	assert_int_equal(limits_network(&s->limits, &a), 0);
	a = address("192.0.2.1");
	assert_true(limits_network(&s->limits, &a) == network("192.0.2.1"));
	s->limits.nexempt = 0;
	a = address("::1");
	assert_true(limits_network(&s->limits, &a) == network("::1"));
}

static void
a_network_has_its_connections_over_all_workers(void **state)
{
	struct server *s = *state;
	uint64_t one = network("192.0.2.1"), other = network("198.51.100.1");

	assert_int_equal(enter(s, s->a, one), COUNT_ACCEPTED);
	assert_int_equal(enter(s, s->b, one), COUNT_ACCEPTED);
	assert_int_equal(enter(s, s->a, one), COUNT_ACCEPTED);
	assert_int_equal(enter(s, s->a, one), COUNT_REFUSED_NETWORK);
	assert_int_equal(enter(s, s->b, one), COUNT_REFUSED_NETWORK);
	assert_int_equal(enter(s, s->b, other), COUNT_ACCEPTED);
	assert_int_equal(scoreboard_connections(s->board), 4);
	limits_leave(s->board, s->b, one);
	assert_int_equal(enter(s, s->a, one), COUNT_ACCEPTED);
	assert_int_equal(enter(s, s->a, one), COUNT_REFUSED_NETWORK);
}

static void
there_is_an_end_to_connections_in_all(void **state)
{
	struct server *s = *state;
	int i;

	for (i = 0; i < 10; i++)
		assert_int_equal(enter(s, i % 2 ? s->a : s->b, 0),
		    COUNT_ACCEPTED);
	assert_int_equal(enter(s, s->a, 0), COUNT_REFUSED_FULL);
	limits_leave(s->board, s->a, 0);
	assert_int_equal(enter(s, s->b, 0), COUNT_ACCEPTED);
}

static void
a_worker_has_its_part_whatever_others_have(void **state)
{
	struct server *s = *state;
	int i;

	s->limits.connections_per_worker = 5;
	for (i = 0; i < 10; i++)
		assert_int_equal(enter(s, s->a, 0), COUNT_ACCEPTED);
	assert_int_equal(enter(s, s->a, 0), COUNT_REFUSED_FULL);
	for (i = 0; i < 5; i++)
		assert_int_equal(enter(s, s->b, 0), COUNT_ACCEPTED);
	assert_int_equal(enter(s, s->b, 0), COUNT_REFUSED_FULL);
}

static void
a_burst_is_answered_and_then_one_waits_as_told(void **state)
{
	struct server *s = *state;
	unsigned i, wait;

	for (i = 0; i < 10; i++)
		assert_int_equal(ask(s, i % 2 ? s->a : s->b, "192.0.2.1", 0), 0);
	wait = ask(s, s->a, "192.0.2.9", 0);
	assert_in_range(wait, 1, 2);
	assert_int_equal(ask(s, s->b, "198.51.100.1", 0), 0);
	/* who does as told is answered, whichever worker it meets */
	assert_int_equal(ask(s, s->b, "192.0.2.1", wait * 1000), 0);
}

static void
who_keeps_to_the_rate_is_never_slowed(void **state)
{
	struct server *s = *state;
	unsigned i;

	for (i = 0; i < 1000; i++)
		assert_int_equal(ask(s, i % 3 ? s->a : s->b, "192.0.2.1",
				     i * 500), 0);
}

static void
who_is_too_fast_gets_about_the_rate_when_it_waits(void **state)
{
	struct server *s = *state;
	unsigned ms = 0, answered = 0, wait;

	while (ms < 600000) {
		wait = ask(s, s->a, "192.0.2.1", ms);
		answered += wait == 0;
		ms += wait > 0 ? wait * 1000 : 10;
	}
	assert_in_range(answered, 600, 1300);	/* 2 a second */
}

static void
who_only_hammers_is_not_let_in_any_more(void **state)
{
	struct server *s = *state;
	uint64_t id = network("192.0.2.1");
	unsigned i;

	for (i = 0; i < 39; i++)
		ask(s, s->a, "192.0.2.1", 0);
	assert_int_equal(enter(s, s->b, id), COUNT_ACCEPTED);
	ask(s, s->a, "192.0.2.1", 0);
	assert_int_equal(enter(s, s->b, id), COUNT_REFUSED_RATE);
	assert_int_equal(limits_enter(&s->limits, s->board, s->b, id,
			     NOW + 60000), COUNT_ACCEPTED);
}

static void
without_a_rate_nobody_is_slowed(void **state)
{
	struct server *s = *state;
	unsigned i;

	s->limits.requests_per_second = 0;
	for (i = 0; i < 1000; i++)
		assert_int_equal(ask(s, s->a, "192.0.2.1", 0), 0);
	assert_int_equal(enter(s, s->b, network("192.0.2.1")), COUNT_ACCEPTED);
}

static void
more_networks_than_the_table_holds_only_lose_their_own_limits(void **state)
{
	struct server *s = *state;
	char text[64];
	unsigned i;

	s->limits.connections = 1000000;
	for (i = 0; i < 20000; i++) {
		snprintf(text, sizeof(text), "10.%u.%u.1", i / 250, i % 250);
		assert_int_equal(enter(s, s->a, network(text)),
		    COUNT_ACCEPTED);
		assert_int_equal(ask(s, s->a, text, 0), 0);
	}
	for (i = 0; i < 20000; i++) {
		snprintf(text, sizeof(text), "10.%u.%u.1", i / 250, i % 250);
		limits_leave(s->board, s->a, network(text));
	}
	assert_int_equal(scoreboard_connections(s->board), 0);
	/* old ones make room */
	for (i = 0; i < 3; i++)
		assert_int_equal(limits_enter(&s->limits, s->board, s->a,
				     network("192.0.2.1"), NOW + 60000),
		    COUNT_ACCEPTED);
	assert_int_equal(limits_enter(&s->limits, s->board, s->a,
			     network("192.0.2.1"), NOW + 60000),
	    COUNT_REFUSED_NETWORK);
}

static void
what_a_dead_worker_had_open_is_forgotten_but_not_what_it_did(void **state)
{
	struct server *s = *state;
	uint64_t id = network("192.0.2.1");
	struct score *mine;
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		if ((mine = scoreboard_take(s->board)) == NULL)
			_exit(1);
		while (limits_enter(&s->limits, s->board, mine, id, NOW) ==
		    COUNT_ACCEPTED)
			score_count(mine, COUNT_ACCEPTED);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_int_equal(scoreboard_connections(s->board), 3);
	assert_int_equal(enter(s, s->a, id), COUNT_REFUSED_NETWORK);
	scoreboard_release(s->board, pid);
	assert_int_equal(scoreboard_connections(s->board), 0);
	assert_int_equal(enter(s, s->a, id), COUNT_ACCEPTED);
	assert_int_equal(scoreboard_sum(s->board, COUNT_ACCEPTED), 3);
	assert_ptr_equal(scoreboard_take(s->board), &s->board->scores[2]);
}

#define LIMIT_TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_network_is_what_one_customer_has),
		cmocka_unit_test(addresses_are_shortened_by_bits),
		cmocka_unit_test(a_prefix_holds_what_begins_with_it),
		LIMIT_TEST(this_machine_is_exempt_by_default),
		LIMIT_TEST(a_network_has_its_connections_over_all_workers),
		LIMIT_TEST(there_is_an_end_to_connections_in_all),
		LIMIT_TEST(a_worker_has_its_part_whatever_others_have),
		LIMIT_TEST(a_burst_is_answered_and_then_one_waits_as_told),
		LIMIT_TEST(who_keeps_to_the_rate_is_never_slowed),
		LIMIT_TEST(who_is_too_fast_gets_about_the_rate_when_it_waits),
		LIMIT_TEST(who_only_hammers_is_not_let_in_any_more),
		LIMIT_TEST(without_a_rate_nobody_is_slowed),
		LIMIT_TEST(
		    more_networks_than_the_table_holds_only_lose_their_own_limits),
		LIMIT_TEST(
		    what_a_dead_worker_had_open_is_forgotten_but_not_what_it_did),
	};

	return cmocka_run_group_tests_name("limits", tests, NULL, NULL);
}

/* Keys of session tickets: their file, whose they are, and what they open. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <openssl/evp.h>

#include "tls/ticket.h"

#define KEY_A "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB"
#define KEY_B "QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJC"

static char file[] = "/tmp/t_ticket.XXXXXX";
static char err[512];

static int
read_text(const char *text, size_t n, struct ticket_secrets *s)
{
	FILE *f = fopen(file, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
	err[0] = '\0';
	return ticket_secrets_read(file, s, err, sizeof(err));
}

static struct ticket_secrets
secrets(const char *text)
{
	struct ticket_secrets s;

	assert_int_equal(read_text(text, strlen(text), &s), 0);
	return s;
}

static struct ticket_keys
keys(const char *text, const char *host)
{
	struct ticket_secrets s = secrets(text);
	struct ticket_keys k;

	assert_true(ticket_keys_derive(&k, &s, host));
	return k;
}

static void
a_line_is_a_key(void **state)
{
	struct ticket_secrets s;
	char many[17 * 65 + 1] = "";
	int i;

	(void)state;
	s = secrets("# shared by all\n" KEY_A "\n\n" KEY_B);
	assert_int_equal(s.n, 2);
	for (i = 0; i < TICKET_SECRET; i++) {
		assert_int_equal(s.key[0][i], 'A');
		assert_int_equal(s.key[1][i], 'B');
	}
	for (i = 0; i < TICKET_KEYS_MAX; i++)
		strcat(many, KEY_A "\n");
	assert_int_equal(secrets(many).n, TICKET_KEYS_MAX);
	strcat(many, KEY_A "\n");
	assert_int_equal(read_text(many, strlen(many), &s), -1);
	assert_non_null(strstr(err, "line 17 "));
	assert_non_null(strstr(err, "one too many"));
}

static void
what_is_no_key_is_told(void **state)
{
	static const struct {
		const char *text, *said;
	} rows[] = {
		{ "", "no ticket key" },
		{ "\n# nothing\n", "no ticket key" },
		{ KEY_A "\nshort\n", "line 2 " },
		{ KEY_A "A\n", "line 1 " },
		{ KEY_A "\r\n", "line 1 " },
		{ " " KEY_A "\n", "line 1 " },
		{ KEY_A KEY_A "\n", "line 1 " },
		{ "=" KEY_A "\n", "line 1 " },
	};
	char padded[] = KEY_A, nul[] = KEY_A, big[20000];
	struct ticket_secrets s;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_int_equal(read_text(rows[i].text, strlen(rows[i].text),
				     &s), -1);
		assert_non_null(strstr(err, rows[i].said));
		assert_non_null(strstr(err, file));
		assert_null(strstr(err, "QUFB"));	/* no secret is */
	}
	padded[63] = '=';
	assert_int_equal(read_text(padded, 64, &s), -1);
	nul[10] = '\0';
	assert_int_equal(read_text(nul, 64, &s), -1);
	memset(big, '\n', sizeof(big));
	assert_int_equal(read_text(big, sizeof(big), &s), -1);
	assert_non_null(strstr(err, "too long"));
	assert_int_equal(ticket_secrets_read("/nowhere/at/all", &s, err,
			     sizeof(err)), -1);
	assert_non_null(strstr(err, "cannot read the ticket keys /nowhere"));
}

static void
a_file_cut_anywhere_has_the_keys_that_are_whole(void **state)
{
	static const char text[] = KEY_A "\n" KEY_B "\n";
	struct ticket_secrets s;
	size_t n;

	(void)state;
	for (n = 0; n < sizeof(text); n++) {
		if (n == 64 || n == 65 || n >= 129) {
			assert_int_equal(read_text(text, n, &s), 0);
			assert_int_equal(s.n, n < 129 ? 1 : 2);
		} else {
			assert_int_equal(read_text(text, n, &s), -1);
		}
	}
}

static bool
differ(const void *a, const void *b, size_t n)
{
	return memcmp(a, b, n) != 0;
}

static void
each_host_has_keys_of_its_own(void **state)
{
	struct ticket_keys a = keys(KEY_A "\n" KEY_B "\n", "a.example");
	struct ticket_keys again = keys(KEY_A "\n" KEY_B "\n", "a.example");
	struct ticket_keys other = keys(KEY_A "\n" KEY_B "\n", "b.example");
	struct ticket_key *k = a.key, *o = other.key;
	struct ticket_keys random[2];

	(void)state;
	assert_int_equal(a.n, 2);
	assert_memory_equal(a.key, again.key, 2 * sizeof(*a.key));
	assert_true(differ(k->name, o->name, sizeof(k->name)));
	assert_true(differ(k->cipher, o->cipher, sizeof(k->cipher)));
	assert_true(differ(k->mac, o->mac, sizeof(k->mac)));
	assert_true(differ(k->cipher, k->mac, sizeof(k->mac)));
	assert_true(differ(&k[0], &k[1], sizeof(*k)));
	assert_true(ticket_keys_random(&random[0]));
	assert_true(ticket_keys_random(&random[1]));
	assert_int_equal(random[0].n, 1);
	assert_true(differ(&random[0].key[0], &random[1].key[0], sizeof(*k)));
}

/* What a ticket that was made with some keys is to others. */
static int
opened(const struct ticket_keys *made, const struct ticket_keys *by)
{
	static const char session[16] = "a whole session";
	EVP_MAC *hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
	EVP_MAC_CTX *m[2] = { EVP_MAC_CTX_new(hmac), EVP_MAC_CTX_new(hmac) };
	uint8_t name[16], iv[16], sealed[48], mac[2][32];
	char plain[64];
	int n, last, found;
	size_t size;

	assert_int_equal(ticket_crypt(made, name, iv, c, m[0], 1), 1);
	assert_int_equal(EVP_CipherUpdate(c, sealed, &n,
			     (const void *)session, sizeof(session)), 1);
	assert_int_equal(EVP_CipherFinal(c, sealed + n, &last), 1);
	n += last;
	EVP_CIPHER_CTX_reset(c);
	found = ticket_crypt(by, name, iv, c, m[1], 0);
	if (found > 0) {
		assert_int_equal(EVP_CipherUpdate(c, (unsigned char *)plain,
				     &last, sealed, n), 1);
		assert_int_equal(EVP_CipherFinal(c, (unsigned char *)plain +
				     last, &n), 1);
		assert_string_equal(plain, session);
		for (n = 0; n < 2; n++)
			assert_true(EVP_MAC_init(m[n], NULL, 0, NULL) == 1 &&
			    EVP_MAC_update(m[n], sealed, 32) == 1 &&
			    EVP_MAC_final(m[n], mac[n], &size, 32) == 1);
		assert_memory_equal(mac[0], mac[1], 32);
	}
	EVP_CIPHER_CTX_free(c);
	EVP_MAC_CTX_free(m[0]);
	EVP_MAC_CTX_free(m[1]);
	EVP_MAC_free(hmac);
	return found;
}

static void
the_first_key_encrypts_and_all_decrypt(void **state)
{
	struct ticket_keys before = keys(KEY_A, "a.example");
	struct ticket_keys both = keys(KEY_B "\n" KEY_A, "a.example");
	struct ticket_keys after = keys(KEY_B, "a.example");
	struct ticket_keys other = keys(KEY_B "\n" KEY_A, "b.example");

	(void)state;
	assert_int_equal(opened(&before, &before), 1);
	assert_int_equal(opened(&before, &both), 2);	/* to be renewed */
	assert_int_equal(opened(&both, &after), 1);
	assert_int_equal(opened(&both, &before), 0);
	assert_int_equal(opened(&before, &after), 0);
	assert_int_equal(opened(&both, &other), 0);
	assert_int_equal(opened(&other, &both), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_is_a_key),
		cmocka_unit_test(what_is_no_key_is_told),
		cmocka_unit_test(
		    a_file_cut_anywhere_has_the_keys_that_are_whole),
		cmocka_unit_test(each_host_has_keys_of_its_own),
		cmocka_unit_test(the_first_key_encrypts_and_all_decrypt),
	};
	int fd = mkstemp(file), failed;

	if (fd == -1)
		return 1;
	close(fd);
	failed = cmocka_run_group_tests_name("ticket", tests, NULL, NULL);
	unlink(file);
	return failed;
}

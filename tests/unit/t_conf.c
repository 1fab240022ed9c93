#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include <string.h>
#include <unistd.h>

#include "conf/conf.h"

static struct conf conf;
static char file[64];

static void
read_bytes(const char *text, size_t n)
{
	FILE *f = fopen(file, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
	conf_fini(&conf);
	conf_init(&conf);
	conf_read(&conf, file);
	if (conf.errors == 0)
		conf_complete(&conf);
}

static void
read_text(const char *text)
{
	read_bytes(text, strlen(text));
}

/* text has just this to be said of it. */
static void
says(const char *text, const char *place_and_sentence)
{
	char want[1024];

	read_text(text);
	snprintf(want, sizeof(want), "%s%s\n", file, place_and_sentence);
	assert_int_equal(conf.errors, 1);
	assert_int_equal(conf.messages.n, strlen(want));
	assert_memory_equal(conf.messages.p, want, strlen(want));
}

/* the file's folder, with name behind it */
static const char *
beside(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%.*s%s",
	    (int)(strrchr(file, '/') + 1 - file), file, name);
	return path;
}

static void
an_empty_file_serves_one_capsule_on_both_protocols(void **state)
{
	const struct conf_host *h;

	(void)state;
	read_text("");
	assert_int_equal(conf.errors, 0);
	assert_int_equal(conf.messages.n, 0);
	assert_int_equal(conf.hosts.n, 1);
	h = &conf.hosts.v[0];
	assert_string_equal(h->names.v[0], "localhost");
	assert_string_equal(h->capsule, beside("capsule"));
	assert_true(h->own_certificate);
	assert_string_equal(h->key, beside("certs/localhost.key"));
	assert_int_equal(conf.listeners.n, 4);
	assert_ptr_equal(conf.listeners.v[0].front, &gemini_front);
	assert_false(conf.listeners.v[0].optional);
	assert_true(conf.listeners.v[3].optional);
}

static void
all_that_a_file_says_is_taken(void **state)
{
	const struct conf_host *h;
	const struct conf_listener *l;

	(void)state;
	read_text("certs = keys\nstate = '/var/lib/q'\nworkers = 3\n"
		  "host B\xc3\xbc" "cher.example {\n"
		  "  aliases = { www.example, \"[::1]\" }\n"
		  "  capsule = \"/srv/a\"\n  lang = de\n  charset = utf-8\n"
		  "}\n"
		  "host \"b.example\" { certificate = b.crt key = /k/b.key }\n"
		  "listen 1965 { protocol = gemini public-port = 443 }\n"
		  "listen \"[::]:70\" {\n"
		  "  protocol = gopher host = B.Example tls = optional\n"
		  "  proxy-protocol = { 192.0.2.1, \"2001:db8::/32\" } }\n");
	assert_int_equal(conf.errors, 0);
	assert_int_equal(conf.workers, 3);
	assert_true(conf.watch);
	assert_string_equal(conf.state, "/var/lib/q");
	assert_int_equal(conf.hosts.n, 2);
	h = &conf.hosts.v[0];
	assert_int_equal(h->line, 4);
	assert_int_equal(h->names.n, 3);
	assert_string_equal(h->names.v[0], "xn--bcher-kva.example");
	assert_string_equal(h->names.v[2], "::1");
	assert_string_equal(h->capsule, "/srv/a");
	assert_string_equal(h->lang, "de");
	assert_string_equal(h->charset, "utf-8");
	assert_string_equal(h->certificate,
	    beside("keys/xn--bcher-kva.example.crt"));
	h = &conf.hosts.v[1];
	assert_false(h->own_certificate);
	assert_string_equal(h->certificate, beside("b.crt"));
	assert_string_equal(h->key, "/k/b.key");
	assert_string_equal(h->capsule, beside("capsule"));
	assert_int_equal(conf.listeners.n, 2);
	l = &conf.listeners.v[0];
	assert_ptr_equal(l->front, &gemini_front);
	assert_int_equal(l->tls, LISTENER_TLS);
	assert_int_equal(l->public_port, 443);
	l = &conf.listeners.v[1];
	assert_int_equal(l->line, 12);
	assert_int_equal(l->tls, LISTENER_EITHER);
	assert_int_equal(l->host, 1);
	assert_int_equal(l->proxies.n, 2);
	assert_int_equal(l->proxies.v[0].bits, 128);
	assert_int_equal(l->proxies.v[1].bits, 32);
}

static void
what_libconfuse_refuses_is_told_with_its_line(void **state)
{
	(void)state;
	says("# one\n/* two\n three */\ncolour = red\n",
	    ":4: error: no such option 'colour'");
	says("host a {\n\tcapsule = a // {\n\tcolour = red }\n",
	    ":3: error: no such option 'colour'");
	says("host {\n}\n", ":1: error: missing title for section 'host'");
	says("\nhost a { }\nhost a { }\n",
	    ":3: error: found duplicate title 'a'");
	says("workers\n", ":2: error: premature end of file");
	says("workers += 1",
	    ":1: error: attempt to append to non-list option 'workers'");
	says("workers = { 1 }", ":1: error: unexpected token '{'");
	says("}", ":1: error: unexpected closing brace");
}

static void
what_is_opened_must_be_closed(void **state)
{
	(void)state;
	says("workers = 1\nhost a {\n aliases = { b }\n",
	    ":2: error: this \"{\" has no \"}\"");
	says("\n\ncerts = \"a\\\"\n", ":3: error: what begins here, a string "
	    "or a comment, has no end");
	says("certs = 'a\n\n", ":1: error: what begins here, a string or a "
	    "comment, has no end");
	says("certs = 'a'\n/*/", ":2: error: what begins here, a string or a "
	    "comment, has no end");
}

static void
values_are_looked_at_when_they_are_read(void **state)
{
	(void)state;
	says("watch = maybe", ":1: error: \"maybe\" is neither true nor false");
	says("workers = many", ":1: error: \"many\" is not a number from 0 to "
	    "256");
	says("workers = -1", ":1: error: \"-1\" is not a number from 0 to 256");
	says("workers = \"\"", ":1: error: \"\" is not a number from 0 to 256");
	says("workers = 99999999999999999999", ":1: error: "
	    "\"99999999999999999999\" is not a number from 0 to 256");
	says("workers = 1\nstate = a\nworkers = 2\n",
	    ":1: error: this is set again further down");
	says("certs = ''", ":1: error: this path is empty");
	says("host a {\n lang = \"e;n\" }",
	    ":2: error: \"e;n\" is not a language tag such as en or pt-BR");
	says("host a {\n lang = \"english language\" }", ":2: error: \"english "
	    "language\" is not a language tag such as en or pt-BR");
	says("host a {\n\n charset = \"utf 8\" }",
	    ":3: error: \"utf 8\" is not the name of a character set");
	says("listen here { protocol = gemini }",
	    ":1: error: \"here\" is not an address to listen on: write it as "
	    "127.0.0.1:1965 or [::1]:1965");
	says("listen 70 {\n protocol = gopher\n tls = yes }",
	    ":3: error: tls is off, optional or only, not \"yes\"");
	says("listen 70 {\n protocol = http }",
	    ":2: error: the protocol \"http\" is neither gemini nor gopher");
	says("listen 70 {\n\n}", ":1: error: say what is spoken here: "
	    "protocol = gemini or protocol = gopher");
	says("listen 70 { protocol = gopher\n proxy-protocol = 1.2.3 }",
	    ":2: error: \"1.2.3\" is not a network such as 192.0.2.0/24 or "
	    "2001:db8::/32");
	says("listen 70 { protocol = gopher\n public-port = 0 }",
	    ":2: error: \"0\" is not a number from 1 to 65535");
	says("listen 70 { protocol = gemini\n host = localhost }",
	    ":2: error: only Gopher has \"host\": Gemini is always TLS, and "
	    "its requests name their host");
	says("listen 70 { protocol = gopher\n host = other }",
	    ":2: error: there is no host \"other\"");
}

static void
a_folder_has_its_own_language_and_charset(void **state)
{
	const struct conf_host *h;

	(void)state;
	read_text("host a {\n lang = en\n"
		  " folder /ko { lang = ko }\n"
		  " folder \"/a b/old/\" { lang = \"en, fr,\" "
		  "charset = koi8-r }\n folder / { charset = utf-8 } }");
	assert_int_equal(conf.errors, 0);
	h = &conf.hosts.v[0];
	assert_int_equal(h->folders.n, 3);
	assert_string_equal(h->folders.v[0].path, "/ko/");
	assert_string_equal(h->folders.v[0].lang, "ko");
	assert_null(h->folders.v[0].charset);
	assert_string_equal(h->folders.v[1].path, "/a b/old/");
	assert_string_equal(h->folders.v[1].lang, "en,fr");
	assert_string_equal(h->folders.v[1].charset, "koi8-r");
	assert_string_equal(h->folders.v[2].path, "/");
	says("host a {\n folder ko { }\n}", ":2: error: the folder \"ko\" "
	    "does not begin with a slash");
	says("host a { folder /ko {\n lang = \"k o;\" } }",
	    ":2: error: \"k o;\" is not a language tag such as en or pt-BR");
}

static void
text_is_a_choice_of_gopher(void **state)
{
	(void)state;
	read_text("listen 70 { protocol = gopher text = rfc }\n"
		  "listen 71 { protocol = gopher text = raw }\n"
		  "listen 72 { protocol = gopher }");
	assert_int_equal(conf.errors, 0);
	assert_true(conf.listeners.v[0].rfc_text);
	assert_false(conf.listeners.v[1].rfc_text);
	assert_false(conf.listeners.v[2].rfc_text);
	says("listen 70 { protocol = gopher\n text = dots }",
	    ":2: error: text is raw or rfc, not \"dots\"");
	says("listen 70 { protocol = gemini\n text = raw }",
	    ":2: error: only Gopher has \"text\": Gemini sends it as it is");
}

static void
names_belong_to_one_host(void **state)
{
	(void)state;
	says("host \"a b\" { }", ":1: error: \"a b\" is not a host name");
	says("host a { }\nhost A. { }\n", ":2: error: the host name \"A.\" is "
	    "already that of the host \"a\"");
	says("host a { }\nhost b {\n aliases = { c,\n a }\n}\n", ":4: error: "
	    "the host name \"a\" is already that of the host \"a\"");
	says("host a {\n aliases = a }\n", ":2: error: the host name \"a\" is "
	    "already that of the host \"a\"");
	says("host a { key = k }", ":1: error: the host \"a\" has a key but "
	    "no certificate: it needs both, or neither to have them made");
}

static void
addresses_lead_elsewhere_or_are_gone(void **state)
{
	const struct conf_host *h;

	(void)state;
	read_text("host a {\n"
		  " redirect /old/ { to = \"/new/\" }\n"
		  " redirect '/a b/./../%c3%a9' { to = 'gemini://b/?c'"
		  " permanent = true }\n"
		  " gone = { /x, /y/ }\n}\n");
	assert_int_equal(conf.errors, 0);
	h = &conf.hosts.v[0];
	assert_int_equal(h->redirects.n, 4);
	assert_string_equal(h->redirects.v[0].path, "/old/");
	assert_string_equal(h->redirects.v[0].to, "/new/");
	assert_false(h->redirects.v[0].permanent);
	assert_string_equal(h->redirects.v[1].path, "/\xc3\xa9");
	assert_string_equal(h->redirects.v[1].to, "gemini://b/?c");
	assert_true(h->redirects.v[1].permanent);
	assert_string_equal(h->redirects.v[2].path, "/x");
	assert_null(h->redirects.v[2].to);

	says("host a {\n redirect /b { } }", ":2: error: say where \"/b\" has "
	    "gone: to = \"/new\"");
	says("host a {\n redirect b { to = /c } }", ":2: error: \"b\" is not "
	    "an address of this host: write it as /page/ or "
	    "/folder/page/question");
	says("host a {\n gone = { \"/../b\" } }", ":2: error: \"/../b\" is "
	    "not an address of this host: write it as /page/ or "
	    "/folder/page/question");
	says("host a {\n redirect /b { to = /c\n permanent = maybe } }",
	    ":3: error: \"maybe\" is neither true nor false");
	says("host a {\n redirect /b { to = /c }\n gone = /./b }",
	    ":3: error: the address \"/./b\" is already said to have moved or "
	    "to be gone");
	says("host a {\n redirect /b/ {\n to = '/b/c/' } }",
	    ":3: error: \"/b/\" leads to itself");
}

static void
a_redirect_fits_a_header_line(void **state)
{
	static const char *const bad[] = { "b", "//b/c", "/b c", "/b\\n",
		"/\xc3\xa9", "/b#c", "", ":b", "1a:b", "/<b>" };
	char text[256];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		snprintf(text, sizeof(text),
		    "host a { redirect /a { to = \"%s\" } }", bad[i]);
		read_text(text);
		assert_int_equal(conf.errors, 1);
	}
}

#define DIGITS "0123456789abcdef0123456789ABCDEF" \
	"0123456789abcdef0123456789ABCDE"

static void
zones_are_for_somebody(void **state)
{
	const struct zone *z;

	(void)state;
	read_text("host a { client-certificates \"/b/\" { fingerprints = {\n"
		  " \"SHA256:" DIGITS "f\", \"01:23 " "456789abcdef"
		  "0123456789ABCDEF" "0123456789abcdef0123456789ABCDEF\" } }\n"
		  " client-certificates / { fingerprints = " DIGITS "f } }");
	assert_int_equal(conf.errors, 0);
	assert_int_equal(conf.hosts.v[0].zones.n, 2);
	z = &conf.hosts.v[0].zones.v[0];
	assert_string_equal(z->path, "/b");
	assert_int_equal(z->nidentities, 2);
	assert_int_equal(z->identities[0].sha256[1], 0x23);
	assert_int_equal(z->identities[0].sha256[31], 0xef);
	assert_memory_equal(&z->identities[0], &z->identities[1],
	    sizeof(z->identities[0]));
	assert_string_equal(conf.hosts.v[0].zones.v[1].path, "");

	says("host a {\n client-certificates /b { } }", ":2: error: say who "
	    "may read \"/b\": by fingerprints or by an authority");
	says("host a { client-certificates /b {\n fingerprints = abc } }",
	    ":2: error: \"abc\" is not a fingerprint: it has 64 hexadecimal "
	    "digits, of SHA-256");
	says("host a { client-certificates /b { fingerprints = {\n"
	     DIGITS "0f } } }",
	    ":2: error: \"" DIGITS "0f\" is not a fingerprint: it has 64 "
	    "hexadecimal digits, of SHA-256");
	says("host a { client-certificates /b {\n authority = /nowhere } }",
	    ":2: error: cannot read the certificates /nowhere: No such file or "
	    "directory");
	says("host a { client-certificates /b { fingerprints = " DIGITS "f }\n"
	    " client-certificates /b/ { fingerprints = " DIGITS "f } }",
	    ":2: error: whose \"/b/\" is was already said");
}

static void
every_fault_is_told_not_only_the_first(void **state)
{
	(void)state;
	read_text("workers = x\nhost \"?\" { lang = '' }\nlisten 0 { }\n");
	assert_int_equal(conf.errors, 4);
}

static void
what_cannot_be_read_is_no_configuration(void **state)
{
	static char big[(1 << 20) + 1];
	char want[128];

	(void)state;
	memset(big, ' ', sizeof(big));
	read_bytes(big, sizeof(big));
	assert_int_equal(conf.errors, 1);
	read_bytes("workers = 1\0", 12);
	assert_int_equal(conf.errors, 1);
	assert_int_equal(unlink(file), 0);
	conf_fini(&conf);
	conf_init(&conf);
	conf_read(&conf, file);
	assert_int_equal(conf.errors, 1);
	snprintf(want, sizeof(want),
	    "%s: error: cannot read it: No such file or directory\n", file);
	assert_memory_equal(conf.messages.p, want, strlen(want));
	conf_fini(&conf);
	conf_init(&conf);
	conf_read(&conf, "/");		/* a folder */
	assert_int_equal(conf.errors, 1);
}

static void
a_file_cut_anywhere_is_taken_or_refused(void **state)
{
	static const char text[] =
	    "/* a */ workers = 2 # b\n"
	    "host \"a.example\" { aliases = { 'b', c } lang = \"e\\\"n\" }\n"
	    "listen \"[::]:70\" { protocol = gopher tls = only }\n";
	size_t n;

	(void)state;
	for (n = 0; n < sizeof(text); n++)
		read_bytes(text, n);
}

static int
set_up(void **state)
{
	char dir[] = "/tmp/qapsule-test-XXXXXX";

	(void)state;
	if (mkdtemp(dir) == NULL)
		return -1;
	snprintf(file, sizeof(file), "%s/qapsule.conf", dir);
	conf_init(&conf);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	conf_fini(&conf);
	unlink(file);
	*strrchr(file, '/') = '\0';
	return rmdir(file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    an_empty_file_serves_one_capsule_on_both_protocols),
		cmocka_unit_test(all_that_a_file_says_is_taken),
		cmocka_unit_test(what_libconfuse_refuses_is_told_with_its_line),
		cmocka_unit_test(what_is_opened_must_be_closed),
		cmocka_unit_test(values_are_looked_at_when_they_are_read),
		cmocka_unit_test(a_folder_has_its_own_language_and_charset),
		cmocka_unit_test(text_is_a_choice_of_gopher),
		cmocka_unit_test(names_belong_to_one_host),
		cmocka_unit_test(addresses_lead_elsewhere_or_are_gone),
		cmocka_unit_test(a_redirect_fits_a_header_line),
		cmocka_unit_test(zones_are_for_somebody),
		cmocka_unit_test(every_fault_is_told_not_only_the_first),
		cmocka_unit_test(what_cannot_be_read_is_no_configuration),
		cmocka_unit_test(a_file_cut_anywhere_is_taken_or_refused),
	};

	return cmocka_run_group_tests_name("conf", tests, set_up, tear_down);
}

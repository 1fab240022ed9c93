/*
 * qapsule cert - what readers compare when they trust on first use; made,
 * shown, and renewed for the same key.
 */
#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "conf/conf.h"
#include "main/command.h"
#include "tls/cert.h"
#include "tls/info.h"

struct cert {
	struct conf conf;
	const char *file, *certs;
	VEC(const char *) names;	/* of the host; or, with a file, of
					   those hosts that are meant */
	bool new_key;
};

/* --- what is done to the certificate of one host --------------------------- */

static void
print_digits(const char *label, const char *fingerprint, int (*form)(int))
{
	printf("    %-21s ", label);
	for (; *fingerprint != '\0'; fingerprint++)
		if (*fingerprint != ':')
			putchar(form((unsigned char)*fingerprint));
	putchar('\n');
}

static int
show(struct cert *c, const struct conf_host *h)
{
	struct tls_info info;
	char err[1024];

	(void)c;
	if (h->own_certificate && access(h->certificate, F_OK) == -1 &&
	    errno == ENOENT)
		return command_fail(EXIT_WRONG, "there is no certificate %s "
		    "yet: qapsule serve makes it, or qapsule cert new",
		    h->certificate);
	if (tls_info(h->certificate, time(NULL), &info, err, sizeof(err)) ==
	    -1)
		return command_fail(EXIT_WRONG, "%s", err);
	printf("%s\n"
	       "  names                   %s\n"
	       "  valid                   %s to %s%s\n"
	       "  issued by               %s\n"
	       "  certificate, SHA-256    %s\n"
	       "  public key, SHA-256     %s\n",
	    h->certificate, info.names, info.not_before, info.not_after,
	    info.expired ? " (expired)" : info.not_yet ? " (not yet)" : "",
	    info.self_signed ? "itself" : info.issuer, info.certificate,
	    info.key);
	print_digits("as in Amfora", info.key, toupper);
	print_digits("as in Lagrange", info.key, tolower);
	return EXIT_DONE;
}

static int
new(struct cert *c, const struct conf_host *h)
{
	char err[1024];
	bool made;

	if (tls_cert_ensure(h->certificate, h->key, h->names.v, h->names.n,
		&made, err, sizeof(err)) == -1)
		return command_fail(EXIT_WRONG, "%s", err);
	if (!made)
		return command_fail(EXIT_WRONG, "%s is there already, and "
		    "readers may have accepted it; qapsule cert renew makes "
		    "another for the same key", h->certificate);
	return show(c, h);
}

/* Without a file only the certificate itself knows all of its names. */
static int
renew(struct cert *c, const struct conf_host *h)
{
	char err[1024];

	if (tls_cert_renew(h->certificate, h->key,
		c->file != NULL ? h->names.v : NULL, h->names.n, c->new_key,
		err, sizeof(err)) == -1)
		return command_fail(EXIT_WRONG, "%s", err);
	return show(c, h);
}

/* --- of which hosts -------------------------------------------------------- */

static void
read_hosts(struct cert *c)
{
	struct conf_host *host;
	uint32_t i;

	if (c->file != NULL)
		conf_read(&c->conf, c->file);
	else if (c->names.n > 0 &&
	    (host = conf_add_host(&c->conf, 0, c->names.v[0])) != NULL)
		for (i = 1; i < c->names.n; i++)
			conf_add_name(&c->conf, host, 0, c->names.v[i]);
	if (c->certs != NULL)
		c->conf.certs = c->certs;
	if (c->conf.errors == 0)
		conf_complete(&c->conf);
	for (i = 0; i < c->names.n && c->conf.errors == 0; i++)
		if (conf_find_host(&c->conf, c->names.v[i]) == NULL)
			conf_error(&c->conf, 0, "it has no host \"%s\"",
			    c->names.v[i]);
}

static bool
is_meant(const struct cert *c, const struct conf_host *h)
{
	bool any = c->names.n == 0;
	uint32_t i;

	for (i = 0; i < c->names.n; i++)
		any |= conf_find_host(&c->conf, c->names.v[i]) == h;
	return any;
}

static int
for_hosts(struct cert *c, int (*act)(struct cert *, const struct conf_host *))
{
	int status = EXIT_DONE;
	uint32_t i;

	conf_init(&c->conf);
	read_hosts(c);
	conf_print(&c->conf, stderr);
	if (c->conf.errors > 0)
		return EXIT_WRONG;
	for (i = 0; i < c->conf.hosts.n; i++)
		if (is_meant(c, &c->conf.hosts.v[i]) &&
		    act(c, &c->conf.hosts.v[i]) != EXIT_DONE)
			status = EXIT_WRONG;
	return status;
}

static bool
parse_options(struct cert *c, int argc, char **argv)
{
	static const struct option options[] = {
		{ "certs", required_argument, NULL, 'C' },
		{ "host", required_argument, NULL, 'h' },
		{ "new-key", no_argument, NULL, 'k' },
		{ NULL, 0, NULL, 0 },
	};
	const char **slot;
	int o;

	while ((o = getopt_long(argc, argv, "c:", options, NULL)) != -1)
		switch (o) {
		case 'c':
			c->file = optarg;
			break;
		case 'C':
			c->certs = optarg;
			break;
		case 'h':
			if ((slot = vec_push(&c->names)) == NULL)
				return false;
			*slot = optarg;
			break;
		case 'k':
			c->new_key = true;
			break;
		default:
			return false;
		}
	return true;
}

int
cmd_cert(int argc, char **argv)
{
	static const struct {
		const char *word;
		int (*act)(struct cert *, const struct conf_host *);
	} acts[] = { { "show", show }, { "new", new }, { "renew", renew } };
	static struct cert c;
	size_t i;

	if (!parse_options(&c, argc, argv))
		return EXIT_USAGE;
	for (i = 0; argc - optind == 1 && i < sizeof(acts) / sizeof(*acts); i++)
		if (strcmp(argv[optind], acts[i].word) == 0)
			return for_hosts(&c, acts[i].act);
	return command_fail(EXIT_USAGE, "say what to do with the certificate: "
	    "qapsule cert show, new or renew");
}

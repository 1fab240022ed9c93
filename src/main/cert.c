/*
 * qapsule cert - what readers compare when they trust on first use.
 */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "main/command.h"
#include "net/tls_cert.h"

int
cmd_cert(int argc, char **argv)
{
	static const struct option options[] = {
		{ "certs", required_argument, NULL, 'c' },
		{ "host", required_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	const char *certs = "certs", *host = "localhost";
	struct tls_cert_info info;
	char file[4096], err[512];
	int o;

	while ((o = getopt_long(argc, argv, "", options, NULL)) != -1)
		if (o == 'c')
			certs = optarg;
		else if (o == 'h')
			host = optarg;
		else
			return EXIT_USAGE;
	if (argc - optind != 1 || strcmp(argv[optind], "show") != 0)
		return command_fail(EXIT_USAGE,
		    "say what to do with the certificate: qapsule cert show");
	snprintf(file, sizeof(file), "%s/%s.crt", certs, host);
	if (tls_cert_info(file, &info, err, sizeof(err)) == -1)
		return command_fail(EXIT_WRONG, "%s", err);
	printf("%s\n"
	       "  names                   %s\n"
	       "  valid                   %s to %s%s\n"
	       "  certificate, SHA-256    %s\n"
	       "  public key, SHA-256     %s\n",
	    file, info.names, info.not_before, info.not_after,
	    info.expired ? " (expired)" : "", info.certificate, info.key);
	return EXIT_DONE;
}

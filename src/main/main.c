/*
 * qapsule - questions and answers on Gemini and Gopher.
 *
 * Finds the subcommand and runs it; --help and --version.
 */
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "main/command.h"

static const struct {
	const char *name;
	int (*run)(int, char **);
} commands[] = {
	{ "serve", cmd_serve },
	{ "check", cmd_check },
	{ "render", cmd_render },
	{ "ids", cmd_ids },
	{ "cert", cmd_cert },
	{ "import", cmd_import },
	{ "status", cmd_status },
	{ "reload", cmd_reload },
	{ "stop", cmd_stop },
};

static const char help[] =
    "usage: qapsule serve  [-c FILE] [--capsule DIR] [--certs DIR]\n"
    "                      [--state DIR] [--host NAME]...\n"
    "                      [--gemini ADDR:PORT]... [--gopher ADDR:PORT]...\n"
    "                      [--workers N] [--ports-file FILE] [--no-watch]\n"
    "                      [--user NAME]\n"
    "       qapsule check  [-c FILE] [--lint] [PATH]...\n"
    "       qapsule render --as gemini|gopher|text [--width N] PATH [ID]\n"
    "       qapsule ids    [--write] [-c FILE] [--capsule DIR] [--state DIR]\n"
    "                      [--host NAME] PATH...\n"
    "       qapsule cert   show|new|renew [-c FILE] [--certs DIR]\n"
    "                      [--host NAME]... [--new-key]\n"
    "       qapsule import FORMAT [FLAG]... FILE\n"
    "       qapsule status [-c FILE] [--state DIR] [--json | --prometheus]\n"
    "                      [--questions]\n"
    "       qapsule reload [-c FILE] [--state DIR]\n"
    "       qapsule stop   [-c FILE] [--state DIR]\n"
    "       qapsule --version | --help\n"
    "\n"
    "serve    answer on Gemini and Gopher until stopped\n"
    "check    say what is wrong with documents or in a configuration\n"
    "render   print what a reader would get\n"
    "ids      print the addresses of questions, or write them down\n"
    "cert     make, show and renew certificates: what readers compare\n"
    "import   make a document of JSON, YAML, a web page or text: see\n"
    "         qapsule import --help\n"
    "status   say how the running server is and what it has done\n"
    "reload   have it serve what has changed, and say how that went\n"
    "stop     stop it, once it has finished what it has begun\n"
    "\n"
    "Exit status: 0 done, 1 the thing checked or asked for is wrong, 2 usage.\n"
    "More in qapsule(1), qapsule.conf(5) and qapsule-format(5).\n";

int
command_fail(int status, const char *fmt, ...)
{
	va_list ap;

	fputs("qapsule: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	return status;
}

static bool
asks_for_help(const char *word)
{
	return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

int
main(int argc, char **argv)
{
	static char called[32];
	size_t i;

	log_paint();
	if (argc < 2)
		return command_fail(EXIT_USAGE,
		    "what shall I do? Try: qapsule --help");
	if (asks_for_help(argv[1]) || (argc == 3 && asks_for_help(argv[2]) &&
					  strcmp(argv[1], "import") != 0)) {
		fputs(help, stdout);
		return EXIT_DONE;
	}
	if (strcmp(argv[1], "--version") == 0) {
		puts("qapsule " PACKAGE_VERSION);
		return EXIT_DONE;
	}
	for (i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		if (strcmp(argv[1], commands[i].name) == 0) {
			/* by this getopt calls us when it complains */
			snprintf(called, sizeof(called), "qapsule %s", argv[1]);
			argv[1] = called;
			return commands[i].run(argc - 1, argv + 1);
		}
	return command_fail(EXIT_USAGE,
	    "there is no command \"%s\". Try: qapsule --help", argv[1]);
}

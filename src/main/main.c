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

/* tests/man.test and tests/completion.test read what --help makes of it */
static const struct command {
	const char *name;
	int (*run)(int, char **);
	const char *usage;	/* more lines are indented by themselves */
	const char *about;
} commands[] = {
	{ "serve", cmd_serve,
	    "serve  [-c FILE] [--capsule DIR] [--certs DIR]\n"
	    "[--state DIR] [--host NAME]...\n"
	    "[--gemini ADDR:PORT]... [--gopher ADDR:PORT]...\n"
	    "[--workers N] [--ports-file FILE] [--no-watch]\n"
	    "[--user NAME]\n",
	    "answer on Gemini and Gopher until stopped\n" },
	{ "check", cmd_check,
	    "check  [-c FILE] [--lint] [PATH]...\n",
	    "say what is wrong with documents or in a configuration\n" },
	{ "render", cmd_render,
	    "render --as gemini|gopher|text [--width N] PATH [ID]\n",
	    "print what a reader would get\n" },
	{ "ids", cmd_ids,
	    "ids    [--write] [-c FILE] [--capsule DIR] [--state DIR]\n"
	    "[--host NAME] PATH...\n",
	    "print the addresses of questions, or write them down\n" },
	{ "cert", cmd_cert,
	    "cert   show|new|renew [-c FILE] [--certs DIR]\n"
	    "[--host NAME]... [--new-key]\n",
	    "make, show and renew certificates: what readers compare\n" },
	{ "import", cmd_import,
	    "import FORMAT [FLAG]... FILE\n",
	    "make a document of JSON, YAML, a web page or text: see\n"
	    "qapsule import --help\n" },
	{ "status", cmd_status,
	    "status [-c FILE] [--state DIR] [--json | --prometheus]\n"
	    "[--questions]\n",
	    "say how the running server is and what it has done\n" },
	{ "reload", cmd_reload,
	    "reload [-c FILE] [--state DIR]\n",
	    "have it serve what has changed, and say how that went\n" },
	{ "stop", cmd_stop,
	    "stop   [-c FILE] [--state DIR]\n",
	    "stop it, once it has finished what it has begun\n" },
};

enum { COMMANDS = sizeof(commands) / sizeof(*commands) };

/* Lines, of which the first stands behind first and the others behind more. */
static void
put_lines(const char *first, const char *more, const char *lines)
{
	int n;

	for (; *lines != '\0'; lines += n + 1, first = more) {
		n = (int)strcspn(lines, "\n");
		printf("%s%.*s\n", first, n, lines);
	}
}

static void
put_usage(const struct command *c, bool first)
{
	put_lines(first ? "usage: qapsule " : "       qapsule ",
	    "                      ", c->usage);
}

static void
put_end(void)
{
	puts("\nExit status: 0 done, 1 the thing checked or asked for is wrong, "
	     "2 usage.\n"
	     "More in qapsule(1), qapsule.conf(5) and qapsule-format(5).");
}

static int
help(void)
{
	char name[16];
	size_t i;

	for (i = 0; i < COMMANDS; i++)
		put_usage(&commands[i], i == 0);
	puts("       qapsule --version | --help\n");
	for (i = 0; i < COMMANDS; i++) {
		snprintf(name, sizeof(name), "%-9s", commands[i].name);
		put_lines(name, "         ", commands[i].about);
	}
	put_end();
	return EXIT_DONE;
}

static int
help_with(const struct command *c)
{
	put_usage(c, true);
	putchar('\n');
	put_lines("", "", c->about);
	put_end();
	return EXIT_DONE;
}

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

static int
run(const struct command *c, int argc, char **argv)
{
	static char called[32];
	int i;

	/* import has a page of its own */
	for (i = 1; i < argc && c->run != cmd_import; i++)
		if (asks_for_help(argv[i]))
			return help_with(c);
	/* by this getopt calls us when it complains */
	snprintf(called, sizeof(called), "qapsule %s", c->name);
	argv[0] = called;
	return c->run(argc, argv);
}

int
main(int argc, char **argv)
{
	size_t i;

	log_paint();
	if (argc < 2)
		return command_fail(EXIT_USAGE,
		    "what shall I do? Try: qapsule --help");
	if (asks_for_help(argv[1]))
		return help();
	if (strcmp(argv[1], "--version") == 0) {
		puts("qapsule " PACKAGE_VERSION);
		return EXIT_DONE;
	}
	for (i = 0; i < COMMANDS; i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return run(&commands[i], argc - 1, argv + 1);
	return command_fail(EXIT_USAGE,
	    "there is no command \"%s\". Try: qapsule --help", argv[1]);
}

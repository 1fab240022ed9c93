/*
 * qapsule status, qapsule reload, qapsule stop - talk to the running server.
 */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "conf/conf.h"
#include "main/command.h"
#include "parent/control.h"

/* Prints what the server of the folder answers. */
static int
ask(const char *state, const char *command)
{
	struct buf out;
	int rc;

	buf_init(&out, 2 << 20);
	rc = control_ask(state, command, &out);
	if (rc == 0)
		printf("%.*s", (int)out.n, out.n > 0 ? out.p : "");
	else
		command_fail(EXIT_WRONG, "%.*s",
		    (int)(out.n - (out.n > 0 && out.p[out.n - 1] == '\n')),
		    out.n > 0 ? out.p : "");
	buf_fini(&out);
	return rc == 0 ? EXIT_DONE : EXIT_WRONG;
}

/* As ask, of the state folder that a configuration names. */
static int
ask_configured(const char *file, const char *state, const char *command)
{
	struct conf c;
	int status;

	conf_init(&c);
	if (state != NULL)
		c.state = state;
	else if (file != NULL)
		conf_read(&c, file);
	if (c.errors == 0)
		conf_complete(&c);
	conf_print(&c, stderr);
	if (c.errors == 0)
		status = ask(c.state, command);
	else
		status = command_fail(EXIT_WRONG, "the server is not asked: "
		    "--state DIR finds it without the configuration");
	conf_fini(&c);
	return status;
}

static int
command(int argc, char **argv, const struct option *options,
    const char *what)
{
	const char *file = NULL, *state = NULL;
	char line[64];
	const char *how = "table";
	bool questions = false, json = false, prometheus = false;
	int o;

	while ((o = getopt_long(argc, argv, "c:", options, NULL)) != -1)
		if (o == 'c')
			file = optarg;
		else if (o == 's')
			state = optarg;
		else if (o == 'q')
			questions = true;
		else if (o == 'j')
			json = true;
		else if (o == 'p')
			prometheus = true;
		else
			return EXIT_USAGE;
	if (optind < argc)
		return command_fail(EXIT_USAGE, "%s takes no argument \"%s\"",
		    what, argv[optind]);
	if (prometheus && (json || questions))
		return command_fail(EXIT_USAGE, "--prometheus goes alone");
	if (questions)
		how = json ? "questions-json" : "questions";
	else if (json || prometheus)
		how = json ? "json" : "prometheus";
	snprintf(line, sizeof(line), "%s %s", what, how);
	return ask_configured(file, state, line);
}

int
cmd_status(int argc, char **argv)
{
	static const struct option options[] = {
		{ "state", required_argument, NULL, 's' },
		{ "json", no_argument, NULL, 'j' },
		{ "questions", no_argument, NULL, 'q' },
		{ "prometheus", no_argument, NULL, 'p' },
		{ NULL, 0, NULL, 0 },
	};

	return command(argc, argv, options, "status");
}

static const struct option just_state[] = {
	{ "state", required_argument, NULL, 's' },
	{ NULL, 0, NULL, 0 },
};

int
cmd_reload(int argc, char **argv)
{
	return command(argc, argv, just_state, "reload");
}

int
cmd_stop(int argc, char **argv)
{
	return command(argc, argv, just_state, "stop");
}

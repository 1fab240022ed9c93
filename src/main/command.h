/*
 * command - the subcommands of qapsule, one file each.
 *
 * Each gets its own arguments, argv[0] being its name, and answers the exit
 * status: 0 done, 1 the thing checked or asked for is wrong, 2 usage.
 */
#ifndef QAPSULE_MAIN_COMMAND_H
#define QAPSULE_MAIN_COMMAND_H

enum {
	EXIT_DONE = 0,
	EXIT_WRONG = 1,
	EXIT_USAGE = 2,
};

int cmd_serve(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_render(int argc, char **argv);
int cmd_cert(int argc, char **argv);
int cmd_ids(int argc, char **argv);
int cmd_import(int argc, char **argv);
int cmd_status(int argc, char **argv);
int cmd_reload(int argc, char **argv);
int cmd_stop(int argc, char **argv);

/* "qapsule: TEXT" on standard error; answers status. */
int command_fail(int status, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif

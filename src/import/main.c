/*
 * qapsule-import - what `qapsule import` runs: files in, a document out.
 *
 * A program of its own, so that the server is never linked with the libraries
 * that read what comes from elsewhere.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "import/import.h"
#include "import/target.h"

enum { EXIT_DONE = 0, EXIT_WRONG = 1, EXIT_USAGE = 2 };

static const char help[] =
    "usage: qapsule import FORMAT [--style STYLE] [--title TEXT] [--base URL]\n"
    "                      [--dry-run] [-o FILE] [--force] FILE\n"
    "\n"
    "FORMAT is json, yaml, jsonld (the data in a web page) or text.\n"
    "FILE may be -, standard input.\n"
    "\n"
    "-o FILE    write the document there, not to standard output\n"
    "--force    replace FILE if it is there\n"
    "--dry-run  write nothing, only list the questions\n"
    "--style    of text: q-colon, numbered, usenet or plain; else it is\n"
    "           guessed\n"
    "--title    the title of the page\n"
    "--base     the address of the page, to which its links are relative\n"
    "\n"
    "Exit status: 0 done, 1 the source cannot be imported, 2 usage.\n"
    "More in qapsule-import(1).\n";

struct command {
	struct import_options import;
	const char *source;	/* as typed */
	const char *to;		/* or NULL: standard output */
	bool force, dry_run;
};

static int __attribute__((format(printf, 2, 3)))
fail(int status, const char *fmt, ...)
{
	va_list ap;

	fputs("qapsule import: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	return status;
}

/* --- the command line ------------------------------------------------------ */

/* Where a name stands among n, or -1. */
static int
index_of(const char *name, const char *const names[], size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (names[i] != NULL && strcmp(name, names[i]) == 0)
			return (int)i;
	return -1;
}

static int
format_of(const char *name)
{
	static const char *const names[] = { [IMPORT_JSON] = "json",
		[IMPORT_YAML] = "yaml", [IMPORT_JSONLD] = "jsonld",
		[IMPORT_TEXT] = "text" };

	return index_of(name, names, sizeof(names) / sizeof(*names));
}

static int
style_of(const char *name)
{
	static const char *const names[] = { [TEXT_Q_COLON] = "q-colon",
		[TEXT_NUMBERED] = "numbered", [TEXT_USENET] = "usenet",
		[TEXT_PLAIN] = "plain" };

	return index_of(name, names, sizeof(names) / sizeof(*names));
}

/* EXIT_DONE, or what to exit with. */
static int
read_options(struct command *c, int argc, char **argv)
{
	static const struct option options[] = {
		{ "base", required_argument, NULL, 'b' },
		{ "dry-run", no_argument, NULL, 'd' },
		{ "force", no_argument, NULL, 'f' },
		{ "style", required_argument, NULL, 's' },
		{ "title", required_argument, NULL, 't' },
		{ NULL, 0, NULL, 0 },
	};
	int o, style;

	while ((o = getopt_long(argc, argv, "o:", options, NULL)) != -1)
		switch (o) {
		case 'b':
			c->import.base = optarg;
			break;
		case 'd':
			c->dry_run = true;
			break;
		case 'f':
			c->force = true;
			break;
		case 'o':
			c->to = optarg;
			break;
		case 's':
			if ((style = style_of(optarg)) == -1)
				return fail(EXIT_USAGE,
				    "--style wants q-colon, numbered, usenet "
				    "or plain");
			c->import.style = (enum text_style)style;
			break;
		case 't':
			c->import.title = optarg;
			break;
		default:
			return EXIT_USAGE;
		}
	if (argc - optind != 2)
		return fail(EXIT_USAGE, "wants a format and a file. "
		    "Try: qapsule import --help");
	if ((o = format_of(argv[optind])) == -1)
		return fail(EXIT_USAGE, "there is no format \"%s\". "
		    "Try: qapsule import --help", argv[optind]);
	c->import.format = (enum import_format)o;
	c->source = argv[optind + 1];
	c->import.name = strcmp(c->source, "-") != 0 ? c->source : "";
	if (c->import.base != NULL && !target_base_ok(slice_of(c->import.base)))
		return fail(EXIT_USAGE, "--base wants an address such as "
		    "https://example.org/faq");
	return EXIT_DONE;
}

/* --- files ----------------------------------------------------------------- */

/* All there is, or one byte more than may be; -1 with errno. */
static int
read_source(const char *name, struct buf *out)
{
	char bytes[65536];
	struct stat st;
	ssize_t n = -1;
	int fd;

	fd = strcmp(name, "-") == 0 ? dup(STDIN_FILENO)
				    : open(name, O_RDONLY | O_CLOEXEC);
	if (fd == -1)
		return -1;
	if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode))
		errno = EISDIR;
	else
		while (out->n <= SOURCE_MAX_FILE &&
		    (n = read(fd, bytes, sizeof(bytes))) > 0)
			buf_put(out, bytes, (size_t)n);
	close(fd);
	if (out->failed)
		errno = ENOMEM;
	return n == -1 || out->failed ? -1 : 0;
}

static int
write_all(int fd, struct slice s)
{
	ssize_t n;

	for (; s.n > 0; s = slice_from(s, (size_t)n))
		if ((n = write(fd, s.p, s.n)) == -1)
			return -1;
	return 0;
}

/*
 * Under a name of its own first, so that nobody ever sees half a document,
 * and so that a file that came meanwhile is not replaced without --force.
 */
static int
write_file(const struct command *c, struct slice s)
{
	char *name = NULL;
	mode_t mask = umask(0);
	int fd, done = -1;

	umask(mask);
	if (asprintf(&name, "%s.XXXXXX", c->to) == -1)
		return -1;
	if ((fd = mkstemp(name)) == -1) {
		free(name);
		return -1;
	}
	if (write_all(fd, s) == 0 && fchmod(fd, 0666 & ~mask) == 0 &&
	    fsync(fd) == 0)
		done = c->force ? rename(name, c->to) : link(name, c->to);
	close(fd);
	if (done == -1 || !c->force) {
		fd = errno;
		unlink(name);
		errno = fd;
	}
	free(name);
	return done;
}

static int
put_document(const struct command *c, struct slice s)
{
	if (c->to == NULL && write_all(STDOUT_FILENO, s) == -1)
		return fail(EXIT_WRONG, "cannot write: %s", strerror(errno));
	if (c->to == NULL || write_file(c, s) == 0)
		return EXIT_DONE;
	if (errno == EEXIST)
		return fail(EXIT_WRONG,
		    "%s is there already; --force replaces it", c->to);
	return fail(EXIT_WRONG, "cannot write %s: %s", c->to, strerror(errno));
}

/* --- what it is about ------------------------------------------------------ */

/* What was taken for a question, and under which id it will be found. */
static void
list_questions(const struct faq *f)
{
	const struct faq_item *item;
	uint32_t i;

	printf("%.*s\n", (int)f->title.n, f->title.p);
	for (i = 0; i < f->items.n; i++) {
		item = &f->items.v[i];
		if (item->line > 0)
			printf("%u: ", (unsigned)item->line);
		else
			printf("%s: ", item->path);
		printf("%.*s [%.*s]\n", (int)item->question.n,
		    item->question.p, (int)item->id.n, item->id.p);
	}
	printf("%u question%s\n", (unsigned)f->items.n,
	    f->items.n == 1 ? "" : "s");
}

static int
import(const struct command *c, struct slice raw)
{
	int status = EXIT_WRONG;
	struct diags diags;
	struct buf out;
	struct faq faq;
	bool done;

	diags_init(&diags, false);
	buf_init(&out, SOURCE_MAX_FILE);
	done = import_read(&faq, raw, &c->import, &diags) &&
	    import_write(&faq, &out);
	if (done && c->dry_run)
		list_questions(&faq);
	diags_print(&diags, c->source, stderr);
	if (done)
		status = c->dry_run ? EXIT_DONE
				    : put_document(c, buf_slice(&out));
	else if (diags.errors == 0)
		fail(EXIT_WRONG, "no memory");
	faq_fini(&faq);
	buf_fini(&out);
	diags_fini(&diags);
	return status;
}

int
main(int argc, char **argv)
{
	struct command c = { 0 };
	struct buf raw;
	int i, status;

	for (i = 1; i < argc; i++)
		if (strcmp(argv[i], "--help") == 0 ||
		    strcmp(argv[i], "-h") == 0) {
			fputs(help, stdout);
			return EXIT_DONE;
		}
	if ((status = read_options(&c, argc, argv)) != EXIT_DONE)
		return status;
	buf_init(&raw, SOURCE_MAX_FILE + 2 * 65536);
	if (read_source(c.source, &raw) == -1)
		status = fail(EXIT_WRONG, "cannot read %s: %s", c.source,
		    strerror(errno));
	else
		status = import(&c, buf_slice(&raw));
	buf_fini(&raw);
	return status;
}

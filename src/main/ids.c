/*
 * qapsule ids - the addresses of questions, and how they are made to last.
 *
 * Documents of a capsule have the ids of its ledger, which is only read here;
 * others those that are made of their questions.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/replace.h"
#include "main/command.h"
#include "main/setup.h"
#include "parse/load.h"
#include "parse/reader.h"
#include "parse/source.h"

struct ids {
	const char *file, *capsule, *state, *host;	/* flags, or NULL */
	bool write;

	char wanted[PATH_MAX];	/* the path asked for, resolved */
	const char *prefix;	/* of the names of documents to come */
	uint32_t found;		/* documents */
	int status;
};

static bool
has_suffix(const char *name, const char *suffix)
{
	size_t n = strlen(name), k = strlen(suffix);

	return n > k && strcmp(name + n - k, suffix) == 0;
}

static void
print_ids(const char *file, const struct page *page)
{
	const struct item *item = page->items;
	uint32_t i;

	for (i = 0; i < page->nitems; i++, item++)
		printf("%s:%u: %s\t%s\n", file, (unsigned)item->line, item->id,
		    item->question);
}

/* --- writing --------------------------------------------------------------- */

/* -1 with errno. */
static int
read_source(const char *file, struct buf *raw, struct stat *st)
{
	char bytes[65536];
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	ssize_t n = -1;

	if (fd == -1)
		return -1;
	if (fstat(fd, st) == 0)
		while ((n = read(fd, bytes, sizeof(bytes))) > 0)
			buf_put(raw, bytes, (size_t)n);
	close(fd);
	if (raw->failed)
		errno = EFBIG;
	return n == -1 || raw->failed ? -1 : 0;
}

/* Whether a document's items have these ids by its author's word. */
static bool
has_ids(struct slice raw, const struct page *page)
{
	struct diags diags;
	struct page *now;
	uint32_t i;
	bool same;

	diags_init(&diags, false);
	now = qa_read(raw, page->file, &diags);
	same = now != NULL && now->nitems == page->nitems;
	for (i = 0; same && i < page->nitems; i++)
		same = now->items[i].id != NULL &&
		    strcmp(now->items[i].id, page->items[i].id) == 0;
	page_unref(now);
	diags_fini(&diags);
	return same;
}

static uint32_t
missing_ids(const struct page *page)
{
	uint32_t i, n = 0;

	for (i = 0; i < page->nitems; i++)
		n += !page->items[i].id_given;
	return n;
}

/* file may be a symbolic link: what it leads to is replaced. */
static int
write_ids(const char *file, const struct page *page)
{
	uint32_t n = missing_ids(page);
	char target[PATH_MAX];
	struct buf raw, out;
	struct stat st;
	int status = EXIT_DONE;

	buf_init(&raw, 2 * SOURCE_MAX_FILE);
	buf_init(&out, 4 * SOURCE_MAX_FILE);
	if (n == 0) {
		printf("%s: all questions have an id\n", file);
		goto out;
	}
	if (realpath(file, target) == NULL ||
	    read_source(target, &raw, &st) == -1) {
		status = command_fail(EXIT_WRONG, "cannot read %s: %s", file,
		    strerror(errno));
		goto out;
	}
	qa_put_ids(buf_slice(&raw), page, &out);
	if (out.failed || !has_ids(buf_slice(&out), page))
		status = command_fail(EXIT_WRONG, "%s has changed meanwhile, "
		    "or is too big: nothing was written", file);
	else if (replace_file(target, buf_slice(&out), st.st_mode & 07777) ==
	    -1)
		status = command_fail(EXIT_WRONG, "cannot write %s: %s", file,
		    strerror(errno));
	else
		printf("%s: wrote %u id%s\n", file, (unsigned)n,
		    n == 1 ? "" : "s");
out:
	buf_fini(&out);
	buf_fini(&raw);
	return status;
}

/* --- documents ------------------------------------------------------------- */

static void
take_document(struct ids *s, const char *file, const struct page *page,
    struct diags *diags)
{
	int status = EXIT_DONE;

	s->found++;
	if (page == NULL) {
		diags_print(diags, file, stderr);
		status = EXIT_WRONG;
	} else if (!s->write) {
		print_ids(file, page);
	} else if (has_suffix(page->file, ".qa") ||
	    has_suffix(page->file, ".txt")) {
		status = write_ids(file, page);
	} else {
		status = command_fail(EXIT_WRONG, "%s: ids are written into "
		    ".qa and .txt files only", file);
	}
	if (status != EXIT_DONE)
		s->status = status;
}

/* Whether a path is that of the folder, or beneath it; both are resolved. */
static bool
is_within(const char *path, const char *folder)
{
	size_t n = strlen(folder);

	return strncmp(path, folder, n) == 0 &&
	    (path[n] == '\0' || path[n] == '/');
}

static void
on_document(void *arg, const struct load_result *r, struct diags *diags)
{
	struct ids *s = arg;
	char file[PATH_MAX], resolved[PATH_MAX];

	if (r->kind != LOAD_QA)
		return;
	snprintf(file, sizeof(file), "%s/%s", s->prefix, r->name);
	if (realpath(file, resolved) != NULL && is_within(resolved, s->wanted))
		take_document(s, file, r->page, diags);
}

/* False when the folder cannot be loaded. */
static bool
load(struct ids *s, const char *folder, struct ledger *ledger)
{
	struct load_options options = { .each = on_document, .arg = s,
		.ledger = ledger };
	struct corpus *corpus;

	s->prefix = folder;
	if ((corpus = load_folder(folder, &options)) == NULL) {
		s->status = command_fail(EXIT_WRONG, "cannot read %s: %s",
		    folder, strerror(errno));
		return false;
	}
	corpus_free(corpus);
	return true;
}

static void
load_host(struct ids *s, const struct conf *conf, const struct conf_host *host)
{
	char path[PATH_MAX], err[1024];
	struct ledger *ledger;

	setup_ledger_path(conf, host, path);
	if ((ledger = ledger_read(path, err, sizeof(err))) == NULL) {
		s->status = command_fail(EXIT_WRONG, "%s", err);
		return;
	}
	ledger_begin(ledger, (int64_t)time(NULL));
	load(s, host->capsule, ledger);
	ledger_free(ledger);
}

static void
load_single(struct ids *s, const char *path)
{
	enum load_kind kind;
	struct diags diags;
	struct page *page;

	diags_init(&diags, false);
	page = load_path(path, &kind, &diags);
	if (kind != LOAD_FILE && page == NULL && diags.errors == 0)
		s->status = command_fail(EXIT_WRONG, "cannot read %s: %s",
		    path, strerror(errno));
	else if (kind == LOAD_QA)
		take_document(s, path, page, &diags);
	page_unref(page);
	diags_fini(&diags);
}

/* The host in whose capsule the wanted path is, or NULL. */
static const struct conf_host *
host_of(const struct ids *s, const struct conf *conf)
{
	char root[PATH_MAX];
	uint32_t i;

	for (i = 0; i < conf->hosts.n; i++)
		if (realpath(conf->hosts.v[i].capsule, root) != NULL &&
		    is_within(s->wanted, root))
			return &conf->hosts.v[i];
	return NULL;
}

static void
take_path(struct ids *s, const struct conf *conf, const char *path)
{
	const struct conf_host *host;
	struct stat st;

	if (realpath(path, s->wanted) == NULL || stat(s->wanted, &st) == -1) {
		s->status = command_fail(EXIT_WRONG, "cannot read %s: %s",
		    path, strerror(errno));
		return;
	}
	s->found = 0;
	if ((host = host_of(s, conf)) != NULL)
		load_host(s, conf, host);
	else if (S_ISDIR(st.st_mode))
		load(s, path, NULL);
	else
		load_single(s, path);
	if (s->found == 0 && s->status == EXIT_DONE)
		s->status = command_fail(EXIT_WRONG, "%s has no questions",
		    path);
}

static void
configure(const struct ids *s, struct conf *conf)
{
	struct conf_host *host;

	if (s->file != NULL)
		conf_read(conf, s->file);
	else if ((host = conf_add_host(conf, 0, s->host)) != NULL)
		host->capsule = s->capsule;
	if (s->state != NULL)
		conf->state = s->state;
	if (conf->errors == 0)
		conf_complete(conf);
}

static bool
parse_options(struct ids *s, int argc, char **argv)
{
	static const struct option options[] = {
		{ "capsule", required_argument, NULL, 'd' },
		{ "state", required_argument, NULL, 's' },
		{ "host", required_argument, NULL, 'h' },
		{ "write", no_argument, NULL, 'w' },
		{ NULL, 0, NULL, 0 },
	};
	int o;

	while ((o = getopt_long(argc, argv, "c:", options, NULL)) != -1)
		switch (o) {
		case 'c':
			s->file = optarg;
			break;
		case 'd':
			s->capsule = optarg;
			break;
		case 's':
			s->state = optarg;
			break;
		case 'h':
			s->host = optarg;
			break;
		case 'w':
			s->write = true;
			break;
		default:
			return false;
		}
	if (optind < argc)
		return true;
	command_fail(EXIT_USAGE, "say of which documents: qapsule ids PATH");
	return false;
}

int
cmd_ids(int argc, char **argv)
{
	struct ids s = { .host = "localhost", .status = EXIT_DONE };
	struct conf conf;

	if (!parse_options(&s, argc, argv))
		return EXIT_USAGE;
	conf_init(&conf);
	configure(&s, &conf);
	conf_print(&conf, stderr);
	if (conf.errors > 0)
		s.status = EXIT_WRONG;
	for (; conf.errors == 0 && optind < argc; optind++)
		take_path(&s, &conf, argv[optind]);
	conf_fini(&conf);
	return s.status;
}

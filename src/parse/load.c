/*
 * The walk over a capsule: each file is read by the reader of its suffix, or
 * else only named.
 */
#include "parse/load.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/beneath.h"
#include "base/buf.h"
#include "model/mime.h"
#include "parse/ids.h"
#include "parse/reader.h"
#include "parse/source.h"

enum {
	DEPTH_MAX = 16,		/* folders in folders: a symlink to its parent
				   ends somewhere */
	LOOK_MAX = 8192,	/* bytes of a file that tell text from others */
};

/* The file's bytes, one more than the limit at most; -1 with errno. */
static int
read_file(int dir, const char *name, struct buf *out)
{
	char bytes[65536];
	struct stat st;
	ssize_t n = -1;
	int fd = beneath_open(dir, name, O_RDONLY | O_NONBLOCK);

	if (fd == -1)
		return -1;
	if (fstat(fd, &st) == 0 && !S_ISREG(st.st_mode))
		errno = EINVAL;
	else
		while ((n = read(fd, bytes, sizeof(bytes))) > 0 &&
		    out->n <= SOURCE_MAX_FILE)
			buf_put(out, bytes, (size_t)n);
	close(fd);
	if (out->failed)
		errno = ENOMEM;
	return n == -1 || out->failed ? -1 : 0;
}

static bool
has_suffix(const char *name, const char *suffix)
{
	size_t n = strlen(name), k = strlen(suffix);

	return n > k && strcasecmp(name + n - k, suffix) == 0;
}

struct page *
load_document(int dir, const char *name, enum load_kind *kind,
    struct diags *diags)
{
	bool qa = has_suffix(name, ".qa"), txt = has_suffix(name, ".txt");
	bool gmi = has_suffix(name, ".gmi") || has_suffix(name, ".gemini");
	bool md = has_suffix(name, ".md") || has_suffix(name, ".markdown");
	struct page *page = NULL;
	struct buf raw;

	*kind = qa ? LOAD_QA : gmi || md ? LOAD_PROSE : LOAD_FILE;
	if (!qa && !txt && !gmi && !md)
		return NULL;
	buf_init(&raw, SOURCE_MAX_FILE + 2 * 65536);
	if (read_file(dir, name, &raw) == 0) {
		/* a .txt without a separator is plain text */
		if (txt && raw.n <= SOURCE_MAX_FILE &&
		    qa_has_separator(buf_slice(&raw)))
			*kind = LOAD_QA;
		if (*kind == LOAD_QA)
			page = qa_read(buf_slice(&raw), name, diags);
		else if (md)
			page = markdown_read(buf_slice(&raw), name, diags);
		else if (gmi)
			page = gemtext_read(buf_slice(&raw), name, diags);
		if (page != NULL && page->kind == PAGE_QA)
			*kind = LOAD_QA;
		errno = ENOMEM;	/* when there is neither page nor complaint */
	} else if (txt) {
		*kind = LOAD_QA;	/* nobody knows; it is not served */
	}
	buf_fini(&raw);
	if (page != NULL && ids_assign(page, diags) == -1) {
		page_unref(page);
		page = NULL;
	}
	return page;
}

struct page *
load_path(const char *path, enum load_kind *kind, struct diags *diags)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash != NULL ? slash + 1 : path;
	char folder[PATH_MAX];
	struct page *page;
	int dir;

	*kind = LOAD_QA;	/* unless there is more to know */
	snprintf(folder, sizeof(folder), "%.*s", (int)(name - path), path);
	dir = open(name > path ? folder : ".",
	    O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir == -1)
		return NULL;
	page = load_document(dir, name, kind, diags);
	close(dir);
	return page;
}

/* --- a folder -------------------------------------------------------------- */

struct load {
	struct corpus *corpus;
	const struct load_options *options;
	int root;
	bool failed;	/* no memory */
};

static bool
is_index(const char *name)
{
	const char *slash = strrchr(name, '/');

	name = slash != NULL ? slash + 1 : name;
	return strcmp(name, "index.gmi") == 0 ||
	    strcmp(name, "index.gemini") == 0 || strcmp(name, "index.md") == 0;
}

static const char *
address(const struct entry *e)
{
	return e->path[0] != '\0' ? e->path : "/";
}

/* A NUL near its start: whatever its name says, this is no text. */
static bool
is_octets(int dir, const char *name)
{
	char bytes[LOOK_MAX];
	int fd = beneath_open(dir, name, O_RDONLY | O_NONBLOCK);
	ssize_t n;

	if (fd == -1)
		return false;
	n = read(fd, bytes, sizeof(bytes));
	close(fd);
	return n > 0 && memchr(bytes, '\0', (size_t)n) != NULL;
}

static bool
is_named_text(const char *name)
{
	return mime_item_type(name) == '0' ||
	    slice_starts(slice_of(mime_type(name)), "text/");
}

static const struct entry *
add_file(struct load *l, const char *name)
{
	if (is_named_text(name) && is_octets(l->root, name))
		return corpus_add_octets(l->corpus, name);
	return corpus_add_file(l->corpus, name);
}

/* Into the corpus; complains when another file has the address. */
static void
add(struct load *l, const char *name, enum load_kind kind, struct page *page,
    struct diags *diags)
{
	const struct entry *e;

	if (page == NULL)
		e = add_file(l, name);
	else if (kind == LOAD_PROSE && is_index(name))
		e = corpus_set_index(l->corpus, page);
	else
		e = corpus_add_page(l->corpus, page);
	if (e == NULL)
		l->failed = true;
	else if (e->kind != ENTRY_FOLDER && strcmp(e->file, name) != 0)
		diag_add(diags, 1, "E405", "address \"%s\" is already that of "
		    "%s; rename one of them%s", address(e), e->file,
		    kind == LOAD_QA ? " or give this page a Slug:" : "");
	else if (e->kind == ENTRY_FOLDER && page != NULL &&
	    e->index != page)
		diag_add(diags, 1, "E405", "address \"%s\" is already that of "
		    "the folder %s", address(e), e->file);
}

/* What was served of a document until now; NULL when it is new. */
static struct page *
last_good(const struct load *l, const char *name)
{
	const struct page *page = NULL;

	if (l->options->previous != NULL)
		page = corpus_page_of(l->options->previous, slice_of(name));
	/* counted, and changed by nobody */
	return page != NULL ? page_ref((struct page *)page) : NULL;
}

static void
load_file(struct load *l, const char *name)
{
	struct diags diags;
	enum load_kind kind;
	struct page *page;

	diags_init(&diags, l->options->lint);
	page = load_document(l->root, name, &kind, &diags);
	if (page == NULL && kind != LOAD_FILE && diags.errors == 0)
		diag_add(&diags, 1, "E007", "cannot be read: %s",
		    strerror(errno));
	if (page == NULL && kind != LOAD_FILE)
		page = last_good(l, name);
	if (page != NULL || kind == LOAD_FILE)
		add(l, name, kind, page, &diags);
	diags_sort(&diags);
	if (l->options->each != NULL)
		l->options->each(l->options->arg, name, kind, &diags, page);
	diags_fini(&diags);
	page_unref(page);
}

/* by bytes, so that every run in every locale tells the same story */
static int
by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

/* ".well-known" in the root is for everybody (RFC 8615). */
static bool
is_hidden(const char *name)
{
	const char *slash = strrchr(name, '/');

	if (slash != NULL)
		return slash[1] == '.';
	return name[0] == '.' && strcmp(name, ".well-known") != 0;
}

static void load_entries(struct load *, int fd, const char *prefix, int depth);

/* A folder or a file, also through a symbolic link that stays beneath. */
static void
load_entry(struct load *l, const char *name, int depth)
{
	struct stat st;
	int fd = beneath_open(l->root, name, O_PATH);
	bool folder, file;

	if (fd == -1 || fstat(fd, &st) == -1) {
		/* leads out of the capsule, or has just gone */
		if (fd != -1)
			close(fd);
		return;
	}
	close(fd);
	folder = S_ISDIR(st.st_mode);
	file = S_ISREG(st.st_mode);
	if (folder && depth < DEPTH_MAX &&
	    (fd = beneath_open(l->root, name, O_RDONLY | O_DIRECTORY)) != -1)
		load_entries(l, fd, name, depth + 1);
	else if (file)
		load_file(l, name);
}

/* All names in the folder fd (closed here), whose path is prefix. */
static void
load_entries(struct load *l, int fd, const char *prefix, int depth)
{
	struct dirent **names = NULL;
	char name[PATH_MAX];
	int i, n;

	n = scandirat(fd, ".", &names, NULL, by_name);
	close(fd);
	for (i = 0; i < n; i++) {
		if (snprintf(name, sizeof(name), "%s%s%s", prefix,
			prefix[0] != '\0' ? "/" : "", names[i]->d_name) <
			(int)sizeof(name) && !is_hidden(name))
			load_entry(l, name, depth);
		free(names[i]);
	}
	free(names);
}

struct corpus *
load_folder(const char *path, const struct load_options *options)
{
	struct load l = { .options = options };
	size_t i;
	int fd;

	if ((l.root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) == -1)
		return NULL;
	l.corpus = corpus_new();
	if (l.corpus == NULL || (fd = dup(l.root)) == -1)
		l.failed = true;
	else
		load_entries(&l, fd, "", 0);
	close(l.root);
	for (i = 0; l.corpus != NULL && i < options->nunlisted; i++)
		corpus_unlist(l.corpus, slice_of(options->unlisted[i]));
	if (!l.failed && corpus_finish(l.corpus) == 0)
		return l.corpus;
	corpus_free(l.corpus);
	errno = ENOMEM;
	return NULL;
}

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
#include "base/vec.h"
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

/* The page as its reader made it: without ids. */
static struct page *
read_document(int dir, const char *name, enum load_kind *kind,
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
	return page;
}

/* The page with its ids and index, as load_path answers it. */
static struct page *
load_document(int dir, const char *name, enum load_kind *kind,
    struct diags *diags)
{
	struct page *page = read_document(dir, name, kind, diags);

	if (page != NULL && ids_assign(page, diags) == -1) {
		page_unref(page);
		page = NULL;
	}
	return page;
}

struct page *
load_path(const char *path, enum load_kind *kind, struct diags *diags)
{
	char folder[PATH_MAX], *name;
	struct page *page;
	int dir;

	*kind = LOAD_QA;	/* unless there is more to know */
	/* a link of the user's may lead anywhere */
	if (realpath(path, folder) == NULL)
		return NULL;
	name = strrchr(folder, '/');
	*name++ = '\0';
	dir = open(folder[0] != '\0' ? folder : "/",
	    O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir == -1)
		return NULL;
	page = load_document(dir, name, kind, diags);
	close(dir);
	return page;
}

/* --- a folder -------------------------------------------------------------- */

struct document {
	char *name;
	enum load_kind kind;
	struct diags diags;
	struct page *page;	/* or NULL */
	bool old;		/* the page is its last good version */
};

struct load {
	struct corpus *corpus;
	const struct load_options *options;
	int root;
	VEC(struct document) documents;	/* static files are some, too */
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

/*
 * Whether the server's own pages are where a document would be. Its feed only
 * stands in for that of an author, as what is at /robots.txt does.
 */
static bool
is_own(const struct document *d)
{
	static const char *const own[] = { "search", "new", "tag",
		"atom.xml" };
	struct slice path = slice_of(d->page != NULL ? d->page->path + 1
						     : d->name);
	struct slice first = slice_take_until(&path, "/");
	size_t i;

	if (d->page == NULL && slice_is(slice_of(d->name), "atom.xml"))
		return false;
	for (i = 0; i < sizeof(own) / sizeof(*own); i++)
		if (slice_is(first, own[i]))
			return true;
	return false;
}

static void
complain_own(struct document *d)
{
	const char *path = d->page != NULL ? d->page->path + 1 : d->name;
	int n = (int)strcspn(path, "/");

	diag_add(&d->diags, 1, "E406", "address \"/%.*s\" is one of the "
	    "server's own; %s", n, path, path[n] == '/'
		? "give the folder another name" : d->kind == LOAD_QA
		? "rename the file or give this page a Slug:"
		: "rename the file");
}

/* Into the corpus; complains when somebody else has the address. */
static void
add(struct load *l, struct document *d)
{
	const struct entry *e;

	if (is_own(d)) {
		complain_own(d);
		return;
	}
	if (d->page == NULL)
		e = add_file(l, d->name);
	else if (d->kind == LOAD_PROSE && is_index(d->name))
		e = corpus_set_index(l->corpus, d->page);
	else
		e = corpus_add_page(l->corpus, d->page);
	if (e == NULL)
		l->failed = true;
	else if (e->kind != ENTRY_FOLDER && strcmp(e->file, d->name) != 0)
		diag_add(&d->diags, 1, "E405", "address \"%s\" is already that "
		    "of %s; rename one of them%s", address(e), e->file,
		    d->kind == LOAD_QA ? " or give this page a Slug:" : "");
	else if (e->kind == ENTRY_FOLDER && d->page != NULL &&
	    e->index != d->page)
		diag_add(&d->diags, 1, "E405", "address \"%s\" is already that "
		    "of the folder %s", address(e), e->file);
}

/* What was served of a document until now goes on being so. */
static void
take_last_good(struct load *l, struct document *d)
{
	const struct page *page = NULL;

	if (l->options->previous != NULL)
		page = corpus_page_of(l->options->previous, slice_of(d->name));
	if (page == NULL)
		return;
	/* counted, and changed by nobody */
	d->page = page_ref((struct page *)page);
	d->old = true;
	add(l, d);
}

static void
complain_unreadable(struct document *d, int err)
{
	diag_add(&d->diags, 1, "E007", "cannot be read: %s", strerror(err));
}

static void
read_one(struct load *l, struct document *d)
{
	if (d->diags.errors > 0)
		return;		/* a folder that cannot be read */
	d->page = read_document(l->root, d->name, &d->kind, &d->diags);
	if (d->page == NULL && d->kind != LOAD_FILE && d->diags.errors == 0)
		complain_unreadable(d, errno);
	if (d->page == NULL && d->kind != LOAD_FILE)
		take_last_good(l, d);
	else
		add(l, d);
}

static void
read_all(struct load *l)
{
	const struct load_options *o = l->options;
	uint32_t i;

	for (i = 0; i < l->documents.n && !l->failed; i++) {
		read_one(l, &l->documents.v[i]);
		if (o->progress != NULL)
			o->progress(o->arg, i + 1, l->documents.n);
	}
}

static bool
is_sound(const struct document *d)
{
	return d->page != NULL && d->diags.errors == 0;
}

/* Ids of all questions. False without memory. */
static bool
give_ids(struct load *l)
{
	struct ledger *ledger = l->options->ledger;
	struct document *d;
	uint32_t i;

	for (i = 0; i < l->documents.n; i++) {
		d = &l->documents.v[i];
		if (ledger == NULL) {
			if (is_sound(d) &&
			    ids_assign(d->page, &d->diags) == -1 &&
			    d->diags.errors == 0)
				return false;
		} else if (is_sound(d)) {
			if (ledger_add(ledger, d->page, &d->diags) == -1)
				return false;
		} else if (d->kind != LOAD_FILE) {
			if (ledger_keep(ledger, d->name) == -1)
				return false;
		}
	}
	return ledger == NULL || ledger_settle(ledger) == 0;
}

/* Pages at fault are not published, but those in their place that were. */
static void
drop_unsound(struct load *l)
{
	struct document *d;
	uint32_t i;
	bool there;

	for (i = 0; i < l->documents.n; i++) {
		d = &l->documents.v[i];
		if (d->page == NULL || d->diags.errors == 0 || d->old)
			continue;
		there = corpus_drop_page(l->corpus, d->page);
		page_unref(d->page);
		d->page = NULL;
		if (there)
			take_last_good(l, d);
	}
}

/* From files to a corpus that is complete. False without memory. */
static bool
load(struct load *l)
{
	struct ledger *ledger = l->options->ledger;
	size_t i;

	if ((l->corpus = corpus_new()) == NULL)
		return false;
	read_all(l);
	if (l->failed || !give_ids(l))
		return false;
	drop_unsound(l);
	for (i = 0; i < l->options->nunlisted; i++)
		corpus_unlist(l->corpus, slice_of(l->options->unlisted[i]));
	return corpus_finish(l->corpus) == 0 &&
	    (ledger == NULL || ledger_tell(ledger, l->corpus) == 0);
}

static void
report(const struct load *l)
{
	const struct load_options *o = l->options;
	struct document *d;
	uint32_t i;

	for (i = 0; i < l->documents.n && o->each != NULL; i++) {
		d = &l->documents.v[i];
		diags_sort(&d->diags);
		o->each(o->arg, &(struct load_result){ d->name, d->kind,
		    d->page, l->corpus }, &d->diags);
	}
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

/* One more file, to be read when all are known; NULL without memory. */
static struct document *
note(struct load *l, const char *name)
{
	struct document *d = vec_push(&l->documents);

	if (d == NULL || (d->name = strdup(name)) == NULL) {
		l->failed = true;
		return NULL;
	}
	diags_init(&d->diags, l->options->lint);
	return d;
}

static void
note_unreadable(struct load *l, const char *name)
{
	int err = errno;
	struct document *d = note(l, name);

	if (d != NULL) {
		d->kind = LOAD_QA;	/* nobody knows; it is not served */
		complain_unreadable(d, err);
	}
}

static void walk(struct load *, const char *prefix, int depth);

/* A folder or a file, also through a symbolic link that stays beneath. */
static void
visit(struct load *l, const char *name, int depth)
{
	struct stat st;
	int fd = beneath_open(l->root, name, O_PATH);
	bool folder, file;

	if (fd == -1) {
		/* not a link out of the capsule, nor what has just gone */
		if (errno != EXDEV && errno != ELOOP && errno != ENOENT)
			note_unreadable(l, name);
		return;
	}
	folder = fstat(fd, &st) == 0 && S_ISDIR(st.st_mode);
	file = !folder && S_ISREG(st.st_mode);
	close(fd);
	if (file)
		note(l, name);
	else if (folder && depth < DEPTH_MAX)
		walk(l, name, depth + 1);
}

/* All names in a folder, "" being the root. */
static void
walk(struct load *l, const char *prefix, int depth)
{
	struct dirent **names = NULL;
	char name[PATH_MAX];
	int i, n = -1, fd;

	fd = beneath_open(l->root, prefix[0] != '\0' ? prefix : ".",
	    O_RDONLY | O_DIRECTORY);
	if (fd != -1)
		n = scandirat(fd, ".", &names, NULL, by_name);
	if (n == -1)
		note_unreadable(l, prefix);
	if (fd != -1)
		close(fd);
	for (i = 0; i < n; i++) {
		if (snprintf(name, sizeof(name), "%s%s%s", prefix,
			prefix[0] != '\0' ? "/" : "", names[i]->d_name) <
			(int)sizeof(name) && !is_hidden(name))
			visit(l, name, depth);
		free(names[i]);
	}
	free(names);
}

struct corpus *
load_folder(const char *path, const struct load_options *options)
{
	struct load l = { .options = options };
	uint32_t i;

	if ((l.root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) == -1)
		return NULL;
	walk(&l, "", 0);
	if (!l.failed && load(&l) &&
	    (!options->search || corpus_index(l.corpus) == 0)) {
		report(&l);
	} else {
		corpus_free(l.corpus);
		l.corpus = NULL;
		errno = ENOMEM;
	}
	close(l.root);
	for (i = 0; i < l.documents.n; i++) {
		free(l.documents.v[i].name);
		diags_fini(&l.documents.v[i].diags);
		page_unref(l.documents.v[i].page);
	}
	vec_fini(&l.documents);
	return l.corpus;
}

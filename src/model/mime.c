/*
 * One table, sorted by suffix: a type is here when people put such files in
 * capsules. Then what was learnt; the rest is octets, which every client
 * offers to save.
 */
#include "model/mime.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/map.h"

struct suffix {
	const char *name;	/* lower case, without the dot */
	const char *type;
	char item;
};

/*
 * Item types are the portable ones: "9" for archives, documents and video,
 * whose own letters clients do not know; "0" for all that reads well as text,
 * feeds and patches too.
 */
static const struct suffix suffixes[] = {
	{ "7z", "application/x-7z-compressed", '9' },
	{ "aac", "audio/aac", 's' },
	{ "asc", "text/plain", '0' },
	{ "atom", "application/atom+xml", '0' },
	{ "avi", "video/x-msvideo", '9' },
	{ "avif", "image/avif", 'I' },
	{ "bmp", "image/bmp", 'I' },
	{ "bz2", "application/x-bzip2", '9' },
	{ "c", "text/x-c", '0' },
	{ "cfg", "text/plain", '0' },
	{ "conf", "text/plain", '0' },
	{ "css", "text/css", '0' },
	{ "csv", "text/csv", '0' },
	{ "diff", "text/x-diff", '0' },
	{ "doc", "application/msword", '9' },
	{ "docx", "application/vnd.openxmlformats-officedocument"
		  ".wordprocessingml.document", '9' },
	{ "epub", "application/epub+zip", '9' },
	{ "flac", "audio/flac", 's' },
	{ "gemini", "text/gemini", '1' },
	{ "gif", "image/gif", 'g' },
	{ "gmi", "text/gemini", '1' },
	{ "go", "text/plain", '0' },
	{ "gpx", "application/gpx+xml", '0' },
	{ "gz", "application/gzip", '9' },
	{ "h", "text/x-c", '0' },
	{ "htm", "text/html", 'h' },
	{ "html", "text/html", 'h' },
	{ "ico", "image/vnd.microsoft.icon", 'I' },
	{ "ics", "text/calendar", '0' },
	{ "ini", "text/plain", '0' },
	{ "iso", "application/x-iso9660-image", '9' },
	{ "jpeg", "image/jpeg", 'I' },
	{ "jpg", "image/jpeg", 'I' },
	{ "js", "text/javascript", '0' },
	{ "json", "application/json", '0' },
	{ "jxl", "image/jxl", 'I' },
	{ "log", "text/plain", '0' },
	{ "lua", "text/plain", '0' },
	{ "m4a", "audio/mp4", 's' },
	{ "markdown", "text/markdown", '0' },
	{ "md", "text/markdown", '0' },
	{ "mid", "audio/midi", 's' },
	{ "mkv", "video/x-matroska", '9' },
	{ "mov", "video/quicktime", '9' },
	{ "mp3", "audio/mpeg", 's' },
	{ "mp4", "video/mp4", '9' },
	{ "odp", "application/vnd.oasis.opendocument.presentation", '9' },
	{ "ods", "application/vnd.oasis.opendocument.spreadsheet", '9' },
	{ "odt", "application/vnd.oasis.opendocument.text", '9' },
	{ "oga", "audio/ogg", 's' },
	{ "ogg", "audio/ogg", 's' },
	{ "ogv", "video/ogg", '9' },
	{ "opus", "audio/ogg", 's' },
	{ "org", "text/plain", '0' },
	{ "patch", "text/x-diff", '0' },
	{ "pdf", "application/pdf", '9' },
	{ "pgp", "application/pgp-encrypted", '9' },
	{ "pl", "text/plain", '0' },
	{ "png", "image/png", 'I' },
	{ "ps", "application/postscript", '9' },
	{ "py", "text/x-python", '0' },
	{ "qa", "text/plain", '0' },
	{ "rb", "text/plain", '0' },
	{ "rs", "text/plain", '0' },
	{ "rss", "application/rss+xml", '0' },
	{ "rst", "text/x-rst", '0' },
	{ "rtf", "application/rtf", '9' },
	{ "sh", "text/x-sh", '0' },
	{ "sig", "application/pgp-signature", '9' },
	{ "sql", "text/plain", '0' },
	{ "svg", "image/svg+xml", 'I' },
	{ "tar", "application/x-tar", '9' },
	{ "tex", "text/x-tex", '0' },
	{ "text", "text/plain", '0' },
	{ "tgz", "application/gzip", '9' },
	{ "tif", "image/tiff", 'I' },
	{ "tiff", "image/tiff", 'I' },
	{ "toml", "application/toml", '0' },
	{ "tsv", "text/tab-separated-values", '0' },
	{ "txt", "text/plain", '0' },
	{ "vcf", "text/vcard", '0' },
	{ "wav", "audio/wav", 's' },
	{ "webm", "video/webm", '9' },
	{ "webp", "image/webp", 'I' },
	{ "xhtml", "application/xhtml+xml", 'h' },
	{ "xml", "application/xml", '0' },
	{ "xz", "application/x-xz", '9' },
	{ "yaml", "application/yaml", '0' },
	{ "yml", "application/yaml", '0' },
	{ "zip", "application/zip", '9' },
	{ "zst", "application/zstd", '9' },
};

static const struct suffix unknown = { "", "application/octet-stream", '9' };

static struct {
	struct arena arena;
	struct map suffixes;	/* lower case -> struct suffix */
} learnt;

static int
compare(const void *key, const void *element)
{
	return strcmp(key, ((const struct suffix *)element)->name);
}

/* Of s, in lower case. */
static const struct suffix *
find_suffix(const char *s)
{
	const struct suffix *found;

	found = bsearch(s, suffixes, sizeof(suffixes) / sizeof(*suffixes),
	    sizeof(*suffixes), compare);
	return found != NULL ? found : map_get(&learnt.suffixes, slice_of(s));
}

/* The suffix that is the slice, in lower case; false when it is too long. */
static bool
lower(struct slice suffix, char out[MIME_SUFFIX_MAX + 1])
{
	size_t i;

	if (suffix.n > MIME_SUFFIX_MAX)
		return false;
	for (i = 0; i < suffix.n; i++)
		out[i] = suffix.p[i] >= 'A' && suffix.p[i] <= 'Z'
		    ? (char)(suffix.p[i] - 'A' + 'a') : suffix.p[i];
	out[i] = '\0';
	return true;
}

/* of the last segment of name; a dot in front makes no suffix */
static const struct suffix *
find(const char *name)
{
	const char *slash = strrchr(name, '/');
	const char *dot;
	const struct suffix *s = NULL;
	char suffix[MIME_SUFFIX_MAX + 1];

	if (slash != NULL)
		name = slash + 1;
	if ((dot = strrchr(name, '.')) != NULL && dot != name &&
	    lower(slice_of(dot + 1), suffix))
		s = find_suffix(suffix);
	return s != NULL ? s : &unknown;
}

const char *
mime_type(const char *name)
{
	return find(name)->type;
}

char
mime_item_type(const char *name)
{
	return find(name)->item;
}

/* --- what is learnt -------------------------------------------------------- */

static bool
ends(struct slice s, const char *end)
{
	size_t n = strlen(end);

	return s.n > n && memcmp(s.p + s.n - n, end, n) == 0;
}

static char
item_of(struct slice type)
{
	if (slice_starts(type, "image/"))
		return 'I';
	if (slice_starts(type, "audio/"))
		return 's';
	if (slice_starts(type, "text/") || ends(type, "+xml") ||
	    ends(type, "+json"))
		return '0';
	return '9';
}

/* "type/subtype" of tokens (RFC 2045 5.1) */
static bool
is_type(struct slice s)
{
	static const char token[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				    "!#$%&'*+-.^_`{|}~";
	struct slice sub = s, main = slice_take_until(&sub, "/");

	sub = slice_from(sub, 1);
	if (main.n == 0 || sub.n == 0 || s.n > 127)
		return false;
	while (main.n > 0 && memchr(token, main.p[0], sizeof(token) - 1))
		main = slice_from(main, 1);
	while (sub.n > 0 && memchr(token, sub.p[0], sizeof(token) - 1))
		sub = slice_from(sub, 1);
	return main.n == 0 && sub.n == 0;
}

bool
mime_learn(struct slice suffix, struct slice type)
{
	char name[MIME_SUFFIX_MAX + 1];
	struct suffix *s;

	if (suffix.n == 0 || !lower(suffix, name) || !is_type(type) ||
	    find_suffix(name) != NULL)
		return true;
	s = arena_alloc(&learnt.arena, sizeof(*s));
	if (s == NULL)
		return false;
	s->name = arena_str(&learnt.arena, slice_of(name));
	s->type = arena_str(&learnt.arena, type);
	s->item = item_of(type);
	return s->name != NULL && s->type != NULL &&
	    map_add(&learnt.suffixes, slice_of(s->name), s) != NULL;
}

void
mime_forget(void)
{
	map_fini(&learnt.suffixes);
	arena_fini(&learnt.arena);
}

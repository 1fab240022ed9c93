#include "parse/mime_types.h"

#include <stdio.h>

#include "base/buf.h"
#include "model/mime.h"

enum { FILE_MAX = 8 << 20 };	/* bytes; the lists have some 100 KiB */

static struct slice
take_line(struct slice *text)
{
	struct slice line = slice_take_until(text, "\n\r");

	*text = slice_from(*text, 1);
	return line;
}

static struct slice
take_word(struct slice *line)
{
	*line = slice_trim(*line);
	return slice_take_until(line, " \t");
}

void
mime_types_parse(struct slice text)
{
	struct slice line, type, suffix;

	while (text.n > 0) {
		line = take_line(&text);
		line = slice_take_until(&line, "#");
		type = take_word(&line);
		while ((suffix = take_word(&line)).n > 0)
			(void)mime_learn(suffix, type);
	}
}

/* Only globs that are a suffix are of use here: "*.png", not "*.tar.gz". */
void
mime_types_parse_globs(struct slice text)
{
	struct slice line, type, suffix;

	while (text.n > 0) {
		line = take_line(&text);
		(void)slice_take_until(&line, ":#");
		line = slice_from(line, 1);
		type = slice_take_until(&line, ":");
		line = slice_from(line, 1);
		if (!slice_starts(line, "*."))
			continue;
		line = slice_from(line, 2);
		suffix = slice_take_until(&line, ".*?[:");
		/* flags may follow */
		if (line.n == 0 || line.p[0] == ':')
			(void)mime_learn(suffix, type);
	}
}

static void
read_list(const char *path, void (*parse)(struct slice))
{
	struct buf text;

	buf_init(&text, FILE_MAX);
	(void)buf_put_file(&text, path);	/* what there is of it */
	parse(buf_slice(&text));
	buf_fini(&text);
}

void
mime_types_read_system(void)
{
	read_list("/etc/mime.types", mime_types_parse);
	read_list("/usr/share/mime/globs2", mime_types_parse_globs);
}

#include "parent/tally_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/replace.h"

void
tally_file_open(struct tally_file *f, struct tally *tally, const char *state)
{
	struct buf text;

	*f = (struct tally_file){ .tally = tally };
	snprintf(f->path, sizeof(f->path), "%s/counts", state);
	buf_init(&text, TALLY_TEXT_MAX);
	if (!buf_put_file(&text, f->path)) {
		if (errno != ENOENT)
			log_warning("what readers looked for until now is not "
			    "known: cannot read %s: %s", f->path,
			    strerror(errno));
	} else if (!tally_take(tally, buf_slice(&text))) {
		log_warning("%s is damaged: what can be read of it counts",
		    f->path);
	}
	buf_fini(&text);
	f->written = tally_changes(tally);
}

void
tally_file_write(struct tally_file *f)
{
	uint64_t changes = tally_changes(f->tally);
	struct buf text;
	bool ok;

	if (changes == f->written)
		return;
	buf_init(&text, TALLY_TEXT_MAX);
	tally_put(f->tally, &text);
	if (text.failed)
		errno = ENOMEM;
	ok = !text.failed && replace_file(f->path, buf_slice(&text), 0600) == 0;
	if (ok)
		f->written = changes;
	else if (!f->failed)
		log_warning("what readers look for is counted, but would be "
		    "lost with the server: cannot write %s: %s", f->path,
		    strerror(errno));
	f->failed = !ok;
	buf_fini(&text);
}

#include "parent/outcome.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/log.h"

enum { TEXT_MAX = 1 << 19 };	/* bytes: what was said, and before it */

void
outcome_init(struct outcome *o)
{
	memset(o, 0, sizeof(*o));
	o->said = -1;
}

void
outcome_fini(struct outcome *o)
{
	outcome_forget(o);
	vec_fini(&o->callers);
}

void
outcome_forget(struct outcome *o)
{
	log_copy_to(-1);
	if (o->said != -1)
		close(o->said);
	o->said = -1;
}

void
outcome_await(struct outcome *o, struct control_call *call)
{
	struct control_call **slot = vec_push(&o->callers);

	if (slot != NULL)
		*slot = call;
	else
		control_answer(call, false, slice_of("no memory"));
}

void
outcome_begin(struct outcome *o)
{
	o->hearing = o->callers.n;
	/* in memory; without it they hear less */
	if (o->hearing > 0 &&
	    (o->said = memfd_create("reload", MFD_CLOEXEC)) != -1)
		log_copy_to(o->said);
}

static void
put_said(struct buf *out, int said)
{
	char bytes[4096];
	off_t at = 0;
	ssize_t n;

	while ((n = pread(said, bytes, sizeof(bytes), at)) > 0) {
		buf_put(out, bytes, (size_t)n);
		at += n;
	}
	if (at >= LOG_COPY_MAX)
		buf_puts(out, "\n(more is in the log)\n");
}

void
outcome_end(struct outcome *o, bool ok, struct slice text)
{
	struct buf out;
	uint32_t i;

	buf_init(&out, TEXT_MAX);
	buf_put_slice(&out, text);
	if (o->said != -1)
		put_said(&out, o->said);
	for (i = 0; i < o->hearing; i++)
		control_answer(o->callers.v[i], ok, buf_slice(&out));
	buf_fini(&out);
	for (i = 0; o->hearing + i < o->callers.n; i++)
		o->callers.v[i] = o->callers.v[o->hearing + i];
	o->callers.n = i;
	o->hearing = 0;
	outcome_forget(o);
}

void
outcome_cancel(struct outcome *o, const char *why)
{
	uint32_t i;

	for (i = 0; i < o->callers.n; i++)
		control_answer(o->callers.v[i], false, slice_of(why));
	o->callers.n = o->hearing = 0;
	outcome_forget(o);
}

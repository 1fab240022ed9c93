#include "unit/ask.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

struct site *ask_site;

int
ask_set_up(void **state)
{
	(void)state;
	return (ask_site = small_new()) != NULL ? 0 : -1;
}

int
ask_tear_down(void **state)
{
	(void)state;
	small_free(ask_site);
	return 0;
}

struct peer
ask_peer(unsigned port)
{
	return (struct peer){ .tls = port == 1965, .port = port,
		.bound_port = port };
}

struct found
ask_found(const char *path)
{
	bool slash;

	return corpus_find(ask_site->hosts[0].corpus, slice_of(path), &slash);
}

struct slice
ask_frame(const struct front *front, struct slice sent)
{
	enum frame f = FRAME_MORE;
	size_t cut, line = 0, later;

	for (cut = 0; cut <= sent.n && f == FRAME_MORE; cut++)
		f = front->frame(sent.p, cut, false, &line);
	if (f == FRAME_MORE)
		f = front->frame(sent.p, sent.n, true, &line);
	if (f != FRAME_LINE)
		fail_msg("%s: not framed", sent.p);
	assert_true(cut - 1 <= front->max_request);
	for (; cut <= sent.n; cut++) {
		assert_int_equal(front->frame(sent.p, cut, false, &later),
		    FRAME_LINE);
		assert_int_equal(line, later);
	}
	return (struct slice){ sent.p, line };
}

void
ask(const struct front *front, const struct peer *peer, struct slice sent,
    struct reply *r)
{
	reply_init(r);
	front->answer(ask_site, peer, ask_frame(front, sent), r);
}

/* --- Gemini --------------------------------------------------------------- */

struct slice
ask_header(const struct reply *r)
{
	struct slice s = { r->out.p, 0 };

	while (s.n + 1 < r->out.n && memcmp(s.p + s.n, "\r\n", 2) != 0)
		s.n++;
	assert_true(s.n + 1 < r->out.n);
	return s;
}

struct slice
ask_body(const struct reply *r)
{
	return slice_from(buf_slice(&r->out), ask_header(r).n + 2);
}

void
ask_gemini(const struct peer *peer, struct slice sent, const char *want)
{
	struct reply r;
	struct slice h;

	ask(&gemini_front, peer, sent, &r);
	h = ask_header(&r);
	if (strlen(want) == 2 ? !slice_starts(h, want) : !slice_is(h, want))
		fail_msg("%.*s -> %.*s, not %s", (int)sent.n, sent.p, (int)h.n,
		    h.p, want);
	assert_int_equal(r.status, atoi(want));
	if (want[0] != '2')
		assert_int_equal(ask_body(&r).n, 0);
	reply_fini(&r);
}

void
ask_gemini_rows(const struct ask_row *rows, size_t n)
{
	struct peer peer = ask_peer(1965);
	size_t i;

	for (i = 0; i < n; i++)
		ask_gemini(&peer, rows[i].sent, rows[i].header);
}

/* --- Gopher --------------------------------------------------------------- */

void
ask_gopher(struct slice sent, struct slice want, int status)
{
	struct peer peer = ask_peer(70);
	struct reply r;

	ask(&gopher_front, &peer, sent, &r);
	if (!slice_eq(buf_slice(&r.out), want))
		fail_msg("%.*s -> %.*s, not %.*s", (int)sent.n, sent.p,
		    (int)r.out.n, r.out.p, (int)want.n, want.p);
	assert_int_equal(r.form, REPLY_BYTES);
	assert_int_equal(r.status, status);
	assert_ptr_equal(r.host, &ask_site->hosts[0]);
	reply_fini(&r);
}

void
ask_gopher_error(struct slice sent, const char *sentence)
{
	static const char ways_on[] = "i\t\tnull.host\t1\r\n";
	struct peer peer = ask_peer(70);
	struct slice rest;
	struct reply r;
	char line[256];

	snprintf(line, sizeof(line), "3%s\t\terror.host\t1\r\n", sentence);
	ask(&gopher_front, &peer, sent, &r);
	if (!slice_starts(buf_slice(&r.out), line))
		fail_msg("%.*s -> %.*s, not %s", (int)sent.n, sent.p,
		    (int)r.out.n, r.out.p, line);
	rest = slice_from(buf_slice(&r.out), strlen(line));
	assert_true(slice_is(rest, ".\r\n") || slice_starts(rest, ways_on));
	assert_int_equal(r.form, REPLY_BYTES);
	assert_int_equal(r.status, 3);
	reply_fini(&r);
}

void
ask_gopher_errors(const struct ask_error *rows, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		ask_gopher_error(rows[i].sent, rows[i].sentence);
}

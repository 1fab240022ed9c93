/*
 * Any bytes as a Gopher request, and as a text file that is cut where the
 * first byte says.
 */
#include <stdlib.h>

#include "fuzz/fuzz.h"
#include "lib/small.h"
#include "proto/front.h"

#define CHECK(truth)                                                           \
	do {                                                                   \
		if (!(truth))                                                  \
			abort();                                               \
	} while (0)

/* The first line, which is taken off with its CRLF. */
static struct slice
take_line(struct slice *s)
{
	struct slice line = { s->p, 0 };

	while (line.n + 1 < s->n && memcmp(s->p + line.n, "\r\n", 2) != 0)
		line.n++;
	CHECK(line.n + 1 < s->n);
	*s = slice_from(*s, line.n + 2);
	return line;
}

/* lines of three tabs and no other controls, then a lone dot */
static void
check_menu(struct slice s)
{
	struct slice line;
	size_t i, tabs;

	for (line = take_line(&s); s.n > 0; line = take_line(&s)) {
		CHECK(line.n > 0);
		for (i = tabs = 0; i < line.n; i++) {
			tabs += line.p[i] == '\t';
			CHECK((unsigned char)line.p[i] >= 0x20 ||
			    line.p[i] == '\t');
			CHECK(line.p[i] != 0x7f);
		}
		CHECK(tabs == 3);
	}
	CHECK(slice_is(line, "."));
}

/* CRLF, and neither CR nor LF without the other; never a lone dot */
static void
check_lines(struct slice s)
{
	struct slice line;

	while (s.n > 0) {
		line = take_line(&s);
		CHECK(!slice_is(line, "."));
		CHECK(line.n == 0 || (memchr(line.p, '\r', line.n) == NULL &&
		    memchr(line.p, '\n', line.n) == NULL));
	}
}

static void
check_reply(const struct reply *r)
{
	struct slice s = buf_slice(&r->out);

	CHECK((r->form == REPLY_BYTES) == (r->file == NULL));
	if (r->file != NULL) {
		CHECK(s.n == 0 && r->status == 0);
		return;
	}
	CHECK(s.n > 0 && (r->status == 0 || r->status == 3));
	if (slice_starts(s, "+-1\r\n") || slice_starts(s, "<!DOCTYPE html>"))
		CHECK(r->status == 0);
	else if (slice_starts(s, "HTTP/1.0 400 "))
		CHECK(r->status == 3);
	else if (s.n > 5 && memcmp(s.p + s.n - 5, "\r\n.\r\n", 5) == 0)
		check_menu(s);
	else {
		CHECK(r->status == 0);
		check_lines(s);
	}
}

/* however it is cut, it is the same text, in lines */
static void
check_text(text_passer *text, struct slice file, size_t cut)
{
	struct buf whole, cut_up;
	int at = 0, at_cut = 0;

	buf_init(&whole, 3 * file.n + 7);
	buf_init(&cut_up, 3 * file.n + 7);
	text(&at, file, true, &whole);
	text(&at_cut, (struct slice){ file.p, cut }, false, &cut_up);
	text(&at_cut, slice_from(file, cut), true, &cut_up);
	CHECK(!whole.failed && !cut_up.failed);
	CHECK(slice_eq(buf_slice(&whole), buf_slice(&cut_up)));
	if (text == text_rfc) {
		CHECK(whole.n >= 3 &&
		    memcmp(whole.p + whole.n - 3, ".\r\n", 3) == 0);
		whole.n -= 3;
	}
	check_lines(buf_slice(&whole));
	buf_fini(&whole);
	buf_fini(&cut_up);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static struct site *site;
	struct peer peer = { .port = 70 };
	const char *p = (const char *)bytes + 1;
	struct reply r;
	size_t line;

	if (site == NULL)
		CHECK((site = small_new()) != NULL);
	if (n-- == 0)
		return 0;
	check_text(text_crlf, (struct slice){ p, n },
	    bytes[0] < n ? bytes[0] : n);
	check_text(text_rfc, (struct slice){ p, n },
	    bytes[0] < n ? bytes[0] : n);
	if (gopher_front.frame(p, n, true, &line) != FRAME_LINE)
		return 0;
	CHECK(line <= n);
	reply_init(&r);
	gopher_front.answer(site, &peer, (struct slice){ p, line }, &r);
	check_reply(&r);
	reply_fini(&r);
	return 0;
}

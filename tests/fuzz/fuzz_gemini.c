/*
 * Any bytes as a Gemini request. The first chooses how the peer came; the rest
 * is framed, answered, and also taken for a text file that is cut somewhere.
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

/* two digits of the table, a space, META without controls, CRLF */
static void
check_header(const struct reply *r)
{
	static const int table[] = { 10, 20, 31, 40, 51, 53, 59 };
	struct slice s = buf_slice(&r->out);
	size_t i, n = 0, known = 0;

	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		known += table[i] == r->status;
	CHECK(known == 1);
	CHECK(s.n > 5 && s.p[2] == ' ');
	CHECK((s.p[0] - '0') * 10 + s.p[1] - '0' == r->status);
	s = slice_from(s, 3);
	while (n < s.n && (unsigned char)s.p[n] >= 0x20 && s.p[n] != 0x7f)
		n++;
	CHECK(n > 0 && n <= 1024);
	CHECK(n + 2 <= s.n && s.p[n] == '\r' && s.p[n + 1] == '\n');
	if (r->status != 20)
		CHECK(s.n == n + 2);
	if (r->status == 31)
		CHECK(s.p[0] == '/' && s.p[1] != '/');
	CHECK((r->form == REPLY_BYTES) == (r->file == NULL));
	if (r->file != NULL)
		CHECK(r->status == 20 && s.n == n + 2);
}

/* however it is cut, it is the same text */
static void
check_text(struct slice file, size_t cut)
{
	struct buf whole, cut_up;
	int at = 0, at_cut = 0;

	buf_init(&whole, 2 * file.n + 4);
	buf_init(&cut_up, 2 * file.n + 4);
	text_plain(&at, file, true, &whole);
	text_plain(&at_cut, (struct slice){ file.p, cut }, false,
	    &cut_up);
	text_plain(&at_cut, slice_from(file, cut), true, &cut_up);
	CHECK(!whole.failed && !cut_up.failed);
	CHECK(slice_eq(buf_slice(&whole), buf_slice(&cut_up)));
	buf_fini(&whole);
	buf_fini(&cut_up);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static struct site *site;
	struct peer peer = { .tls = true, .port = 1965,
		.bound_port = 1965 };
	const char *p = (const char *)bytes + 1;
	struct reply r;
	size_t line;

	if (site == NULL)
		CHECK((site = small_new()) != NULL);
	if (n-- == 0)
		return 0;
	if (bytes[0] % 3 > 0)
		peer_name(&peer, site,
		    slice_of(bytes[0] % 3 == 1 ? "h" : "nowhere"));
	check_text((struct slice){ p, n }, bytes[0] < n ? bytes[0] : n);
	if (gemini_front.frame(p, n, true, &line) != FRAME_LINE)
		return 0;
	CHECK(line <= n);
	reply_init(&r);
	gemini_front.answer(site, &peer, (struct slice){ p, line }, &r);
	check_header(&r);
	reply_fini(&r);
	return 0;
}

#include "proto/text.h"

enum state {
	START,		/* of the file: a BOM may come */
	BOM1, BOM2,	/* so many bytes of it have come */
	LINE,		/* at the start of a line */
	AFTER_CR,	/* likewise, and a LF belongs to the line before */
	DOT,		/* a line that is "." so far, which is held back */
	MIDDLE,		/* within a line */
};

/*
 * Leads from START to LINE, or to MIDDLE when what looked like a BOM was none
 * and has been put out. Answers the piece without what belongs to a BOM.
 */
static struct slice
skip_bom(int *state, struct slice s, bool last, struct buf *out)
{
	static const char bom[LINE] = { '\xef', '\xbb', '\xbf' };

	while (*state < LINE && s.n > 0 && s.p[0] == bom[*state]) {
		++*state;
		s = slice_from(s, 1);
	}
	if (*state < LINE && (s.n > 0 || last)) {
		buf_put(out, bom, (size_t)*state);
		*state = *state == START ? LINE : MIDDLE;
	}
	return s;
}

void
text_plain(int *state, struct slice piece, bool last, struct buf *out)
{
	buf_put_slice(out, skip_bom(state, piece, last, out));
}

/* Ends the line that state is in. */
static void
end_line(enum state state, struct buf *out)
{
	buf_puts(out, state == DOT ? " .\r\n" : "\r\n");
}

/* The bytes up to the next line end. */
static struct slice
line_end(struct slice s)
{
	size_t n = 0;

	while (n < s.n && s.p[n] != '\n' && s.p[n] != '\r')
		n++;
	return (struct slice){ s.p, n };
}

static void
pass_lines(bool rfc, int *state, struct slice piece, bool last,
    struct buf *out)
{
	struct slice s = skip_bom(state, piece, last, out), run;
	bool fresh;	/* nothing of the line has come yet */

	while (s.n > 0) {
		run = line_end(s);
		if (run.n == 0) {
			if (s.p[0] == '\r' || *state != AFTER_CR)
				end_line(*state, out);
			*state = s.p[0] == '\r' ? AFTER_CR : LINE;
			s = slice_from(s, 1);
			continue;
		}
		fresh = *state != MIDDLE && *state != DOT;
		if (*state == DOT || (rfc && fresh && run.p[0] == '.'))
			buf_putc(out, '.');
		if (!rfc && fresh && slice_is(run, ".")) {
			*state = DOT;
		} else {
			buf_put_slice(out, run);
			*state = MIDDLE;
		}
		s = slice_from(s, run.n);
	}
	if (last && (*state == DOT || *state == MIDDLE))
		end_line(*state, out);
}

void
text_crlf(int *state, struct slice piece, bool last, struct buf *out)
{
	pass_lines(false, state, piece, last, out);
}

void
text_rfc(int *state, struct slice piece, bool last, struct buf *out)
{
	pass_lines(true, state, piece, last, out);
	if (last)
		buf_puts(out, ".\r\n");
}

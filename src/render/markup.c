#include "render/markup.h"

/* U+FFFE and U+FFFF, which are UTF-8 but in no XML document (XML 1.0 2.2): their
   last byte, to be taken for that of U+FFFD. */
static bool
is_no_xml(struct slice s, size_t i)
{
	return i >= 2 && (s.p[i] == '\xbe' || s.p[i] == '\xbf') &&
	    s.p[i - 1] == '\xbf' && s.p[i - 2] == '\xef';
}

void
markup_put(struct buf *out, struct slice s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		switch (s.p[i]) {
		case '&':
			buf_puts(out, "&amp;");
			break;
		case '<':
			buf_puts(out, "&lt;");
			break;
		case '>':
			buf_puts(out, "&gt;");
			break;
		case '"':
			buf_puts(out, "&quot;");
			break;
		case '\'':
			buf_puts(out, "&#39;");
			break;
		default:
			buf_putc(out, is_no_xml(s, i) ? '\xbd' : s.p[i]);
		}
}

#include "proto/foreign.h"

#include <string.h>
#include <strings.h>
#include <unistr.h>

#include "render/markup.h"

/* --- URL: links ------------------------------------------------------------ */

/* No "javascript:" and the like, nor what may not stand in a URL at all. */
static bool
url_is_harmless(struct slice url)
{
	static const char *const schemes[] = { "http:", "https:", "gemini:",
		"gopher:", "ftp:", "irc:", "mailto:" };
	size_t i;

	for (i = 0; i < url.n; i++)
		if ((unsigned char)url.p[i] <= 0x20 || url.p[i] == 0x7f)
			return false;
	if (url.n == 0 || u8_check((const uint8_t *)url.p, url.n) != NULL)
		return false;
	for (i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		if (url.n > strlen(schemes[i]) &&
		    strncasecmp(url.p, schemes[i], strlen(schemes[i])) == 0)
			return true;
	return false;
}

bool
foreign_url(struct slice url, struct buf *out)
{
	if (slice_starts(url, "/"))
		url = slice_from(url, 1);
	if (!slice_starts(url, "URL:"))
		return false;
	url = slice_from(url, strlen("URL:"));
	if (!url_is_harmless(url))
		return false;
	buf_puts(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
		      "<meta charset=\"utf-8\">\n"
		      "<meta http-equiv=\"refresh\" content=\"0; url=");
	markup_put(out, url);
	buf_puts(out, "\">\n<title>A link out of Gopher</title>\n"
		      "</head>\n<body>\n<p><a href=\"");
	markup_put(out, url);
	buf_puts(out, "\">");
	markup_put(out, url);
	buf_puts(out, "</a></p>\n</body>\n</html>\n");
	return true;
}

/* --- Gopher+ --------------------------------------------------------------- */

bool
foreign_root_attributes(struct slice selector, struct slice fields,
    const char *host, unsigned port, struct buf *out)
{
	if (!slice_is(selector, "/") || !slice_starts(fields, "$"))
		return false;
	buf_printf(out,
	    "+-1\r\n"
	    "+INFO: 1Main menu\t\t%s\t%u\r\n"
	    "+VIEWS:\r\n"
	    " application/gopher+-menu: <512b>\r\n"
	    ".\r\n", host, port);
	return true;
}

/* --- HTTP ------------------------------------------------------------------ */

static bool
is_http(struct slice s)
{
	static const char version[] = " HTTP/#.#";	/* "#": a digit */
	size_t i, n = sizeof(version) - 1, method = 0;
	const char *end;

	while (method < s.n && s.p[method] >= 'A' && s.p[method] <= 'Z')
		method++;
	if (method == 0 || s.n < method + 1 + n || s.p[method] != ' ')
		return false;
	end = s.p + s.n - n;
	for (i = 0; i < n; i++)
		if (version[i] == '#' ? end[i] < '0' || end[i] > '9'
				      : end[i] != version[i])
			return false;
	return true;
}

bool
foreign_http(struct slice line, struct buf *out)
{
	if (!is_http(line))
		return false;
	buf_puts(out,
	    "HTTP/1.0 400 Bad Request\r\n"
	    "Content-Type: text/plain\r\n"
	    "Connection: close\r\n"
	    "\r\n"
	    "This is a Gopher server.\n");
	return true;
}

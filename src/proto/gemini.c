/*
 * The Gemini front: a URI and what the corpus has at its path, as a header
 * line and gemtext. The order of the checks is that of uri_error, then host,
 * port and path: the first that fails decides.
 */
#include <stdio.h>
#include <string.h>

#include "proto/finder.h"
#include "proto/front.h"
#include "proto/made.h"
#include "proto/path.h"
#include "proto/text.h"
#include "proto/uri.h"
#include "render/asked.h"
#include "render/feed.h"
#include "render/gemtext.h"
#include "render/tagged.h"
#include "render/view.h"

enum {	/* bytes, with a NUL */
	META_MAX = 1024 + 1,	/* more than this go-gemini does not read */
	MESSAGE_MAX = 100,	/* clients show it as a title */
};

enum status {
	INPUT = 10,
	SUCCESS = 20,
	MOVED_FOR_NOW = 30,
	MOVED = 31,
	FAILURE = 40,
	SLOW_DOWN = 44,
	NOT_FOUND = 51,
	GONE = 52,
	NOT_SERVED = 53,
	BAD_REQUEST = 59,
	CERTIFICATE_WANTED = 60,
	CERTIFICATE_DENIED = 61,
	CERTIFICATE_INVALID = 62,
};

/* One request on its way to an answer. */
struct request {
	const struct site *site;
	const struct peer *peer;
	const struct host *host;
	struct view view;
	struct slice path;	/* of the corpus, as path_resolve makes it */
	struct slice query;	/* as sent */
	struct reply *reply;
};

/*
 * Only CRLF ends a line. 1026 bytes without one cannot become a request any
 * more, nor can 1025 of which the last is no CR: they are handed on as a line
 * that is too long.
 */
static enum frame
gemini_frame(const char *p, size_t n, bool eof, size_t *line)
{
	size_t i;

	for (i = 0; i + 1 < n && i <= URI_MAX; i++)
		if (p[i] == '\r' && p[i + 1] == '\n') {
			*line = i;
			return FRAME_LINE;
		}
	if (n > URI_MAX + 1 || (n == URI_MAX + 1 && p[URI_MAX] != '\r')) {
		*line = URI_MAX + 1;
		return FRAME_LINE;
	}
	return eof ? FRAME_CLOSE : FRAME_MORE;
}

/* --- header lines --------------------------------------------------------- */

/* Begins the reply anew, with a header; meta is for people to read. */
static void
header(struct reply *r, enum status status, const char *meta)
{
	buf_clear(&r->out);
	buf_printf(&r->out, "%d %s\r\n", (int)status, meta);
	r->form = REPLY_BYTES;
	r->file = NULL;
	r->status = (int)status;
}

/* A language tag as it is; several, with commas between, need quotes. */
static void
put_lang(struct buf *out, const char *lang)
{
	static const char tags[] = "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				   "0123456789-, ";
	const char *quote;

	if (lang == NULL || *lang == '\0' || lang[strspn(lang, tags)] != '\0')
		return;
	quote = strpbrk(lang, ", ") != NULL ? "\"" : "";
	buf_printf(out, "; lang=%s%s%s", quote, lang, quote);
}

/* The header of a rendered page; its body is to follow. */
static struct buf *
gemtext_header(struct request *q, const struct page *page)
{
	struct reply *r = q->reply;
	const char *lang = page != NULL ? page->lang : NULL;

	r->status = SUCCESS;
	buf_puts(&r->out, "20 text/gemini; charset=utf-8");
	put_lang(&r->out, lang != NULL ? lang : site_lang(q->host, q->path));
	buf_puts(&r->out, "\r\n");
	return &r->out;
}

/* The address of what was found, the one that does not redirect. */
static void
put_address(struct buf *out, const struct found *f)
{
	if (f->item == -1)
		view_entry_address(out, f->entry);
	else
		view_address(out, f->entry->page, f->item);
	if (f->kind == FOUND_ALL)
		buf_puts(out, "all");
}

/*
 * Not there (51), or not any more (52). Points to the page or folder above,
 * when there is one, else to the root.
 */
static void
missing(struct request *q, enum status status)
{
	const char *what = "Not found";
	struct slice above = q->path;
	struct found f;
	struct buf meta;
	bool slash;

	while (above.n > 1 && above.p[above.n - 1] == '/')
		above.n--;
	while (above.n > 0 && above.p[above.n - 1] != '/')
		above.n--;
	f = corpus_find(q->host->corpus, above, &slash);
	if (f.kind != FOUND_PAGE && f.kind != FOUND_FOLDER)
		f = corpus_find(q->host->corpus, slice_of("/"), &slash);
	buf_init(&meta, MESSAGE_MAX);
	if (status == GONE)
		what = "Withdrawn";
	else if (f.kind == FOUND_PAGE)
		what = "No such question";
	buf_printf(&meta, "%s; see ", what);
	put_address(&meta, &f);
	buf_putc(&meta, '\0');
	if (meta.failed) {
		buf_clear(&meta);
		buf_printf(&meta, "%s; see /%c", what, '\0');
	}
	header(q->reply, status, meta.p);
	buf_fini(&meta);
}

static void
not_found(struct request *q)
{
	missing(q, NOT_FOUND);
}

/* Never a redirect: what is only near is for the reader to judge. */
static void
nearest(struct request *q)
{
	struct buf meta;
	struct hit hit;

	if (search_near(corpus_search(q->host->corpus), q->path, &hit, 1) ==
	    0) {
		not_found(q);
		return;
	}
	buf_init(&meta, MESSAGE_MAX);
	buf_puts(&meta, "Not found; the nearest is ");
	if (hit.item < 0)
		view_entry_address(&meta, hit.entry);
	else
		view_address(&meta, hit.page, hit.item);
	buf_putc(&meta, '\0');
	if (meta.failed)
		not_found(q);
	else
		header(q->reply, NOT_FOUND, meta.p);
	buf_fini(&meta);
}

/*
 * META begins with exactly one slash, since no segment of a path is empty: it
 * leads to no other host and is never read as a scheme. A query stays behind.
 */
static void
redirect(struct request *q, const struct found *f)
{
	struct buf meta;

	buf_init(&meta, META_MAX);
	put_address(&meta, f);
	buf_putc(&meta, '\0');
	if (meta.failed)
		not_found(q);
	else
		header(q->reply, MOVED, meta.p);
	buf_fini(&meta);
}

/* What the operator says of an address; false when that is nothing. */
static bool
is_redirected(struct request *q)
{
	const struct redirect *r;
	struct slice rest;
	struct buf meta;

	if ((r = site_redirect(q->host, q->path, &rest)) == NULL)
		return false;
	if (r->to == NULL) {
		missing(q, GONE);
		return true;
	}
	buf_init(&meta, META_MAX);
	buf_puts(&meta, r->to);
	if (r->to[strlen(r->to) - 1] == '/')
		view_encode_path(&meta, rest);
	buf_putc(&meta, '\0');
	if (meta.failed)
		not_found(q);
	else
		header(q->reply, r->permanent ? MOVED : MOVED_FOR_NOW, meta.p);
	buf_fini(&meta);
	return true;
}

/* Whether the peer may have path; answers it when not. */
static bool
is_open(struct request *q, struct slice path)
{
	switch (peer_access(q->peer, q->site, q->host, path)) {
	case ACCESS_OPEN:
		return true;
	case ACCESS_NO_IDENTITY:
		header(q->reply, CERTIFICATE_WANTED,
		    "Only for those who show a certificate");
		return false;
	case ACCESS_INVALID:
		header(q->reply, CERTIFICATE_INVALID,
		    "Your certificate has ended, not begun or is malformed");
		return false;
	case ACCESS_DENIED:
		header(q->reply, CERTIFICATE_DENIED,
		    "Your certificate does not open this");
		return false;
	}
	return false;
}

/* --- bodies --------------------------------------------------------------- */

/* The charset of a text is told only where an operator knows it. */
static void
serve_file(struct request *q, const struct entry *e)
{
	bool text = slice_starts(slice_of(e->type), "text/");
	const char *charset = text ? site_charset(q->host, q->path) : NULL;
	struct reply *r = q->reply;

	r->status = SUCCESS;
	buf_printf(&r->out, "20 %s", e->type);
	if (charset != NULL)
		buf_printf(&r->out, "; charset=%s", charset);
	buf_puts(&r->out, "\r\n");
	r->form = text ? REPLY_TEXT : REPLY_FILE;
	r->text = text_plain;
	r->file = e;
}

static void
serve_gemtext(struct request *q, const struct found *f)
{
	const struct entry *e = f->entry;
	struct buf *out;

	out = gemtext_header(q, f->kind == FOUND_FOLDER ? e->index : e->page);
	switch (f->kind) {
	case FOUND_FOLDER:
		gemtext_folder(out, e, &q->view);
		break;
	case FOUND_PAGE:
		gemtext_page(out, e->page, &q->view);
		break;
	case FOUND_ITEM:
		gemtext_item(out, e->page, (uint32_t)f->item, &q->view);
		tally_question(q->site->tally, q->view.host, e->page,
		    (uint32_t)f->item);
		break;
	case FOUND_ALL:
		gemtext_all(out, e->page, &q->view);
		break;
	default:
		gemtext_prose(out, e->page, &q->view);
		break;
	}
}

/* Asks for what to search for. */
static void
ask(struct request *q, const struct finder *f)
{
	struct buf prompt;

	if (q->query.n > 0) {
		header(q->reply, INPUT, "Type at least one word to search for");
		return;
	}
	buf_init(&prompt, META_MAX);
	view_put_search_label(&prompt, f->within);
	buf_putc(&prompt, '\0');
	header(q->reply, INPUT, prompt.failed ? "Search" : prompt.p);
	buf_fini(&prompt);
}

static void
serve_search(struct request *q, const struct finder *f)
{
	struct buf query;

	buf_init(&query, URI_MAX);
	view_decode(&query, q->query);
	if (!finder_put(f, buf_slice(&query), q->site->tally,
		gemtext_header(q, f->within), &q->view, gemtext_results))
		ask(q, f);
	buf_fini(&query);
}

/* What is made rather than found in the corpus. */
static void
serve_made(struct request *q)
{
	const char *text = made_find(q->path);
	const struct tag *tag;
	struct finder f;

	if (finder_at(q->host->corpus, q->path, &f)) {
		serve_search(q, &f);
		return;
	}
	if (finder_tag_at(q->host->corpus, q->path, &tag)) {
		gemtext_tagged(gemtext_header(q, NULL), tag, &q->view);
		return;
	}
	if (slice_is(q->path, ACCESS_OWNERS) &&
	    access_is_zone(q->host->zones, q->host->nzones, q->path)) {
		gemtext_asked(gemtext_header(q, NULL), q->site->tally,
		    &q->view);
		return;
	}
	if (slice_is(q->path, "/new")) {
		gemtext_new(gemtext_header(q, NULL), &q->view);
		return;
	}
	if (slice_is(q->path, "/atom.xml")) {
		header(q->reply, SUCCESS, "application/atom+xml");
		atom_new(&q->reply->out, &q->view, false);
		return;
	}
	if (text == NULL) {
		nearest(q);
		return;
	}
	header(q->reply, SUCCESS, "text/plain; charset=utf-8");
	buf_puts(&q->reply->out, text);
}

/*
 * Folders and pages have a slash at the end, or relative links would lead
 * astray; questions have none. A file with one is not there.
 */
static void
serve(struct request *q)
{
	bool slash;
	struct found f;

	if (!is_open(q, q->path) || is_redirected(q))
		return;
	f = corpus_find(q->host->corpus, q->path, &slash);
	/* a former address may lie outside the zone of its page */
	if (f.entry != NULL && !is_open(q, slice_of(f.entry->path)))
		return;
	if (f.moved) {
		redirect(q, &f);
		return;
	}
	switch (f.kind) {
	case FOUND_FOLDER:
	case FOUND_PAGE:
		if (slash)
			serve_gemtext(q, &f);
		else
			redirect(q, &f);
		return;
	case FOUND_ITEM:
	case FOUND_ALL:
		if (slash)
			redirect(q, &f);
		else
			serve_gemtext(q, &f);
		return;
	case FOUND_PROSE:
	case FOUND_FILE:
		if (slash)
			not_found(q);
		else if (f.kind == FOUND_FILE)
			serve_file(q, f.entry);
		else
			serve_gemtext(q, &f);
		return;
	case FOUND_GONE:
		missing(q, GONE);
		return;
	case FOUND_NONE:
		serve_made(q);
		return;
	}
}

/* --- requests ------------------------------------------------------------- */

/* The host that a URI names, if this peer may have it (RFC 6066 3). */
static const struct host *
asked_host(const struct site *site, const struct peer *peer,
    const struct uri *u)
{
	const struct host *host = site_host(site, u->host);

	if (peer->unknown_name || (peer->host != NULL && peer->host != host))
		return NULL;
	return host;
}

static void
refuse(struct reply *r, enum uri_error e)
{
	static const char *const sentences[] = {
		[URI_LENGTH] = "An address has 1 to 1024 bytes",
		[URI_BYTE] = "A character here must be percent-encoded",
		[URI_UTF8] = "The address is not UTF-8",
		[URI_NO_SCHEME] = "An address begins with gemini://",
		[URI_OTHER_SCHEME] = "Only gemini:// is served here",
		[URI_NO_HOST] = "The address names no host",
		[URI_USERINFO] = "An address holds no user name",
		[URI_FRAGMENT] = "A request holds no #fragment",
		[URI_ESCAPE] = "A % is not followed by two hex digits",
		[URI_HOST] = "The host name is malformed",
		[URI_PORT] = "The port is malformed",
	};

	header(r, e == URI_OTHER_SCHEME ? NOT_SERVED : BAD_REQUEST,
	    sentences[e]);
}

static void
gemini_answer(const struct site *site, const struct peer *peer,
    struct slice line, struct reply *r)
{
	struct request q = { .site = site, .peer = peer, .reply = r };
	char path[URI_MAX + 1];
	enum uri_error e;
	struct uri u;

	if ((e = uri_parse(line, &u)) != URI_OK) {
		refuse(r, e);
		return;
	}
	if ((q.host = asked_host(site, peer, &u)) == NULL) {
		header(r, NOT_SERVED, "This host is not served here");
		return;
	}
	if (u.port != peer->port && u.port != peer->bound_port) {
		header(r, NOT_SERVED, "This port is not served here");
		return;
	}
	r->host = q.host;
	q.view = (struct view){ q.host->corpus, q.host->names[0], peer->port,
		site->text_width };
	q.path.p = path;
	q.query = u.query;
	switch (path_resolve(u.path, true, path, &q.path.n)) {
	case PATH_OK:
		serve(&q);
		break;
	case PATH_ABSENT:
		not_found(&q);
		break;
	case PATH_BAD:
		header(r, BAD_REQUEST, "The path leads nowhere");
		break;
	}
	if (r->out.failed)
		header(r, FAILURE, "This page cannot be made now");
}

static void
gemini_unreadable(struct reply *r, int err)
{
	if (reply_absent(err))
		header(r, NOT_FOUND, "Not found; see /");
	else
		header(r, FAILURE, "This file cannot be read now; try later");
}

/* The meta is the seconds to wait, and nothing else. */
static void
gemini_too_often(struct reply *r, unsigned seconds)
{
	char meta[16];

	snprintf(meta, sizeof(meta), "%u", seconds);
	header(r, SLOW_DOWN, meta);
}

const struct front gemini_front = {
	.name = "gemini",
	.max_request = URI_MAX + 2,
	.frame = gemini_frame,
	.answer = gemini_answer,
	.unreadable = gemini_unreadable,
	.too_often = gemini_too_often,
};

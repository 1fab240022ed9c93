/*
 * The Gopher front: a selector and what the corpus has at its path, as a menu,
 * a text or a file's bytes (RFC 1436). There is no status: what went wrong is
 * a menu with one line of type 3.
 */
#include <stdio.h>
#include <string.h>
#include <unictype.h>
#include <unistr.h>
#include <uniwidth.h>

#include "proto/finder.h"
#include "proto/foreign.h"
#include "proto/front.h"
#include "proto/made.h"
#include "proto/path.h"
#include "proto/text.h"
#include "render/feed.h"
#include "render/menu.h"
#include "render/plain.h"
#include "render/tagged.h"
#include "render/view.h"

enum {
	GOPHER_MAX = 4096,	/* bytes of a line: "URL:" selectors are long */
	NEAREST = 5,		/* hits shown for a wrong selector */
	ECHO_WIDTH = 40,	/* columns of a selector in an error */
	IS_ERROR = 3,		/* reply status: after the item type */
};

/* One request on its way to an answer. */
struct request {
	const struct site *site;
	const struct peer *peer;
	const struct host *host;
	struct view view;
	struct reply *reply;
	struct slice selector;	/* as sent */
	text_passer *text;	/* how text is sent here */
	struct slice query;	/* the field behind it */
};

/*
 * A line ends with CRLF by the letter, with LF or CR too for what clients
 * send, and with the end of input.
 */
static enum frame
gopher_frame(const char *p, size_t n, bool eof, size_t *line)
{
	size_t i;

	for (i = 0; i < n && i <= GOPHER_MAX; i++)
		if (p[i] == '\r' || p[i] == '\n')
			break;
	*line = i;	/* one byte too many when it is too long */
	if (i < n || i > GOPHER_MAX || (eof && n > 0))
		return FRAME_LINE;
	return eof ? FRAME_CLOSE : FRAME_MORE;
}

/* --- errors --------------------------------------------------------------- */

static void
error(struct reply *r, struct slice sentence)
{
	buf_clear(&r->out);
	menu_error(&r->out, sentence);
	menu_end(&r->out);
	r->form = REPLY_BYTES;
	r->file = NULL;
	r->status = IS_ERROR;
}

/*
 * Bytes of a peer for people to see: printable characters as they are, %XX
 * for the rest, and no more than fits a line.
 */
static void
put_echo(struct buf *out, struct slice s)
{
	int n, columns = 0;
	bool printable;
	ucs4_t c;

	for (; s.n > 0; s = slice_from(s, (size_t)n)) {
		n = u8_mbtoucr(&c, (const uint8_t *)s.p, s.n);
		printable = n > 0 && !uc_is_general_category_withtable(c,
		    UC_CATEGORY_MASK_C | UC_CATEGORY_MASK_Zl |
			UC_CATEGORY_MASK_Zp);
		/* combining marks count too, or there might be thousands */
		if (!printable)
			columns += 3;
		else
			columns += uc_width(c, "UTF-8") > 1 ? 2 : 1;
		if (columns > ECHO_WIDTH) {
			buf_puts(out, "...");
			return;
		}
		if (printable) {
			buf_put(out, s.p, (size_t)n);
		} else {
			n = 1;
			buf_printf(out, "%%%02X", (unsigned char)s.p[0]);
		}
	}
}

static void
missing(struct reply *r, struct slice selector, const char *how)
{
	struct buf sentence;

	buf_init(&sentence, 1024);
	buf_putc(&sentence, '\'');
	put_echo(&sentence, selector);
	buf_printf(&sentence, "' %s", how);
	error(r, buf_slice(&sentence));
	buf_fini(&sentence);
}

/* One answer for what is missing, forbidden, hidden or malformed. */
static void
not_found(struct reply *r, struct slice selector)
{
	missing(r, selector, "does not exist");
}

/* --- what the corpus has -------------------------------------------------- */

/* What has been rendered is in raw form. */
static void
pass_rendered(struct request *q)
{
	struct buf *out = &q->reply->out, raw = *out;
	int state = 0;

	if (q->text == text_crlf || raw.failed)
		return;
	buf_init(out, REPLY_CAP);
	q->text(&state, buf_slice(&raw), true, out);
	buf_fini(&raw);
}

static void
serve_file(struct request *q, const struct entry *e)
{
	struct reply *r = q->reply;

	r->form = e->item == '0' ? REPLY_TEXT : REPLY_FILE;
	r->file = e;
	r->text = q->text;
}

/* Where it is or where it was: there is no redirect. */
static void
serve_found(struct request *q, const struct found *f)
{
	const struct page *page = f->entry->page;
	struct buf *out = &q->reply->out;

	switch (f->kind) {
	case FOUND_FOLDER:
		menu_folder(out, f->entry, &q->view);
		break;
	case FOUND_ALL:
		plain_all(out, page, &q->view);
		pass_rendered(q);
		break;
	case FOUND_FILE:
		serve_file(q, f->entry);
		break;
	case FOUND_PAGE:
		menu_page(out, page, &q->view);
		break;
	case FOUND_ITEM:
		plain_item(out, page, (uint32_t)f->item, &q->view);
		tally_question(q->site->tally, q->view.host, page,
		    (uint32_t)f->item);
		pass_rendered(q);
		break;
	default:
		menu_prose(out, page, &q->view);
		break;
	}
}

/* Whether the peer may have path, which otherwise is not there. */
static bool
is_open(const struct request *q, struct slice path)
{
	return peer_access(q->peer, q->site, q->host, path) == ACCESS_OPEN;
}

/* --- searches (type 7) ----------------------------------------------------- */

/* Without a word to look for: asks for one. */
static void
ask(struct request *q, const struct finder *f, struct slice query)
{
	struct buf *out = &q->reply->out, path, label;

	buf_init(&path, GOPHER_MAX);
	buf_init(&label, GOPHER_MAX);
	view_put_search_path(&path, f->within);
	view_put_search_label(&label, f->within);
	menu_info(out, slice_of(slice_trim(query).n == 0
		? "Say what to search for."
		: "There is no word in that to search for."));
	menu_link(out, '7', buf_slice(&label), buf_slice(&path), &q->view);
	menu_end(out);
	buf_fini(&path);
	buf_fini(&label);
}

static bool
serve_search(struct request *q, struct slice path, struct slice query)
{
	struct finder f;

	if (!is_open(q, path) || !finder_at(q->host->corpus, path, &f))
		return false;
	if (!finder_put(&f, query, q->site->tally, &q->reply->out, &q->view,
		menu_results))
		ask(q, &f, query);
	return true;
}

/*
 * "/search?words": some clients send a URL's query so; and our own links to
 * results, where "?" and what is behind it are escaped, since to others "?"
 * means a TAB.
 */
static bool
serve_query(struct request *q)
{
	struct slice s = q->selector, path = s, query;
	const char *mark = memchr(s.p, '?', s.n);
	bool escaped = mark != NULL, found = false;
	char bytes[GOPHER_MAX + 1];
	struct buf decoded;

	buf_init(&decoded, GOPHER_MAX);
	view_decode(&decoded, escaped
		? slice_from(s, (size_t)(mark + 1 - s.p)) : s);
	query = buf_slice(&decoded);
	if (!escaped) {
		path = query;
		mark = memchr(path.p, '?', path.n);
		query = mark != NULL
		    ? slice_from(path, (size_t)(mark + 1 - path.p)) : query;
	}
	if (mark != NULL)
		path.n = (size_t)(mark - path.p);
	if (mark != NULL &&
	    path_resolve(path, escaped, bytes, &path.n) == PATH_OK) {
		path.p = bytes;
		found = serve_search(q, path, query);
	}
	buf_fini(&decoded);
	return found;
}

/* --- near misses ---------------------------------------------------------- */

/* The page or folder that path would stand in, if there is one to be seen. */
static bool
find_above(const struct request *q, struct slice path, struct hit *hit)
{
	struct found f;
	bool slash;

	while (path.n > 1 && path.p[path.n - 1] == '/')
		path.n--;
	while (path.n > 0 && path.p[path.n - 1] != '/')
		path.n--;
	f = corpus_find(q->host->corpus, path, &slash);
	if (f.kind == FOUND_PAGE)
		*hit = (struct hit){ f.entry, f.entry->page, -1 };
	else if (f.kind == FOUND_FOLDER && f.entry->parent != NULL)
		*hit = (struct hit){ f.entry, f.entry->index, -1 };
	else
		return false;
	return hit->page != NULL && is_open(q, path) &&
	    is_open(q, slice_of(f.entry->path));
}

/* Behind an error: what may have been meant, and the ways on. */
static void
offer_nearest(struct request *q)
{
	const struct search *search = corpus_search(q->host->corpus);
	struct buf *out = &q->reply->out, path;
	struct hit hits[NEAREST];
	uint32_t n, i;

	buf_init(&path, GOPHER_MAX);
	view_decode(&path, q->selector);
	n = search_near(search, buf_slice(&path), hits, NEAREST);
	if (n == 0 && find_above(q, buf_slice(&path), &hits[0]))
		n = 1;
	out->n -= strlen(".\r\n");
	menu_info(out, slice_of(""));
	if (n > 0)
		menu_info(out, slice_of("The nearest that there is:"));
	for (i = 0; i < n; i++)
		menu_hit(out, &hits[i], &q->view);
	if (n > 0)
		menu_info(out, slice_of(""));
	menu_link(out, '7', slice_of("Search"), slice_of("/search"), &q->view);
	menu_link(out, '1', slice_of("Home"), slice_of("/"), &q->view);
	menu_end(out);
	buf_fini(&path);
}

/* --- selectors ------------------------------------------------------------ */

/* What is made rather than found in the corpus; false when path is not. */
static bool
serve_made(struct request *q, struct slice path)
{
	const char *text = made_find(path);
	struct buf *out = &q->reply->out, made;
	const struct tag *tag;
	int state = 0;
	bool found;

	if (finder_tag_at(q->host->corpus, path, &tag)) {
		menu_tagged(out, tag, &q->view);
		return true;
	}
	if (slice_is(path, "/new") || slice_is(path, "/new/")) {
		menu_new(out, &q->view);
		return true;
	}
	buf_init(&made, REPLY_CAP);
	if (slice_is(path, "/atom.xml"))
		atom_new(&made, &q->view, true);
	else if (text != NULL)
		buf_puts(&made, text);
	if ((found = made.n > 0))
		q->text(&state, buf_slice(&made), true, out);
	out->failed = out->failed || made.failed;
	buf_fini(&made);
	return found;
}

/* What is at a path of the capsule; false when that is nothing. */
static bool
serve_path(struct request *q, struct slice path)
{
	struct found f;
	bool slash;

	if (!is_open(q, path))
		return false;
	f = corpus_find(q->host->corpus, path, &slash);
	if (f.kind == FOUND_NONE)
		return serve_search(q, path, q->query) || serve_made(q, path);
	if (f.kind == FOUND_GONE) {
		missing(q->reply, q->selector, "was withdrawn");
		offer_nearest(q);
		return true;
	}
	/* a former address may lie outside the zone of its page */
	if (!is_open(q, slice_of(f.entry->path)))
		return false;
	serve_found(q, &f);
	return true;
}

/*
 * Gopher cannot send a client elsewhere: what has moved within the capsule is
 * served where it was, and to anything else a menu leads.
 */
static bool
serve_redirect(struct request *q, const struct redirect *r, struct slice rest)
{
	char bytes[GOPHER_MAX + 1];
	struct slice path = { bytes, 0 };
	struct slice target;
	struct buf to;
	bool ok;

	if (r->to == NULL) {
		missing(q->reply, q->selector, "was withdrawn");
		offer_nearest(q);
		return true;
	}
	buf_init(&to, GOPHER_MAX);
	buf_puts(&to, r->to);
	if (r->to[strlen(r->to) - 1] == '/')
		view_encode_path(&to, rest);
	target = buf_slice(&to);
	ok = !to.failed;
	if (ok && r->to[0] == '/') {
		target = slice_take_until(&target, "?");
		ok = path_resolve(target, true, bytes, &path.n) == PATH_OK &&
		    serve_path(q, path);
	} else if (ok) {
		menu_info(&q->reply->out, slice_of("This has moved:"));
		menu_uri(&q->reply->out, target, target, &q->view);
		menu_end(&q->reply->out);
	}
	buf_fini(&to);
	return ok;
}

/* False when the selector, percent-decoded or not, names nothing. */
static bool
serve(struct request *q, bool escaped)
{
	char bytes[GOPHER_MAX + 1];
	struct slice path = { bytes, 0 }, rest;
	const struct redirect *r;

	if (path_resolve(q->selector, escaped, bytes, &path.n) != PATH_OK ||
	    !is_open(q, path))
		return false;
	if ((r = site_redirect(q->host, path, &rest)) != NULL)
		return serve_redirect(q, r, rest);
	return serve_path(q, path);
}

/* --- requests ------------------------------------------------------------- */

/*
 * Literal bytes first, since a name may hold a "%"; then decoded once, since
 * some clients send a URL's path as it is. The field behind the selector is the
 * query of a search; all others are for Gopher+, which we do not speak.
 */
static void
answer_selector(struct request *q, struct slice fields)
{
	struct buf *out = &q->reply->out;

	if (foreign_root_attributes(q->selector, fields, q->view.host,
		q->view.port, out))
		return;
	q->query = slice_take_until(&fields, "\t");
	if (foreign_url(q->selector, out) || serve(q, false) ||
	    serve(q, true) || serve_query(q))
		return;
	if (foreign_http(q->selector, out)) {
		q->reply->status = IS_ERROR;
		return;
	}
	not_found(q->reply, q->selector);
	offer_nearest(q);
}

static void
gopher_answer(const struct site *site, const struct peer *peer,
    struct slice line, struct reply *r)
{
	struct request q = { .site = site, .peer = peer, .reply = r,
		.selector = { line.p, 0 },
		.text = peer->rfc_text ? text_rfc : text_crlf };

	/* a port is one host's: no field says which is meant */
	q.host = peer->host != NULL ? peer->host : &site->hosts[0];
	q.view = (struct view){ q.host->corpus, q.host->names[0], peer->port,
		site->text_width };
	r->host = q.host;
	if (line.n > GOPHER_MAX) {
		error(r, slice_of("This request is too long"));
		return;
	}
	while (q.selector.n < line.n && line.p[q.selector.n] != '\t')
		q.selector.n++;
	if (line.n > 0 && memchr(line.p, '\0', line.n) != NULL) {
		not_found(r, q.selector);
		return;
	}
	line = slice_from(line, q.selector.n + 1);
	if (q.selector.n == 0)
		q.selector = slice_of("/");
	answer_selector(&q, line);
	if (r->out.failed)
		error(r, slice_of("Server busy, try again later"));
}

static void
gopher_unreadable(struct reply *r, int err)
{
	if (reply_absent(err))
		not_found(r, slice_of(r->file->path));
	else
		error(r, slice_of("Server busy, try again later"));
}

static void
gopher_too_often(struct reply *r, unsigned seconds)
{
	char sentence[80];

	snprintf(sentence, sizeof(sentence), "Too many requests: wait %u "
	    "second%s and try again", seconds, seconds == 1 ? "" : "s");
	error(r, slice_of(sentence));
}

const struct front gopher_front = {
	.name = "gopher",
	.max_request = GOPHER_MAX + 1,
	.frame = gopher_frame,
	.answer = gopher_answer,
	.unreadable = gopher_unreadable,
	.too_often = gopher_too_often,
	.alpn = "gopher",
};

/*
 * What a section "host" of the configuration file says: names and files,
 * addresses that lead elsewhere, and who may read what.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "conf/value.h"
#include "model/target.h"
#include "parse/field.h"
#include "proto/path.h"
#include "proto/uri.h"
#include "tls/identity.h"

/* --- addresses of a host --------------------------------------------------- */

/* As path_resolve makes it; NULL when it is none. */
static const char *
keep_address(struct conf *c, unsigned line, const char *text)
{
	size_t n = strlen(text);
	char *path = arena_alloc(&c->arena, n + 2);

	if (path == NULL)
		return NULL;
	if (text[0] == '/' &&
	    path_resolve(slice_of(text), true, path, &n) == PATH_OK) {
		path[n] = '\0';
		return path;
	}
	conf_error(c, line, "\"%s\" is not an address of this host: write it "
	    "as /page/ or /folder/page/question", text);
	return NULL;
}

/* A new redirect; NULL when it is none or there is one already. */
static struct redirect *
add_redirect(struct conf *c, struct conf_host *host, unsigned line,
    const char *text)
{
	const char *path = keep_address(c, line, text);
	struct redirect *r;
	uint32_t i;

	if (path == NULL)
		return NULL;
	for (i = 0; i < host->redirects.n; i++)
		if (strcmp(host->redirects.v[i].path, path) == 0) {
			conf_error(c, line, "the address \"%s\" is already "
			    "said to have moved or to be gone", text);
			return NULL;
		}
	if ((r = vec_push(&host->redirects)) != NULL)
		r->path = path;
	return r;
}

/* Whether a header line can hold it, as it is. */
static bool
is_target(const char *to)
{
	const char *s;

	for (s = to; *s != '\0'; s++)
		if (*s <= ' ' || *s >= 0x7f || strchr("\"<>\\^`{|}#", *s))
			return false;
	return s - to < URI_MAX / 2 &&
	    (to[0] == '/' ? to[1] != '/' : target_scheme(slice_of(to)) > 0);
}

/* Whether a client that follows r comes to where r sends it on again. */
static bool
leads_to_itself(const struct redirect *r)
{
	struct slice to = slice_of(r->to), rest;
	struct redirect copy = *r;
	struct host host = { .redirects = &copy, .nredirects = 1 };
	char path[URI_MAX];

	if (r->to[0] != '/')
		return false;
	to = slice_take_until(&to, "?");
	return path_resolve(to, true, path, &to.n) == PATH_OK &&
	    site_redirect(&host, (struct slice){ path, to.n }, &rest) != NULL;
}

static void
read_redirect(struct conf *c, struct conf_host *host, cfg_t *cfg)
{
	const struct value *to = conf_get(cfg, "to");
	struct redirect *r;

	if (to == NULL) {
		conf_error(c, conf_line(cfg), "say where \"%s\" has gone: "
		    "to = \"/new\"", cfg_title(cfg));
		return;
	}
	r = add_redirect(c, host, conf_line(cfg), cfg_title(cfg));
	if (r == NULL)
		return;
	r->to = conf_keep(c, to->text);
	r->permanent = conf_boolean(c, conf_get(cfg, "permanent"), false);
	if (!is_target(to->text))
		conf_error(c, to->line, "\"%s\" is neither an address of this "
		    "host nor a URI; what is special in it is written as %%XX",
		    to->text);
	else if (leads_to_itself(r))
		conf_error(c, to->line, "\"%s\" leads to itself",
		    cfg_title(cfg));
}

/* --- zones ----------------------------------------------------------------- */

/* "sha256:AB:CD:..." with or without what is not a digit. */
static bool
parse_fingerprint(const char *text, struct fingerprint *out)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	const char *digit;
	size_t n = 0;

	if (strncasecmp(text, "sha256:", 7) == 0)
		text += 7;
	memset(out, 0, sizeof(*out));
	for (; *text != '\0'; text++) {
		if (*text == ':' || *text == ' ')
			continue;
		digit = strchr(digits, *text);
		if (digit == NULL || n == 2 * DIGEST_SIZE)
			return false;
		out->sha256[n / 2] = (uint8_t)(out->sha256[n / 2] << 4 |
		    (digit - digits) % 16);
		n++;
	}
	return n == 2 * DIGEST_SIZE;
}

static void
read_fingerprints(struct conf *c, cfg_t *cfg, struct zone *z)
{
	unsigned i, n = cfg_size(cfg, "fingerprints");
	struct fingerprint *list = arena_alloc(&c->arena, (n + 1) *
	    sizeof(*list));
	const struct value *v;

	if (list == NULL)
		return;
	z->identities = list;
	z->nidentities = n;
	for (i = 0; i < n; i++) {
		v = cfg_getnptr(cfg, "fingerprints", i);
		if (!parse_fingerprint(v->text, &list[i]))
			conf_error(c, v->line, "\"%s\" is not a fingerprint: "
			    "it has 64 hexadecimal digits, of SHA-256",
			    v->text);
	}
}

static void
read_authority(struct conf *c, struct conf_host *host, cfg_t *cfg,
    struct zone *z)
{
	const struct value *v = conf_get(cfg, "authority");
	const char *file = conf_path(c, v), **slot;
	struct fingerprint *keys;
	char err[1024];
	size_t n;

	if (file == NULL)
		return;
	keys = tls_identity_authorities(file, NULL, &n, err, sizeof(err));
	if (keys == NULL) {
		conf_error(c, v->line, "%s", err);
		return;
	}
	z->authorities = arena_copy(&c->arena, keys, n * sizeof(*keys));
	z->nauthorities = n;
	free(keys);
	if ((slot = vec_push(&host->authorities)) != NULL)
		*slot = file;
}

static void
read_zone(struct conf *c, struct conf_host *host, cfg_t *cfg)
{
	char *path = (char *)keep_address(c, conf_line(cfg), cfg_title(cfg));
	struct zone *z;
	uint32_t i;

	if (path == NULL)
		return;
	if (path[strlen(path) - 1] == '/')
		path[strlen(path) - 1] = '\0';
	for (i = 0; i < host->zones.n; i++)
		if (strcmp(host->zones.v[i].path, path) == 0)
			conf_error(c, conf_line(cfg), "whose \"%s\" is was "
			    "already said", cfg_title(cfg));
	if ((z = vec_push(&host->zones)) == NULL)
		return;
	z->path = path;
	read_fingerprints(c, cfg, z);
	read_authority(c, host, cfg, z);
	if (z->nidentities == 0 && conf_get(cfg, "authority") == NULL)
		conf_error(c, conf_line(cfg), "say who may read \"%s\": by "
		    "fingerprints or by an authority", cfg_title(cfg));
}

/* --- hosts ----------------------------------------------------------------- */

/* "en, fr" as header lines have it, "en,fr"; false when some are no tags. */
static bool
put_langs(struct slice list, struct buf *out)
{
	struct slice one;

	while (field_next(&list, &one)) {
		if (!field_is_lang(one))
			return false;
		if (out->n > 0)
			buf_putc(out, ',');
		buf_put_slice(out, one);
	}
	return out->n > 0;
}

static const char *
read_lang(struct conf *c, cfg_t *cfg)
{
	const struct value *v = conf_get(cfg, "lang");
	const char *lang = NULL;
	struct buf tags;

	if (v == NULL)
		return NULL;
	buf_init(&tags, strlen(v->text));
	if (put_langs(slice_of(v->text), &tags))
		lang = arena_str(&c->arena, buf_slice(&tags));
	else
		conf_error(c, v->line, "\"%s\" is not a language tag such as en "
		    "or pt-BR", v->text);
	buf_fini(&tags);
	return lang;
}

static const char *
read_charset(struct conf *c, cfg_t *cfg)
{
	return conf_token(c, conf_get(cfg, "charset"), "-_.:+",
	    "the name of a character set");
}

/* "/a" is "/a/" */
static void
read_folder(struct conf *c, struct conf_host *host, cfg_t *cfg)
{
	struct slice path = slice_of(cfg_title(cfg));
	struct folder *folder;
	char *copy;

	if (!slice_starts(path, "/")) {
		conf_error(c, conf_line(cfg), "the folder \"%s\" does not begin "
		    "with a slash", path.p);
		return;
	}
	while (path.n > 0 && path.p[path.n - 1] == '/')
		path.n--;
	if ((copy = arena_alloc(&c->arena, path.n + 2)) == NULL ||
	    (folder = vec_push(&host->folders)) == NULL)
		return;
	memcpy(copy, path.p, path.n);
	copy[path.n] = '/';
	*folder = (struct folder){ copy, read_lang(c, cfg),
		read_charset(c, cfg) };
}

void
conf_read_host(struct conf *c, cfg_t *cfg)
{
	struct conf_host *host = conf_add_host(c, conf_line(cfg),
	    cfg_title(cfg));
	const struct value *v;
	unsigned i;

	if (host == NULL)
		return;
	for (i = 0; i < cfg_size(cfg, "aliases"); i++) {
		v = cfg_getnptr(cfg, "aliases", i);
		conf_add_name(c, host, v->line, v->text);
	}
	host->capsule = conf_path(c, conf_get(cfg, "capsule"));
	host->lang = read_lang(c, cfg);
	host->charset = read_charset(c, cfg);
	for (i = 0; i < cfg_size(cfg, "folder"); i++)
		read_folder(c, host, cfg_getnsec(cfg, "folder", i));
	host->certificate = conf_path(c, conf_get(cfg, "certificate"));
	host->key = conf_path(c, conf_get(cfg, "key"));
	for (i = 0; i < cfg_size(cfg, "redirect"); i++)
		read_redirect(c, host, cfg_getnsec(cfg, "redirect", i));
	for (i = 0; i < cfg_size(cfg, "gone"); i++) {
		v = cfg_getnptr(cfg, "gone", i);
		add_redirect(c, host, v->line, v->text);
	}
	for (i = 0; i < cfg_size(cfg, "client-certificates"); i++)
		read_zone(c, host, cfg_getnsec(cfg, "client-certificates", i));
	if ((host->certificate == NULL) != (host->key == NULL))
		conf_error(c, host->line, "the host \"%s\" has %s: it needs "
		    "both, or neither to have them made", cfg_title(cfg),
		    host->key == NULL ? "a certificate but no key"
				      : "a key but no certificate");
}

/*
 * What a section "listen" says: an address and what is spoken there.
 */
#include <string.h>

#include "conf/value.h"

static const struct front *
read_protocol(struct conf *c, cfg_t *cfg)
{
	const struct value *v = conf_get(cfg, "protocol");

	if (v == NULL) {
		conf_error(c, conf_line(cfg), "say what is spoken here: "
		    "protocol = gemini or protocol = gopher");
		return NULL;
	}
	if (strcmp(v->text, gemini_front.name) == 0)
		return &gemini_front;
	if (strcmp(v->text, gopher_front.name) == 0)
		return &gopher_front;
	conf_error(c, v->line, "the protocol \"%s\" is neither gemini nor "
	    "gopher", v->text);
	return NULL;
}

/* Gemini is always TLS and each request names its host. */
static void
read_gopher(struct conf *c, cfg_t *cfg, struct conf_listener *l)
{
	const struct value *tls = conf_get(cfg, "tls");
	const struct value *host = conf_get(cfg, "host");
	const struct conf_host *named;

	if (tls != NULL && strcmp(tls->text, "only") == 0)
		l->tls = LISTENER_TLS;
	else if (tls != NULL && strcmp(tls->text, "optional") == 0)
		l->tls = LISTENER_EITHER;
	else if (tls != NULL && strcmp(tls->text, "off") != 0)
		conf_error(c, tls->line, "tls is off, optional or only, not "
		    "\"%s\"", tls->text);
	if (host == NULL)
		return;
	if ((named = conf_find_host(c, host->text)) == NULL)
		conf_error(c, host->line, "there is no host \"%s\"",
		    host->text);
	else
		l->host = (uint32_t)(named - c->hosts.v);
}

static void
read_text(struct conf *c, cfg_t *cfg, struct conf_listener *l)
{
	const struct value *text = conf_get(cfg, "text");

	if (text == NULL)
		return;
	l->rfc_text = strcmp(text->text, "rfc") == 0;
	if (l->front != &gopher_front)
		conf_error(c, text->line, "only Gopher has \"text\": Gemini "
		    "sends it as it is");
	else if (!l->rfc_text && strcmp(text->text, "raw") != 0)
		conf_error(c, text->line, "text is raw or rfc, not \"%s\"",
		    text->text);
}

static void
read_proxies(struct conf *c, cfg_t *cfg, struct conf_listener *l)
{
	unsigned i, n = cfg_size(cfg, "proxy-protocol");
	struct prefix *p;

	for (i = 0; i < n && (p = vec_push(&l->proxies)) != NULL; i++)
		if (!conf_prefix(c, cfg_getnptr(cfg, "proxy-protocol", i), p))
			l->proxies.n--;
}

void
conf_read_listener(struct conf *c, cfg_t *cfg)
{
	static const char *const of_gopher[] = { "tls", "host" };
	const struct front *front = read_protocol(c, cfg);
	const char *address = cfg_title(cfg);
	struct conf_listener *l;
	size_t i;

	if (!listener_spec_valid(address))
		conf_error(c, conf_line(cfg), "\"%s\" is not an address to "
		    "listen on: write it as 127.0.0.1:1965 or [::1]:1965",
		    address);
	if (front == NULL ||
	    (l = conf_add_listener(c, front, address)) == NULL)
		return;
	l->line = conf_line(cfg);
	l->public_port = conf_number(c, conf_get(cfg, "public-port"), 1,
	    65535, 0);
	read_proxies(c, cfg, l);
	read_text(c, cfg, l);
	if (front == &gopher_front)
		read_gopher(c, cfg, l);
	else
		for (i = 0; i < sizeof(of_gopher) / sizeof(*of_gopher); i++)
			if (conf_get(cfg, of_gopher[i]) != NULL)
				conf_error(c, conf_get(cfg, of_gopher[i])->line,
				    "only Gopher has \"%s\": Gemini is always "
				    "TLS, and its requests name their host",
				    of_gopher[i]);
}

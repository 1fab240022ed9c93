#include "parent/status.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "model/corpus.h"
#include "render/asked.h"
#include "tls/info.h"

/* In the order of enum count. */
static const struct counter {
	const char *name, *label, *value;	/* as Prometheus has them */
	const char *text;
} counters[COUNT_COUNT] = {
	{ "connections_accepted", "", "", "connections accepted" },
	{ "connections_refused", "reason", "full", "refused: too many in all" },
	{ "connections_refused", "reason", "network",
	    "refused: too many of a network" },
	{ "connections_refused", "reason", "rate",
	    "refused: a network that does not slow down" },
	{ "connections_shed", "", "", "idle ones closed to make room" },
	{ "connections_timed_out", "", "", "timed out" },
	{ "connections_without_proxy_header", "", "",
	    "from a balancer, without a PROXY header" },
	{ "handshakes", "kind", "full", "handshakes: full" },
	{ "handshakes", "kind", "resumed", "handshakes: resumed" },
	{ "handshakes", "kind", "failed", "handshakes: failed" },
	{ "gemini_answers", "status", "1x", "Gemini: input asked for" },
	{ "gemini_answers", "status", "2x", "Gemini: answered" },
	{ "gemini_answers", "status", "3x", "Gemini: redirected" },
	{ "gemini_answers", "status", "4x", "Gemini: failed for now" },
	{ "gemini_answers", "status", "5x", "Gemini: failed" },
	{ "gemini_answers", "status", "6x", "Gemini: certificate wanted" },
	{ "gopher_answers", "status", "ok", "Gopher: answered" },
	{ "gopher_answers", "status", "error", "Gopher: failed" },
	{ "answers_slowed", "", "", "told to slow down" },
	{ "answers_cut", "", "", "not taken to the end" },
	{ "answer_bytes", "", "", "bytes of answers" },
	{ "log_lines_lost", "", "", "lines of the log lost" },
};

struct gauge {
	const char *name, *text;
	unsigned long long value;
};

enum { GAUGES = 9 };

static void
gather(const struct status *s, struct gauge g[GAUGES])
{
	const struct site *site = s->server->site;
	unsigned long long pages = 0, items = 0;
	size_t i;

	for (i = 0; i < site->nhosts; i++) {
		pages += corpus_pages(site->hosts[i].corpus);
		items += corpus_items(site->hosts[i].corpus);
	}
	g[0] = (struct gauge){ "uptime_seconds", "seconds since the start",
		s->up_ms / 1000 };
	g[1] = (struct gauge){ "snapshot_age_seconds",
		"seconds since the documents were loaded",
		s->age_ms / 1000 };
	g[2] = (struct gauge){ "pages", "pages", pages };
	g[3] = (struct gauge){ "questions", "questions", items };
	g[4] = (struct gauge){ "broken_documents", "documents with mistakes",
		s->server->broken->n };
	g[5] = (struct gauge){ "workers", "workers", s->workers };
	g[6] = (struct gauge){ "connections", "connections now",
		scoreboard_connections(s->server->board) };
	g[7] = (struct gauge){ "reloads", "reloads", s->reloads };
	g[8] = (struct gauge){ "reloads_failed", "reloads that failed",
		s->failed_reloads };
}

/* Of the host: 0, or -1 when its certificate cannot be read. */
static int
certificate(const struct status *s, size_t host, struct tls_info *info)
{
	char err[512];

	if (s->server->certificates[host] == NULL)
		return -1;
	return tls_info(s->server->certificates[host], s->now, info, err,
	    sizeof(err));
}

/* --- for people ------------------------------------------------------------ */

static void
put_table(struct buf *out, const struct status *s)
{
	struct gauge g[GAUGES];
	struct tls_info info;
	size_t i;

	gather(s, g);
	buf_printf(out, "%-44s %20s\n%-44s %20ld\n", "qapsule",
	    PACKAGE_VERSION, "process", (long)getpid());
	for (i = 0; i < GAUGES; i++)
		buf_printf(out, "%-44s %20llu\n", g[i].text, g[i].value);
	for (i = 0; i < COUNT_COUNT; i++)
		buf_printf(out, "%-44s %20llu\n", counters[i].text,
		    (unsigned long long)scoreboard_sum(s->server->board,
			(enum count)i));
	for (i = 0; i < s->server->site->nhosts; i++)
		if (certificate(s, i, &info) == 0)
			buf_printf(out, "certificate of %s: valid until %s%s\n",
			    s->server->site->hosts[i].names[0], info.not_after,
			    info.expired ? ", which has passed" :
			    info.days_left < TLS_WARN_DAYS ? ", soon" : "");
	buf_put_slice(out, buf_slice(&s->server->broken->lines));
	if (s->reload_failed)
		buf_puts(out, "The last reload failed: what was served before "
		    "it is still served; the log says why.\n");
}

void
status_put_counts(struct buf *out, const struct server *server)
{
	const struct host *h = server->site->hosts;
	const struct host *end = h + server->site->nhosts;
	unsigned pages, items;

	for (; h < end; h++) {
		pages = corpus_pages(h->corpus);
		items = corpus_items(h->corpus);
		buf_printf(out, "%s: %u page%s, %u question%s\n", h->names[0],
		    pages, pages == 1 ? "" : "s", items, items == 1 ? "" : "s");
	}
}

/* --- for programs ---------------------------------------------------------- */

/* All values are numbers, but those of "certificates". */
static void
put_json(struct buf *out, const struct status *s)
{
	struct gauge g[GAUGES];
	struct tls_info info;
	const char *comma = "";
	size_t i;

	gather(s, g);
	buf_printf(out, "{\"version\":\"" PACKAGE_VERSION "\",\"pid\":%ld",
	    (long)getpid());
	for (i = 0; i < GAUGES; i++)
		buf_printf(out, ",\"%s\":%llu", g[i].name, g[i].value);
	for (i = 0; i < COUNT_COUNT; i++)
		buf_printf(out, ",\"%s%s%s\":%llu", counters[i].name,
		    counters[i].value[0] != '\0' ? "_" : "",
		    counters[i].value,
		    (unsigned long long)scoreboard_sum(s->server->board,
			(enum count)i));
	buf_printf(out, ",\"last_reload_failed\":%s,\"certificates\":{",
	    s->reload_failed ? "true" : "false");
	for (i = 0; i < s->server->site->nhosts; i++)
		if (certificate(s, i, &info) == 0) {
			buf_printf(out, "%s\"%s\":{\"not_after\":\"%s\","
			    "\"days_left\":%d}", comma,
			    s->server->site->hosts[i].names[0],
			    info.not_after, info.days_left);
			comma = ",";
		}
	buf_puts(out, "}}\n");
}

static void
put_prometheus(struct buf *out, const struct status *s)
{
	const char *before = "";
	const struct counter *c;
	struct gauge g[GAUGES];
	struct tls_info info;
	size_t i;

	gather(s, g);
	for (i = 0; i < GAUGES; i++)
		buf_printf(out, "# TYPE qapsule_%s gauge\nqapsule_%s %llu\n",
		    g[i].name, g[i].name, g[i].value);
	for (i = 0; i < COUNT_COUNT; i++) {
		c = &counters[i];
		if (strcmp(c->name, before) != 0)
			buf_printf(out, "# TYPE qapsule_%s_total counter\n",
			    c->name);
		before = c->name;
		buf_printf(out, "qapsule_%s_total", c->name);
		if (c->label[0] != '\0')
			buf_printf(out, "{%s=\"%s\"}", c->label, c->value);
		buf_printf(out, " %llu\n",
		    (unsigned long long)scoreboard_sum(s->server->board,
			(enum count)i));
	}
	buf_puts(out, "# TYPE qapsule_certificate_days_left gauge\n");
	for (i = 0; i < s->server->site->nhosts; i++)
		if (certificate(s, i, &info) == 0)
			buf_printf(out, "qapsule_certificate_days_left"
			    "{host=\"%s\"} %d\n",
			    s->server->site->hosts[i].names[0],
			    info.days_left);
}

/* --- what readers look for ------------------------------------------------- */

static void
put_questions(struct buf *out, const struct site *site, bool json)
{
	struct asked *a = malloc(sizeof(*a));
	const struct host *h;
	size_t i;

	if (json)
		buf_printf(out, "{\"counted\":%s,\"hosts\":{",
		    site->tally != NULL ? "true" : "false");
	else if (site->tally == NULL)
		buf_puts(out, "What readers look for is not counted.\n");
	for (i = 0; a != NULL && site->tally != NULL && i < site->nhosts;
	     i++) {
		h = &site->hosts[i];
		asked_most(site->tally, h->names[0], h->corpus, a);
		if (json && i > 0)
			buf_putc(out, ',');
		(json ? json_asked : plain_asked)(out, a, h->names[0]);
	}
	if (json)
		buf_puts(out, "}}\n");
	out->failed = out->failed || a == NULL;
	free(a);
}

bool
status_put(struct buf *out, struct slice how, const struct status *s)
{
	if (slice_is(how, "table"))
		put_table(out, s);
	else if (slice_is(how, "json"))
		put_json(out, s);
	else if (slice_is(how, "prometheus"))
		put_prometheus(out, s);
	else if (slice_is(how, "questions") ||
	    slice_is(how, "questions-json"))
		put_questions(out, s->server->site,
		    slice_is(how, "questions-json"));
	else
		return false;
	return true;
}

/*
 * Certificates and ticket keys are kept over a reload while their files are the
 * same: new ones would cost every returning client a full handshake, and the
 * files may be out of our reach by then.
 */
#include "main/setup_tls.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tls/cert.h"
#include "tls/info.h"
#include "tls/tls.h"

static bool
same_file(const struct stat *a, const struct stat *b)
{
	return a->st_ino != 0 && a->st_ino == b->st_ino &&
	    a->st_dev == b->st_dev && a->st_size == b->st_size &&
	    a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	    a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/*
 * Keys of tickets that other machines share. They may be out of our reach by
 * now, so those there are are kept while their file is the same.
 */
void
setup_tickets(struct setup *s, const struct setup *before)
{
	const char *file = s->conf.ticket_keys;
	char err[1024];

	if (file == NULL)
		return;
	if (stat(file, &s->tickets_stamp) == -1)
		memset(&s->tickets_stamp, 0, sizeof(s->tickets_stamp));
	if (before != NULL &&
	    same_file(&before->tickets_stamp, &s->tickets_stamp))
		s->tickets = before->tickets;
	else if (ticket_secrets_read(file, &s->tickets, err, sizeof(err)) ==
		-1 || tls_info_key_mode(file, err, sizeof(err)) == -1)
		conf_error(&s->conf, s->conf.ticket_keys_line, "%s", err);
}

/* The host's, of the file; or random ones, once there is no file any more. */
static bool
set_tickets(const struct setup *s, const struct conf_host *h, uint32_t i,
    const struct setup *before)
{
	if (s->tickets.n > 0)
		return tls_context_tickets(s->contexts[i], h->names.v[0],
		    &s->tickets);
	return before == NULL || before->tickets.n == 0 ||
	    tls_context_tickets(s->contexts[i], h->names.v[0], NULL);
}

/* Asked for certificates in the same way; of authorities, nobody knows. */
static bool
same_zones(const struct conf_host *a, const struct conf_host *b)
{
	return (a->zones.n > 0) == (b->zones.n > 0) &&
	    a->authorities.n == 0 && b->authorities.n == 0;
}

/*
 * The context of the same host with the same files, or NULL. A new one would
 * have new ticket keys, so that every returning client paid for a full
 * handshake; and the key may be out of our reach by now.
 */
static const struct tls_context *
same_context(const struct setup *s, uint32_t i, const struct setup *before)
{
	const struct conf_host *h = &s->conf.hosts.v[i], *old;
	uint32_t k;

	for (k = 0; before != NULL && k < before->conf.hosts.n; k++) {
		old = &before->conf.hosts.v[k];
		if (strcmp(old->names.v[0], h->names.v[0]) == 0 &&
		    same_zones(old, h) &&
		    same_file(&before->stamps[k].certificate,
			&s->stamps[i].certificate) &&
		    same_file(&before->stamps[k].key, &s->stamps[i].key))
			return before->contexts[k];
	}
	return NULL;
}

static void
stamp(struct setup *s, const struct conf_host *h, uint32_t i)
{
	if (stat(h->certificate, &s->stamps[i].certificate) == -1 ||
	    stat(h->key, &s->stamps[i].key) == -1)
		memset(&s->stamps[i], 0, sizeof(s->stamps[i]));
}

/* Without a context and without a complaint: serve will make both files. */
static void
make_context(struct setup *s, const struct conf_host *h, uint32_t i,
    bool make)
{
	char err[1024];

	if (h->own_certificate && !make && access(h->certificate, F_OK) == -1 &&
	    access(h->key, F_OK) == -1)
		return;
	if (h->own_certificate &&
	    tls_cert_ensure(h->certificate, h->key, h->names.v, h->names.n,
		&s->made[i], err, sizeof(err)) == -1)
		conf_error(&s->conf, h->line, "%s", err);
	else if ((s->contexts[i] = tls_context_new(h->names.v[0],
		      h->certificate, h->key, err, sizeof(err))) == NULL ||
	    tls_info_key_mode(h->key, err, sizeof(err)) == -1 ||
	    (h->zones.n > 0 &&
		tls_context_ask(s->contexts[i], h->authorities.v,
		    h->authorities.n, err, sizeof(err)) == -1))
		conf_error(&s->conf, h->line, "%s", err);
}

struct warned {		/* of whose certificate */
	struct setup *s;
	const struct conf_host *h;
};

static void
warn(void *arg, const char *sentence)
{
	const struct warned *w = arg;

	conf_warning(&w->s->conf, w->h->line, "%s", sentence);
}

void
setup_tls(struct setup *s, uint32_t i, const struct setup *before, bool make)
{
	const struct conf_host *h = &s->conf.hosts.v[i];
	struct warned warned = { s, h };
	const struct tls_context *same;

	stamp(s, h, i);
	if ((same = same_context(s, i, before)) == NULL)
		make_context(s, h, i, make);
	else
		s->contexts[i] = tls_context_again(same);
	if ((same != NULL && s->contexts[i] == NULL) ||
	    (s->contexts[i] != NULL && !set_tickets(s, h, i, before)))
		conf_error(&s->conf, 0, "no memory");
	stamp(s, h, i);		/* of what was made */
	s->certificates[i] = h->certificate;
	if (s->contexts[i] != NULL)
		tls_info_warn(h->certificate, h->names.v, h->names.n,
		    time(NULL), warn, &warned);
}

struct tls_context *
setup_choose(void *arg, struct slice name)
{
	const struct setup *s = arg;
	struct peer peer = { .host = NULL };

	peer_name(&peer, &s->site, name);
	return peer.host != NULL ? s->contexts[peer.host - s->hosts] : NULL;
}

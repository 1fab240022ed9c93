/*
 * setup_tls - the part of setup that makes what hosts need for TLS.
 *
 * For: setup.c only; see there for before and make.
 */
#ifndef QAPSULE_MAIN_SETUP_TLS_H
#define QAPSULE_MAIN_SETUP_TLS_H

#include "main/setup.h"

/* The keys of tickets that other machines share: before any host. */
void setup_tickets(struct setup *, const struct setup *before);

/* The context of host i, from its certificate. */
void setup_tls(struct setup *, uint32_t i, const struct setup *before,
    bool make);

/* The context of the host of that name; NULL: there is none. */
struct tls_context *setup_choose(void *setup, struct slice name);

#endif

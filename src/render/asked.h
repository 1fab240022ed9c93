/*
 * render/asked - what readers look for, as a page for the owner, as lines for
 * people and as JSON for programs.
 */
#ifndef QAPSULE_RENDER_ASKED_H
#define QAPSULE_RENDER_ASKED_H

#include "model/asked.h"
#include "render/view.h"

/* tally NULL: nothing is counted, which is said. */
void gemtext_asked(struct buf *, struct tally *, const struct view *);

/* Of one host, whose name is host. */
void plain_asked(struct buf *, const struct asked *, const char *host);
void json_asked(struct buf *, const struct asked *, const char *host);

#endif

/*
 * control - how the operator's commands reach the running server.
 *
 * A socket in the state folder, which only its owner and root can open. The
 * command is a line; the answer comes when it is done and begins with a line
 * "ok" or "error". Who has asked is told by the end of the connection that
 * there is no more to come.
 */
#ifndef QAPSULE_PARENT_CONTROL_H
#define QAPSULE_PARENT_CONTROL_H

#include <event2/event.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/slice.h"

struct control;
struct control_call;	/* somebody waits for an answer, which ends it */

/*
 * One is made in the folder for a loop; run is called with each command, and
 * must see to it that each call is answered. NULL with a sentence in err: also
 * when another server has the folder.
 */
struct control *control_new(struct event_base *, const char *folder,
    void (*run)(void *arg, struct slice command, struct control_call *),
    void *arg, char *err, size_t err_size);
void control_answer(struct control_call *, bool ok, struct slice text);

/* The end: who still waits has waited for that, and is told "ok". NULL is
   fine. */
void control_free(struct control *);
/* In a child: only what is this process's own. */
void control_forget(struct control *);

/* Whether a server that runs has the folder. */
bool control_taken(const char *folder);

/* Asks the server of the folder, and waits. 0 with the text of the answer in
   out, or -1 with a sentence in out. */
int control_ask(const char *folder, const char *command, struct buf *out);

#endif

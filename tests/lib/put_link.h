/*
 * put_link - a link into the current text of a builder, all at once.
 */
#ifndef QAPSULE_TESTS_PUT_LINK_H
#define QAPSULE_TESTS_PUT_LINK_H

#include "model/build.h"

/* label empty: a bare link. */
static inline void
put_link(struct build *b, struct slice label, struct slice target)
{
	build_link_open(b);
	build_text(b, label);
	build_link_close(b, target, 0);
}

#endif

/*
 * written - a corpus from documents that stand in a test as text.
 */
#ifndef QAPSULE_TESTS_WRITTEN_H
#define QAPSULE_TESTS_WRITTEN_H

#include "model/corpus.h"
#include "proto/front.h"

struct written {
	const char *file;	/* "folder/name.qa", or a .gmi */
	const char *text;
};

/* With an index for search; the list ends with a file NULL. Aborts when a
   document has errors. */
struct corpus *written_corpus(const struct written *);

/* As a teardown of tests whose state is such a corpus. */
int written_drop(void **state);

/*
 * What a front says to a line, where the corpus is that of the only host, "h",
 * in English: as a string, good until the next call. status, unless it is
 * NULL: that of the reply.
 */
const char *written_answer(const struct corpus *, const struct front *,
    const char *line, int *status);

#endif

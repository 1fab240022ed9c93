/*
 * written - a corpus from documents that stand in a test as text.
 */
#ifndef QAPSULE_TESTS_WRITTEN_H
#define QAPSULE_TESTS_WRITTEN_H

#include "model/corpus.h"

struct written {
	const char *file;	/* "folder/name.qa", or a .gmi */
	const char *text;
};

/* With an index for search; the list ends with a file NULL. Aborts when a
   document has errors. */
struct corpus *written_corpus(const struct written *);

#endif

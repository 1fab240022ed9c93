/*
 * asked - what readers look for most, for the owner of a host.
 *
 * For: the page /asked and qapsule status --questions.
 */
#ifndef QAPSULE_MODEL_ASKED_H
#define QAPSULE_MODEL_ASKED_H

#include "model/corpus.h"
#include "model/tally.h"

enum { ASKED_MAX = 100 };	/* of each kind */

struct asked {
	struct {
		const struct page *page;
		uint32_t item;
		uint64_t n;	/* times it was read */
	} questions[ASKED_MAX];
	uint32_t nquestions;
	struct tally_miss misses[ASKED_MAX];
	uint32_t nmisses;
};

/* Both lists, what is most wanted first; of questions those that there are
   now, protected ones too. */
void asked_most(struct tally *, const char *host, const struct corpus *,
    struct asked *);

#endif

/*
 * translations - pages that are the same in other languages.
 *
 * Pages with a Lang: are the same page when their addresses are, but for what
 * names the language: a folder ("/ko/faq") or the end of the name ("/faq-ko",
 * "/faq.ko"). One of them may name none ("/faq").
 * Borrows the corpus, which owns it (corpus_index).
 */
#ifndef QAPSULE_MODEL_TRANSLATIONS_H
#define QAPSULE_MODEL_TRANSLATIONS_H

#include "model/corpus.h"

struct translations;

struct translations *translations_new(const struct corpus *);	/* or NULL */
void translations_free(struct translations *);	/* NULL is fine */

/* Number i of the pages that are this one in another language, or NULL. */
const struct page *translations_of(const struct translations *,
    const struct page *, uint32_t i);

#endif

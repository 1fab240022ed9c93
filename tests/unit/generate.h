/*
 * generate - documents of a dice, the same for the same seed.
 *
 * Every kind of block in any order, in many scripts, of words that would be
 * markup at the start of a line.
 */
#ifndef TEST_GENERATE_H
#define TEST_GENERATE_H

#include "model/page.h"

/* 0 to n - 1 */
unsigned generate_roll(unsigned *seed, unsigned n);

/* A Q&A page "/r" of a few questions, indexed; for the caller to unref. */
struct page *generate_page(unsigned *seed);

#endif

/*
 * fuzz - what every fuzz target is: one function, named as libFuzzer wants it.
 */
#ifndef QAPSULE_TESTS_FUZZ_H
#define QAPSULE_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* What must be so whatever the input is. */
#define HOLD(condition)                                                        \
	do {                                                                   \
		if (!(condition)) {                                            \
			fprintf(stderr, "%s:%d: does not hold: %s\n",          \
			    __FILE__, __LINE__, #condition);                   \
			abort();                                               \
		}                                                              \
	} while (0)

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

#endif

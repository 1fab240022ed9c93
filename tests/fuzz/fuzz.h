/*
 * fuzz - what every fuzz target is: one function, named as libFuzzer wants it.
 */
#ifndef QAPSULE_TESTS_FUZZ_H
#define QAPSULE_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

#endif

/*
 * progress - a bar on the terminal while much is read.
 *
 * Only where standard error is a terminal, and from a thousand files on: less
 * is read before anybody could look at it. The bar is gone when all is done.
 */
#ifndef QAPSULE_MAIN_PROGRESS_H
#define QAPSULE_MAIN_PROGRESS_H

#include <stdint.h>

/* done of all files are read; as the progress of struct load_options. */
void progress(void *unused, uint32_t done, uint32_t all);

#endif

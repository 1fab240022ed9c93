/*
 * landlock - what is left of the file system and of TCP to this process.
 *
 * A thin layer over the kernel's own calls, which glibc 2.36 has no names for.
 * All accesses that the running kernel knows are taken away for good, but for
 * those that rules give back; so are outgoing TCP connections, and signals and
 * abstract sockets of others, where the kernel can.
 */
#ifndef QAPSULE_NET_LANDLOCK_H
#define QAPSULE_NET_LANDLOCK_H

#include <stddef.h>
#include <stdint.h>

struct landlock_rule {
	int fd;			/* of a file, or of a folder and all in it */
	uint64_t access;	/* LANDLOCK_ACCESS_FS_ of linux/landlock.h */
};

/* The kernel's version of Landlock from 1, or -1 with errno when it has none:
   ENOSYS not built in, EOPNOTSUPP switched off. */
int landlock_version(void);

/* Needs no-new-privileges. 0, or -1 with errno. */
int landlock_restrict(const struct landlock_rule *, size_t n);

#endif

/*
 * user - whom root becomes once the sockets are bound and the keys are read.
 */
#ifndef QAPSULE_PARENT_USER_H
#define QAPSULE_PARENT_USER_H

#include <stddef.h>
#include <sys/types.h>

struct user {
	char name[64];
	uid_t uid;
	gid_t gid;
};

/* 0, or -1 with a sentence in err when there is no such user. */
int user_find(struct user *, const char *name, char *err, size_t err_size);

/* For good: with all groups and capabilities, and tried. 0, or -1 with err. */
int user_become(const struct user *, char *err, size_t err_size);

#endif

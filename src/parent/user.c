#include "parent/user.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int
user_find(struct user *u, const char *name, char *err, size_t err_size)
{
	const struct passwd *pw;

	errno = 0;
	if ((pw = getpwnam(name)) == NULL) {
		snprintf(err, err_size, "cannot find the user \"%s\"%s%s", name,
		    errno != 0 ? ": " : "", errno != 0 ? strerror(errno) : "");
		return -1;
	}
	snprintf(u->name, sizeof(u->name), "%s", name);
	u->uid = pw->pw_uid;
	u->gid = pw->pw_gid;
	return 0;
}

int
user_become(const struct user *u, char *err, size_t err_size)
{
	/* the groups first: it takes root to leave them */
	if (initgroups(u->name, u->gid) == -1 ||
	    setresgid(u->gid, u->gid, u->gid) == -1 ||
	    setresuid(u->uid, u->uid, u->uid) == -1) {
		snprintf(err, err_size, "cannot become the user \"%s\": %s",
		    u->name, strerror(errno));
		return -1;
	}
	/* a system on which that left a way back is none to serve on */
	if (u->uid != 0 && (setuid(0) == 0 || seteuid(0) == 0)) {
		snprintf(err, err_size, "became the user \"%s\", but could "
		    "become root again", u->name);
		return -1;
	}
	return 0;
}

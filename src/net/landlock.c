#include "net/landlock.h"

#include <errno.h>
#include <linux/landlock.h>
#include <sys/syscall.h>
#include <unistd.h>

/* struct landlock_ruleset_attr of version 6; older headers end earlier */
struct ruleset {
	uint64_t fs;		/* accesses to files taken away */
	uint64_t net;		/* from version 4: bind 1, connect 2 */
	uint64_t scoped;	/* from version 6: abstract sockets 1, signals 2 */
};

int
landlock_version(void)
{
	return (int)syscall(SYS_landlock_create_ruleset, NULL, 0,
	    LANDLOCK_CREATE_RULESET_VERSION);
}

/* All that a kernel of this version can take away. */
static struct ruleset
everything(int version)
{
	/* how many accesses to files versions 1 to 5 know */
	static const unsigned char accesses[] = { 0, 13, 14, 15, 15, 16 };

	return (struct ruleset){
		.fs = (UINT64_C(1) << accesses[version < 5 ? version : 5]) - 1,
		.net = version >= 4 ? 3 : 0,
		.scoped = version >= 6 ? 3 : 0,
	};
}

int
landlock_restrict(const struct landlock_rule *rules, size_t n)
{
	struct landlock_path_beneath_attr rule;
	int version = landlock_version(), fd, why = 0;
	struct ruleset all;
	size_t i;

	if (version == -1)
		return -1;
	all = everything(version);
	/* an older kernel takes the longer struct when the rest of it is 0 */
	fd = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof(all), 0);
	if (fd == -1)
		return -1;
	for (i = 0; i < n && why == 0; i++) {
		rule.parent_fd = rules[i].fd;
		rule.allowed_access = rules[i].access;
		if (syscall(SYS_landlock_add_rule, fd,
			LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == -1)
			why = errno;
	}
	if (why == 0 && syscall(SYS_landlock_restrict_self, fd, 0) == -1)
		why = errno;
	close(fd);
	errno = why;
	return why == 0 ? 0 : -1;
}

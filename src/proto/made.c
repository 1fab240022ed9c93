#include "proto/made.h"

static const struct {
	const char *path, *text;
} made[] = {
	/* Nothing is disallowed; to write that as an empty "Disallow:" would
	   shut out crawlers that take it for the prefix of every path. */
	{ "/robots.txt",
	    "# Crawlers are welcome to all of this capsule.\n" },
	{ "/favicon.txt", "\xe2\x9d\x93\n" },	/* U+2753, a question mark */
	/* what Gopher clients may know of the server and its selectors */
	{ "/caps.txt",
	    "CAPS\n"
	    "CapsVersion=1\n"
	    "ExpireCapsAfter=3600\n"
	    "PathDelimeter=/\n"	/* spelt so by the convention */
	    "PathIdentity=.\n"
	    "PathParent=..\n"
	    "PathParentDouble=FALSE\n"
	    "PathKeepPreDelimeter=FALSE\n"
	    "ServerSoftware=qapsule\n"
	    "ServerSoftwareVersion=" PACKAGE_VERSION "\n"
	    "ServerDefaultEncoding=UTF-8\n" },
};

const char *
made_find(struct slice path)
{
	size_t i;

	for (i = 0; i < sizeof(made) / sizeof(made[0]); i++)
		if (slice_is(path, made[i].path))
			return made[i].text;
	return NULL;
}

#include "proto/site.h"

#include <string.h>

const struct host *
site_host(const struct site *site, const char *name)
{
	size_t i, k;

	for (i = 0; i < site->nhosts; i++)
		for (k = 0; k < site->hosts[i].nnames; k++)
			if (strcmp(site->hosts[i].names[k], name) == 0)
				return &site->hosts[i];
	return NULL;
}

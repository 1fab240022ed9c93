/*
 * Any bytes as what a balancer sends first. Build and run, from the top folder:
 *
 *	clang -g -O1 -fsanitize=fuzzer,address,undefined -D_GNU_SOURCE \
 *	    -Isrc -Itests -o fuzz_proxy tests/fuzz/fuzz_proxy.c \
 *	    src/net/proxy.c src/net/address.c
 *	mkdir -p found && ./fuzz_proxy found tests/fuzz/corpus/proxy
 *
 * `make check` replays the corpus (replay.c).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "net/proxy.h"

/* More bytes never unsay what fewer have said. */
int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct address from, first;
	enum proxy found = PROXY_MORE, now;
	size_t i, used, end = 0;

	for (i = 0; i <= n; i++) {
		memset(&from, 0, sizeof(from));
		used = 0;
		now = proxy_parse((const char *)p, i, &from, &used);
		HOLD(now != PROXY_MORE || i < PROXY_MAX);
		if (found == PROXY_MORE) {
			found = now;
			first = from;
			end = i;
		}
		HOLD(now == found);
		if (now == PROXY_CLIENT || now == PROXY_OWN)
			HOLD(used == end &&
			    memcmp(&from, &first, sizeof(from)) == 0);
	}
	return 0;
}

#include "main/progress.h"

#include <stdio.h>
#include <unistd.h>

enum {
	FEW = 1000,	/* files */
	WIDTH = 40,	/* columns of the bar */
	STEPS = 100,	/* times that it is drawn anew */
};

void
progress(void *unused, uint32_t done, uint32_t all)
{
	static const char bar[] = "########################################";
	int columns;

	(void)unused;
	if (all < FEW || !isatty(STDERR_FILENO) ||
	    (done < all && done % (all / STEPS) != 0))
		return;
	columns = (int)((uint64_t)done * WIDTH / all);
	if (done < all)
		fprintf(stderr, "\rReading [%-*.*s] %u of %u", WIDTH, columns,
		    bar, (unsigned)done, (unsigned)all);
	else
		fputs("\r\033[K", stderr);
	fflush(stderr);
}

#include "base/vec.h"

#include <stdlib.h>
#include <string.h>

int
vec_grow(void **v, uint32_t *n, uint32_t *size, size_t element)
{
	uint32_t more = *size > 0 ? *size * 2 : 8;
	void *p;

	if (*n == *size) {
		if (more <= *size || (p = reallocarray(*v, more, element)) == NULL)
			return -1;
		*v = p;
		*size = more;
	}
	memset((char *)*v + (size_t)*n * element, 0, element);
	++*n;
	return 0;
}

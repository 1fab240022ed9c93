#include "base/vec.h"

void *
vec_room(void *v, uint32_t n, uint32_t *size, size_t element)
{
	uint32_t more = *size > 0 ? *size * 2 : 8;
	void *bigger;

	if (n < *size)
		return v;
	if (more < *size || (bigger = reallocarray(v, more, element)) == NULL)
		return v;
	*size = more;
	return bigger;
}

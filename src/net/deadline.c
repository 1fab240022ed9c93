#include "net/deadline.h"

#include <stddef.h>
#include <time.h>

void
deadlines_init(struct deadlines *q, unsigned ms)
{
	TAILQ_INIT(&q->queue);
	q->ms = ms;
}

void
deadline_off(struct deadline *d)
{
	if (d->queue != NULL)
		TAILQ_REMOVE(&d->queue->queue, d, next);
	d->queue = NULL;
}

void
deadline_set(struct deadline *d, struct deadlines *q, uint64_t now_ms)
{
	deadline_off(d);
	d->at_ms = now_ms + q->ms;
	d->queue = q;
	TAILQ_INSERT_TAIL(&q->queue, d, next);
}

struct deadline *
deadlines_over(struct deadlines *q, uint64_t now_ms)
{
	struct deadline *d = TAILQ_FIRST(&q->queue);

	if (d == NULL || d->at_ms > now_ms)
		return NULL;
	deadline_off(d);
	return d;
}

uint64_t
deadline_now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

#include "net/scoreboard.h"

#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <unistd.h>

struct scoreboard *
scoreboard_new(void)
{
	struct scoreboard *b = mmap(NULL, sizeof(*b), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (b == MAP_FAILED)
		return NULL;
	/* whoever could foresee the hash could crowd a set */
	if (getrandom(&b->seed, sizeof(b->seed), 0) != sizeof(b->seed)) {
		scoreboard_free(b);
		return NULL;
	}
	return b;
}

void
scoreboard_free(struct scoreboard *b)
{
	if (b != NULL)
		munmap(b, sizeof(*b));
}

struct score *
scoreboard_take(struct scoreboard *b)
{
	unsigned i, used;
	pid_t none;

	for (i = 0; i < SCORES; i++) {
		none = 0;
		if (!atomic_compare_exchange_strong(&b->scores[i].pid, &none,
			getpid()))
			continue;
		used = atomic_load(&b->used);
		while (used < i + 1 &&
		    !atomic_compare_exchange_weak(&b->used, &used, i + 1))
			continue;
		return &b->scores[i];
	}
	return NULL;
}

void
scoreboard_release(struct scoreboard *b, pid_t pid)
{
	struct score *s = b->scores, *end = s + atomic_load(&b->used);
	int i;

	while (s < end && atomic_load(&s->pid) != pid)
		s++;
	if (s == end)
		return;
	for (i = 0; i < COUNT_COUNT; i++)
		b->past.counts[i] += s->counts[i];
	memset(s->counts, 0, sizeof(s->counts));
	memset(s->networks, 0, sizeof(s->networks));
	s->connections = 0;
	atomic_store(&s->pid, 0);
}

uint64_t
scoreboard_sum(const struct scoreboard *b, enum count what)
{
	uint64_t sum = b->past.counts[what];
	unsigned i;

	for (i = 0; i < b->used; i++)
		sum += atomic_load_explicit(&b->scores[i].counts[what],
		    memory_order_relaxed);
	return sum;
}

uint32_t
scoreboard_connections(const struct scoreboard *b)
{
	uint32_t sum = 0;
	unsigned i;

	for (i = 0; i < b->used; i++)
		sum += atomic_load_explicit(&b->scores[i].connections,
		    memory_order_relaxed);
	return sum;
}

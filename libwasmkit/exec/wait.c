#include "libwasmkit/exec/wait.h"

/* About what a tick takes. */
enum { NS_PER_TICK = 4 };

uint64_t
wk_wait_now(const struct wk_store *store)
{
	return store->ticks * NS_PER_TICK + store->slept;
}

/* The time when so many ns have passed. */
static uint64_t
after(const struct wk_store *store, uint64_t ns)
{
	uint64_t now = wk_wait_now(store);

	return ns < UINT64_MAX - now ? now + ns : UINT64_MAX;
}

void
wk_wait_begin(struct wk_thread *t, const struct wk_meminst *memory,
    uint64_t address, int64_t timeout, union wk_slot *result,
    const union wk_cell *next)
{
	t->waiting = (struct wk_waiting){
	    .is_on = true,
	    .memory = memory,
	    .address = address,
	    .order = t->store->waits++,
	    .deadline =
		timeout < 0 ? UINT64_MAX : after(t->store, (uint64_t)timeout),
	    .next = next,
	    .result = result,
	};
}

void
wk_wait_begin_host(struct wk_thread *t, uint64_t ns, bool jumps)
{
	t->waiting = (struct wk_waiting){
	    .is_on = true,
	    .is_host = true,
	    .jumps = jumps,
	    .deadline = after(t->store, ns),
	};
}

void
wk_wait_end(struct wk_thread *t, unsigned result)
{
	t->waiting.is_on = false;
	if (t->waiting.is_host)
		return;
	t->waiting.result->u64 = result;
	t->pc = t->waiting.next;
	t->a = result;
}

void
wk_wait_look(struct wk_thread *t)
{
	if (t->waiting.is_on && t->waiting.deadline <= wk_wait_now(t->store))
		wk_wait_end(t, WK_WAIT_TIMED_OUT);
}

static bool
waits_at(const struct wk_thread *t, const struct wk_meminst *memory,
    uint64_t address)
{
	return t->waiting.is_on && t->waiting.memory == memory &&
	       t->waiting.address == address;
}

/* Who has waited longest at an address; NULL when no thread does. */
static struct wk_thread *
find_first(const struct wk_store *store, const struct wk_meminst *memory,
    uint64_t address)
{
	struct wk_thread *first = NULL;

	for (uint32_t i = 0; i < store->threads.count; i++) {
		struct wk_thread *t = wk_thread_at(store, i);

		if (waits_at(t, memory, address) &&
		    (first == NULL || t->waiting.order < first->waiting.order))
			first = t;
	}
	return first;
}

uint32_t
wk_wait_notify(struct wk_thread *t, const struct wk_meminst *memory,
    uint64_t address, uint32_t count)
{
	struct wk_thread *first;
	uint32_t woken = 0;

	for (; woken < count; woken++) {
		first = find_first(t->store, memory, address);
		if (first == NULL)
			break;
		wk_wait_end(first, WK_WAIT_WOKEN);
	}
	return woken;
}

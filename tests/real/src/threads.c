/* A mutex, a ticket queue and thread-local state on a shared memory. */
#include <stdatomic.h>
#include <stdint.h>

static _Atomic int32_t lock_word;
static _Atomic uint64_t tickets;
static _Atomic uint8_t flags[64];
static _Thread_local int depth = 1;
static int shared_total;

void
lock(void)
{
	int32_t free = 0;
	if (atomic_compare_exchange_strong(&lock_word, &free, 1))
		return;
	while (atomic_exchange(&lock_word, 2) != 0)
		__builtin_wasm_memory_atomic_wait32((int *)&lock_word, 2, -1);
}

void
unlock(void)
{
	if (atomic_exchange(&lock_word, 0) == 2)
		__builtin_wasm_memory_atomic_notify((int *)&lock_word, 1);
}

uint64_t
ticket(void)
{
	return atomic_fetch_add(&tickets, 1);
}

int
add(int n)
{
	lock();
	depth++;
	shared_total += n * depth;
	int total = shared_total;
	depth--;
	unlock();
	return total;
}

uint8_t
mark(unsigned i, uint8_t bits)
{
	atomic_thread_fence(memory_order_seq_cst);
	return atomic_fetch_or(&flags[i & 63], bits) ^ atomic_fetch_xor(&flags[(i + 1) & 63], bits);
}

int64_t
wait_long(int64_t *address, int64_t expected, int64_t nanoseconds)
{
	return __builtin_wasm_memory_atomic_wait64(address, expected, nanoseconds);
}

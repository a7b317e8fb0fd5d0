#include "libwasmkit/exec/fault.h"

#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <string.h>

#include "libwasmkit/exec/engine.h"
#include "libwasmkit/runtime/written.h"

/* A run that goes on in this thread of the host. */
struct run {
	sigjmp_buf back;
	struct wk_thread *thread;
	uint64_t address; /* of the fault, in its memory */
	const struct wk_meminst *memory;
	struct run *outer;
};

/* The only state outside of stores: signals belong to the process. */
static _Thread_local struct run *volatile running;
static struct sigaction old_segv, old_bus;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static struct wk_meminst *
find_memory(const struct wk_store *store, const uint8_t *address)
{
	struct wk_meminst *const *memories = store->memories.data;

	for (uint32_t i = 0; i < store->memories.count; i++) {
		struct wk_meminst *memory = memories[i];

		if (address >= memory->base &&
		    address - memory->base < (ptrdiff_t)memory->reserved)
			return memory;
	}
	return NULL;
}

/* Whether it was the first write to a page, which can be tried again. */
static bool
is_first_write(const uint8_t *address)
{
	for (const struct run *run = running; run != NULL; run = run->outer) {
		struct wk_meminst *memory =
		    find_memory(run->thread->store, address);

		if (memory != NULL)
			return wk_written_fault(
			    memory, (uint64_t)(address - memory->base));
	}
	return false;
}

/* Does what would have been done without us. */
static void
hand_on(int signal, siginfo_t *info, void *context)
{
	const struct sigaction *old = signal == SIGBUS ? &old_bus : &old_segv;

	if ((old->sa_flags & SA_SIGINFO) != 0) {
		old->sa_sigaction(signal, info, context);
	} else if (old->sa_handler != SIG_DFL && old->sa_handler != SIG_IGN) {
		old->sa_handler(signal);
	} else {
		/* Going back meets the fault again, with its usual end. */
		sigaction(signal, old, NULL);
	}
}

static void
handle(int signal, siginfo_t *info, void *context)
{
	struct run *run = running;
	const uint8_t *address = info->si_addr;
	int error = errno;

	if (is_first_write(address)) {
		errno = error;
		return;
	}
	if (run != NULL)
		run->memory = find_memory(run->thread->store, address);
	if (run == NULL || run->memory == NULL || !run->memory->is_guarded) {
		hand_on(signal, info, context);
		return;
	}
	run->address = (uint64_t)(address - run->memory->base);
	siglongjmp(run->back, 1);
}

static void
install(void)
{
	struct sigaction action = {
	    .sa_sigaction = handle,
	    .sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK,
	};

	sigemptyset(&action.sa_mask);
	sigaction(SIGSEGV, &action, &old_segv);
	sigaction(SIGBUS, &action, &old_bus);
}

enum wk_exit
wk_fault_run(struct wk_thread *t)
{
	struct run run = {.thread = t, .outer = running};

	pthread_once(&once, install);
	if (sigsetjmp(run.back, 0) == 0) {
		running = &run;
		wk_engine_run(t);
	} else {
		wk_thread_trap(t, WK_E_MEMORY_BOUNDS,
		    ": address %llu is outside of %llu bytes",
		    (unsigned long long)run.address,
		    (unsigned long long)run.memory->size);
		t->exit = WK_EXIT_TRAP;
	}
	running = run.outer;
	return (enum wk_exit)t->exit;
}

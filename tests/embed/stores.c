/*
 * Many stores in many threads of the host, with one module: each counts for
 * itself, traps at a guard page, exhausts its stack, and is interrupted from
 * outside, while the others do.
 */
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "load.h"

enum { THREADS = 8, ROUNDS = 30 };

struct worker {
	pthread_t thread;
	const struct wk_module *module;
	struct wk_store *store;
	uint32_t number;
	unsigned failures;
	atomic_bool spins, ended;
};

/* Calls a function and counts a failure unless it ends as expected. */
static void
expect(struct worker *w, const struct wk_instance *instance, const char *name,
    uint32_t arg, uint64_t result, enum wk_error_code code)
{
	union wk_value value = {.i32 = arg};
	union wk_value got = {0};
	struct wk_error err = {0};

	wk_call(w->store, wk_instance_func(instance, name), &value, &got, &err);
	if (err.code == code && (code != WK_E_NONE || got.i64 == result))
		return;
	w->failures++;
	printf("store %u: %s(%u) gives %llu %s\n", w->number, name, arg,
	    (unsigned long long)got.i64, err.message);
}

static void
work(struct worker *w)
{
	enum { PRIMES_BELOW_4096 = 1070091 };
	struct wk_instance *instance;
	struct wk_error err = {0};
	uint64_t sum = 0;

	if (!wk_instantiate(w->store, w->module, NULL, &instance, &err)) {
		w->failures++;
		return;
	}
	for (uint32_t i = 1; i <= ROUNDS; i++) {
		uint32_t rounds = 1 + (i + w->number) % 4;

		sum += (uint64_t)rounds * PRIMES_BELOW_4096;
		expect(w, instance, "count", rounds, sum, WK_E_NONE);
		expect(w, instance, "touch", 65529 + i * 999983, 0,
		    WK_E_MEMORY_BOUNDS);
		expect(w, instance, "touch", 65528, 0, WK_E_NONE);
		if (i % 10 == 0)
			expect(w, instance, "down", i, 0, WK_E_STACK_EXHAUSTED);
	}
	w->spins = true;
	expect(w, instance, "spin", 0, 0, WK_E_INTERRUPTED);
}

static void *
run(void *worker)
{
	struct worker *w = worker;

	work(w);
	w->ended = true;
	return NULL;
}

/* Interrupts a worker once it spins, and waits for its end. */
static void
finish(struct worker *w)
{
	while (!w->ended) {
		if (w->spins)
			wk_store_interrupt(w->store);
		poll(NULL, 0, 1);
	}
	pthread_join(w->thread, NULL);
	wk_store_free(w->store);
}

int
main(int argc, char **argv)
{
	struct loaded l = load(argc > 1 ? argv[1] : ".", "work.wat");
	struct wk_store_options options = {.max_stack = 1 << 18};
	struct worker workers[THREADS];
	unsigned failures = 0;

	memset(workers, 0, sizeof(workers));
	for (uint32_t i = 0; i < THREADS; i++) {
		struct worker *w = &workers[i];
		struct wk_error err = {0};

		w->module = l.module;
		w->number = i;
		w->store = wk_store_new(&options, &err);
		check(w->store, "store", &err);
		check(
		    !pthread_create(&w->thread, NULL, run, w), "thread", NULL);
	}
	for (uint32_t i = 0; i < THREADS; i++) {
		finish(&workers[i]);
		failures += workers[i].failures;
	}
	unload(&l);
	printf("%u failures in %d threads\n", failures, THREADS);
	return failures != 0;
}

/*
 * Programs that are stopped again and again, and go on: each that is named
 * runs unbroken; stopped after random numbers of ticks; with an instruction
 * observed; and with each of its memory's accesses noted, each time with the
 * same work. Ticks and state have to be the same at the end.
 *
 *   stop FOLDER WORK PROGRAM...
 */
#include <stdio.h>
#include <stdlib.h>

#include "libwasmkit/wasmkit.h"

enum { STOPS = 1000 };

struct program {
	struct wk_source source;
	struct wk_module *module;
	const char *args[2];
};

/* One run of it. */
struct run {
	struct wk_store *store;
	struct wk_wasi *wasi;
	struct wk_instance *instance;
};

struct end {
	uint64_t ticks, hash;
};

static void
check(bool ok, const struct wk_error *err)
{
	if (ok)
		return;
	fprintf(stderr, "stop: %s\n", err->message);
	exit(1);
}

static void
load(struct program *p, const char *folder, const char *name)
{
	struct wk_read_options read = {.features = wk_features_default()};
	struct wk_validate_options rules = {.features = wk_features_default()};
	struct wk_error err = {0};
	char path[4096];

	snprintf(path, sizeof(path), "%s/%s.wasm", folder, name);
	check(wk_source_open(path, &p->source, &err), &err);
	check(wk_read_module(&p->source, &read, &p->module, &err), &err);
	check(wk_validate(p->module, &rules, &err), &err);
}

static struct run
begin(const struct program *p)
{
	struct wk_wasi_options options = {
	    .args = p->args,
	    .arg_count = 2,
	    .has_clock = true,
	    .has_seed = true,
	};
	struct wk_error err = {0};
	struct wk_linker *linker;
	struct run run = {0};

	options.streams[1].kind = WK_WASI_MEMORY;
	run.store = wk_store_new(NULL, &err);
	check(run.store != NULL, &err);
	run.wasi = wk_wasi_new(&options, &err);
	check(run.wasi != NULL, &err);
	linker = wk_linker_new(run.store, &err);
	check(linker != NULL && wk_wasi_link(run.wasi, linker, &err), &err);
	check(wk_linker_instantiate(linker, p->module, &run.instance, &err),
	    &err);
	wk_linker_free(linker);
	return run;
}

static struct end
finish(struct run *run)
{
	struct wk_error err = {0};
	struct end end;

	check(wk_debug_hash(run->store, &end.hash, &err), &err);
	end.ticks = wk_store_ticks(run->store);
	wk_store_free(run->store);
	wk_wasi_free(run->wasi);
	return end;
}

static void
start(struct run *run)
{
	struct wk_error err = {0};
	struct wk_funcinst *func = wk_instance_func(run->instance, "_start");

	check(
	    func != NULL && wk_debug_start(run->store, func, NULL, &err), &err);
}

static struct end
unbroken(const struct program *p)
{
	struct run run = begin(p);

	wk_call(run.store, wk_instance_func(run.instance, "_start"), NULL, NULL,
	    NULL);
	return finish(&run);
}

/* What was told lies in the memory, in order. */
struct told {
	uint64_t end, size;
};

static void
tell(void *user, uint64_t address, uint64_t size, unsigned kinds)
{
	struct told *told = user;

	(void)kinds;
	if (size == 0 || address < told->end || size > told->size - address) {
		fprintf(stderr, "stop: %llu bytes at %llu\n",
		    (unsigned long long)size, (unsigned long long)address);
		exit(1);
	}
	told->end = address + size;
}

static struct end
broken(const struct program *p, uint64_t total, enum wk_heat heat)
{
	struct run run = begin(p);
	struct wk_meminst *memory = wk_instance_memory(run.instance);
	enum wk_stop stop = WK_STOP_TICKS;
	uint64_t most = total / STOPS * 2 + 1;
	struct wk_error err = {0};

	check(wk_debug_heat(run.store, memory, heat, &err), &err);
	start(&run);
	for (unsigned i = 0; i < STOPS && stop == WK_STOP_TICKS; i++) {
		struct told told = {0};

		stop = wk_debug_run(run.store, (uint64_t)rand() % most);
		told.size = wk_memory_size(memory);
		wk_debug_heat_take(run.store, memory, tell, &told);
	}
	if (stop == WK_STOP_TICKS)
		wk_debug_run(run.store, UINT64_MAX);
	wk_debug_end(run.store, NULL, NULL);
	return finish(&run);
}

/* From the middle on, the place that is reached there is observed. */
static struct end
observed(const struct program *p, uint64_t total)
{
	struct run run = begin(p);
	struct wk_debug_frame frame;
	struct wk_error err = {0};
	unsigned stops = 0;

	start(&run);
	wk_debug_run(run.store, total / 2);
	if (wk_debug_first(run.store, &frame) && frame.instance != NULL)
		check(wk_debug_observe(
			  run.store, frame.func, frame.offset, true, &err),
		    &err);
	while (wk_debug_run(run.store, UINT64_MAX) == WK_STOP_OFFSET) {
		if (++stops < STOPS)
			continue;
		check(wk_debug_observe(
			  run.store, frame.func, frame.offset, false, &err),
		    &err);
	}
	wk_debug_end(run.store, NULL, NULL);
	return finish(&run);
}

static bool
is_same(const char *name, const char *how, struct end one, struct end other)
{
	bool same = one.ticks == other.ticks && one.hash == other.hash;

	if (!same)
		printf("%s, %s: %llu ticks, not %llu; state %llx, not %llx\n",
		    name, how, (unsigned long long)other.ticks,
		    (unsigned long long)one.ticks,
		    (unsigned long long)other.hash,
		    (unsigned long long)one.hash);
	return same;
}

int
main(int argc, char **argv)
{
	unsigned passed = 0, count = 0;

	srand(1);
	for (int i = 3; i < argc; i++) {
		struct program p = {.args = {argv[i], argv[2]}};
		struct end end;

		load(&p, argv[1], argv[i]);
		end = unbroken(&p);
		passed += is_same(argv[i], "again", end, unbroken(&p));
		passed += is_same(argv[i], "stopped", end,
		    broken(&p, end.ticks, WK_HEAT_OFF));
		passed += is_same(argv[i], "its pages noted", end,
		    broken(&p, end.ticks, WK_HEAT_PAGES));
		passed += is_same(argv[i], "its accesses noted", end,
		    broken(&p, end.ticks, WK_HEAT_FINE));
		passed +=
		    is_same(argv[i], "observed", end, observed(&p, end.ticks));
		count += 5;
		wk_module_free(p.module);
		wk_source_close(&p.source);
	}
	printf("stop: %u passed, %u failed\n", passed, count - passed);
	return passed < count;
}

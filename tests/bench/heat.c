/*
 * Runs a program of WASI in slices of some time, as a window does that shows
 * its memory: after each slice what was accessed of that is taken.
 *
 *   heat off|pages|fine MILLISECONDS PROGRAM ARGUMENT...
 *
 * A line on standard error tells how many slices there were, how many ranges
 * were taken, how many bytes these had, and how long that took.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "libwasmkit/wasmkit.h"

static void
check(bool ok, const struct wk_error *err)
{
	if (ok)
		return;
	fprintf(stderr, "heat: %s\n", err->message);
	exit(1);
}

struct taken {
	uint64_t ranges, bytes, slices;
	double seconds;
};

static void
count(void *user, uint64_t address, uint64_t size, unsigned kinds)
{
	struct taken *taken = user;

	(void)address;
	(void)kinds;
	taken->ranges++;
	taken->bytes += size;
}

static double
now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec * 1e-9;
}

/* Runs to the end; ticks follow the time that slices took. */
static enum wk_stop
run(struct wk_store *store, struct wk_meminst *memory, double seconds,
    struct taken *taken)
{
	uint64_t ticks = 1 << 20;
	enum wk_stop stop;

	do {
		double begun = now(), took;

		stop = wk_debug_run(store, ticks);
		took = now() - begun;
		ticks = (uint64_t)((double)ticks * seconds /
				   (took > 1e-6 ? took : 1e-6)) +
			1;
		begun = now();
		if (memory != NULL)
			wk_debug_heat_take(store, memory, count, taken);
		taken->seconds += now() - begun;
		taken->slices++;
	} while (stop == WK_STOP_TICKS);
	return stop;
}

/* A program that is ready to run. */
struct program {
	struct wk_source source;
	struct wk_module *module;
	struct wk_store *store;
	struct wk_linker *linker;
	struct wk_wasi *wasi;
	struct wk_instance *instance;
};

static void
load(struct program *p, int argc, char **argv)
{
	struct wk_read_options read = {.features = wk_features_default()};
	struct wk_validate_options rules = {.features = wk_features_default()};
	struct wk_wasi_options options = {
	    .args = (const char *const *)argv,
	    .arg_count = (size_t)argc,
	};
	struct wk_error err = {0};

	check(wk_source_open(argv[0], &p->source, &err), &err);
	check(wk_read_module(&p->source, &read, &p->module, &err), &err);
	check(wk_validate(p->module, &rules, &err), &err);
	p->store = wk_store_new(NULL, &err);
	check(p->store != NULL, &err);
	p->linker = wk_linker_new(p->store, &err);
	p->wasi = wk_wasi_new(&options, &err);
	check(p->linker != NULL && p->wasi != NULL, &err);
	check(wk_wasi_link(p->wasi, p->linker, &err), &err);
	check(wk_linker_instantiate(p->linker, p->module, &p->instance, &err),
	    &err);
}

static void
unload(struct program *p)
{
	wk_store_free(p->store);
	wk_wasi_free(p->wasi);
	wk_linker_free(p->linker);
	wk_module_free(p->module);
	wk_source_close(&p->source);
}

int
main(int argc, char **argv)
{
	static const char *const modes[] = {"off", "pages", "fine"};
	struct program p = {0};
	struct wk_meminst *memory;
	struct wk_error err = {0};
	struct taken taken = {0};
	unsigned mode = 0;
	uint32_t status = 0;

	if (argc < 4)
		return 2;
	while (mode < 2 && strcmp(modes[mode], argv[1]) != 0)
		mode++;
	load(&p, argc - 3, argv + 3);
	memory = wk_instance_memory(p.instance);
	check(memory == NULL ||
		  wk_debug_heat(p.store, memory, (enum wk_heat)mode, &err),
	    &err);
	check(wk_debug_start(
		  p.store, wk_instance_func(p.instance, "_start"), NULL, &err),
	    &err);
	run(p.store, memory, atof(argv[2]) / 1000, &taken);
	if (!wk_debug_end(p.store, NULL, &err) &&
	    !wk_wasi_exited(p.wasi, &status))
		check(false, &err);
	fprintf(stderr, "%llu slices, %llu ranges, %llu bytes, %.4f s\n",
	    (unsigned long long)taken.slices, (unsigned long long)taken.ranges,
	    (unsigned long long)taken.bytes, taken.seconds);
	unload(&p);
	return (int)status;
}

/*
 * Draws with a program that keeps a picture in its memory, and writes that.
 *
 *   frames MODULE COUNT SIZE
 *
 * The module exports draw(), which draws the next picture and gives its
 * address. It is called COUNT times; then SIZE bytes go to standard output.
 */
#include <stdio.h>
#include <stdlib.h>

#include "libwasmkit/wasmkit.h"
#include "wat/wat.h"

static void
check(bool ok, const char *what, const struct wk_error *err)
{
	if (ok)
		return;
	fprintf(stderr, "%s: %s\n", what, err != NULL ? err->message : "fails");
	exit(1);
}

static struct wk_module *
load(const char *path, struct wk_source *source)
{
	const wk_features features = wk_features_default();
	struct wk_wat_options parse = {.features = features};
	struct wk_read_options read = {.features = features};
	struct wk_validate_options rules = {.features = features};
	struct wk_module *module = NULL;
	struct wk_error err = {0};
	bool ok;

	check(wk_source_open(path, source, &err), path, &err);
	ok = wk_source_is_binary(source) ?
		 wk_read_module(source, &read, &module, &err) :
		 wk_wat_parse(source, &parse, &module, &err);
	check(ok && wk_validate(module, &rules, &err), path, &err);
	return module;
}

/* Draws so many pictures, and writes the last one. */
static void
draw(struct wk_store *store, const struct wk_instance *instance,
    unsigned long count, size_t size)
{
	struct wk_funcinst *func = wk_instance_func(instance, "draw");
	union wk_value at = {0};
	struct wk_error err = {0};
	const uint8_t *screen;

	check(func != NULL, "draw", NULL);
	while (count-- > 0)
		check(wk_call(store, func, NULL, &at, &err), "draw", &err);
	screen = wk_memory_at(wk_instance_memory(instance), at.i32, size);
	check(screen != NULL, "the picture", NULL);
	check(fwrite(screen, 1, size, stdout) == size, "writing", NULL);
}

int
main(int argc, char **argv)
{
	struct wk_wasi_options options = {0};
	struct wk_error err = {0};
	struct wk_instance *instance;
	struct wk_source source;
	struct wk_linker *linker;
	struct wk_module *module;
	struct wk_store *store;
	struct wk_wasi *wasi;

	if (argc != 4) {
		fprintf(stderr, "usage: frames MODULE COUNT SIZE\n");
		return 2;
	}
	module = load(argv[1], &source);
	store = wk_store_new(NULL, &err);
	check(store != NULL, "store", &err);
	wasi = wk_wasi_new(&options, &err);
	check(wasi != NULL, "wasi", &err);
	linker = wk_linker_new(store, &err);
	check(linker != NULL && wk_wasi_link(wasi, linker, &err), "linker",
	    &err);
	check(wk_linker_instantiate(linker, module, &instance, &err),
	    "instance", &err);
	draw(store, instance, strtoul(argv[2], NULL, 10),
	    strtoul(argv[3], NULL, 10));
	wk_linker_free(linker);
	wk_store_free(store);
	wk_wasi_free(wasi);
	wk_module_free(module);
	wk_source_close(&source);
	return 0;
}

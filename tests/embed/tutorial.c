/*
 * A host in the manner of a tutorial: a library with WASI, numbers and strings
 * that go into it and come back.
 */
#include <string.h>

#include "load.h"

/* Calls a function of the library; gives its result, if it has one. */
static uint32_t
call(struct wk_store *store, const struct wk_instance *library,
    const char *name, uint32_t a, uint32_t b)
{
	struct wk_funcinst *func = wk_instance_func(library, name);
	union wk_value args[2] = {{.i32 = a}, {.i32 = b}};
	union wk_value result = {0};
	struct wk_error err = {0};

	check(func, name, NULL);
	check(wk_call(store, func, args, &result, &err), name, &err);
	return result.i32;
}

static void
add_user(
    struct wk_store *store, const struct wk_instance *library, const char *name)
{
	size_t size = strlen(name) + 1;
	uint32_t address = call(store, library, "malloc", (uint32_t)size, 0);
	uint8_t *place =
	    wk_memory_at(wk_instance_memory(library), address, size);
	uint32_t number;

	check(place, "malloc", NULL);
	memcpy(place, name, size);
	number = call(store, library, "AddUser", address, 0);
	call(store, library, "free", address, 0);
	printf("user %u is at %u\n", number, address);
}

int
main(int argc, char **argv)
{
	struct loaded user = load(argc > 1 ? argv[1] : ".", "user.wat");
	struct wk_wasi_options options = {0};
	struct wk_instance *library;
	struct wk_error err = {0};
	struct wk_store *store;
	struct wk_linker *linker;
	struct wk_wasi *wasi;

	setvbuf(stdout, NULL, _IONBF, 0);
	options.streams[1].kind = WK_WASI_INHERIT;
	store = wk_store_new(NULL, &err);
	check(store, "store", &err);
	wasi = wk_wasi_new(&options, &err);
	check(wasi, "wasi", &err);
	linker = wk_linker_new(store, &err);
	check(linker && wk_wasi_link(wasi, linker, &err), "linker", &err);
	check(wk_linker_instantiate(linker, user.module, &library, &err),
	    "instance", &err);
	call(store, library, "_initialize", 0, 0);

	printf("6 + 27 = %u\n", call(store, library, "Add", 6, 27));
	add_user(store, library, "Ada");
	add_user(store, library, "Grace");
	add_user(store, library, "a user with a longer name");

	wk_linker_free(linker);
	wk_store_free(store);
	wk_wasi_free(wasi);
	unload(&user);
	return 0;
}

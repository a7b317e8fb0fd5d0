/*
 * The hosts of six small modules, in the order of guides to the text format:
 * a function, a call, what a host gives to a module (a function, a global, a
 * memory), and a table of functions.
 */
#include <string.h>

#include "load.h"

/* An instance, with all that it needs. */
struct program {
	struct loaded loaded;
	struct wk_store *store;
	struct wk_linker *linker;
	struct wk_instance *instance;
};

static struct program
begin(const char *folder, const char *name)
{
	struct program p = {.loaded = load(folder, name)};
	struct wk_error err = {0};

	p.store = wk_store_new(NULL, &err);
	check(p.store, "store", &err);
	p.linker = wk_linker_new(p.store, &err);
	check(p.linker, "linker", &err);
	return p;
}

/* Makes the instance, when all imports are defined. */
static void
start(struct program *p)
{
	struct wk_error err = {0};

	check(wk_linker_instantiate(
		  p->linker, p->loaded.module, &p->instance, &err),
	    "instance", &err);
}

static void
end(struct program *p)
{
	wk_linker_free(p->linker);
	wk_store_free(p->store);
	unload(&p->loaded);
}

static bool
try_call(struct program *p, const char *name, uint32_t a, uint32_t b,
    uint32_t *result, struct wk_error *err)
{
	struct wk_funcinst *func = wk_instance_func(p->instance, name);
	union wk_value args[2] = {{.i32 = a}, {.i32 = b}};
	union wk_value value = {0};

	check(func, name, NULL);
	if (!wk_call(p->store, func, args, &value, err))
		return false;
	*result = value.i32;
	return true;
}

static uint32_t
call(struct program *p, const char *name, uint32_t a, uint32_t b)
{
	struct wk_error err = {0};
	uint32_t result;

	check(try_call(p, name, a, b, &result, &err), name, &err);
	return result;
}

static void
add(const char *folder)
{
	struct program p = begin(folder, "add.wat");

	start(&p);
	printf("add: %u\n", call(&p, "add", 1, 2));
	end(&p);
}

static void
calls(const char *folder)
{
	struct program p = begin(folder, "call.wat");

	start(&p);
	printf("call: %u\n", call(&p, "answerPlus1", 0, 0));
	end(&p);
}

static bool
log_number(struct wk_host_call *hc, const union wk_value *args,
    union wk_value *results, struct wk_error *err)
{
	(void)results;
	(void)err;
	printf("%s: %u\n", (const char *)hc->user, args[0].i32);
	return true;
}

static void
imported_log(const char *folder)
{
	struct program p = begin(folder, "log.wat");
	struct wk_error err = {0};

	check(wk_linker_func(p.linker, "console", "log", "i", "", log_number,
		  (void *)(uintptr_t)"log", &err),
	    "log", &err);
	start(&p);
	call(&p, "logIt", 0, 0);
	end(&p);
}

static void
imported_global(const char *folder)
{
	struct program p = begin(folder, "global.wat");
	struct wk_extern item = {.kind = WK_EXTERN_GLOBAL};
	union wk_value value = {.i32 = 41};
	struct wk_error err = {0};

	item.global = wk_global_new(p.store, WK_I32, true, &value, &err);
	check(item.global, "global", &err);
	check(wk_linker_define(p.linker, "host", "global", &item, &err),
	    "global", &err);
	start(&p);
	printf("global: %u", call(&p, "get", 0, 0));
	value.i32 = 99;
	check(wk_global_set(item.global, &value), "global", NULL);
	call(&p, "increment", 0, 0);
	wk_global_get(item.global, &value);
	printf(", then %u = %u\n", call(&p, "get", 0, 0), value.i32);
	end(&p);
}

/* Logs a string in the memory that is its user data. */
static bool
log_string(struct wk_host_call *hc, const union wk_value *args,
    union wk_value *results, struct wk_error *err)
{
	const struct wk_meminst *memory = hc->user;
	uint32_t size = args[1].i32;
	const uint8_t *text = wk_memory_view(memory, args[0].i32, size);

	(void)results;
	(void)err;
	check(text, "memory", NULL);
	printf("memory: %.*s\n", (int)size, (const char *)text);
	return true;
}

static void
imported_memory(const char *folder)
{
	struct program p = begin(folder, "memory.wat");
	struct wk_limits limits = {.min = 1};
	struct wk_extern item = {.kind = WK_EXTERN_MEMORY};
	struct wk_error err = {0};

	item.memory = wk_memory_new(p.store, &limits, &err);
	check(item.memory, "memory", &err);
	check(wk_linker_define(p.linker, "host", "memory", &item, &err) &&
		  wk_linker_func(p.linker, "console", "log", "ii", "",
		      log_string, item.memory, &err),
	    "memory", &err);
	start(&p);
	call(&p, "writeHi", 0, 0);
	end(&p);
}

static void
table(const char *folder)
{
	struct program p = begin(folder, "table.wat");
	struct wk_error err = {0};
	uint32_t result;

	start(&p);
	printf("table: %u, %u", call(&p, "callByIndex", 0, 0),
	    call(&p, "callByIndex", 1, 0));
	check(!try_call(&p, "callByIndex", 2, 0, &result, &err), "table", NULL);
	printf(", %s\n", err.message);
	end(&p);
}

int
main(int argc, char **argv)
{
	const char *folder = argc > 1 ? argv[1] : ".";

	add(folder);
	calls(folder);
	imported_log(folder);
	imported_global(folder);
	imported_memory(folder);
	table(folder);
	return 0;
}

#include "tools/shared/spectest.h"

#include <stdlib.h>
#include <string.h>

#include "tools/shared/hostcall.h"

static const struct {
	const char *name, *params;
} functions[] = {
    {"print", ""},
    {"print_i32", "i"},
    {"print_i64", "I"},
    {"print_f32", "f"},
    {"print_f64", "F"},
    {"print_i32_f32", "if"},
    {"print_f64_f64", "FF"},
};

static const struct {
	const char *name;
	wk_valtype type;
	union wk_value value;
} globals[] = {
    {"global_i32", WK_I32, {.i64 = 666}},
    {"global_i64", WK_I64, {.i64 = 666}},
    {"global_f32", WK_F32, {.i64 = 0x4426A666}},         /* 666.6 */
    {"global_f64", WK_F64, {.i64 = 0x4084D4CCCCCCCCCD}}, /* 666.6 */
};

static const struct {
	const char *name;
	struct wk_limits limits;
} tables[] = {
    {"table", {.min = 10, .max = 20, .has_max = true}},
    {"table64", {.min = 10, .max = 20, .has_max = true, .is_64 = true}},
};

static const struct {
	const char *name;
	struct wk_limits limits;
} memories[] = {
    {"memory", {.min = 1, .max = 2, .has_max = true}},
    {"shared_memory", {.min = 1, .max = 2, .has_max = true, .is_shared = true}},
};

/* Where a function prints, and as what. */
struct printer {
	struct wk_sink *out;
	const char *name;
};

static bool
print(struct wk_host_call *call, const union wk_value *args,
    union wk_value *results, struct wk_error *err)
{
	const struct printer *printer = call->user;

	(void)err;
	if (printer->out != NULL)
		hostcall_print(printer->out, call, "spectest", printer->name,
		    args, results);
	return true;
}

static bool
define_functions(struct wk_store *store, struct wk_linker *linker,
    struct wk_sink *out, struct wk_error *err)
{
	for (size_t i = 0; i < sizeof(functions) / sizeof(*functions); i++) {
		struct wk_extern item = {.kind = WK_EXTERN_FUNC};
		struct printer *printer = malloc(sizeof(*printer));

		if (printer == NULL)
			return wk_error_memory(err);
		*printer = (struct printer){out, functions[i].name};
		item.func = wk_func_new(
		    store, functions[i].params, "", print, printer, free, err);
		if (item.func == NULL || !wk_linker_define(linker, "spectest",
					     functions[i].name, &item, err))
			return false;
	}
	return true;
}

bool
spectest_define(struct wk_store *store, struct wk_linker *linker,
    struct wk_sink *out, struct wk_error *err)
{
	struct wk_extern item;

	if (!define_functions(store, linker, out, err))
		return false;
	item.kind = WK_EXTERN_GLOBAL;
	for (size_t i = 0; i < sizeof(globals) / sizeof(*globals); i++) {
		item.global = wk_global_new(
		    store, globals[i].type, false, &globals[i].value, err);
		if (item.global == NULL || !wk_linker_define(linker, "spectest",
					       globals[i].name, &item, err))
			return false;
	}
	item.kind = WK_EXTERN_TABLE;
	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++) {
		item.table =
		    wk_table_new(store, &tables[i].limits, WK_FUNCREF, 0, err);
		if (item.table == NULL || !wk_linker_define(linker, "spectest",
					      tables[i].name, &item, err))
			return false;
	}
	item.kind = WK_EXTERN_MEMORY;
	for (size_t i = 0; i < sizeof(memories) / sizeof(*memories); i++) {
		item.memory = wk_memory_new(store, &memories[i].limits, err);
		if (item.memory == NULL || !wk_linker_define(linker, "spectest",
					       memories[i].name, &item, err))
			return false;
	}
	return true;
}

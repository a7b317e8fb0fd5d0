/*
 * What a script runs in: a store, the modules that were made, and a scope for
 * the script and for each of its threads.
 */
#ifndef TOOLS_STAGE_H
#define TOOLS_STAGE_H

#include "tools/shared/expect.h"
#include "tools/shared/scripted.h"

struct stage {
	struct wk_store *store;
	struct hosted hosted;
	struct staged *made; /* modules, until the end */
	unsigned made_count, made_capacity;
};

bool stage_open(struct stage *stage, struct wk_error *err);
void stage_close(struct stage *stage);

/* Keeps a module alive; made becomes all zero. NULL without memory. */
const struct wk_module *stage_keep(
    struct stage *stage, struct scripted *made, struct wk_error *err);

/* Names of a script or thread: what the latest of a name stands for. */
struct scope {
	struct stage *stage;
	struct wk_linker *linker;
	struct scope_name *names;
	unsigned count, capacity;
};

/* The scope knows "spectest", which prints to out unless that is NULL. */
bool scope_open(struct scope *scope, struct stage *stage, struct wk_sink *out,
    struct wk_error *err);
void scope_close(struct scope *scope);

/* Notes a module, an instance or both under a name, and as the latest. */
bool scope_add(struct scope *scope, struct wk_str name,
    const struct wk_module *module, struct wk_instance *instance,
    struct wk_error *err);

/* Each fails with a usage error for a name without its like. */
const struct wk_module *scope_module(
    const struct scope *scope, struct wk_str name, struct wk_error *err);
struct wk_instance *scope_instance(
    const struct scope *scope, struct wk_str name, struct wk_error *err);

/* Makes the exports of an instance importable. */
bool scope_register(struct scope *scope, struct wk_str as,
    const struct wk_instance *instance, struct wk_error *err);

/* A call, or the reading of a global, and what comes of it. */
struct deed {
	struct wk_funcinst *func; /* NULL: a global was read, it is done */
	const wk_valtype *types;  /* of the results */
	wk_valtype global_type;
	uint32_t arg_count, result_count;
	union wk_value *args, *results;
};

/* Prepares an action; deed_free() also after failure. */
bool deed_prepare(struct deed *deed, const struct scope *scope,
    const struct wk_action *action, struct wk_error *err);
void deed_free(struct deed *deed);

#endif

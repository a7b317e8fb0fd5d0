/*
 * Running modules.
 *
 * A store holds all that running programs consist of: instances, functions,
 * memories, tables, globals, tags and the objects of the garbage-collected
 * heap. Everything made in a store lives until the store is freed. Stores
 * share nothing: each may be used by another thread of the host, one at a
 * time. Modules are not changed by running and may serve many stores; they
 * have to be validated, and to outlive the stores they are used in.
 */
#ifndef WK_EXEC_H
#define WK_EXEC_H

#include "libwasmkit/module.h"

#ifdef __cplusplus
extern "C" {
#endif

struct wk_store;
struct wk_instance;
struct wk_linker;

/* The instances of the specification (4.2), parts of a store. */
struct wk_funcinst;
struct wk_tableinst;
struct wk_meminst;
struct wk_globalinst;
struct wk_taginst;

/*
 * A reference: 0 is null. References into the heap stay good as long as they
 * stand in a store's own places, are arguments or results of a call that is
 * going on, or are held, see wk_store_hold().
 */
typedef uint64_t wk_ref;

/* A value; its type is known from where it stands. Floats are bit patterns. */
union wk_value {
	uint32_t i32;
	uint64_t i64;
	uint32_t f32;
	uint64_t f64;
	uint8_t v128[16]; /* little-endian */
	wk_ref ref;
};

struct wk_store_options {
	uint64_t max_memory; /* bytes of all memories; 0: no limit */
	uint64_t max_table;  /* elements of a table; 0: 10,000,000 */
	uint64_t max_heap;   /* bytes of heap objects; 0: 4 GiB */
	uint64_t max_stack;  /* bytes of frames a thread; 0: 16 MiB */
	uint64_t fuel;       /* ticks that may pass; 0: no limit */
	uint64_t seed;       /* of the order in which threads run */
};

/* options may be NULL. NULL when memory is short. */
WK_API struct wk_store *wk_store_new(
    const struct wk_store_options *options, struct wk_error *err);

/* Frees a store and all that is in it; NULL is allowed. */
WK_API void wk_store_free(struct wk_store *store);

/*
 * Stops what runs in the store with the error "interrupted", soon. The one
 * function that another thread, or a signal handler, may call at any time.
 */
WK_API void wk_store_interrupt(struct wk_store *store);

/*
 * For host functions that wait: whether it was called, which is then done
 * with. They have to fail with WK_E_INTERRUPTED.
 */
WK_API bool wk_store_interrupted(struct wk_store *store);

/* Back-edges and calls that were executed so far. */
WK_API uint64_t wk_store_ticks(const struct wk_store *store);

/* Gives more fuel; what was left is added to. */
WK_API void wk_store_add_fuel(struct wk_store *store, uint64_t ticks);

/* Keeps a reference good until it is released as often as it was held. */
WK_API bool wk_store_hold(
    struct wk_store *store, wk_ref ref, struct wk_error *err);
WK_API void wk_store_release(struct wk_store *store, wk_ref ref);

/* A frame of a trap's backtrace, the innermost first. */
struct wk_trace_frame {
	const struct wk_instance *instance; /* NULL for a host function */
	uint32_t func;                      /* index in its module */
	uint64_t offset; /* of the instruction, as in struct wk_span */
};

/*
 * Where the last call that failed was, the innermost frame first, up to a
 * limit in the middle: *skipped frames are left out behind the frame with the
 * index *skip. The frames are the store's, until the next call.
 */
WK_API const struct wk_trace_frame *wk_store_trace(const struct wk_store *store,
    uint32_t *count, uint32_t *skip, uint64_t *skipped);

/* What can be imported and exported; kind says which pointer is there. */
struct wk_extern {
	uint8_t kind; /* enum wk_extern_kind */
	union {
		struct wk_funcinst *func;
		struct wk_tableinst *table;
		struct wk_meminst *memory;
		struct wk_globalinst *global;
		struct wk_taginst *tag;
	};
};

/*
 * The call of a host function: user is what was given with the function,
 * instance the one that called, NULL when the host did. A function that wants
 * to call back uses wk_call() on the store.
 */
struct wk_host_call {
	struct wk_store *store;
	struct wk_instance *instance;
	struct wk_funcinst *func;
	void *user;
	/* 0 at first; then what it was left with, see wk_call_wait(). */
	uint64_t state;
};

/*
 * For host functions that would wait: lets the other threads of the store run
 * meanwhile. True: the function has to return false at once, without an error,
 * and is called again with the same arguments, and with call->state as it is
 * then, after so many ns of the store's time. That passes with ticks, and as
 * the host's while nothing can run; with `jumps` it then passes at once. False
 * where there are no others: it may wait itself.
 */
WK_API bool wk_call_wait(struct wk_host_call *call, uint64_t ns, bool jumps);

/*
 * A host function: reads as many args as its type has parameters, and sets all
 * results, which begin as zeros. It returns false, with *err set, to trap:
 * WK_E_HOST has no phrase of its own, WK_E_EXIT ends the program in order.
 */
typedef bool wk_host_fn(struct wk_host_call *call, const union wk_value *args,
    union wk_value *results, struct wk_error *err);

/*
 * Makes a function of the host. params and results are strings with a letter
 * a type: i I f F v for i32 i64 f32 f64 v128, c for funcref, x for externref,
 * a for anyref. drop, which may be NULL, is called with user when the store is
 * freed. NULL when memory is short; drop is then called at once.
 */
WK_API struct wk_funcinst *wk_func_new(struct wk_store *store,
    const char *params, const char *results, wk_host_fn *fn, void *user,
    void (*drop)(void *user), struct wk_error *err);

/* The same with the type of a function that a module imports. */
WK_API struct wk_funcinst *wk_func_for_import(struct wk_store *store,
    const struct wk_module *module, uint32_t type, wk_host_fn *fn, void *user,
    void (*drop)(void *user), struct wk_error *err);

/*
 * The type of a function: value types, parameters first. Type indices in them
 * are the store's own: equal types have equal ones, in all modules.
 */
WK_API const wk_valtype *wk_func_type(const struct wk_funcinst *func,
    uint32_t *param_count, uint32_t *result_count);

/* The instance that defines a function, NULL for the host's; its index. */
WK_API struct wk_instance *wk_func_instance(
    const struct wk_funcinst *func, uint32_t *index);

WK_API wk_ref wk_func_ref(const struct wk_funcinst *func);
/* The function of a reference below func; NULL for null. */
WK_API struct wk_funcinst *wk_func_of_ref(wk_ref ref);

/*
 * Calls a function and waits for its end. args and results have as many values
 * as its type says. Fails with a trap, an exhausted limit, "interrupted", an
 * uncaught exception or whatever a host function failed with.
 */
WK_API bool wk_call(struct wk_store *store, struct wk_funcinst *func,
    const union wk_value *args, union wk_value *results, struct wk_error *err);

/*
 * Tasks: calls that go on side by side, each on a thread of its own, and with
 * wk_call(). One runs at a time, and the order is the same whenever the
 * store's seed is.
 */
struct wk_task;

/* Begins a call; args are read at once. NULL when memory is short. */
WK_API struct wk_task *wk_task_new(struct wk_store *store,
    struct wk_funcinst *func, const union wk_value *args, struct wk_error *err);

/*
 * Lets each task that can run do so for a slice of ticks. False when there is
 * none: all are done, or wait for something that only the host may do.
 */
WK_API bool wk_task_run(struct wk_store *store);

WK_API bool wk_task_done(const struct wk_task *task);

/*
 * Leaves a task to itself: it is freed when it is done. When it fails, the
 * call that goes on fails with its error.
 */
WK_API void wk_task_detach(struct wk_task *task);

/*
 * Frees a task. Gives what its call came to, as wk_call() does; one that is
 * not done is given up, with the error "deadlock".
 */
WK_API bool wk_task_end(
    struct wk_task *task, union wk_value *results, struct wk_error *err);

/*
 * Makes a memory as limits say. NULL when it would be over a limit. The base
 * of a memory never moves while its limits are 32-bit with the usual pages.
 */
WK_API struct wk_meminst *wk_memory_new(struct wk_store *store,
    const struct wk_limits *limits, struct wk_error *err);
/* All bytes, as wk_memory_at() gives them. */
WK_API uint8_t *wk_memory_data(struct wk_meminst *memory);
WK_API uint64_t wk_memory_size(const struct wk_meminst *memory); /* bytes */
/* Grows by pages; false, with *old untouched, when that cannot be. */
WK_API bool wk_memory_grow(
    struct wk_meminst *memory, uint64_t pages, uint64_t *old);
/*
 * The bytes at an address; NULL when they are not all inside. The first is for
 * who writes them, which it makes known to wk_debug_heat(): it is to be asked
 * each time. The second is for who only looks, and leaves no trace.
 */
WK_API uint8_t *wk_memory_at(
    struct wk_meminst *memory, uint64_t address, uint64_t size);
WK_API const uint8_t *wk_memory_view(
    const struct wk_meminst *memory, uint64_t address, uint64_t size);
WK_API const struct wk_limits *wk_memory_type(const struct wk_meminst *memory);

/* type is WK_FUNCREF, WK_EXTERNREF or another abstract reference type. */
WK_API struct wk_tableinst *wk_table_new(struct wk_store *store,
    const struct wk_limits *limits, wk_valtype type, wk_ref init,
    struct wk_error *err);
WK_API uint64_t wk_table_size(const struct wk_tableinst *table);
WK_API bool wk_table_get(
    const struct wk_tableinst *table, uint64_t index, wk_ref *out);
WK_API bool wk_table_set(
    struct wk_tableinst *table, uint64_t index, wk_ref ref);
WK_API bool wk_table_grow(
    struct wk_tableinst *table, uint64_t count, wk_ref init, uint64_t *old);

/* type is a number, vector or abstract reference type. */
WK_API struct wk_globalinst *wk_global_new(struct wk_store *store,
    wk_valtype type, bool is_mutable, const union wk_value *value,
    struct wk_error *err);
WK_API wk_valtype wk_global_type(
    const struct wk_globalinst *global, bool *is_mutable);
WK_API void wk_global_get(
    const struct wk_globalinst *global, union wk_value *value);
/* False when it is not mutable. */
WK_API bool wk_global_set(
    struct wk_globalinst *global, const union wk_value *value);

/* params as for wk_func_new(). */
WK_API struct wk_taginst *wk_tag_new(
    struct wk_store *store, const char *params, struct wk_error *err);

/* A reference below extern to anything of the host's; 0 without memory. */
WK_API wk_ref wk_extern_new(
    struct wk_store *store, uint64_t value, struct wk_error *err);
/* Whether a reference is one, and its value. */
WK_API bool wk_extern_get(
    const struct wk_store *store, wk_ref ref, uint64_t *value);

/*
 * Makes an instance: imports has the module's imports in order. Checks their
 * types (unlinkable), runs initialisers and the start function (trap). *out
 * stays NULL on failure; what active segments wrote before it stays written.
 */
WK_API bool wk_instantiate(struct wk_store *store,
    const struct wk_module *module, const struct wk_extern *imports,
    struct wk_instance **out, struct wk_error *err);

WK_API const struct wk_module *wk_instance_module(
    const struct wk_instance *instance);
/* The entry of an index space; its index has to be in range. */
WK_API struct wk_extern wk_instance_get(const struct wk_instance *instance,
    enum wk_extern_kind kind, uint32_t index);
/* The export of a name; false when there is none. */
WK_API bool wk_instance_export(const struct wk_instance *instance,
    const char *name, size_t name_size, struct wk_extern *out);
/* The same for a function by a C string; NULL when there is none. */
WK_API struct wk_funcinst *wk_instance_func(
    const struct wk_instance *instance, const char *name);
/* The memory exported as "memory", else the first; NULL without any. */
WK_API struct wk_meminst *wk_instance_memory(
    const struct wk_instance *instance);

/* Names for imports. A later definition of a name replaces the earlier. */
WK_API struct wk_linker *wk_linker_new(
    struct wk_store *store, struct wk_error *err);
WK_API void wk_linker_free(struct wk_linker *linker);
WK_API bool wk_linker_define(struct wk_linker *linker, const char *module,
    const char *name, const struct wk_extern *item, struct wk_error *err);
/* Defines a new function of the host, see wk_func_new(). */
WK_API bool wk_linker_func(struct wk_linker *linker, const char *module,
    const char *name, const char *params, const char *results, wk_host_fn *fn,
    void *user, struct wk_error *err);
/* Defines all exports of an instance below a module name. */
WK_API bool wk_linker_instance(struct wk_linker *linker, const char *module,
    const struct wk_instance *instance, struct wk_error *err);
/*
 * Called for an import that has no definition: sets *out and gives true, or
 * false to fail with "unknown import".
 */
typedef bool wk_linker_missing_fn(void *user, struct wk_store *store,
    const struct wk_module *module, const struct wk_import *import,
    struct wk_extern *out, struct wk_error *err);
WK_API void wk_linker_missing(
    struct wk_linker *linker, wk_linker_missing_fn *fn, void *user);
/*
 * Makes what fits an import that nobody defines: a function that gives zeros,
 * a memory or table as large as it has to be, a global that is zero, null or an
 * i31, a tag. False without *err where a reference has to lead somewhere.
 */
WK_API bool wk_extern_for_import(struct wk_store *store,
    const struct wk_module *module, const struct wk_import *import,
    struct wk_extern *out, struct wk_error *err);
WK_API bool wk_linker_instantiate(struct wk_linker *linker,
    const struct wk_module *module, struct wk_instance **out,
    struct wk_error *err);

/* What a reference points to, by the abstract heap type just above it. */
WK_API enum wk_heap wk_ref_heap(wk_ref ref);
/* The number of an i31 reference, sign-extended. */
WK_API int32_t wk_ref_i31(wk_ref ref);

#ifdef __cplusplus
}
#endif

#endif

/*
 * Programs in text that are run and stopped.
 */
#ifndef WK_TESTS_STOPHELP_H
#define WK_TESTS_STOPHELP_H

#include "libwasmkit/wasmkit.h"

/* The one that is open. */
struct stop_program {
	struct wk_source source;
	struct wk_module *module;
	struct wk_store *store;
	struct wk_linker *linker;
	struct wk_instance *instance;
	struct wk_funcinst *start;
};
extern struct stop_program stop_program;

/*
 * Makes an instance, without calling its start function. fn is what it imports
 * as "h" "call", without parameters and results; or NULL.
 */
void stop_open(const char *text, wk_host_fn *fn);
void stop_close(void);

struct wk_funcinst *stop_func(const char *name);

/* The offset of the n-th instruction of a kind in a function. */
uint64_t stop_offset(const char *name, enum wk_op op, unsigned n);

/* Observes it, or no longer. */
void stop_observe(const char *name, enum wk_op op, unsigned n, bool on);

/* Begins a call with one argument, or none. */
void stop_begin(const char *name, uint64_t arg);

/* Runs on; the run has to stop for a reason. */
void stop_run(enum wk_stop reason);
void stop_step(enum wk_stop reason);

/* Ends a call that is done; gives its result. */
uint64_t stop_end(void);

/* The innermost frame, which has to be before the n-th of a kind. */
struct wk_debug_frame stop_at(const char *name, enum wk_op op, unsigned n);

/* A local, which there has to be. */
uint64_t stop_local(const struct wk_debug_frame *frame, uint32_t index);

/* Operands; gives how many. */
uint32_t stop_operands(
    const struct wk_debug_frame *frame, struct wk_debug_value *out);

#endif

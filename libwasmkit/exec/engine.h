/*
 * The dispatch loop, compiled more than once: for any processor, and for those
 * with AVX2, where vectors take fewer instructions.
 */
#ifndef WK_EXEC_ENGINE_H
#define WK_EXEC_ENGINE_H

#include "libwasmkit/exec/cells.h"

/* The addresses of the handlers, as cells hold them. */
const void *const *wk_engine_handlers(void);

/* Runs a thread from its registers until something is up. */
enum wk_exit wk_engine_run(struct wk_thread *t);

struct wk_engine {
	const void *const *(*handlers)(void);
	/* Says in thread->exit why it returns. */
	void (*run)(struct wk_thread *t);
};

extern const struct wk_engine wk_engine_plain;
extern const struct wk_engine wk_engine_avx2; /* on x86-64 only */

#endif

/*
 * From the body of a function to cells.
 */
#ifndef WK_EXEC_TRANSLATE_H
#define WK_EXEC_TRANSLATE_H

#include "libwasmkit/exec/cells.h"

/*
 * Gives a new function, whose type, store, instance, host function and index
 * are set, an entry that translates it at its first call, or calls the host.
 */
void wk_translate_prepare(struct wk_funcinst *func);

/* Translates a function; false after wk_thread_trap(). */
bool wk_translate(struct wk_thread *t, struct wk_funcinst *func);

/*
 * The offset of the instruction that a cell is of, as in struct wk_span: found
 * by translating again. WK_NO_OFFSET when memory is short.
 */
uint64_t wk_translate_offset(
    const struct wk_code *code, const union wk_cell *cell);

#endif

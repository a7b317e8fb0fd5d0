/*
 * From the body of a function to cells.
 */
#ifndef WK_EXEC_TRANSLATE_H
#define WK_EXEC_TRANSLATE_H

#include "libwasmkit/exec/vstack.h"

/*
 * Gives a new function, whose type, store, instance, host function and index
 * are set, an entry that translates it at its first call, or calls the host.
 */
void wk_translate_prepare(struct wk_funcinst *func);

/* Translates a function; false after wk_thread_trap(). */
bool wk_translate(struct wk_thread *t, struct wk_funcinst *func);

/*
 * Looks on while a function is translated: before each instruction, behind
 * the STOP it may have, and after it. The operands and cells are as *tr says.
 */
struct wk_translate_view {
	void (*see)(struct wk_translate_view *view, const struct wk_tr *tr,
	    const struct wk_instr *in, bool after);
};

/* Translates again as code was, for the view; false without memory. */
bool wk_translate_again(
    const struct wk_code *code, struct wk_translate_view *view);

/*
 * Translates the function of code anew, exact at a set of offsets, whose items
 * become the new code's. Nothing but the store knows it yet. NULL without
 * memory; the items are then freed.
 */
struct wk_code *wk_translate_anew(const struct wk_code *code,
    const struct wk_exacts *exacts, struct wk_translate_view *view);

/*
 * The offset of the instruction that a cell is of, as in struct wk_span: found
 * by translating again. WK_NO_OFFSET when memory is short.
 */
uint64_t wk_translate_offset(
    const struct wk_code *code, const union wk_cell *cell);

#endif

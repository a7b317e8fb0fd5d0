/* Functions and instructions of the module, by offsets. */
#ifndef DEBUGGER_FRAMES_CODEWALK_H
#define DEBUGGER_FRAMES_CODEWALK_H

#include "debugger/state.h"

/* The instructions of a function; empty of one that is imported. */
struct wk_span dbg_code_span(const struct dbg *d, uint32_t func);

/* The instruction that an offset is in; false outside of functions. */
bool dbg_code_around(
    const struct dbg *d, uint64_t offset, struct wk_instr *out);

/* The instruction at an offset where one is known to begin. */
bool dbg_code_decode(
    const struct dbg *d, uint64_t offset, struct wk_instr *out);

/*
 * An offset of debug info as one of an instruction: what begins with a
 * function's declarations of locals begins with its first instruction.
 */
uint64_t dbg_code_snap(const struct dbg *d, uint64_t offset);

/* The offset behind an instruction. */
uint64_t dbg_code_after(const struct dbg *d, uint64_t offset);

/* Whether what stands behind an instruction is executed next, if no trap is. */
bool dbg_code_is_straight(const struct wk_instr *in);

/* Whether an instruction calls; also whether it then never comes back. */
bool dbg_code_is_call(const struct wk_instr *in);
bool dbg_code_is_tail_call(const struct wk_instr *in);

#endif

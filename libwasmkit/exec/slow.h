/*
 * Instructions whose handlers are plain functions: all but the most frequent.
 */
#ifndef WK_EXEC_SLOW_H
#define WK_EXEC_SLOW_H

#include "libwasmkit/exec/thread.h"
#include "libwasmkit/instr.h"

/*
 * Executes an instruction. Its operands are in slots from sp on, the deepest
 * first, and its results go there. imm are its immediates, resolved for the
 * instance, as many cells as wk_slow_imm_cells() says:
 *
 *   TYPE TABLE ELEM MEMORY DATA
 *                   a pointer to the rtype, tableinst, … , datainst
 *   two of them     two cells, in the order of enum wk_imm
 *   TYPE_FIELD TYPE_COUNT   rtype; field or count in u64
 *   REF             reference type in u64, its type index an id; whether it
 *                   is nullable is in it
 *   MEMARG          meminst; offset in u64
 *   MEMARG_LANE     meminst; offset; lane
 *
 * Gives the cell behind imm, or NULL after wk_thread_trap().
 */
typedef const union wk_cell *wk_slow_fn(
    struct wk_thread *t, union wk_slot *sp, const union wk_cell *imm);

/*
 * By enum wk_op; NULL for what has handlers of its own for all operands. What
 * has them for some, and constant expressions, use these, too.
 */
extern wk_slow_fn *const wk_slow_table[WK_OP_COUNT];

/* How many cells the immediates of a kind take. */
unsigned wk_slow_imm_cells(enum wk_imm imm);

/* Writes them; *in was decoded from a body of a valid module. */
void wk_slow_imm(const struct wk_instance *instance, const struct wk_instr *in,
    union wk_cell *out);

/*
 * Whether br_on_cast_desc_eq branches, to a reference of a type with ids: null
 * where that is nullable, or a structure with this descriptor. A descriptor
 * that is null has to trap before.
 */
bool wk_slow_has_descriptor(wk_ref ref, wk_ref descriptor, wk_valtype type);

/* The functions; each file of them has a part of the table. */
#define OP(name, text, prefix, code, imm, params, results, width, feature) \
	wk_slow_fn wk_slow_##name;
#include "libwasmkit/model/opcodes.def"
#undef OP

/*
 * What br_on_cast_desc_eq asks of a reference and a descriptor: gives 1 or 0.
 * imm is as for REF.
 */
wk_slow_fn wk_slow_test_desc_eq;

#endif

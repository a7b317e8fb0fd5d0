/*
 * The bodies of functions, and one instruction of them: what decoding gives
 * and encoding takes.
 */
#ifndef WK_INSTR_H
#define WK_INSTR_H

#include "libwasmkit/opcode.h"
#include "libwasmkit/types.h"

#ifdef __cplusplus
extern "C" {
#endif

enum wk_catch_kind {
	WK_CATCH,
	WK_CATCH_REF,
	WK_CATCH_ALL,
	WK_CATCH_ALL_REF,
};

/* The handler clauses of resume: (on tag label) and (on tag switch). */
enum wk_handler_kind {
	WK_HANDLER_LABEL,
	WK_HANDLER_SWITCH,
};

/* A catch clause of try_table, or a handler clause of resume. */
struct wk_clause {
	uint8_t kind;   /* enum wk_catch_kind or enum wk_handler_kind */
	uint32_t tag;   /* WK_NONE for catch_all */
	uint32_t label; /* WK_NONE for a handler's switch */
};

/*
 * Which fields an instruction uses follows from its kind of immediate:
 *
 *   index[0], index[1]  indices, in binary order. LABEL: the depth. MEMARG:
 *                       index[0] is the memory. CAST: index[0] the label.
 *                       TYPE_COUNT: index[1] the count. BR_TABLE: index[0]
 *                       the default label.
 *   block               BLOCK, TRY_TABLE
 *   type[0], type[1]    HEAP: the nullable reference to the heap type. REF:
 *                       the reference type. CAST: source and target.
 *   align, offset_imm   MEMARG: log2 of the alignment, and the offset
 *   lane                LANE, MEMARG_LANE
 *   bits                I32 (sign-extended), I64, F32, F64 bit patterns
 *   bytes               V128 little-endian, SHUFFLE lanes
 *   list, list_count    BR_TABLE labels without the default, SELECT types,
 *                       clauses: still encoded, see wk_instr_label() and
 *                       the functions beside it
 */
struct wk_instr {
	uint64_t offset; /* of the opcode's first byte, as in struct wk_span */
	uint32_t size;   /* bytes, opcode and immediates */
	uint16_t op;     /* enum wk_op */
	uint8_t lane;
	uint8_t align;
	uint32_t index[2];
	union {
		wk_blocktype block;
		wk_valtype type[2];
		uint64_t offset_imm;
		uint64_t bits;
		uint8_t bytes[16];
	};
	struct wk_span list;
	uint32_t list_count;
};

/*
 * Parts the body of a function: *locals becomes the declarations of locals,
 * for wk_instr_locals(), *code the instructions, for wk_instr_decode(). Fails
 * with a malformed error where the declarations are damaged.
 */
WK_API bool wk_instr_body(struct wk_span body, struct wk_span *locals,
    struct wk_span *code, struct wk_error *err);

/*
 * Takes the next run of locals, which are of one type, off the declarations
 * that wk_instr_body() gave; false at their end.
 */
WK_API bool wk_instr_locals(
    struct wk_span *locals, uint32_t *count, wk_valtype *type);

/*
 * Decodes the instruction at code[*pos], and moves *pos behind it. Indices
 * and operand types are not checked: that is validation. Fails with a
 * malformed error at the instruction or inside it.
 */
WK_API bool wk_instr_decode(struct wk_span code, uint32_t *pos,
    struct wk_instr *out, struct wk_error *err);

/*
 * Each takes the next item off an instruction's list and gives true; false at
 * its end. The list of a decoded instruction is known to be well-formed.
 */
WK_API bool wk_instr_label(struct wk_span *list, uint32_t *label);
WK_API bool wk_instr_type(struct wk_span *list, wk_valtype *type);
WK_API bool wk_instr_catch(struct wk_span *list, struct wk_clause *clause);
WK_API bool wk_instr_handler(struct wk_span *list, struct wk_clause *clause);

#ifdef __cplusplus
}
#endif

#endif

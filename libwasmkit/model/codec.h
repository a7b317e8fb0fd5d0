/*
 * Instructions to bytes, and the parts of decoding that hot walks share.
 */
#ifndef WK_MODEL_CODEC_H
#define WK_MODEL_CODEC_H

#include "libwasmkit/base/buf.h"
#include "libwasmkit/base/cursor.h"
#include "libwasmkit/instr.h"

/* The parts of a memarg's first number. */
enum { WK_MEMARG_HAS_MEMORY = 0x40, WK_MEMARG_FLAGS_END = 0x80 };

/* The bits of a cast's flags: source, target nullable. */
enum { WK_CAST_SOURCE_NULL = 1, WK_CAST_TARGET_NULL = 2 };

/* Skips the declarations of locals that a body begins with (5.5.13). */
void wk_codec_skip_locals(struct wk_cursor *c);

/*
 * Decodes the immediates of instr->op, whose opcode was read, and sets the
 * fields that its kind uses. The cursor fails when they are malformed.
 */
void wk_codec_read_imm(struct wk_cursor *c, struct wk_instr *instr);

/* Reads an opcode; WK_OP_INVALID with the cursor failed when there is none. */
enum wk_op wk_codec_read_op(struct wk_cursor *c);

/* Writes an opcode, and an opcode with its immediates. */
void wk_codec_write_op(struct wk_buf *buf, enum wk_op op);
void wk_codec_write(struct wk_buf *buf, const struct wk_instr *instr);

/* Items of lists, as they stand in an instruction's list. */
void wk_codec_write_catch(struct wk_buf *buf, const struct wk_clause *clause);
void wk_codec_write_handler(struct wk_buf *buf, const struct wk_clause *clause);

#endif

/*
 * Instructions by number, and what the table says of each.
 */
#ifndef WK_OPCODE_H
#define WK_OPCODE_H

#include "libwasmkit/features.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A number for each row of opcodes.def; 0 is no instruction. */
enum wk_op {
	WK_OP_INVALID,
#define OP(name, text, prefix, code, imm, params, results, width, feature) \
	WK_OP_##name,
#include "libwasmkit/model/opcodes.def"
#undef OP
	WK_OP_COUNT
};

/* The kinds of immediate, in the order of their parts in the binary format. */
enum wk_imm {
	WK_IMM_NONE,
	WK_IMM_BLOCK,     /* block type */
	WK_IMM_TRY_TABLE, /* block type, catch clauses */
	WK_IMM_LABEL,
	WK_IMM_BR_TABLE, /* labels, default label */
	WK_IMM_FUNC,
	WK_IMM_CALL_INDIRECT, /* type, table; text: table, type use */
	WK_IMM_LOCAL,
	WK_IMM_GLOBAL,
	WK_IMM_TABLE,
	WK_IMM_TABLE_TABLE, /* destination, source */
	WK_IMM_ELEM,
	WK_IMM_ELEM_TABLE, /* segment, table; text: table, segment */
	WK_IMM_MEMORY,
	WK_IMM_MEMORY_MEMORY, /* destination, source */
	WK_IMM_DATA,
	WK_IMM_DATA_MEMORY, /* segment, memory; text: memory, segment */
	WK_IMM_TAG,
	WK_IMM_TYPE,
	WK_IMM_TYPE_FIELD,
	WK_IMM_TYPE_COUNT,
	WK_IMM_TYPE_DATA,
	WK_IMM_TYPE_ELEM,
	WK_IMM_TYPE_TYPE,
	WK_IMM_TYPE_TAG,
	WK_IMM_RESUME,       /* type, handler clauses */
	WK_IMM_RESUME_THROW, /* type, tag, handler clauses */
	WK_IMM_SELECT,       /* value types */
	WK_IMM_HEAP,         /* heap type */
	WK_IMM_REF,          /* heap type; the opcode says whether nullable */
	WK_IMM_CAST,         /* flags, label, two heap types */
	WK_IMM_MEMARG,       /* alignment, [memory], offset */
	WK_IMM_MEMARG_LANE,  /* the same, lane */
	WK_IMM_LANE,
	WK_IMM_SHUFFLE, /* 16 lanes */
	WK_IMM_I32,
	WK_IMM_I64,
	WK_IMM_F32,
	WK_IMM_F64,
	WK_IMM_V128,
	WK_IMM_FENCE, /* a zero byte */
	WK_IMM_COUNT
};

struct wk_op_info {
	const char *text;
	const char *params; /* letters as in opcodes.def, "*" when special */
	const char *results;
	uint16_t code;  /* byte, or number behind the prefix */
	uint8_t prefix; /* 0, 0xFB, 0xFC, 0xFD or 0xFE */
	uint8_t imm;    /* enum wk_imm */
	uint8_t width;
	uint8_t feature; /* enum wk_feature */
	uint8_t text_size;
};

/* Indexed by enum wk_op; row 0 is "<invalid>". */
WK_API extern const struct wk_op_info wk_op_table[WK_OP_COUNT];

/* The instruction of an encoding, or WK_OP_INVALID. */
WK_API enum wk_op wk_op_by_code(uint8_t prefix, uint32_t code);

/*
 * The first row with this mnemonic, or WK_OP_INVALID. text need not be
 * terminated.
 */
WK_API enum wk_op wk_op_by_text(const char *text, size_t size);

/* Whether the features let an instruction be used. */
WK_API bool wk_op_enabled(enum wk_op op, wk_features features);

#ifdef __cplusplus
}
#endif

#endif

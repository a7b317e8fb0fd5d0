/* The part of annotate.h that is about instructions. */
#include <string.h>

#include "libwasmkit/instr.h"
#include "tools/shared/annotate.h"

enum { COMMENT_SIZE = 64 };

/*
 * What follows an opcode: parts with a comma between. A part that is one
 * capital letter is of a kind that needs code; any other is a LEB128 number,
 * with % for the mnemonic.
 *
 *   B  block type                  H  heap type
 *   C  catch clauses               R  handler clauses
 *   L  labels and the default      S  types of select
 *   K  flags of a cast, label and heap types
 *   M  alignment, memory, offset
 */
static const char *const layouts[WK_IMM_COUNT] = {
    [WK_IMM_BLOCK] = "B",
    [WK_IMM_TRY_TABLE] = "B,C",
    [WK_IMM_LABEL] = "break depth",
    [WK_IMM_BR_TABLE] = "L",
    [WK_IMM_FUNC] = "function index",
    [WK_IMM_CALL_INDIRECT] = "signature index,table index",
    [WK_IMM_LOCAL] = "local index",
    [WK_IMM_GLOBAL] = "global index",
    [WK_IMM_TABLE] = "% table index",
    [WK_IMM_TABLE_TABLE] = "% dst_table,% src_table",
    [WK_IMM_ELEM] = "% segment",
    [WK_IMM_ELEM_TABLE] = "% segment,% table",
    [WK_IMM_MEMORY] = "% memidx",
    [WK_IMM_MEMORY_MEMORY] = "% destmemidx,% srcmemidx",
    [WK_IMM_DATA] = "% segment",
    [WK_IMM_DATA_MEMORY] = "% segment,% memidx",
    [WK_IMM_TAG] = "% tag",
    [WK_IMM_TYPE] = "% type index",
    [WK_IMM_TYPE_FIELD] = "% type index,% field",
    [WK_IMM_TYPE_COUNT] = "% type index,% count",
    [WK_IMM_TYPE_DATA] = "% type index,% segment",
    [WK_IMM_TYPE_ELEM] = "% type index,% segment",
    [WK_IMM_TYPE_TYPE] = "% type index,% source type index",
    [WK_IMM_TYPE_TAG] = "% type index,% tag",
    [WK_IMM_RESUME] = "% type index,R",
    [WK_IMM_RESUME_THROW] = "% type index,% tag,R",
    [WK_IMM_SELECT] = "S",
    [WK_IMM_HEAP] = "H",
    [WK_IMM_REF] = "H",
    [WK_IMM_CAST] = "K",
    [WK_IMM_MEMARG] = "M",
    [WK_IMM_MEMARG_LANE] = "M,Simd Lane literal",
    [WK_IMM_LANE] = "Simd Lane literal",
    [WK_IMM_SHUFFLE] = "Simd Lane[16] literal",
    [WK_IMM_I32] = "i32 literal",
    [WK_IMM_I64] = "i64 literal",
    [WK_IMM_F32] = "f32 literal",
    [WK_IMM_F64] = "f64 literal",
    [WK_IMM_V128] = "v128 literal",
    [WK_IMM_FENCE] = "consistency model",
};

/* Bytes of a literal that is no LEB128 number, or 0. */
static size_t
fixed_size(enum wk_imm imm)
{
	return imm == WK_IMM_F32                           ? 4 :
	       imm == WK_IMM_F64                           ? 8 :
	       imm == WK_IMM_V128 || imm == WK_IMM_SHUFFLE ? 16 :
							     0;
}

static void
block_type(struct annotate *a)
{
	uint8_t byte = a->pos < a->end ? a->data[a->pos] : 0;

	if (byte == 0x40)
		annotate_u8(a, "void");
	else if (byte < 0x40 || byte >= 0x80)
		annotate_leb(a, "block type function index");
	else
		annotate_type(a);
}

static void
catch_clauses(struct annotate *a)
{
	uint64_t n = annotate_leb(a, "num catches");

	for (; n > 0 && !a->failed; n--) {
		if (annotate_u8(a, "catch kind") < WK_CATCH_ALL)
			annotate_leb(a, "catch tag");
		annotate_leb(a, "catch depth");
	}
}

static void
handler_clauses(struct annotate *a)
{
	uint64_t n = annotate_leb(a, "num handlers");

	for (; n > 0 && !a->failed; n--) {
		uint8_t kind = annotate_u8(a, "handler kind");

		annotate_leb(a, "handler tag");
		if (kind == 0)
			annotate_leb(a, "handler depth");
	}
}

static void
labels(struct annotate *a)
{
	uint64_t n = annotate_leb(a, "num targets");

	for (; n > 0 && !a->failed; n--)
		annotate_leb(a, "break depth");
	annotate_leb(a, "break depth for default");
}

static void
memarg(struct annotate *a, enum wk_op op)
{
	const struct wk_op_info *info = &wk_op_table[op];
	bool has_memory = (annotate_leb(a, "alignment") & 0x40) != 0;

	if (has_memory)
		annotate_leb(a, "memidx");
	annotate_leb(a, info->prefix == 0xFE                ? "memory offset" :
			strstr(info->text, "store") != NULL ? "store offset" :
							      "load offset");
}

static void
special_part(struct annotate *a, char letter, enum wk_op op)
{
	uint64_t n;

	switch (letter) {
	case 'B':
		block_type(a);
		break;
	case 'C':
		catch_clauses(a);
		break;
	case 'R':
		handler_clauses(a);
		break;
	case 'L':
		labels(a);
		break;
	case 'M':
		memarg(a, op);
		break;
	case 'H':
		annotate_type(a);
		break;
	case 'K':
		annotate_u8(a, "cast flags");
		annotate_leb(a, "break depth");
		annotate_type(a);
		annotate_type(a);
		break;
	case 'S':
		n = annotate_leb(a, "num result types");
		for (; n > 0 && !a->failed; n--)
			annotate_type(a);
		break;
	}
}

static void
immediates(struct annotate *a, enum wk_op op)
{
	enum wk_imm imm = wk_op_table[op].imm;
	const char *part = layouts[imm];
	size_t size;

	for (; part != NULL && *part != '\0'; part += size) {
		bool has_name;
		char comment[COMMENT_SIZE];

		part += *part == ',';
		has_name = *part == '%';
		part += has_name;
		size = strcspn(part, ",");
		snprintf(comment, sizeof(comment), "%s%.*s",
		    has_name ? wk_op_table[op].text : "", (int)size, part);
		if (size == 1)
			special_part(a, *part, op);
		else if (fixed_size(imm) != 0)
			annotate_bytes(a, fixed_size(imm), comment);
		else
			annotate_leb(a, comment);
	}
}

/* One instruction, not beyond end; WK_OP_INVALID where there is none. */
static enum wk_op
instruction(struct annotate *a, size_t end)
{
	struct wk_span span = {.data = a->data, .size = (uint32_t)end};
	uint32_t pos = (uint32_t)a->pos;
	struct wk_instr instr;

	if (!wk_instr_decode(span, &pos, &instr, NULL)) {
		a->failed = true;
		return WK_OP_INVALID;
	}
	if (wk_op_table[instr.op].prefix != 0) {
		annotate_u8(a, "prefix");
		annotate_leb(a, wk_op_table[instr.op].text);
	} else {
		annotate_u8(a, wk_op_table[instr.op].text);
	}
	immediates(a, instr.op);
	return instr.op;
}

void
annotate_expr(struct annotate *a)
{
	while (!a->failed && instruction(a, a->end) != WK_OP_END)
		;
}

void
annotate_body(struct annotate *a, size_t end)
{
	while (a->pos < end && !a->failed)
		instruction(a, end);
}

/* The immediates of instructions as cells, resolved for an instance. */
#include "libwasmkit/exec/slow.h"
#include "libwasmkit/runtime/rtype.h"

unsigned
wk_slow_imm_cells(enum wk_imm imm)
{
	switch (imm) {
	case WK_IMM_NONE:
	case WK_IMM_FENCE:
	case WK_IMM_BLOCK:
	case WK_IMM_TRY_TABLE:
	case WK_IMM_LABEL:
	case WK_IMM_BR_TABLE:
	case WK_IMM_LOCAL:
	case WK_IMM_SELECT:
	case WK_IMM_COUNT:
		return 0;
	case WK_IMM_FUNC:
	case WK_IMM_GLOBAL:
	case WK_IMM_TABLE:
	case WK_IMM_ELEM:
	case WK_IMM_MEMORY:
	case WK_IMM_DATA:
	case WK_IMM_TAG:
	case WK_IMM_TYPE:
	case WK_IMM_RESUME:
	case WK_IMM_HEAP:
	case WK_IMM_REF:
	case WK_IMM_LANE:
	case WK_IMM_I32:
	case WK_IMM_I64:
	case WK_IMM_F32:
	case WK_IMM_F64:
		return 1;
	case WK_IMM_CALL_INDIRECT:
	case WK_IMM_TABLE_TABLE:
	case WK_IMM_ELEM_TABLE:
	case WK_IMM_MEMORY_MEMORY:
	case WK_IMM_DATA_MEMORY:
	case WK_IMM_TYPE_FIELD:
	case WK_IMM_TYPE_COUNT:
	case WK_IMM_TYPE_DATA:
	case WK_IMM_TYPE_ELEM:
	case WK_IMM_TYPE_TYPE:
	case WK_IMM_TYPE_TAG:
	case WK_IMM_RESUME_THROW:
	case WK_IMM_CAST:
	case WK_IMM_MEMARG:
	case WK_IMM_SHUFFLE:
	case WK_IMM_V128:
		return 2;
	case WK_IMM_MEMARG_LANE:
		return 3;
	}
	return 0;
}

/* A type in one cell, something else of the instance in the next. */
static void
put_type(const struct wk_instance *instance, const struct wk_instr *in,
    union wk_cell *out)
{
	uint32_t other = in->index[1];

	out[0].type = instance->types[in->index[0]];
	switch (wk_op_table[in->op].imm) {
	case WK_IMM_TYPE_FIELD:
	case WK_IMM_TYPE_COUNT:
		out[1].u64 = other;
		break;
	case WK_IMM_TYPE_DATA:
		out[1].data = &instance->datas[other];
		break;
	case WK_IMM_TYPE_ELEM:
		out[1].elem = &instance->elems[other];
		break;
	case WK_IMM_TYPE_TYPE:
		out[1].type = instance->types[other];
		break;
	case WK_IMM_TYPE_TAG:
	case WK_IMM_RESUME_THROW:
		out[1].tag = instance->tags[other];
		break;
	case WK_IMM_CALL_INDIRECT:
		out[1].table = instance->tables[other];
		break;
	default:
		break;
	}
}

/* What tables, memories and their segments are named by. */
static void
put_storage(const struct wk_instance *instance, const struct wk_instr *in,
    union wk_cell *out)
{
	uint32_t first = in->index[0], second = in->index[1];

	switch (wk_op_table[in->op].imm) {
	case WK_IMM_TABLE_TABLE:
		out[1].table = instance->tables[second];
		out[0].table = instance->tables[first];
		break;
	case WK_IMM_TABLE:
		out[0].table = instance->tables[first];
		break;
	case WK_IMM_ELEM_TABLE:
		out[1].table = instance->tables[second];
		out[0].elem = &instance->elems[first];
		break;
	case WK_IMM_ELEM:
		out[0].elem = &instance->elems[first];
		break;
	case WK_IMM_MEMORY_MEMORY:
		out[1].memory = instance->memories[second];
		out[0].memory = instance->memories[first];
		break;
	case WK_IMM_MEMORY:
		out[0].memory = instance->memories[first];
		break;
	case WK_IMM_DATA_MEMORY:
		out[1].memory = instance->memories[second];
		out[0].data = &instance->datas[first];
		break;
	case WK_IMM_DATA:
		out[0].data = &instance->datas[first];
		break;
	default:
		break;
	}
}

void
wk_slow_imm(const struct wk_instance *instance, const struct wk_instr *in,
    union wk_cell *out)
{
	enum wk_imm imm = (enum wk_imm)wk_op_table[in->op].imm;

	switch (imm) {
	case WK_IMM_FUNC:
		out[0].func = instance->funcs[in->index[0]];
		break;
	case WK_IMM_GLOBAL:
		out[0].global = instance->globals[in->index[0]];
		break;
	case WK_IMM_TAG:
		out[0].tag = instance->tags[in->index[0]];
		break;
	case WK_IMM_HEAP:
	case WK_IMM_REF:
		out[0].u64 = wk_rtype_word(instance->types, in->type[0]);
		break;
	case WK_IMM_CAST:
		out[0].u64 = wk_rtype_word(instance->types, in->type[0]);
		out[1].u64 = wk_rtype_word(instance->types, in->type[1]);
		break;
	case WK_IMM_MEMARG_LANE:
		out[2].u64 = in->lane;
		out[1].u64 = in->offset_imm;
		out[0].memory = instance->memories[in->index[0]];
		break;
	case WK_IMM_MEMARG:
		out[1].u64 = in->offset_imm;
		out[0].memory = instance->memories[in->index[0]];
		break;
	case WK_IMM_LANE:
		out[0].u64 = in->lane;
		break;
	case WK_IMM_SHUFFLE:
	case WK_IMM_V128:
		memcpy(out, in->bytes, sizeof(in->bytes));
		break;
	case WK_IMM_I32:
		out[0].u64 = (uint32_t)in->bits;
		break;
	case WK_IMM_I64:
	case WK_IMM_F32:
	case WK_IMM_F64:
		out[0].u64 = in->bits;
		break;
	case WK_IMM_TYPE:
	case WK_IMM_TYPE_FIELD:
	case WK_IMM_TYPE_COUNT:
	case WK_IMM_TYPE_DATA:
	case WK_IMM_TYPE_ELEM:
	case WK_IMM_TYPE_TYPE:
	case WK_IMM_TYPE_TAG:
	case WK_IMM_RESUME:
	case WK_IMM_RESUME_THROW:
	case WK_IMM_CALL_INDIRECT:
		put_type(instance, in, out);
		break;
	case WK_IMM_TABLE:
	case WK_IMM_TABLE_TABLE:
	case WK_IMM_ELEM:
	case WK_IMM_ELEM_TABLE:
	case WK_IMM_MEMORY:
	case WK_IMM_MEMORY_MEMORY:
	case WK_IMM_DATA:
	case WK_IMM_DATA_MEMORY:
		put_storage(instance, in, out);
		break;
	case WK_IMM_NONE:
	case WK_IMM_FENCE:
	case WK_IMM_BLOCK:
	case WK_IMM_TRY_TABLE:
	case WK_IMM_LABEL:
	case WK_IMM_BR_TABLE:
	case WK_IMM_LOCAL:
	case WK_IMM_SELECT:
	case WK_IMM_COUNT:
		break;
	}
}

/*
 * The immediates of instructions. Which indices are followed by a name is as
 * WABT has it; instructions that it does not know name all.
 */
#include "tools/shared/dump.h"

static void
put_index(struct dump *d, uint32_t index)
{
	dumpout_room(&d->out);
	dumpout_char(&d->out, ' ');
	dumpout_decimal(&d->out, index);
}

static void
put_named(struct dump *d, enum wk_space space, uint32_t index)
{
	put_index(d, index);
	dump_name(d, space, index);
}

static void
put_pair(struct dump *d, const struct wk_instr *i)
{
	put_index(d, i->index[0]);
	put_index(d, i->index[1]);
}

static void
put_block(struct dump *d, wk_blocktype block)
{
	if (wk_block_has_index(block)) {
		DUMPOUT(&d->out, " type[");
		dumpout_decimal(&d->out, wk_type_index(block));
		dumpout_char(&d->out, ']');
	} else if (block != 0) {
		dumpout_char(&d->out, ' ');
		dump_type(d, block);
	}
}

static void
put_catches(struct dump *d, struct wk_span list)
{
	static const char *const texts[] = {
	    [WK_CATCH] = "catch",
	    [WK_CATCH_REF] = "catch_ref",
	    [WK_CATCH_ALL] = "catch_all",
	    [WK_CATCH_ALL_REF] = "catch_all_ref",
	};
	struct wk_clause clause;

	while (wk_instr_catch(&list, &clause)) {
		DUMPOUT(&d->out, " (");
		dumpout_text(&d->out, texts[clause.kind]);
		if (clause.tag != WK_NONE)
			put_named(d, WK_SPACE_TAG, clause.tag);
		put_index(d, clause.label);
		dumpout_char(&d->out, ')');
	}
}

static void
put_handlers(struct dump *d, struct wk_span list)
{
	struct wk_clause clause;

	while (wk_instr_handler(&list, &clause)) {
		DUMPOUT(&d->out, " (on");
		put_named(d, WK_SPACE_TAG, clause.tag);
		if (clause.kind == WK_HANDLER_SWITCH)
			DUMPOUT(&d->out, " switch");
		else
			put_index(d, clause.label);
		dumpout_char(&d->out, ')');
	}
}

static void
put_call_indirect(struct dump *d, const struct wk_instr *i)
{
	if (i->op != WK_OP_CALL_INDIRECT) {
		put_pair(d, i);
		return;
	}
	put_named(d, WK_SPACE_TABLE, i->index[1]);
	DUMPOUT(&d->out, " (type");
	put_named(d, WK_SPACE_TYPE, i->index[0]);
	dumpout_char(&d->out, ')');
}

static void
put_memarg(struct dump *d, const struct wk_instr *i)
{
	put_index(d, i->align);
	if (i->index[0] != 0)
		put_index(d, i->index[0]);
	dumpout_char(&d->out, ' ');
	dumpout_decimal(&d->out, i->offset_imm);
}

static void
put_types(struct dump *d, struct wk_span list)
{
	wk_valtype type;

	while (wk_instr_type(&list, &type)) {
		dumpout_room(&d->out);
		dumpout_char(&d->out, ' ');
		dump_type(d, type);
	}
}

static void
put_labels(struct dump *d, const struct wk_instr *i)
{
	struct wk_span list = i->list;
	uint32_t label;

	while (wk_instr_label(&list, &label))
		put_index(d, label);
	put_index(d, i->index[0]);
}

/* A heap type: "func" or a type index. */
static void
put_heap(struct dump *d, wk_valtype type)
{
	wk_valtype heap = wk_heap_of(type);

	if (wk_is_concrete(heap) && (heap & WK_TYPE_EXACT) == 0) {
		put_named(d, WK_SPACE_TYPE, wk_type_index(heap));
		return;
	}
	dumpout_char(&d->out, ' ');
	dump_type(d, heap);
}

static void
put_cast(struct dump *d, const struct wk_instr *i)
{
	put_index(d, i->index[0]);
	for (unsigned n = 0; n < 2; n++) {
		dumpout_char(&d->out, ' ');
		dump_type(d, i->type[n]);
	}
}

static enum wk_space
named_space(enum wk_op op)
{
	switch (op) {
	case WK_OP_CALL:
		return WK_SPACE_FUNC;
	case WK_OP_THROW:
		return WK_SPACE_TAG;
	case WK_OP_GLOBAL_GET:
	case WK_OP_GLOBAL_SET:
		return WK_SPACE_GLOBAL;
	case WK_OP_DATA_DROP:
		return WK_SPACE_DATA;
	default:
		return WK_SPACE_COUNT;
	}
}

static void
put_single(struct dump *d, const struct wk_instr *i)
{
	enum wk_space space = named_space(i->op);

	if (space == WK_SPACE_COUNT)
		put_index(d, i->index[0]);
	else
		put_named(d, space, i->index[0]);
}

static void
put_local(struct dump *d, const struct wk_instr *i)
{
	put_index(d, i->index[0]);
	if (i->op != WK_OP_LOCAL_TEE)
		dumpout_name(&d->out, dumpnames_local(&d->names, i->index[0]));
}

static void
put_vector(struct dump *d, const uint8_t *bytes)
{
	dumpout_char(&d->out, ' ');
	dump_v128(d, bytes);
}

void
dump_immediates(struct dump *d, const struct wk_instr *i)
{
	struct dumpout *out = &d->out;

	switch ((enum wk_imm)wk_op_table[i->op].imm) {
	case WK_IMM_NONE:
	case WK_IMM_COUNT:
		break;
	case WK_IMM_BLOCK:
		put_block(d, i->block);
		break;
	case WK_IMM_TRY_TABLE:
		put_block(d, i->block);
		put_catches(d, i->list);
		break;
	case WK_IMM_BR_TABLE:
		put_labels(d, i);
		break;
	case WK_IMM_LOCAL:
		put_local(d, i);
		break;
	case WK_IMM_LABEL:
	case WK_IMM_FUNC:
	case WK_IMM_GLOBAL:
	case WK_IMM_TABLE:
	case WK_IMM_ELEM:
	case WK_IMM_MEMORY:
	case WK_IMM_DATA:
	case WK_IMM_TAG:
		put_single(d, i);
		break;
	case WK_IMM_CALL_INDIRECT:
		put_call_indirect(d, i);
		break;
	case WK_IMM_TABLE_TABLE:
	case WK_IMM_ELEM_TABLE:
	case WK_IMM_MEMORY_MEMORY:
		put_pair(d, i);
		break;
	case WK_IMM_DATA_MEMORY:
		put_pair(d, i);
		dump_name(d, WK_SPACE_DATA, i->index[0]);
		break;
	case WK_IMM_TYPE:
		put_named(d, WK_SPACE_TYPE, i->index[0]);
		break;
	case WK_IMM_TYPE_FIELD:
	case WK_IMM_TYPE_COUNT:
		put_named(d, WK_SPACE_TYPE, i->index[0]);
		put_index(d, i->index[1]);
		break;
	case WK_IMM_TYPE_DATA:
		put_named(d, WK_SPACE_TYPE, i->index[0]);
		put_named(d, WK_SPACE_DATA, i->index[1]);
		break;
	case WK_IMM_TYPE_ELEM:
		put_named(d, WK_SPACE_TYPE, i->index[0]);
		put_named(d, WK_SPACE_ELEM, i->index[1]);
		break;
	case WK_IMM_TYPE_TYPE:
		put_named(d, WK_SPACE_TYPE, i->index[0]);
		put_named(d, WK_SPACE_TYPE, i->index[1]);
		break;
	case WK_IMM_TYPE_TAG:
		put_named(d, WK_SPACE_TYPE, i->index[0]);
		put_named(d, WK_SPACE_TAG, i->index[1]);
		break;
	case WK_IMM_RESUME:
		put_named(d, WK_SPACE_TYPE, i->index[0]);
		put_handlers(d, i->list);
		break;
	case WK_IMM_RESUME_THROW:
		put_named(d, WK_SPACE_TYPE, i->index[0]);
		put_named(d, WK_SPACE_TAG, i->index[1]);
		put_handlers(d, i->list);
		break;
	case WK_IMM_SELECT:
		put_types(d, i->list);
		break;
	case WK_IMM_HEAP:
		put_heap(d, i->type[0]);
		break;
	case WK_IMM_REF:
		dumpout_char(out, ' ');
		dump_type(d, i->type[0]);
		break;
	case WK_IMM_CAST:
		put_cast(d, i);
		break;
	case WK_IMM_MEMARG:
		put_memarg(d, i);
		break;
	case WK_IMM_MEMARG_LANE:
		put_memarg(d, i);
		put_index(d, i->lane);
		break;
	case WK_IMM_LANE:
		put_index(d, i->lane);
		break;
	case WK_IMM_SHUFFLE:
	case WK_IMM_V128:
		put_vector(d, i->bytes);
		break;
	case WK_IMM_I32:
		put_index(d, (uint32_t)i->bits);
		break;
	case WK_IMM_I64:
		dumpout_char(out, ' ');
		dumpout_signed(out, (int64_t)i->bits);
		break;
	case WK_IMM_F32:
		dumpout_char(out, ' ');
		dump_f32(d, (uint32_t)i->bits);
		break;
	case WK_IMM_F64:
		dumpout_char(out, ' ');
		dump_f64(d, i->bits);
		break;
	case WK_IMM_FENCE:
		put_index(d, 0);
		break;
	}
}

#include "libwasmkit/model/codec.h"

#include "libwasmkit/model/typecode.h"

void
wk_codec_skip_locals(struct wk_cursor *c)
{
	uint32_t runs = wk_cur_u32(c);

	for (uint32_t i = 0; i < runs && !c->failed; i++) {
		(void)wk_cur_u32(c);
		(void)wk_typecode_read_value(c);
	}
}

enum wk_op
wk_codec_read_op(struct wk_cursor *c)
{
	uint64_t offset = wk_cur_offset(c);
	uint8_t byte = wk_cur_u8(c);
	enum wk_op op;

	if (c->failed)
		return WK_OP_INVALID;
	if (byte >= 0xFB && byte <= 0xFE) {
		uint32_t code = wk_cur_u32(c);

		op = wk_op_by_code(byte, code);
		if (op == WK_OP_INVALID)
			wk_cur_fail(c, WK_E_ILLEGAL_OPCODE, offset,
			    " %02x %02x", byte, code);
		return op;
	}
	op = wk_op_by_code(0, byte);
	if (op == WK_OP_INVALID)
		wk_cur_fail(c, WK_E_ILLEGAL_OPCODE, offset, " %02x", byte);
	return op;
}

/* Delimits `count` items, each read by `skip`. */
static void
read_list(struct wk_cursor *c, struct wk_instr *instr,
    void (*skip)(struct wk_cursor *))
{
	uint32_t count = wk_cur_u32(c);
	const uint8_t *begin = c->p;

	instr->list.offset = wk_cur_offset(c);
	instr->list.data = begin;
	instr->list_count = count;
	for (uint32_t i = 0; i < count && !c->failed; i++)
		skip(c);
	instr->list.size = (uint32_t)(c->p - begin);
}

static void
skip_label(struct wk_cursor *c)
{
	(void)wk_cur_u32(c);
}

static void
skip_type(struct wk_cursor *c)
{
	(void)wk_typecode_read_value(c);
}

static void
read_catch(struct wk_cursor *c, struct wk_clause *clause)
{
	uint64_t offset = wk_cur_offset(c);

	clause->kind = wk_cur_u8(c);
	if (clause->kind > WK_CATCH_ALL_REF) {
		wk_cur_fail(c, WK_E_ILLEGAL_OPCODE, offset,
		    " %02x: not a kind of catch clause", clause->kind);
		return;
	}
	clause->tag = clause->kind <= WK_CATCH_REF ? wk_cur_u32(c) : WK_NONE;
	clause->label = wk_cur_u32(c);
}

static void
read_handler(struct wk_cursor *c, struct wk_clause *clause)
{
	uint64_t offset = wk_cur_offset(c);

	clause->kind = wk_cur_u8(c);
	if (clause->kind > WK_HANDLER_SWITCH) {
		wk_cur_fail(c, WK_E_ILLEGAL_OPCODE, offset,
		    " %02x: not a kind of handler clause", clause->kind);
		return;
	}
	clause->tag = wk_cur_u32(c);
	clause->label =
	    clause->kind == WK_HANDLER_LABEL ? wk_cur_u32(c) : WK_NONE;
}

static void
skip_catch(struct wk_cursor *c)
{
	struct wk_clause clause;

	read_catch(c, &clause);
}

static void
skip_handler(struct wk_cursor *c)
{
	struct wk_clause clause;

	read_handler(c, &clause);
}

static void
read_memarg(struct wk_cursor *c, struct wk_instr *instr)
{
	uint64_t offset = wk_cur_offset(c);
	uint32_t flags = wk_cur_u32(c);

	if (flags >= WK_MEMARG_FLAGS_END) {
		wk_cur_fail(c, WK_E_MEMOP_FLAGS, offset, " 0x%x", flags);
		return;
	}
	instr->align = flags & (WK_MEMARG_HAS_MEMORY - 1);
	instr->index[0] = flags & WK_MEMARG_HAS_MEMORY ? wk_cur_u32(c) : 0;
	instr->offset_imm = wk_cur_u64(c);
}

static void
read_cast(struct wk_cursor *c, struct wk_instr *instr)
{
	uint64_t offset = wk_cur_offset(c);
	uint8_t flags = wk_cur_u8(c);

	if (flags > (WK_CAST_SOURCE_NULL | WK_CAST_TARGET_NULL)) {
		wk_cur_fail(c, WK_E_ILLEGAL_OPCODE, offset,
		    " %02x: unknown flags of a cast", flags);
		return;
	}
	instr->index[0] = wk_cur_u32(c);
	instr->type[0] = wk_ref_to(
	    wk_typecode_read_heap(c), (flags & WK_CAST_SOURCE_NULL) != 0);
	instr->type[1] = wk_ref_to(
	    wk_typecode_read_heap(c), (flags & WK_CAST_TARGET_NULL) != 0);
}

static bool
is_nullable_ref_op(uint16_t op)
{
	return op == WK_OP_REF_TEST_NULL || op == WK_OP_REF_CAST_NULL ||
	       op == WK_OP_REF_CAST_DESC_EQ_NULL;
}

static uint64_t
read_little(struct wk_cursor *c, unsigned size)
{
	struct wk_span span = wk_cur_bytes(c, size);
	uint64_t value = 0;

	for (uint32_t i = 0; i < span.size; i++)
		value |= (uint64_t)span.data[i] << 8 * i;
	return value;
}

static void
read_16(struct wk_cursor *c, uint8_t *out)
{
	struct wk_span span = wk_cur_bytes(c, 16);

	if (!c->failed)
		memcpy(out, span.data, 16);
}

void
wk_codec_read_imm(struct wk_cursor *c, struct wk_instr *instr)
{
	switch ((enum wk_imm)wk_op_table[instr->op].imm) {
	case WK_IMM_NONE:
	case WK_IMM_COUNT:
		break;
	case WK_IMM_BLOCK:
		instr->block = wk_typecode_read_block(c);
		break;
	case WK_IMM_TRY_TABLE:
		instr->block = wk_typecode_read_block(c);
		read_list(c, instr, skip_catch);
		break;
	case WK_IMM_LABEL:
	case WK_IMM_FUNC:
	case WK_IMM_LOCAL:
	case WK_IMM_GLOBAL:
	case WK_IMM_TABLE:
	case WK_IMM_ELEM:
	case WK_IMM_MEMORY:
	case WK_IMM_DATA:
	case WK_IMM_TAG:
	case WK_IMM_TYPE:
		instr->index[0] = wk_cur_u32(c);
		break;
	case WK_IMM_BR_TABLE:
		read_list(c, instr, skip_label);
		instr->index[0] = wk_cur_u32(c);
		break;
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
		instr->index[0] = wk_cur_u32(c);
		instr->index[1] = wk_cur_u32(c);
		break;
	case WK_IMM_RESUME:
		instr->index[0] = wk_cur_u32(c);
		read_list(c, instr, skip_handler);
		break;
	case WK_IMM_RESUME_THROW:
		instr->index[0] = wk_cur_u32(c);
		instr->index[1] = wk_cur_u32(c);
		read_list(c, instr, skip_handler);
		break;
	case WK_IMM_SELECT:
		read_list(c, instr, skip_type);
		break;
	case WK_IMM_HEAP:
		instr->type[0] = wk_ref_to(wk_typecode_read_heap(c), true);
		break;
	case WK_IMM_REF:
		instr->type[0] = wk_ref_to(
		    wk_typecode_read_heap(c), is_nullable_ref_op(instr->op));
		break;
	case WK_IMM_CAST:
		read_cast(c, instr);
		break;
	case WK_IMM_MEMARG:
		read_memarg(c, instr);
		break;
	case WK_IMM_MEMARG_LANE:
		read_memarg(c, instr);
		instr->lane = wk_cur_u8(c);
		break;
	case WK_IMM_LANE:
		instr->lane = wk_cur_u8(c);
		break;
	case WK_IMM_SHUFFLE:
	case WK_IMM_V128:
		read_16(c, instr->bytes);
		break;
	case WK_IMM_I32:
		instr->bits = (uint64_t)(int64_t)wk_cur_s32(c);
		break;
	case WK_IMM_I64:
		instr->bits = (uint64_t)wk_cur_s64(c);
		break;
	case WK_IMM_F32:
		instr->bits = read_little(c, 4);
		break;
	case WK_IMM_F64:
		instr->bits = read_little(c, 8);
		break;
	case WK_IMM_FENCE:
		if (wk_cur_u8(c) != 0)
			wk_cur_fail(
			    c, WK_E_ZERO_BYTE, wk_cur_offset(c) - 1, "");
		break;
	}
}

bool
wk_instr_body(struct wk_span body, struct wk_span *locals, struct wk_span *code,
    struct wk_error *err)
{
	struct wk_cursor c = wk_cur_open(body, WK_E_UNEXPECTED_END, err);

	wk_codec_skip_locals(&c);
	if (c.failed)
		return false;
	*code = wk_cur_bytes(&c, (uint32_t)wk_cur_left(&c));
	c = wk_cur_open(body, WK_E_UNEXPECTED_END, NULL);
	(void)wk_cur_u32(&c); /* the number of runs */
	*locals = wk_cur_bytes(&c, (uint32_t)(code->data - c.p));
	return true;
}

/*
 * Decodes an instruction of one or two bytes, as most are, whose immediates are
 * none or one small index. False for all others.
 */
static bool
decode_brief(const uint8_t *p, uint32_t left, struct wk_instr *out)
{
	enum wk_op op = left > 0 ? wk_op_by_code(0, p[0]) : WK_OP_INVALID;

	switch (wk_op_table[op].imm) {
	case WK_IMM_NONE:
		out->size = 1;
		break;
	case WK_IMM_LABEL:
	case WK_IMM_FUNC:
	case WK_IMM_LOCAL:
	case WK_IMM_GLOBAL:
		if (left < 2 || p[1] >= 0x80)
			return false;
		out->index[0] = p[1];
		out->size = 2;
		break;
	default:
		return false;
	}
	out->op = (uint16_t)op;
	return op != WK_OP_INVALID;
}

bool
wk_instr_decode(struct wk_span code, uint32_t *pos, struct wk_instr *out,
    struct wk_error *err)
{
	struct wk_cursor c;

	*out = (struct wk_instr){.offset = code.offset + *pos};
	if (decode_brief(code.data + *pos, code.size - *pos, out)) {
		*pos += out->size;
		return true;
	}
	c = wk_cur_open(code, WK_E_UNEXPECTED_END, err);
	c.p += *pos;
	out->op = (uint16_t)wk_codec_read_op(&c);
	if (!c.failed)
		wk_codec_read_imm(&c, out);
	if (c.failed)
		return false;
	out->size = (uint32_t)(c.p - c.begin) - *pos;
	*pos += out->size;
	return true;
}

/* A cursor for the next item of a list. */
static struct wk_cursor
open_list(const struct wk_span *list)
{
	return wk_cur_open(*list, WK_E_UNEXPECTED_END, NULL);
}

/* Moves a list behind the item that was read; false when there was none. */
static bool
close_list(struct wk_span *list, const struct wk_cursor *c)
{
	uint32_t used = (uint32_t)(c->p - c->begin);

	if (c->failed || list->size == 0)
		return false;
	list->data += used;
	list->size -= used;
	list->offset += used;
	return true;
}

bool
wk_instr_locals(struct wk_span *locals, uint32_t *count, wk_valtype *type)
{
	struct wk_cursor c = open_list(locals);

	*count = wk_cur_u32(&c);
	*type = wk_typecode_read_value(&c);
	return close_list(locals, &c);
}

bool
wk_instr_label(struct wk_span *list, uint32_t *label)
{
	struct wk_cursor c = open_list(list);

	*label = wk_cur_u32(&c);
	return close_list(list, &c);
}

bool
wk_instr_type(struct wk_span *list, wk_valtype *type)
{
	struct wk_cursor c = open_list(list);

	*type = wk_typecode_read_value(&c);
	return close_list(list, &c);
}

bool
wk_instr_catch(struct wk_span *list, struct wk_clause *clause)
{
	struct wk_cursor c = open_list(list);

	read_catch(&c, clause);
	return close_list(list, &c);
}

bool
wk_instr_handler(struct wk_span *list, struct wk_clause *clause)
{
	struct wk_cursor c = open_list(list);

	read_handler(&c, clause);
	return close_list(list, &c);
}

void
wk_codec_write_op(struct wk_buf *buf, enum wk_op op)
{
	const struct wk_op_info *info = &wk_op_table[op];

	if (info->prefix == 0) {
		wk_buf_u8(buf, (uint8_t)info->code);
		return;
	}
	wk_buf_u8(buf, info->prefix);
	wk_buf_u32(buf, info->code);
}

void
wk_codec_write_catch(struct wk_buf *buf, const struct wk_clause *clause)
{
	wk_buf_u8(buf, clause->kind);
	if (clause->kind <= WK_CATCH_REF)
		wk_buf_u32(buf, clause->tag);
	wk_buf_u32(buf, clause->label);
}

void
wk_codec_write_handler(struct wk_buf *buf, const struct wk_clause *clause)
{
	wk_buf_u8(buf, clause->kind);
	wk_buf_u32(buf, clause->tag);
	if (clause->kind == WK_HANDLER_LABEL)
		wk_buf_u32(buf, clause->label);
}

static void
write_list(struct wk_buf *buf, const struct wk_instr *instr)
{
	wk_buf_u32(buf, instr->list_count);
	wk_buf_bytes(buf, instr->list.data, instr->list.size);
}

static void
write_memarg(struct wk_buf *buf, const struct wk_instr *instr)
{
	if (instr->index[0] == 0) {
		wk_buf_u32(buf, instr->align);
	} else {
		wk_buf_u32(buf, instr->align | WK_MEMARG_HAS_MEMORY);
		wk_buf_u32(buf, instr->index[0]);
	}
	wk_buf_u64(buf, instr->offset_imm);
}

static void
write_cast(struct wk_buf *buf, const struct wk_instr *instr)
{
	unsigned flags = 0;

	if (instr->type[0] & WK_TYPE_NULL)
		flags |= WK_CAST_SOURCE_NULL;
	if (instr->type[1] & WK_TYPE_NULL)
		flags |= WK_CAST_TARGET_NULL;
	wk_buf_u8(buf, (uint8_t)flags);
	wk_buf_u32(buf, instr->index[0]);
	wk_typecode_write_heap(buf, instr->type[0]);
	wk_typecode_write_heap(buf, instr->type[1]);
}

static void
write_little(struct wk_buf *buf, uint64_t value, unsigned size)
{
	for (; size > 0; size--, value >>= 8)
		wk_buf_u8(buf, (uint8_t)value);
}

void
wk_codec_write(struct wk_buf *buf, const struct wk_instr *instr)
{
	wk_codec_write_op(buf, (enum wk_op)instr->op);
	switch ((enum wk_imm)wk_op_table[instr->op].imm) {
	case WK_IMM_NONE:
	case WK_IMM_COUNT:
		break;
	case WK_IMM_BLOCK:
		wk_typecode_write_block(buf, instr->block);
		break;
	case WK_IMM_TRY_TABLE:
		wk_typecode_write_block(buf, instr->block);
		write_list(buf, instr);
		break;
	case WK_IMM_LABEL:
	case WK_IMM_FUNC:
	case WK_IMM_LOCAL:
	case WK_IMM_GLOBAL:
	case WK_IMM_TABLE:
	case WK_IMM_ELEM:
	case WK_IMM_MEMORY:
	case WK_IMM_DATA:
	case WK_IMM_TAG:
	case WK_IMM_TYPE:
		wk_buf_u32(buf, instr->index[0]);
		break;
	case WK_IMM_BR_TABLE:
		write_list(buf, instr);
		wk_buf_u32(buf, instr->index[0]);
		break;
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
		wk_buf_u32(buf, instr->index[0]);
		wk_buf_u32(buf, instr->index[1]);
		break;
	case WK_IMM_RESUME:
		wk_buf_u32(buf, instr->index[0]);
		write_list(buf, instr);
		break;
	case WK_IMM_RESUME_THROW:
		wk_buf_u32(buf, instr->index[0]);
		wk_buf_u32(buf, instr->index[1]);
		write_list(buf, instr);
		break;
	case WK_IMM_SELECT:
		write_list(buf, instr);
		break;
	case WK_IMM_HEAP:
	case WK_IMM_REF:
		wk_typecode_write_heap(buf, instr->type[0]);
		break;
	case WK_IMM_CAST:
		write_cast(buf, instr);
		break;
	case WK_IMM_MEMARG:
		write_memarg(buf, instr);
		break;
	case WK_IMM_MEMARG_LANE:
		write_memarg(buf, instr);
		wk_buf_u8(buf, instr->lane);
		break;
	case WK_IMM_LANE:
		wk_buf_u8(buf, instr->lane);
		break;
	case WK_IMM_SHUFFLE:
	case WK_IMM_V128:
		wk_buf_bytes(buf, instr->bytes, 16);
		break;
	case WK_IMM_I32:
	case WK_IMM_I64:
		wk_buf_s64(buf, (int64_t)instr->bits);
		break;
	case WK_IMM_F32:
		write_little(buf, instr->bits, 4);
		break;
	case WK_IMM_F64:
		write_little(buf, instr->bits, 8);
		break;
	case WK_IMM_FENCE:
		wk_buf_u8(buf, 0);
		break;
	}
}

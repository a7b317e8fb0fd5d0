#include "libwasmkit/binary/reader.h"

#include "libwasmkit/binary/format.h"
#include "libwasmkit/model/codec.h"
#include "libwasmkit/model/gate.h"
#include "libwasmkit/model/typecode.h"

enum {
	PAGE_LOG2 = 16,
	PAGE_LOG2_END = 64,
};

void
wk_reader_no_memory(struct wk_reader *r)
{
	wk_cur_fail(&r->c, WK_E_MEMORY, WK_NO_OFFSET, "");
}

void
wk_reader_fill(struct wk_reader *r, enum wk_reader_list list)
{
	r->list = list;
	r->whole = r->lists[list].count;
}

void *
wk_reader_push(struct wk_reader *r, enum wk_reader_list list)
{
	void *element = wk_vec_push(&r->lists[list]);

	if (element == NULL)
		wk_reader_no_memory(r);
	return element;
}

uint32_t
wk_reader_entries(
    struct wk_reader *r, enum wk_reader_list list, uint32_t min_size)
{
	uint32_t count = wk_cur_u32(&r->c);
	size_t most = wk_cur_left(&r->c) / min_size;

	wk_reader_fill(r, list);
	if (!r->c.failed && !wk_vec_reserve(&r->lists[list],
				count < most ? count : (uint32_t)most))
		wk_reader_no_memory(r);
	return count;
}

void *
wk_reader_alloc(struct wk_reader *r, size_t count, size_t size)
{
	void *data = wk_arena_array(r->m->arena, count, size);

	if (data == NULL)
		wk_reader_no_memory(r);
	return data;
}

uint32_t
wk_reader_count(struct wk_reader *r, const char *what)
{
	uint64_t offset = wk_cur_offset(&r->c);
	uint32_t count = wk_cur_u32(&r->c);

	if (count <= wk_cur_left(&r->c))
		return count;
	wk_cur_fail(&r->c, r->c.end_code, offset,
	    ": %u %s, but only %zu bytes are left", count, what,
	    wk_cur_left(&r->c));
	return 0;
}

bool
wk_reader_more(
    struct wk_reader *r, uint32_t i, uint32_t count, const char *what)
{
	struct wk_cursor *c = &r->c;

	if (c->failed)
		return false;
	r->whole = r->lists[r->list].count;
	if (i == count)
		return false;
	if (c->p < c->end)
		return true;
	/* Where more sections follow, it is the count that is wrong. */
	return wk_cur_fail(c,
	    c->end == r->file_end ? WK_E_UNEXPECTED_END_SECTION : WK_E_LENGTH,
	    wk_cur_offset(c), ": the section ends behind %u of %u %s", i, count,
	    what);
}

void
wk_reader_need(struct wk_reader *r, enum wk_feature feature,
    enum wk_error_code code, uint64_t offset, const char *what)
{
	if (!wk_feature_on(r->m->features, feature))
		wk_gate_cursor(&r->c, code, offset, feature, what);
}

/* Checks the features of a type that was read at an offset. */
static wk_valtype
need_type(struct wk_reader *r, wk_valtype type, enum wk_error_code code,
    uint64_t offset)
{
	char text[WK_TYPE_TEXT_SIZE];
	enum wk_feature feature = wk_typecode_feature(type);

	if (wk_feature_on(r->m->features, feature) || r->c.failed)
		return type;
	wk_type_text(type, text);
	wk_reader_need(r, feature, code, offset, text);
	return type;
}

wk_valtype
wk_reader_value(struct wk_reader *r)
{
	uint64_t offset = wk_cur_offset(&r->c);

	return need_type(
	    r, wk_typecode_read_value(&r->c), WK_E_VALUE_TYPE, offset);
}

wk_valtype
wk_reader_storage(struct wk_reader *r)
{
	uint64_t offset = wk_cur_offset(&r->c);

	return need_type(
	    r, wk_typecode_read_storage(&r->c), WK_E_STORAGE_TYPE, offset);
}

wk_valtype
wk_reader_ref(struct wk_reader *r)
{
	uint64_t offset = wk_cur_offset(&r->c);
	wk_valtype type = wk_typecode_read_ref(&r->c);

	/* Tables of functions came before reference types. */
	if (type == WK_FUNCREF)
		return type;
	return need_type(r, type, WK_E_REFERENCE_TYPE, offset);
}

bool
wk_reader_mutability(struct wk_reader *r)
{
	uint64_t offset = wk_cur_offset(&r->c);
	uint8_t byte = wk_cur_u8(&r->c);

	if (byte > 1)
		wk_cur_fail(&r->c, WK_E_MUTABILITY, offset,
		    " 0x%02x: expected 0 (const) or 1 (var)", byte);
	return byte == 1;
}

static uint8_t
read_limits_flags(struct wk_reader *r, bool is_memory)
{
	uint64_t offset = wk_cur_offset(&r->c);
	uint8_t flags = wk_cur_u8(&r->c);
	uint8_t known = WK_LIMITS_HAS_MAX | WK_LIMITS_64;

	if (is_memory)
		known |= WK_LIMITS_SHARED | WK_LIMITS_PAGE_SIZE;
	if (flags & ~known)
		wk_cur_fail(&r->c, WK_E_LIMITS_FLAGS, offset, " 0x%02x", flags);
	if (flags & WK_LIMITS_SHARED)
		wk_reader_need(r, WK_FEATURE_THREADS, WK_E_LIMITS_FLAGS, offset,
		    "a shared memory");
	if (flags & WK_LIMITS_64)
		wk_reader_need(r, WK_FEATURE_MEMORY64, WK_E_LIMITS_FLAGS,
		    offset, "an i64 address type");
	if (flags & WK_LIMITS_PAGE_SIZE)
		wk_reader_need(r, WK_FEATURE_CUSTOM_PAGE_SIZES,
		    WK_E_LIMITS_FLAGS, offset, "a page size");
	return flags;
}

/* With memory64, 32-bit limits too are wide, and too large ones invalid. */
static uint64_t
read_limit(struct wk_reader *r)
{
	if (wk_feature_on(r->m->features, WK_FEATURE_MEMORY64))
		return wk_cur_u64(&r->c);
	return wk_cur_u32(&r->c);
}

struct wk_limits
wk_reader_limits(struct wk_reader *r, bool is_memory)
{
	uint8_t flags = read_limits_flags(r, is_memory);
	struct wk_limits limits = {
	    .has_max = (flags & WK_LIMITS_HAS_MAX) != 0,
	    .is_shared = (flags & WK_LIMITS_SHARED) != 0,
	    .is_64 = (flags & WK_LIMITS_64) != 0,
	    .has_page_size = (flags & WK_LIMITS_PAGE_SIZE) != 0,
	    .page_log2 = PAGE_LOG2,
	};

	limits.min = read_limit(r);
	if (limits.has_max)
		limits.max = read_limit(r);
	if (limits.has_page_size) {
		uint64_t offset = wk_cur_offset(&r->c);
		uint32_t log2 = wk_cur_u32(&r->c);

		if (log2 >= PAGE_LOG2_END)
			wk_cur_fail(&r->c, WK_E_PAGE_SIZE, offset,
			    ": 2 to the power of %u", log2);
		limits.page_log2 = (uint8_t)log2;
	}
	return limits;
}

uint32_t
wk_reader_tag(struct wk_reader *r)
{
	uint64_t offset = wk_cur_offset(&r->c);
	uint8_t attribute = wk_cur_u8(&r->c);

	if (attribute != 0)
		wk_cur_fail(&r->c, WK_E_ZERO_BYTE, offset,
		    ": a tag's attribute is 0x%02x", attribute);
	return wk_cur_u32(&r->c);
}

/* How an instruction changes the number of open blocks. */
static int
depth_change(uint16_t op)
{
	switch (op) {
	case WK_OP_BLOCK:
	case WK_OP_LOOP:
	case WK_OP_IF:
	case WK_OP_TRY:
	case WK_OP_TRY_TABLE:
		return 1;
	case WK_OP_END:
	case WK_OP_DELEGATE:
		return -1;
	default:
		return 0;
	}
}

/* Whether the next byte is the opcode given, which has one byte. */
static bool
is_next(const struct wk_cursor *c, enum wk_op op)
{
	return !wk_cur_at_end(c) && *c->p == wk_op_table[op].code;
}

void
wk_reader_const(struct wk_reader *r, struct wk_span *out)
{
	struct wk_cursor *c = &r->c;
	struct wk_instr instr;
	int64_t depth = 1;

	out->data = c->p;
	out->offset = wk_cur_offset(c);
	/* Nearly all are as short as this. */
	if (is_next(c, WK_OP_I32_CONST)) {
		c->p++;
		(void)wk_cur_s32(c);
	}
	if (is_next(c, WK_OP_END)) {
		c->p++;
		depth = 0;
	}
	/* Blocks are invalid here, but they have to be told from the end. */
	while (depth > 0 && !c->failed) {
		instr.op = (uint16_t)wk_codec_read_op(c);
		wk_codec_read_imm(c, &instr);
		depth += depth_change(instr.op);
	}
	out->size = (uint32_t)(c->p - out->data);
}

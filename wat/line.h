/*
 * One instruction as a line of text: the part of printing that the flat and
 * the folded layout share. It is inline, since it is most of the work.
 */
#ifndef WK_WAT_LINE_H
#define WK_WAT_LINE_H

#include "libwasmkit/base/leb.h"
#include "libwasmkit/model/codec.h"
#include "libwasmkit/opcode.h"
#include "wat/printer.h"

/* Inline for certain: left to itself, the compiler makes calls of them. */
#define WK_HOT static inline __attribute__((always_inline))

/* What an instruction does to the nesting of blocks. */
enum wk_line_shape {
	WK_SHAPE_INVALID, /* no such instruction */
	WK_SHAPE_PLAIN,
	WK_SHAPE_OPEN,   /* block, loop, if, try, try_table */
	WK_SHAPE_MIDDLE, /* else, catch, catch_all */
	WK_SHAPE_CLOSE,  /* end, delegate */
};

/* Number of operands or results where it takes a rule of its own. */
enum { WK_LINE_SPECIAL = 0xFF };

/* A row of opcodes.def, as printing wants it. */
struct wk_line_row {
	char text[40]; /* padded for copies of fixed size */
	uint16_t op;   /* enum wk_op */
	uint8_t size;  /* of the text */
	uint8_t imm;   /* enum wk_imm */
	uint8_t shape; /* enum wk_line_shape */
	uint8_t align; /* log2 of the natural alignment */
	uint8_t operands, results;
};

enum { WK_LINE_PAGES = 5, WK_LINE_PAGE_SIZE = 0x120 };

/* By prefix (none, FB … FE) and code. */
extern const struct wk_line_row wk_line_rows[WK_LINE_PAGES][WK_LINE_PAGE_SIZE];

/*
 * Reads the opcode at *code, of which there is a byte. A row of invalid shape
 * stands for all that is no opcode.
 */
WK_HOT const struct wk_line_row *
wk_line_read(const uint8_t **code, const uint8_t *end)
{
	uint8_t byte = *(*code)++;
	uint32_t number;

	if (byte < 0xFB || byte == 0xFF)
		return &wk_line_rows[0][byte];
	if (wk_leb_u32(code, end, &number) != WK_LEB_OK ||
	    number >= WK_LINE_PAGE_SIZE)
		return &wk_line_rows[0][0xFF];
	return &wk_line_rows[byte - 0xFA][number];
}

/*
 * Reads a LEB128 of one to four bytes without a branch on how many, and says
 * how many bits it has. False, and nothing done, if it is longer or lies at
 * the end of the code.
 */
WK_HOT bool
wk_line_leb(
    const uint8_t **code, const uint8_t *end, uint32_t *value, unsigned *bits)
{
	const uint8_t *c = *code;
	uint32_t word, last;

	if (end - c < 4)
		return false;
	word = c[0] | (uint32_t)c[1] << 8 | (uint32_t)c[2] << 16 |
	       (uint32_t)c[3] << 24;
	last = ~word & 0x80808080; /* the lowest is the one that counts */
	if (last == 0)
		return false;
	word &= last ^ (last - 1);
	*bits = ((unsigned)__builtin_ctz(last) + 1) / 8 * 7;
	*value = (word & 0x7F) | (word >> 1 & 0x7F << 7) |
		 (word >> 2 & 0x7F << 14) | (word >> 3 & 0x7F << 21);
	*code = c + *bits / 7;
	return true;
}

WK_HOT enum wk_leb_status
wk_line_u32(const uint8_t **code, const uint8_t *end, uint32_t *value)
{
	unsigned bits;

	if (wk_line_leb(code, end, value, &bits))
		return WK_LEB_OK;
	return wk_leb_u32(code, end, value);
}

/* Writes the mnemonic. */
WK_HOT uint8_t *
wk_line_mnemonic(uint8_t *p, const struct wk_line_row *row)
{
	memcpy(p, row->text, 16);
	if (row->size > 16)
		memcpy(p + 16, row->text + 16, 24);
	return p + row->size;
}

/* Writes a label: its identifier, or its depth and a comment. */
uint8_t *wk_line_named_label(struct wk_printer *pr, uint8_t *p, uint32_t index);

WK_HOT uint8_t *
wk_line_label(struct wk_printer *pr, uint8_t *p, uint32_t index)
{
	if (pr->labels.idents.count > 0 || pr->options->generate_names ||
	    index > pr->depth)
		return wk_line_named_label(pr, p, index);
	p = wk_digits_u32(p, index);
	p = WK_PUT(p, " (;@");
	p = wk_digits_u32(p, pr->depth - index);
	return WK_PUT(p, ";)");
}

/*
 * Writes the immediates of the kinds that are rare, decoding the instruction
 * at `start` in pr->body anew. NULL with the error set when it is malformed.
 */
uint8_t *wk_line_rare(struct wk_printer *pr, uint8_t *p, const uint8_t *start,
    const uint8_t **code);

/* Writes the labels of a br_table. NULL when it is malformed. */
uint8_t *wk_line_br_table(struct wk_printer *pr, uint8_t *p,
    const uint8_t **code, const uint8_t *end);

/* Writes a block's type. NULL when it is malformed. */
uint8_t *wk_line_block_type(struct wk_printer *pr, uint8_t *p,
    const uint8_t **code, const uint8_t *end);

WK_HOT uint8_t *
wk_line_ref(
    struct wk_printer *pr, uint8_t *p, enum wk_space space, uint32_t index)
{
	*p++ = ' ';
	return wk_printer_ref(pr, p, space, index);
}

WK_HOT uint8_t *
wk_line_local(struct wk_printer *pr, uint8_t *p, uint32_t index)
{
	*p++ = ' ';
	return wk_ident_put(pr->sink, p, &pr->locals, index);
}

WK_HOT uint8_t *
wk_line_memarg(struct wk_printer *pr, uint8_t *p, const struct wk_line_row *row,
    const uint8_t **code, const uint8_t *end)
{
	const uint8_t *place;
	uint32_t flags, word, memory = 0;
	uint64_t offset;
	unsigned bits;

	if (wk_leb_u32(code, end, &flags) != WK_LEB_OK ||
	    flags >= WK_MEMARG_FLAGS_END)
		return NULL;
	if ((flags & WK_MEMARG_HAS_MEMORY) &&
	    wk_leb_u32(code, end, &memory) != WK_LEB_OK)
		return NULL;
	place = *code;
	if (wk_line_leb(&place, end, &word, &bits))
		offset = word;
	else if (wk_leb_read(&place, end, 64, false, &offset) != WK_LEB_OK)
		return NULL;
	*code = place;
	if (memory != 0)
		p = wk_line_ref(pr, p, WK_SPACE_MEMORY, memory);
	if (offset != 0)
		p = wk_digits_u64(WK_PUT(p, " offset="), offset);
	flags &= WK_MEMARG_HAS_MEMORY - 1;
	if (flags != row->align)
		p = wk_digits_u64(WK_PUT(p, " align="), (uint64_t)1 << flags);
	return p;
}

WK_HOT uint8_t *
wk_line_integer(
    uint8_t *p, unsigned bits, const uint8_t **code, const uint8_t *end)
{
	const uint8_t *place = *code;
	uint64_t value;
	uint32_t word;
	unsigned size;

	*p++ = ' ';
	if (wk_line_leb(code, end, &word, &size)) {
		word <<= 32 - size;
		return wk_digits_s64(p, (int32_t)word >> (32 - size));
	}
	if (wk_leb_read(&place, end, bits, true, &value) != WK_LEB_OK)
		return NULL;
	*code = place;
	return wk_digits_s64(p, (int64_t)value);
}

static inline uint8_t *
wk_line_float(uint8_t *p, bool is_64, const uint8_t **code, const uint8_t *end)
{
	uint64_t bits = 0;
	unsigned size = is_64 ? 8 : 4;

	if ((size_t)(end - *code) < size)
		return NULL;
	for (unsigned i = 0; i < size; i++)
		bits |= (uint64_t)(*code)[i] << 8 * i;
	*code += size;
	*p++ = ' ';
	p = is_64 ? wk_digits_f64(p, bits) : wk_digits_f32(p, (uint32_t)bits);
	p = WK_PUT(p, " (;=");
	p = is_64 ? wk_digits_brief_f64(p, bits) :
		    wk_digits_brief_f32(p, (uint32_t)bits);
	return WK_PUT(p, ";)");
}

static inline uint8_t *
wk_line_lanes(uint8_t *p, const uint8_t **code, const uint8_t *end)
{
	if (end - *code < 16)
		return NULL;
	for (unsigned i = 0; i < 16; i++) {
		*p++ = ' ';
		p = wk_digits_u32(p, *(*code)++);
	}
	return p;
}

static inline uint8_t *
wk_line_v128(uint8_t *p, const uint8_t **code, const uint8_t *end)
{
	if (end - *code < 16)
		return NULL;
	p = WK_PUT(p, " i32x4");
	for (unsigned i = 0; i < 4; i++, *code += 4) {
		const uint8_t *c = *code;

		*p++ = ' ';
		p = wk_digits_hex32(p, c[0] | (uint32_t)c[1] << 8 |
					   (uint32_t)c[2] << 16 |
					   (uint32_t)c[3] << 24);
	}
	return p;
}

/*
 * Writes the immediates of the instruction at `start`, whose opcode was read,
 * and moves *code behind them. There is room for a line at p. NULL when they
 * are malformed; then wk_line_fail() tells why.
 */
WK_HOT uint8_t *
wk_line_immediates(struct wk_printer *pr, uint8_t *p,
    const struct wk_line_row *row, const uint8_t *start, const uint8_t **code,
    const uint8_t *end)
{
	const uint8_t *place = *code; /* may lie in memory, *code need not */
	uint32_t index, other;

	switch ((enum wk_imm)row->imm) {
	case WK_IMM_NONE:
	case WK_IMM_COUNT:
		return p;
	case WK_IMM_BLOCK:
		if (*code < end && **code == 0x40) {
			++*code;
			return p;
		}
		p = wk_line_block_type(pr, p, &place, end);
		*code = place;
		return p;
	case WK_IMM_LABEL:
		if (wk_line_u32(code, end, &index) != WK_LEB_OK)
			return NULL;
		*p++ = ' ';
		return wk_line_label(pr, p, index);
	case WK_IMM_BR_TABLE:
		p = wk_line_br_table(pr, p, &place, end);
		*code = place;
		return p;
	case WK_IMM_FUNC:
		if (wk_line_u32(code, end, &index) != WK_LEB_OK)
			return NULL;
		return wk_line_ref(pr, p, WK_SPACE_FUNC, index);
	case WK_IMM_CALL_INDIRECT:
		if (wk_leb_u32(code, end, &index) != WK_LEB_OK ||
		    wk_leb_u32(code, end, &other) != WK_LEB_OK)
			return NULL;
		if (other != 0 ||
		    wk_ident_has(&pr->spaces[WK_SPACE_TABLE], other))
			p = wk_line_ref(pr, p, WK_SPACE_TABLE, other);
		p = wk_line_ref(pr, WK_PUT(p, " (type"), WK_SPACE_TYPE, index);
		*p++ = ')';
		return p;
	case WK_IMM_LOCAL:
		if (wk_line_u32(code, end, &index) != WK_LEB_OK)
			return NULL;
		return wk_line_local(pr, p, index);
	case WK_IMM_GLOBAL:
		if (wk_line_u32(code, end, &index) != WK_LEB_OK)
			return NULL;
		return wk_line_ref(pr, p, WK_SPACE_GLOBAL, index);
	case WK_IMM_MEMORY:
		if (wk_leb_u32(code, end, &index) != WK_LEB_OK)
			return NULL;
		if (index != 0)
			p = wk_line_ref(pr, p, WK_SPACE_MEMORY, index);
		return p;
	case WK_IMM_MEMARG:
		return wk_line_memarg(pr, p, row, code, end);
	case WK_IMM_MEMARG_LANE:
		p = wk_line_memarg(pr, p, row, code, end);
		if (p == NULL || *code >= end)
			return NULL;
		*p++ = ' ';
		return wk_digits_u32(p, *(*code)++);
	case WK_IMM_LANE:
		if (*code >= end)
			return NULL;
		*p++ = ' ';
		return wk_digits_u32(p, *(*code)++);
	case WK_IMM_SHUFFLE:
		return wk_line_lanes(p, code, end);
	case WK_IMM_V128:
		return wk_line_v128(p, code, end);
	case WK_IMM_I32:
		return wk_line_integer(p, 32, code, end);
	case WK_IMM_I64:
		return wk_line_integer(p, 64, code, end);
	case WK_IMM_F32:
		return wk_line_float(p, false, code, end);
	case WK_IMM_F64:
		return wk_line_float(p, true, code, end);
	case WK_IMM_TRY_TABLE:
	case WK_IMM_TABLE:
	case WK_IMM_TABLE_TABLE:
	case WK_IMM_ELEM:
	case WK_IMM_ELEM_TABLE:
	case WK_IMM_MEMORY_MEMORY:
	case WK_IMM_DATA:
	case WK_IMM_DATA_MEMORY:
	case WK_IMM_TAG:
	case WK_IMM_TYPE:
	case WK_IMM_TYPE_FIELD:
	case WK_IMM_TYPE_COUNT:
	case WK_IMM_TYPE_DATA:
	case WK_IMM_TYPE_ELEM:
	case WK_IMM_TYPE_TYPE:
	case WK_IMM_TYPE_TAG:
	case WK_IMM_RESUME:
	case WK_IMM_RESUME_THROW:
	case WK_IMM_SELECT:
	case WK_IMM_HEAP:
	case WK_IMM_REF:
	case WK_IMM_CAST:
	case WK_IMM_FENCE:
		p = wk_line_rare(pr, p, start, &place);
		*code = place;
		return p;
	}
	return NULL;
}

/* Reports what is wrong with the instruction at `at`. Always false. */
bool wk_line_fail(struct wk_printer *pr, const uint8_t *at);

/*
 * Writes the immediates of a block and the identifier of its label; with a
 * comment where that has none. `label` numbers the labels of the function.
 * NULL as wk_line_immediates().
 */
uint8_t *wk_line_opening(struct wk_printer *pr, uint8_t *p,
    const struct wk_line_row *row, const uint8_t **code, const uint8_t *start,
    uint32_t label, bool comment);

/* Opens and closes a frame. Opening fails without memory. */
bool wk_line_enter(struct wk_printer *pr, uint16_t op, uint32_t label);
void wk_line_leave(struct wk_printer *pr);

/*
 * Moves the innermost frame on to an else, catch, end or delegate. False with
 * the error set when it does not belong there.
 */
bool wk_line_advance(struct wk_printer *pr, uint16_t op, const uint8_t *at);

/* Writes the label of a delegate, which counts from outside its try. */
uint8_t *wk_line_delegate(struct wk_printer *pr, uint8_t *p,
    const uint8_t **code, const uint8_t *end);

/* Checks that the function's own end, just read, is the last instruction. */
bool wk_line_check_end(struct wk_printer *pr, const uint8_t *code);

/* Writes the code metadata at pr->hint_at, each with a space behind. */
uint8_t *wk_line_hints(struct wk_printer *pr, uint8_t *p);

/* Sets pr->hint_at for pr->hint. */
void wk_line_next_hint(struct wk_printer *pr);

#endif

#include "tools/shared/opcount.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	WORDS = 4,      /* immediates kept in a row; longer lists lie apart */
	SMALL = 128,    /* single immediates below this have a counter each */
	ALIGNMENTS = 4, /* that of accesses with counters of their own */
	FIRST_ROWS = 1 << 12,
};

/* How immediates are printed. */
enum form {
	FORM_NUMBER, /* " 7 (0x7)" */
	FORM_INDEX,  /* " 7, 8" */
	FORM_F32,
	FORM_F64,
	FORM_BLOCK,
	FORM_V128,
	FORM_HEAP,
	FORM_TYPES,
	FORM_CAST, /* a label and two types */
};

/*
 * A kind of immediate: its form, and how many of index[] are its words. Those
 * with -1 are taken apart by take_special().
 */
static const struct {
	int8_t indices;
	uint8_t form;
} kinds[WK_IMM_COUNT] = {
    [WK_IMM_NONE] = {0, FORM_INDEX},
    [WK_IMM_BLOCK] = {-1, FORM_BLOCK},
    [WK_IMM_TRY_TABLE] = {-1, FORM_BLOCK},
    [WK_IMM_LABEL] = {1, FORM_INDEX},
    [WK_IMM_BR_TABLE] = {-1, FORM_INDEX},
    [WK_IMM_FUNC] = {1, FORM_INDEX},
    [WK_IMM_CALL_INDIRECT] = {2, FORM_INDEX},
    [WK_IMM_LOCAL] = {1, FORM_INDEX},
    [WK_IMM_GLOBAL] = {1, FORM_INDEX},
    [WK_IMM_TABLE] = {1, FORM_NUMBER},
    [WK_IMM_TABLE_TABLE] = {2, FORM_INDEX},
    [WK_IMM_ELEM] = {1, FORM_NUMBER},
    [WK_IMM_ELEM_TABLE] = {2, FORM_INDEX},
    [WK_IMM_MEMORY] = {1, FORM_NUMBER},
    [WK_IMM_MEMORY_MEMORY] = {2, FORM_INDEX},
    [WK_IMM_DATA] = {1, FORM_NUMBER},
    [WK_IMM_DATA_MEMORY] = {2, FORM_INDEX},
    [WK_IMM_TAG] = {1, FORM_INDEX},
    [WK_IMM_TYPE] = {1, FORM_INDEX},
    [WK_IMM_TYPE_FIELD] = {2, FORM_INDEX},
    [WK_IMM_TYPE_COUNT] = {2, FORM_INDEX},
    [WK_IMM_TYPE_DATA] = {2, FORM_INDEX},
    [WK_IMM_TYPE_ELEM] = {2, FORM_INDEX},
    [WK_IMM_TYPE_TYPE] = {2, FORM_INDEX},
    [WK_IMM_TYPE_TAG] = {2, FORM_INDEX},
    [WK_IMM_RESUME] = {1, FORM_INDEX},
    [WK_IMM_RESUME_THROW] = {2, FORM_INDEX},
    [WK_IMM_SELECT] = {-1, FORM_TYPES},
    [WK_IMM_HEAP] = {-1, FORM_HEAP},
    [WK_IMM_REF] = {-1, FORM_TYPES},
    [WK_IMM_CAST] = {-1, FORM_CAST},
    [WK_IMM_MEMARG] = {-1, FORM_INDEX},
    [WK_IMM_MEMARG_LANE] = {-1, FORM_INDEX},
    [WK_IMM_LANE] = {-1, FORM_NUMBER},
    [WK_IMM_SHUFFLE] = {-1, FORM_V128},
    [WK_IMM_I32] = {-1, FORM_NUMBER},
    [WK_IMM_I64] = {-1, FORM_NUMBER},
    [WK_IMM_F32] = {-1, FORM_F32},
    [WK_IMM_F64] = {-1, FORM_F64},
    [WK_IMM_V128] = {-1, FORM_V128},
    [WK_IMM_FENCE] = {-1, FORM_NUMBER},
};

/* An instruction with its immediates; a free place has count 0. */
struct row {
	uint32_t count; /* a file has fewer than 2^32 instructions */
	uint32_t hash;
	uint16_t op;
	uint32_t size; /* words */
	union {
		uint64_t words[WORDS];
		const uint64_t *list; /* when there are more */
	};
};

/*
 * What can be counted at sight of an opcode's byte: instructions without
 * immediates (size 1), those whose one immediate is the byte after it and below
 * limit (size 2), and accesses to memory with alignment and offset in a byte
 * each (size 3). Others have size 0.
 */
struct brief {
	uint16_t op;
	uint8_t size;
	uint8_t limit;
};

struct opcount {
	struct brief briefs[256];
	/* [opcode][alignment * SMALL + offset] */
	uint32_t accesses[256][ALIGNMENTS * SMALL];
	uint32_t bare[WK_OP_COUNT];
	uint32_t small[WK_OP_COUNT][SMALL]; /* [op][the only word] */
	struct row *rows;                   /* a hash table of the others */
	uint32_t row_count, row_capacity;   /* a power of two */
	uint64_t *scratch;                  /* the words of a long list */
	uint32_t scratch_capacity;
};

static const uint64_t *
words_of(const struct row *row)
{
	return row->size > WORDS ? row->list : row->words;
}

/* Counting */

static uint32_t
hash_words(uint16_t op, const uint64_t *words, uint32_t size)
{
	uint64_t hash = op;

	for (uint32_t i = 0; i < size; i++) {
		hash = (hash ^ words[i]) * 0x9E3779B97F4A7C15u;
		hash ^= hash >> 32;
	}
	return (uint32_t)hash;
}

/* The row of a key, or the free place for it. */
static struct row *
find_row(struct row *rows, uint32_t capacity, uint32_t hash, uint16_t op,
    const uint64_t *words, uint32_t size)
{
	for (uint32_t i = hash;; i++) {
		struct row *row = &rows[i & (capacity - 1)];

		if (row->count == 0 ||
		    (row->hash == hash && row->op == op && row->size == size &&
			memcmp(words_of(row), words, size * sizeof(*words)) ==
			    0))
			return row;
	}
}

static bool
grow_rows(struct opcount *counts, struct wk_error *err)
{
	uint32_t capacity = counts->row_capacity * 2;
	struct row *rows = calloc(capacity, sizeof(*rows));

	if (rows == NULL)
		return wk_error_memory(err);
	for (uint32_t i = 0; i < counts->row_capacity; i++) {
		const struct row *old = &counts->rows[i];

		if (old->count > 0)
			*find_row(rows, capacity, old->hash, old->op,
			    words_of(old), old->size) = *old;
	}
	free(counts->rows);
	counts->rows = rows;
	counts->row_capacity = capacity;
	return true;
}

static bool
fill_row(struct row *row, uint32_t hash, uint16_t op, const uint64_t *words,
    uint32_t size, struct wk_error *err)
{
	uint64_t *place = row->words;

	if (size > WORDS) {
		place = malloc(size * sizeof(*place));
		if (place == NULL)
			return wk_error_memory(err);
		row->list = place;
	}
	memcpy(place, words, size * sizeof(*place));
	row->hash = hash;
	row->op = op;
	row->size = size;
	row->count = 1;
	return true;
}

static bool
add(struct opcount *counts, uint16_t op, const uint64_t *words, uint32_t size,
    struct wk_error *err)
{
	uint32_t hash;
	struct row *row;

	if (size == 0) {
		counts->bare[op]++;
		return true;
	}
	if (size == 1 && words[0] < SMALL) {
		counts->small[op][words[0]]++;
		return true;
	}
	hash = hash_words(op, words, size);
	row =
	    find_row(counts->rows, counts->row_capacity, hash, op, words, size);
	if (row->count > 0) {
		row->count++;
		return true;
	}
	if (!fill_row(row, hash, op, words, size, err))
		return false;
	return ++counts->row_count * 2 < counts->row_capacity ||
	       grow_rows(counts, err);
}

/* Room for a list of any length, or NULL. */
static uint64_t *
list_room(struct opcount *counts, uint32_t size, struct wk_error *err)
{
	uint64_t *grown;

	if (size <= counts->scratch_capacity)
		return counts->scratch;
	grown = realloc(counts->scratch, size * sizeof(*grown));
	if (grown == NULL) {
		wk_error_memory(err);
		return NULL;
	}
	counts->scratch = grown;
	counts->scratch_capacity = size;
	return grown;
}

/* Labels, the default last. */
static bool
add_br_table(
    struct opcount *counts, const struct wk_instr *in, struct wk_error *err)
{
	uint64_t *words = list_room(counts, in->list_count + 1, err);
	struct wk_span list = in->list;
	uint32_t label, n = 0;

	if (words == NULL)
		return false;
	while (wk_instr_label(&list, &label))
		words[n++] = label;
	words[n++] = in->index[0];
	return add(counts, in->op, words, n, err);
}

static bool
add_select(
    struct opcount *counts, const struct wk_instr *in, struct wk_error *err)
{
	uint64_t *words = list_room(counts, in->list_count + 1, err);
	struct wk_span list = in->list;
	uint32_t n = 0;
	wk_valtype type;

	if (words == NULL)
		return false;
	while (wk_instr_type(&list, &type))
		words[n++] = type;
	return add(counts, in->op, words, n, err);
}

/* Alignment, the memory unless it is the first, the offset, and the lane. */
static uint32_t
take_memarg(const struct wk_instr *in, bool has_lane, uint64_t *words)
{
	uint32_t n = 0;

	words[n++] = in->align;
	if (in->index[0] != 0)
		words[n++] = in->index[0];
	words[n++] = in->offset_imm;
	if (has_lane)
		words[n++] = in->lane;
	return n;
}

static uint32_t
take_vector(const uint8_t *bytes, uint64_t *words)
{
	for (unsigned i = 0; i < 4; i++, bytes += 4)
		words[i] = (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 |
			   (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
	return 4;
}

/* The immediates that are not plain indices, as words; gives how many. */
static uint32_t
take_special(const struct wk_instr *in, enum wk_imm imm, uint64_t *words)
{
	words[0] = 0;
	switch (imm) {
	case WK_IMM_BLOCK:
	case WK_IMM_TRY_TABLE:
		words[0] = in->block;
		return 1;
	case WK_IMM_HEAP:
	case WK_IMM_REF:
		words[0] = in->type[0];
		return 1;
	case WK_IMM_CAST:
		words[0] = in->index[0];
		words[1] = in->type[0];
		words[2] = in->type[1];
		return 3;
	case WK_IMM_MEMARG:
	case WK_IMM_MEMARG_LANE:
		return take_memarg(in, imm == WK_IMM_MEMARG_LANE, words);
	case WK_IMM_LANE:
		words[0] = in->lane;
		return 1;
	case WK_IMM_I32:
	case WK_IMM_F32:
		words[0] = (uint32_t)in->bits;
		return 1;
	case WK_IMM_I64:
	case WK_IMM_F64:
		words[0] = in->bits;
		return 1;
	case WK_IMM_SHUFFLE:
	case WK_IMM_V128:
		return take_vector(in->bytes, words);
	default: /* a fence, whose byte is zero */
		return 1;
	}
}

/* Whether an access has a counter of its own, which then counts it. */
static bool
count_access(struct opcount *counts, const struct wk_instr *in)
{
	const struct wk_op_info *info = &wk_op_table[in->op];

	if (info->prefix != 0 || in->index[0] != 0 || in->align >= ALIGNMENTS ||
	    in->offset_imm >= SMALL)
		return false;
	counts->accesses[info->code][in->align * SMALL + in->offset_imm]++;
	return true;
}

static bool
count_one(
    struct opcount *counts, const struct wk_instr *in, struct wk_error *err)
{
	enum wk_imm imm = (enum wk_imm)wk_op_table[in->op].imm;
	int indices = kinds[imm].indices;
	uint64_t words[WORDS];

	if (imm == WK_IMM_BR_TABLE)
		return add_br_table(counts, in, err);
	if (imm == WK_IMM_SELECT)
		return add_select(counts, in, err);
	if (imm == WK_IMM_MEMARG && count_access(counts, in))
		return true;
	if (indices < 0)
		return add(
		    counts, in->op, words, take_special(in, imm, words), err);
	words[0] = in->index[0];
	words[1] = in->index[1];
	return add(counts, in->op, words, (uint32_t)indices, err);
}

static void
make_briefs(struct brief *briefs)
{
	for (uint16_t op = 1; op < WK_OP_COUNT; op++) {
		const struct wk_op_info *info = &wk_op_table[op];
		struct brief brief = {.op = op};

		if (info->prefix != 0)
			continue;
		if (info->imm == WK_IMM_I32 || info->imm == WK_IMM_I64) {
			brief.size = 2;
			brief.limit = 0x40; /* what is not negative */
		} else if (kinds[info->imm].indices == 1 &&
			   info->imm != WK_IMM_RESUME) {
			brief.size = 2;
			brief.limit = 0x80;
		} else if (info->imm == WK_IMM_MEMARG) {
			brief.size = 3;
		} else if (info->imm == WK_IMM_NONE) {
			brief.size = 1;
		}
		briefs[info->code] = brief;
	}
}

/* Counts the instruction at pos if it is brief, and gives its size, else 0. */
static inline uint32_t
count_brief(struct opcount *counts, struct wk_span code, uint32_t pos)
{
	const uint8_t *p = code.data + pos;
	uint32_t left = code.size - pos;
	struct brief brief = counts->briefs[*p];

	if (brief.size == 1) {
		counts->bare[brief.op]++;
		return 1;
	}
	if (brief.size == 2 && left > 1 && p[1] < brief.limit) {
		counts->small[brief.op][p[1]]++;
		return 2;
	}
	if (brief.size == 3 && left > 2 && p[1] < ALIGNMENTS && p[2] < SMALL) {
		counts->accesses[*p][p[1] * SMALL + p[2]]++;
		return 3;
	}
	return 0;
}

/* Counts expressions, each of which has its end. */
static bool
count_code(struct opcount *counts, struct wk_span code, struct wk_error *err)
{
	uint32_t pos = 0, size, last = 0;
	struct wk_instr in;

	while (pos < code.size) {
		last = pos;
		size = count_brief(counts, code, pos);
		pos += size;
		if (size == 0 && (!wk_instr_decode(code, &pos, &in, err) ||
				     !count_one(counts, &in, err)))
			return false;
	}
	if (code.size > 0 && code.data[last] != wk_op_table[WK_OP_END].code)
		return wk_error_set(err, WK_E_END_EXPECTED,
		    code.offset + code.size, ": the expression has none");
	return true;
}

static bool
count_bodies(struct opcount *counts, const struct wk_module *module,
    struct wk_error *err)
{
	for (uint32_t i = 0; i < module->func_count; i++) {
		struct wk_span locals, code;

		if (module->funcs[i].import == WK_NONE &&
		    (!wk_instr_body(
			 module->funcs[i].body, &locals, &code, err) ||
			!count_code(counts, code, err)))
			return false;
	}
	return true;
}

static bool
count_constants(struct opcount *counts, const struct wk_module *module,
    struct wk_error *err)
{
	bool ok = true;

	for (uint32_t i = 0; ok && i < module->table_count; i++)
		ok = count_code(counts, module->tables[i].init, err);
	for (uint32_t i = 0; ok && i < module->global_count; i++)
		ok = count_code(counts, module->globals[i].init, err);
	for (uint32_t i = 0; ok && i < module->elem_count; i++) {
		const struct wk_elem *elem = &module->elems[i];

		ok = count_code(counts, elem->start, err) &&
		     ((elem->flags & WK_ELEM_EXPRS) == 0 ||
			 count_code(counts, elem->items, err));
	}
	for (uint32_t i = 0; ok && i < module->data_count; i++)
		ok = count_code(counts, module->datas[i].start, err);
	return ok;
}

bool
opcount_module(
    const struct wk_module *module, struct opcount **out, struct wk_error *err)
{
	struct opcount *counts = calloc(1, sizeof(*counts));

	*out = NULL;
	if (counts == NULL)
		return wk_error_memory(err);
	make_briefs(counts->briefs);
	counts->row_capacity = FIRST_ROWS;
	counts->rows = calloc(FIRST_ROWS, sizeof(*counts->rows));
	if (counts->rows == NULL)
		wk_error_memory(err);
	else if (count_bodies(counts, module, err) &&
		 count_constants(counts, module, err))
		*out = counts;
	if (*out == NULL)
		opcount_free(counts);
	return *out != NULL;
}

void
opcount_free(struct opcount *counts)
{
	if (counts == NULL)
		return;
	for (uint32_t i = 0; counts->rows && i < counts->row_capacity; i++) {
		if (counts->rows[i].count > 0 && counts->rows[i].size > WORDS)
			free((void *)counts->rows[i].list);
	}
	free(counts->rows);
	free(counts->scratch);
	free(counts);
}

/*
 * Order. Counts fall; what is as frequent comes in the order of WABT's table of
 * instructions, and then of the bytes of the immediates in memory.
 */

/* Rounding instructions were moved to SIMD codes that had been left free. */
static bool
is_moved_simd(uint32_t code)
{
	return (code >= 0x67 && code <= 0x6A) || code == 0x74 || code == 0x75 ||
	       code == 0x7A || code == 0x94;
}

/*
 * The table is ordered by prefix and code, but for instructions that stand
 * where their proposal does.
 */
static uint32_t
op_rank(uint16_t op)
{
	uint32_t code = wk_op_table[op].code;
	uint32_t group = 0;

	switch (wk_op_table[op].prefix) {
	case 0: /* tables and references behind bulk memory */
		group = code == 0x25 || code == 0x26 ? 3 : code < 0xD0 ? 0 : 5;
		break;
	case 0xFC: /* conversions and wide arithmetic, bulk memory, tables */
		group = code < 0x08 || code > 0x11 ? 1 : code < 0x0F ? 2 : 4;
		break;
	case 0xFB:
		group = 6;
		break;
	case 0xFD:
		group = is_moved_simd(code) ? 8 : code < 0xE0 ? 7 : 9;
		break;
	default:
		group = 10;
	}
	return group << 16 | code;
}

/* Where a word comes among others: in the order of its bytes, lowest first. */
static uint64_t
word_rank(uint8_t form, uint64_t word)
{
	uint64_t rank = 0;

	if (form == FORM_BLOCK) {
		/* WABT's numbers: an index, or what the byte is as signed. */
		if (wk_block_has_index((wk_blocktype)word))
			word = wk_type_index((wk_valtype)word);
		else if (word == 0)
			word = 0xFFFFFFC0;
		else
			word = 0xFFFFFF80 | (word & 0xFF);
	}
	for (unsigned i = 0; i < 8; i++, word >>= 8)
		rank = rank << 8 | (word & 0xFF);
	return rank;
}

static uint8_t
form_of(uint16_t op)
{
	/* The one function index that WABT prints as a number. */
	if (op == WK_OP_REF_FUNC)
		return FORM_NUMBER;
	return kinds[wk_op_table[op].imm].form;
}

static int
compare_rows(const void *left, const void *right)
{
	const struct row *a = left, *b = right;
	const uint64_t *x = words_of(a), *y = words_of(b);
	uint8_t form = form_of(a->op);

	if (a->count != b->count)
		return a->count > b->count ? -1 : 1;
	if (a->op != b->op)
		return op_rank(a->op) < op_rank(b->op) ? -1 : 1;
	if (a->size != b->size && a->op != WK_OP_BR_TABLE)
		return a->size < b->size ? -1 : 1;
	for (uint32_t i = 0; i < a->size && i < b->size; i++) {
		uint64_t p = word_rank(form, x[i]), q = word_rank(form, y[i]);

		if (p != q)
			return p < q ? -1 : 1;
	}
	return a->size < b->size ? -1 : a->size > b->size;
}

/* Printing */

static void
put(struct wk_sink *sink, const char *text)
{
	wk_sink_write(sink, text, strlen(text));
}

static void
put_number(struct wk_sink *sink, uint64_t number)
{
	char digits[20];
	unsigned at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + number % 10);
		number /= 10;
	} while (number > 0);
	wk_sink_write(sink, digits + at, sizeof(digits) - at);
}

static void
put_hex(struct wk_sink *sink, uint64_t number)
{
	char digits[18];
	unsigned at = sizeof(digits);

	do {
		digits[--at] = "0123456789abcdef"[number & 15];
		number >>= 4;
	} while (number > 0);
	digits[--at] = 'x';
	digits[--at] = '0';
	wk_sink_write(sink, digits + at, sizeof(digits) - at);
}

/*
 * A float of `bits` bits with `fraction` of them behind the point, as WABT
 * prints it: unlike the text format, "1." before an exponent where only the
 * highest bit of a subnormal is set.
 */
static void
print_hex(
    struct wk_sink *sink, uint64_t value, unsigned bits, unsigned fraction)
{
	uint64_t mask = ((uint64_t)1 << fraction) - 1;
	int bias = (1 << (bits - fraction - 2)) - 1;
	int exponent = (int)(value >> fraction & (2u * (unsigned)bias + 1));
	uint64_t rest = (value & mask) << (64 - fraction);
	bool is_subnormal = exponent == 0 && rest != 0;

	wk_sink_printf(sink, "%s", value >> (bits - 1) & 1 ? "-" : "");
	if (exponent == 2 * bias + 1) {
		if (rest == 0)
			wk_sink_printf(sink, "inf");
		else if (rest == (uint64_t)1 << 63)
			wk_sink_printf(sink, "nan");
		else
			wk_sink_printf(sink, "nan:0x%" PRIx64, value & mask);
		return;
	}
	wk_sink_printf(sink, "0x%d", exponent != 0 || rest != 0);
	if (rest != 0)
		wk_sink_printf(sink, ".");
	if (exponent == 0 && rest == 0)
		exponent = bias;
	if (is_subnormal) {
		int zeroes = __builtin_clzll(rest);

		rest = rest << zeroes << 1;
		exponent = -zeroes;
	}
	for (; rest != 0; rest <<= 4)
		wk_sink_printf(sink, "%x", (unsigned)(rest >> 60));
	wk_sink_printf(sink, "p%+d", exponent - bias);
}

static void
print_float(struct wk_sink *sink, uint8_t form, uint64_t word)
{
	bool is_double = form == FORM_F64;
	unsigned bits = is_double ? 64 : 32;
	uint32_t low = (uint32_t)word;
	double value;
	float single;

	memcpy(&value, &word, sizeof(value));
	memcpy(&single, &low, sizeof(single));
	if (!is_double)
		value = (double)single;
	if (value != value)
		wk_sink_printf(
		    sink, " %snan (", word >> (bits - 1) & 1 ? "-" : "");
	else
		wk_sink_printf(sink, " %g (", value);
	print_hex(sink, word, bits, is_double ? 52 : 23);
	wk_sink_printf(sink, ")");
}

static void
print_block(struct wk_sink *sink, wk_blocktype block)
{
	char text[WK_TYPE_TEXT_SIZE];

	if (wk_block_has_index(block)) {
		wk_sink_printf(sink, " type:%" PRIu32, wk_type_index(block));
	} else if (block != 0) {
		wk_type_text(block, text);
		wk_sink_printf(sink, " %s", text);
	}
}

/* Of a nullable reference the heap type alone, as ref.null has it. */
static void
print_heap(struct wk_sink *sink, wk_valtype type)
{
	wk_valtype heap = wk_heap_of(type);
	char text[WK_TYPE_TEXT_SIZE];

	if (wk_is_concrete(heap)) {
		wk_sink_printf(sink, " %" PRIu32, wk_type_index(heap));
	} else {
		wk_type_text(heap, text);
		wk_sink_printf(sink, " %s", text);
	}
}

/* Numbers up to `first`, then types. */
static void
print_list(struct wk_sink *sink, const struct row *row, uint32_t first)
{
	const uint64_t *words = words_of(row);
	char text[WK_TYPE_TEXT_SIZE];

	for (uint32_t i = 0; i < row->size; i++) {
		put(sink, i == 0 ? " " : ", ");
		if (i < first) {
			put_number(sink, words[i]);
		} else {
			wk_type_text((wk_valtype)words[i], text);
			put(sink, text);
		}
	}
}

static void
print_vector(struct wk_sink *sink, const uint64_t *words)
{
	uint32_t w[4] = {(uint32_t)words[0], (uint32_t)words[1],
	    (uint32_t)words[2], (uint32_t)words[3]};

	wk_sink_printf(sink,
	    " %" PRIu32 " %" PRIu32 " %" PRIu32 " %" PRIu32 " (0x%" PRIx32
	    " 0x%" PRIx32 " 0x%" PRIx32 " 0x%" PRIx32 ")",
	    w[0], w[1], w[2], w[3], w[0], w[1], w[2], w[3]);
}

static void
print_immediates(struct wk_sink *sink, const struct row *row)
{
	uint8_t form = form_of(row->op);

	if (row->size == 0)
		return;
	switch ((enum form)form) {
	case FORM_NUMBER:
		put(sink, " ");
		put_number(sink, row->words[0]);
		put(sink, " (");
		put_hex(sink, row->words[0]);
		put(sink, ")");
		break;
	case FORM_INDEX:
		print_list(sink, row, UINT32_MAX);
		break;
	case FORM_F32:
	case FORM_F64:
		print_float(sink, form, row->words[0]);
		break;
	case FORM_BLOCK:
		print_block(sink, (wk_blocktype)row->words[0]);
		break;
	case FORM_V128:
		print_vector(sink, row->words);
		break;
	case FORM_HEAP:
		print_heap(sink, (wk_valtype)row->words[0]);
		break;
	case FORM_TYPES:
		print_list(sink, row, 0);
		break;
	case FORM_CAST:
		print_list(sink, row, 1);
		break;
	}
}

static void
print_rows(struct wk_sink *sink, struct row *rows, uint32_t count,
    uint64_t cutoff, const char *separator)
{
	qsort(rows, count, sizeof(*rows), compare_rows);
	for (uint32_t i = 0; i < count && rows[i].count >= cutoff; i++) {
		put(sink, wk_op_table[rows[i].op].text);
		print_immediates(sink, &rows[i]);
		put(sink, separator);
		put_number(sink, rows[i].count);
		put(sink, "\n");
	}
}

/* Adds a row unless nothing was counted. */
static void
gather_one(struct row *rows, uint32_t *n, const struct row *row)
{
	if (row->count > 0)
		rows[(*n)++] = *row;
}

static void
gather_accesses(const struct opcount *counts, unsigned opcode, struct row *rows,
    uint32_t *n)
{
	struct row row = {.op = counts->briefs[opcode].op, .size = 2};

	for (unsigned i = 0; i < ALIGNMENTS * SMALL; i++) {
		row.count = counts->accesses[opcode][i];
		row.words[0] = i / SMALL;
		row.words[1] = i % SMALL;
		gather_one(rows, n, &row);
	}
}

/* The rows of what has counters of its own, and then the others. */
static uint32_t
gather(const struct opcount *counts, struct row *rows)
{
	uint32_t n = 0;

	for (uint16_t op = 0; op < WK_OP_COUNT; op++) {
		struct row row = {.op = op, .count = counts->bare[op]};

		gather_one(rows, &n, &row);
		row.size = 1;
		for (unsigned i = 0; i < SMALL; i++) {
			row.count = counts->small[op][i];
			row.words[0] = i;
			gather_one(rows, &n, &row);
		}
	}
	for (unsigned i = 0; i < 256; i++) {
		if (counts->briefs[i].size == 3)
			gather_accesses(counts, i, rows, &n);
	}
	for (uint32_t i = 0; i < counts->row_capacity; i++)
		gather_one(rows, &n, &counts->rows[i]);
	return n;
}

/* The rows summed up by instruction; gives how many. */
static uint32_t
sum_up(const struct row *rows, uint32_t count, struct row *sums)
{
	uint32_t n = 0;

	memset(sums, 0, WK_OP_COUNT * sizeof(*sums));
	for (uint32_t i = 0; i < count; i++)
		sums[rows[i].op].count += rows[i].count;
	for (uint16_t op = 0; op < WK_OP_COUNT; op++) {
		if (sums[op].count > 0)
			sums[n++] =
			    (struct row){.count = sums[op].count, .op = op};
	}
	return n;
}

bool
opcount_print(const struct opcount *counts, uint64_t cutoff,
    const char *separator, struct wk_sink *sink, struct wk_error *err)
{
	size_t most = counts->row_count + WK_OP_COUNT * (size_t)(SMALL + 2) +
		      256 * (size_t)(ALIGNMENTS * SMALL);
	struct row *rows = malloc(most * sizeof(*rows));
	struct row *sums;
	uint64_t total = 0;
	uint32_t row_count, sum_count;

	if (rows == NULL)
		return wk_error_memory(err);
	row_count = gather(counts, rows);
	sums = rows + row_count;
	sum_count = sum_up(rows, row_count, sums);
	for (uint32_t i = 0; i < sum_count; i++)
		total += sums[i].count;
	wk_sink_printf(sink, "Total opcodes: %" PRIu64 "\n", total);
	wk_sink_printf(sink, "\nOpcode counts:\n");
	print_rows(sink, sums, sum_count, cutoff, separator);
	wk_sink_printf(sink, "\nOpcode counts with immediates:\n");
	print_rows(sink, rows, row_count, cutoff, separator);
	free(rows);
	return true;
}

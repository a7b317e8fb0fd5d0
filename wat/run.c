/*
 * The loop over the instructions of a body, and those in their usual form.
 */
#include "wat/body.h"
#include "wat/gap.h"
#include "wat/number.h"

#ifndef WK_RUN
#define WK_RUN wk_run
#endif

enum {
	DIGITS_32 = 9, /* digits that fit for certain */
	DIGITS_64 = 18,
	LAST_CONTROL = 0x1F, /* opcodes up to it may be more than plain */
};

/* Immediates, by bytes: each gives NULL for what is not in the usual form */

static inline bool
is_digit(uint8_t c)
{
	return (uint8_t)(c - '0') < 10;
}

/* Decimal digits, at most `most`, before a delimiter. */
static inline const uint8_t *
take_digits(const uint8_t *at, unsigned most, uint64_t *out)
{
	const uint8_t *begin = at;
	uint64_t value = 0;

	while (is_digit(*at))
		value = value * 10 + (*at++ - 48u);
	if (at == begin || at - begin > (ptrdiff_t)most ||
	    !(wk_lex_class[*at] & WK_LEX_DELIMITER))
		return NULL;
	*out = value;
	return at;
}

/* The name behind "$", of idchars, before a delimiter. */
static inline const uint8_t *
take_id(const uint8_t *at, struct wk_str *out)
{
	const uint8_t *end = wk_lex_idchars(at + 1);

	if (end == at + 1 || !(wk_lex_class[*end] & WK_LEX_DELIMITER))
		return NULL;
	*out = (struct wk_str){(const char *)at + 1, (uint32_t)(end - at - 1)};
	return end;
}

/* An index; names are looked up as `imm` demands. */
static inline const uint8_t *
take_index(
    const struct wk_body *b, enum wk_imm imm, const uint8_t *at, uint32_t *out)
{
	struct wk_str name;
	uint64_t number;

	at += *at == ' ';
	if (*at != '$') {
		at = take_digits(at, DIGITS_32, &number);
		if (at != NULL)
			*out = (uint32_t)number;
		return at;
	}
	at = take_id(at, &name);
	if (at == NULL)
		return NULL;
	if (imm == WK_IMM_LOCAL)
		*out = wk_scope_find(&b->p->locals, b->p->function, name);
	else if (imm == WK_IMM_LABEL)
		*out = wk_body_find_label(b, name);
	else
		*out = wk_scope_find(&b->p->names, wk_imm_space(imm), name);
	return *out == WK_NONE ? NULL : at;
}

/* A signed decimal number of at most so many digits. */
static inline const uint8_t *
take_signed(const uint8_t *at, unsigned most, int64_t *out)
{
	uint64_t number;
	bool negative;

	at += *at == ' ';
	negative = *at == '-';
	at = take_digits(at + negative, most, &number);
	if (at == NULL)
		return NULL;
	*out = (int64_t)(negative ? 0 - number : number);
	return at;
}

/* Whether no (result …) can follow a select. */
static inline bool
is_untyped(const uint8_t *at)
{
	at = wk_gap_skip(at);
	return wk_gap_is_bare(at) && !(*at == '(' && at[1] == 'r');
}

/* offset=… align=… */
static inline const uint8_t *
take_memarg(const uint8_t *at, uint64_t *offset, unsigned *align)
{
	const uint8_t *next = wk_gap_skip(at);
	uint64_t number;

	*offset = 0;
	if (*next == 'o' && memcmp(next, "offset=", 7) == 0) {
		at = take_digits(next + 7, DIGITS_32, offset);
		if (at == NULL)
			return NULL;
		next = wk_gap_skip(at);
	}
	if (*next == 'a' && memcmp(next, "align=", 6) == 0) {
		at = take_digits(next + 6, DIGITS_32, &number);
		if (at == NULL || number == 0 || (number & (number - 1)) != 0)
			return NULL;
		*align = (unsigned)__builtin_ctzll(number);
		next = wk_gap_skip(at);
	}
	return wk_gap_is_bare(next) ? next : NULL;
}

/* "0 (type 5)", or without the table. */
static inline const uint8_t *
take_call_indirect(const uint8_t *at, uint32_t *type, uint32_t *table)
{
	uint64_t number = 0;

	at = wk_gap_skip(at);
	if (is_digit(*at)) {
		at = take_digits(at, DIGITS_32, &number);
		if (at == NULL)
			return NULL;
		at = wk_gap_skip(at);
	}
	*table = (uint32_t)number;
	if (memcmp(at, "(type ", 6) != 0)
		return NULL;
	at = take_digits(at + 6, DIGITS_32 - 1, &number);
	if (at == NULL || *at != ')' || number > WK_TYPE_INDEX_MASK)
		return NULL;
	*type = (uint32_t)number;
	at = wk_gap_skip(at + 1);
	/* (param or (result may follow */
	if (!wk_gap_is_bare(at) ||
	    (*at == '(' && (at[1] == 'p' || at[1] == 'r')))
		return NULL;
	return at;
}

static inline uint8_t *
put_little(uint8_t *out, uint64_t bits, unsigned size)
{
	for (unsigned i = 0; i < size; i++)
		out[i] = (uint8_t)(bits >> 8 * i);
	return out + size;
}

/* A number's token, for the conversions of floating-point numbers. */
static inline const uint8_t *
take_float(const uint8_t *at, unsigned size, uint64_t *bits)
{
	const uint8_t *end;
	enum wk_number_status status;
	uint32_t narrow = 0;

	at += *at == ' ';
	end = wk_lex_idchars(at);
	if (!(wk_lex_class[*end] & WK_LEX_DELIMITER))
		return NULL;
	if (size == 4) {
		status = wk_number_f32(at, (size_t)(end - at), &narrow);
		*bits = narrow;
	} else {
		status = wk_number_f64(at, (size_t)(end - at), bits);
	}
	return status == WK_NUMBER_OK ? end : NULL;
}

/* Labels up to the last, which is the default one. */
static bool
br_table(struct wk_body *b, const struct wk_keyword_row *row, const uint8_t *at)
{
	uint32_t label = 0, count = 0;
	uint8_t *out;

	b->list.size = 0;
	for (;; count++) {
		at = wk_gap_skip(at);
		if (wk_gap_is_bare(at) && count > 0)
			break;
		out = wk_buf_room(&b->list, WK_LEB_MAX_32);
		at = take_index(b, WK_IMM_LABEL, at, &label);
		if (at == NULL || out == NULL)
			return false;
		wk_buf_took(&b->list, wk_leb_put_u32(out, label));
	}
	/* The default label stands behind those that are counted. */
	wk_body_save(b);
	wk_buf_u8(&b->p->code, row->code[0]);
	wk_buf_u32(&b->p->code, count - 1);
	wk_buf_bytes(&b->p->code, b->list.data, b->list.size);
	b->at = at;
	return !b->p->code.failed && wk_body_load(b);
}

/*
 * An instruction whose keyword ends at `at`, with room for it. Gives false
 * when its immediates are not in the usual form, with nothing done.
 */
static inline bool
plain_fast(
    struct wk_body *b, const struct wk_keyword_row *row, const uint8_t *at)
{
	uint8_t *out = b->out;
	uint32_t index, other;
	uint64_t number;
	int64_t value;
	unsigned align;

	memcpy(out, row->code, 4);
	out += row->code_size;
	switch ((enum wk_imm)row->imm) {
	case WK_IMM_NONE:
		if (row->keyword == WK_OP_SELECT && !is_untyped(at))
			return false;
		break;
	case WK_IMM_LABEL:
	case WK_IMM_LOCAL:
	case WK_IMM_GLOBAL:
	case WK_IMM_FUNC:
		at = take_index(b, (enum wk_imm)row->imm, at, &index);
		if (at == NULL)
			return false;
		out = wk_leb_put_u32(out, index);
		break;
	case WK_IMM_MEMARG:
		align = row->align;
		at = take_memarg(at, &number, &align);
		if (at == NULL)
			return false;
		*out++ = (uint8_t)align;
		out = wk_leb_put_u64(out, number);
		break;
	case WK_IMM_I32:
		at = take_signed(at, DIGITS_32 + 1, &value);
		if (at == NULL || value < INT32_MIN || value > UINT32_MAX)
			return false;
		out = wk_leb_put_s64(out, (int32_t)(uint32_t)value);
		break;
	case WK_IMM_I64:
		at = take_signed(at, DIGITS_64, &value);
		if (at == NULL)
			return false;
		out = wk_leb_put_s64(out, value);
		break;
	case WK_IMM_F32:
		at = take_float(at, 4, &number);
		if (at == NULL)
			return false;
		out = put_little(out, number, 4);
		break;
	case WK_IMM_F64:
		at = take_float(at, 8, &number);
		if (at == NULL)
			return false;
		out = put_little(out, number, 8);
		break;
	case WK_IMM_CALL_INDIRECT:
		at = take_call_indirect(at, &index, &other);
		if (at == NULL)
			return false;
		out = wk_leb_put_u32(out, index);
		out = wk_leb_put_u32(out, other);
		break;
	case WK_IMM_BR_TABLE:
		return br_table(b, row, at);
	case WK_IMM_MEMORY:
		at = wk_gap_skip(at);
		if (!wk_gap_is_bare(at))
			return false;
		*out++ = 0;
		break;
	default:
		return false;
	}
	b->at = at;
	b->out = out;
	return true;
}

/* Known instructions */

/*
 * The end of the instruction at `text` if it is a keyword and one more word,
 * or a keyword and a blank; where it ends otherwise does not matter. NULL when
 * it is long.
 */
static inline const uint8_t *
known_end(const uint8_t *text)
{
	uint32_t stops = wk_scan_stops(text);

	stops &= stops - 1;
	return stops == 0 ? NULL : text + __builtin_ctz(stops);
}

/*
 * Where an instruction has its place. Reads 8 bytes from text on, and as many
 * before its end: in a field, there are so many.
 */
static inline struct wk_known *
known_place(struct wk_body *b, const uint8_t *text, const uint8_t *end)
{
	uint64_t hash = wk_keyword_load(text) * 0x9E3779B97F4A7C15u ^
			wk_keyword_load(end - 8);

	hash *= 0x9FB21C651E98DF25u;
	return &b->known[hash >> (64 - WK_BODY_KNOWN_BITS)];
}

/* Notes the instruction from `text` to b->at, whose code is at `begin`. */
static inline void
remember(struct wk_body *b, const uint8_t *text, size_t begin)
{
	const uint8_t *end = known_end(text);
	const uint8_t *code = b->p->code.data + begin;
	struct wk_known *known;

	if (end == NULL || b->out - code > (ptrdiff_t)sizeof(known->code) ||
	    wk_gap_skip(end) != wk_gap_skip(b->at) ||
	    memchr(text, '$', (size_t)(end - text)) != NULL)
		return;
	known = known_place(b, text, end);
	known->size = (uint8_t)(end - text);
	known->code_size = (uint8_t)(b->out - code);
	memcpy(known->text, text, sizeof(known->text));
	memcpy(known->code, code, sizeof(known->code));
}

static inline bool
is_known(const struct wk_known *known, const uint8_t *text, size_t size)
{
#if defined(__AVX2__)
	__m256i a = _mm256_loadu_si256((const void *)known->text);
	__m256i b = _mm256_loadu_si256((const void *)text);
	uint32_t same = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(a, b));

	return known->size == size && (~same & ((1u << size) - 1)) == 0;
#else
	return known->size == size && memcmp(known->text, text, size) == 0;
#endif
}

/*
 * Takes instructions for as long as they are known, and what follows is an
 * instruction, too: not offset=, align= or a form.
 */
static inline void
take_known(struct wk_body *b)
{
	const uint8_t *at = wk_gap_skip(b->at);
	bool is_word = wk_lex_class[*at] & WK_LEX_LOWER;
	uint8_t *out = b->out;

	while (is_word && out < b->limit) {
		const uint8_t *end = known_end(at), *next;
		const struct wk_known *known;

		if (end == NULL)
			break;
		known = known_place(b, at, end);
		if (!is_known(known, at, (size_t)(end - at)))
			break;
		next = wk_gap_skip(end);
		is_word = wk_lex_class[*next] & WK_LEX_LOWER;
		if (!is_word || *next == 'a' || *next == 'o')
			break;
		memcpy(out, known->code, sizeof(known->code));
		out += known->code_size;
		at = next;
	}
	b->at = at;
	b->out = out;
}

/* A plain instruction; with operands behind it, it waits. */
static inline bool
plain(struct wk_body *b, const struct wk_keyword_row *row, const uint8_t *text,
    const uint8_t *word, const uint8_t *at)
{
	struct wk_frame *frame;
	size_t begin;

	if (!wk_body_begin(b, word, row->size))
		return false;
	begin = (size_t)(b->out - b->p->code.data);
	if (plain_fast(b, row, at)) {
		if (text == word)
			remember(b, text, begin);
	} else if (!wk_imm_instr(b, row, at)) {
		return false;
	}
	if (text == word)
		return true;
	b->at = wk_gap_skip(b->at);
	if (*b->at == ')') {
		b->at++;
		return true;
	}
	frame = wk_body_push(b, WK_FRAME_PLAIN, text);
	return frame != NULL &&
	       wk_body_suspend(b, b->p->code.data + begin, frame);
}

/* What begins at b->at: an instruction or a part of one. */
static inline bool
instruction(struct wk_body *b, const uint8_t *text, const uint8_t *word)
{
	const uint8_t *at = wk_scan_word(word);
	const struct wk_keyword_row *row =
	    wk_keyword_find(word, (size_t)(at - word));
	const struct wk_frame *top = wk_body_top(b);
	bool is_plain = false, ok;

	if (text == word && !wk_body_takes_flat(top))
		return wk_control_unexpected(
		    b, text, wk_control_expectation(top));
	if (!(b->enabled >> row->feature & 1) || *at == '"' ||
	    row->imm == WK_IMM_COUNT) {
		ok = wk_control_odd(b, row, text, word, at, &is_plain);
		if (!is_plain)
			return ok;
	}
	if (text != word && top->kind >= WK_FRAME_IF &&
	    !wk_control_may_follow(b, row))
		return wk_control_unexpected(
		    b, text, wk_control_expectation(top));
	if (row->code[0] <= LAST_CONTROL) {
		is_plain = false;
		ok = wk_control_word(b, row, text, word, at, &is_plain);
		if (!is_plain)
			return ok;
	}
	return plain(b, row, text, word, at);
}

bool
WK_RUN(struct wk_body *b)
{
	bool is_one = wk_body_top(b)->kind == WK_FRAME_ONE, done = false;

	while (!done) {
		const uint8_t *word;

		if (wk_body_takes_flat(wk_body_top(b)))
			take_known(b);
		else
			b->at = wk_gap_skip(b->at);
		word = b->at;
		if (*word == '(')
			word++;
		if (!(wk_lex_class[*word] & WK_LEX_LOWER) && *b->at != ')' &&
		    !wk_control_next(b, &word))
			return false;
		if (*b->at == ')' ? !wk_control_close(b, &done) :
				    !instruction(b, b->at, word))
			return false;
		done |= is_one && b->frame_count == 1;
	}
	return true;
}

#include "wat/literal.h"

#include "libwasmkit/base/arena.h"
#include "wat/number.h"

static bool
is_word(const struct wk_lex *lex, const char *word)
{
	return lex->token.size == strlen(word) &&
	       memcmp(lex->token.text, word, lex->token.size) == 0;
}

/* Fails at the current token, unless its status is good. */
static bool
check_number(struct wk_lex *lex, enum wk_number_status status)
{
	switch (status) {
	case WK_NUMBER_OK:
		return true;
	case WK_NUMBER_MALFORMED:
	case WK_NUMBER_OTHER:
		break;
	case WK_NUMBER_RANGE:
		return wk_lex_fail(
		    lex, &lex->token, WK_E_CONSTANT_RANGE, "%s", "");
	}
	return wk_lex_unexpected(lex, &lex->token, "a number");
}

/* An integer of some bits, zero-extended. */
static bool
parse_int(struct wk_lex *lex, unsigned bits, uint64_t *out)
{
	int64_t value = 0;

	if (!check_number(lex,
		wk_number_int(lex->token.text, lex->token.size, bits, &value)))
		return false;
	*out = (uint64_t)value & UINT64_MAX >> (64 - bits);
	wk_lex_next(lex);
	return true;
}

/* A float of 32 or 64 bits, or a pattern that stands for some. */
static bool
parse_float(struct wk_lex *lex, unsigned bits, uint64_t *out, uint8_t *nan)
{
	enum wk_number_status status;
	uint32_t single = 0;

	*out = 0;
	if (is_word(lex, "nan:canonical")) {
		*nan = WK_NAN_CANONICAL;
		status = WK_NUMBER_OK;
	} else if (is_word(lex, "nan:arithmetic")) {
		*nan = WK_NAN_ARITHMETIC;
		status = WK_NUMBER_OK;
	} else if (bits == 32) {
		status =
		    wk_number_f32(lex->token.text, lex->token.size, &single);
		*out = single;
	} else {
		status = wk_number_f64(lex->token.text, lex->token.size, out);
	}
	if (!check_number(lex, status))
		return false;
	wk_lex_next(lex);
	return true;
}

const struct wk_lane_row wk_lane_rows[WK_LANES_COUNT] = {
    [WK_LANES_I8X16] = {"i8x16", 1, false},
    [WK_LANES_I16X8] = {"i16x8", 2, false},
    [WK_LANES_I32X4] = {"i32x4", 4, false},
    [WK_LANES_I64X2] = {"i64x2", 8, false},
    [WK_LANES_F32X4] = {"f32x4", 4, true},
    [WK_LANES_F64X2] = {"f64x2", 8, true},
};

static bool
parse_vector(struct wk_lex *lex, struct wk_literal *out)
{
	unsigned shape = 0, width;
	uint64_t lane;

	while (
	    shape < WK_LANES_COUNT && !is_word(lex, wk_lane_rows[shape].text))
		shape++;
	if (shape == WK_LANES_COUNT)
		return wk_lex_unexpected(
		    lex, &lex->token, "a shape (i8x16 to f64x2)");
	wk_lex_next(lex);
	out->kind = WK_LITERAL_V128;
	out->shape = (uint8_t)shape;
	width = wk_lane_rows[shape].width;
	for (unsigned i = 0; i < 16 / width; i++) {
		if (wk_lane_rows[shape].is_float ?
			!parse_float(lex, width * 8, &lane, &out->nan[i]) :
			!parse_int(lex, width * 8, &lane))
			return false;
		for (unsigned j = 0; j < width; j++, lane >>= 8)
			out->bytes[i * width + j] = (uint8_t)lane;
	}
	return true;
}

/* What follows "ref.null": an abstract heap type or nothing. */
static bool
parse_null(struct wk_lex *lex, struct wk_literal *out)
{
	out->kind = WK_LITERAL_NULL;
	if (wk_lex_is(lex, WK_TOKEN_CLOSE))
		return true;
	out->heap = wk_keyword_heap((enum wk_keyword)lex->token.keyword);
	if (out->heap == 0)
		return wk_lex_unexpected(lex, &lex->token, "a heap type");
	wk_lex_next(lex);
	return true;
}

/* "ref.extern", "ref.host" and the like, perhaps with a number. */
static bool
parse_ref(struct wk_lex *lex, struct wk_literal *out)
{
	const uint8_t *text = lex->token.text + strlen("ref.");
	size_t size = lex->token.size - strlen("ref.");
	const struct wk_keyword_row *row;

	out->kind = WK_LITERAL_HOST;
	if (!is_word(lex, "ref.host")) {
		out->kind = WK_LITERAL_REF;
		row = wk_keyword_find(text, size);
		out->heap = wk_keyword_heap((enum wk_keyword)row->keyword);
		if (out->heap == 0)
			return wk_lex_unexpected(lex, &lex->token, "a value");
	}
	wk_lex_next(lex);
	if (wk_lex_is(lex, WK_TOKEN_CLOSE) && out->kind == WK_LITERAL_REF)
		return true;
	out->has_number = true;
	if (!check_number(lex, wk_number_nat(lex->token.text, lex->token.size,
				   UINT32_MAX, &out->bits)))
		return false;
	wk_lex_next(lex);
	return true;
}

/* What follows "(" but for an either. */
static bool
parse_value(struct wk_lex *lex, struct wk_literal *out)
{
	static const struct {
		const char *word;
		uint8_t kind;
		unsigned bits;
	} numbers[] = {
	    {"i32.const", WK_LITERAL_I32, 32},
	    {"i64.const", WK_LITERAL_I64, 64},
	    {"f32.const", WK_LITERAL_F32, 32},
	    {"f64.const", WK_LITERAL_F64, 64},
	};

	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		unsigned bits = numbers[i].bits;

		if (!is_word(lex, numbers[i].word))
			continue;
		wk_lex_next(lex);
		out->kind = numbers[i].kind;
		if (out->kind <= WK_LITERAL_I64)
			return parse_int(lex, bits, &out->bits);
		return parse_float(lex, bits, &out->bits, &out->nan[0]);
	}
	if (is_word(lex, "v128.const")) {
		wk_lex_next(lex);
		return parse_vector(lex, out);
	}
	if (is_word(lex, "ref.null")) {
		wk_lex_next(lex);
		return parse_null(lex, out);
	}
	if (lex->token.size > strlen("ref.") &&
	    memcmp(lex->token.text, "ref.", strlen("ref.")) == 0)
		return parse_ref(lex, out);
	return wk_lex_unexpected(lex, &lex->token, "a value");
}

/* A value in parentheses, of which an either is none. */
static bool
parse_simple(struct wk_lex *lex, struct wk_literal *out)
{
	out->offset = wk_lex_offset(lex);
	return wk_lex_expect(lex, WK_TOKEN_OPEN, "a value") &&
	       parse_value(lex, out) &&
	       wk_lex_expect(lex, WK_TOKEN_CLOSE, "\")\"");
}

/* What follows "(either". */
static bool
parse_either(struct wk_lex *lex, struct wk_arena *arena, struct wk_literal *out)
{
	struct wk_vec vec = {.size = sizeof(struct wk_literal)};
	bool ok = true;

	out->kind = WK_LITERAL_EITHER;
	while (ok && wk_lex_is(lex, WK_TOKEN_OPEN)) {
		struct wk_literal *choice = wk_vec_push(&vec);

		ok = choice != NULL ? parse_simple(lex, choice) :
				      wk_lex_no_memory(lex);
	}
	out->choice_count = vec.count;
	if (ok)
		out->choices = wk_vec_finish(&vec, arena);
	wk_vec_free(&vec);
	if (ok && out->choices == NULL)
		return wk_lex_no_memory(lex);
	return ok && wk_lex_expect(lex, WK_TOKEN_CLOSE, "\")\"");
}

bool
wk_literal_parse(
    struct wk_lex *lex, struct wk_arena *arena, struct wk_literal *out)
{
	struct wk_token word = wk_lex_peek(lex);

	if (word.size != strlen("either") ||
	    memcmp(word.text, "either", word.size) != 0)
		return parse_simple(lex, out);
	out->offset = wk_lex_offset(lex);
	wk_lex_next(lex);
	wk_lex_next(lex);
	return parse_either(lex, arena, out);
}

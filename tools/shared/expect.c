#include "tools/shared/expect.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct hosted_ref {
	uint64_t number;
	wk_ref ref;
};

void
hosted_close(struct hosted *hosted)
{
	for (unsigned i = 0; i < hosted->count; i++)
		wk_store_release(hosted->store, hosted->refs[i].ref);
	free(hosted->refs);
	*hosted = (struct hosted){0};
}

static bool
hosted_ref(
    struct hosted *hosted, uint64_t number, wk_ref *out, struct wk_error *err)
{
	struct hosted_ref *grown = hosted->refs;

	for (unsigned i = 0; i < hosted->count; i++) {
		if (hosted->refs[i].number == number) {
			*out = hosted->refs[i].ref;
			return true;
		}
	}
	if (hosted->count == hosted->capacity) {
		hosted->capacity = hosted->capacity * 2 + 16;
		grown = realloc(grown, hosted->capacity * sizeof(*grown));
	}
	if (grown == NULL)
		return wk_error_memory(err);
	hosted->refs = grown;
	*out = wk_extern_new(hosted->store, number, err);
	if (*out == 0 || !wk_store_hold(hosted->store, *out, err))
		return false;
	grown[hosted->count++] = (struct hosted_ref){number, *out};
	return true;
}

bool
expect_value(struct hosted *hosted, const struct wk_literal *literal,
    union wk_value *out, struct wk_error *err)
{
	*out = (union wk_value){.i64 = literal->bits};
	switch ((enum wk_literal_kind)literal->kind) {
	case WK_LITERAL_V128:
		memcpy(out->v128, literal->bytes, sizeof(out->v128));
		return true;
	case WK_LITERAL_NULL:
		out->ref = 0;
		return true;
	case WK_LITERAL_REF:
	case WK_LITERAL_HOST:
		return hosted_ref(hosted, literal->bits, &out->ref, err);
	case WK_LITERAL_EITHER:
	case WK_LITERAL_I32:
	case WK_LITERAL_I64:
	case WK_LITERAL_F32:
	case WK_LITERAL_F64:
		break;
	}
	return true;
}

/* Whether a float of so many bytes is what a pattern demands. */
static bool
float_fits(uint64_t bits, unsigned width, uint64_t wanted, uint8_t pattern)
{
	unsigned fraction = width == 4 ? 23 : 52;
	uint64_t sign = (uint64_t)1 << (width * 8 - 1);
	/* All ones in the exponent, and the highest bit of the fraction. */
	uint64_t quiet = (sign - 1) & ~(((uint64_t)1 << (fraction - 1)) - 1);

	switch ((enum wk_nan_pattern)pattern) {
	case WK_NAN_EXACT:
		return bits == wanted;
	case WK_NAN_CANONICAL:
		return (bits & ~sign) == quiet;
	case WK_NAN_ARITHMETIC:
		return (bits & quiet) == quiet;
	}
	return false;
}

static uint64_t
lane_of(const uint8_t *bytes, unsigned width, unsigned lane)
{
	uint64_t bits = 0;

	for (unsigned i = width; i-- > 0;)
		bits = bits << 8 | bytes[lane * width + i];
	return bits;
}

static bool
vector_fits(const struct wk_literal *literal, const uint8_t *bytes)
{
	unsigned width = wk_lane_rows[literal->shape].width;

	if (!wk_lane_rows[literal->shape].is_float)
		return memcmp(literal->bytes, bytes, 16) == 0;
	for (unsigned i = 0; i < 16 / width; i++) {
		if (!float_fits(lane_of(bytes, width, i), width,
			lane_of(literal->bytes, width, i), literal->nan[i]))
			return false;
	}
	return true;
}

/* Whether what is not null is below an abstract heap type. */
static bool
heap_fits(wk_valtype wanted, wk_valtype heap, wk_valtype type)
{
	switch (wanted) {
	case WK_HEAP_EXTERN:
		return wk_heap_of(type) == WK_HEAP_EXTERN;
	case WK_HEAP_ANY:
		return heap != WK_HEAP_FUNC && heap != WK_HEAP_EXN &&
		       heap != WK_HEAP_CONT;
	case WK_HEAP_EQ:
		return heap == WK_HEAP_I31 || heap == WK_HEAP_STRUCT ||
		       heap == WK_HEAP_ARRAY;
	default:
		return heap == wanted;
	}
}

static bool
ref_fits(const struct wk_store *store, const struct wk_literal *literal,
    wk_valtype type, wk_ref ref)
{
	uint64_t number;

	if (ref == 0)
		return false;
	if (literal->kind == WK_LITERAL_REF &&
	    !heap_fits(literal->heap, (wk_valtype)wk_ref_heap(ref), type))
		return false;
	return !literal->has_number ||
	       (wk_extern_get(store, ref, &number) && number == literal->bits);
}

bool
expect_fits(const struct wk_store *store, const struct wk_literal *literal,
    wk_valtype type, const union wk_value *value)
{
	switch ((enum wk_literal_kind)literal->kind) {
	case WK_LITERAL_I32:
		return type == WK_I32 && value->i32 == literal->bits;
	case WK_LITERAL_I64:
		return type == WK_I64 && value->i64 == literal->bits;
	case WK_LITERAL_F32:
		return type == WK_F32 && float_fits(value->f32, 4,
					     literal->bits, literal->nan[0]);
	case WK_LITERAL_F64:
		return type == WK_F64 && float_fits(value->f64, 8,
					     literal->bits, literal->nan[0]);
	case WK_LITERAL_V128:
		return type == WK_V128 && vector_fits(literal, value->v128);
	case WK_LITERAL_NULL:
		return wk_is_ref(type) && value->ref == 0;
	case WK_LITERAL_REF:
	case WK_LITERAL_HOST:
		return wk_is_ref(type) &&
		       ref_fits(store, literal, type, value->ref);
	case WK_LITERAL_EITHER:
		break;
	}
	for (uint32_t i = 0; i < literal->choice_count; i++) {
		if (expect_fits(store, &literal->choices[i], type, value))
			return true;
	}
	return false;
}

static void
print_float(
    struct wk_sink *sink, uint64_t bits, unsigned width, uint8_t pattern)
{
	char text[WK_WAT_FLOAT_SIZE];
	size_t size;

	if (pattern == WK_NAN_CANONICAL) {
		wk_sink_printf(sink, " nan:canonical");
	} else if (pattern == WK_NAN_ARITHMETIC) {
		wk_sink_printf(sink, " nan:arithmetic");
	} else {
		size = width == 4 ? wk_wat_f32((uint32_t)bits, text) :
				    wk_wat_f64(bits, text);
		wk_sink_printf(sink, " %.*s", (int)size, text);
	}
}

static void
print_vector(struct wk_sink *sink, unsigned shape, const uint8_t *bytes,
    const uint8_t *nan)
{
	unsigned width = wk_lane_rows[shape].width;

	wk_sink_printf(sink, "(v128.const %s", wk_lane_rows[shape].text);
	for (unsigned i = 0; i < 16 / width; i++) {
		uint64_t lane = lane_of(bytes, width, i);

		if (wk_lane_rows[shape].is_float)
			print_float(sink, lane, width, nan[i]);
		else
			wk_sink_printf(
			    sink, " 0x%0*" PRIx64, (int)width * 2, lane);
	}
	wk_sink_printf(sink, ")");
}

/* "extern" of (ref null extern). */
static void
print_heap(struct wk_sink *sink, wk_valtype heap)
{
	char text[WK_TYPE_TEXT_SIZE];

	wk_type_text(heap, text);
	wk_sink_printf(sink, "%s", text);
}

static void
print_simple(struct wk_sink *sink, const struct wk_literal *literal)
{
	switch ((enum wk_literal_kind)literal->kind) {
	case WK_LITERAL_I32:
		wk_sink_printf(sink, "(i32.const %" PRId32 ")",
		    (int32_t)(uint32_t)literal->bits);
		break;
	case WK_LITERAL_I64:
		wk_sink_printf(
		    sink, "(i64.const %" PRId64 ")", (int64_t)literal->bits);
		break;
	case WK_LITERAL_F32:
	case WK_LITERAL_F64:
		wk_sink_printf(sink, "(%s.const",
		    literal->kind == WK_LITERAL_F32 ? "f32" : "f64");
		print_float(sink, literal->bits,
		    literal->kind == WK_LITERAL_F32 ? 4 : 8, literal->nan[0]);
		wk_sink_printf(sink, ")");
		break;
	case WK_LITERAL_V128:
		print_vector(
		    sink, literal->shape, literal->bytes, literal->nan);
		break;
	case WK_LITERAL_NULL:
		wk_sink_printf(sink, "(ref.null");
		if (literal->heap != 0) {
			wk_sink_printf(sink, " ");
			print_heap(sink, literal->heap);
		}
		wk_sink_printf(sink, ")");
		break;
	case WK_LITERAL_REF:
		wk_sink_printf(sink, "(ref.");
		print_heap(sink, literal->heap);
		if (literal->has_number)
			wk_sink_printf(sink, " %" PRIu64, literal->bits);
		wk_sink_printf(sink, ")");
		break;
	case WK_LITERAL_HOST:
		wk_sink_printf(sink, "(ref.host %" PRIu64 ")", literal->bits);
		break;
	case WK_LITERAL_EITHER:
		break;
	}
}

void
expect_print_literal(struct wk_sink *sink, const struct wk_literal *literal)
{
	if (literal->kind != WK_LITERAL_EITHER) {
		print_simple(sink, literal);
		return;
	}
	wk_sink_printf(sink, "(either");
	for (uint32_t i = 0; i < literal->choice_count; i++) {
		wk_sink_printf(sink, " ");
		print_simple(sink, &literal->choices[i]);
	}
	wk_sink_printf(sink, ")");
}

void
expect_print_value(struct wk_sink *sink, const struct wk_store *store,
    wk_valtype type, const union wk_value *value)
{
	static const uint8_t exact[4] = {
	    WK_NAN_EXACT, WK_NAN_EXACT, WK_NAN_EXACT, WK_NAN_EXACT};
	struct wk_literal literal = {.bits = value->i64};

	if (type == WK_V128) {
		print_vector(sink, WK_LANES_I32X4, value->v128, exact);
		return;
	}
	if (wk_is_ref(type)) {
		literal.kind = WK_LITERAL_NULL;
		if (value->ref != 0) {
			literal.kind = WK_LITERAL_REF;
			literal.heap = (wk_valtype)wk_ref_heap(value->ref);
			literal.has_number =
			    wk_extern_get(store, value->ref, &literal.bits);
		}
	} else {
		literal.kind = (uint8_t)(WK_LITERAL_I32 + (WK_I32 - type));
	}
	print_simple(sink, &literal);
}

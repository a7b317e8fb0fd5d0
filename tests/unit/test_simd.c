/*
 * Each SIMD instruction beside plain C over its lanes, written from the
 * specification (4.3.5), with random and special lanes.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "libwasmkit/exec/simd.h"
#include "tests/unit/unit.h"

union vec {
	uint8_t u8[16];
	uint16_t u16[8];
	uint32_t u32[4];
	uint64_t u64[2];
	int8_t i8[16];
	int16_t i16[8];
	int32_t i32[4];
	int64_t i64[2];
	float f32[4];
	double f64[2];
	wk_v128 v;
};

/* How results are compared: bit by bit, or NaN lanes by their kind. */
enum lanes { BITS, F32, F64 };
enum {
	LANES_u8 = 0,
	LANES_u16 = 0,
	LANES_u32 = 0,
	LANES_u64 = 0,
	LANES_i8 = 0,
	LANES_i16 = 0,
	LANES_i32 = 0,
	LANES_i64 = 0,
	LANES_f32 = F32,
	LANES_f64 = F64,
};

#define COUNT(lanes) (sizeof(union vec) / sizeof(((union vec *)0)->lanes[0]))

/*
 * Operands and result of an instruction, whatever its shape: scalars are in
 * lane 0 of c, results that are scalars in lane 0 of r. b is what memory
 * holds, and after a store it holds what was stored.
 */
struct io {
	union vec a, b, c, r;
	unsigned lane;
};

typedef void operation(struct io *);

/* REF(name, lanes, expression of lane i): what an instruction should give. */
#define REF(NAME, lanes, ...) \
	enum { KIND_##NAME = LANES_##lanes }; \
	static void ref_##NAME(struct io *io) \
	{ \
		const union vec *a = &io->a, *b = &io->b, *c = &io->c; \
		unsigned lane = io->lane; \
		(void)a, (void)b, (void)c, (void)lane; \
		for (size_t i = 0; i < COUNT(lanes); i++) \
			io->r.lanes[i] = \
			    (__typeof__(io->r.lanes[0]))(__VA_ARGS__); \
	}

#define MIN(x, y) ((x) < (y) ? (x) : (y))
#define MAX(x, y) ((x) > (y) ? (x) : (y))
#define CLAMP(x, low, high) MIN(MAX(x, low), high)
#define MASK(x) ((x) ? -1 : 0)

/* What all shapes of integers have. */
#define INTEGER(S, i_, u_) \
	REF(S##_EQ, u_, MASK(a->u_[i] == b->u_[i])) \
	REF(S##_NE, u_, MASK(a->u_[i] != b->u_[i])) \
	REF(S##_LT_S, u_, MASK(a->i_[i] < b->i_[i])) \
	REF(S##_GT_S, u_, MASK(a->i_[i] > b->i_[i])) \
	REF(S##_LE_S, u_, MASK(a->i_[i] <= b->i_[i])) \
	REF(S##_GE_S, u_, MASK(a->i_[i] >= b->i_[i])) \
	REF(S##_ABS, u_, a->i_[i] < 0 ? 0 - (uint64_t)a->u_[i] : a->u_[i]) \
	REF(S##_NEG, u_, 0 - (uint64_t)a->u_[i]) \
	REF(S##_ADD, u_, (uint64_t)a->u_[i] + b->u_[i]) \
	REF(S##_SUB, u_, (uint64_t)a->u_[i] - b->u_[i]) \
	REF(S##_SHL, u_, a->u_[i] << c->u32[0] % (128 / COUNT(u_))) \
	REF(S##_SHR_S, i_, a->i_[i] >> c->u32[0] % (128 / COUNT(u_))) \
	REF(S##_SHR_U, u_, a->u_[i] >> c->u32[0] % (128 / COUNT(u_))) \
	REF(S##_ALL_TRUE, u32, all_true_##u_(a)) \
	REF(S##_BITMASK, u32, bitmask_##i_(a)) \
	REF(S##_RELAXED_LANESELECT, u_, \
	    (a->u_[i] & c->u_[i]) | (b->u_[i] & ~c->u_[i]))

#define OF_ALL(i_, u_) \
	static uint32_t all_true_##u_(const union vec *a) \
	{ \
		for (size_t i = 0; i < COUNT(u_); i++) { \
			if (a->u_[i] == 0) \
				return 0; \
		} \
		return 1; \
	} \
	static uint32_t bitmask_##i_(const union vec *a) \
	{ \
		uint32_t mask = 0; \
		for (size_t i = 0; i < COUNT(u_); i++) \
			mask |= (uint32_t)(a->i_[i] < 0) << i; \
		return mask; \
	}
OF_ALL(i8, u8)
OF_ALL(i16, u16)
OF_ALL(i32, u32)
OF_ALL(i64, u64)

/* What all but i64x2 have, too. */
#define SMALL_INTEGER(S, i_, u_) \
	REF(S##_LT_U, u_, MASK(a->u_[i] < b->u_[i])) \
	REF(S##_GT_U, u_, MASK(a->u_[i] > b->u_[i])) \
	REF(S##_LE_U, u_, MASK(a->u_[i] <= b->u_[i])) \
	REF(S##_GE_U, u_, MASK(a->u_[i] >= b->u_[i])) \
	REF(S##_MIN_S, i_, MIN(a->i_[i], b->i_[i])) \
	REF(S##_MIN_U, u_, MIN(a->u_[i], b->u_[i])) \
	REF(S##_MAX_S, i_, MAX(a->i_[i], b->i_[i])) \
	REF(S##_MAX_U, u_, MAX(a->u_[i], b->u_[i]))

/* Bytes and 16 bits. */
#define SATURATING(S, i_, u_, low, high, top) \
	REF(S##_ADD_SAT_S, i_, CLAMP(a->i_[i] + b->i_[i], low, high)) \
	REF(S##_ADD_SAT_U, u_, CLAMP(a->u_[i] + b->u_[i], 0, top)) \
	REF(S##_SUB_SAT_S, i_, CLAMP(a->i_[i] - b->i_[i], low, high)) \
	REF(S##_SUB_SAT_U, u_, CLAMP(a->u_[i] - b->u_[i], 0, top)) \
	REF(S##_AVGR_U, u_, (a->u_[i] + b->u_[i] + 1) / 2)

/* Lanes w twice as wide as lanes n; half of them in each half. */
#define WIDENING(W, N, iw, uw, in, un) \
	REF(W##_EXTEND_LOW_##N##_S, iw, a->in[i]) \
	REF(W##_EXTEND_LOW_##N##_U, uw, a->un[i]) \
	REF(W##_EXTEND_HIGH_##N##_S, iw, a->in[i + COUNT(iw)]) \
	REF(W##_EXTEND_HIGH_##N##_U, uw, a->un[i + COUNT(iw)]) \
	REF(W##_EXTMUL_LOW_##N##_S, iw, (int64_t)a->in[i] * b->in[i]) \
	REF(W##_EXTMUL_LOW_##N##_U, uw, (uint64_t)a->un[i] * b->un[i]) \
	REF(W##_EXTMUL_HIGH_##N##_S, iw, \
	    (int64_t)a->in[i + COUNT(iw)] * b->in[i + COUNT(iw)]) \
	REF(W##_EXTMUL_HIGH_##N##_U, uw, \
	    (uint64_t)a->un[i + COUNT(iw)] * b->un[i + COUNT(iw)])

/* Neighbours, and both operands' lanes in one. */
#define PAIRING(W, N, iw, uw, in, un, low, high, top) \
	REF(W##_EXTADD_PAIRWISE_##N##_S, iw, a->in[2 * i] + a->in[2 * i + 1]) \
	REF(W##_EXTADD_PAIRWISE_##N##_U, uw, a->un[2 * i] + a->un[2 * i + 1]) \
	REF(N##_NARROW_##W##_S, in, \
	    CLAMP( \
		(i < COUNT(iw) ? a->iw[i] : b->iw[i - COUNT(iw)]), low, high)) \
	REF(N##_NARROW_##W##_U, un, \
	    CLAMP((i < COUNT(iw) ? a->iw[i] : b->iw[i - COUNT(iw)]), 0, top))

INTEGER(I8X16, i8, u8)
INTEGER(I16X8, i16, u16)
INTEGER(I32X4, i32, u32)
INTEGER(I64X2, i64, u64)
SMALL_INTEGER(I8X16, i8, u8)
SMALL_INTEGER(I16X8, i16, u16)
SMALL_INTEGER(I32X4, i32, u32)
SATURATING(I8X16, i8, u8, -128, 127, 255)
SATURATING(I16X8, i16, u16, -32768, 32767, 65535)
WIDENING(I16X8, I8X16, i16, u16, i8, u8)
WIDENING(I32X4, I16X8, i32, u32, i16, u16)
WIDENING(I64X2, I32X4, i64, u64, i32, u32)
PAIRING(I16X8, I8X16, i16, u16, i8, u8, -128, 127, 255)
PAIRING(I32X4, I16X8, i32, u32, i16, u16, -32768, 32767, 65535)

REF(I16X8_MUL, u16, (uint32_t)a->u16[i] * b->u16[i])
REF(I32X4_MUL, u32, a->u32[i] * b->u32[i])
REF(I64X2_MUL, u64, a->u64[i] * b->u64[i])
REF(I8X16_POPCNT, u8, __builtin_popcount(a->u8[i]))
REF(I32X4_DOT_I16X8_S, u32,
    (uint32_t)(a->i16[2 * i] * b->i16[2 * i]) +
	(uint32_t)(a->i16[2 * i + 1] * b->i16[2 * i + 1]))

static int32_t
q15mulr(int32_t x, int32_t y)
{
	return CLAMP((x * y + 0x4000) >> 15, -32768, 32767);
}

REF(I16X8_Q15MULR_SAT_S, i16, q15mulr(a->i16[i], b->i16[i]))
REF(I16X8_RELAXED_Q15MULR_S, i16, q15mulr(a->i16[i], b->i16[i]))

static int16_t
dot8(const union vec *a, const union vec *b, size_t i)
{
	return (int16_t)(a->i8[2 * i] * b->i8[2 * i] +
			 a->i8[2 * i + 1] * b->i8[2 * i + 1]);
}

REF(I16X8_RELAXED_DOT_I8X16_I7X16_S, i16, dot8(a, b, i))
REF(I32X4_RELAXED_DOT_I8X16_I7X16_ADD_S, u32,
    (uint32_t)(dot8(a, b, 2 * i) + dot8(a, b, 2 * i + 1)) + c->u32[i])

REF(V128_NOT, u64, ~a->u64[i])
REF(V128_AND, u64, a->u64[i] & b->u64[i])
REF(V128_ANDNOT, u64, a->u64[i] & ~b->u64[i])
REF(V128_OR, u64, a->u64[i] | b->u64[i])
REF(V128_XOR, u64, a->u64[i] ^ b->u64[i])
REF(V128_BITSELECT, u64, (a->u64[i] & c->u64[i]) | (b->u64[i] & ~c->u64[i]))
REF(V128_ANY_TRUE, u32, (a->u64[0] | a->u64[1]) != 0)

REF(I8X16_SWIZZLE, u8, b->u8[i] < 16 ? a->u8[b->u8[i]] : 0)
REF(I8X16_RELAXED_SWIZZLE, u8, b->u8[i] < 16 ? a->u8[b->u8[i]] : 0)
REF(I8X16_SHUFFLE, u8,
    c->u8[i] % 32 < 16 ? a->u8[c->u8[i] % 32] : b->u8[c->u8[i] % 32 - 16])

/* Floats. f_ and u_ are lanes as numbers and as bits. */
#define FLOAT(S, f_, u_, sqrt_, ceil_, floor_, trunc_, nearest_) \
	REF(S##_EQ, u_, MASK(a->f_[i] == b->f_[i])) \
	REF(S##_NE, u_, MASK(a->f_[i] != b->f_[i])) \
	REF(S##_LT, u_, MASK(a->f_[i] < b->f_[i])) \
	REF(S##_GT, u_, MASK(a->f_[i] > b->f_[i])) \
	REF(S##_LE, u_, MASK(a->f_[i] <= b->f_[i])) \
	REF(S##_GE, u_, MASK(a->f_[i] >= b->f_[i])) \
	REF(S##_ABS, u_, a->u_[i] << 1 >> 1) \
	REF(S##_NEG, u_, a->u_[i] ^ SIGN_##u_) \
	REF(S##_SQRT, f_, sqrt_(a->f_[i])) \
	REF(S##_CEIL, f_, ceil_(a->f_[i])) \
	REF(S##_FLOOR, f_, floor_(a->f_[i])) \
	REF(S##_TRUNC, f_, trunc_(a->f_[i])) \
	REF(S##_NEAREST, f_, nearest_(a->f_[i])) \
	REF(S##_ADD, f_, a->f_[i] + b->f_[i]) \
	REF(S##_SUB, f_, a->f_[i] - b->f_[i]) \
	REF(S##_MUL, f_, a->f_[i] * b->f_[i]) \
	REF(S##_DIV, f_, a->f_[i] / b->f_[i]) \
	REF(S##_MIN, f_, min_##f_(a->f_[i], b->f_[i])) \
	REF(S##_MAX, f_, max_##f_(a->f_[i], b->f_[i])) \
	REF(S##_PMIN, u_, b->f_[i] < a->f_[i] ? b->u_[i] : a->u_[i]) \
	REF(S##_PMAX, u_, a->f_[i] < b->f_[i] ? b->u_[i] : a->u_[i]) \
	REF(S##_RELAXED_MIN, f_, min_##f_(a->f_[i], b->f_[i])) \
	REF(S##_RELAXED_MAX, f_, max_##f_(a->f_[i], b->f_[i])) \
	REF(S##_RELAXED_MADD, f_, product_##f_(a->f_[i], b->f_[i]) + c->f_[i]) \
	REF(S##_RELAXED_NMADD, f_, c->f_[i] - product_##f_(a->f_[i], b->f_[i]))

#define SIGN_u32 0x80000000
#define SIGN_u64 0x8000000000000000

#define FLOAT_HELPERS(f_, type) \
	static type min_##f_(type x, type y) \
	{ \
		if (isnan(x) || isnan(y)) \
			return x + y; \
		if (x == 0 && y == 0) \
			return signbit(x) ? x : y; \
		return x < y ? x : y; \
	} \
	static type max_##f_(type x, type y) \
	{ \
		if (isnan(x) || isnan(y)) \
			return x + y; \
		if (x == 0 && y == 0) \
			return signbit(x) ? y : x; \
		return x > y ? x : y; \
	} \
	static type product_##f_(type x, type y) \
	{ \
		volatile type rounded = x * y; \
		return rounded; \
	}
FLOAT_HELPERS(f32, float)
FLOAT_HELPERS(f64, double)

FLOAT(F32X4, f32, u32, sqrtf, ceilf, floorf, truncf, rintf)
FLOAT(F64X2, f64, u64, sqrt, ceil, floor, trunc, rint)

static int32_t
trunc_s(double x)
{
	return isnan(x)           ? 0 :
	       x <= -2147483648.0 ? INT32_MIN :
	       x >= 2147483647.0  ? INT32_MAX :
				    (int32_t)x;
}

static uint32_t
trunc_u(double x)
{
	return isnan(x)          ? 0 :
	       x <= 0            ? 0 :
	       x >= 4294967295.0 ? UINT32_MAX :
				   (uint32_t)x;
}

REF(I32X4_TRUNC_SAT_F32X4_S, i32, trunc_s((double)a->f32[i]))
REF(I32X4_TRUNC_SAT_F32X4_U, u32, trunc_u((double)a->f32[i]))
REF(I32X4_TRUNC_SAT_F64X2_S_ZERO, i32, i < 2 ? trunc_s(a->f64[i % 2]) : 0)
REF(I32X4_TRUNC_SAT_F64X2_U_ZERO, u32, i < 2 ? trunc_u(a->f64[i % 2]) : 0)
REF(I32X4_RELAXED_TRUNC_F32X4_S, i32, trunc_s((double)a->f32[i]))
REF(I32X4_RELAXED_TRUNC_F32X4_U, u32, trunc_u((double)a->f32[i]))
REF(I32X4_RELAXED_TRUNC_F64X2_S_ZERO, i32, i < 2 ? trunc_s(a->f64[i % 2]) : 0)
REF(I32X4_RELAXED_TRUNC_F64X2_U_ZERO, u32, i < 2 ? trunc_u(a->f64[i % 2]) : 0)
REF(F32X4_CONVERT_I32X4_S, f32, a->i32[i])
REF(F32X4_CONVERT_I32X4_U, f32, a->u32[i])
REF(F64X2_CONVERT_LOW_I32X4_S, f64, a->i32[i])
REF(F64X2_CONVERT_LOW_I32X4_U, f64, a->u32[i])
REF(F32X4_DEMOTE_F64X2_ZERO, f32, i < 2 ? (float)a->f64[i % 2] : 0)
REF(F64X2_PROMOTE_LOW_F32X4, f64, a->f32[i])

/* Lanes. NaNs keep their bits. */
REF(I8X16_SPLAT, u8, c->u8[0])
REF(I16X8_SPLAT, u16, c->u16[0])
REF(I32X4_SPLAT, u32, c->u32[0])
REF(I64X2_SPLAT, u64, c->u64[0])
REF(F32X4_SPLAT, u32, c->u32[0])
REF(F64X2_SPLAT, u64, c->u64[0])
REF(I8X16_EXTRACT_LANE_S, i32, a->i8[lane % 16])
REF(I8X16_EXTRACT_LANE_U, u32, a->u8[lane % 16])
REF(I16X8_EXTRACT_LANE_S, i32, a->i16[lane % 8])
REF(I16X8_EXTRACT_LANE_U, u32, a->u16[lane % 8])
REF(I32X4_EXTRACT_LANE, u32, a->u32[lane % 4])
REF(I64X2_EXTRACT_LANE, u64, a->u64[lane % 2])
REF(F32X4_EXTRACT_LANE, u32, a->u32[lane % 4])
REF(F64X2_EXTRACT_LANE, u64, a->u64[lane % 2])
REF(I8X16_REPLACE_LANE, u8, i == lane % 16 ? c->u8[0] : a->u8[i])
REF(I16X8_REPLACE_LANE, u16, i == lane % 8 ? c->u16[0] : a->u16[i])
REF(I32X4_REPLACE_LANE, u32, i == lane % 4 ? c->u32[0] : a->u32[i])
REF(I64X2_REPLACE_LANE, u64, i == lane % 2 ? c->u64[0] : a->u64[i])
REF(F32X4_REPLACE_LANE, u32, i == lane % 4 ? c->u32[0] : a->u32[i])
REF(F64X2_REPLACE_LANE, u64, i == lane % 2 ? c->u64[0] : a->u64[i])

/* Memory. */
REF(V128_LOAD, u8, b->u8[i])
REF(V128_LOAD8X8_S, i16, b->i8[i])
REF(V128_LOAD8X8_U, u16, b->u8[i])
REF(V128_LOAD16X4_S, i32, b->i16[i])
REF(V128_LOAD16X4_U, u32, b->u16[i])
REF(V128_LOAD32X2_S, i64, b->i32[i])
REF(V128_LOAD32X2_U, u64, b->u32[i])
REF(V128_LOAD8_SPLAT, u8, b->u8[0])
REF(V128_LOAD16_SPLAT, u16, b->u16[0])
REF(V128_LOAD32_SPLAT, u32, b->u32[0])
REF(V128_LOAD64_SPLAT, u64, b->u64[0])
REF(V128_LOAD32_ZERO, u32, i == 0 ? b->u32[0] : 0)
REF(V128_LOAD64_ZERO, u64, i == 0 ? b->u64[0] : 0)
REF(V128_LOAD8_LANE, u8, i == lane % 16 ? b->u8[0] : a->u8[i])
REF(V128_LOAD16_LANE, u16, i == lane % 8 ? b->u16[0] : a->u16[i])
REF(V128_LOAD32_LANE, u32, i == lane % 4 ? b->u32[0] : a->u32[i])
REF(V128_LOAD64_LANE, u64, i == lane % 2 ? b->u64[0] : a->u64[i])
REF(V128_STORE, u8, a->u8[i])
REF(V128_STORE8_LANE, u8, i == 0 ? a->u8[lane % 16] : b->u8[i])
REF(V128_STORE16_LANE, u16, i == 0 ? a->u16[lane % 8] : b->u16[i])
REF(V128_STORE32_LANE, u32, i == 0 ? a->u32[lane % 4] : b->u32[i])
REF(V128_STORE64_LANE, u64, i == 0 ? a->u64[lane % 2] : b->u64[i])

/* The instructions themselves. Memory is not aligned. */
#define TAKE_I32(vec) ((vec)->u32[0])
#define TAKE_I64(vec) ((vec)->u64[0])
#define TAKE_F32(vec) ((vec)->f32[0])
#define TAKE_F64(vec) ((vec)->f64[0])
#define GIVE_I32(vec, x) fill32(vec, x)
#define GIVE_I64(vec, x) ((vec)->u64[0] = (vec)->u64[1] = x)
#define GIVE_F32(vec, x) give_f(vec, x)
#define GIVE_F64(vec, x) ((vec)->f64[0] = (vec)->f64[1] = x)
#define WITHIN(lanes) \
	(io->lane % (sizeof(wk_##lanes) / sizeof((wk_##lanes){0}[0])))

static void
fill32(union vec *r, uint32_t x)
{
	for (int i = 0; i < 4; i++)
		r->u32[i] = x;
}

static void
give_f(union vec *r, float x)
{
	for (int i = 0; i < 4; i++)
		r->f32[i] = x;
}

#define RUN(NAME) static void run_##NAME(struct io *io)
#define UNARY(NAME, function) \
	RUN(NAME) \
	{ \
		io->r.v = wk_simd_##NAME(io->a.v); \
	}
#define BINARY(NAME, function) \
	RUN(NAME) \
	{ \
		io->r.v = wk_simd_##NAME(io->a.v, io->b.v); \
	}
#define TERNARY(NAME, function) \
	RUN(NAME) \
	{ \
		io->r.v = wk_simd_##NAME(io->a.v, io->b.v, io->c.v); \
	}
#define TEST(NAME, function) \
	RUN(NAME) \
	{ \
		fill32(&io->r, wk_simd_##NAME(io->a.v)); \
	}
#define SHIFT(NAME, function) \
	RUN(NAME) \
	{ \
		io->r.v = wk_simd_##NAME(io->a.v, io->c.u32[0]); \
	}
#define SPLAT(NAME, lanes, scalar) \
	RUN(NAME) \
	{ \
		io->r.v = wk_simd_##NAME(TAKE_##scalar(&io->c)); \
	}
#define EXTRACT(NAME, lanes, scalar) \
	RUN(NAME) \
	{ \
		GIVE_##scalar(&io->r, wk_simd_##NAME(io->a.v, WITHIN(lanes))); \
	}
#define REPLACE(NAME, lanes, scalar) \
	RUN(NAME) \
	{ \
		io->r.v = wk_simd_##NAME( \
		    io->a.v, TAKE_##scalar(&io->c), WITHIN(lanes)); \
	}
#define LOAD(NAME, function) \
	RUN(NAME) \
	{ \
		uint8_t memory[17]; \
		memcpy(memory + 1, &io->b, 16); \
		io->r.v = wk_simd_##NAME(memory + 1); \
	}
#define STORE(NAME, function) \
	RUN(NAME) \
	{ \
		uint8_t memory[17]; \
		wk_simd_##NAME(memory + 1, io->a.v); \
		memcpy(&io->r, memory + 1, 16); \
	}
#define LOAD_LANE(NAME, lanes) \
	RUN(NAME) \
	{ \
		uint8_t memory[17]; \
		memcpy(memory + 1, &io->b, 16); \
		io->r.v = wk_simd_##NAME(memory + 1, io->a.v, WITHIN(lanes)); \
	}
#define STORE_LANE(NAME, lanes) \
	RUN(NAME) \
	{ \
		uint8_t memory[17]; \
		memcpy(memory + 1, &io->b, 16); \
		wk_simd_##NAME(memory + 1, io->a.v, WITHIN(lanes)); \
		memcpy(&io->r, memory + 1, 16); \
	}
#include "libwasmkit/exec/simd.def"

RUN(I8X16_SHUFFLE)
{
	union vec lanes;

	for (int i = 0; i < 16; i++)
		lanes.u8[i] = io->c.u8[i] % 32;
	io->r.v = wk_simd_I8X16_SHUFFLE(io->a.v, io->b.v, lanes.v);
}

static const struct instruction {
	const char *name;
	operation *run, *reference;
	enum lanes lanes;
} instructions[] = {
#define ROW(NAME) {#NAME, run_##NAME, ref_##NAME, (enum lanes)KIND_##NAME},
#define UNARY(NAME, function) ROW(NAME)
#define BINARY(NAME, function) ROW(NAME)
#define TERNARY(NAME, function) ROW(NAME)
#define TEST(NAME, function) ROW(NAME)
#define SHIFT(NAME, function) ROW(NAME)
#define SPLAT(NAME, lanes, scalar) ROW(NAME)
#define EXTRACT(NAME, lanes, scalar) ROW(NAME)
#define REPLACE(NAME, lanes, scalar) ROW(NAME)
#define LOAD(NAME, function) ROW(NAME)
#define STORE(NAME, function) ROW(NAME)
#define LOAD_LANE(NAME, lanes) ROW(NAME)
#define STORE_LANE(NAME, lanes) ROW(NAME)
#define SAME(NAME, other) \
	{#NAME, run_##other, ref_##NAME, (enum lanes)KIND_##NAME},
#include "libwasmkit/exec/simd.def"
    ROW(I8X16_SHUFFLE)};

enum { INSTRUCTIONS = sizeof(instructions) / sizeof(*instructions) };

static uint64_t
random64(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state * 0x2545F4914F6CDD1D;
}

/* Lanes of one width, each random, special, or near a power of two. */
static union vec
random_vec(uint64_t *state)
{
	static const float f32[] = {0, -0.0F, 1, -1, 0.5F, -0.5F, 1.5F, 2.5F,
	    -2.5F, 8388607.5F, 8388609, -8388607.5F, INFINITY, -INFINITY, NAN,
	    1e-45F, -1e-45F, 3.4028235e38F, 2147483648.0F, 4294967296.0F,
	    -2147483648.0F, 2147483520.0F, 4294967040.0F, 0.99999994F};
	static const double f64[] = {0, -0.0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5,
	    4503599627370495.5, 9007199254740993.0, -4503599627370495.5,
	    INFINITY, -INFINITY, (double)NAN, 5e-324, -5e-324,
	    1.7976931348623157e308, 2147483647.5, 4294967295.5, -2147483648.5,
	    2147483646.9, 4294967294.9, 0.9999999999999999, 1.0000000596046448,
	    3.4028235677973366e38};
	uint64_t choice = random64(state);
	union vec v = {.u64 = {random64(state), random64(state)}};

	for (unsigned i = 0; i < 16; i++) {
		uint64_t x = random64(state);

		if (choice % 8 == 0 && x % 2 == 0)
			v.u8[i] = (uint8_t)((x >> 8 & 0x81) - (x >> 16 & 1));
		if (choice % 8 == 1 && x % 2 == 0)
			v.u16[i % 8] =
			    (uint16_t)((1 << (x >> 8 & 15)) - (x >> 16 & 1));
		if (choice % 8 == 2 && x % 2 == 0)
			v.u32[i % 4] =
			    (uint32_t)((1ULL << (x >> 8 & 31)) - (x >> 16 & 1));
		if (choice % 8 == 3 && x % 2 == 0)
			v.u64[i % 2] = (1ULL << (x >> 8 & 63)) - (x >> 16 & 1);
		if (choice % 8 == 4 && x % 4 != 0)
			v.f32[i % 4] =
			    f32[(x >> 8) % (sizeof(f32) / sizeof(*f32))];
		if (choice % 8 == 5 && x % 4 != 0)
			v.f64[i % 2] =
			    f64[(x >> 8) % (sizeof(f64) / sizeof(*f64))];
		if (choice % 16 == 6)
			v.f32[i % 4] = (float)(int32_t)x / 65536.0F;
		if (choice % 16 == 14)
			v.f64[i % 2] = (double)(int64_t)x / 4294967296.0;
	}
	return v;
}

/* 0: no NaN; 1: canonical; 2: quiet; 3: signalling. */
static int
nan_kind(const union vec *v, enum lanes lanes, size_t i)
{
	uint64_t quiet = lanes == F32 ? 1 << 22 : 1ULL << 51;
	uint64_t fraction =
	    lanes == F32 ? v->u32[i] & 0x7FFFFF : v->u64[i] & 0xFFFFFFFFFFFFF;
	bool is_nan = lanes == F32 ? isnan(v->f32[i]) : isnan(v->f64[i]);

	return !is_nan ? 0 : fraction == quiet ? 1 : fraction & quiet ? 2 : 3;
}

/* The operands' lane of another width with the same number has a NaN. */
static bool
takes_other_nan(const struct io *io, enum lanes lanes)
{
	const union vec *operands[] = {&io->a, &io->b, &io->c};

	for (int k = 0; k < 3; k++) {
		for (size_t i = 0; i < 4; i++) {
			if (nan_kind(operands[k], F32, i) > 1)
				return true;
			if (i < 2 && nan_kind(operands[k], F64, i) > 1)
				return true;
		}
	}
	return lanes == BITS;
}

/*
 * Whether a result is allowed (4.3.3, NaN propagation): from canonical NaNs or
 * none comes a canonical one, from others any that is quiet.
 */
static bool
is_allowed(const struct io *io, const struct io *want, enum lanes lanes)
{
	int most = takes_other_nan(io, lanes) ? 2 : 1;

	if (lanes == BITS)
		return memcmp(&io->r, &want->r, 16) == 0;
	for (size_t i = 0; i < (lanes == F32 ? 4 : 2); i++) {
		int kind = nan_kind(&io->r, lanes, i);

		if ((nan_kind(&want->r, lanes, i) != 0) != (kind != 0) ||
		    kind > most)
			return false;
		if (kind == 0 &&
		    (lanes == F32 ? io->r.u32[i] != want->r.u32[i] :
				    io->r.u64[i] != want->r.u64[i]))
			return false;
	}
	return true;
}

START_TEST(simd_is_as_specified)
{
	const struct instruction *in = &instructions[_i];
	uint64_t state = 0x9E3779B97F4A7C15;

	for (int n = 0; n < 4000; n++) {
		struct io io = {
		    .a = random_vec(&state),
		    .b = random_vec(&state),
		    .c = random_vec(&state),
		    .lane = (unsigned)n,
		};
		struct io want = io;

		in->run(&io);
		in->reference(&want);
		ck_assert_msg(is_allowed(&io, &want, in->lanes),
		    "%s of %016llx%016llx %016llx%016llx %016llx%016llx gives "
		    "%016llx%016llx, not %016llx%016llx",
		    in->name, (unsigned long long)io.a.u64[1],
		    (unsigned long long)io.a.u64[0],
		    (unsigned long long)io.b.u64[1],
		    (unsigned long long)io.b.u64[0],
		    (unsigned long long)io.c.u64[1],
		    (unsigned long long)io.c.u64[0],
		    (unsigned long long)io.r.u64[1],
		    (unsigned long long)io.r.u64[0],
		    (unsigned long long)want.r.u64[1],
		    (unsigned long long)want.r.u64[0]);
	}
}
END_TEST

/* Only constants are made by the translator. */
START_TEST(simd_is_complete)
{
	int count = 0;

#define OP(name, text, prefix, code, imm, params, results, width, feature) \
	count += prefix == 0xFD;
#include "libwasmkit/model/opcodes.def"
#undef OP
	ck_assert_int_eq(count, 256);
	ck_assert_int_eq(INSTRUCTIONS, 255);
}
END_TEST

TCase *
wk_test_simd(void)
{
	TCase *c = tcase_create("simd");

	tcase_add_loop_test(c, simd_is_as_specified, 0, INSTRUCTIONS);
	tcase_add_test(c, simd_is_complete);
	return c;
}

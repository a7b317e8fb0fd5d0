/*
 * The SIMD instructions as functions wk_simd_<NAME>() on values, one for each
 * row of simd.def (specification, 4.3.5).
 *
 * Lanes stand in a wk_v128 as in memory, the lowest first. NaN results are
 * what the processor gives, which the specification allows; signalling NaNs
 * become quiet where it says so.
 */
#ifndef WK_EXEC_SIMD_H
#define WK_EXEC_SIMD_H

#include <string.h>

#include <simde/wasm/simd128.h>

#include "libwasmkit/exec/thread.h"

/* SIMDe asks for loops as vectors where no processor has any. */
#ifdef __clang__
#pragma clang diagnostic ignored "-Wpass-failed"
#endif

/* A vector by its lanes, and a lane that is anywhere in memory. */
#define WK_LANES(name, type) \
	typedef type wk_##name##_lane; \
	typedef type wk_##name __attribute__((vector_size(16))); \
	static inline type wk_simd_lane_##name(const void *p) \
	{ \
		type x; \
		memcpy(&x, p, sizeof(x)); \
		return x; \
	}
WK_LANES(i8x16, int8_t)
WK_LANES(u8x16, uint8_t)
WK_LANES(i16x8, int16_t)
WK_LANES(u16x8, uint16_t)
WK_LANES(i32x4, int32_t)
WK_LANES(u32x4, uint32_t)
WK_LANES(i64x2, int64_t)
WK_LANES(u64x2, uint64_t)
WK_LANES(f32x4, float)
WK_LANES(f64x2, double)
#undef WK_LANES

/*
 * Puts a number into a lane: by a mask, as the lane is not constant, and a
 * load behind a narrower store is slow.
 */
#define WK_SET(name) \
	static inline wk_v128 wk_simd_set_##name( \
	    wk_v128 v, uint64_t lane, wk_##name##_lane x) \
	{ \
		const wk_v128 place = { \
		    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}; \
		wk_v128 mask = \
		    (wk_v128)(place / (uint8_t)sizeof(x) == (uint8_t)lane); \
		wk_v128 all = (wk_v128)simde_wasm_##name##_splat(x); \
		return (all & mask) | (v & ~mask); \
	}
WK_SET(i8x16)
WK_SET(i16x8)
WK_SET(i32x4)
WK_SET(i64x2)
WK_SET(f32x4)
WK_SET(f64x2)
#undef WK_SET

/* Scalars by their names in simd.def. */
typedef uint32_t wk_scalar_I32;
typedef uint64_t wk_scalar_I64;
typedef float wk_scalar_F32;
typedef double wk_scalar_F64;

/* A vector that is anywhere in memory. */
static inline wk_v128
wk_simd_get(const void *p)
{
	wk_v128 v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static inline void
wk_simd_put(void *p, wk_v128 v)
{
	memcpy(p, &v, sizeof(v));
}

/*
 * What SIMDe 0.7 has wrong on some processors, or takes from the C library.
 * Comparisons of vectors give lanes of all ones or zeros.
 */

/*
 * To whole numbers. Adding and taking away the number from which on there are
 * only whole ones rounds to nearest, ties to even; larger ones have 0 added,
 * which makes NaNs quiet. The sign stays, also that of zero.
 */
#define WK_ROUND(bits, f, u, one_half_ulp) \
	static inline f wk_simd_keep_sign##bits(f x, f result) \
	{ \
		u sign = (u){0} + ((__typeof__((u){0}[0]))1 << (bits - 1)); \
		return (f)((u)result | ((u)x & sign)); \
	} \
	static inline f wk_simd_round##bits(f x) \
	{ \
		f whole = (f){0} + one_half_ulp; \
		u small = (u)(x < whole) & (u)(x > -whole); \
		f shift = wk_simd_keep_sign##bits(x, (f)(small & (u)whole)); \
		return wk_simd_keep_sign##bits(x, x + shift - shift); \
	} \
	static inline simde_v128_t wk_simd_nearest##bits(simde_v128_t v) \
	{ \
		return (simde_v128_t)wk_simd_round##bits((f)v); \
	} \
	static inline simde_v128_t wk_simd_floor##bits(simde_v128_t v) \
	{ \
		f x = (f)v, r = wk_simd_round##bits(x); \
		r -= (f)((u)(r > x) & (u)((f){0} + 1)); \
		return (simde_v128_t)r; \
	} \
	static inline simde_v128_t wk_simd_ceil##bits(simde_v128_t v) \
	{ \
		f x = (f)v, r = wk_simd_round##bits(x); \
		r += (f)((u)(r < x) & (u)((f){0} + 1)); \
		return (simde_v128_t)wk_simd_keep_sign##bits(x, r); \
	} \
	static inline simde_v128_t wk_simd_trunc##bits(simde_v128_t v) \
	{ \
		f x = (f)v, r = wk_simd_round##bits(x); \
		u up = ((u)(r > x) & (u)(x > 0)), \
		  down = ((u)(r < x) & (u)(x < 0)); \
		r += (f)(down & (u)((f){0} + 1)) - (f)(up & (u)((f){0} + 1)); \
		return (simde_v128_t)wk_simd_keep_sign##bits(x, r); \
	}
#ifdef SIMDE_X86_SSE4_1_NATIVE
#define wk_simd_nearest32 simde_wasm_f32x4_nearest
#define wk_simd_floor32 simde_wasm_f32x4_floor
#define wk_simd_ceil32 simde_wasm_f32x4_ceil
#define wk_simd_trunc32 simde_wasm_f32x4_trunc
#define wk_simd_nearest64 simde_wasm_f64x2_nearest
#define wk_simd_floor64 simde_wasm_f64x2_floor
#define wk_simd_ceil64 simde_wasm_f64x2_ceil
#define wk_simd_trunc64 simde_wasm_f64x2_trunc
#else
WK_ROUND(32, wk_f32x4, wk_u32x4, 0x1p23F)
WK_ROUND(64, wk_f64x2, wk_u64x2, 0x1p52)
#endif
#undef WK_ROUND

/* Zeros that differ in sign are ordered; NaNs come from the sum. */
#define WK_MIN_MAX(bits, f, u) \
	static inline simde_v128_t wk_simd_min##bits( \
	    simde_v128_t v, simde_v128_t w) \
	{ \
		f a = (f)v, b = (f)w; \
		u less = (u)(a <= b), more = (u)(a >= b); \
		return (simde_v128_t)(((u)a & less) | ((u)b & more) | \
				      ((u)(a + b) & ~(less | more))); \
	} \
	static inline simde_v128_t wk_simd_max##bits( \
	    simde_v128_t v, simde_v128_t w) \
	{ \
		f a = (f)v, b = (f)w; \
		u less = (u)(a < b), more = (u)(a > b); \
		u ordered = less | more | (u)(a == b); \
		return ( \
		    simde_v128_t)((((u)a | less) & ((u)b | more) & ordered) | \
				  ((u)(a + b) & ~ordered)); \
	}
WK_MIN_MAX(32, wk_f32x4, wk_u32x4)
WK_MIN_MAX(64, wk_f64x2, wk_u64x2)
#undef WK_MIN_MAX

/* From 2^31 on, what is above that is converted, and saturates together. */
static inline simde_v128_t
wk_simd_trunc_u(simde_v128_t a)
{
	wk_f32x4 x = (wk_f32x4)a;
	wk_u32x4 large = (wk_u32x4)(x >= 0x1p31F);
	wk_f32x4 rest =
	    x - (wk_f32x4)(large & (wk_u32x4)((wk_f32x4){0} + 0x1p31F));
	wk_i32x4 r =
	    (wk_i32x4)simde_wasm_i32x4_trunc_sat_f32x4((simde_v128_t)rest);

	return (simde_v128_t)((wk_u32x4)(r & ~(r >> 31)) | large << 31);
}

static inline simde_v128_t
wk_simd_q15mulr(simde_v128_t a, simde_v128_t b)
{
	wk_i32x4 low = (wk_i32x4)simde_wasm_i32x4_extmul_low_i16x8(a, b);
	wk_i32x4 high = (wk_i32x4)simde_wasm_i32x4_extmul_high_i16x8(a, b);

	return simde_wasm_i16x8_narrow_i32x4(
	    (simde_v128_t)((low + 0x4000) >> 15),
	    (simde_v128_t)((high + 0x4000) >> 15));
}

/* The least number stays as it is: no overflow, as lanes have no sign here. */
#define WK_ABS(bits, i, u) \
	static inline simde_v128_t wk_simd_abs##bits(simde_v128_t a) \
	{ \
		u sign = (u)((i)a >> (bits - 1)); \
		return (simde_v128_t)(((u)a ^ sign) - sign); \
	}
WK_ABS(8, wk_i8x16, wk_u8x16)
WK_ABS(16, wk_i16x8, wk_u16x8)
WK_ABS(32, wk_i32x4, wk_u32x4)
WK_ABS(64, wk_i64x2, wk_u64x2)
#undef WK_ABS

static inline simde_v128_t
wk_simd_mul32(simde_v128_t a, simde_v128_t b)
{
	return (simde_v128_t)((wk_u32x4)a * (wk_u32x4)b);
}

static inline simde_v128_t
wk_simd_mul64(simde_v128_t a, simde_v128_t b)
{
	return (simde_v128_t)((wk_u64x2)a * (wk_u64x2)b);
}

static inline bool
wk_simd_all_true64(simde_v128_t a)
{
	wk_u64x2 x = (wk_u64x2)a;

	return x[0] != 0 && x[1] != 0;
}

/*
 * What has no intrinsic. Where it adds to a product it rounds twice, so that
 * the result is the same on all processors.
 */
static inline simde_v128_t
wk_simd_madd32(simde_v128_t a, simde_v128_t b, simde_v128_t c)
{
	return simde_wasm_f32x4_add(simde_wasm_f32x4_mul(a, b), c);
}

static inline simde_v128_t
wk_simd_nmadd32(simde_v128_t a, simde_v128_t b, simde_v128_t c)
{
	return simde_wasm_f32x4_sub(c, simde_wasm_f32x4_mul(a, b));
}

static inline simde_v128_t
wk_simd_madd64(simde_v128_t a, simde_v128_t b, simde_v128_t c)
{
	return simde_wasm_f64x2_add(simde_wasm_f64x2_mul(a, b), c);
}

static inline simde_v128_t
wk_simd_nmadd64(simde_v128_t a, simde_v128_t b, simde_v128_t c)
{
	return simde_wasm_f64x2_sub(c, simde_wasm_f64x2_mul(a, b));
}

/* Sums of two products of signed bytes each, modulo 2^16. */
static inline simde_v128_t
wk_simd_dot8(simde_v128_t a, simde_v128_t b)
{
	simde_v128_t even_a =
	    simde_wasm_i16x8_shr(simde_wasm_i16x8_shl(a, 8), 8);
	simde_v128_t even_b =
	    simde_wasm_i16x8_shr(simde_wasm_i16x8_shl(b, 8), 8);
	simde_v128_t odd_a = simde_wasm_i16x8_shr(a, 8);
	simde_v128_t odd_b = simde_wasm_i16x8_shr(b, 8);

	return simde_wasm_i16x8_add(simde_wasm_i16x8_mul(even_a, even_b),
	    simde_wasm_i16x8_mul(odd_a, odd_b));
}

static inline simde_v128_t
wk_simd_dot8_add(simde_v128_t a, simde_v128_t b, simde_v128_t c)
{
	return simde_wasm_i32x4_add(
	    simde_wasm_i32x4_extadd_pairwise_i16x8(wk_simd_dot8(a, b)), c);
}

#define UNARY(NAME, function) \
	static inline wk_v128 wk_simd_##NAME(wk_v128 a) \
	{ \
		return (wk_v128)function((simde_v128_t)a); \
	}
#define BINARY(NAME, function) \
	static inline wk_v128 wk_simd_##NAME(wk_v128 a, wk_v128 b) \
	{ \
		return (wk_v128)function((simde_v128_t)a, (simde_v128_t)b); \
	}
#define TERNARY(NAME, function) \
	static inline wk_v128 wk_simd_##NAME(wk_v128 a, wk_v128 b, wk_v128 c) \
	{ \
		return (wk_v128)function( \
		    (simde_v128_t)a, (simde_v128_t)b, (simde_v128_t)c); \
	}
#define TEST(NAME, function) \
	static inline uint32_t wk_simd_##NAME(wk_v128 a) \
	{ \
		return (uint32_t)function((simde_v128_t)a); \
	}
/* The count is taken modulo the width of a lane. */
#define SHIFT(NAME, function) \
	static inline wk_v128 wk_simd_##NAME(wk_v128 a, uint32_t count) \
	{ \
		return (wk_v128)function((simde_v128_t)a, count); \
	}
#define SPLAT(NAME, lanes, scalar) \
	static inline wk_v128 wk_simd_##NAME(wk_scalar_##scalar x) \
	{ \
		return (wk_v128)simde_wasm_##lanes##_splat( \
		    (wk_##lanes##_lane)x); \
	}
/* A signed lane is extended with its sign. */
#define EXTRACT(NAME, lanes, scalar) \
	static inline wk_scalar_##scalar wk_simd_##NAME( \
	    wk_v128 a, uint64_t lane) \
	{ \
		return (wk_scalar_##scalar)((wk_##lanes)a)[lane]; \
	}
#define REPLACE(NAME, lanes, scalar) \
	static inline wk_v128 wk_simd_##NAME( \
	    wk_v128 a, wk_scalar_##scalar x, uint64_t lane) \
	{ \
		return wk_simd_set_##lanes(a, lane, (wk_##lanes##_lane)x); \
	}
#define LOAD(NAME, function) \
	static inline wk_v128 wk_simd_##NAME(const uint8_t *p) \
	{ \
		return (wk_v128)function(p); \
	}
#define STORE(NAME, function) \
	static inline void wk_simd_##NAME(uint8_t *p, wk_v128 a) \
	{ \
		function(p, (simde_v128_t)a); \
	}
#define LOAD_LANE(NAME, lanes) \
	static inline wk_v128 wk_simd_##NAME( \
	    const uint8_t *p, wk_v128 a, uint64_t lane) \
	{ \
		return wk_simd_set_##lanes(a, lane, wk_simd_lane_##lanes(p)); \
	}
#define STORE_LANE(NAME, lanes) \
	static inline void wk_simd_##NAME( \
	    uint8_t *p, wk_v128 a, uint64_t lane) \
	{ \
		wk_##lanes##_lane x = ((wk_##lanes)a)[lane]; \
		memcpy(p, &x, sizeof(x)); \
	}
#define SAME(NAME, other) \
	static __typeof__(wk_simd_##other) *const wk_simd_##NAME \
	    __attribute__((unused)) = wk_simd_##other;
#include "libwasmkit/exec/simd.def"

/* A swizzle by lanes that are below 16, or above 127 for zero. */
static inline wk_v128
wk_simd_pick(wk_v128 a, wk_v128 lanes)
{
#ifdef SIMDE_X86_SSSE3_NATIVE
	return (wk_v128)_mm_shuffle_epi8((__m128i)a, (__m128i)lanes);
#else
	return wk_simd_I8X16_SWIZZLE(a, lanes);
#endif
}

/* Lanes 0 to 15 are those of a, 16 to 31 those of b. */
static inline wk_v128
wk_simd_I8X16_SHUFFLE(wk_v128 a, wk_v128 b, wk_v128 lanes)
{
	return wk_simd_I8X16_SWIZZLE(a, lanes) |
	       wk_simd_I8X16_SWIZZLE(b, lanes - 16);
}

#endif

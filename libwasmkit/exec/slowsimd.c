/*
 * SIMD instructions as plain functions.
 */
#include "libwasmkit/exec/simd.h"
#include "libwasmkit/exec/slowop.h"

/* How many bytes an instruction accesses. */
enum {
#define OP(name, text, prefix, code, imm, params, results, width, feature) \
	WIDTH_##name = width,
#include "libwasmkit/model/opcodes.def"
#undef OP
};

/* Scalars by their names in simd.def. */
#define GET_I32(slot) ((slot)->u32)
#define GET_I64(slot) ((slot)->u64)
#define GET_F32(slot) ((slot)->f32)
#define GET_F64(slot) ((slot)->f64)

static void
put_I32(union wk_slot *slot, uint32_t x)
{
	slot->u64 = x;
}

static void
put_I64(union wk_slot *slot, uint64_t x)
{
	slot->u64 = x;
}

static void
put_F32(union wk_slot *slot, float x)
{
	slot->u64 = 0;
	slot->f32 = x;
}

static void
put_F64(union wk_slot *slot, double x)
{
	slot->f64 = x;
}

/* Where the bytes are that an instruction accesses; NULL after a trap. */
#define AT(NAME) wk_slow_at(t, imm[0].memory, sp->u64, imm[1].u64, WIDTH_##NAME)

#define UNARY(NAME, function) \
	SLOW(NAME) \
	{ \
		wk_simd_put(sp, wk_simd_##NAME(wk_simd_get(sp))); \
		return imm; \
	}
#define BINARY(NAME, function) \
	SLOW(NAME) \
	{ \
		wk_simd_put( \
		    sp, wk_simd_##NAME(wk_simd_get(sp), wk_simd_get(sp + 2))); \
		return imm; \
	}
#define TERNARY(NAME, function) \
	SLOW(NAME) \
	{ \
		wk_simd_put( \
		    sp, wk_simd_##NAME(wk_simd_get(sp), wk_simd_get(sp + 2), \
			    wk_simd_get(sp + 4))); \
		return imm; \
	}
#define TEST(NAME, function) \
	SLOW(NAME) \
	{ \
		put_I32(sp, wk_simd_##NAME(wk_simd_get(sp))); \
		return imm; \
	}
#define SHIFT(NAME, function) \
	SLOW(NAME) \
	{ \
		wk_simd_put(sp, wk_simd_##NAME(wk_simd_get(sp), sp[2].u32)); \
		return imm; \
	}
#define SPLAT(NAME, lanes, scalar) \
	SLOW(NAME) \
	{ \
		wk_simd_put(sp, wk_simd_##NAME(GET_##scalar(sp))); \
		return imm; \
	}
#define EXTRACT(NAME, lanes, scalar) \
	SLOW(NAME) \
	{ \
		put_##scalar(sp, wk_simd_##NAME(wk_simd_get(sp), imm->u64)); \
		return imm + 1; \
	}
#define REPLACE(NAME, lanes, scalar) \
	SLOW(NAME) \
	{ \
		wk_simd_put(sp, wk_simd_##NAME(wk_simd_get(sp), \
				    GET_##scalar(sp + 2), imm->u64)); \
		return imm + 1; \
	}
#define LOAD(NAME, function) \
	SLOW(NAME) \
	{ \
		uint8_t *p = AT(NAME); \
		if (p == NULL) \
			return NULL; \
		wk_simd_put(sp, wk_simd_##NAME(p)); \
		return imm + 2; \
	}
#define STORE(NAME, function) \
	SLOW(NAME) \
	{ \
		uint8_t *p = AT(NAME); \
		if (p == NULL) \
			return NULL; \
		wk_simd_##NAME(p, wk_simd_get(sp + 1)); \
		return imm + 2; \
	}
#define LOAD_LANE(NAME, lanes) \
	SLOW(NAME) \
	{ \
		uint8_t *p = AT(NAME); \
		if (p == NULL) \
			return NULL; \
		wk_simd_put( \
		    sp, wk_simd_##NAME(p, wk_simd_get(sp + 1), imm[2].u64)); \
		return imm + 3; \
	}
#define STORE_LANE(NAME, lanes) \
	SLOW(NAME) \
	{ \
		uint8_t *p = AT(NAME); \
		if (p == NULL) \
			return NULL; \
		wk_simd_##NAME(p, wk_simd_get(sp + 1), imm[2].u64); \
		return imm + 3; \
	}
#define SAME(NAME, other) \
	SLOW(NAME) \
	{ \
		return wk_slow_##other(t, sp, imm); \
	}
#include "libwasmkit/exec/simd.def"

SLOW(I8X16_SHUFFLE)
{
	wk_simd_put(sp, wk_simd_I8X16_SHUFFLE(wk_simd_get(sp),
			    wk_simd_get(sp + 2), wk_simd_get(imm)));
	return imm + 2;
}

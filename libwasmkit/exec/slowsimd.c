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

static wk_v128
get(const void *p)
{
	wk_v128 v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static void
put(void *p, wk_v128 v)
{
	memcpy(p, &v, sizeof(v));
}

/* Scalars by their letters in simd.def. */
#define GET_i(slot) ((slot)->u32)
#define GET_I(slot) ((slot)->u64)
#define GET_f(slot) ((slot)->f32)
#define GET_F(slot) ((slot)->f64)

static void
put_i(union wk_slot *slot, uint32_t x)
{
	slot->u64 = x;
}

static void
put_I(union wk_slot *slot, uint64_t x)
{
	slot->u64 = x;
}

static void
put_f(union wk_slot *slot, float x)
{
	slot->u64 = 0;
	slot->f32 = x;
}

static void
put_F(union wk_slot *slot, double x)
{
	slot->f64 = x;
}

/* Where the bytes are that an instruction accesses; NULL after a trap. */
#define AT(NAME) wk_slow_at(t, imm[0].memory, sp->u64, imm[1].u64, WIDTH_##NAME)

#define UNARY(NAME, function) \
	SLOW(NAME) \
	{ \
		put(sp, wk_simd_##NAME(get(sp))); \
		return imm; \
	}
#define BINARY(NAME, function) \
	SLOW(NAME) \
	{ \
		put(sp, wk_simd_##NAME(get(sp), get(sp + 2))); \
		return imm; \
	}
#define TERNARY(NAME, function) \
	SLOW(NAME) \
	{ \
		put(sp, wk_simd_##NAME(get(sp), get(sp + 2), get(sp + 4))); \
		return imm; \
	}
#define TEST(NAME, function) \
	SLOW(NAME) \
	{ \
		put_i(sp, wk_simd_##NAME(get(sp))); \
		return imm; \
	}
#define SHIFT(NAME, function) \
	SLOW(NAME) \
	{ \
		put(sp, wk_simd_##NAME(get(sp), sp[2].u32)); \
		return imm; \
	}
#define SPLAT(NAME, lanes, scalar) \
	SLOW(NAME) \
	{ \
		put(sp, wk_simd_##NAME(GET_##scalar(sp))); \
		return imm; \
	}
#define EXTRACT(NAME, lanes, scalar) \
	SLOW(NAME) \
	{ \
		put_##scalar(sp, wk_simd_##NAME(get(sp), imm->u64)); \
		return imm + 1; \
	}
#define REPLACE(NAME, lanes, scalar) \
	SLOW(NAME) \
	{ \
		put(sp, \
		    wk_simd_##NAME(get(sp), GET_##scalar(sp + 2), imm->u64)); \
		return imm + 1; \
	}
#define LOAD(NAME, function) \
	SLOW(NAME) \
	{ \
		uint8_t *p = AT(NAME); \
		if (p == NULL) \
			return NULL; \
		put(sp, wk_simd_##NAME(p)); \
		return imm + 2; \
	}
#define STORE(NAME, function) \
	SLOW(NAME) \
	{ \
		uint8_t *p = AT(NAME); \
		if (p == NULL) \
			return NULL; \
		wk_simd_##NAME(p, get(sp + 1)); \
		return imm + 2; \
	}
#define LOAD_LANE(NAME, lanes) \
	SLOW(NAME) \
	{ \
		uint8_t *p = AT(NAME); \
		if (p == NULL) \
			return NULL; \
		put(sp, wk_simd_##NAME(p, get(sp + 1), imm[2].u64)); \
		return imm + 3; \
	}
#define STORE_LANE(NAME, lanes) \
	SLOW(NAME) \
	{ \
		uint8_t *p = AT(NAME); \
		if (p == NULL) \
			return NULL; \
		wk_simd_##NAME(p, get(sp + 1), imm[2].u64); \
		return imm + 3; \
	}
#include "libwasmkit/exec/simd.def"

SLOW(I8X16_SHUFFLE)
{
	put(sp, wk_simd_I8X16_SHUFFLE(get(sp), get(sp + 2), get(imm)));
	return imm + 2;
}

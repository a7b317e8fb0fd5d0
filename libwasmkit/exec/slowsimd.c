/*
 * Vectors from and to memories, checked; all else about them has handlers.
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

/* Where the bytes are that an instruction accesses; NULL after a trap. */
#define AT(NAME) wk_slow_at(t, imm[0].memory, sp->u64, imm[1].u64, WIDTH_##NAME)

#define UNARY(NAME, function)
#define BINARY(NAME, function)
#define TERNARY(NAME, function)
#define TEST(NAME, function)
#define SHIFT(NAME, function)
#define SPLAT(NAME, lanes, scalar)
#define EXTRACT(NAME, lanes, scalar)
#define REPLACE(NAME, lanes, scalar)
#define SAME(NAME, other)
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
#include "libwasmkit/exec/simd.def"

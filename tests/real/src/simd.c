/* Fixed-width and relaxed vector instructions, by intrinsics and by the vectoriser. */
#include <stddef.h>
#include <stdint.h>
#include <wasm_simd128.h>

float
dot(const float *a, const float *b, size_t n)
{
	v128_t sum = wasm_f32x4_const_splat(0);
	for (size_t i = 0; i + 4 <= n; i += 4)
		sum = wasm_f32x4_relaxed_madd(wasm_v128_load(a + i), wasm_v128_load(b + i), sum);
	return wasm_f32x4_extract_lane(sum, 0) + wasm_f32x4_extract_lane(sum, 1)
	       + wasm_f32x4_extract_lane(sum, 2) + wasm_f32x4_extract_lane(sum, 3);
}

size_t
count_byte(const uint8_t *s, size_t n, uint8_t c)
{
	size_t found = 0;
	v128_t want = wasm_u8x16_splat(c);
	for (; n >= 16; n -= 16, s += 16)
		found += (size_t)__builtin_popcount(
			(unsigned)wasm_i8x16_bitmask(wasm_i8x16_eq(wasm_v128_load(s), want)));
	while (n--)
		found += *s++ == c;
	return found;
}

void
reverse_words(uint32_t *words, size_t n)
{
	const v128_t order = wasm_i8x16_const(3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
	for (size_t i = 0; i + 4 <= n; i += 4)
		wasm_v128_store(words + i, wasm_i8x16_swizzle(wasm_v128_load(words + i), order));
}

v128_t
blend(v128_t a, v128_t b, v128_t mask)
{
	v128_t low = wasm_u16x8_extmul_low_u8x16(a, b), high = wasm_u16x8_extmul_high_u8x16(a, b);
	v128_t both = wasm_i8x16_shuffle(low, high, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25,
	                                 27, 29, 31);
	return wasm_v128_bitselect(both, wasm_u8x16_avgr(a, b), mask);
}

void
transform(double *restrict out, const double *restrict in, const int32_t *restrict scale, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] = in[i] * scale[i] + 0.5;
}

void
saturate(int8_t *restrict out, const int16_t *restrict in, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] = (int8_t)(in[i] > 127 ? 127 : in[i] < -128 ? -128 : in[i]);
}

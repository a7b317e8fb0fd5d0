/*
 * Vectors of 128 bits in four widths: blending of pixels, a filter over
 * samples, products of matrices, a Mandelbrot set in four lanes, upper case.
 */
#include <string.h>

#include "bench.h"

typedef uint8_t u8x16 __attribute__((vector_size(16)));
typedef uint16_t u16x8 __attribute__((vector_size(16)));
typedef int16_t i16x8 __attribute__((vector_size(16)));
typedef int32_t i32x4 __attribute__((vector_size(16)));
typedef float f32x4 __attribute__((vector_size(16)));
typedef uint8_t u8x8 __attribute__((vector_size(8)));

enum { SIZE = 8192 };

static u8x16 front[SIZE / 16], back[SIZE / 16];
static i16x8 samples[SIZE / 16 + 1], filtered[SIZE / 16];
static f32x4 left[16], right[16], product[16];

static NOINLINE void
blend(const u8x16 *from, u8x16 *to, uint16_t alpha, int n)
{
	uint16_t beta = (uint16_t)(256 - alpha);

	for (int i = 0; i < n; i++) {
		u8x16 a = from[i];
		u8x16 b = to[i];
		u16x8 low = __builtin_convertvector(
		    __builtin_shufflevector(a, a, 0, 1, 2, 3, 4, 5, 6, 7),
		    u16x8);
		u16x8 high = __builtin_convertvector(
		    __builtin_shufflevector(a, a, 8, 9, 10, 11, 12, 13, 14, 15),
		    u16x8);
		u16x8 low2 = __builtin_convertvector(
		    __builtin_shufflevector(b, b, 0, 1, 2, 3, 4, 5, 6, 7),
		    u16x8);
		u16x8 high2 = __builtin_convertvector(
		    __builtin_shufflevector(b, b, 8, 9, 10, 11, 12, 13, 14, 15),
		    u16x8);
		u8x16 x = (u8x16)((low * alpha + low2 * beta) >> 8);
		u8x16 y = (u8x16)((high * alpha + high2 * beta) >> 8);

		to[i] = __builtin_shufflevector(x, y, 0, 2, 4, 6, 8, 10, 12, 14,
		    16, 18, 20, 22, 24, 26, 28, 30);
	}
}

static NOINLINE void
smooth(const i16x8 *from, i16x8 *to, int n)
{
	for (int i = 0; i < n; i++) {
		i16x8 next = __builtin_shufflevector(
		    from[i], from[i + 1], 1, 2, 3, 4, 5, 6, 7, 8);
		i16x8 after = __builtin_shufflevector(
		    from[i], from[i + 1], 2, 3, 4, 5, 6, 7, 8, 9);
		i16x8 sum = (from[i] >> 2) + (next >> 1) + (after >> 2);
		i16x8 loud = sum > 12000;

		to[i] = (loud & 12000) | (~loud & sum);
	}
}

static NOINLINE void
multiply(const f32x4 *a, const f32x4 *b, f32x4 *c)
{
	for (int i = 0; i < 4; i++) {
		f32x4 row = a[i];

		c[i] = b[0] * row[0] + b[1] * row[1] + b[2] * row[2] +
		       b[3] * row[3];
	}
}

static NOINLINE uint32_t
mandelbrot(float left_edge, float y0)
{
	f32x4 x0 = {
	    left_edge, left_edge + 0.01f, left_edge + 0.02f, left_edge + 0.03f};
	f32x4 x = {0};
	f32x4 y = {0};
	i32x4 count = {0};

	for (int i = 0; i < 100; i++) {
		f32x4 xx = x * x;
		f32x4 yy = y * y;
		i32x4 inside = xx + yy < 4.0f;

		if (!(inside[0] | inside[1] | inside[2] | inside[3]))
			break;
		count -= inside;
		y = x * y * 2 + y0;
		x = xx - yy + x0;
	}
	return (uint32_t)(count[0] ^ count[1] << 8 ^ count[2] << 16 ^
			  count[3] << 24);
}

static NOINLINE void
upper(u8x16 *text, int n)
{
	for (int i = 0; i < n; i++) {
		u8x16 letter = (u8x16)(text[i] - 'a' < 26);

		text[i] ^= letter & 32;
	}
}

int
main(int argc, char **argv)
{
	uint32_t n = rounds(argc, argv, 250000);
	uint32_t seed = 99;
	uint32_t sum = 0;

	for (int i = 0; i < SIZE / 16; i++)
		for (int k = 0; k < 16; k++) {
			uint32_t r = next_random(&seed);

			front[i][k] = (uint8_t)r;
			back[i][k] = (uint8_t)(r >> 8);
			samples[i][k & 7] = (int16_t)(r >> 16);
			left[i & 15][k & 3] = (float)(r >> 20) / 4096;
			right[i & 15][k & 3] = (float)(r & 4095) / 4096;
		}
	for (uint32_t i = 0; i < n; i++) {
		blend(front, back, i & 255, SIZE / 16);
		smooth(samples, filtered, SIZE / 16);
		for (int k = 0; k < 64; k++)
			multiply(left + (k & 12), right + (k & 12),
			    product + (k & 12));
		sum = mix(sum, mandelbrot((float)(i % 300) / 100 - 2.2f,
				   (float)(i % 77) / 40 - 0.9f));
		upper(back, SIZE / 16);
		sum += back[i % 500][3] + (uint32_t)filtered[i % 500][2];
		samples[i % 500] ^= filtered[i * 7 % 500];
		sum ^= (uint32_t)(int32_t)product[i & 15][2];
	}
	return finish("simd", sum);
}

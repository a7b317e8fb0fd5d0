/* Rotations of 32 bits: ChaCha20 encrypts a buffer, SHA-256 digests it. */
#include <string.h>

#include "bench.h"

enum { SIZE = 16384 };

static uint8_t buffer[SIZE];

static inline uint32_t
rotate(uint32_t x, int n)
{
	return x << n | x >> (32 - n);
}

static inline void
quarter(uint32_t *s, int a, int b, int c, int d)
{
	s[a] += s[b];
	s[d] = rotate(s[d] ^ s[a], 16);
	s[c] += s[d];
	s[b] = rotate(s[b] ^ s[c], 12);
	s[a] += s[b];
	s[d] = rotate(s[d] ^ s[a], 8);
	s[c] += s[d];
	s[b] = rotate(s[b] ^ s[c], 7);
}

/* RFC 8439, 2.3 and 2.4. */
static NOINLINE void
chacha20(uint32_t *state, uint8_t *data, uint32_t size)
{
	for (uint32_t at = 0; at < size; at += 64) {
		uint32_t s[16];

		memcpy(s, state, sizeof(s));
		for (int i = 0; i < 10; i++) {
			quarter(s, 0, 4, 8, 12);
			quarter(s, 1, 5, 9, 13);
			quarter(s, 2, 6, 10, 14);
			quarter(s, 3, 7, 11, 15);
			quarter(s, 0, 5, 10, 15);
			quarter(s, 1, 6, 11, 12);
			quarter(s, 2, 7, 8, 13);
			quarter(s, 3, 4, 9, 14);
		}
		for (int i = 0; i < 16; i++) {
			uint32_t word;

			memcpy(&word, data + at + 4 * i, 4);
			word ^= s[i] + state[i];
			memcpy(data + at + 4 * i, &word, 4);
		}
		state[12]++;
	}
}

/* The first 32 bits of the fractions of cube roots of primes (FIPS 180-4). */
static const uint32_t sha_k[64] = {0x428a2f98, 0x71374491, 0xb5c0fbcf,
    0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98,
    0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7,
    0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f,
    0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8,
    0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85,
    0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e,
    0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819,
    0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c,
    0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee,
    0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
    0xc67178f2};

static NOINLINE void
sha256(uint32_t *h, const uint8_t *data, uint32_t size)
{
	for (uint32_t at = 0; at < size; at += 64) {
		uint32_t w[64];
		uint32_t s[8];

		for (int i = 0; i < 16; i++) {
			memcpy(&w[i], data + at + 4 * i, 4);
			w[i] = __builtin_bswap32(w[i]);
		}
		for (int i = 16; i < 64; i++) {
			uint32_t x = w[i - 15];
			uint32_t y = w[i - 2];

			x = rotate(x, 25) ^ rotate(x, 14) ^ x >> 3;
			y = rotate(y, 15) ^ rotate(y, 13) ^ y >> 10;
			w[i] = w[i - 16] + x + w[i - 7] + y;
		}
		memcpy(s, h, sizeof(s));
		for (int i = 0; i < 64; i++) {
			uint32_t a = s[0];
			uint32_t e = s[4];
			uint32_t t =
			    rotate(e, 26) ^ rotate(e, 21) ^ rotate(e, 7);
			uint32_t u =
			    rotate(a, 30) ^ rotate(a, 19) ^ rotate(a, 10);

			t +=
			    s[7] + ((e & s[5]) ^ (~e & s[6])) + sha_k[i] + w[i];
			u += (a & s[1]) ^ (a & s[2]) ^ (s[1] & s[2]);
			memmove(s + 1, s, 7 * sizeof(*s));
			s[4] += t;
			s[0] = t + u;
		}
		for (int i = 0; i < 8; i++)
			h[i] += s[i];
	}
}

int
main(int argc, char **argv)
{
	uint32_t n = rounds(argc, argv, 2400);
	uint32_t sum = 0;
	uint32_t key[16] = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};
	uint32_t digest[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
	    0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

	for (uint32_t i = 0; i < n; i++) {
		chacha20(key, buffer, SIZE);
		sha256(digest, buffer, SIZE);
	}
	for (int i = 0; i < 8; i++)
		sum = mix(sum, digest[i]);
	return finish("cipher", sum);
}

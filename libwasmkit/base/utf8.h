/*
 * UTF-8 (RFC 3629).
 */
#ifndef WK_BASE_UTF8_H
#define WK_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether size bytes are well-formed UTF-8. */
bool wk_utf8_valid(const void *data, size_t size);

/*
 * Bytes of the well-formed character at p, which has `left` > 0 bytes behind
 * it; 0 when it is not well-formed.
 */
unsigned wk_utf8_char(const uint8_t *p, size_t left);

/* Writes a code point (not a surrogate, at most 0x10FFFF); gives 1 to 4. */
unsigned wk_utf8_put(uint32_t code, uint8_t *out);

#endif

/*
 * Passing over parenthesised text without looking at its tokens.
 */
#ifndef WK_WAT_SKIM_H
#define WK_WAT_SKIM_H

#include <stdint.h>

/*
 * The place behind the ")" that matches the "(" at p, or NULL when there is
 * none before end. Strings and comments are respected; what is wrong inside
 * is for others to find. Reads up to 64 bytes behind end.
 */
const uint8_t *wk_skim_form(const uint8_t *p, const uint8_t *end);

/* The same for any processor, and for those with AVX2. */
const uint8_t *wk_skim_plain(const uint8_t *p, const uint8_t *end);
const uint8_t *wk_skim_avx2(const uint8_t *p, const uint8_t *end);

#endif

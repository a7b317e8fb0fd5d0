/*
 * What to say of words that are none in the text format.
 */
#ifndef WK_WAT_ADVICE_H
#define WK_WAT_ADVICE_H

#include "wat/lex.h"

/*
 * Writes what is wrong with the look of a token that is no word of the format:
 * a comment of another language, a comma, quotes of the wrong kind. "" when
 * there is nothing to say.
 */
void wk_advice_look(const struct wk_token *token, char *out, size_t out_size);

/*
 * The same for a byte that no token has, or that is not UTF-8. *detail and
 * the hint are left alone when there is nothing to say.
 */
void wk_advice_byte(const struct wk_lex *lex, const uint8_t *at,
    const char **detail, char *hint, size_t hint_size);

#endif

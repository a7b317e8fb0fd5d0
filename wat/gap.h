/*
 * What stands between tokens, where it is plain.
 */
#ifndef WK_WAT_GAP_H
#define WK_WAT_GAP_H

#include "wat/lex.h"
#include "wat/scan.h"

/*
 * Goes over white space and comments that are short and plain; what is left
 * is for the lexer.
 */
static inline const uint8_t *
wk_gap_skip(const uint8_t *at)
{
	for (;;) {
		const uint8_t *p;

		if (*at <= ' ')
			at = wk_scan_space(at);
		if (at[0] == '(' && at[1] == ';') {
			for (p = at + 2; wk_lex_class[*p] & WK_LEX_IDCHAR;)
				p++;
			if (p[0] != ';' || p[1] != ')')
				return at;
			at = p + 2;
		} else if (at[0] == ';' && at[1] == ';') {
			for (p = at + 2; *p >= ' ' && *p < 0x7F;)
				p++;
			if (*p != '\n')
				return at;
			at = p;
		} else {
			return at;
		}
	}
}

/* Whether immediates that are all optional are left out before `at`. */
static inline bool
wk_gap_is_bare(const uint8_t *at)
{
	if (*at == '(')
		return (wk_lex_class[at[1]] & WK_LEX_LOWER) != 0;
	return *at == ')' || (wk_lex_class[*at] & WK_LEX_LOWER);
}

#endif

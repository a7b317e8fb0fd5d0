/*
 * Words for errors.
 */
#ifndef WK_VALIDATE_EXPLAIN_H
#define WK_VALIDATE_EXPLAIN_H

#include "libwasmkit/validate/code.h"

enum {
	WK_EXPLAIN_LIST_SIZE = 160,
	WK_EXPLAIN_NAME_SIZE = 80,
};

/*
 * Writes "[i32 f64]", as many of the types, counted from the top, as there is
 * room for. open: an unknown number of others lie below.
 */
void wk_explain_list(char *out, const wk_valtype *types, size_t n, bool open);

/* Writes " $name" when an entry has a name, else "". */
void wk_explain_name(char *out, const struct wk_module *module,
    enum wk_space space, uint32_t index);

/* Writes the instruction being stepped: "call 7 $print". */
void wk_explain_instr(char *out, const struct wk_body *b);

#endif

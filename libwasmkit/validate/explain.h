/*
 * Words for errors.
 */
#ifndef WK_VALIDATE_EXPLAIN_H
#define WK_VALIDATE_EXPLAIN_H

#include "libwasmkit/validate/code.h"

enum {
	WK_EXPLAIN_LIST_SIZE = 160,
	WK_EXPLAIN_NAME_SIZE = 80,
	WK_EXPLAIN_TYPE_SIZE = WK_TYPE_TEXT_SIZE + WK_EXPLAIN_NAME_SIZE,
};

/* Writes a type as wk_type_text() does, but by its name if it has one. */
size_t wk_explain_type(
    char *out, const struct wk_module *module, wk_valtype type);

/*
 * Writes "[i32 f64]", as many of the types, counted from the top, as there is
 * room for. open: an unknown number of others lie below.
 */
void wk_explain_list(char *out, const struct wk_module *module,
    const wk_valtype *types, size_t n, bool open);

/* Writes " $name" when an entry has a name, else "". */
void wk_explain_name(char *out, const struct wk_module *module,
    enum wk_space space, uint32_t index);

/* The same of a field of a type, and of a local of the function at hand. */
void wk_explain_field(
    char *out, const struct wk_module *module, uint32_t type, uint32_t field);
void wk_explain_local(char *out, const struct wk_body *b, uint32_t local);

/*
 * Fails because a module has only `count` entries in a space, and none with
 * an index. Always false.
 */
bool wk_explain_unknown(struct wk_error *err, uint64_t offset,
    enum wk_space space, uint32_t index, uint32_t count);

/* Writes the instruction being stepped: "call 7 $print". */
void wk_explain_instr(char *out, const struct wk_body *b);

#endif

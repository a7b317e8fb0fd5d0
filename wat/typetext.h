/*
 * Types as the printer writes them, with identifiers.
 */
#ifndef WK_WAT_TYPETEXT_H
#define WK_WAT_TYPETEXT_H

#include "wat/printer.h"

/* Each writes at p, where there is room for a line, and gives the end. */

/* A value or storage type, or a heap type. */
uint8_t *wk_typetext_put(struct wk_printer *pr, uint8_t *p, wk_valtype type);

/* " (param i32 i64)" or the like, nothing for no types. */
uint8_t *wk_typetext_list(struct wk_printer *pr, uint8_t *p,
    const char *keyword, const wk_valtype *types, uint32_t count);

/* " (type 3)" */
uint8_t *wk_typetext_use(struct wk_printer *pr, uint8_t *p, uint32_t index);

/* The function type of an index, or NULL when there is no such type. */
const struct wk_type *wk_typetext_func(
    const struct wk_module *module, uint32_t index);

/* " (result i32)", or what a block's type takes; nothing for none. */
uint8_t *wk_typetext_block(
    struct wk_printer *pr, uint8_t *p, wk_blocktype block);

/* How many operands and results a block has. */
void wk_typetext_block_arity(const struct wk_module *module, wk_blocktype block,
    uint32_t *params, uint32_t *results);

/* The type section, recursion groups and all. */
void wk_typetext_section(struct wk_printer *pr);

/* Finds identifiers for the fields of types. False without memory. */
bool wk_typetext_find_fields(struct wk_printer *pr);

#endif

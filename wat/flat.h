/*
 * The flat layout of instructions: one a line.
 */
#ifndef WK_WAT_FLAT_H
#define WK_WAT_FLAT_H

#include "wat/printer.h"

/*
 * Prints the instructions of pr->body from a position on, each on a new line,
 * without the final end. False with the error set.
 */
bool wk_flat_print(struct wk_printer *pr, uint32_t pos);

#endif

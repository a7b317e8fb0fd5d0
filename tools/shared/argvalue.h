/*
 * Values on command lines.
 */
#ifndef TOOLS_ARGVALUE_H
#define TOOLS_ARGVALUE_H

#include "libwasmkit/wasmkit.h"

/*
 * Reads an argument of a function: a number, or "i32:8", which then has to be
 * of the type. References can only be "null". False for what is none.
 */
bool argvalue_read(const char *text, wk_valtype type, union wk_value *out);

#endif

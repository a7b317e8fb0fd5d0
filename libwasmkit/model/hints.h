/*
 * The order of code metadata in a module.
 */
#ifndef WK_MODEL_HINTS_H
#define WK_MODEL_HINTS_H

#include "libwasmkit/module.h"

/* Sorts by function, position, and place in the file. */
void wk_hints_sort(struct wk_hint *hints, uint32_t count);

#endif

/*
 * What making functions needs of translation.
 */
#ifndef WK_EXEC_PREPARE_H
#define WK_EXEC_PREPARE_H

#include "libwasmkit/runtime/store.h"

/*
 * Gives a new function, whose type, instance, host function and index are
 * set, an entry that translates it at its first call, or calls the host.
 */
void wk_translate_prepare(struct wk_funcinst *func);

#endif

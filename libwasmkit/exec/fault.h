/*
 * Accesses out of the bounds of guarded memories, which the processor finds.
 */
#ifndef WK_EXEC_FAULT_H
#define WK_EXEC_FAULT_H

#include "libwasmkit/exec/cells.h"

/*
 * Runs a thread as wk_engine_run() does; a fault in a memory of its store
 * becomes a trap, or opens a page, see runtime/written.h. The first call
 * installs a handler of signals for the process, which hands on all other
 * faults to the one before it.
 */
enum wk_exit wk_fault_run(struct wk_thread *t);

#endif

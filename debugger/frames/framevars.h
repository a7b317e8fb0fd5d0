/* Variables of frames that lie in memory, by addresses. */
#ifndef DEBUGGER_FRAMES_FRAMEVARS_H
#define DEBUGGER_FRAMES_FRAMEVARS_H

#include "debugger/memorymap.h"
#include "debugger/state.h"

/*
 * The variable of a frame of the thread selected that covers an address of the
 * memory that debug info is of. False for none; also where it is of so many
 * frames out that they were not looked at yet: each call looks at some more.
 */
bool dbg_framevars_find(
    struct dbg *d, uint64_t address, struct dbg_symbol *out);

void dbg_framevars_close(struct dbg *d);

#endif

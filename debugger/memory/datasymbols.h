/* Names of what lies in memory, by addresses. */
#ifndef DEBUGGER_MEMORY_DATASYMBOLS_H
#define DEBUGGER_MEMORY_DATASYMBOLS_H

#include "debugger/memorymap.h"
#include "debugger/state.h"

/*
 * What always lies in one place and covers an address; NULL for none. Finding
 * all there are takes a second for very much debug info: unless is_wanted,
 * that is left out.
 */
const struct dbg_symbol *dbg_symbols_find(
    struct dbg *d, uint32_t memory, uint64_t address, bool is_wanted);

/* Where the last variable of the source ends; 0: none, or not looked for. */
uint64_t dbg_symbols_end(struct dbg *d);

/* The linker's symbol of a name; NULL: there is none. */
const struct dbg_symbol *dbg_symbols_named(struct dbg *d, const char *name);

/*
 * The name of a data segment, or "data[N]"; good until the next is asked for.
 */
const char *dbg_symbols_segment(struct dbg *d, uint32_t segment);

void dbg_symbols_close(struct dbg *d);

#endif

/*
 * What lies where in the memories of the program: parts as its linker laid
 * them out, variables, and what an address is to be called.
 *
 * It is known from exported and named globals (`__stack_pointer`,
 * `__heap_base`, …), data segments and their names, the `linking` section,
 * the layouts of known compilers, and variables of the debug info. Memories
 * are told by their indices in the program's module; what the linker and the
 * debug info say is of the one that is exported as "memory", or the first.
 * All of it can be asked before the program is run, too.
 */
#ifndef DEBUGGER_MEMORYMAP_H
#define DEBUGGER_MEMORYMAP_H

#include "debugger/session.h"

enum dbg_part_kind {
	DBG_PART_DATA,       /* static data that data segments fill */
	DBG_PART_ZEROS,      /* static data that begins as zeros */
	DBG_PART_STACK,      /* the shadow stack of compilers, as far as used */
	DBG_PART_STACK_FREE, /* what it may still grow into */
	DBG_PART_HEAP,
	DBG_PART_OTHER,
	DBG_PART_KINDS
};

/* A part of a memory; they do not overlap, and may leave gaps. */
struct dbg_part {
	uint8_t kind; /* enum dbg_part_kind */
	/* Where it begins or ends follows from what is around it. */
	bool is_guess;
	uint64_t begin, end;
	const char *name; /* of its segments, ".rodata"; NULL: none */
};

/* "static data", "heap" …; of an enum dbg_part_kind. */
const char *dbg_part_text(unsigned kind);

/*
 * The parts of a memory as it is now, ascending: the session's, until they are
 * asked for again. Cheap enough for every frame of a window. False without
 * memory.
 */
bool dbg_parts(struct dbg *d, uint32_t memory, const struct dbg_part **out,
    uint32_t *count, struct wk_error *err);

/* The part that an address is in; NULL for none. As dbg_parts(). */
const struct dbg_part *dbg_part_at(
    struct dbg *d, uint32_t memory, uint64_t address);

/* Whether it may be of a frame of the thread that is selected. */
bool dbg_memorymap_is_stack(struct dbg *d, uint32_t memory, uint64_t address);

enum dbg_symbol_kind {
	DBG_SYMBOL_VARIABLE, /* of the source, always in one place */
	DBG_SYMBOL_LOCAL,    /* of the source, in a frame */
	DBG_SYMBOL_LINKER,   /* the linker's: a name, and no type */
	DBG_SYMBOL_SEGMENT,  /* a data segment */
};

/* What has a name and lies in memory. */
struct dbg_symbol {
	uint8_t kind; /* enum dbg_symbol_kind */
	uint64_t begin, size;
	const char *name;                /* with namespaces */
	const struct wk_info_type *type; /* NULL: not known */
	const struct wk_info_var *var;   /* NULL: none of the source */
	uint32_t level;   /* LOCAL: of the frame, of the thread selected */
	const char *func; /* LOCAL: the frame's name */
};

/*
 * The smallest of what covers an address, locals of frames first; false for
 * none. It is good until the program runs on, or the next is asked for. Of a
 * program with very much debug info the first call takes a second or two.
 */
bool dbg_symbol_at(
    struct dbg *d, uint32_t memory, uint64_t address, struct dbg_symbol *out);

/* Whether that was paid for already, or costs next to nothing. */
bool dbg_symbols_are_ready(struct dbg *d);

/*
 * What is at an address, in one line: "grid[12][3] (uint8_t) = 1",
 * "buf[3] (char) = 120 'x' in parse(), frame 2", ".rodata+0x1c", "heap"; "" of
 * what is behind the memory, or not known. To be freed; NULL without memory.
 */
char *dbg_address_text(struct dbg *d, uint32_t memory, uint64_t address);

/* Frees what a session keeps for this. */
void dbg_memorymap_close(struct dbg *d);

#endif

/* How the program's linker laid out its memory, as far as the module tells. */
#ifndef DEBUGGER_MEMORY_MEMORYLAYOUT_H
#define DEBUGGER_MEMORY_MEMORYLAYOUT_H

#include "debugger/state.h"

/* Bytes that a memory is filled with before the program begins. */
struct dbg_placed {
	uint32_t memory;
	uint32_t segment; /* WK_NONE: zeros */
	uint64_t begin, size;
	const uint8_t *bytes; /* NULL: zeros */
};

/* A boundary in the memory. */
struct dbg_bound {
	bool is_known;
	bool is_guess; /* it follows from others, or from a habit */
	uint64_t at;
};

struct dbg_layout {
	/* The memory that all of it but `placed` is of; WK_NONE: no memory. */
	uint32_t memory;
	struct dbg_bound data_begin, data_end;
	struct dbg_bound stack_low, stack_high;
	struct dbg_bound heap;
	uint32_t stack_pointer; /* a global; WK_NONE: there is none */
	/* Go's: stacks are in the heap, that of its global g is in use. */
	bool is_go;
	/* A program that was run and saved: its heap is in segments, too. */
	bool is_snapshot;
	/* Of all memories, in order of them and of addresses. */
	struct dbg_placed *placed;
	uint32_t placed_count, placed_capacity;
	/* Initial values of globals; without one where it is not known. */
	struct dbg_bound *globals;
	/* What was not known before the program is run was asked for. */
	bool is_partial;
	const struct wk_instance *instance; /* that it is of, or NULL */
};

/* The program's; NULL without memory. */
const struct dbg_layout *dbg_layout(struct dbg *d);

/* What a constant expression of integers gives. */
struct dbg_bound dbg_layout_constant(const struct wk_module *module,
    const struct dbg_layout *layout, struct wk_span code);

void dbg_layout_close(struct dbg *d);

#endif

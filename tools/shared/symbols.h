/*
 * The symbols of a module as nm sees them: those of the linking section of an
 * object file; of other modules what is imported, exported or has a name.
 */
#ifndef TOOLS_SYMBOLS_H
#define TOOLS_SYMBOLS_H

#include "libwasmkit/wasmkit.h"

struct symbol {
	struct wk_str name;
	const char *kind; /* "func", "data", "global", "section", … */
	uint32_t index;   /* in the index space of the kind; WK_NONE if none */
	uint32_t flags;   /* enum wk_symbol_flags, or'ed */
	/*
	 * Of what is defined. Functions and globals: bytes into the file, or
	 * into their section where there is a linking or dylink.0 section;
	 * data: the address in memory; else the index.
	 */
	uint64_t address, size;
	const struct wk_import *import; /* NULL when it is none */
};

/* All zero is none. */
struct symbols {
	struct symbol *items;
	uint32_t count, capacity;
	struct wk_linking *linking; /* private */
};

/* Finds the symbols of a module that was read from binary, in its order. */
bool symbols_read(struct symbols *symbols, const struct wk_module *module,
    struct wk_error *err);

void symbols_free(struct symbols *symbols);

/*
 * The letter of nm, as llvm-nm has it: U undefined, T code, D all else, W
 * weak; small when it is local, or undefined and weak.
 */
char symbols_letter(const struct symbol *symbol);

#endif

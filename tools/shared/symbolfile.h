/*
 * The symbols of all modules that a file holds, and their printing.
 */
#ifndef TOOLS_SYMBOLFILE_H
#define TOOLS_SYMBOLFILE_H

#include <stdio.h>

#include "tools/shared/members.h"
#include "tools/shared/symbols.h"

/* The symbols of one module. */
struct symbol_list {
	struct wk_str member; /* NULL when the file is the module */
	struct wk_module *module;
	struct symbols symbols;
};

/* All zero is none. */
struct symbol_file {
	struct members members;
	struct symbol_list *lists;
	uint32_t count;
};

/*
 * Reads them; what they borrow from input has to stay. Of several modules those
 * that are damaged are left out, and *damage is set to the first fault.
 */
bool symbolfile_read(struct symbol_file *file, struct input *input,
    struct wk_error *damage, struct wk_error *err);

void symbolfile_free(struct symbol_file *file);

/* Writes an object of JSON; demangled is the name in the source, or NULL. */
void symbolfile_json(
    FILE *out, const struct symbol *symbol, const char *demangled);

#endif

/*
 * The modules that a file holds: itself, the core modules of a component, or
 * the object files of an archive as ar and llvm-ar make it.
 */
#ifndef TOOLS_MEMBERS_H
#define TOOLS_MEMBERS_H

#include "tools/shared/input.h"

struct member {
	struct wk_str name; /* "module0" of a component; NULL of the file */
	struct wk_span bytes;
};

/* All zero is none. */
struct members {
	struct member *items;
	uint32_t count, capacity;
	char *names; /* private */
};

/* Finds them in an input, whose text becomes binary. They borrow from it. */
bool members_read(
    struct members *members, struct input *input, struct wk_error *err);

void members_free(struct members *members);

#endif

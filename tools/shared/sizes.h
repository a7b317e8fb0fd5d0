/*
 * Where the bytes of a file are: a tree whose leaves add up to its size.
 */
#ifndef TOOLS_SIZES_H
#define TOOLS_SIZES_H

#include "tools/shared/input.h"

enum size_kind {
	SIZE_FILE,
	SIZE_MODULE, /* a module or component inside a component or archive */
	SIZE_HEADER, /* what frames the other parts of its parent */
	SIZE_SECTION,
	SIZE_PREFIX, /* functions whose names begin alike */
	SIZE_FUNCTION,
	SIZE_DATA,
	SIZE_UNREADABLE, /* what is left of a damaged part */
};

/* A part; children are ordered by size, the largest first. */
struct size_node {
	struct wk_str name;
	uint8_t kind;                 /* enum size_kind */
	uint32_t parent, first, next; /* numbers of nodes; 0 for none */
	/* Of the function or data segment; of a prefix, its names so far. */
	uint32_t index;
	uint32_t functions; /* how many are in it */
	/* Of a function: where its name goes on behind that of its prefixes. */
	uint32_t tail;
	uint64_t offset; /* in the file; 0 of prefixes */
	uint64_t size;
};

struct sizes {
	const char *path;
	struct size_node *nodes; /* the first is the file */
	uint32_t count;
	bool is_archive;
	struct wk_error damage;    /* the first, unless its code is WK_E_NONE */
	struct sizes_store *store; /* private */
};

struct sizes_options {
	bool demangle; /* show names as they stand in the source */
};

/*
 * Finds where the bytes of an input are; for one in text, those of the binary
 * module that it stands for. The result borrows from the input and is the
 * caller's to free, also after a failure.
 */
bool sizes_read(struct input *input, const struct sizes_options *options,
    struct sizes *out, struct wk_error *err);
void sizes_free(struct sizes *sizes);

#endif

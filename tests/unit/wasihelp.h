/*
 * A WASI program that tests play: a memory, a folder, and calls. No page of the
 * memory can be written but where a call asks for it.
 */
#ifndef WK_TESTS_WASIHELP_H
#define WK_TESTS_WASIHELP_H

#include "libwasmkit/debug.h"
#include "libwasmkit/wasi/wasiwork.h"

enum {
	ROOT = 3, /* the descriptor of the folder's inner part */
	/* Where results go. */
	OUT = 64,
	OUT2 = 128,
	/* Where put() begins. */
	FREE = 1024,
};

struct program {
	struct wk_store *store;
	struct wk_meminst *memory;
	struct wk_wasi *wasi;
	char folder[64]; /* has "root", which is given, and "outside" */
	uint32_t at;     /* of free memory */
	bool is_unstable;
	struct wk_error err;
};

/* options may be NULL; streams are memory where it is. */
void program_start(struct program *p, const struct wk_wasi_options *options);
void program_end(struct program *p);
/* A path below the program's folder, good until the next but three. */
const char *program_path(const struct program *p, const char *path);
/* Makes a file with a text. */
void program_file(const struct program *p, const char *path, const char *text);
/* Whether a file has a text. */
bool program_has(const struct program *p, const char *path, const char *text);

/* Does a call; 0x10000 stands for one that ended the program. */
enum { ENDED = 0x10000 };
uint32_t program_call(
    struct program *p, enum wk_wasi_index index, const uint64_t *args);

#define call(p, name, ...) \
	program_call(p, WK_WASI_CALL_##name, (const uint64_t[]){__VA_ARGS__})

/* Puts bytes into memory and gives their address. */
uint32_t put(struct program *p, const void *data, size_t size);
#define TEXT(p, text) put(p, text, strlen(text)), (uint32_t)strlen(text)
/* An array of one buffer of size bytes at an address. */
uint32_t vector(struct program *p, uint32_t address, uint32_t size);
uint64_t get(struct program *p, uint32_t address, unsigned size);
const char *text_at(struct program *p, uint32_t address, size_t size);

/* Opens a path below a descriptor with all rights; gives the error. */
uint32_t open_path(struct program *p, uint32_t dir, const char *path,
    uint32_t lookup, uint32_t flags, uint32_t *fd);
/* Opens a file that has to be there. */
uint32_t opened(struct program *p, const char *path, uint32_t flags);

/* All rights of a file, of a directory. */
#define FILE_ALL wk_wasi_rights_of(WK_WASI_REGULAR_FILE, false)
#define DIR_ALL wk_wasi_rights_of(WK_WASI_DIRECTORY, false)

#endif

/*
 * WASI preview 1: what programs for a command line import, as the modules
 * "wasi_snapshot_preview1" and, in its older form, "wasi_unstable".
 *
 * A program reaches nothing but what its options give it: folders of the host
 * below their names, its standard streams, sockets. Paths cannot leave such a
 * folder, whatever links are in it and whoever changes it meanwhile.
 *
 * The bits and numbers are those of the interface's own documentation. Where
 * that leaves it open, errors are those of its test suite: BADF for what a
 * descriptor has no right to, PERM for paths that leave a folder and for
 * rights to paths, NOTCAPABLE for asking for more rights than there are.
 */
#ifndef WK_WASI_H
#define WK_WASI_H

#include "libwasmkit/exec.h"

#ifdef __cplusplus
extern "C" {
#endif

struct wk_wasi;

/* Where a standard stream leads. */
enum wk_wasi_stream_kind {
	WK_WASI_NOTHING, /* reads find the end, writes vanish */
	WK_WASI_INHERIT, /* the host's stream of the same number */
	WK_WASI_FD,      /* a descriptor of the host's, which stays its own */
	WK_WASI_MEMORY,  /* reads from data; writes are kept, see below */
};

struct wk_wasi_stream {
	uint8_t kind; /* enum wk_wasi_stream_kind */
	int fd;
	const void *data; /* WK_WASI_MEMORY: what is read; borrowed */
	size_t size;
};

/* A folder that the program may use. */
struct wk_wasi_preopen {
	const char *guest; /* its path for the program */
	const char *host;
	bool is_read_only;
};

/* Zeroed: no arguments, no variables, no files, no streams. */
struct wk_wasi_options {
	const char *const *args; /* the program's name first */
	size_t arg_count;
	const char *const *env; /* NAME=VALUE each */
	size_t env_count;
	const struct wk_wasi_preopen *preopens; /* descriptors from 3 on */
	size_t preopen_count;
	const int *sockets; /* the next descriptors; they stay the host's */
	size_t socket_count;
	struct wk_wasi_stream streams[3]; /* input, output, errors */
	size_t max_output;                /* bytes kept a stream; 0: no limit */
	/*
	 * For runs that can be repeated: clocks that begin at clock_start (ns
	 * since 1970; the others at 0), advance by clock_step with each look
	 * at them (0: 1,000 ns), and jump over what the program would sleep.
	 */
	bool has_clock;
	uint64_t clock_start, clock_step;
	/* Random numbers that follow from a seed. */
	bool has_seed;
	uint64_t seed;
};

/* Copies what it needs; fails with I/O errors of preopens. */
WK_API struct wk_wasi *wk_wasi_new(
    const struct wk_wasi_options *options, struct wk_error *err);

/* Free it after the store it is linked in; NULL is allowed. */
WK_API void wk_wasi_free(struct wk_wasi *wasi);

/*
 * Defines the functions of both modules. The memory of the instance that
 * calls is the one they work on. They wait for input, and sleep, so that
 * wk_store_interrupt() ends it, and other threads of the program run meanwhile.
 */
WK_API bool wk_wasi_link(
    struct wk_wasi *wasi, struct wk_linker *linker, struct wk_error *err);

/*
 * For a module that begins threads (imports "wasi" "thread-spawn"): defines
 * that function, and the shared memory that it imports. Each thread is an
 * instance of the module, and a task of the store, see wk_task_new(). Does
 * nothing for other modules.
 */
WK_API bool wk_wasi_link_threads(struct wk_wasi *wasi, struct wk_store *store,
    struct wk_linker *linker, const struct wk_module *module,
    struct wk_error *err);

/* Whether a module imports from either module. */
WK_API bool wk_wasi_is_imported(const struct wk_module *module);

/* Whether the program ended itself (a call fails with WK_E_EXIT); its status.
 */
WK_API bool wk_wasi_exited(const struct wk_wasi *wasi, uint32_t *status);

/*
 * What was written to stream 1 or 2 of the kind WK_WASI_MEMORY since the
 * beginning or the last wk_wasi_take(); good until the program goes on.
 */
WK_API const void *wk_wasi_output(
    const struct wk_wasi *wasi, unsigned stream, size_t *size);
/* Forgets it. */
WK_API void wk_wasi_take(struct wk_wasi *wasi, unsigned stream);

/* Bytes of memory that a call wrote. */
struct wk_wasi_write {
	uint32_t address, size;
};

/* A call, for those who watch. */
struct wk_wasi_call {
	const char *name;
	uint32_t index;   /* a number for the name */
	bool is_unstable; /* of wasi_unstable */
	struct wk_store *store;
	struct wk_instance *instance; /* the caller; NULL when the host is */
	struct wk_meminst *memory;    /* NULL: the caller has none */
	const union wk_value *args;
	uint32_t arg_count;
	uint32_t result; /* the number of the error, 0 for none */
	/* Afterwards. */
	const struct wk_wasi_write *writes;
	uint32_t write_count;
};

/*
 * Watches calls. before may answer a call itself: it then sets result, and
 * memory as it likes, and gives true. after sees each call that came back,
 * proc_exit included. Either may be NULL.
 */
struct wk_wasi_hooks {
	bool (*before)(void *user, struct wk_wasi_call *call);
	void (*after)(void *user, const struct wk_wasi_call *call);
	void *user;
};

WK_API void wk_wasi_watch(
    struct wk_wasi *wasi, const struct wk_wasi_hooks *hooks);

/*
 * Writes a call as a line without its end: `fd_write(1, [{"hello\n", 6}], 1,
 * 0x1000 = 6) = SUCCESS`, before the call without results. Gives the length
 * of the whole text, of which size - 1 bytes and a NUL fit.
 */
WK_API size_t wk_wasi_call_text(
    const struct wk_wasi_call *call, bool is_done, char *out, size_t size);

/* The name of an error, "NOENT"; "?" when there is none. */
WK_API const char *wk_wasi_errno_name(uint32_t number);

#ifdef __cplusplus
}
#endif

#endif

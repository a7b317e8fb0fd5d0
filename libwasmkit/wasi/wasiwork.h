/*
 * What the functions of WASI share: the program's descriptors, the call that
 * is going on, and its view of memory.
 */
#ifndef WK_WASI_WASIWORK_H
#define WK_WASI_WASIWORK_H

#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>

#include "libwasmkit/base/buf.h"
#include "libwasmkit/base/vec.h"
#include "libwasmkit/wasi.h"

enum wk_wasi_errno {
#define ERRNO(name, number, host) WK_WASI_##name = (number),
#include "libwasmkit/wasi/errnos.def"
#undef ERRNO
	WK_WASI_ERRNO_COUNT
};

enum wk_wasi_index {
#define CALL(name, params, kind, rights, other) WK_WASI_CALL_##name,
#include "libwasmkit/wasi/calls.def"
#undef CALL
	WK_WASI_CALL_COUNT
};

/* WK_WASI_RIGHT_FD_READ …: bits of rights. */
#define WK_WASI_BIT(name) ((uint64_t)1 << WK_WASI_RIGHT_##name)
enum wk_wasi_right {
#define RIGHT(name, bit) WK_WASI_RIGHT_##name = (bit),
#include "libwasmkit/wasi/rights.def"
#undef RIGHT
	WK_WASI_RIGHT_COUNT
};

enum wk_wasi_filetype {
	WK_WASI_UNKNOWN,
	WK_WASI_BLOCK_DEVICE,
	WK_WASI_CHARACTER_DEVICE,
	WK_WASI_DIRECTORY,
	WK_WASI_REGULAR_FILE,
	WK_WASI_SOCKET_DGRAM,
	WK_WASI_SOCKET_STREAM,
	WK_WASI_SYMBOLIC_LINK,
};

enum { /* flags of descriptors */
	WK_WASI_APPEND = 1,
	WK_WASI_DSYNC = 2,
	WK_WASI_NONBLOCK = 4,
	WK_WASI_RSYNC = 8,
	WK_WASI_SYNC = 16,
	WK_WASI_SYNCS = WK_WASI_DSYNC | WK_WASI_RSYNC | WK_WASI_SYNC,
};

enum { /* of lookups, and of opening */
	WK_WASI_FOLLOW = 1,
	WK_WASI_CREAT = 1,
	WK_WASI_OPEN_DIRECTORY = 2,
	WK_WASI_EXCL = 4,
	WK_WASI_TRUNC = 8,
};

/* A descriptor of the program's. */
struct wk_wasi_file {
	bool is_open;
	bool is_own;    /* fd is closed with it */
	uint8_t stream; /* enum wk_wasi_stream_kind; files have WK_WASI_FD */
	uint8_t type;   /* enum wk_wasi_filetype */
	uint16_t flags; /* as the program sees them */
	int fd;         /* -1: none */
	uint32_t kept;  /* memory streams: where output goes */
	uint64_t base, inheriting;
	/* Memory streams: what is still to be read. */
	const uint8_t *data;
	size_t size;
	char *preopen; /* its path, or NULL */
};

struct wk_wasi_entry {
	struct wk_wasi *wasi;
	uint32_t index;
	bool is_unstable;
};

struct wk_wasi {
	struct wk_vec files;     /* struct wk_wasi_file, by descriptor */
	struct wk_buf args, env; /* strings, each with its NUL */
	uint32_t arg_count, env_count;
	struct wk_buf output[3];
	size_t max_output;
	bool has_clock;
	uint64_t clock_start, clock_step, clock_now;
	bool has_seed;
	uint64_t random;
	bool has_exited;
	uint32_t status;
	uint32_t last_thread; /* the number of the last that was begun */
	bool walks;           /* the kernel cannot resolve beneath */
	struct wk_wasi_hooks hooks;
	struct wk_vec writes; /* struct wk_wasi_write, of the present call */
	struct wk_wasi_entry entries[2 * WK_WASI_CALL_COUNT];
	char paths[2][PATH_MAX];
};

/* A call that is going on. */
struct wk_wasi_work {
	struct wk_wasi_call call;
	struct wk_wasi *wasi;
	const union wk_value *args;
	/* What dispatching found: descriptors, and paths without NULs. */
	struct wk_wasi_file *file, *other;
	const char *path, *new_path;
	struct wk_error *err;
	bool has_failed;           /* err is set, and the program ends */
	struct wk_host_call *from; /* NULL in tests */
	bool waits;                /* it is to be done again */
};

/*
 * The functions. Descriptors have been found and their rights checked, paths
 * been copied. They give an error number.
 */
typedef uint16_t wk_wasi_fn(struct wk_wasi_work *w);
#define CALL(name, params, kind, rights, other) wk_wasi_fn wk_wasi_##name;
#include "libwasmkit/wasi/calls.def"
#undef CALL

/* The letters of its parameters; see calls.def. */
const char *wk_wasi_params(uint32_t index);

/*
 * Does a call whose store, instance, memory and args are set. from may be
 * NULL: then it does not let other threads run. False when the program ends,
 * and without an error when the call is to be done again.
 */
bool wk_wasi_perform(struct wk_wasi *wasi, struct wk_wasi_call *call,
    struct wk_host_call *from, struct wk_error *err);

/* How many arguments a letter stands for. */
static inline uint32_t
wk_wasi_arg_size(char letter)
{
	return strchr("pIOb", letter) != NULL ? 2 : 1;
}

/* The number for the host's errno. */
uint16_t wk_wasi_errno(int host);

/* A new descriptor; all of the others may move. NULL without memory. */
struct wk_wasi_file *wk_wasi_file_new(struct wk_wasi *wasi, uint32_t *number);
struct wk_wasi_file *wk_wasi_file_at(struct wk_wasi *wasi, uint32_t number);
void wk_wasi_file_close(struct wk_wasi_file *file);
/* Sets type, flags and rights by what fd is. Gives a host errno. */
int wk_wasi_file_adopt(struct wk_wasi_file *file, int fd, bool is_own);
/* Rights that make sense for a type; what may be inherited from it. */
uint64_t wk_wasi_rights_of(uint8_t type, bool is_terminal);
uint64_t wk_wasi_rights_below(uint8_t type);
uint8_t wk_wasi_filetype(uint32_t mode);
/*
 * Why a descriptor cannot be used for something, WK_WASI_SUCCESS when it can.
 */
uint16_t wk_wasi_lacks(const struct wk_wasi_file *file, uint64_t rights);

/*
 * Waits until something can be read or written without waiting (events as of
 * poll), unless it is not to wait. An interrupt ends that, and the program.
 */
uint16_t wk_wasi_wait(
    struct wk_wasi_work *w, const struct wk_wasi_file *file, short events);

/*
 * Whether other threads run while a call waits, of which nothing is done yet:
 * its function then returns any error, and is called again after so many ns,
 * with w->from->state as it is set here, not to 0. See wk_call_wait().
 */
bool wk_wasi_leave(
    struct wk_wasi_work *w, uint64_t ns, bool jumps, uint64_t state);

/* The time of a clock of the program's; false when there is none. */
bool wk_wasi_clock(struct wk_wasi *wasi, uint32_t clock, uint64_t *time);

/* Ends the program when the store was interrupted. */
bool wk_wasi_interrupted(struct wk_wasi_work *w);

/* Writes a filestat. */
uint16_t wk_wasi_give_filestat(struct wk_wasi_work *w, uint32_t address,
    const struct stat *st, uint8_t type);

enum { WK_WASI_NANOSECONDS = 1000000000 }; /* of a second */

/* 0 for times before 1970. */
static inline uint64_t
wk_wasi_nanoseconds(struct timespec ts)
{
	if (ts.tv_sec < 0)
		return 0;
	return (uint64_t)ts.tv_sec * WK_WASI_NANOSECONDS + (uint64_t)ts.tv_nsec;
}

/* The times that arguments from `first` on ask for, for utimensat(). */
uint16_t wk_wasi_times(
    struct wk_wasi_work *w, unsigned first, struct timespec out[2]);

enum { WK_WASI_IOVECS = 1024 }; /* of an array that are looked at */

/*
 * Buffers of the program's, by arguments 1 and 2, to be filled or only read:
 * reads the array, of which the first that fit are given. Fails, too, where a
 * size cannot be stored at result_at. wk_wasi_filled() notes which bytes were
 * written.
 */
uint16_t wk_wasi_iovecs(struct wk_wasi_work *w, uint32_t result_at,
    bool is_filled, struct iovec *out, int *out_count);
void wk_wasi_filled(
    struct wk_wasi_work *w, const struct iovec *vecs, int count, uint64_t size);

/* Notes that bytes of memory were written. */
void wk_wasi_note(struct wk_wasi_work *w, const uint8_t *at, uint64_t size);

/* Bytes of memory to read; NULL when they are outside. */
static inline const uint8_t *
wk_wasi_in(struct wk_wasi_work *w, uint32_t address, uint64_t size)
{
	static const uint8_t nothing[1];

	if (size == 0)
		return nothing;
	if (w->call.memory == NULL)
		return NULL;
	return wk_memory_view(w->call.memory, address, size);
}

/* The same to write; which of them were written is for the caller to note. */
static inline uint8_t *
wk_wasi_room(struct wk_wasi_work *w, uint32_t address, uint64_t size)
{
	static uint8_t nothing[1];

	if (size == 0)
		return nothing;
	if (w->call.memory == NULL)
		return NULL;
	return wk_memory_at(w->call.memory, address, size);
}

/* Bytes of memory to write; NULL when they are outside. */
static inline uint8_t *
wk_wasi_out(struct wk_wasi_work *w, uint32_t address, uint64_t size)
{
	uint8_t *at = wk_wasi_room(w, address, size);

	if (at != NULL)
		wk_wasi_note(w, at, size);
	return at;
}

static inline void
wk_wasi_put(uint8_t *at, uint64_t value, unsigned size)
{
	for (unsigned i = 0; i < size; i++)
		at[i] = (uint8_t)(value >> 8 * i);
}

static inline uint64_t
wk_wasi_get(const uint8_t *at, unsigned size)
{
	uint64_t value = 0;

	for (unsigned i = 0; i < size; i++)
		value |= (uint64_t)at[i] << 8 * i;
	return value;
}

/* Stores a result of 2, 4 or 8 bytes. */
static inline uint16_t
wk_wasi_give(
    struct wk_wasi_work *w, uint32_t address, uint64_t value, unsigned size)
{
	uint8_t *at = wk_wasi_out(w, address, size);

	if (at == NULL)
		return WK_WASI_FAULT;
	wk_wasi_put(at, value, size);
	return WK_WASI_SUCCESS;
}

#endif

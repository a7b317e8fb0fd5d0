/*
 * Stopping a program anywhere, and looking into it.
 *
 * A call that wk_debug_start() began runs until something is up, and can then
 * be inspected, changed, and run on, or given up. Functions are told by their
 * instances, places in them by offsets of instructions, as in struct wk_span.
 * An instruction that is made *observable* stops a run before it; others cost
 * nothing. wk_call() runs through all stops, also where a host function uses
 * it: what that calls back cannot be stopped, since the host's own frames stand
 * between.
 *
 * One call of a store can be stopped at a time, with it all threads of the
 * guest: they have turns that follow from the seed, and whatever stops a run,
 * they do the same as if it had gone on. All this is for the thread of the host
 * that uses the store.
 */
#ifndef WK_DEBUG_H
#define WK_DEBUG_H

#include "libwasmkit/exec.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Makes an instruction observable, or no longer; with WK_NO_OFFSET the whole
 * function. What is asked for twice is asked for once. Fails for an offset
 * where no instruction begins, and for functions of the host.
 */
WK_API bool wk_debug_observe(struct wk_store *store, struct wk_funcinst *func,
    uint64_t offset, bool on, struct wk_error *err);

/* The same for all instructions of all functions there are and will be. */
WK_API bool wk_debug_observe_all(
    struct wk_store *store, bool on, struct wk_error *err);

/*
 * Called while a program runs, also one that wk_call() runs. Members may be
 * NULL. One that gives true stops the run, if that can be stopped, see enum
 * wk_stop; it is not called again when the run goes on.
 */
struct wk_debug_hooks {
	void *user;
	/* Before a function of the host is called. */
	bool (*host_call)(
	    void *user, struct wk_funcinst *func, const union wk_value *args);
	/* After it; err is NULL unless it failed: then it cannot be stopped. */
	bool (*host_return)(void *user, struct wk_funcinst *func,
	    const union wk_value *results, const struct wk_error *err);
	/* Before memory.grow. */
	bool (*grow)(void *user, struct wk_meminst *memory, uint64_t pages);
	/* Before an exception is thrown; one that is new has no reference. */
	bool (*thrown)(
	    void *user, const struct wk_taginst *tag, wk_ref exception);
	/* Where a call fails, with all frames there. */
	void (*trap)(void *user, const struct wk_error *err);
	/* An instance was made; its start function was not called yet. */
	void (*instance)(void *user, struct wk_instance *instance);
};

/* hooks is copied; NULL for none. */
WK_API bool wk_debug_hook(struct wk_store *store,
    const struct wk_debug_hooks *hooks, struct wk_error *err);

/* Why a run stopped. */
enum wk_stop {
	WK_STOP_DONE,        /* the function returned */
	WK_STOP_TRAP,        /* it failed: see wk_debug_error() */
	WK_STOP_TICKS,       /* as many ticks as were asked for passed */
	WK_STOP_OFFSET,      /* before an observable instruction, or a step */
	WK_STOP_HOST_CALL,   /* a hook asked for it, here and below */
	WK_STOP_HOST_RETURN, /* its results are there */
	WK_STOP_GROW,
	WK_STOP_THROW,
	WK_STOP_INTERRUPTED, /* wk_store_interrupt() */
	WK_STOP_WATCH,       /* before an access that is watched */
	WK_STOP_LEFT,        /* a frame is left, see wk_debug_until_left() */
};

/*
 * Begins a call: nothing of it is run. Fails where another one is going on, or
 * its first frame has no room.
 */
WK_API bool wk_debug_start(struct wk_store *store, struct wk_funcinst *func,
    const union wk_value *args, struct wk_error *err);

/*
 * Runs on, for `ticks` of all threads at most; UINT64_MAX for no limit. Where
 * the run stopped before an instruction, that one is executed first. After a
 * trap this tries again what trapped.
 */
WK_API enum wk_stop wk_debug_run(struct wk_store *store, uint64_t ticks);

/*
 * Executes one instruction of the thread that stopped, into calls. Others run
 * while it waits or its turn is over, up to what stops them otherwise. When
 * its call is done, and it is not the call itself, it stops with WK_STOP_LEFT.
 */
WK_API enum wk_stop wk_debug_step(struct wk_store *store);

/*
 * An instance as wk_linker_instantiate() makes it, but its start function is
 * not called: it is *start, NULL when there is none, for wk_debug_start().
 */
WK_API bool wk_debug_instantiate(struct wk_linker *linker,
    const struct wk_module *module, struct wk_instance **out,
    struct wk_funcinst **start, struct wk_error *err);

enum wk_watch {
	WK_WATCH_READ = 1,
	WK_WATCH_WRITE = 2,
	WK_WATCH_BOTH = 3,
};

/*
 * Stops a run before instructions that access any of these bytes of a memory,
 * or no longer. Ranges may lie across each other; each is taken away as it
 * was given. What the host writes is not seen.
 */
WK_API bool wk_debug_watch(struct wk_store *store, struct wk_meminst *memory,
    uint64_t address, uint64_t size, enum wk_watch kinds, bool on,
    struct wk_error *err);

/* The access of the last stop that was WK_STOP_WATCH. */
struct wk_debug_access {
	struct wk_meminst *memory;
	uint64_t address, size; /* all of it, as memory.fill's */
	bool is_read, is_write;
};

WK_API void wk_debug_access(
    const struct wk_store *store, struct wk_debug_access *out);

/* How closely it is noted what of a memory is accessed. */
enum wk_heat {
	WK_HEAT_OFF,
	/*
	 * Pages of the host's that are written, at next to no cost. Where very
	 * many are, pages beside them count, too, and are told again later.
	 */
	WK_HEAT_PAGES,
	WK_HEAT_FINE, /* reads and writes, by WK_HEAT_BLOCK bytes */
};
enum { WK_HEAT_BLOCK = 64 };

/*
 * From now on notes accesses of a memory, or no longer. What is executed of the
 * program is not changed by it. Of the host those count that are made through
 * wk_memory_at(), as writes.
 *
 * With WK_HEAT_PAGES a write that is a run's own, or a host function's, is
 * found by a fault, see the signals SIGSEGV and SIGBUS. What the system is to
 * write, and all that a host writes beside runs, has to be asked for anew after
 * each wk_debug_heat_take(): else the system call fails, or the write itself.
 */
WK_API bool wk_debug_heat(struct wk_store *store, struct wk_meminst *memory,
    enum wk_heat mode, struct wk_error *err);

/* Bytes that were accessed; kinds are bits of enum wk_watch. */
typedef void wk_heat_fn(
    void *user, uint64_t address, uint64_t size, unsigned kinds);

/*
 * Tells in ascending order what was accessed since this was last called, and
 * forgets it. While no run is going on.
 */
WK_API void wk_debug_heat_take(struct wk_store *store,
    struct wk_meminst *memory, wk_heat_fn *touched, void *user);

/* The error of the last stop that was a trap. */
WK_API const struct wk_error *wk_debug_error(const struct wk_store *store);

/*
 * Ends the call: results are given and true when it was done; else it is given
 * up, and fails with the error it stopped with, or "interrupted".
 */
WK_API bool wk_debug_end(
    struct wk_store *store, union wk_value *results, struct wk_error *err);

/* A frame of a call that is stopped; good until it runs on. */
struct wk_debug_frame {
	struct wk_store *store;
	struct wk_funcinst *func;
	const struct wk_instance *instance; /* NULL: the host's function */
	/*
	 * The instruction to be executed, or the call that is going on;
	 * WK_NO_OFFSET of the host, and of a call that found no room.
	 */
	uint64_t offset;
	bool is_called; /* the instruction is a call that is going on */
	void *thread, *stack, *fp, *back;
};

/*
 * The innermost frame of the thread that stopped; false when there is none.
 * Two frames are the same if their fp are, as long as neither was left.
 */
WK_API bool wk_debug_first(
    struct wk_store *store, struct wk_debug_frame *frame);
/* Goes on to the frame that called it; false when there is none. */
WK_API bool wk_debug_next(struct wk_debug_frame *frame);

struct wk_debug_value {
	wk_valtype type; /* type indices are the store's own */
	union wk_value value;
	uint64_t origin; /* operands: the instruction that made it */
};

/*
 * Gives the locals of a frame, parameters first, or the operands on its stack,
 * the deepest first: an array for the caller to free(). Those of a call that
 * is going on no longer have its arguments. Of the host's functions only
 * parameters are known.
 */
WK_API bool wk_debug_locals(const struct wk_debug_frame *frame,
    struct wk_debug_value **out, uint32_t *count, struct wk_error *err);
WK_API bool wk_debug_operands(const struct wk_debug_frame *frame,
    struct wk_debug_value **out, uint32_t *count, struct wk_error *err);

/* One local; false when there is none of that index. Fast. */
WK_API bool wk_debug_local(const struct wk_debug_frame *frame, uint32_t index,
    struct wk_debug_value *out);

/* Changes one of them; the value has to be of its type. */
WK_API bool wk_debug_set_local(const struct wk_debug_frame *frame,
    uint32_t index, const union wk_value *value, struct wk_error *err);
WK_API bool wk_debug_set_operand(const struct wk_debug_frame *frame,
    uint32_t index, const union wk_value *value, struct wk_error *err);

/*
 * The next runs stop with WK_STOP_LEFT as soon as a frame was left: by a
 * return, before the next instruction of its caller, with the results on the
 * operand stack; or by an exception, where that is caught. One frame at a
 * time; NULL for none. WK_STOP_DONE and WK_STOP_TRAP are never replaced.
 */
WK_API bool wk_debug_until_left(struct wk_store *store,
    const struct wk_debug_frame *frame, struct wk_error *err);

/*
 * Leaves a frame, with those inside of it, as if its function had returned
 * these results; the run stops before the next instruction of the caller.
 */
WK_API bool wk_debug_return(const struct wk_debug_frame *frame,
    const union wk_value *results, struct wk_error *err);

/*
 * Goes on at another instruction of the innermost frame's function. Fails
 * where the operands there would be of other types.
 */
WK_API bool wk_debug_jump(
    struct wk_store *store, uint64_t offset, struct wk_error *err);

/*
 * Calls a function while a run is stopped, through all stops, and comes back
 * to where it was, also when it fails; otherwise as wk_call(). Other threads
 * stand still, and no ticks are counted. What it changed stays changed: after
 * a trap that may be a program's own stack pointer, a global.
 */
WK_API bool wk_debug_call(struct wk_store *store, struct wk_funcinst *func,
    const union wk_value *args, union wk_value *results, struct wk_error *err);

/*
 * Threads of the guest: the call itself is thread 1, others count from 2 as
 * they begin, and no number is used again. Any of them can stop a run.
 */
struct wk_debug_thread {
	uint32_t number;
	bool is_stopped; /* the one that stopped the run */
	bool is_waiting; /* in memory.atomic.wait or a host function */
	bool is_done;
};

WK_API bool wk_debug_threads(struct wk_store *store,
    struct wk_debug_thread **out, uint32_t *count, struct wk_error *err);
/*
 * The innermost frame of a thread, as wk_debug_first(): there is none before
 * its first turn, nor once it is done.
 */
WK_API bool wk_debug_first_of(
    struct wk_store *store, uint32_t thread, struct wk_debug_frame *frame);

/* Instances of a store, the newest first; NULL after the last. */
WK_API struct wk_instance *wk_debug_instance(
    const struct wk_store *store, const struct wk_instance *before);

/*
 * The index that a type of the store has in the module of an instance; WK_NONE
 * when that does not have it.
 */
WK_API uint32_t wk_debug_type(
    const struct wk_instance *instance, uint32_t type);

/* What a reference leads to. */
struct wk_debug_object {
	enum wk_heap heap; /* as of wk_ref_heap() */
	uint32_t type;     /* of structures and arrays: the store's own index */
	uint64_t count;    /* fields, elements, or values of an exception */
};

WK_API void wk_debug_object(
    const struct wk_store *store, wk_ref ref, struct wk_debug_object *out);
/* A field, element or value; i8 and i16 are zero-extended. */
WK_API bool wk_debug_field(const struct wk_store *store, wk_ref ref,
    uint64_t index, struct wk_debug_value *out);
/* Changes a field or element; false when there is none. */
WK_API bool wk_debug_set_field(struct wk_store *store, wk_ref ref,
    uint64_t index, const union wk_value *value);

/*
 * A number for the state of a store: equal for equal ticks, memories, globals,
 * tables, and frames with their locals and operands. It is the same in every
 * process; of objects only what they are counts. False when memory is short.
 */
WK_API bool wk_debug_hash(
    struct wk_store *store, uint64_t *hash, struct wk_error *err);

#ifdef __cplusplus
}
#endif

#endif

/*
 * A store, and what its parts need of each other.
 */
#ifndef WK_RUNTIME_STORE_H
#define WK_RUNTIME_STORE_H

#include <stdatomic.h>

#include "libwasmkit/base/arena.h"
#include "libwasmkit/base/vec.h"
#include "libwasmkit/runtime/instance.h"

struct wk_heap_space;
struct wk_thread;
struct wk_code;
struct wk_debug;
struct wk_stack;

struct wk_store {
	struct wk_store_options options; /* with defaults put in */
	struct wk_arena *arena;          /* all instances but memories */
	/* Types by id, struct wk_rtype *; see rtype.h. */
	struct wk_vec types;
	/* Recursion groups that are known, a hash table; see rtype.c. */
	struct wk_rgroup *groups;
	uint32_t group_count, group_capacity;
	struct wk_vec words; /* uint64_t: what is looked up there */
	/* The module that wk_rtype_of_module() was last asked about. */
	const struct wk_module *last_module;
	const struct wk_rtype **last_types;
	const struct wk_rtype *exn_type, *extern_type;
	/*
	 * What has to be freed or marked, as pointers: functions that drop
	 * something, all memories and tables, globals that are references.
	 */
	struct wk_vec funcs, memories, tables, globals;
	struct wk_instance *instances;
	struct wk_vec held; /* wk_ref, one for each time it is held */
	struct wk_heap_space *heap;
	uint64_t memory_used;   /* bytes of all memories */
	struct wk_vec threads;  /* pointers; see exec/thread.h */
	struct wk_thread *main; /* the one that runs calls */
	struct wk_thread *current;
	struct wk_vec tasks; /* struct wk_task *, the earliest first */
	uint32_t spawned;    /* how many there were */
	uint64_t random;     /* what decides of the order of threads */
	uint64_t waits;      /* how many waits began */
	uint64_t slept;      /* ns that nothing ran */
	struct wk_vec codes; /* translated functions, pointers */
	bool codes_sorted;   /* by address */
	/* Frees what running added; set by those who run, may be NULL. */
	void (*end)(struct wk_store *store);
	atomic_bool interrupted;
	uint64_t ticks;     /* before the present slice */
	uint64_t fuel_left; /* UINT64_MAX: no limit */
	/* The last trap's backtrace. */
	struct wk_vec trace; /* struct wk_trace_frame */
	uint32_t trace_skip;
	uint64_t trace_skipped;
	struct wk_debug *debug;  /* NULL until it is used; see exec/observe.h */
	uint32_t calls;          /* wk_call() in wk_call() */
	struct wk_stack *stacks; /* of continuations, the newest */
};

#endif

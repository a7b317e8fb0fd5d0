/*
 * The garbage-collected heap: objects never move, and what no root reaches is
 * freed by marking and sweeping. Roots are globals, tables, element segments,
 * held references, and all words of frames that are addresses of objects.
 */
#ifndef WK_RUNTIME_HEAP_H
#define WK_RUNTIME_HEAP_H

#include "libwasmkit/runtime/store.h"

/* What the collector asks of those who run code. */
struct wk_heap_hooks {
	/* Gives all words of frames to wk_heap_mark_slots(). */
	void (*mark_frames)(struct wk_store *store);
	/* Marks what a continuation refers to. */
	void (*mark_cont)(struct wk_store *store, struct wk_object *cont);
	/* Frees what a continuation owns besides its object. */
	void (*drop_cont)(struct wk_object *cont);
};

struct wk_heap_space *wk_heap_new(void);

/* Frees all objects, dropping continuations. NULL is allowed. */
void wk_heap_free(struct wk_heap_space *heap);

/* The hooks, which have to outlive the heap; members may be NULL. */
void wk_heap_set_hooks(
    struct wk_heap_space *heap, const struct wk_heap_hooks *hooks);

/*
 * A zeroed object of a type, size bytes with its header. May collect, so that
 * every reference still needed has to be where roots are. NULL when memory is
 * short or the store's max_heap would be passed.
 */
void *wk_heap_alloc(
    struct wk_store *store, const struct wk_rtype *type, uint64_t size);

/* Sets the error of an allocation that failed. Always returns false. */
bool wk_heap_error(
    const struct wk_store *store, uint64_t size, struct wk_error *err);

/*
 * Counts memory that objects own outside of the heap like objects: may
 * collect; false when the limit would be passed. And counts it no more.
 */
bool wk_heap_charge(struct wk_store *store, uint64_t size);
void wk_heap_discharge(struct wk_heap_space *heap, uint64_t size);

/* Collects now. */
void wk_heap_collect(struct wk_store *store);

/* Bytes of objects that were live after the last collection or made since. */
uint64_t wk_heap_used(const struct wk_heap_space *heap);

/* How often was collected. */
uint64_t wk_heap_cycles(const struct wk_heap_space *heap);

/* Whether a word is the address of an object that was not freed. */
bool wk_heap_has(const struct wk_heap_space *heap, uint64_t word);

/* For hooks, while marking: a reference; words that may be references. */
void wk_heap_mark(struct wk_heap_space *heap, wk_ref ref);
void wk_heap_mark_slots(struct wk_heap_space *heap, const union wk_slot *from,
    const union wk_slot *to);

/*
 * For tests: collects before every object that is made, and overwrites what is
 * freed.
 */
void wk_heap_stress(struct wk_heap_space *heap, bool on);

#endif

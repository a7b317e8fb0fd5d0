/*
 * The instances of the specification (4.2): what running code points to.
 */
#ifndef WK_RUNTIME_INSTANCE_H
#define WK_RUNTIME_INSTANCE_H

#include "libwasmkit/runtime/object.h"
#include "libwasmkit/runtime/slot.h"

struct wk_code;
struct wk_written;

/*
 * A function: of an instance, or of the host. The first members are what a
 * call looks at; entry leads to translated code, or to what makes it.
 */
struct wk_funcinst {
	struct wk_object object; /* its type is the function's */
	const union wk_cell *entry;
	uint8_t *memory;      /* base of the instance's memory 0, or NULL */
	uint32_t params_size; /* bytes; the return address follows */
	uint32_t frame_size;  /* bytes of a frame, with parameters */
	uint32_t zero_start;  /* byte offset of locals to be zeroed */
	uint32_t zero_size;   /* bytes of them, a multiple of 32 */
	uint32_t index;       /* in its module */
	struct wk_store *store;
	struct wk_instance *instance; /* NULL: the host's */
	struct wk_code *code;         /* NULL until it is translated */
	struct wk_code *single;       /* for single steps, NULL: not made */
	wk_host_fn *host;
	void *user;
	void (*drop)(void *user);
	uint64_t stub[2]; /* cells: the code while there is no other */
};

/* What is to be done with reads of a memory, or with writes. */
struct wk_hull {
	/* From the first byte that is watched to the last; span 0: none is. */
	uint64_t low, span;
	struct wk_meminst *memory;
	bool is_write;
	/* Where they are noted, see touched.h; NULL: nowhere. */
	uint8_t *marks, *regions;
};

/*
 * A memory. With a 32-bit address type and pages of 64 KiB it is guarded: it
 * has WK_MEMORY_RESERVED bytes of address space, so that any 32-bit address
 * plus any 32-bit offset stays in it, base never moves, and an access out of
 * bounds is a fault that becomes a trap. Others move when they grow.
 */
struct wk_meminst {
	uint8_t *base;
	uint64_t size; /* bytes */
	struct wk_store *store;
	struct wk_limits type; /* min is the present size */
	bool is_guarded;
	uint64_t reserved;       /* bytes of address space */
	struct wk_hull hulls[2]; /* of reading, of writing */
	/* Which pages were written; NULL while nobody asks. See written.h. */
	struct wk_written *written;
	uint64_t touched; /* bytes whose accesses are noted, see touched.h */
};

struct wk_tableinst {
	wk_ref *items;
	uint64_t size, capacity;
	struct wk_store *store;
	struct wk_limits type; /* min is the present size */
	wk_valtype item_type;  /* type indices are ids */
};

struct wk_globalinst {
	union wk_slot value[2];
	wk_valtype type; /* type indices are ids */
	bool is_mutable;
	struct wk_store *store;
};

struct wk_taginst {
	const struct wk_rtype *type;
	struct wk_store *store;
};

/* An element segment; empty once dropped. */
struct wk_eleminst {
	wk_ref *items;
	uint32_t count;
};

/* A data segment; empty once dropped. */
struct wk_datainst {
	const uint8_t *data;
	uint32_t size;
};

/* A module's instance; arrays are indexed as its index spaces are. */
struct wk_instance {
	struct wk_store *store;
	const struct wk_module *module;
	const struct wk_rtype **types;
	struct wk_funcinst **funcs;
	struct wk_tableinst **tables;
	struct wk_meminst **memories;
	struct wk_globalinst **globals;
	struct wk_taginst **tags;
	struct wk_eleminst *elems;
	struct wk_datainst *datas;
	struct wk_instance *next; /* in the store's list */
};

/* 4 GiB of addresses, 4 GiB of offsets, and the widest access. */
#define WK_MEMORY_RESERVED (((uint64_t)8 << 30) + ((uint64_t)1 << 16))

#endif

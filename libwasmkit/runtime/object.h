/*
 * Types and objects of a running program.
 *
 * A reference (wk_ref) is 0 for null, has its lowest bit set for an i31 (the
 * number in the 31 bits above), and is else the address of an object, which
 * begins with its type. extern.convert_any and any.convert_extern leave it as
 * it is: what the host made is an object of the kind EXTERN.
 */
#ifndef WK_RUNTIME_OBJECT_H
#define WK_RUNTIME_OBJECT_H

#include "libwasmkit/exec.h"

/* Kinds of object beyond those of defined types (enum wk_type_kind). */
enum {
	WK_OBJECT_EXN = WK_TYPE_CONT + 1,
	WK_OBJECT_EXTERN,
};

/* Where a field stands in an object. */
struct wk_place_of_field {
	uint32_t offset; /* bytes from the object's start */
	uint8_t width;   /* bytes: 1, 2, 4, 8, 16 */
	bool is_ref;     /* to be marked */
	bool is_mutable;
	wk_valtype storage; /* indices are ids in the store */
};

/*
 * A defined type of any module, once a store: types that are equal
 * (specification 4.2.1) are one, so that pointers can be compared. Type
 * indices inside are ids: places in the store's list of types.
 */
struct wk_rtype {
	uint8_t kind; /* enum wk_type_kind, or WK_OBJECT_... */
	bool is_final;
	uint8_t depth; /* how many types are above it */
	uint32_t id;
	/* The types above it, the root first, and last itself: depth + 1. */
	const struct wk_rtype *const *display;
	const struct wk_rtype *describes, *descriptor; /* or NULL */
	union {
		struct {
			uint32_t param_count, result_count;
			uint32_t param_slots, result_slots;
			const wk_valtype *types; /* params, then results */
		} func;
		/* A structure; an array has one field, its element. */
		struct {
			uint32_t size;      /* bytes with the header */
			uint32_t ref_count; /* fields that are references */
			/*
			 * A structure's words that are references, its
			 * descriptor included: bit n for the one at 8 * n.
			 */
			uint64_t refs;
			uint32_t count;
			uint32_t descriptor_offset; /* 0: has none */
			const struct wk_place_of_field *fields;
		} aggregate;
		const struct wk_rtype *cont; /* the type of its function */
	};
};

/* Where the bits of a structure's refs end; fields tell of what is behind. */
enum { WK_REFS_END = 64 * 8 };

/* What every object begins with. */
struct wk_object {
	const struct wk_rtype *type;
};

/*
 * A structure has its fields at their offsets, aligned by their widths. One
 * whose type has a descriptor holds that, too: before the first field that the
 * types above without a descriptor do not have.
 */

/* An array; elements of the width of its field follow at WK_ARRAY_OFFSET. */
struct wk_array {
	struct wk_object object;
	uint32_t length;
};
enum { WK_ARRAY_OFFSET = 16 };

/* An exception: the tag's parameters as slots, see slot.h. */
struct wk_exn {
	struct wk_object object;
	const struct wk_taginst *tag;
	uint64_t slots[];
};

/* Something of the host's. */
struct wk_extern_object {
	struct wk_object object;
	uint64_t value;
};

static inline bool
wk_ref_is_i31(wk_ref ref)
{
	return (ref & 1) != 0;
}

static inline struct wk_object *
wk_ref_object(wk_ref ref)
{
	return (struct wk_object *)(uintptr_t)ref;
}

static inline wk_ref
wk_object_ref(const void *object)
{
	return (wk_ref)(uintptr_t)object;
}

/* Whether type is super or below it. */
static inline bool
wk_rtype_below(const struct wk_rtype *type, const struct wk_rtype *super)
{
	return type == super || (type->depth > super->depth &&
				    type->display[super->depth] == super);
}

#endif

/*
 * Which defined types are the same type (specification 3.1.2, 4.2.1: types
 * are equal when their recursion groups are, iso-recursively).
 */
#ifndef WK_MODEL_CANON_H
#define WK_MODEL_CANON_H

#include "libwasmkit/base/vec.h"
#include "libwasmkit/module.h"

/*
 * Sets canon of each of count types: the index of the first type that is
 * equal to it. Two types are equal when they stand at the same place of equal
 * groups; groups are equal when their types are, references inside the group
 * being compared by place and all others by canon. rec_first and rec_count
 * have to be set. Indices beyond the group, which validation refuses, are
 * compared as they stand. False when memory is short.
 */
bool wk_canon_types(struct wk_type *types, uint32_t count);

/*
 * What a recursion group says, as numbers: a group is equal to another one
 * when these are. References inside the group are numbers by
 * place; for others number() is asked, which gives less than 2^32 for types
 * that are there.
 */
struct wk_canon_group {
	const struct wk_type *types;
	uint32_t first, count; /* of the group */
	uint64_t (*number)(const struct wk_canon_group *g, uint32_t index);
};

/*
 * Sets words, an array of uint64_t, to them, and gives a hash of them. False
 * without memory.
 */
bool wk_canon_spell(
    const struct wk_canon_group *g, struct wk_vec *words, uint64_t *hash);

/* A value or storage type with its type index made canonical. */
static inline wk_valtype
wk_canon_valtype(const struct wk_module *m, wk_valtype type)
{
	uint32_t index = wk_type_index(type);

	if (!wk_is_ref(type) || !wk_is_concrete(type) || index >= m->type_count)
		return type;
	return (type & ~WK_TYPE_INDEX_MASK) | m->types[index].canon;
}

#endif

/*
 * Types in their binary encoding (specification 5.3).
 */
#ifndef WK_MODEL_TYPECODE_H
#define WK_MODEL_TYPECODE_H

#include "libwasmkit/base/buf.h"
#include "libwasmkit/base/cursor.h"
#include "libwasmkit/features.h"

/* Each reads one, or fails the cursor and gives 0. */
wk_valtype wk_typecode_read_value(struct wk_cursor *c);
wk_valtype wk_typecode_read_storage(struct wk_cursor *c);
wk_valtype wk_typecode_read_ref(struct wk_cursor *c);
wk_valtype wk_typecode_read_heap(struct wk_cursor *c);
wk_blocktype wk_typecode_read_block(struct wk_cursor *c);

/* Each writes one. A value may also be a storage type. */
void wk_typecode_write_value(struct wk_buf *buf, wk_valtype type);
void wk_typecode_write_heap(struct wk_buf *buf, wk_valtype heap);
void wk_typecode_write_block(struct wk_buf *buf, wk_blocktype block);

/*
 * The feature that a type needs, WK_FEATURE_MVP when none. A type that names
 * an index needs function references at least.
 */
enum wk_feature wk_typecode_feature(wk_valtype type);

/* The type that a letter of opcodes.def always is, WK_BOT for others. */
static inline wk_valtype
wk_typecode_of_letter(char letter)
{
	switch (letter) {
	case 'i':
		return WK_I32;
	case 'I':
		return WK_I64;
	case 'f':
		return WK_F32;
	case 'F':
		return WK_F64;
	case 'v':
		return WK_V128;
	default:
		return WK_BOT;
	}
}

#endif

#include "debugger/expr/valuetype.h"

#include <stdlib.h>
#include <string.h>

#include "debugger/expr/valuestate.h"

/* Damaged types may lead back to themselves. */
enum { CHAIN_MAX = 64 };

#define BASE(id, text, bytes, sort) \
	[DBG_T_##id] = { \
	    .kind = WK_INFO_BASE, \
	    .encoding = WK_INFO_##sort, \
	    .name = text, \
	    .size = bytes, \
	}

const struct wk_info_type dbg_builtins[DBG_T_COUNT] = {
    [DBG_T_VOID] = {.kind = WK_INFO_VOID, .name = "void"},
    [DBG_T_FUNC] = {.kind = WK_INFO_FUNC},
    BASE(BOOL, "bool", 1, BOOLEAN),
    BASE(CHAR, "char", 1, SIGNED_CHAR),
    BASE(SCHAR, "signed char", 1, SIGNED_CHAR),
    BASE(UCHAR, "unsigned char", 1, UNSIGNED_CHAR),
    BASE(SHORT, "short", 2, SIGNED),
    BASE(USHORT, "unsigned short", 2, UNSIGNED),
    BASE(INT, "int", 4, SIGNED),
    BASE(UINT, "unsigned int", 4, UNSIGNED),
    BASE(LONG, "long", 4, SIGNED),
    BASE(ULONG, "unsigned long", 4, UNSIGNED),
    BASE(LLONG, "long long", 8, SIGNED),
    BASE(ULLONG, "unsigned long long", 8, UNSIGNED),
    BASE(INT128, "__int128", 16, SIGNED),
    BASE(UINT128, "unsigned __int128", 16, UNSIGNED),
    BASE(FLOAT, "float", 4, FLOAT),
    BASE(DOUBLE, "double", 8, FLOAT),
    BASE(I8, "i8", 1, SIGNED),
    BASE(U8, "u8", 1, UNSIGNED),
    BASE(I16, "i16", 2, SIGNED),
    BASE(U16, "u16", 2, UNSIGNED),
    BASE(I32, "i32", 4, SIGNED),
    BASE(U32, "u32", 4, UNSIGNED),
    BASE(I64, "i64", 8, SIGNED),
    BASE(U64, "u64", 8, UNSIGNED),
    BASE(F32, "f32", 4, FLOAT),
    BASE(F64, "f64", 8, FLOAT),
    BASE(CHAR32, "char32_t", 4, UTF),
};

/* long of memories with 64-bit addresses. */
static const struct wk_info_type wide_long = {
    .kind = WK_INFO_BASE,
    .encoding = WK_INFO_SIGNED,
    .name = "long",
    .size = 8,
};
static const struct wk_info_type wide_ulong = {
    .kind = WK_INFO_BASE,
    .encoding = WK_INFO_UNSIGNED,
    .name = "unsigned long",
    .size = 8,
};

/* Names that are not those of the table. */
static const struct {
	const char *name;
	uint8_t type; /* enum dbg_builtin */
} aliases[] = {
    {"_Bool", DBG_T_BOOL},
    {"unsigned", DBG_T_UINT},
    {"int8_t", DBG_T_I8},
    {"uint8_t", DBG_T_U8},
    {"int16_t", DBG_T_I16},
    {"uint16_t", DBG_T_U16},
    {"int32_t", DBG_T_I32},
    {"uint32_t", DBG_T_U32},
    {"int64_t", DBG_T_I64},
    {"uint64_t", DBG_T_U64},
    {"size_t", DBG_T_ULONG},
    {"ssize_t", DBG_T_LONG},
    {"ptrdiff_t", DBG_T_LONG},
    {"intptr_t", DBG_T_LONG},
    {"uintptr_t", DBG_T_ULONG},
    {"usize", DBG_T_ULONG},
    {"isize", DBG_T_LONG},
    {"char32_t", DBG_T_CHAR32},
};

uint32_t
dbg_type_address_size(const struct dbg *d)
{
	return d->module != NULL && d->module->memory_count > 0 &&
		       d->module->memories[0].limits.is_64 ?
		   8 :
		   4;
}

const struct wk_info_type *
dbg_type_long(const struct dbg *d, bool is_signed)
{
	if (dbg_type_address_size(d) == 8)
		return is_signed ? &wide_long : &wide_ulong;
	return is_signed ? DBG_TYPE(LONG) : DBG_TYPE(ULONG);
}

const struct wk_info_type *
dbg_type_by_name(const struct dbg *d, const char *name)
{
	unsigned found = DBG_T_COUNT;

	for (unsigned i = 0; i < DBG_T_COUNT; i++) {
		if (dbg_builtins[i].name != NULL &&
		    strcmp(dbg_builtins[i].name, name) == 0)
			found = i;
	}
	for (size_t i = 0; i < sizeof(aliases) / sizeof(*aliases); i++) {
		if (strcmp(aliases[i].name, name) == 0)
			found = aliases[i].type;
	}
	if (found == DBG_T_LONG || found == DBG_T_ULONG)
		return dbg_type_long(d, found == DBG_T_LONG);
	return found == DBG_T_COUNT ? NULL : &dbg_builtins[found];
}

const struct wk_info_type *
dbg_type_bare(const struct wk_info_type *type)
{
	for (unsigned i = 0; type != NULL && i < CHAIN_MAX; i++) {
		switch ((enum wk_info_type_kind)type->kind) {
		case WK_INFO_TYPEDEF:
		case WK_INFO_CONST:
		case WK_INFO_VOLATILE:
		case WK_INFO_RESTRICT:
		case WK_INFO_ATOMIC:
			type = type->target;
			break;
		default:
			return type;
		}
	}
	return DBG_TYPE(VOID);
}

const struct wk_info_type *
dbg_type_whole(struct dbg *d, const struct wk_info_type *type)
{
	const struct wk_info_type *whole;

	type = dbg_type_bare(type);
	if (d->info == NULL)
		return type;
	switch (dbg_type_sort(type)) {
	case DBG_SORT_AGGREGATE:
	case DBG_SORT_ENUM:
	case DBG_SORT_FUNC:
		if (type == DBG_TYPE(FUNC))
			return type;
		whole = wk_info_type_complete(d->info, type);
		return whole == NULL ? type : dbg_type_bare(whole);
	default:
		return type;
	}
}

enum dbg_sort
dbg_type_sort(const struct wk_info_type *type)
{
	type = dbg_type_bare(type);
	switch ((enum wk_info_type_kind)type->kind) {
	case WK_INFO_VOID:
		return DBG_SORT_VOID;
	case WK_INFO_BASE:
		return type->encoding == WK_INFO_FLOAT   ? DBG_SORT_FLOAT :
		       type->encoding == WK_INFO_COMPLEX ? DBG_SORT_COMPLEX :
		       type->encoding == WK_INFO_ENCODING_OTHER ?
							   DBG_SORT_OTHER :
							   DBG_SORT_INTEGER;
	case WK_INFO_ENUM:
		return DBG_SORT_ENUM;
	case WK_INFO_POINTER:
	case WK_INFO_MEMBER_POINTER:
		return DBG_SORT_POINTER;
	case WK_INFO_REFERENCE:
		return DBG_SORT_REFERENCE;
	case WK_INFO_ARRAY:
		return DBG_SORT_ARRAY;
	case WK_INFO_STRUCT:
	case WK_INFO_CLASS:
	case WK_INFO_UNION:
		return DBG_SORT_AGGREGATE;
	case WK_INFO_FUNC:
		return DBG_SORT_FUNC;
	case WK_INFO_TYPEDEF:
	case WK_INFO_CONST:
	case WK_INFO_VOLATILE:
	case WK_INFO_RESTRICT:
	case WK_INFO_ATOMIC:
	case WK_INFO_UNKNOWN:
		break;
	}
	return DBG_SORT_OTHER;
}

bool
dbg_type_is_signed(const struct wk_info_type *type)
{
	type = dbg_type_bare(type);
	return (type->kind == WK_INFO_BASE || type->kind == WK_INFO_ENUM) &&
	       (type->encoding == WK_INFO_SIGNED ||
		   type->encoding == WK_INFO_SIGNED_CHAR);
}

bool
dbg_type_is_char(const struct wk_info_type *type)
{
	type = dbg_type_bare(type);
	return type->kind == WK_INFO_BASE &&
	       (type->encoding == WK_INFO_SIGNED_CHAR ||
		   type->encoding == WK_INFO_UNSIGNED_CHAR ||
		   type->encoding == WK_INFO_UTF);
}

bool
dbg_type_is_bool(const struct wk_info_type *type)
{
	type = dbg_type_bare(type);
	return type->kind == WK_INFO_BASE && type->encoding == WK_INFO_BOOLEAN;
}

uint64_t
dbg_type_size(struct dbg *d, const struct wk_info_type *type)
{
	uint64_t count = 1, size;

	for (unsigned i = 0; i < CHAIN_MAX; i++) {
		type = dbg_type_bare(type);
		if (type->size != 0 || type->kind != WK_INFO_ARRAY)
			break;
		if (!type->has_count ||
		    __builtin_mul_overflow(count, type->count, &count))
			return 0;
		type = type->target;
		if (type == NULL)
			return 0;
	}
	size = type->size;
	if (size == 0 &&
	    (type->kind == WK_INFO_POINTER || type->kind == WK_INFO_REFERENCE))
		size = dbg_type_address_size(d);
	if (size == 0)
		size = dbg_type_whole(d, type)->size;
	return __builtin_mul_overflow(count, size, &size) ? 0 : size;
}

static const struct wk_info_type *
make(struct dbg *d, const struct wk_info_type *wanted)
{
	struct dbg_values *values = dbg_values(d, NULL);
	struct dbg_madetype *made;

	if (values == NULL)
		return NULL;
	for (made = values->made; made != NULL; made = made->next) {
		if (made->type.kind == wanted->kind &&
		    made->type.target == wanted->target &&
		    made->type.has_count == wanted->has_count &&
		    made->type.count == wanted->count)
			return &made->type;
	}
	made = malloc(sizeof(*made));
	if (made == NULL)
		return NULL;
	made->type = *wanted;
	made->next = values->made;
	values->made = made;
	return &made->type;
}

const struct wk_info_type *
dbg_type_pointer(struct dbg *d, const struct wk_info_type *target)
{
	struct wk_info_type type = {
	    .kind = WK_INFO_POINTER,
	    .language = target->language,
	    .target = target,
	    .size = dbg_type_address_size(d),
	};

	return make(d, &type);
}

const struct wk_info_type *
dbg_type_array(struct dbg *d, const struct wk_info_type *target, uint64_t count)
{
	struct wk_info_type type = {
	    .kind = WK_INFO_ARRAY,
	    .language = target->language,
	    .target = target,
	    .has_count = count != UINT64_MAX,
	    .count = count != UINT64_MAX ? count : 0,
	};

	return make(d, &type);
}

void
dbg_type_close(struct dbg *d)
{
	struct dbg_madetype *made = d->values->made, *next;

	for (; made != NULL; made = next) {
		next = made->next;
		free(made);
	}
	d->values->made = NULL;
}

bool
dbg_type_equal(const struct wk_info_type *a, const struct wk_info_type *b)
{
	for (unsigned i = 0; i < CHAIN_MAX; i++) {
		a = dbg_type_bare(a);
		b = dbg_type_bare(b);
		if (a == b)
			return true;
		if (a->kind != b->kind || a->size != b->size)
			return false;
		if (a->kind != WK_INFO_POINTER && a->kind != WK_INFO_ARRAY &&
		    a->kind != WK_INFO_REFERENCE)
			return a->name != NULL && b->name != NULL &&
			       strcmp(a->name, b->name) == 0;
		if (a->kind == WK_INFO_ARRAY && a->count != b->count)
			return false;
		a = a->target;
		b = b->target;
	}
	return false;
}

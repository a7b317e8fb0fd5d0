/*
 * Numbers of the binary format that its reader and its writer share.
 */
#ifndef WK_BINARY_FORMAT_H
#define WK_BINARY_FORMAT_H

/* What begins a type definition (5.3.8 to 5.3.11, custom descriptors). */
enum {
	WK_CODE_FUNC = 0x60,
	WK_CODE_STRUCT = 0x5F,
	WK_CODE_ARRAY = 0x5E,
	WK_CODE_CONT = 0x5D,
	WK_CODE_SUB = 0x50,
	WK_CODE_SUB_FINAL = 0x4F,
	WK_CODE_REC = 0x4E,
	WK_CODE_DESCRIPTOR = 0x4D,
	WK_CODE_DESCRIBES = 0x4C,
};

/* The bits of limits' flags (5.3.13, threads, custom page sizes). */
enum {
	WK_LIMITS_HAS_MAX = 1,
	WK_LIMITS_SHARED = 2,
	WK_LIMITS_64 = 4,
	WK_LIMITS_PAGE_SIZE = 8,
};

/* Kinds of import beside enum wk_extern_kind. */
enum {
	WK_KIND_EXACT_FUNC = 0x20,
	WK_KIND_BY_MODULE = 0x7F,
	WK_KIND_BY_TYPE = 0x7E,
};

/* What begins a table with an initial value, before a zero byte. */
enum { WK_TABLE_WITH_INIT = 0x40 };

#endif

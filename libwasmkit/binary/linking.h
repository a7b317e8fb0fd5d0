/*
 * The numbers of the linking section that its reader and its writer share.
 */
#ifndef WK_BINARY_LINKING_H
#define WK_BINARY_LINKING_H

enum { WK_LINKING_VERSION = 2 };

/* Subsections. */
enum {
	WK_LINKING_SEGMENTS = 5,
	WK_LINKING_INITS = 6,
	WK_LINKING_COMDATS = 7,
	WK_LINKING_SYMBOLS = 8,
};

#endif

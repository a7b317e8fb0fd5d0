/*
 * Fast handlers for the common cases of common instructions.
 */
#ifndef WK_VALIDATE_FAST_H
#define WK_VALIDATE_FAST_H

#include "libwasmkit/validate/code.h"

/* Whether the compiler can be held to calling the next handler by a jump. */
#if defined(__has_attribute)
#if __has_attribute(musttail) && defined(__clang__)
#define WK_FAST_CHAINED 1
#endif
#if __has_attribute(preserve_none) && defined(__x86_64__)
#define WK_FAST_CALL __attribute__((preserve_none))
#endif
#endif
#ifndef WK_FAST_CHAINED
#define WK_FAST_CHAINED 0
#endif
#ifndef WK_FAST_CALL
#define WK_FAST_CALL
#endif

struct wk_dispatch;
struct wk_ahead;
struct wk_beyond;

/*
 * Validates the instruction whose opcode ends at p, with the operands up to
 * sp. A byte at p is in the body, and a LEB128 that begins there ends in it:
 * the last byte of the body is end, which ends a LEB128, too.
 *
 * WK_SOURCE_PADDING readable bytes follow the body.
 *
 * Chained handlers go on with the next instruction, and give the place behind
 * the last one, or NULL after an error. Others give the place of the next
 * instruction and leave sp in the body.
 */
typedef const uint8_t *WK_FAST_CALL wk_handler(const uint8_t *p, wk_valtype *sp,
    struct wk_body *b, const struct wk_dispatch *table, struct wk_ahead ahead,
    struct wk_beyond beyond);

/*
 * The handlers of the bytes p[0], p[1] and p[2]: that of the next instruction
 * is the first when this one has no immediate, the second when that is a byte,
 * the third when that is two. Since code is seen but once, processors mostly
 * guess the next handler wrong, and find out sooner when it was loaded before.
 * Two structures, as three words in one would not be passed in registers.
 * Unused when not chained.
 */
struct wk_ahead {
	wk_handler *at, *behind;
};
struct wk_beyond {
	wk_handler *at;
};

enum {
	WK_FAST_PAGE = 0x120, /* opcodes behind each prefix, FB to FE */
	WK_FAST_SLOTS = 0x100 + 4 * WK_FAST_PAGE,
};

struct wk_dispatch {
	wk_handler *slots[WK_FAST_SLOTS];
};

struct wk_dispatches {
	struct wk_dispatch fast;
	struct wk_dispatch tracked; /* for bodies that track locals */
};

/* Fills in the tables for a set of features. */
void wk_fast_tables(struct wk_dispatches *tables, wk_features features);

/*
 * Validates the body that was begun. Its last byte is an end. Gives the place
 * behind the end of the function, or NULL after an error.
 */
const uint8_t *wk_fast_run(struct wk_body *b, const struct wk_dispatch *table);

#endif

/*
 * What a call reports when it fails.
 *
 * Functions that can fail return bool and take a struct wk_error *, last,
 * which may be NULL. The struct is plain storage of the caller's: nothing in
 * it is allocated or needs freeing. It has to be zeroed before the first call.
 * It is written only on failure, and the first failure wins: one that holds
 * an error already is left alone.
 */
#ifndef WK_ERROR_H
#define WK_ERROR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define WK_API __attribute__((visibility("default")))
#define WK_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#else
#define WK_API
#define WK_PRINTF(fmt, args)
#endif

#ifdef __cplusplus
extern "C" {
#endif

enum wk_error_class {
	WK_CLASS_NONE,
	WK_CLASS_MALFORMED, /* the bytes or the text are not a module */
	WK_CLASS_INVALID,   /* a module that breaks a validation rule */
	WK_CLASS_UNLINKABLE,
	WK_CLASS_TRAP,
	WK_CLASS_EXHAUSTION,
	WK_CLASS_RESOURCE, /* out of memory, over a limit of this library */
	WK_CLASS_IO,
	WK_CLASS_USAGE,
};

enum wk_error_code {
	WK_E_NONE,
#define ERROR(name, class, phrase) WK_E_##name,
#include "libwasmkit/base/errors.def"
#undef ERROR
	WK_E_COUNT
};

enum {
	WK_ERROR_MESSAGE_SIZE = 400,
	WK_ERROR_HINT_SIZE = 200,
	WK_ERROR_NOTES = 2,
};

/* No place in the file: an error of the module as a whole. */
#define WK_NO_OFFSET UINT64_MAX

/* A second place that explains an error. */
struct wk_note {
	uint64_t offset; /* as in struct wk_error */
	uint32_t length;
	char message[WK_ERROR_HINT_SIZE];
};

struct wk_error {
	enum wk_error_code code;
	uint32_t length; /* bytes of the text at fault; 0 when unknown */
	/*
	 * Byte offset in the file, binary or text, or WK_NO_OFFSET. For a
	 * module that was parsed from text, validation gives virtual offsets
	 * inside bodies: wk_wat_locate() turns them into offsets in the text.
	 */
	uint64_t offset;
	char message[WK_ERROR_MESSAGE_SIZE]; /* begins with the phrase */
	char hint[WK_ERROR_HINT_SIZE];       /* what to do about it, or "" */
	uint32_t note_count;
	struct wk_note notes[WK_ERROR_NOTES];
};

/*
 * The class of a code, its phrase, and its name ("TYPE_MISMATCH"); lower-cased
 * with dashes the name is what machine-readable diagnostics carry.
 */
WK_API enum wk_error_class wk_error_class(enum wk_error_code code);
WK_API const char *wk_error_phrase(enum wk_error_code code);
WK_API const char *wk_error_name(enum wk_error_code code);

/*
 * Sets code, offset and the message "phrase<format...>"; the format continues
 * the phrase (": expected i32"). Clears hint and notes. Does nothing when err
 * is NULL or already holds an error. Always returns false.
 */
WK_API bool wk_error_set(struct wk_error *err, enum wk_error_code code,
    uint64_t offset, const char *format, ...) WK_PRINTF(4, 5);

/* Says that memory is short. Always returns false. */
WK_API bool wk_error_memory(struct wk_error *err);

/*
 * Hands on an error that another call gave, as wk_error_set() would set it.
 * Always returns false.
 */
WK_API bool wk_error_pass(struct wk_error *err, const struct wk_error *from);

/*
 * Sets the hint of an error, whichever it holds: for use directly after the
 * wk_error_set() that set it.
 */
WK_API void wk_error_hint(struct wk_error *err, const char *format, ...)
    WK_PRINTF(2, 3);

/* Adds a second place; dropped without effect when all are taken. */
WK_API void wk_error_note(struct wk_error *err, uint64_t offset,
    uint32_t length, const char *format, ...) WK_PRINTF(4, 5);

/* A search for the name that was meant by another: for "did you mean". */
struct wk_nearest {
	const char *wanted;
	uint32_t wanted_size;
	unsigned limit;   /* edits that a name may be away, see below */
	const char *name; /* the nearest so far, borrowed; NULL: none */
	uint32_t size;
};

/*
 * Begins one. A name may be two edits away: a character inserted, deleted,
 * replaced, or swapped with its neighbour; one edit for four characters or
 * fewer, and none for two.
 */
WK_API struct wk_nearest wk_nearest_to(const char *wanted, size_t size);
/* Looks at a name; whether it is the nearest so far, and not the same. */
WK_API bool wk_nearest(
    struct wk_nearest *nearest, const char *name, size_t size);

#ifdef __cplusplus
}
#endif

#endif

/*
 * The identifiers under which the printer shows what has a name: unique in
 * their space, and quoted where they need to be.
 */
#ifndef WK_WAT_IDENT_H
#define WK_WAT_IDENT_H

#include "libwasmkit/base/map.h"
#include "libwasmkit/base/sink.h"
#include "libwasmkit/module.h"
#include "wat/digits.h"

struct wk_arena;
struct wk_print_options;

/*
 * What follows the $: text, or when that is NULL, a prefix and the index. An
 * entry with neither has no identifier, and its index has to serve.
 */
struct wk_ident {
	const char *text;
	uint32_t size;
	char prefix;
	/* The identifier is not the name: print an @name annotation, too. */
	bool annotate;
};

/* A space. Entries from count on have no identifier. */
struct wk_idents {
	struct wk_ident *list;
	uint32_t count;
	uint32_t capacity; /* of a list that is filled again and again */
};

/* What is taken in a space, while identifiers are found for it. */
struct wk_ident_scope {
	struct wk_map taken; /* unquoted text to the last suffix tried on it */
	struct wk_arena *arena;
};

/*
 * Finds the identifier of a name: the name, with ".1" and so on behind it when
 * that is taken. An empty name gets none, but an annotation; an entry that has
 * a name keeps it. False without memory; so below.
 */
bool wk_ident_of_name(
    struct wk_ident_scope *scope, struct wk_str name, struct wk_ident *out);

/*
 * Finds one for an entry without a name: a prefix and its index, with "_1" and
 * so on behind it when that is taken.
 */
bool wk_ident_numbered(struct wk_ident_scope *scope, char prefix,
    uint32_t index, struct wk_ident *out);

/*
 * Empties a list, makes room for count entries without identifiers, and sets
 * the count. The list is from malloc.
 */
bool wk_ident_reset(struct wk_idents *idents, uint32_t count);

/* Finds the identifiers of each index space; lists are in the arena. */
bool wk_ident_module(const struct wk_module *module,
    const struct wk_print_options *options, struct wk_arena *arena,
    struct wk_idents out[WK_SPACE_COUNT]);

static inline bool
wk_ident_has(const struct wk_idents *idents, uint32_t index)
{
	return index < idents->count && (idents->list[index].text != NULL ||
					    idents->list[index].prefix != 0);
}

/* Whether a name was found for an entry, an empty one counted. */
static inline bool
wk_ident_named(const struct wk_ident *ident)
{
	return ident->text != NULL || ident->annotate;
}

/* The longest text that wk_ident_put() writes in place. */
enum { WK_IDENT_SHORT = 256, WK_IDENT_ROOM = WK_IDENT_SHORT + 32 };

/*
 * Writes text of any length, which goes through the sink when it is long; then
 * the room that wk_sink_room() made is there again behind it.
 */
uint8_t *wk_ident_put_long(
    struct wk_sink *sink, uint8_t *p, const char *text, uint32_t size);

static inline uint8_t *
wk_ident_put_text(
    struct wk_sink *sink, uint8_t *p, const char *text, uint32_t size)
{
	if (size > WK_IDENT_SHORT)
		return wk_ident_put_long(sink, p, text, size);
	if (size >= 16) {
		for (uint32_t i = 0; i < size - 16; i += 16)
			memcpy(p + i, text + i, 16);
		memcpy(p + size - 16, text + size - 16, 16);
	} else if (size >= 8) {
		memcpy(p, text, 8);
		memcpy(p + size - 8, text + size - 8, 8);
	} else if (size >= 4) {
		memcpy(p, text, 4);
		memcpy(p + size - 4, text + size - 4, 4);
	} else {
		for (uint32_t i = 0; i < size; i++)
			p[i] = (uint8_t)text[i];
	}
	return p + size;
}

/*
 * Writes "$" and the identifier of an entry, or its index. Takes at most
 * WK_IDENT_ROOM bytes of the room.
 */
static inline __attribute__((always_inline)) uint8_t *
wk_ident_put(struct wk_sink *sink, uint8_t *p, const struct wk_idents *idents,
    uint32_t index)
{
	const struct wk_ident *ident;

	if (index >= idents->count)
		return wk_digits_u32(p, index);
	ident = &idents->list[index];
	if (ident->text != NULL) {
		*p++ = '$';
		return wk_ident_put_text(sink, p, ident->text, ident->size);
	}
	if (ident->prefix != 0) {
		*p++ = '$';
		*p++ = (uint8_t)ident->prefix;
	}
	return wk_digits_u32(p, index);
}

#endif

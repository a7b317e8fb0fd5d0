/* Texts by key, for telling what is another one than before. */
#ifndef DEBUGGER_PRINT_SEEN_H
#define DEBUGGER_PRINT_SEEN_H

#include <stdbool.h>
#include <stdint.h>

struct dbg_seen {
	struct dbg_seen_item {
		char *key, *text; /* NULL: a free place */
	} *items; /* a table of a power of two, by the hash of the key */
	uint32_t count, capacity;
};

void dbg_seen_clear(struct dbg_seen *seen);
/* Keeps copies in place of what was there; false without memory. */
bool dbg_seen_put(struct dbg_seen *seen, const char *key, const char *text);
/* NULL: there is none. */
const char *dbg_seen_find(const struct dbg_seen *seen, const char *key);

#endif

/*
 * When bytes of a memory were read and written last, as long as that glows.
 */
#ifndef DEBUGGER_WINDOW_GLOW_H
#define DEBUGGER_WINDOW_GLOW_H

#include "debugger/window/zoom.h"

enum {
	WINDOW_GLOW_PAGE = 4096,
	WINDOW_GLOW_LARGE = 512 * WINDOW_GLOW_PAGE, /* pages at once */
	WINDOW_GLOW_BLOCK = 64,
	WINDOW_GLOW_BLOCKS = WINDOW_GLOW_PAGE / WINDOW_GLOW_BLOCK,
	WINDOW_GLOW_TIME = 2000, /* ms */
};

/* Times in ms; 0: never. */
struct window_glow_times {
	uint32_t read, written;
};

struct window_glow_page {
	uint64_t number; /* plus 1; 0: a free place */
	struct window_glow_times all;
	struct window_glow_times *blocks; /* NULL: only whole pages */
};

struct window_glow_table {
	struct window_glow_page *pages; /* by number; a power of two */
	uint32_t count, capacity;
};

struct window_glow {
	struct window_glow_table pages, large;
};

/* What is touched where memory is short is not known. */
void window_glow_touch(struct window_glow *g, uint64_t address, uint64_t size,
    bool is_read, bool is_written, uint32_t now);
/* Of the block that an address is in. */
struct window_glow_times window_glow_at(
    const struct window_glow *g, uint64_t address);
/* Forgets what glows no longer. */
void window_glow_fade(struct window_glow *g, uint32_t now);
/* How much it glows, from 0 to 255, for each block of a picture. */
void window_glow_spread(const struct window_glow *g,
    const struct window_zoom *z, uint32_t now, uint8_t *read, uint8_t *written);
/* Nothing does. */
bool window_glow_is_dark(const struct window_glow *g);
void window_glow_free(struct window_glow *g);

#endif

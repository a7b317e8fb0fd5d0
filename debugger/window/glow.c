/*
 * When bytes of a memory were read and written last, by pages in a table.
 */
#include "debugger/window/glow.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST = 64 /* pages there is room for */ };

/* The place of a page, or the free one where it belongs. */
static struct window_glow_page *
place_of(const struct window_glow_table *g, uint64_t number)
{
	uint64_t i = number * UINT64_C(0x9E3779B97F4A7C15) >> 32;

	for (;; i++) {
		struct window_glow_page *page =
		    &g->pages[i & (g->capacity - 1)];

		if (page->number == 0 || page->number == number + 1)
			return page;
	}
}

/* Puts pages in a new table; those that glow no longer are left out. */
static bool
rebuild(struct window_glow_table *g, uint32_t capacity, uint32_t since)
{
	struct window_glow_page *pages = g->pages;
	uint32_t before = g->capacity;
	struct window_glow_page *new = calloc(capacity, sizeof(*new));

	if (new == NULL)
		return false;
	g->pages = new;
	g->capacity = capacity;
	g->count = 0;
	for (uint32_t i = 0; i < before; i++) {
		struct window_glow_page *p = &pages[i];

		if (p->number == 0)
			continue;
		if (p->all.read < since && p->all.written < since) {
			free(p->blocks);
			continue;
		}
		*place_of(g, p->number - 1) = *p;
		g->count++;
	}
	free(pages);
	return true;
}

static struct window_glow_page *
find_or_add(struct window_glow_table *g, uint64_t number)
{
	struct window_glow_page *page;

	if (g->count * 2 >= g->capacity &&
	    !rebuild(g, g->capacity == 0 ? FIRST : g->capacity * 2, 0))
		return NULL;
	page = place_of(g, number);
	if (page->number == 0) {
		page->number = number + 1;
		g->count++;
	}
	return page;
}

static void
set_times(
    struct window_glow_times *t, bool is_read, bool is_written, uint32_t now)
{
	if (is_read)
		t->read = now;
	if (is_written)
		t->written = now;
}

/* Part of a page, from a first block to a last one. */
static void
touch_blocks(struct window_glow_page *page, unsigned first, unsigned last,
    bool is_read, bool is_written, uint32_t now)
{
	bool is_whole = first == 0 && last == WINDOW_GLOW_BLOCKS - 1;

	if (page->blocks == NULL && !is_whole) {
		page->blocks =
		    calloc(WINDOW_GLOW_BLOCKS, sizeof(*page->blocks));
		for (unsigned i = 0;
		    page->blocks != NULL && i < WINDOW_GLOW_BLOCKS; i++)
			page->blocks[i] = page->all;
	}
	for (unsigned i = first; page->blocks != NULL && i <= last; i++)
		set_times(&page->blocks[i], is_read, is_written, now);
	set_times(&page->all, is_read, is_written, now);
}

/* Bytes of one page at most; gives how many of them. */
static uint64_t
touch_part(struct window_glow *g, uint64_t address, uint64_t size, bool is_read,
    bool is_written, uint32_t now)
{
	uint64_t in = address % WINDOW_GLOW_PAGE;
	uint64_t part = WINDOW_GLOW_PAGE - in;
	struct window_glow_page *page =
	    find_or_add(&g->pages, address / WINDOW_GLOW_PAGE);

	if (part > size)
		part = size;
	if (page != NULL)
		touch_blocks(page, (unsigned)(in / WINDOW_GLOW_BLOCK),
		    (unsigned)((in + part - 1) / WINDOW_GLOW_BLOCK), is_read,
		    is_written, now);
	return part;
}

void
window_glow_touch(struct window_glow *g, uint64_t address, uint64_t size,
    bool is_read, bool is_written, uint32_t now)
{
	while (size > 0) {
		uint64_t part = WINDOW_GLOW_LARGE;
		struct window_glow_page *page;

		if (address % WINDOW_GLOW_LARGE == 0 && size >= part) {
			page =
			    find_or_add(&g->large, address / WINDOW_GLOW_LARGE);
			if (page != NULL)
				set_times(&page->all, is_read, is_written, now);
		} else {
			part = touch_part(
			    g, address, size, is_read, is_written, now);
		}
		address += part;
		size -= part;
	}
}

static struct window_glow_times
times_of(const struct window_glow_table *g, uint64_t number, unsigned block)
{
	const struct window_glow_page *page;

	if (g->capacity == 0)
		return (struct window_glow_times){0};
	page = place_of(g, number);
	if (page->number == 0)
		return (struct window_glow_times){0};
	return page->blocks == NULL ? page->all : page->blocks[block];
}

struct window_glow_times
window_glow_at(const struct window_glow *g, uint64_t address)
{
	struct window_glow_times all =
	    times_of(&g->large, address / WINDOW_GLOW_LARGE, 0);
	struct window_glow_times times =
	    times_of(&g->pages, address / WINDOW_GLOW_PAGE,
		(unsigned)(address % WINDOW_GLOW_PAGE / WINDOW_GLOW_BLOCK));

	if (times.read < all.read)
		times.read = all.read;
	if (times.written < all.written)
		times.written = all.written;
	return times;
}

static void
fade(struct window_glow_table *g, uint32_t since)
{
	uint32_t capacity = g->capacity;

	if (g->count == 0)
		return;
	while (capacity > FIRST && g->count * 4 < capacity)
		capacity /= 2;
	rebuild(g, capacity, since);
}

void
window_glow_fade(struct window_glow *g, uint32_t now)
{
	if (now <= WINDOW_GLOW_TIME)
		return;
	fade(&g->pages, now - WINDOW_GLOW_TIME);
	fade(&g->large, now - WINDOW_GLOW_TIME);
}

/* 255 at once, down to 0. */
static uint8_t
strength(uint32_t time, uint32_t now)
{
	uint32_t age = now - time;

	if (time == 0 || age >= WINDOW_GLOW_TIME)
		return 0;
	return (uint8_t)(255 - age * 255 / WINDOW_GLOW_TIME);
}

/* Lights up the blocks of a picture that bytes are in. */
static void
light(const struct window_zoom *z, uint64_t from, uint64_t size, uint8_t heat,
    uint8_t *blocks)
{
	uint64_t to = from + size - 1, last = window_zoom_count(z) - 1, end;

	if (heat == 0 || to < z->from)
		return;
	from = from < z->from ? 0 : (from - z->from) >> z->shift;
	end = (to - z->from) >> z->shift;
	for (uint64_t i = from; i <= (end < last ? end : last); i++)
		if (blocks[i] < heat)
			blocks[i] = heat;
}

static void
spread_page(const struct window_glow_page *page, uint64_t size,
    const struct window_zoom *z, uint32_t now, uint8_t *read, uint8_t *written)
{
	uint64_t from = (page->number - 1) * size;

	if (page->blocks == NULL || z->shift >= 12) {
		light(z, from, size, strength(page->all.read, now), read);
		light(z, from, size, strength(page->all.written, now), written);
		return;
	}
	for (unsigned i = 0; i < WINDOW_GLOW_BLOCKS; i++) {
		uint64_t at = from + i * WINDOW_GLOW_BLOCK;

		light(z, at, WINDOW_GLOW_BLOCK,
		    strength(page->blocks[i].read, now), read);
		light(z, at, WINDOW_GLOW_BLOCK,
		    strength(page->blocks[i].written, now), written);
	}
}

void
window_glow_spread(const struct window_glow *g, const struct window_zoom *z,
    uint32_t now, uint8_t *read, uint8_t *written)
{
	memset(read, 0, window_zoom_count(z));
	memset(written, 0, window_zoom_count(z));
	for (uint32_t i = 0; i < g->large.capacity; i++)
		if (g->large.pages[i].number != 0)
			spread_page(&g->large.pages[i], WINDOW_GLOW_LARGE, z,
			    now, read, written);
	for (uint32_t i = 0; i < g->pages.capacity; i++)
		if (g->pages.pages[i].number != 0)
			spread_page(&g->pages.pages[i], WINDOW_GLOW_PAGE, z,
			    now, read, written);
}

bool
window_glow_is_dark(const struct window_glow *g)
{
	return g->pages.count == 0 && g->large.count == 0;
}

void
window_glow_free(struct window_glow *g)
{
	for (uint32_t i = 0; i < g->pages.capacity; i++)
		free(g->pages.pages[i].blocks);
	free(g->pages.pages);
	free(g->large.pages);
	*g = (struct window_glow){0};
}

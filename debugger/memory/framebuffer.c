#include "debugger/framebuffer.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "debugger/expr/valuetype.h"
#include "debugger/memory/memorylayout.h"

enum {
	LEAST = 8, /* pixels across and down of what is a picture */
	MOST = 16384,
	NAME = 48, /* bytes of a name that are looked at */
};

/* What pictures are called, in whole or in part; the surest first. */
static const char *const words[] = {"framebuffer", "frame_buffer", "screen",
    "pixels", "canvas", "bitmap", "vram", "picture", "backbuffer", "image",
    "display", "surface", "pixel", "fb"};

enum { WORDS = sizeof(words) / sizeof(*words) };

/* Sizes of pictures whose pixels are in one array without rows. */
static const struct {
	uint32_t width, height;
} sizes[] = {{320, 200}, {320, 240}, {640, 480}, {640, 400}, {160, 144},
    {256, 240}, {256, 224}, {256, 192}, {240, 160}, {800, 600}, {1024, 768},
    {1280, 720}, {1920, 1080}, {128, 64}, {64, 32}, {160, 120}, {512, 384}};

/* How sure a name makes that it is one: WORDS is not at all. */
static unsigned
rank_of(const char *name, size_t size)
{
	char lower[NAME];
	size_t n = 0;
	unsigned i = 0;

	for (; n < size && n < NAME - 1; n++)
		lower[n] = (char)tolower((unsigned char)name[n]);
	lower[n] = '\0';
	if (strcmp(lower, "fb") == 0)
		return 0;
	/* Two letters are in many a name. */
	while (i < WORDS - 1 && strstr(lower, words[i]) == NULL)
		i++;
	return i < WORDS - 1 ? i : WORDS;
}

static bool
is_size(uint64_t pixels)
{
	return pixels >= LEAST && pixels <= MOST;
}

/* Guesses in order of their ranks. */
struct guesses {
	struct dbg_framebuffer *out;
	unsigned ranks[DBG_FRAMEBUFFERS];
	uint32_t count;
};

static void
add(struct guesses *g, const struct dbg_framebuffer *f, unsigned rank)
{
	uint32_t at = g->count;

	while (at > 0 && g->ranks[at - 1] > rank)
		at--;
	if (at == DBG_FRAMEBUFFERS)
		return;
	if (g->count < DBG_FRAMEBUFFERS)
		g->count++;
	for (uint32_t i = g->count - 1; i > at; i--) {
		g->out[i] = g->out[i - 1];
		g->ranks[i] = g->ranks[i - 1];
	}
	g->out[at] = *f;
	g->ranks[at] = rank;
}

/* Variables of the source */

static bool
is_pixel(const struct wk_info_type *type)
{
	return type != NULL &&
	       (type->kind == WK_INFO_BASE || type->kind == WK_INFO_ENUM) &&
	       (type->size == 1 || type->size == 2 || type->size == 4);
}

/* Rows of so many bytes and pixels: what a row's pixels are follows. */
static bool
set_rows(struct dbg_framebuffer *f, uint64_t width, uint64_t height,
    uint64_t pixel_size)
{
	if (!is_size(width) || !is_size(height))
		return false;
	f->width = (uint32_t)width;
	f->height = (uint32_t)height;
	f->bits = (uint32_t)pixel_size * 8;
	f->stride = width * pixel_size;
	return true;
}

/* All pixels in one array. */
static bool
set_flat(struct dbg_framebuffer *f, uint64_t count, uint64_t item)
{
	uint64_t side = LEAST;

	for (uint64_t size = item; size <= 4; size *= 4) {
		for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
			if ((uint64_t)sizes[i].width * sizes[i].height * size ==
			    count * item)
				return set_rows(
				    f, sizes[i].width, sizes[i].height, size);
	}
	while (side * side < count && side < MOST)
		side++;
	return side * side == count && set_rows(f, side, side, item);
}

/* What an array says of the picture in it; false: it is none. */
static bool
set_array(struct dbg_framebuffer *f, const struct wk_info_type *type)
{
	uint64_t counts[3];
	unsigned n = 0;

	while (type != NULL && type->kind == WK_INFO_ARRAY && n < 3 &&
	       type->has_count) {
		counts[n++] = type->count;
		type = dbg_type_bare(type->target);
	}
	if (!is_pixel(type))
		return false;
	if (n == 3 && type->size == 1 && counts[2] == 4)
		return set_rows(f, counts[1], counts[0], 4);
	if (n == 2)
		return set_rows(f, counts[1], counts[0], type->size);
	return n == 1 && set_flat(f, counts[0], type->size);
}

static void
add_variable(struct dbg *d, struct guesses *g, uint32_t n)
{
	const char *name = wk_info_var_name(d->info, n);
	struct dbg_framebuffer f = {0};
	const struct wk_info_var *var;
	const struct wk_info_type *type;
	const char *last;
	unsigned rank;

	if (name == NULL || strlen(name) >= sizeof(f.expr))
		return;
	last = strrchr(name, ':');
	last = last != NULL ? last + 1 : name;
	rank = rank_of(last, strlen(last));
	var = wk_info_var(d->info, n);
	type = var != NULL ? dbg_type_bare(var->type) : NULL;
	if (type == NULL)
		return;
	snprintf(f.expr, sizeof(f.expr), "%s", name);
	if (type->kind == WK_INFO_ARRAY) {
		bool has_rows =
		    type->target != NULL &&
		    dbg_type_bare(type->target)->kind == WK_INFO_ARRAY;

		/* Of other names an array of rows is one all the same. */
		if (set_array(&f, type) && (rank < WORDS || has_rows))
			add(g, &f, rank);
		return;
	}
	if (type->kind != WK_INFO_POINTER || rank == WORDS)
		return;
	type = type->target != NULL ? dbg_type_bare(type->target) : NULL;
	if (is_pixel(type)) {
		f.bits = (uint32_t)type->size * 8;
		add(g, &f, rank);
	}
}

/* Globals */

static bool
has_name(const struct wk_module *m, uint32_t global, const char *wanted)
{
	struct wk_str name = wk_module_name(m, WK_SPACE_GLOBAL, global);

	return name.size == strlen(wanted) &&
	       memcmp(name.data, wanted, name.size) == 0;
}

/* The initial value of a global of one of the names; 0 when there is none. */
static uint64_t
find_number(struct dbg *d, const struct dbg_layout *l, const char *const *names,
    size_t count)
{
	for (uint32_t i = 0; i < d->module->global_count; i++)
		for (size_t k = 0; k < count; k++)
			if (l->globals[i].is_known &&
			    has_name(d->module, i, names[k]))
				return l->globals[i].at;
	return 0;
}

/* The bytes from an address to the next thing that is known to lie behind. */
static uint64_t
room_at(struct dbg *d, const struct dbg_layout *l, uint64_t address)
{
	const struct wk_limits *limits = &d->module->memories[0].limits;
	uint64_t end = limits->min << limits->page_log2;

	for (uint32_t i = 0; i < d->module->global_count; i++)
		if (l->globals[i].is_known && l->globals[i].at > address &&
		    l->globals[i].at < end && l->globals[i].at % 16 == 0 &&
		    l->globals[i].at > UINT16_MAX / 64)
			end = l->globals[i].at;
	for (uint32_t i = 0; i < l->placed_count; i++)
		if (l->placed[i].memory == 0 && l->placed[i].begin > address &&
		    l->placed[i].begin < end)
			end = l->placed[i].begin;
	return end > address ? end - address : 0;
}

/* The bits of a pixel that make rows as long, or fit the best. */
static uint32_t
choose_bits(uint64_t width, uint64_t height, uint64_t stride, uint64_t room)
{
	static const uint8_t bits[] = {32, 16, 8, 1};

	for (size_t i = 0; i < sizeof(bits); i++)
		if (stride != 0 && width * bits[i] == stride * 8)
			return bits[i];
	for (size_t i = 0; i < sizeof(bits); i++)
		if (width * bits[i] <= room * 8 / height)
			return bits[i];
	return 0;
}

/* What the module says of the size of pictures. */
static void
set_size(struct dbg *d, const struct dbg_layout *l, uint64_t address,
    struct dbg_framebuffer *f)
{
	static const char *const widths[] = {"width", "WIDTH", "screen_width",
	    "SCREEN_WIDTH", "fb_width", "framebuffer_width"};
	static const char *const heights[] = {"height", "HEIGHT",
	    "screen_height", "SCREEN_HEIGHT", "fb_height",
	    "framebuffer_height"};
	static const char *const strides[] = {"stride", "STRIDE", "pitch"};
	uint64_t width, height, stride, room = room_at(d, l, address);

	width = find_number(d, l, widths, sizeof(widths) / sizeof(*widths));
	height = find_number(d, l, heights, sizeof(heights) / sizeof(*heights));
	stride = find_number(d, l, strides, sizeof(strides) / sizeof(*strides));
	if (!is_size(width) || !is_size(height))
		return;
	f->width = (uint32_t)width;
	f->height = (uint32_t)height;
	f->bits = choose_bits(width, height, stride, room);
	/* Else it may be that of another picture. */
	if (stride * 8 == width * f->bits)
		f->stride = stride;
}

static void
add_global(
    struct dbg *d, const struct dbg_layout *l, struct guesses *g, uint32_t n)
{
	struct wk_str name = wk_module_name(d->module, WK_SPACE_GLOBAL, n);
	struct dbg_framebuffer f = {0};
	unsigned rank;

	if (name.size == 0 || name.size + 2 > sizeof(f.expr) ||
	    (d->module->globals[n].type != WK_I32 &&
		d->module->globals[n].type != WK_I64))
		return;
	rank = rank_of(name.data, name.size);
	if (rank == WORDS || l->globals[n].at < LEAST)
		return;
	snprintf(f.expr, sizeof(f.expr), "$%.*s", (int)name.size, name.data);
	/* "screen_width" */
	if (is_size(l->globals[n].at) &&
	    (strstr(f.expr, "idth") != NULL || strstr(f.expr, "eight") != NULL))
		return;
	if (l->globals[n].is_known && d->module->memory_count > 0)
		set_size(d, l, l->globals[n].at, &f);
	add(g, &f, rank);
}

uint32_t
dbg_framebuffers(struct dbg *d, struct dbg_framebuffer out[DBG_FRAMEBUFFERS])
{
	const struct dbg_layout *l = dbg_layout(d);
	struct guesses g = {.out = out};

	for (uint32_t i = 0; i < wk_info_var_count(d->info); i++)
		add_variable(d, &g, i);
	for (uint32_t i = 0;
	    l != NULL && l->globals != NULL && i < d->module->global_count; i++)
		add_global(d, l, &g, i);
	return g.count;
}

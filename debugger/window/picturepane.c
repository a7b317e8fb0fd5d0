/*
 * The pane of a picture that the program draws into its memory: where it is,
 * and taking it.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "debugger/memorymap.h"
#include "debugger/print.h"
#include "debugger/window/window.h"

enum {
	MOST = 16384,      /* pixels across and down */
	STOP_TIME = 50000, /* us for a picture when the program stops */
	ROUND = 16,        /* rows between two looks at the clock */
	REMEMBERED = 64,   /* programs */
};

static const struct wk_meminst *
memory_of(struct window *w)
{
	struct wk_instance *instance = dbg_instance(w->t->d);

	if (instance == NULL ||
	    w->picture.memory >= dbg_module(w->t->d)->memory_count)
		return NULL;
	return wk_instance_get(instance, WK_EXTERN_MEMORY, w->picture.memory)
	    .memory;
}

/* Where it is */

static void
set_address(struct window *w, uint32_t memory, uint64_t address)
{
	struct window_picture *p = &w->picture;

	p->problem[0] = '\0';
	if (p->has_address && p->memory == memory &&
	    p->layout.address == address)
		return;
	p->has_address = true;
	p->memory = memory;
	p->layout.address = address;
	p->is_stale = true;
	p->next = 0;
	window_touch(w, WINDOW_PICTURE);
}

/* Outside of functions, where that can be, without a call. */
static bool
find_global(struct window *w)
{
	struct window_picture *p = &w->picture;
	struct dbg_value value;
	uint64_t address;
	uint32_t memory;
	bool ok;

	if (p->expr == NULL || strpbrk(p->text, "(=") != NULL ||
	    strncmp(p->text, "mem", 3) == 0 ||
	    !dbg_expr_eval(w->t->d, p->expr, NULL, &value, NULL))
		return false;
	ok = dbg_value_address(w->t->d, &value, &address, &memory, NULL);
	dbg_value_free(&value);
	if (ok)
		set_address(w, memory, address);
	return ok;
}

/* In the frame that is selected; where that does not know it, it stays. */
static void
find(struct window *w)
{
	struct window_picture *p = &w->picture;
	struct wk_error err = {0};
	uint64_t address;
	uint32_t memory = p->memory;

	if (p->text == NULL || dbg_instance(w->t->d) == NULL)
		return;
	p->is_global = find_global(w);
	if (p->is_global)
		return;
	if (dbg_examine_place(w->t->d, p->text, 'x', &memory, &address, &err))
		set_address(w, memory, address);
	else
		snprintf(p->problem, sizeof(p->problem), "%.*s",
		    (int)sizeof(p->problem) - 1, err.message);
}

static void
find_guesses(struct window *w)
{
	struct window_picture *p = &w->picture;

	if (p->has_guesses)
		return;
	p->guess_count = dbg_framebuffers(w->t->d, p->guesses);
	p->has_guesses = true;
	window_touch(w, WINDOW_PICTURE);
}

/* Taking it */

/* Other rows than before; what is known of their pixels is not right. */
static void
reserve(struct window_picture *p)
{
	uint64_t size = window_layout_row(&p->layout) * p->layout.height;

	if (size <= p->capacity && p->pixels != NULL)
		return;
	free(p->bytes);
	p->bytes = calloc((size_t)size + 1, 1);
	p->capacity = (size_t)size;
	if (p->pixels == NULL)
		p->pixels = calloc(MOST, sizeof(*p->pixels));
	if (p->bytes == NULL || p->pixels == NULL)
		term_no_memory();
	p->is_stale = true;
	p->next = 0;
}

/* The rows that lie in the memory. */
static uint32_t
count_inside(const struct window_layout *l, uint64_t size)
{
	uint64_t row = window_layout_row(l), rows;

	if (l->address >= size || row > size - l->address)
		return 0;
	rows = (size - l->address - row) / (l->stride > 0 ? l->stride : 1) + 1;
	return rows < l->height ? (uint32_t)rows : l->height;
}

static void
take_row(struct window_picture *p, const uint8_t *from, uint32_t y)
{
	uint64_t size = window_layout_row(&p->layout);
	uint8_t *to = p->bytes + y * size;

	if (memcmp(to, from + y * p->layout.stride, size) == 0)
		return;
	memcpy(to, from + y * p->layout.stride, size);
	p->is_changed = true;
}

void
window_picture_take(struct window *w, unsigned us)
{
	struct window_picture *p = &w->picture;
	const struct wk_meminst *memory;
	uint64_t end = window_now_us() + us, address, size;
	const uint8_t *from;
	uint32_t inside;

	/* While nothing runs it stays as it was when the program stopped. */
	if (us == 0 || (!w->is_running && p->next == 0 && !p->is_stale))
		return;
	if (p->text == NULL && !w->is_running)
		find_guesses(w);
	if (p->text == NULL)
		return;
	if (w->is_running && (!p->has_address || p->is_global))
		find(w);
	memory = memory_of(w);
	if (!p->has_address || memory == NULL)
		return;
	address = p->layout.address;
	size = wk_memory_size(memory);
	inside = count_inside(&p->layout, size);
	if (inside != p->inside)
		p->is_stale = true;
	p->inside = inside;
	reserve(p);
	from =
	    inside > 0 ? wk_memory_view(memory, address, size - address) : NULL;
	while (p->next < inside) {
		take_row(p, from, p->next++);
		if (p->next % ROUND == 0 && window_now_us() >= end)
			return;
	}
	p->next = 0;
	p->has_rows = true;
	p->is_stale |= p->is_changed;
	p->is_changed = false;
	if (p->is_stale)
		window_touch(w, WINDOW_PICTURE);
}

void
window_picture_refresh(struct window *w, bool is_new)
{
	struct window_picture *p = &w->picture;

	(void)is_new;
	find(w);
	p->next = 0;
	p->is_stale = true;
	if (window_pane_is_shown(w, WINDOW_PICTURE))
		window_picture_take(w, STOP_TIME);
}

/* What it is */

void
window_picture_change(struct window *w, const struct window_layout *l)
{
	struct window_picture *p = &w->picture;

	p->layout = *l;
	p->has_rows = false;
	p->is_stale = true;
	p->next = 0;
	if (p->bytes != NULL)
		memset(p->bytes, 0, p->capacity);
	window_touch(w, WINDOW_PICTURE);
}

static void
set_text(struct window *w, const char *text, size_t size)
{
	struct window_picture *p = &w->picture;

	free(p->text);
	if (p->expr != NULL)
		dbg_expr_free(p->expr);
	p->expr = NULL;
	p->text = size > 0 ? term_format("%.*s", (int)size, text) : NULL;
	p->has_address = false;
	p->problem[0] = '\0';
	if (p->text != NULL)
		dbg_expr_parse(w->t->d, p->text, &p->expr, NULL);
}

/* A picture whose rows follow each other. */
static struct window_layout
plain(uint32_t width, uint32_t height, enum window_format format)
{
	struct window_layout l = {
	    .width = width, .height = height, .format = (uint8_t)format};

	l.stride = window_layout_row(&l);
	return l;
}

static struct window_layout
layout_of(const struct dbg_framebuffer *guess)
{
	enum window_format format = guess->bits == 1  ? WINDOW_MONO1 :
				    guess->bits == 8  ? WINDOW_GRAY8 :
				    guess->bits == 16 ? WINDOW_RGB565 :
							WINDOW_RGBA8888;
	struct window_layout l = plain(guess->width != 0 ? guess->width : 320,
	    guess->height != 0 ? guess->height : 200, format);

	if (guess->stride != 0)
		l.stride = guess->stride;
	return l;
}

static void
apply(struct window *w, const char *text, size_t size,
    const struct window_layout *l)
{
	set_text(w, text, size);
	window_picture_change(w, l);
	window_picture_refresh(w, false);
}

void
window_picture_guess(struct window *w, uint32_t n)
{
	const struct window_picture *p = &w->picture;
	struct window_layout l;

	if (n >= p->guess_count)
		return;
	l = layout_of(&p->guesses[n]);
	apply(w, p->guesses[n].expr, strlen(p->guesses[n].expr), &l);
}

/* The last word of a text; where it begins. */
static size_t
last_word(const char *text, size_t size)
{
	while (size > 0 && text[size - 1] != ' ' && text[size - 1] != '\t')
		size--;
	return size;
}

static size_t
trim(const char *text, size_t size)
{
	while (size > 0 && (text[size - 1] == ' ' || text[size - 1] == '\t'))
		size--;
	return size;
}

/* Takes a word off the end when it is a number. */
static bool
take_number(const char *text, size_t *size, uint64_t *out)
{
	size_t from = last_word(text, *size);
	char *word = term_format("%.*s", (int)(*size - from), text + from);
	const char *at = word;
	bool ok = term_number(&at, out) && *at == '\0';

	if (ok)
		*size = trim(text, from);
	free(word);
	return ok;
}

static bool
take_format(const char *text, size_t *size, enum window_format *out)
{
	size_t from = last_word(text, *size);
	enum window_format found =
	    window_format_find(text + from, *size - from);

	if (found == WINDOW_FORMATS)
		return false;
	*out = found;
	*size = trim(text, from);
	return true;
}

/* "EXPR WIDTH HEIGHT [FORMAT [STRIDE]]", from its end; *size is EXPR's. */
static bool
parse(const char *text, size_t *size, struct window_layout *l, bool *has_size,
    struct wk_error *err)
{
	enum window_format format = WINDOW_RGBA8888;
	size_t before = *size;
	uint64_t width, height, stride = 0;
	bool has_stride = take_number(text, size, &stride);

	if (has_stride && !take_format(text, size, &format)) {
		*size = before;
		has_stride = false;
	} else if (!has_stride) {
		take_format(text, size, &format);
	}
	*has_size = take_number(text, size, &height) &&
		    take_number(text, size, &width) && *size > 0;
	if (!*has_size) {
		*size = before;
		return true;
	}
	if (width == 0 || height == 0 || width > MOST || height > MOST)
		return term_fail(err,
		    "a picture has from 1 to %d pixels across and down", MOST);
	*l = plain((uint32_t)width, (uint32_t)height, format);
	if (has_stride && stride < l->stride)
		return term_fail(err,
		    "a row of %llu pixels takes %llu bytes, more than %llu",
		    (unsigned long long)width, (unsigned long long)l->stride,
		    (unsigned long long)stride);
	if (has_stride)
		l->stride = stride;
	return true;
}

bool
window_picture_set(struct window *w, const char *args, struct wk_error *err)
{
	struct window_picture *p = &w->picture;
	struct window_layout l;
	size_t size = trim(args, strlen(args));
	struct dbg_expr *expr;
	bool has_size;
	char *text;

	if (size == 4 && strncmp(args, "none", 4) == 0) {
		set_text(w, "", 0);
		return true;
	}
	if (!parse(args, &size, &l, &has_size, err))
		return false;
	text = term_format("%.*s", (int)size, args);
	if (!dbg_expr_parse(w->t->d, text, &expr, err)) {
		free(text);
		return false;
	}
	dbg_expr_free(expr);
	find_guesses(w);
	for (uint32_t i = 0; i < p->guess_count && !has_size; i++) {
		has_size = strcmp(p->guesses[i].expr, text) == 0 &&
			   p->guesses[i].width != 0;
		l = layout_of(&p->guesses[i]);
	}
	free(text);
	if (!has_size)
		return term_fail(err,
		    "an address, a width and a height are expected; see "
		    "\"help window\"");
	apply(w, args, size, &l);
	if (p->problem[0] != '\0')
		return term_fail(err, "%s", p->problem);
	return true;
}

void
window_picture_widen(struct window *w, int by)
{
	struct window_layout l = w->picture.layout;
	bool is_plain = l.stride == window_layout_row(&l);

	if ((by < 0 && l.width <= (uint32_t)-by) ||
	    (by > 0 && l.width + (uint32_t)by > MOST))
		return;
	l.width = (uint32_t)((int)l.width + by);
	if (is_plain || window_layout_row(&l) > l.stride)
		l.stride = window_layout_row(&l);
	window_picture_change(w, &l);
}

bool
window_picture_type(struct window *w, const char *text)
{
	if (w->picture.text == NULL || (*text != '+' && *text != '-'))
		return false;
	window_picture_widen(w, *text == '+' ? 1 : -1);
	return true;
}

/* Telling what it is */

char *
window_picture_hover(
    struct window *w, enum window_pane pane, int x, int y, int row)
{
	const struct window_picture *p = &w->picture;
	const struct wk_meminst *memory = memory_of(w);
	struct window_layout l = p->layout;
	SDL_Rect area = window_picture_area(w);
	uint64_t address, size = (window_format_bits(l.format) + 7) / 8;
	const uint8_t *at;
	uint32_t value, color, px, py;
	char *place, *text;

	(void)pane, (void)row;
	if (memory == NULL || x < area.x || y < area.y ||
	    x >= area.x + area.w || y >= area.y + area.h)
		return NULL;
	px = (uint32_t)((uint64_t)(x - area.x) * l.width / (unsigned)area.w);
	py = (uint32_t)((uint64_t)(y - area.y) * l.height / (unsigned)area.h);
	address = window_layout_address(&l, px, py);
	at = wk_memory_view(memory, address, size);
	if (at == NULL)
		return term_format(
		    "%u,%u at 0x%08llx is behind the memory, which ends at "
		    "0x%llx",
		    px, py, (unsigned long long)address,
		    (unsigned long long)wk_memory_size(memory));
	place = dbg_address_text(w->t->d, p->memory, address);
	if (place == NULL)
		term_no_memory();
	value = window_pixels_value(l.format, at, px);
	color = window_pixels_color(l.format, value);
	text = term_format(
	    "%u,%u at 0x%08llx %s\n0x%0*x: red %u, green %u, blue %u", px, py,
	    (unsigned long long)address, place, (int)size * 2, value,
	    color >> 16 & 0xFF, color >> 8 & 0xFF, color & 0xFF);
	free(place);
	return text;
}

void
window_picture_describe(struct window *w, enum window_pane pane)
{
	const struct window_picture *p = &w->picture;
	SDL_Rect area = window_picture_area(w);

	(void)pane;
	if (p->text == NULL || !p->has_address)
		return;
	term_printf(w->t,
	    " %s in memory %u at 0x%llx, %ux%u %s, rows of %llu bytes, %dx%d "
	    "pixels from %d,%d",
	    p->text, p->memory, (unsigned long long)p->layout.address,
	    p->layout.width, p->layout.height,
	    window_format_name(p->layout.format),
	    (unsigned long long)p->layout.stride, area.w, area.h, area.x,
	    area.y);
}

/* What is remembered: a line a program, the newest last */

/* The program's path, which its line begins with; free(). */
static char *
own_path(struct window *w)
{
	char *path = realpath(w->t->options.path, NULL);

	return path != NULL ? path : term_copy(w->t->options.path);
}

static bool
is_line_of(const char *line, const char *path)
{
	size_t size = strlen(path);

	return strncmp(line, path, size) == 0 && line[size] == '\t';
}

/* Lines of the file, but those of a path; the last one of that is *own. */
static char **
read_lines(const char *path, size_t *count, char **own)
{
	char **lines = calloc(REMEMBERED, sizeof(*lines)), *line = NULL;
	char *file_path = term_state_path("pictures");
	FILE *file = file_path != NULL ? fopen(file_path, "r") : NULL;
	size_t room = 0;

	free(file_path);
	if (lines == NULL)
		term_no_memory();
	*count = 0;
	while (file != NULL && getline(&line, &room, file) > 0) {
		if (is_line_of(line, path)) {
			free(*own);
			*own = term_copy(line);
		} else {
			if (*count == REMEMBERED - 1)
				free(lines[0]);
			if (*count == REMEMBERED - 1)
				memmove(lines, lines + 1,
				    --*count * sizeof(*lines));
			lines[(*count)++] = term_copy(line);
		}
	}
	free(line);
	if (file != NULL)
		fclose(file);
	return lines;
}

static void
free_lines(char **lines, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(lines[i]);
	free(lines);
}

void
window_picture_load(struct window *w)
{
	char *path = own_path(w), *own = NULL, *end;
	struct window_layout l;
	size_t count, size;
	char **lines = read_lines(path, &count, &own);
	bool has_size;

	free_lines(lines, count);
	if (own != NULL) {
		const char *text = own + strlen(path) + 1;

		end = strchr(own, '\n');
		if (end != NULL)
			*end = '\0';
		size = strlen(text);
		if (parse(text, &size, &l, &has_size, NULL) && has_size) {
			set_text(w, text, size);
			window_picture_change(w, &l);
		}
	}
	free(own);
	free(path);
}

void
window_picture_save(struct window *w)
{
	const struct window_picture *p = &w->picture;
	char *path = own_path(w), *own = NULL;
	char *file_path = term_state_path("pictures");
	size_t count;
	char **lines = read_lines(path, &count, &own);
	FILE *file = NULL;

	if (file_path != NULL && (own != NULL || p->text != NULL))
		file = fopen(file_path, "w");
	for (size_t i = 0; file != NULL && i < count; i++)
		fputs(lines[i], file);
	if (file != NULL && p->text != NULL)
		fprintf(file, "%s\t%s %u %u %s %llu\n", path, p->text,
		    p->layout.width, p->layout.height,
		    window_format_name(p->layout.format),
		    (unsigned long long)p->layout.stride);
	if (file != NULL)
		fclose(file);
	free_lines(lines, count);
	free(own);
	free(file_path);
	free(path);
}

void
window_picture_free(struct window *w)
{
	struct window_picture *p = &w->picture;

	set_text(w, "", 0);
	free(p->bytes);
	free(p->pixels);
	if (p->texture != NULL)
		w->sdl.DestroyTexture(p->texture);
}

/*
 * The pane of memory: bytes in hexadecimal and as text, which can be typed
 * over.
 */
#include <stdlib.h>
#include <string.h>

#include "debugger/window/window.h"

enum { ADDRESS = 10 /* columns */ };

/* Bytes in a row. */
static unsigned
per_row(const struct window *w)
{
	int columns = window_inside(w, WINDOW_MEMORY).w / w->canvas.cell_width;

	return columns >= ADDRESS + 16 * 4 + 1 ? 16 :
	       columns >= ADDRESS + 8 * 4 + 1  ? 8 :
						 4;
}

static struct wk_meminst *
memory_of(struct window *w)
{
	if (dbg_instance(w->t->d) == NULL ||
	    w->hex.memory >= dbg_module(w->t->d)->memory_count)
		return NULL;
	return wk_instance_get(
	    dbg_instance(w->t->d), WK_EXTERN_MEMORY, w->hex.memory)
	    .memory;
}

/* What x showed last, once it showed something; else the stack of C. */
static void
choose_address(struct window *w)
{
	const struct wk_module *m = dbg_module(w->t->d);
	const struct term_examine *x = &w->t->examine;
	struct window_hex *hex = &w->hex;

	if (x->is_set && x->letter != 'i' && !hex->is_followed) {
		hex->address = x->start;
		hex->memory = x->memory;
		return;
	}
	for (uint32_t i = 0; i < m->global_count && hex->bytes == NULL; i++) {
		struct wk_str name = wk_module_name(m, WK_SPACE_GLOBAL, i);
		union wk_value value;

		if (name.size != 15 ||
		    memcmp(name.data, "__stack_pointer", 15) != 0)
			continue;
		wk_global_get(
		    wk_instance_get(dbg_instance(w->t->d), WK_EXTERN_GLOBAL, i)
			.global,
		    &value);
		hex->address = value.i32 & ~15u;
	}
}

/* Takes what is shown. */
static void
take_bytes(struct window *w)
{
	struct window_hex *hex = &w->hex;
	size_t wanted = (size_t)window_rows(w, WINDOW_MEMORY) * per_row(w);
	struct wk_meminst *memory = memory_of(w);
	uint64_t size = memory != NULL ? wk_memory_size(memory) : 0;

	free(hex->bytes);
	hex->bytes = NULL;
	hex->size = 0;
	hex->wanted = wanted;
	if (hex->address >= size)
		hex->address = size > wanted ? (size - wanted) & ~15ull : 0;
	if (size == 0)
		return;
	if (wanted > size - hex->address)
		wanted = (size_t)(size - hex->address);
	hex->bytes = malloc(wanted + 1);
	if (hex->bytes == NULL)
		term_no_memory();
	memcpy(
	    hex->bytes, wk_memory_view(memory, hex->address, wanted), wanted);
	hex->size = wanted;
	hex->from = hex->address;
}

void
window_hex_refresh(struct window *w, bool is_new)
{
	struct window_hex *hex = &w->hex;

	if (dbg_instance(w->t->d) != NULL)
		choose_address(w);
	if (is_new) {
		free(hex->before);
		hex->before = hex->bytes;
		hex->before_from = hex->from;
		hex->before_size = hex->size;
		hex->bytes = NULL;
	}
	take_bytes(w);
}

void
window_hex_take(struct window *w, unsigned us)
{
	struct window_hex *hex = &w->hex;
	size_t wanted = (size_t)window_rows(w, WINDOW_MEMORY) * per_row(w);

	if (us == 0 || wanted == hex->wanted)
		return;
	take_bytes(w);
	window_touch(w, WINDOW_MEMORY);
}

void
window_hex_free(struct window *w)
{
	free(w->hex.bytes);
	free(w->hex.before);
}

static bool
is_changed(const struct window_hex *hex, size_t i)
{
	uint64_t address = hex->from + i;

	return hex->before != NULL && address >= hex->before_from &&
	       address - hex->before_from < hex->before_size &&
	       hex->before[address - hex->before_from] != hex->bytes[i];
}

static void
draw_byte(struct window *w, SDL_Rect area, size_t i, unsigned n)
{
	const struct window_hex *hex = &w->hex;
	struct window_canvas *c = &w->canvas;
	int y = area.y + (int)(i / n) * c->cell_height;
	int x = area.x + (ADDRESS + (int)(i % n) * 3) * c->cell_width;
	int right = area.x + area.w;
	uint8_t byte = hex->bytes[i];
	char text[4] = {byte >= ' ' && byte < 0x7F ? (char)byte : '.'};
	char digits[8];
	enum window_color color = is_changed(hex, i) ? WINDOW_CHANGED :
				  byte == 0          ? WINDOW_DIM :
						       WINDOW_TEXT;

	snprintf(digits, sizeof(digits), "%02x", byte);
	if (hex->has_caret && hex->caret == hex->from + i) {
		window_canvas_fill(c,
		    (SDL_Rect){x, y, 2 * c->cell_width, c->cell_height},
		    WINDOW_FOCUS);
		if (hex->digit >= 0)
			snprintf(digits, sizeof(digits), "%x_",
			    (unsigned)hex->digit & 15);
	}
	window_canvas_string(c, x, y, right, color, digits);
	x = area.x + (ADDRESS + (int)n * 3 + (int)(i % n)) * c->cell_width;
	window_canvas_string(c, x, y, right, color, text);
}

char *
window_hex_text(struct window *w, enum window_pane pane, uint64_t row)
{
	const struct window_hex *hex = &w->hex;
	unsigned n = per_row(w);
	size_t from, to;
	struct wk_sink *sink;
	const char *data;
	char *copy;

	(void)pane;
	if (row < hex->from / n || (row - hex->from / n) * n >= hex->size)
		return NULL;
	from = (size_t)(row - hex->from / n) * n;
	to = from + n < hex->size ? from + n : hex->size;
	sink = wk_sink_memory(NULL);
	if (sink == NULL)
		term_no_memory();
	wk_sink_printf(
	    sink, "%08llx  ", (unsigned long long)(hex->from + from));
	for (size_t i = from; i < to; i++)
		wk_sink_printf(sink, "%02x ", hex->bytes[i]);
	for (size_t i = from; i < to; i++)
		wk_sink_printf(sink, "%c",
		    hex->bytes[i] >= ' ' && hex->bytes[i] < 0x7F ?
			hex->bytes[i] :
			'.');
	data = wk_sink_data(sink, &to);
	copy = strndup(data, to);
	if (copy == NULL)
		term_no_memory();
	wk_sink_abandon(sink);
	return copy;
}

void
window_hex_draw(struct window *w, enum window_pane pane)
{
	const struct window_hex *hex = &w->hex;
	struct window_canvas *c = &w->canvas;
	SDL_Rect area = window_inside(w, pane);
	unsigned n = per_row(w);
	char address[24];

	if (w->hex.bytes == NULL) {
		window_canvas_string(c, area.x, area.y, area.x + area.w,
		    WINDOW_DIM, "There is no memory to show.");
		return;
	}
	for (size_t i = 0; i < hex->size && (int)(i / n) < window_rows(w, pane);
	    i++) {
		if (i % n == 0) {
			SDL_Rect row = {area.x,
			    area.y + (int)(i / n) * c->cell_height, area.w,
			    c->cell_height};

			window_select_row(
			    w, pane, row, hex->from / n + i / n, 0);
			snprintf(address, sizeof(address), "%08llx",
			    (unsigned long long)(hex->from + i));
			window_canvas_string(c, area.x,
			    area.y + (int)(i / n) * c->cell_height,
			    area.x + area.w, WINDOW_ADDRESS, address);
		}
		draw_byte(w, area, i, n);
	}
}

void
window_hex_press(struct window *w, enum window_pane pane, int x, int y, int row)
{
	struct window_hex *hex = &w->hex;
	SDL_Rect area = window_inside(w, pane);
	int n = (int)per_row(w);
	int column = (x - area.x) / w->canvas.cell_width - ADDRESS, byte;

	(void)y;
	if (column < 0 || column >= n * 4)
		return;
	byte = column < n * 3 ? column / 3 : column - n * 3;
	hex->caret = hex->from + (uint64_t)(row * n + byte);
	hex->has_caret = hex->caret - hex->from < hex->size;
	hex->digit = -1;
}

bool
window_hex_type(struct window *w, const char *text)
{
	static const char digits[] = "0123456789abcdef";
	struct window_hex *hex = &w->hex;
	char key = *text;
	const char *found = key != '\0' ? strchr(digits, key | 0x20) : NULL;
	int value;

	if (!hex->has_caret || found == NULL || key < '0')
		return false;
	value = (int)(found - digits);
	if (hex->digit < 0) {
		hex->digit = value;
		return true;
	}
	value |= hex->digit << 4;
	hex->digit = -1;
	if (hex->memory == 0)
		window_do(w, "set var mem[0x%llx] = 0x%02x",
		    (unsigned long long)hex->caret, (unsigned)value);
	else
		window_do(w, "set var mem%u[0x%llx] = 0x%02x", hex->memory,
		    (unsigned long long)hex->caret, (unsigned)value);
	hex->caret++;
	return true;
}

void
window_hex_show(struct window *w, uint32_t memory, uint64_t address)
{
	struct window_hex *hex = &w->hex;

	hex->memory = memory;
	hex->address = address & ~15ull;
	hex->caret = address;
	hex->has_caret = true;
	hex->digit = -1;
	hex->is_followed = true;
	take_bytes(w);
	window_pane_show(w, WINDOW_MEMORY);
}

void
window_hex_scroll(struct window *w, enum window_pane pane, int rows)
{
	struct window_hex *hex = &w->hex;
	uint64_t bytes = (uint64_t)(rows < 0 ? -rows : rows) * per_row(w);

	(void)pane;
	if (rows < 0)
		hex->address -= bytes < hex->address ? bytes : hex->address;
	else
		hex->address += bytes;
	hex->is_followed = true;
	take_bytes(w);
}

/*
 * Text and areas.
 */
#include <stdlib.h>
#include <string.h>

#include "debugger/window/window.h"

enum { TAB = 8, REPLACEMENT = 0xFFFD, ELLIPSIS = 0x2026 };

struct palette {
	uint8_t r, g, b;
};

/*
 * Each text can be read on each area behind it: the contrast is 4.5 or more,
 * see tests/debugger/contrast.py.
 */
static const struct palette palettes[2][WINDOW_COLORS] = {
    {
	[WINDOW_BACK] = {0x1a, 0x1c, 0x22},
	[WINDOW_BAR] = {0x2c, 0x30, 0x39},
	[WINDOW_FOCUS] = {0x1d, 0x3e, 0x6c},
	[WINDOW_CURRENT] = {0x22, 0x3f, 0x2a},
	[WINDOW_SELECTED] = {0x2e, 0x34, 0x45},
	[WINDOW_MARKED] = {0x46, 0x35, 0x18},
	[WINDOW_TEXT] = {0xe4, 0xe6, 0xea},
	[WINDOW_DIM] = {0xa9, 0xae, 0xba},
	[WINDOW_POINT] = {0xff, 0x8c, 0x82},
	[WINDOW_CHANGED] = {0xff, 0xb4, 0x54},
	[WINDOW_NAME] = {0x72, 0xd0, 0xdc},
	[WINDOW_FILE] = {0x8f, 0xd6, 0x7c},
	[WINDOW_FUNCTION] = {0xec, 0xd0, 0x70},
	[WINDOW_ADDRESS] = {0x94, 0xbe, 0xff},
    },
    {
	[WINDOW_BACK] = {0xfb, 0xfb, 0xf8},
	[WINDOW_BAR] = {0xe4, 0xe6, 0xe9},
	[WINDOW_FOCUS] = {0xc2, 0xdc, 0xfa},
	[WINDOW_CURRENT] = {0xd0, 0xee, 0xd0},
	[WINDOW_SELECTED] = {0xe4, 0xe8, 0xf5},
	[WINDOW_MARKED] = {0xff, 0xe2, 0xb0},
	[WINDOW_TEXT] = {0x1a, 0x1c, 0x20},
	[WINDOW_DIM] = {0x54, 0x58, 0x62},
	[WINDOW_POINT] = {0xb3, 0x16, 0x10},
	[WINDOW_CHANGED] = {0x93, 0x3c, 0x00},
	[WINDOW_NAME] = {0x00, 0x5c, 0x69},
	[WINDOW_FILE] = {0x1a, 0x61, 0x11},
	[WINDOW_FUNCTION] = {0x6b, 0x4d, 0x00},
	[WINDOW_ADDRESS] = {0x12, 0x46, 0xa8},
    },
};

static struct palette
color_of(const struct window_canvas *c, enum window_color color)
{
	return palettes[c->is_light][color];
}

/* Characters */

/* The character at the beginning of bytes of UTF-8, and its length. */
static uint32_t
decode(const char *text, size_t size, size_t *length)
{
	const uint8_t *s = (const uint8_t *)text;
	uint32_t code = s[0];
	size_t n = code < 0x80                 ? 1 :
		   code >= 0xC2 && code < 0xE0 ? 2 :
		   code >= 0xE0 && code < 0xF0 ? 3 :
		   code >= 0xF0 && code < 0xF5 ? 4 :
						 0;

	*length = 1;
	if (n == 1)
		return code;
	if (n == 0 || n > size)
		return REPLACEMENT;
	code &= 0x7Fu >> n;
	for (size_t i = 1; i < n; i++) {
		if ((s[i] & 0xC0) != 0x80)
			return REPLACEMENT;
		code = code << 6 | (s[i] & 0x3F);
	}
	*length = n;
	return code;
}

static void
draw_glyph(struct window_canvas *c, const struct window_glyph *g, int x, int y,
    struct palette color)
{
	SDL_Rect to = {x + g->x, y + g->y, g->width, g->height};

	if (g->texture == NULL)
		return;
	c->sdl->SetTextureColorMod(g->texture, color.r, color.g, color.b);
	c->sdl->RenderCopy(c->renderer, g->texture, NULL, &to);
}

/* Follows an escape sequence for colours; its length, 0 when there is none. */
static size_t
follow_escape(const char *text, size_t size, enum window_color plain,
    enum window_color *color)
{
	static const enum window_color colors[] = {WINDOW_POINT, WINDOW_FILE,
	    WINDOW_FUNCTION, WINDOW_ADDRESS, WINDOW_CHANGED, WINDOW_NAME};
	unsigned code = 0;
	size_t n = 2;

	if (size < 3 || text[0] != '\033' || text[1] != '[')
		return 0;
	for (; n < size && text[n] != 'm'; n++)
		if (text[n] >= '0' && text[n] <= '9')
			code = code * 10 + (unsigned)(text[n] - '0');
	if (n == size)
		return 0;
	if (code == 0)
		*color = plain;
	else if (code == 2)
		*color = WINDOW_DIM;
	else if (code >= 31 && code <= 36)
		*color = colors[code - 31];
	return n + 1;
}

/* What stands at a place of a text: its bytes, columns, and picture. */
struct piece {
	size_t length;
	int columns;
	uint32_t code; /* 0: nothing to draw */
};

static struct piece
next_piece(struct window_canvas *c, const char *text, size_t size, int column)
{
	struct piece piece = {.columns = 1};
	uint32_t code = decode(text, size, &piece.length);

	if (code == '\t') {
		piece.columns = TAB - column % TAB;
		return piece;
	}
	if (code < 0x20 || (code >= 0x7F && code < 0xA0))
		code = 0xB7;
	piece.code = code;
	if (code > 0x7F)
		piece.columns = window_fonts_glyph(c, code)->cells;
	if (code == ' ')
		piece.code = 0;
	return piece;
}

int
window_canvas_text(struct window_canvas *c, int x, int y, int right,
    enum window_color color, const char *text, size_t size)
{
	enum window_color now = color;
	int columns = (right - x) / c->cell_width, column = 0;
	bool is_cut;

	if (columns <= 0)
		return x;
	is_cut = window_canvas_fit(c, text, size, columns) < size;
	columns -= is_cut;
	for (size_t i = 0; i < size;) {
		size_t escape = follow_escape(text + i, size - i, color, &now);
		struct piece piece;

		if (escape > 0) {
			i += escape;
			continue;
		}
		piece = next_piece(c, text + i, size - i, column);
		if (column + piece.columns > columns)
			break;
		if (piece.code != 0)
			draw_glyph(c, window_fonts_glyph(c, piece.code),
			    x + column * c->cell_width, y, color_of(c, now));
		column += piece.columns;
		i += piece.length;
	}
	if (is_cut)
		draw_glyph(c, window_fonts_glyph(c, ELLIPSIS),
		    x + column++ * c->cell_width, y, color_of(c, WINDOW_DIM));
	return x + column * c->cell_width;
}

int
window_canvas_string(struct window_canvas *c, int x, int y, int right,
    enum window_color color, const char *text)
{
	return window_canvas_text(c, x, y, right, color, text, strlen(text));
}

size_t
window_canvas_fit(
    struct window_canvas *c, const char *text, size_t size, int columns)
{
	enum window_color color = WINDOW_TEXT;
	int column = 0;
	size_t i = 0;

	while (i < size) {
		size_t escape =
		    follow_escape(text + i, size - i, WINDOW_TEXT, &color);
		struct piece piece;

		if (escape > 0) {
			i += escape;
			continue;
		}
		piece = next_piece(c, text + i, size - i, column);
		if (column > 0 && column + piece.columns > columns)
			break;
		column += piece.columns;
		i += piece.length;
	}
	return i;
}

int
window_canvas_columns(struct window_canvas *c, const char *text, size_t size)
{
	enum window_color color = WINDOW_TEXT;
	int column = 0;

	for (size_t i = 0; i < size;) {
		size_t escape =
		    follow_escape(text + i, size - i, WINDOW_TEXT, &color);
		struct piece piece;

		if (escape > 0) {
			i += escape;
			continue;
		}
		piece = next_piece(c, text + i, size - i, column);
		column += piece.columns;
		i += piece.length;
	}
	return column;
}

void
window_canvas_fill(
    struct window_canvas *c, SDL_Rect area, enum window_color color)
{
	struct palette p = color_of(c, color);

	c->sdl->SetRenderDrawColor(c->renderer, p.r, p.g, p.b, 255);
	c->sdl->RenderFillRect(c->renderer, &area);
}

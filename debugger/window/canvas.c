/*
 * Text and areas: a font, and pictures of its characters.
 */
#include <stdlib.h>
#include <string.h>

#include "debugger/window/window.h"

enum { TAB = 8, REPLACEMENT = 0xFFFD };

struct palette {
	uint8_t r, g, b;
};

static const struct palette palettes[2][WINDOW_COLORS] = {
    {
	[WINDOW_BACK] = {0x1c, 0x1e, 0x24},
	[WINDOW_BAR] = {0x30, 0x34, 0x3e},
	[WINDOW_FOCUS] = {0x2f, 0x56, 0x8a},
	[WINDOW_TEXT] = {0xe2, 0xe4, 0xe8},
	[WINDOW_DIM] = {0x96, 0x9c, 0xa8},
	[WINDOW_CURRENT] = {0x2c, 0x4a, 0x34},
	[WINDOW_SELECTED] = {0x36, 0x3c, 0x4e},
	[WINDOW_POINT] = {0xff, 0x6b, 0x60},
	[WINDOW_CHANGED] = {0xff, 0xb4, 0x54},
	[WINDOW_NAME] = {0x72, 0xd0, 0xdc},
	[WINDOW_FILE] = {0x8f, 0xd6, 0x7c},
	[WINDOW_FUNCTION] = {0xec, 0xd0, 0x70},
	[WINDOW_ADDRESS] = {0x86, 0xb4, 0xff},
    },
    {
	[WINDOW_BACK] = {0xfb, 0xfb, 0xf8},
	[WINDOW_BAR] = {0xdc, 0xde, 0xe2},
	[WINDOW_FOCUS] = {0xa8, 0xc8, 0xf4},
	[WINDOW_TEXT] = {0x1a, 0x1c, 0x20},
	[WINDOW_DIM] = {0x62, 0x66, 0x70},
	[WINDOW_CURRENT] = {0xcc, 0xec, 0xcc},
	[WINDOW_SELECTED] = {0xe2, 0xe6, 0xf4},
	[WINDOW_POINT] = {0xc4, 0x1c, 0x14},
	[WINDOW_CHANGED] = {0xa6, 0x46, 0x00},
	[WINDOW_NAME] = {0x00, 0x66, 0x74},
	[WINDOW_FILE] = {0x1e, 0x6c, 0x14},
	[WINDOW_FUNCTION] = {0x7a, 0x58, 0x00},
	[WINDOW_ADDRESS] = {0x14, 0x4c, 0xb4},
    },
};

static struct palette
color_of(const struct window_canvas *c, enum window_color color)
{
	return palettes[c->is_light][color];
}

/* Fonts */

/* The path of a monospaced font; NULL when there is none. */
static char *
find_font(const struct window_sdl *sdl)
{
	FcPattern *wanted, *found;
	FcResult result = FcResultNoMatch;
	FcChar8 *path = NULL;
	char *copy = NULL;

	if (!sdl->fc_Init())
		return NULL;
	wanted = sdl->fc_NameParse((const FcChar8 *)"monospace:spacing=100");
	if (wanted == NULL)
		return NULL;
	sdl->fc_ConfigSubstitute(NULL, wanted, FcMatchPattern);
	sdl->fc_DefaultSubstitute(wanted);
	found = sdl->fc_FontMatch(NULL, wanted, &result);
	if (found != NULL &&
	    sdl->fc_PatternGetString(found, FC_FILE, 0, &path) == FcResultMatch)
		copy = term_copy((const char *)path);
	if (found != NULL)
		sdl->fc_PatternDestroy(found);
	sdl->fc_PatternDestroy(wanted);
	return copy;
}

static void
forget_glyphs(struct window_canvas *c)
{
	for (size_t i = 0; i < WINDOW_GLYPHS; i++)
		if (c->glyphs[i].texture != NULL)
			c->sdl->DestroyTexture(c->glyphs[i].texture);
	memset(c->glyphs, 0, sizeof(c->glyphs));
}

bool
window_canvas_resize(struct window_canvas *c, int size, struct wk_error *err)
{
	TTF_Font *font = c->sdl->ttf_OpenFont(c->font_path, size);
	int advance = 0;

	if (font == NULL ||
	    c->sdl->ttf_GlyphMetrics32(
		font, 'M', NULL, NULL, NULL, NULL, &advance) != 0 ||
	    advance <= 0) {
		if (font != NULL)
			c->sdl->ttf_CloseFont(font);
		return term_fail(err, "the font %s cannot be used: %s",
		    c->font_path, c->sdl->GetError());
	}
	if (c->font != NULL)
		c->sdl->ttf_CloseFont(c->font);
	forget_glyphs(c);
	c->font = font;
	c->font_size = size;
	c->cell_width = advance;
	c->cell_height = c->sdl->ttf_FontHeight(font);
	return true;
}

bool
window_canvas_open(struct window_canvas *c, int size, struct wk_error *err)
{
	c->font_path = find_font(c->sdl);
	if (c->font_path == NULL)
		return term_fail(err,
		    "a window needs a monospaced font, and fontconfig knows "
		    "none");
	return window_canvas_resize(c, size, err);
}

void
window_canvas_close(struct window_canvas *c)
{
	forget_glyphs(c);
	if (c->font != NULL)
		c->sdl->ttf_CloseFont(c->font);
	free(c->font_path);
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

static const struct window_glyph *
find_glyph(struct window_canvas *c, uint32_t code)
{
	static const SDL_Color white = {255, 255, 255, 255};
	struct window_glyph *g = &c->glyphs[code % WINDOW_GLYPHS];
	uint32_t drawn = code;
	SDL_Surface *surface;
	int advance = c->cell_width;

	if (g->code == code)
		return g;
	if (g->texture != NULL)
		c->sdl->DestroyTexture(g->texture);
	*g = (struct window_glyph){.code = code, .cells = 1};
	if (!c->sdl->ttf_GlyphIsProvided32(c->font, drawn))
		drawn = c->sdl->ttf_GlyphIsProvided32(c->font, REPLACEMENT) ?
			    REPLACEMENT :
			    '?';
	c->sdl->ttf_GlyphMetrics32(
	    c->font, drawn, NULL, NULL, NULL, NULL, &advance);
	if (advance > c->cell_width + c->cell_width / 2)
		g->cells = 2;
	surface = c->sdl->ttf_RenderGlyph32_Blended(c->font, drawn, white);
	if (surface == NULL)
		return g;
	g->width = surface->w;
	g->height = surface->h;
	g->texture = c->sdl->CreateTextureFromSurface(c->renderer, surface);
	c->sdl->FreeSurface(surface);
	return g;
}

static void
draw_glyph(struct window_canvas *c, const struct window_glyph *g, int x, int y,
    struct palette color)
{
	SDL_Rect to = {x, y, g->width, g->height};

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
		piece.columns = find_glyph(c, code)->cells;
	if (code == ' ')
		piece.code = 0;
	return piece;
}

int
window_canvas_text(struct window_canvas *c, int x, int y, int right,
    enum window_color color, const char *text, size_t size)
{
	enum window_color now = color;
	int column = 0;

	for (size_t i = 0; i < size;) {
		size_t escape = follow_escape(text + i, size - i, color, &now);
		struct piece piece;

		if (escape > 0) {
			i += escape;
			continue;
		}
		piece = next_piece(c, text + i, size - i, column);
		if (x + (column + piece.columns) * c->cell_width > right)
			break;
		if (piece.code != 0)
			draw_glyph(c, find_glyph(c, piece.code),
			    x + column * c->cell_width, y, color_of(c, now));
		column += piece.columns;
		i += piece.length;
	}
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
	int column = 0;

	for (size_t i = 0; i < size;) {
		struct piece piece = next_piece(c, text + i, size - i, column);

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

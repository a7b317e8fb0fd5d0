/*
 * Fonts, and pictures of their characters: one monospaced font, and behind it
 * all that fontconfig knows, for characters that it lacks.
 */
#include <stdlib.h>
#include <string.h>

#include "debugger/window/window.h"
#include "tools/shared/unicode.h"

enum {
	REPLACEMENT = 0xFFFD,
	WAYS = 4, /* places that a character can have in the table */
};

/* A pattern for monospaced fonts; NULL when fontconfig does not work. */
static FcPattern *
monospaced(const struct window_sdl *sdl)
{
	FcPattern *wanted;

	if (!sdl->fc_Init())
		return NULL;
	wanted = sdl->fc_NameParse((const FcChar8 *)"monospace:spacing=100");
	if (wanted == NULL)
		return NULL;
	sdl->fc_ConfigSubstitute(NULL, wanted, FcMatchPattern);
	sdl->fc_DefaultSubstitute(wanted);
	return wanted;
}

/* The path of a monospaced font; NULL when there is none. */
static char *
find_font(const struct window_sdl *sdl)
{
	FcPattern *wanted = monospaced(sdl), *found;
	FcResult result = FcResultNoMatch;
	FcChar8 *path = NULL;
	char *copy = NULL;

	if (wanted == NULL)
		return NULL;
	found = sdl->fc_FontMatch(NULL, wanted, &result);
	if (found != NULL &&
	    sdl->fc_PatternGetString(found, FC_FILE, 0, &path) == FcResultMatch)
		copy = term_copy((const char *)path);
	if (found != NULL)
		sdl->fc_PatternDestroy(found);
	sdl->fc_PatternDestroy(wanted);
	return copy;
}

/* Those to look in, nearest first, when the first font lacks a character. */
static void
find_others(struct window_canvas *c)
{
	const struct window_sdl *sdl = c->sdl;
	FcPattern *wanted = monospaced(sdl);
	FcResult result = FcResultNoMatch;

	c->has_others = true;
	if (wanted == NULL)
		return;
	c->set = sdl->fc_FontSort(NULL, wanted, FcFalse, NULL, &result);
	sdl->fc_PatternDestroy(wanted);
	if (c->set == NULL || c->set->nfont <= 0)
		return;
	c->others = calloc((size_t)c->set->nfont, sizeof(*c->others));
	if (c->others == NULL)
		term_no_memory();
}

/* Opens one as large as the first font allows; NULL: it cannot be used. */
static TTF_Font *
open_other(struct window_canvas *c, int n)
{
	const struct window_sdl *sdl = c->sdl;
	struct window_font *other = &c->others[n];
	FcPattern *pattern = c->set->fonts[n];
	FcChar8 *path = NULL;
	int index = 0, height;

	if (other->is_tried)
		return other->font;
	other->is_tried = true;
	if (sdl->fc_PatternGetString(pattern, FC_FILE, 0, &path) !=
	    FcResultMatch)
		return NULL;
	sdl->fc_PatternGetInteger(pattern, FC_INDEX, 0, &index);
	other->font = sdl->ttf_OpenFontIndex(
	    (const char *)path, c->font_size, index & 0xFFFF);
	if (other->font == NULL)
		return NULL;
	height = sdl->ttf_FontHeight(other->font);
	if (height > c->cell_height) {
		sdl->ttf_CloseFont(other->font);
		other->font = sdl->ttf_OpenFontIndex((const char *)path,
		    c->font_size * c->cell_height / height, index & 0xFFFF);
	}
	return other->font;
}

static TTF_Font *
find_other(struct window_canvas *c, uint32_t code)
{
	const struct window_sdl *sdl = c->sdl;

	if (!c->has_others)
		find_others(c);
	for (int i = 0; c->others != NULL && i < c->set->nfont; i++) {
		FcCharSet *set = NULL;
		TTF_Font *font;

		if (sdl->fc_PatternGetCharSet(c->set->fonts[i], FC_CHARSET, 0,
			&set) != FcResultMatch ||
		    !sdl->fc_CharSetHasChar(set, code))
			continue;
		font = open_other(c, i);
		if (font != NULL && sdl->ttf_GlyphIsProvided32(font, code))
			return font;
	}
	return NULL;
}

static void
close_others(struct window_canvas *c)
{
	for (int i = 0; c->others != NULL && i < c->set->nfont; i++)
		if (c->others[i].font != NULL)
			c->sdl->ttf_CloseFont(c->others[i].font);
	free(c->others);
	if (c->set != NULL)
		c->sdl->fc_FontSetDestroy(c->set);
	c->others = NULL;
	c->set = NULL;
	c->has_others = false;
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
window_fonts_resize(struct window_canvas *c, int size, struct wk_error *err)
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
	close_others(c);
	forget_glyphs(c);
	c->font = font;
	c->font_size = size;
	c->cell_width = advance;
	c->cell_height = c->sdl->ttf_FontHeight(font);
	return true;
}

bool
window_fonts_open(struct window_canvas *c, int size, struct wk_error *err)
{
	c->font_path = find_font(c->sdl);
	if (c->font_path == NULL)
		return term_fail(err,
		    "a window needs a monospaced font, and fontconfig knows "
		    "none");
	return window_fonts_resize(c, size, err);
}

void
window_fonts_close(struct window_canvas *c)
{
	forget_glyphs(c);
	close_others(c);
	if (c->font != NULL)
		c->sdl->ttf_CloseFont(c->font);
	free(c->font_path);
}

/* Characters */

/* Columns that a terminal gives a character. */
static uint8_t
count_cells(uint32_t code)
{
	char text[4] = {(char)code};
	size_t size = code < 0x80    ? 1 :
		      code < 0x800   ? 2 :
		      code < 0x10000 ? 3 :
				       4;
	unsigned width;

	for (size_t i = size; size > 1 && i-- > 1; code >>= 6)
		text[i] = (char)(0x80 | (code & 0x3F));
	if (size > 1)
		text[0] = (char)((0xF00u >> size) | code);
	unicode_next(text, size, &width);
	return (uint8_t)width;
}

/* Where a glyph is drawn in its cells, and how large; center: of its ink. */
static void
place_glyph(struct window_canvas *c, struct window_glyph *g, TTF_Font *font,
    int center, int width, int height)
{
	int room = (g->cells > 0 ? g->cells : 1) * c->cell_width;

	g->width = width;
	g->height = height;
	g->y = c->sdl->ttf_FontAscent(c->font) - c->sdl->ttf_FontAscent(font);
	if (width <= 0 || height <= 0)
		return;
	/* A mark stands on the character before it. */
	if (g->cells == 0) {
		g->x = -c->cell_width / 2 - center;
		return;
	}
	if (height > c->cell_height + c->cell_height / 4) {
		g->width = width * c->cell_height / height;
		g->height = c->cell_height;
		g->y = 0;
	}
	/* Tall ones that are too wide stay as tall. */
	if (g->width > room + room / 8)
		g->width = room;
}

static void
render(struct window_canvas *c, struct window_glyph *g)
{
	static const SDL_Color white = {255, 255, 255, 255};
	TTF_Font *font = c->font;
	uint32_t drawn = g->code;
	SDL_Surface *surface;
	int left = 0, right = 0;

	if (!c->sdl->ttf_GlyphIsProvided32(font, drawn))
		font = find_other(c, drawn);
	if (font == NULL) {
		/* A mark that no font has is left out. */
		if (g->cells == 0)
			return;
		font = c->font;
		drawn = c->sdl->ttf_GlyphIsProvided32(font, REPLACEMENT) ?
			    REPLACEMENT :
			    '?';
	}
	c->sdl->ttf_GlyphMetrics32(
	    font, drawn, &left, &right, NULL, NULL, NULL);
	surface = c->sdl->ttf_RenderGlyph32_Blended(font, drawn, white);
	if (surface == NULL)
		return;
	place_glyph(c, g, font, (left + right) / 2 - (left < 0 ? left : 0),
	    surface->w, surface->h);
	g->texture = c->sdl->CreateTextureFromSurface(c->renderer, surface);
	if (g->texture != NULL &&
	    (g->width != surface->w || g->height != surface->h))
		c->sdl->SetTextureScaleMode(g->texture, SDL_ScaleModeLinear);
	c->sdl->FreeSurface(surface);
}

const struct window_glyph *
window_fonts_glyph(struct window_canvas *c, uint32_t code)
{
	struct window_glyph *set =
	    &c->glyphs[code % (WINDOW_GLYPHS / WAYS) * WAYS];
	struct window_glyph *g = set;

	for (int i = 0; i < WAYS; i++) {
		if (set[i].code == code) {
			set[i].used = ++c->uses;
			return &set[i];
		}
		/* The one that was used longest ago makes room. */
		if (set[i].used < g->used)
			g = &set[i];
	}
	if (g->texture != NULL)
		c->sdl->DestroyTexture(g->texture);
	*g = (struct window_glyph){.code = code, .used = ++c->uses};
	g->cells = count_cells(code);
	render(c, g);
	return g;
}

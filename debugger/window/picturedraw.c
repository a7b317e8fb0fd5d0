/*
 * Drawing the picture that is in a memory, with what it is taken for, or what
 * it may be.
 */
#include <stdlib.h>
#include <string.h>

#include "debugger/window/window.h"

enum {
	HEAD = 2, /* rows of text above */
	GAP = 4,
	FIRST_GUESS = 4, /* row */
};

enum { /* words, behind those of formats */
	WORD_NARROWER = WINDOW_FORMATS,
	WORD_WIDER,
	WORD_FIT,
	WORD_NONE,
	WORDS
};

/* The largest size of the picture in an area: in whole pixels, or any. */
static SDL_Rect
scale(const struct window_layout *l, SDL_Rect area, bool is_fitted)
{
	uint64_t width = l->width, height = l->height;
	uint64_t w = (uint64_t)area.w, h = (uint64_t)area.h;
	uint64_t times = w / width < h / height ? w / width : h / height;

	if (times >= 1 && !is_fitted) {
		w = width * times;
		h = height * times;
	} else if (w * height < h * width) {
		h = height * w / width;
	} else {
		w = width * h / height;
	}
	area.w = w > 0 ? (int)w : 1;
	area.h = h > 0 ? (int)h : 1;
	return area;
}

SDL_Rect
window_picture_area(const struct window *w)
{
	const struct window_picture *p = &w->picture;
	SDL_Rect area = window_inside(w, WINDOW_PICTURE);
	int head = HEAD * w->canvas.cell_height + GAP;

	area.y += head;
	area.h -= head + GAP;
	if (p->text == NULL || !p->has_address || area.w <= 0 || area.h <= 0)
		return (SDL_Rect){area.x, area.y, 0, 0};
	return scale(&p->layout, area, p->is_fitted);
}

/* Words */

static void
make_words(const struct window *w, struct window_choice words[WORDS])
{
	const struct window_picture *p = &w->picture;

	for (unsigned i = 0; i < WINDOW_FORMATS; i++)
		words[i] = (struct window_choice){
		    window_format_name(i), p->layout.format == i};
	words[WORD_NARROWER] = (struct window_choice){"-", false};
	words[WORD_WIDER] = (struct window_choice){"+", false};
	words[WORD_FIT] = (struct window_choice){"fit", p->is_fitted};
	words[WORD_NONE] = (struct window_choice){"none", false};
}

static void
press_word(struct window *w, int word)
{
	struct window_picture *p = &w->picture;
	struct window_layout l = p->layout;

	if (word >= 0 && word < WINDOW_FORMATS) {
		bool is_plain = l.stride == window_layout_row(&l);

		l.format = (uint8_t)word;
		if (is_plain || l.stride < window_layout_row(&l))
			l.stride = window_layout_row(&l);
		window_picture_change(w, &l);
	} else if (word == WORD_NARROWER || word == WORD_WIDER) {
		window_picture_widen(w, word == WORD_WIDER ? 1 : -1);
	} else if (word == WORD_FIT) {
		p->is_fitted = !p->is_fitted;
	} else if (word == WORD_NONE && !w->is_running) {
		window_picture_set(w, "none", NULL);
	}
}

void
window_picture_press(
    struct window *w, enum window_pane pane, int x, int y, int row)
{
	struct window_choice words[WORDS];
	SDL_Rect area = window_inside(w, pane);

	(void)y;
	if (w->picture.text == NULL) {
		if (row >= FIRST_GUESS && !w->is_running)
			window_picture_guess(w, (uint32_t)(row - FIRST_GUESS));
		return;
	}
	if (row != 0)
		return;
	make_words(w, words);
	press_word(w, window_choice_at(w, x - area.x, words, WORDS));
}

/* What may be a picture */

static void
draw_guess(struct window *w, SDL_Rect row, const struct dbg_framebuffer *g)
{
	struct window_canvas *c = &w->canvas;
	char text[64] = "";
	int right = row.x + row.w;
	int x = window_canvas_string(
	    c, row.x + 2 * c->cell_width, row.y, right, WINDOW_NAME, g->expr);

	if (g->width != 0)
		snprintf(text, sizeof(text), "  %ux%u, %u bits a pixel",
		    g->width, g->height, g->bits);
	else
		snprintf(text, sizeof(text), "  of a size that is not known");
	window_canvas_string(c, x, row.y, right, WINDOW_DIM, text);
}

static void
draw_help(struct window *w, SDL_Rect area)
{
	static const char *const lines[FIRST_GUESS] = {
	    "Shows what the program draws into its memory:",
	    "  window picture ADDRESS WIDTH HEIGHT [FORMAT [STRIDE]]",
	    "  window picture 0x1000 320 200 rgba8888",
	    "These may be pictures; a click shows one:",
	};
	const struct window_picture *p = &w->picture;
	struct window_canvas *c = &w->canvas;
	int count = p->guess_count > 0 ? FIRST_GUESS : FIRST_GUESS - 1;
	SDL_Rect row = {area.x, area.y, area.w, c->cell_height};

	for (int i = 0; i < count; i++, row.y += c->cell_height)
		window_canvas_string(c, row.x, row.y, row.x + row.w,
		    i == 0 || i == 3 ? WINDOW_DIM : WINDOW_TEXT, lines[i]);
	for (uint32_t i = 0; i < p->guess_count; i++, row.y += c->cell_height)
		draw_guess(w, row, &p->guesses[i]);
}

/* The picture */

static bool
make_texture(struct window *w)
{
	struct window_picture *p = &w->picture;

	if (p->texture != NULL && p->width == p->layout.width &&
	    p->height == p->layout.height)
		return true;
	if (p->texture != NULL)
		w->sdl.DestroyTexture(p->texture);
	p->width = p->layout.width;
	p->height = p->layout.height;
	p->is_stale = true;
	p->texture = w->sdl.CreateTexture(w->renderer, SDL_PIXELFORMAT_RGB888,
	    SDL_TEXTUREACCESS_STREAMING, (int)p->width, (int)p->height);
	return p->texture != NULL;
}

static void
update_texture(struct window *w)
{
	struct window_picture *p = &w->picture;
	uint64_t size = window_layout_row(&p->layout);

	for (uint32_t y = 0; y < p->height; y++) {
		SDL_Rect row = {0, (int)y, (int)p->width, 1};

		if (y < p->inside)
			window_pixels_convert(
			    (enum window_format)p->layout.format,
			    p->bytes + y * size, p->width, p->pixels);
		else
			memset(p->pixels, 0, p->width * sizeof(*p->pixels));
		w->sdl.UpdateTexture(p->texture, &row, p->pixels,
		    (int)(p->width * sizeof(*p->pixels)));
	}
	p->is_stale = false;
}

/* What is shown; why nothing, or not all. */
static void
draw_state(struct window *w, SDL_Rect area)
{
	const struct window_picture *p = &w->picture;
	const struct window_layout *l = &p->layout;
	enum window_color color = WINDOW_DIM;
	char *text;

	if (!p->has_address) {
		text = term_format("%s: %s", p->text,
		    p->problem[0] != '\0' ? p->problem :
					    "the program does not run yet");
	} else if (p->has_rows && p->inside < l->height) {
		color = WINDOW_POINT;
		text = term_format("%s at 0x%08llx: the memory ends %s",
		    p->text, (unsigned long long)l->address,
		    p->inside > 0 ? "within the picture" : "before it");
	} else {
		text = term_format("%s at 0x%08llx, %ux%u, rows of %llu bytes",
		    p->text, (unsigned long long)l->address, l->width,
		    l->height, (unsigned long long)l->stride);
	}
	window_canvas_string(&w->canvas, area.x, area.y + w->canvas.cell_height,
	    area.x + area.w, color, text);
	free(text);
}

void
window_picture_draw(struct window *w, enum window_pane pane)
{
	struct window_picture *p = &w->picture;
	struct window_choice words[WORDS];
	SDL_Rect area = window_inside(w, pane), to = window_picture_area(w);

	if (p->text == NULL) {
		draw_help(w, area);
		return;
	}
	make_words(w, words);
	window_choice_draw(w, area.x, area.y, area.x + area.w, words, WORDS);
	draw_state(w, area);
	if (!p->has_address || !p->has_rows || p->inside == 0 || to.w <= 0 ||
	    !make_texture(w))
		return;
	if (p->is_stale)
		update_texture(w);
	w->sdl.RenderCopy(w->renderer, p->texture, NULL, &to);
}

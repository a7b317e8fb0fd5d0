/*
 * A row of words to click on.
 */
#include <string.h>

#include "debugger/window/window.h"

enum { SPACE = 2 /* columns between words */ };

static int
width_of(struct window *w, const char *word)
{
	return (window_canvas_columns(&w->canvas, word, strlen(word)) + SPACE) *
	       w->canvas.cell_width;
}

int
window_choice_draw(struct window *w, int x, int y, int right,
    const struct window_choice *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		window_canvas_string(&w->canvas, x, y, right,
		    words[i].is_chosen ? WINDOW_CHANGED : WINDOW_NAME,
		    words[i].text);
		x += width_of(w, words[i].text);
	}
	return x;
}

int
window_choice_at(
    struct window *w, int x, const struct window_choice *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int width = width_of(w, words[i].text);

		if (x >= 0 && x < width)
			return (int)i;
		x -= width;
	}
	return -1;
}

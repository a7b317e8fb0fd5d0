/*
 * The list of keys that F1 shows.
 */
#include "debugger/window/window.h"

static const char *const lines[] = {
    "F1                 this help",
    "F5  Shift-F5       run or continue; end the program",
    "F6  Ctrl-C         pause",
    "F9                 a breakpoint on the line selected, or none",
    "F10  F11           step over a line; step in",
    "Shift-F11          step out",
    "F12                save a picture of the window",
    "Ctrl-F  F3         find text in the code; again (Shift-F3: back)",
    "Ctrl-G             go to a line or function",
    "Ctrl-R             search the commands typed before",
    "Ctrl-C  Ctrl-V     copy what is selected; insert",
    "Ctrl-plus  -minus  larger and smaller text",
    "Ctrl-T  Ctrl-M     light or dark; the pane takes all of the window",
    "Tab  Up  Down      complete; commands typed before",
    "Esc                back to the commands",
    "",
    "Click in front of a line for a breakpoint, with the right button",
    "for a condition; on a frame to select it; on a value to open or",
    "change it. Drag to select text. Rest on a name for its value.",
};

enum { COUNT = sizeof(lines) / sizeof(*lines), COLUMNS = 68, SPACE = 8 };

void
window_keyhelp_draw(struct window *w)
{
	struct window_canvas *c = &w->canvas;
	int space = window_units(w, SPACE);
	SDL_Rect box = {.w = COLUMNS * c->cell_width + 2 * space,
	    .h = COUNT * c->cell_height + 2 * space};

	if (!w->is_helping)
		return;
	if (box.w > w->width)
		box.w = w->width;
	if (box.h > w->height)
		box.h = w->height;
	box.x = (w->width - box.w) / 2;
	box.y = (w->height - box.h) / 2;
	window_canvas_fill(c, box, WINDOW_DIM);
	box = (SDL_Rect){box.x + 1, box.y + 1, box.w - 2, box.h - 2};
	window_canvas_fill(c, box, WINDOW_BAR);
	for (int i = 0; i < COUNT && (i + 1) * c->cell_height <= box.h; i++)
		window_canvas_string(c, box.x + space,
		    box.y + space + i * c->cell_height, box.x + box.w,
		    WINDOW_TEXT, lines[i]);
}

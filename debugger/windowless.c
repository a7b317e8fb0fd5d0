/*
 * What stands for the window where it cannot be built.
 */
#include "debugger/window/face.h"

bool
window_open(struct term *t, bool is_alone, struct wk_error *err)
{
	(void)t, (void)is_alone;
	return term_fail(err,
	    "this wasm-dbg was built without a window: that needs SDL2, "
	    "SDL2_ttf and fontconfig");
}

void
window_close(struct term *t)
{
	(void)t;
}

void
window_loop(struct term *t)
{
	(void)t;
}

bool
window_command(struct term *t, const char *args, struct wk_error *err)
{
	(void)args;
	return window_open(t, false, err);
}

void
window_describe(struct term *t)
{
	(void)t;
}

/*
 * SDL2, SDL2_ttf and fontconfig, loaded when a window is opened: those who use
 * the terminal alone neither need them nor wait for them.
 */
#ifndef DEBUGGER_WINDOW_SDL_H
#define DEBUGGER_WINDOW_SDL_H

#include <SDL.h>
#include <SDL_ttf.h>
#include <fontconfig/fontconfig.h>

#include "libwasmkit/wasmkit.h"

struct window_sdl {
#define SDL(name) __typeof__(SDL_##name) *name;
#define TTF(name) __typeof__(TTF_##name) *ttf_##name;
#define FC(name) __typeof__(Fc##name) *fc_##name;
#include "debugger/window/sdl.def"
#undef SDL
#undef TTF
#undef FC
	/* Since 2.26; else NULL. */
	int (*SetPrimarySelectionText)(const char *text);
	char *(*GetPrimarySelectionText)(void);
};

/* Finds the functions; *err names the library that is missing. */
bool window_sdl_load(struct window_sdl *sdl, struct wk_error *err);

#endif

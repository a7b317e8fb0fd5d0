/*
 * Loading the libraries that draw.
 */
#include "debugger/window/sdl.h"

#include <dlfcn.h>
#include <string.h>

#ifdef __APPLE__
static const char *const libraries[] = {
    "libSDL2-2.0.0.dylib", "libSDL2_ttf-2.0.0.dylib", "libfontconfig.1.dylib"};
#else
static const char *const libraries[] = {
    "libSDL2-2.0.so.0", "libSDL2_ttf-2.0.so.0", "libfontconfig.so.1"};
#endif

enum { LIBRARY_SDL, LIBRARY_TTF, LIBRARY_FC };

static const struct {
	unsigned library;
	size_t place; /* in struct window_sdl */
	const char *name;
} functions[] = {
#define SDL(name) \
	{LIBRARY_SDL, offsetof(struct window_sdl, name), "SDL_" #name},
#define TTF(name) \
	{LIBRARY_TTF, offsetof(struct window_sdl, ttf_##name), "TTF_" #name},
#define FC(name) \
	{LIBRARY_FC, offsetof(struct window_sdl, fc_##name), "Fc" #name},
#include "debugger/window/sdl.def"
#undef SDL
#undef TTF
#undef FC
};

bool
window_sdl_load(struct window_sdl *sdl, struct wk_error *err)
{
	void *handles[3], *primary[2];

	/* They stay: SDL2 does not take its threads back from others. */
	for (unsigned i = 0; i < 3; i++) {
		handles[i] = dlopen(libraries[i], RTLD_NOW | RTLD_LOCAL);
		if (handles[i] == NULL) {
			wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
			    "a window needs %s, which is not there: %s",
			    libraries[i], dlerror());
			return false;
		}
	}
	for (size_t i = 0; i < sizeof(functions) / sizeof(*functions); i++) {
		void *found =
		    dlsym(handles[functions[i].library], functions[i].name);

		if (found == NULL) {
			wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
			    "%s is too old for a window: it has no %s",
			    libraries[functions[i].library], functions[i].name);
			return false;
		}
		memcpy((char *)sdl + functions[i].place, &found, sizeof(found));
	}
	primary[0] = dlsym(handles[LIBRARY_SDL], "SDL_SetPrimarySelectionText");
	primary[1] = dlsym(handles[LIBRARY_SDL], "SDL_GetPrimarySelectionText");
	memcpy(&sdl->SetPrimarySelectionText, &primary[0], sizeof(primary[0]));
	memcpy(&sdl->GetPrimarySelectionText, &primary[1], sizeof(primary[1]));
	return true;
}

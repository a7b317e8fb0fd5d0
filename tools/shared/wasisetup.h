/*
 * What the command line gives a program for WASI.
 */
#ifndef TOOLS_WASISETUP_H
#define TOOLS_WASISETUP_H

#include "libwasmkit/wasmkit.h"
#include "tools/shared/options.h"

/*
 * The folders that values DIR or DIR::NAME mean, as many as there are; all in
 * one piece to free(). NULL without memory.
 */
struct wk_wasi_preopen *wasisetup_folders(const struct texts *folders);

/*
 * The program gets all files of the command line as its arguments, the module
 * first, the host's streams, variables NAME=VALUE, and folders DIR or
 * DIR::NAME. With settings->verbose its calls are printed to standard error.
 * NULL with *err set when a folder cannot be opened.
 */
struct wk_wasi *wasisetup(const struct settings *settings,
    const struct texts *environment, const struct texts *folders,
    struct wk_error *err);

#endif

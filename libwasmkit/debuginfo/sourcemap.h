/*
 * Source maps (ECMA-426), which tell lines of code and nothing else.
 */
#ifndef WK_DEBUGINFO_SOURCEMAP_H
#define WK_DEBUGINFO_SOURCEMAP_H

#include "libwasmkit/debuginfo/info.h"

/*
 * Opens the map a module names, a path or a data: URL, as info->sourcemap.
 * What cannot be read is noted. False without memory only.
 */
bool wk_sourcemap_open(struct wk_info *info, struct wk_str url);

/* Its rows, sorted. */
const struct wk_info_line *wk_sourcemap_lines(
    const struct wk_sourcemap *map, uint32_t *count);

#endif

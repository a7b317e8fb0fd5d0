#include "libwasmkit/debuginfo/sourcemap.h"

bool
wk_sourcemap_open(struct wk_info *info, struct wk_str url, struct wk_error *err)
{
	(void)info;
	(void)url;
	(void)err;
	return true;
}

const struct wk_info_line *
wk_sourcemap_lines(const struct wk_sourcemap *map, uint32_t *count)
{
	(void)map;
	*count = 0;
	return NULL;
}

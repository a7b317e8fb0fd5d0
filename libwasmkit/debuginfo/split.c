#include "libwasmkit/debuginfo/split.h"

struct wk_unit *
wk_split_body(struct wk_unit *unit)
{
	return unit;
}

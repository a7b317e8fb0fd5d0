#include "debugger/trapinfo.h"

const char *
dbg_trapinfo(struct dbg *d, const struct wk_debug_frame *real,
    const struct wk_error *error)
{
	(void)d;
	(void)real;
	(void)error;
	return NULL;
}

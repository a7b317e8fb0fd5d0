#include "libwasmkit/exec/engine.h"

#include "libwasmkit/base/cpu.h"

static const struct wk_engine *
pick(void)
{
#if defined(__x86_64__)
	if (wk_cpu_has_avx2())
		return &wk_engine_avx2;
#endif
	return &wk_engine_plain;
}

const void *const *
wk_engine_handlers(void)
{
	return pick()->handlers();
}

enum wk_exit
wk_engine_run(struct wk_thread *t)
{
	pick()->run(t);
	return t->exit;
}

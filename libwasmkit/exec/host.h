/*
 * Calls that leave translated code.
 */
#ifndef WK_EXEC_HOST_H
#define WK_EXEC_HOST_H

#include "libwasmkit/exec/thread.h"

enum wk_host_end {
	WK_HOST_RETURNED,
	WK_HOST_THREW,  /* an exception: the registers are where it is caught */
	WK_HOST_FAILED, /* with the thread's error */
};

/*
 * Calls the host's function with the parameters at t->fp, and puts its
 * results there.
 */
enum wk_host_end wk_host_enter(struct wk_thread *t, struct wk_funcinst *func);

#endif

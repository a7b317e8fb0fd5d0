/*
 * What makes finished cells faster.
 */
#ifndef WK_EXEC_FUSE_H
#define WK_EXEC_FUSE_H

#include "libwasmkit/exec/vstack.h"

/*
 * Lets branches to branches go to where those go, and has one handler do what
 * two instructions do that follow each other: the first one's cell gets it,
 * and all cells stay in place, so that the second can still be branched to.
 */
void wk_fuse(struct wk_tr *tr);

#endif

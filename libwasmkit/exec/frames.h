/*
 * Frames as roots of the heap.
 */
#ifndef WK_EXEC_FRAMES_H
#define WK_EXEC_FRAMES_H

#include "libwasmkit/runtime/heap.h"

/* Marks what the frames of all threads refer to. */
void wk_frames_mark(struct wk_store *store);

#endif

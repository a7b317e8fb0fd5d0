/*
 * Compresses bytes. Private to debugger/window/.
 */
#ifndef DEBUGGER_WINDOW_DEFLATE_H
#define DEBUGGER_WINDOW_DEFLATE_H

#include <stddef.h>
#include <stdint.h>

/* The most bytes that so many, less than 4 GiB, become. */
size_t window_deflate_room(size_t size);
/* Writes them to where there is that room; gives how many it has written. */
size_t window_deflate(const uint8_t *bytes, size_t size, uint8_t *to);

#endif

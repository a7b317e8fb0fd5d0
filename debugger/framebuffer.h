/*
 * Pictures that the program may draw into its memory, guessed by what
 * variables and globals are called, and by their types.
 */
#ifndef DEBUGGER_FRAMEBUFFER_H
#define DEBUGGER_FRAMEBUFFER_H

#include "debugger/session.h"

struct dbg_framebuffer {
	char expr[64];          /* gives where it is */
	uint32_t width, height; /* 0: not known */
	uint64_t stride;        /* bytes of a row; 0: not known */
	uint32_t bits;          /* of a pixel; 0: not known */
};

enum { DBG_FRAMEBUFFERS = 8 /* guesses at most */ };

/*
 * Gives how many there are, the likeliest first. Of a program with very much
 * debug info it takes a moment.
 */
uint32_t dbg_framebuffers(
    struct dbg *d, struct dbg_framebuffer out[DBG_FRAMEBUFFERS]);

#endif

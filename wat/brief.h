/*
 * Instructions whose immediates are nothing or one small number: three lines
 * of four. They are printed without a branch, by what tables say of the opcode
 * and of the operand's byte.
 */
#ifndef WK_WAT_BRIEF_H
#define WK_WAT_BRIEF_H

#include <stdbool.h>
#include <stdint.h>

enum {
	/* An instruction's bytes that may be looked at. */
	WK_BRIEF_SIZE = 3,
	WK_BRIEF_TEXT = 16,
};

struct wk_brief_operand {
	char text[WK_BRIEF_TEXT - 1]; /* with a space before */
	uint8_t size;
};

/*
 * An instruction of an opcode is brief if the bits `test` of the two bytes
 * behind, as a little-endian number, are `expect`. Its operand is then found
 * by its last byte, which is the opcode if there are no immediates.
 */
struct wk_brief_op {
	char text[WK_BRIEF_TEXT]; /* the mnemonic */
	const struct wk_brief_operand *operands;
	uint16_t test, expect;
	uint8_t text_size;
	uint8_t size; /* of the immediates */
	uint8_t imm;  /* enum wk_imm; WK_IMM_COUNT for no such opcode */
};

struct wk_brief {
	struct wk_brief_op ops[256];
	struct wk_brief_operand none[256];
	struct wk_brief_operand unsigned_texts[128], signed_texts[128];
	struct wk_brief_operand offset_texts[128];
	bool names_locals;
};

/* Fills the tables, at first for functions whose locals have no names. */
void wk_brief_make(struct wk_brief *brief, bool names_globals);

/* Sets whether locals have names from now on; then they are not brief. */
void wk_brief_locals(struct wk_brief *brief, bool names);

#endif

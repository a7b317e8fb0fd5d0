/*
 * What the parts of the instruction parser share.
 *
 * A plain instruction is encoded at once. A folded one is, too, but when
 * operands follow its bytes are moved to a stack, to wait for the ")" that
 * ends them. What is open is kept on a stack of frames; nothing recurses.
 *
 * The loop over instructions (run.c) works on the bytes of the text and of the
 * code directly, and does what is in the usual form. Everything else, down to
 * comments in unusual places, is left to functions that work on tokens.
 */
#ifndef WK_WAT_BODY_H
#define WK_WAT_BODY_H

#include "wat/parse.h"

/* What is open, and so what may come. */
enum wk_frame_kind {
	WK_FRAME_ALL,   /* instructions up to a ")" that is not ours */
	WK_FRAME_FLAT,  /* block … end without parentheses */
	WK_FRAME_BLOCK, /* (block …), (loop …), (try_table …) */
	WK_FRAME_PART,  /* (then …), (else …), (do …), (catch …) */
	WK_FRAME_ONE,   /* a single folded instruction */
	WK_FRAME_PLAIN, /* operands of a folded instruction */
	WK_FRAME_IF,    /* (if … */
	WK_FRAME_TRY,   /* (try … */
};

/* How far an if or try has come. */
enum wk_stage {
	WK_STAGE_BEGIN,
	WK_STAGE_FIRST, /* then, do */
	WK_STAGE_CATCH,
	WK_STAGE_LAST, /* else, catch_all */
	WK_STAGE_DELEGATED,
};

struct wk_frame {
	uint64_t text;    /* offset of its "(" or keyword */
	uint64_t label;   /* of an if: offset behind its keyword, or 0 */
	uint32_t pending; /* bytes that wait */
	uint32_t hint_first;
	uint16_t hint_count;
	uint16_t op;   /* of a flat frame, what it is in */
	uint8_t kind;  /* enum wk_frame_kind */
	uint8_t stage; /* enum wk_stage */
};

struct wk_label {
	struct wk_str name; /* {NULL} without one */
	uint32_t shadowed;  /* the label that has the name outside */
};

/*
 * An instruction as it was written, in a keyword and at most one more word,
 * and its code: what was parsed once is copied the next time.
 */
struct wk_known {
	uint8_t text[32];
	uint8_t code[16];
	uint8_t size, code_size; /* size is 0 in a free place */
	uint8_t unused[14];
};

enum { WK_BODY_KNOWN_BITS = 11 };

struct wk_body {
	struct wk_parser *p;
	const uint8_t *at; /* the text that comes next */
	uint8_t *out;      /* the code that comes next */
	uint8_t *limit;    /* beyond it there may be no room */
	wk_features enabled;
	bool (*run)(struct wk_body *); /* the loop for this processor */
	struct wk_frame *frames;
	uint32_t frame_count, frame_capacity;
	struct wk_label *labels;
	uint32_t label_count, label_capacity;
	uint32_t label_number; /* labels of the function so far */
	struct wk_buf pending; /* instructions that wait for their operands */
	struct wk_buf list;    /* scratch */
	/* Hints for the next instruction, and for the current one. */
	uint32_t next_hint, next_count;
	uint32_t hint, hint_count;
	struct wk_known known[1 << WK_BODY_KNOWN_BITS]; /* by their hashes */
};

/* Room that there is for an instruction whose immediates are no list. */
enum { WK_BODY_ROOM = 64 };

static inline struct wk_frame *
wk_body_top(struct wk_body *b)
{
	return &b->frames[b->frame_count - 1];
}

/* Whether instructions may come without parentheses. */
static inline bool
wk_body_takes_flat(const struct wk_frame *frame)
{
	return frame->kind <= WK_FRAME_PART;
}

/* The code buffer, as functions on tokens and buffers know it. */
void wk_body_save(struct wk_body *b);

bool wk_body_load(struct wk_body *b);

/* Hands the text over to the lexer, whose next token becomes the current. */
void wk_body_to_lexer(struct wk_body *b, const uint8_t *at);

/* Goes on before the lexer's current token. */
bool wk_body_from_lexer(struct wk_body *b);

/* Before an instruction, when b->out is beyond the limit. */
bool wk_body_begin_slow(struct wk_body *b, const uint8_t *text, size_t size);

struct wk_frame *wk_body_push(
    struct wk_body *b, enum wk_frame_kind kind, const uint8_t *text);

/* Opens a label with an identifier, and the name to show, if any. */
bool wk_body_push_label(
    struct wk_body *b, struct wk_str name, struct wk_str shown);

bool wk_body_pop_label(struct wk_body *b);

/* The depth of a label's name, WK_NONE if there is none. */
uint32_t wk_body_find_label(const struct wk_body *b, struct wk_str name);

/* Bytes from `begin` on wait until the frame is closed. */
bool wk_body_suspend(struct wk_body *b, uint8_t *begin, struct wk_frame *frame);

/* Puts out what waited for a frame. */
bool wk_body_resume(struct wk_body *b, struct wk_frame *frame);

/* Begins an instruction whose keyword stands at text: there is room for it. */
static inline bool
wk_body_begin(struct wk_body *b, const uint8_t *text, size_t size)
{
	return __builtin_expect(b->out < b->limit, 1) ||
	       wk_body_begin_slow(b, text, size);
}

/* imm.c */

/* The space that an index immediate is of; types where it has several. */
enum wk_space wk_imm_space(enum wk_imm imm);

/* An instruction's immediates from `at` on, by tokens, and its code. */
bool wk_imm_instr(
    struct wk_body *b, const struct wk_keyword_row *row, const uint8_t *at);

/* control.c: words that open, part or close, and mistakes. */

/* Fails at the token from `at` on. */
bool wk_control_unexpected(
    struct wk_body *b, const uint8_t *at, const char *expected);

/* What may come, for messages, by what is open. */
const char *wk_control_expectation(const struct wk_frame *frame);

/* Emits an end in the name of the text at hand. */
bool wk_control_put_end(struct wk_body *b, const uint8_t *text, size_t size);

/* A ")" at b->at. Sets *done when it ends the whole. */
bool wk_control_close(struct wk_body *b, bool *done);

/*
 * Words that are no instructions, or not without more ado. *plain is set when
 * this one is, after all.
 */
bool wk_control_odd(struct wk_body *b, const struct wk_keyword_row *row,
    const uint8_t *text, const uint8_t *word, const uint8_t *at, bool *plain);

/* Whether a word may begin a form in an if or try that is open. */
bool wk_control_may_follow(struct wk_body *b, const struct wk_keyword_row *row);

/*
 * Instructions that open, part or close something. Gives false with *plain
 * set for those that don't.
 */
bool wk_control_word(struct wk_body *b, const struct wk_keyword_row *row,
    const uint8_t *text, const uint8_t *word, const uint8_t *at, bool *plain);

/*
 * What comes next when it is not in the usual form. Leaves b->at at a ")", or
 * gives the keyword of an instruction.
 */
bool wk_control_next(struct wk_body *b, const uint8_t **word);

/*
 * run.c: parses from b->at on, until the frame at the bottom is closed. The
 * one with the suffix needs a processor with AVX2.
 */
bool wk_run(struct wk_body *b);
bool wk_run_avx2(struct wk_body *b);

#endif

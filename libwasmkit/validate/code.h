/*
 * What validating a body needs (specification 3.4, and the algorithm of its
 * appendix).
 *
 * An instruction can be validated in two ways that agree. A *step* (step.h)
 * decodes it with the codec and applies its rule: it is exact about what is
 * wrong, and knows subtyping and unreachable code. A *fast handler* (fast.c)
 * takes the common case of a common instruction, and leaves all else,
 * untouched, to the step.
 */
#ifndef WK_VALIDATE_CODE_H
#define WK_VALIDATE_CODE_H

#include "libwasmkit/instr.h"
#include "libwasmkit/model/subtype.h"
#include "libwasmkit/validate.h"

enum {
	/* The word below the operands of a block; no type equals it. */
	WK_BARRIER = 1,
	/* The address type of a memory that is not there. */
	WK_NO_MEMORY = 2,
	/* What no operand is, of unreachable code neither. */
	WK_NO_OPERAND = 3,
	/* Words below the operand stack that may be read. */
	WK_STACK_SLACK = 8,
	/* Operands that a body may have beyond one for each of its bytes. */
	WK_STACK_EXTRA = 1 << 20,
	/* Parameters that struct wk_sig has at hand. */
	WK_SIG_TOP = 4,
	/* Parameters and locals of a function, as in other engines. */
	WK_LOCALS_MAX = 50000,
};

/* A function type with canonical types: equal types are equal words. */
struct wk_sig {
	const wk_valtype *types; /* params, then results */
	uint32_t param_count, result_count;
	/*
	 * For calls: the last parameters as they lie on the stack, the bits
	 * that count in each two of them, and the first result. With several
	 * results, top equals no operands.
	 */
	wk_valtype top[WK_SIG_TOP];
	uint64_t masks[WK_SIG_TOP / 2];
	wk_valtype result;
};

/* What bodies share. Not changed while they are validated. */
struct wk_check {
	const struct wk_module *module;
	wk_features features;
	const struct wk_sig *sigs;      /* of each type; zero for others */
	const uint32_t *func_types;     /* of each function */
	const wk_valtype *global_types; /* of each global, canonical */
	uint8_t *declared;  /* bit a function: may ref.func name it? */
	wk_valtype address; /* type of memory 0, or WK_NO_MEMORY */
	/* The same of table 0, if functions may be called through it. */
	wk_valtype table_address;
	const struct wk_dispatches *tables;
	struct wk_arena *arena;
};

/*
 * Fills in what follows from the module, once its declarations are known to be
 * good. tables are the check's from then on. False without memory.
 */
bool wk_validate_prepare(struct wk_check *check, struct wk_dispatches *tables);

/* A block that is open. */
struct wk_frame {
	wk_valtype *base; /* its lowest operand, right above the barrier */
	const wk_valtype *params, *results; /* results NULL: see single */
	uint32_t param_count, result_count;
	wk_valtype single;  /* the result; WK_BARRIER when there is none */
	uint32_t start;     /* of its opening instruction in the body */
	uint32_t set_count; /* locals set before it was entered */
	uint16_t op;        /* what opened it; WK_OP_CALL is the function */
	bool unreachable;   /* operands of any type are below base */
	bool plain_end; /* at most one result, and end has to look at no more */
};

/* One body, or constant expression, and the memory to validate it with. */
struct wk_body {
	const struct wk_check *check;
	const uint8_t *begin, *end;
	/* The prefix byte of the instruction that a fast handler looks at. */
	const uint8_t *start;
	struct wk_frame *frame;  /* the innermost one */
	struct wk_frame *frames; /* frame_count are open */
	uint32_t frame_count, frame_capacity;
	const wk_valtype *locals; /* canonical */
	uint32_t local_count;
	wk_valtype address, table_address; /* as in struct wk_check; so below */
	const struct wk_sig *sigs;
	const uint32_t *func_types;
	uint32_t func_count;
	uint32_t global_count;
	const wk_valtype *global_types;

	/* Below is of no concern to fast handlers. */
	const struct wk_module *module;
	uint64_t offset;       /* of begin in the file */
	uint32_t func;         /* index, or WK_NONE for a constant expression */
	uint32_t globals_seen; /* what global.get may name in a constant */
	wk_valtype *sp;        /* between steps */
	wk_valtype *stack;     /* the lowest word */
	wk_valtype *limit;     /* where operands end */
	size_t stack_capacity;
	wk_valtype *local_types;
	uint32_t local_capacity;
	/*
	 * Locals that have no default value: whether each was set (a byte a
	 * local), and those that were, in order. NULL when all have one.
	 */
	uint8_t *is_set;
	uint32_t *set_locals;
	uint32_t set_count;
	/*
	 * When an error is being explained, or by wk_code_begin(): for each
	 * word of the stack the instruction that put it there, bytes into the
	 * body, or WK_NONE.
	 */
	uint32_t *origins;
	const struct wk_instr *in; /* being stepped */
	struct wk_error *err;
};

/* Sets up memory; free it with wk_code_close() also after failure. */
bool wk_code_open(
    struct wk_body *b, const struct wk_check *check, struct wk_error *err);
void wk_code_close(struct wk_body *b);

/* Validates the body of function `index`. */
bool wk_code_function(struct wk_body *b, uint32_t index);

/*
 * Begins the body of a valid function, which is then to be stepped, with
 * origins. False without memory. A body that was opened serves once.
 */
bool wk_code_begin(struct wk_body *b, uint32_t index);

/*
 * Validates one constant expression at the beginning of span, whose result
 * is to be of a type, and moves the span behind it. Globals from
 * globals_seen on are not known to it.
 */
bool wk_code_constant(struct wk_body *b, struct wk_span *span, wk_valtype type,
    uint32_t globals_seen);

/* Opens a frame over the operands that are its parameters. */
bool wk_code_enter(struct wk_body *b, const struct wk_frame *frame);

/* Makes room for another frame; false without memory. */
bool wk_code_grow_frames(struct wk_body *b);

/* Fails at the instruction being stepped. Always false. */
bool wk_code_fail(struct wk_body *b, enum wk_error_code code,
    const char *format, ...) WK_PRINTF(3, 4);

static inline const wk_valtype *
wk_frame_results(const struct wk_frame *f)
{
	return f->results != NULL ? f->results : &f->single;
}

/* What a branch to the frame takes. */
static inline uint32_t
wk_frame_label_count(const struct wk_frame *f)
{
	return f->op == WK_OP_LOOP ? f->param_count : f->result_count;
}

static inline const wk_valtype *
wk_frame_label(const struct wk_frame *f)
{
	return f->op == WK_OP_LOOP ? f->params : wk_frame_results(f);
}

#endif

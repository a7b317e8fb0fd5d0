/*
 * What an expression is turned into: code for a stack of values. Private to
 * expr*.c.
 *
 * The parser has no recursion: operators wait on a stack of their own until
 * their operands are complete, and then become code.
 */
#ifndef DEBUGGER_EXPR_EXPRCODE_H
#define DEBUGGER_EXPR_EXPRCODE_H

#include "debugger/expr/value.h"

enum dbg_token {
	DBG_TOKEN_END,
	DBG_TOKEN_NUMBER,
	DBG_TOKEN_CHAR,
	DBG_TOKEN_STRING,
	DBG_TOKEN_NAME,  /* with its "::"; "$" at the front of special ones */
	DBG_TOKEN_PUNCT, /* an operator; see text */
};

struct dbg_lexed {
	uint8_t kind; /* enum dbg_token */
	uint32_t at, size;
};

struct dbg_lexer {
	const char *text;
	uint32_t size;
	uint32_t at;            /* behind the token */
	struct dbg_lexed token; /* the current one */
	bool is_behind_value;   /* so that ".5" is no number */
	struct wk_error *err;
	bool failed;
};

/* Goes to the next token; after a "." a number is a field: no fraction. */
bool dbg_lexer_next(struct dbg_lexer *lexer, bool is_field);
bool dbg_lexer_is(const struct dbg_lexer *lexer, const char *punct);
/* Whether the token is a name, and this one. */
bool dbg_lexer_is_word(const struct dbg_lexer *lexer, const char *word);
/* Always fails, at a place in the text. */
bool dbg_lexer_fail(struct dbg_lexer *lexer, uint32_t at, const char *format,
    ...) WK_PRINTF(3, 4);

/* Lets a name take the arguments of a template behind it, if there are some. */
bool dbg_lexer_extend(struct dbg_lexer *lexer);

/* Number tokens: their value and type. */
bool dbg_lexer_number(
    struct dbg_lexer *lexer, struct dbg *d, struct dbg_value *out);
/* The code point or unit of a character token. */
bool dbg_lexer_char(
    struct dbg_lexer *lexer, struct dbg *d, struct dbg_value *out);
/* Bytes of a string token, and a NUL: for the caller to free. */
bool dbg_lexer_string(struct dbg_lexer *lexer, char **out, size_t *size);

/*
 * A type's name, "const struct point *", from the current token on. Gives NULL
 * and leaves the lexer where it was when there is none, or *err when it begins
 * like one. near says whose names come first.
 */
const struct wk_info_type *dbg_exprtype_parse(
    struct dbg *d, struct dbg_lexer *lexer, uint64_t near);

enum dbg_code {
	DBG_CODE_VALUE, /* pushes constant arg */
	DBG_CODE_NAME,  /* pushes what name arg is */
	DBG_CODE_USER,  /* the same, with a "$", see expr.h */
	DBG_CODE_LAST,  /* value arg of the history, from its end: 0 */
	DBG_CODE_HISTORY,
	DBG_CODE_REGISTER, /* enum dbg_register arg */
	DBG_CODE_SPECIAL,  /* [index]; enum dbg_special arg */
	DBG_CODE_NAMED_GLOBAL,
	DBG_CODE_MEMBER, /* name arg */
	DBG_CODE_ARROW,
	DBG_CODE_INDEX,
	DBG_CODE_CALL,  /* arg arguments */
	DBG_CODE_CAST,  /* type arg; and so the next */
	DBG_CODE_AT,    /* {type} address */
	DBG_CODE_UNARY, /* operator arg: enum dbg_operator */
	DBG_CODE_BINARY,
	DBG_CODE_ASSIGN,      /* operator arg, DBG_OP_NONE for = */
	DBG_CODE_STEP_BEFORE, /* arg: 1, or 0 for -- */
	DBG_CODE_STEP_BEHIND,
	DBG_CODE_TRUTH, /* the top becomes 0 or 1 */
	DBG_CODE_DROP,
	DBG_CODE_JUMP,       /* to arg */
	DBG_CODE_UNLESS,     /* takes the top, jumps when it is false */
	DBG_CODE_AND_UNLESS, /* when it is false it stays, as 0 */
	DBG_CODE_OR_IF,
	DBG_CODE_BEGIN_SIZE, /* nothing is changed or called until … */
	DBG_CODE_SIZE,
};

enum dbg_operator {
	DBG_OP_NONE,
	DBG_OP_ADD,
	DBG_OP_SUB,
	DBG_OP_MUL,
	DBG_OP_DIV,
	DBG_OP_REM,
	DBG_OP_AND,
	DBG_OP_OR,
	DBG_OP_XOR,
	DBG_OP_SHL,
	DBG_OP_SHR,
	DBG_OP_EQ,
	DBG_OP_NE,
	DBG_OP_LT,
	DBG_OP_LE,
	DBG_OP_GT,
	DBG_OP_GE,
	DBG_OP_COUNT_OF, /* @ */
	DBG_OP_PLUS,
	DBG_OP_MINUS,
	DBG_OP_NOT,
	DBG_OP_COMPLEMENT,
	DBG_OP_DEREF,
	DBG_OP_ADDRESS,
};

enum dbg_register {
	DBG_REGISTER_PC,
	DBG_REGISTER_TICK,
	DBG_REGISTER_THREAD,
};

enum dbg_special {
	DBG_SPECIAL_STACK,
	DBG_SPECIAL_LOCAL,
	DBG_SPECIAL_GLOBAL,
	DBG_SPECIAL_TABLE, /* and its number above */
};

struct dbg_op {
	uint8_t code; /* enum dbg_code */
	uint32_t arg;
	uint32_t at, size; /* place in the text, for messages */
};

/* What a name came to, the last time it was looked up. */
enum dbg_meaning {
	DBG_MEANS_UNKNOWN,
	DBG_MEANS_VAR,
	DBG_MEANS_MEMBER, /* of what "this" points to */
	DBG_MEANS_ENUMERATOR,
	DBG_MEANS_FUNC, /* number: index in the module */
	DBG_MEANS_LOCAL,
	DBG_MEANS_GLOBAL,
	DBG_MEANS_MEMORY, /* mem, mem1 */
	DBG_MEANS_USER,
};

struct dbg_exprname {
	const char *text; /* terminated */
	uint8_t meaning;  /* enum dbg_meaning */
	/* Where it was looked up; all of it has to be the same. */
	uint64_t offset;
	const struct wk_info_func *func;
	uint64_t entry;
	const struct wk_info_var *var;   /* VAR; "this" for MEMBER */
	const struct wk_info_type *type; /* ENUMERATOR, FUNC */
	int64_t number;
};

struct dbg_expr {
	char *text;
	struct dbg_op *ops;
	uint32_t op_count, op_capacity;
	struct dbg_value *constants;
	uint32_t constant_count, constant_capacity;
	struct dbg_exprname *names;
	uint32_t name_count, name_capacity;
	const struct wk_info_type **types;
	uint32_t type_count, type_capacity;
	struct dbg_value *stack;
	uint32_t stack_size;
	/* While it is evaluated: */
	uint32_t depth;
	uint32_t unevaluated;  /* in sizeof */
	struct wk_error error; /* where none is wanted */
};

/* What an evaluation goes on with. */
struct dbg_exprrun {
	struct dbg *d;
	struct dbg_expr *expr;
	const struct dbg_frame *frame;
	const struct dbg_op *op;
	bool is_unevaluated;
	struct wk_error *err;
};

/* Fails at the place of the current operation. */
bool dbg_exprrun_fail(struct dbg_exprrun *run, const char *format, ...)
    WK_PRINTF(2, 3);

/* exprname.c: what a name is; without "$", and with it. */
bool dbg_exprname_value(
    struct dbg_exprrun *run, struct dbg_exprname *name, struct dbg_value *out);
bool dbg_exprname_special(
    struct dbg_exprrun *run, struct dbg_exprname *name, struct dbg_value *out);
/* Finds a function; *failed: *run->err says why not. */
bool dbg_exprname_func(
    struct dbg_exprrun *run, struct dbg_exprname *name, bool *failed);
/* A global of wasm by its name. */
bool dbg_exprname_global(
    struct dbg_exprrun *run, const char *name, struct dbg_value *out);

/* exprmath.c; the value on the left becomes what they come to. */
bool dbg_exprmath_unary(
    struct dbg_exprrun *run, enum dbg_operator op, struct dbg_value *value);
bool dbg_exprmath_binary(struct dbg_exprrun *run, enum dbg_operator op,
    struct dbg_value *left, struct dbg_value *right);
bool dbg_exprmath_cast(struct dbg_exprrun *run, struct dbg_value *value,
    const struct wk_info_type *type);
bool dbg_exprmath_truth(
    struct dbg_exprrun *run, struct dbg_value *value, bool *out);
/* The type of a truth value in the language of the frame. */
const struct wk_info_type *dbg_exprmath_bool(const struct dbg_exprrun *run);

/* exprcall.c: callee, and count arguments behind it; *callee is the result. */
bool dbg_exprcall(
    struct dbg_exprrun *run, struct dbg_value *callee, uint32_t count);

#endif

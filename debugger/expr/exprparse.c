/*
 * From text to code. What is open stands on a stack: operators that wait for
 * their right side, parentheses, and what began before them.
 */
#include <stdlib.h>
#include <string.h>

#include "debugger/expr/exprcode.h"

/* How tightly an operator binds; those that come later in C's grammar more. */
enum level {
	LEVEL_NONE,
	LEVEL_COMMA,
	LEVEL_ASSIGN, /* from the right */
	LEVEL_CHOICE, /* from the right */
	LEVEL_LOGIC_OR,
	LEVEL_LOGIC_AND,
	LEVEL_OR,
	LEVEL_XOR,
	LEVEL_AND,
	LEVEL_EQUAL,
	LEVEL_ORDER,
	LEVEL_SHIFT,
	LEVEL_COUNT_OF,
	LEVEL_ADD,
	LEVEL_MUL,
	LEVEL_AS, /* Rust's casts */
	LEVEL_PREFIX,
};

/* What is open. */
enum open_kind {
	OPEN_BINARY,
	OPEN_ASSIGN,
	OPEN_AND,
	OPEN_OR,
	OPEN_CHOICE, /* between "?" and ":" */
	OPEN_ELSE,   /* behind ":" */
	OPEN_UNARY,
	OPEN_STEP,
	OPEN_CAST,
	OPEN_AT,
	OPEN_SIZE,
	OPEN_PAREN,
	OPEN_CALL,
	OPEN_INDEX,
	OPEN_SPECIAL,
};

struct open {
	uint8_t kind;  /* enum open_kind */
	uint8_t level; /* enum level; NONE for what is closed by a word */
	uint32_t arg;  /* operator, type, or arguments so far */
	uint32_t jump; /* operation whose target is to be set */
	uint32_t at, size;
};

enum { DEPTH_MAX = 2000 }; /* operators that wait, values on the stack */

struct parser {
	struct dbg *d;
	struct dbg_lexer lexer;
	struct dbg_expr *expr;
	uint64_t near;
	struct open *opens;
	uint32_t open_count, open_capacity;
	uint32_t depth; /* values on the stack */
};

static bool
no_memory(struct parser *p)
{
	p->lexer.failed = true;
	return wk_error_memory(p->lexer.err);
}

static bool
emit_at(struct parser *p, enum dbg_code code, uint32_t arg, uint32_t at,
    uint32_t size)
{
	struct dbg_expr *expr = p->expr;
	struct dbg_op *ops = dbg_grow(
	    expr->ops, expr->op_count, &expr->op_capacity, sizeof(*ops));

	if (ops == NULL)
		return no_memory(p);
	expr->ops = ops;
	ops[expr->op_count++] = (struct dbg_op){
	    .code = (uint8_t)code, .arg = arg, .at = at, .size = size};
	return true;
}

/* The same for a value that is pushed. */
static bool
emit_push(struct parser *p, enum dbg_code code, uint32_t arg)
{
	if (++p->depth > p->expr->stack_size)
		p->expr->stack_size = p->depth;
	if (p->depth > DEPTH_MAX)
		return dbg_lexer_fail(&p->lexer, p->lexer.token.at,
		    "this is too deep for an expression");
	return emit_at(p, code, arg, p->lexer.token.at, p->lexer.token.size);
}

static bool
push_open(struct parser *p, enum open_kind kind, enum level level, uint32_t arg)
{
	struct open *opens = dbg_grow(
	    p->opens, p->open_count, &p->open_capacity, sizeof(*opens));

	if (opens == NULL)
		return no_memory(p);
	p->opens = opens;
	if (p->open_count == DEPTH_MAX)
		return dbg_lexer_fail(&p->lexer, p->lexer.token.at,
		    "this is too deep for an expression");
	opens[p->open_count++] = (struct open){
	    .kind = (uint8_t)kind,
	    .level = (uint8_t)level,
	    .arg = arg,
	    .at = p->lexer.token.at,
	    .size = p->lexer.token.size,
	};
	return true;
}

static bool
add_name(struct parser *p, uint32_t *out)
{
	struct dbg_expr *expr = p->expr;
	struct dbg_exprname *names = dbg_grow(expr->names, expr->name_count,
	    &expr->name_capacity, sizeof(*names));
	uint32_t size = p->lexer.token.size;
	const char *text = p->lexer.text + p->lexer.token.at;
	char *copy = malloc(size + 1);

	if (names != NULL)
		expr->names = names;
	if (names == NULL || copy == NULL) {
		free(copy);
		return no_memory(p);
	}
	memcpy(copy, text, size);
	copy[size] = '\0';
	*out = expr->name_count;
	names[expr->name_count++] = (struct dbg_exprname){.text = copy};
	return true;
}

static bool
add_type(struct parser *p, const struct wk_info_type *type, uint32_t *out)
{
	struct dbg_expr *expr = p->expr;
	const struct wk_info_type **types =
	    dbg_grow(expr->types, expr->type_count, &expr->type_capacity,
		sizeof(struct wk_info_type *));

	if (types == NULL)
		return no_memory(p);
	expr->types = types;
	*out = expr->type_count;
	types[expr->type_count++] = type;
	return true;
}

/* Makes room for a constant; NULL without memory. */
static struct dbg_value *
add_constant(struct parser *p)
{
	struct dbg_expr *expr = p->expr;
	struct dbg_value *constants = dbg_grow(expr->constants,
	    expr->constant_count, &expr->constant_capacity, sizeof(*constants));

	if (constants == NULL) {
		no_memory(p);
		return NULL;
	}
	expr->constants = constants;
	return &constants[expr->constant_count];
}

static bool
finish_constant(struct parser *p, bool ok)
{
	return ok && emit_push(p, DBG_CODE_VALUE, p->expr->constant_count++);
}

static bool
string_constant(struct parser *p, struct dbg_value *value)
{
	const struct wk_info_type *type;
	char *bytes;
	size_t size;

	if (!dbg_lexer_string(&p->lexer, &bytes, &size))
		return false;
	type = dbg_type_array(p->d, DBG_TYPE(CHAR), size);
	if (type == NULL) {
		free(bytes);
		return no_memory(p);
	}
	dbg_value_begin(p->d, value, type);
	if (size <= 16) {
		memcpy(value->bytes, bytes, size);
		free(bytes);
	} else {
		value->data = bytes;
	}
	return true;
}

static bool
number_value(struct parser *p, struct dbg_value *value, int64_t number,
    const struct wk_info_type *type)
{
	struct dbg_num num = {.i = number, .is_signed = true};

	dbg_value_of_num(p->d, value, type, &num);
	return true;
}

/* Sets where a jump goes: to the next operation. */
static void
land_here(struct parser *p, uint32_t jump)
{
	p->expr->ops[jump].arg = p->expr->op_count;
}

/* Turns the operator on top into code: its operands are complete. */
static bool
reduce(struct parser *p)
{
	struct open open = p->opens[--p->open_count];
	enum dbg_code code = DBG_CODE_DROP;

	switch ((enum open_kind)open.kind) {
	case OPEN_BINARY:
		p->depth--;
		code = DBG_CODE_BINARY;
		break;
	case OPEN_ASSIGN:
		p->depth--;
		code = DBG_CODE_ASSIGN;
		break;
	case OPEN_AND:
	case OPEN_OR:
		p->depth--;
		if (!emit_at(p, DBG_CODE_TRUTH, 0, open.at, open.size))
			return false;
		land_here(p, open.jump);
		return true;
	case OPEN_ELSE:
		land_here(p, open.jump);
		return true;
	case OPEN_UNARY:
		code = DBG_CODE_UNARY;
		break;
	case OPEN_STEP:
		code = DBG_CODE_STEP_BEFORE;
		break;
	case OPEN_CAST:
		code = DBG_CODE_CAST;
		break;
	case OPEN_AT:
		code = DBG_CODE_AT;
		break;
	case OPEN_SIZE:
		code = DBG_CODE_SIZE;
		break;
	case OPEN_CHOICE:
	case OPEN_PAREN:
	case OPEN_CALL:
	case OPEN_INDEX:
	case OPEN_SPECIAL:
		return true;
	}
	return emit_at(p, code, open.arg, open.at, open.size);
}

/* Reduces what binds at least as tightly; or tighter, from the right. */
static bool
reduce_to(struct parser *p, enum level level, bool from_right)
{
	while (p->open_count > 0) {
		unsigned top = p->opens[p->open_count - 1].level;

		if (top == LEVEL_NONE || top < level ||
		    (from_right && top == level))
			return true;
		if (!reduce(p))
			return false;
	}
	return true;
}

static const struct {
	const char *text;
	uint8_t level; /* enum level */
	uint8_t op;    /* enum dbg_operator */
} binaries[] = {
    {"|", LEVEL_OR, DBG_OP_OR},
    {"^", LEVEL_XOR, DBG_OP_XOR},
    {"&", LEVEL_AND, DBG_OP_AND},
    {"==", LEVEL_EQUAL, DBG_OP_EQ},
    {"!=", LEVEL_EQUAL, DBG_OP_NE},
    {"<", LEVEL_ORDER, DBG_OP_LT},
    {"<=", LEVEL_ORDER, DBG_OP_LE},
    {">", LEVEL_ORDER, DBG_OP_GT},
    {">=", LEVEL_ORDER, DBG_OP_GE},
    {"<<", LEVEL_SHIFT, DBG_OP_SHL},
    {">>", LEVEL_SHIFT, DBG_OP_SHR},
    {"@", LEVEL_COUNT_OF, DBG_OP_COUNT_OF},
    {"+", LEVEL_ADD, DBG_OP_ADD},
    {"-", LEVEL_ADD, DBG_OP_SUB},
    {"*", LEVEL_MUL, DBG_OP_MUL},
    {"/", LEVEL_MUL, DBG_OP_DIV},
    {"%", LEVEL_MUL, DBG_OP_REM},
};

static const struct {
	const char *text;
	uint8_t op; /* enum dbg_operator */
} assignments[] = {
    {"=", DBG_OP_NONE},
    {"+=", DBG_OP_ADD},
    {"-=", DBG_OP_SUB},
    {"*=", DBG_OP_MUL},
    {"/=", DBG_OP_DIV},
    {"%=", DBG_OP_REM},
    {"&=", DBG_OP_AND},
    {"|=", DBG_OP_OR},
    {"^=", DBG_OP_XOR},
    {"<<=", DBG_OP_SHL},
    {">>=", DBG_OP_SHR},
};

static const struct {
	const char *text;
	uint8_t op; /* enum dbg_operator */
} prefixes[] = {
    {"+", DBG_OP_PLUS},
    {"-", DBG_OP_MINUS},
    {"!", DBG_OP_NOT},
    {"~", DBG_OP_COMPLEMENT},
    {"*", DBG_OP_DEREF},
    {"&", DBG_OP_ADDRESS},
};

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

/* Whether an operand begins at the token, so that a cast can precede it. */
static bool
begins_operand(const struct dbg_lexer *lexer)
{
	if (lexer->token.kind != DBG_TOKEN_PUNCT)
		return lexer->token.kind != DBG_TOKEN_END &&
		       !dbg_lexer_is_word(lexer, "as");
	for (size_t i = 0; i < COUNT(prefixes); i++) {
		if (dbg_lexer_is(lexer, prefixes[i].text))
			return true;
	}
	return dbg_lexer_is(lexer, "(") || dbg_lexer_is(lexer, "++") ||
	       dbg_lexer_is(lexer, "--") || dbg_lexer_is(lexer, "{");
}

/* Whether a name in parentheses is that of a variable, and no type's. */
static bool
is_variable(struct parser *p, const struct dbg_lexer *at)
{
	const struct dbg_frame *frame = dbg_frame(p->d);
	const struct wk_info_var **vars = NULL;
	size_t count = 0;
	bool found = false;

	if (p->d->info == NULL || frame == NULL || frame->source == NULL ||
	    !wk_info_locals(
		p->d->info, frame->source, frame->offset, &vars, &count, NULL))
		return false;
	for (size_t i = 0; i < count && !found; i++)
		found = vars[i]->name != NULL &&
			dbg_lexer_is_word(at, vars[i]->name);
	free(vars);
	return found;
}

/* "type)" behind a parenthesis; NULL, with the lexer as it was, if not. */
static const struct wk_info_type *
parenthesized_type(struct parser *p)
{
	struct dbg_lexer before = p->lexer;
	const struct wk_info_type *type;
	struct dbg_lexer behind_name;
	bool is_name = p->lexer.token.kind == DBG_TOKEN_NAME;

	if (!is_name && !dbg_lexer_is(&p->lexer, "*") &&
	    !dbg_lexer_is(&p->lexer, "&"))
		return NULL;
	behind_name = p->lexer;
	dbg_lexer_next(&behind_name, false);
	if (is_name && dbg_lexer_is(&behind_name, ")") &&
	    is_variable(p, &p->lexer))
		return NULL;
	type = dbg_exprtype_parse(p->d, &p->lexer, p->near);
	if (type != NULL && dbg_lexer_is(&p->lexer, ")"))
		return type;
	if (!p->lexer.failed)
		p->lexer = before;
	return NULL;
}

/* "(" where an operand is expected: of a cast, or just around something. */
static bool
open_paren(struct parser *p)
{
	struct dbg_lexer before = p->lexer;
	const struct wk_info_type *type;
	uint32_t number;

	if (!dbg_lexer_next(&p->lexer, false))
		return false;
	type = parenthesized_type(p);
	if (type != NULL && dbg_lexer_next(&p->lexer, false) &&
	    begins_operand(&p->lexer)) {
		struct dbg_lexer behind = p->lexer;

		p->lexer.token = before.token;
		if (!add_type(p, type, &number) ||
		    !push_open(p, OPEN_CAST, LEVEL_PREFIX, number))
			return false;
		p->lexer = behind;
		return true;
	}
	if (p->lexer.failed)
		return false;
	p->lexer = before;
	return push_open(p, OPEN_PAREN, LEVEL_NONE, 0) &&
	       dbg_lexer_next(&p->lexer, false);
}

/* "sizeof (type)" is a number; of an expression, it is a prefix. */
static bool
open_sizeof(struct parser *p, bool *is_operand)
{
	struct dbg_lexer at = p->lexer, before;
	const struct wk_info_type *type = NULL;
	struct dbg_value *constant;
	uint64_t size;

	if (!dbg_lexer_next(&p->lexer, false))
		return false;
	before = p->lexer;
	if (dbg_lexer_is(&p->lexer, "(") && dbg_lexer_next(&p->lexer, false))
		type = parenthesized_type(p);
	if (p->lexer.failed)
		return false;
	if (type == NULL) {
		p->lexer = before;
		p->lexer.token = at.token;
		if (!push_open(p, OPEN_SIZE, LEVEL_PREFIX, 0) ||
		    !emit_at(
			p, DBG_CODE_BEGIN_SIZE, 0, at.token.at, at.token.size))
			return false;
		p->lexer = before;
		return true;
	}
	size = dbg_type_size(p->d, type);
	constant = add_constant(p);
	if (constant == NULL)
		return false;
	number_value(p, constant, (int64_t)size, dbg_type_long(p->d, false));
	*is_operand = true;
	return finish_constant(p, true) && dbg_lexer_next(&p->lexer, false);
}

/* "{type}" before an address. */
static bool
open_brace(struct parser *p)
{
	struct dbg_lexed at = p->lexer.token;
	const struct wk_info_type *type = NULL;
	struct dbg_lexed behind;
	uint32_t number;

	if (dbg_lexer_next(&p->lexer, false))
		type = dbg_exprtype_parse(p->d, &p->lexer, p->near);
	if (p->lexer.failed)
		return false;
	if (type == NULL || !dbg_lexer_is(&p->lexer, "}"))
		return dbg_lexer_fail(&p->lexer, p->lexer.token.at,
		    type == NULL ? "expected the name of a type behind \"{\"" :
				   "expected \"}\" behind the type");
	behind = p->lexer.token;
	p->lexer.token = at;
	if (!add_type(p, type, &number) ||
	    !push_open(p, OPEN_AT, LEVEL_PREFIX, number))
		return false;
	p->lexer.token = behind;
	return dbg_lexer_next(&p->lexer, false);
}

static bool
open_prefix(struct parser *p)
{
	enum open_kind kind = OPEN_STEP;
	uint32_t arg = dbg_lexer_is(&p->lexer, "++");

	if (dbg_lexer_is(&p->lexer, "("))
		return open_paren(p);
	if (dbg_lexer_is(&p->lexer, "{"))
		return open_brace(p);
	if (!arg && !dbg_lexer_is(&p->lexer, "--")) {
		kind = OPEN_UNARY;
		for (size_t i = 0; i < COUNT(prefixes); i++) {
			if (dbg_lexer_is(&p->lexer, prefixes[i].text))
				arg = prefixes[i].op;
		}
		if (arg == 0)
			return dbg_lexer_fail(&p->lexer, p->lexer.token.at,
			    "expected a value before \"%.*s\"",
			    (int)p->lexer.token.size,
			    p->lexer.text + p->lexer.token.at);
	}
	return push_open(p, kind, LEVEL_PREFIX, arg) &&
	       dbg_lexer_next(&p->lexer, false);
}

/* Whether all of a text is digits. */
static bool
is_number(const char *text, uint32_t size, uint32_t *out)
{
	uint64_t value = 0;

	for (uint32_t i = 0; i < size; i++) {
		if (text[i] < '0' || text[i] > '9' || value > UINT32_MAX / 10)
			return false;
		value = value * 10 + (uint32_t)(text[i] - '0');
	}
	*out = (uint32_t)value;
	return size > 0 && value <= UINT32_MAX;
}

/* "$stack" and others that have an index, by what stands behind the "$". */
static bool
special_kind(const char *text, uint32_t size, uint32_t *kind)
{
	uint32_t number = 0;

	if (size == 5 && memcmp(text, "stack", 5) == 0)
		*kind = DBG_SPECIAL_STACK;
	else if (size == 5 && memcmp(text, "local", 5) == 0)
		*kind = DBG_SPECIAL_LOCAL;
	else if (size == 6 && memcmp(text, "global", 6) == 0)
		*kind = DBG_SPECIAL_GLOBAL;
	else if (size >= 5 && memcmp(text, "table", 5) == 0 &&
		 (size == 5 || is_number(text + 5, size - 5, &number)))
		*kind = DBG_SPECIAL_TABLE + number;
	else
		return false;
	return true;
}

static bool
is_text(const char *text, uint32_t size, const char *other)
{
	return size == strlen(other) && memcmp(text, other, size) == 0;
}

/* "$global.name" */
static bool
named_global(struct parser *p)
{
	uint32_t number;

	if (!dbg_lexer_next(&p->lexer, false))
		return false;
	if (p->lexer.token.kind != DBG_TOKEN_NAME)
		return dbg_lexer_fail(&p->lexer, p->lexer.token.at,
		    "expected the name of a global behind \"$global.\"");
	return add_name(p, &number) &&
	       emit_push(p, DBG_CODE_NAMED_GLOBAL, number) &&
	       dbg_lexer_next(&p->lexer, false);
}

/* "$stack[" …; what follows is its index. */
static bool
open_special(struct parser *p, uint32_t kind, bool *is_operand)
{
	struct dbg_lexer at = p->lexer, behind;

	if (!dbg_lexer_next(&p->lexer, false))
		return false;
	if (kind == DBG_SPECIAL_GLOBAL && dbg_lexer_is(&p->lexer, ".")) {
		*is_operand = true;
		return named_global(p);
	}
	if (!dbg_lexer_is(&p->lexer, "["))
		return dbg_lexer_fail(&p->lexer, p->lexer.token.at,
		    "expected \"[\" behind %.*s", (int)at.token.size,
		    at.text + at.token.at);
	behind = p->lexer;
	p->lexer.token = at.token;
	if (!push_open(p, OPEN_SPECIAL, LEVEL_NONE, kind))
		return false;
	p->lexer = behind;
	return dbg_lexer_next(&p->lexer, false);
}

/* A name that begins with "$". */
static bool
dollar(struct parser *p, bool *is_operand)
{
	const char *text = p->lexer.text + p->lexer.token.at + 1;
	uint32_t size = p->lexer.token.size - 1, number, kind;
	bool ok;

	if (special_kind(text, size, &kind))
		return open_special(p, kind, is_operand);
	*is_operand = true;
	if (size == 0)
		ok = emit_push(p, DBG_CODE_LAST, 0);
	else if (is_text(text, size, "_"))
		ok = emit_push(p, DBG_CODE_LAST, 0);
	else if (is_text(text, size, "$"))
		ok = emit_push(p, DBG_CODE_LAST, 1);
	else if (*text == '$' && is_number(text + 1, size - 1, &number))
		ok = emit_push(p, DBG_CODE_HISTORY, number);
	else if (is_text(text, size, "pc"))
		ok = emit_push(p, DBG_CODE_REGISTER, DBG_REGISTER_PC);
	else if (is_text(text, size, "tick"))
		ok = emit_push(p, DBG_CODE_REGISTER, DBG_REGISTER_TICK);
	else if (is_text(text, size, "thread"))
		ok = emit_push(p, DBG_CODE_REGISTER, DBG_REGISTER_THREAD);
	else
		ok =
		    add_name(p, &number) && emit_push(p, DBG_CODE_USER, number);
	return ok && dbg_lexer_next(&p->lexer, false);
}

/* true, false and null pointers, in the words of several languages. */
static bool
word_constant(struct parser *p, bool *done)
{
	static const struct {
		const char *text;
		uint8_t type; /* enum dbg_builtin */
		int64_t value;
	} constants[] = {
	    {"true", DBG_T_BOOL, 1},
	    {"false", DBG_T_BOOL, 0},
	    {"nullptr", DBG_T_INT, 0},
	};
	struct dbg_value *value;

	for (size_t i = 0; i < COUNT(constants); i++) {
		if (!dbg_lexer_is_word(&p->lexer, constants[i].text))
			continue;
		*done = true;
		value = add_constant(p);
		if (value == NULL)
			return false;
		number_value(p, value, constants[i].value,
		    &dbg_builtins[constants[i].type]);
		return finish_constant(p, true);
	}
	return true;
}

static bool
name_operand(struct parser *p)
{
	uint32_t number;
	bool done = false;

	if (!word_constant(p, &done))
		return false;
	if (!done &&
	    (!add_name(p, &number) || !emit_push(p, DBG_CODE_NAME, number)))
		return false;
	return dbg_lexer_next(&p->lexer, false);
}

/* Where a value is expected. *is_operand: it came, and not a prefix. */
static bool
parse_operand(struct parser *p, bool *is_operand)
{
	struct dbg_value *value;
	bool ok = false;

	*is_operand = false;
	switch ((enum dbg_token)p->lexer.token.kind) {
	case DBG_TOKEN_END:
		return dbg_lexer_fail(&p->lexer, p->lexer.token.at,
		    p->expr->op_count == 0 && p->open_count == 0 ?
			"there is no expression" :
			"expected a value at the end");
	case DBG_TOKEN_PUNCT:
		return open_prefix(p);
	case DBG_TOKEN_NAME:
		if (p->lexer.text[p->lexer.token.at] == '$')
			return dollar(p, is_operand);
		if (dbg_lexer_is_word(&p->lexer, "sizeof"))
			return open_sizeof(p, is_operand);
		*is_operand = true;
		return name_operand(p);
	case DBG_TOKEN_NUMBER:
	case DBG_TOKEN_CHAR:
	case DBG_TOKEN_STRING:
		break;
	}
	value = add_constant(p);
	if (value == NULL)
		return false;
	switch ((enum dbg_token)p->lexer.token.kind) {
	case DBG_TOKEN_NUMBER:
		ok = dbg_lexer_number(&p->lexer, p->d, value);
		break;
	case DBG_TOKEN_CHAR:
		ok = dbg_lexer_char(&p->lexer, p->d, value);
		break;
	default:
		ok = string_constant(p, value);
		break;
	}
	*is_operand = true;
	return finish_constant(p, ok) && dbg_lexer_next(&p->lexer, false);
}

/* "." or "->" and a name. */
static bool
parse_member(struct parser *p, enum dbg_code code)
{
	uint32_t number;

	if (!dbg_lexer_next(&p->lexer, true))
		return false;
	if (p->lexer.token.kind != DBG_TOKEN_NAME)
		return dbg_lexer_fail(&p->lexer, p->lexer.token.at,
		    "expected the name of a member");
	return add_name(p, &number) &&
	       emit_at(
		   p, code, number, p->lexer.token.at, p->lexer.token.size) &&
	       dbg_lexer_next(&p->lexer, false);
}

/* What binds to the value before it at once. *done: it was there. */
static bool
parse_postfix(struct parser *p, bool *done, bool *wants_operand)
{
	struct dbg_lexed token = p->lexer.token;

	*done = true;
	*wants_operand = false;
	if (dbg_lexer_is(&p->lexer, "."))
		return parse_member(p, DBG_CODE_MEMBER);
	if (dbg_lexer_is(&p->lexer, "->"))
		return parse_member(p, DBG_CODE_ARROW);
	if (dbg_lexer_is(&p->lexer, "++") || dbg_lexer_is(&p->lexer, "--"))
		return emit_at(p, DBG_CODE_STEP_BEHIND,
			   dbg_lexer_is(&p->lexer, "++"), token.at,
			   token.size) &&
		       dbg_lexer_next(&p->lexer, false);
	if (dbg_lexer_is(&p->lexer, "[")) {
		*wants_operand = true;
		return push_open(p, OPEN_INDEX, LEVEL_NONE, 0) &&
		       dbg_lexer_next(&p->lexer, false);
	}
	if (!dbg_lexer_is(&p->lexer, "(")) {
		*done = false;
		return true;
	}
	if (!push_open(p, OPEN_CALL, LEVEL_NONE, 0) ||
	    !dbg_lexer_next(&p->lexer, false))
		return false;
	if (!dbg_lexer_is(&p->lexer, ")")) {
		*wants_operand = true;
		return true;
	}
	p->open_count--;
	return emit_at(p, DBG_CODE_CALL, 0, token.at, token.size) &&
	       dbg_lexer_next(&p->lexer, false);
}

/* "&&" and "||": the right side is jumped over. */
static bool
open_logic(struct parser *p, bool is_and)
{
	struct dbg_lexed token = p->lexer.token;
	uint32_t jump;

	if (!reduce_to(p, is_and ? LEVEL_LOGIC_AND : LEVEL_LOGIC_OR, false))
		return false;
	jump = p->expr->op_count;
	if (!emit_at(p, is_and ? DBG_CODE_AND_UNLESS : DBG_CODE_OR_IF, 0,
		token.at, token.size) ||
	    !push_open(p, is_and ? OPEN_AND : OPEN_OR,
		is_and ? LEVEL_LOGIC_AND : LEVEL_LOGIC_OR, 0))
		return false;
	p->opens[p->open_count - 1].jump = jump;
	return true;
}

/* "?": what follows up to ":" is as if in parentheses. */
static bool
open_choice(struct parser *p)
{
	struct dbg_lexed token = p->lexer.token;

	if (!reduce_to(p, LEVEL_CHOICE, true) ||
	    !push_open(p, OPEN_CHOICE, LEVEL_NONE, 0))
		return false;
	p->opens[p->open_count - 1].jump = p->expr->op_count;
	p->depth--;
	return emit_at(p, DBG_CODE_UNLESS, 0, token.at, token.size);
}

/* An opening word was closed by the wrong one, or by none. */
static bool
fail_open(struct parser *p)
{
	const struct open *open = &p->opens[p->open_count - 1];
	enum open_kind kind = (enum open_kind)open->kind;

	return dbg_lexer_fail(&p->lexer, p->lexer.token.at,
	    kind == OPEN_CHOICE ? "expected \":\" for the \"?\"" :
	    kind == OPEN_INDEX || kind == OPEN_SPECIAL ? "expected \"]\"" :
	    kind == OPEN_CALL ? "expected \",\" or \")\"" :
				"expected \")\"");
}

/* The innermost of what is open, its inside being complete; NULL: none. */
static struct open *
close_to_open(struct parser *p)
{
	if (!reduce_to(p, LEVEL_COMMA, false))
		return NULL;
	return p->open_count == 0 ? NULL : &p->opens[p->open_count - 1];
}

static bool
parse_colon(struct parser *p)
{
	struct open *open = close_to_open(p);
	uint32_t jump;

	if (p->lexer.failed)
		return false;
	if (open == NULL)
		return dbg_lexer_fail(
		    &p->lexer, p->lexer.token.at, "\":\" without a \"?\"");
	if (open->kind != OPEN_CHOICE)
		return fail_open(p);
	jump = open->jump;
	open->kind = OPEN_ELSE;
	open->level = LEVEL_CHOICE;
	open->jump = p->expr->op_count;
	p->depth--;
	if (!emit_at(p, DBG_CODE_JUMP, 0, open->at, open->size))
		return false;
	land_here(p, jump);
	return true;
}

static bool
parse_comma(struct parser *p)
{
	struct open *open = close_to_open(p);
	struct dbg_lexed token = p->lexer.token;

	if (p->lexer.failed)
		return false;
	if (open != NULL && open->kind == OPEN_CALL) {
		open->arg++;
		return true;
	}
	p->depth--;
	return emit_at(p, DBG_CODE_DROP, 0, token.at, token.size);
}

/* ")" or "]" */
static bool
parse_close(struct parser *p, bool is_paren)
{
	struct open *open = close_to_open(p);
	struct open was;

	if (p->lexer.failed)
		return false;
	if (open == NULL)
		return dbg_lexer_fail(&p->lexer, p->lexer.token.at,
		    is_paren ? "there is no \"(\" for this" :
			       "there is no \"[\" for this");
	if ((open->kind == OPEN_INDEX || open->kind == OPEN_SPECIAL) ==
		is_paren ||
	    open->kind == OPEN_CHOICE)
		return fail_open(p);
	was = *open;
	p->open_count--;
	if (was.kind == OPEN_CALL) {
		p->depth -= was.arg + 1;
		return emit_at(p, DBG_CODE_CALL, was.arg + 1, was.at, was.size);
	}
	if (was.kind == OPEN_INDEX) {
		p->depth--;
		return emit_at(p, DBG_CODE_INDEX, 0, was.at, was.size);
	}
	if (was.kind == OPEN_SPECIAL)
		return emit_at(p, DBG_CODE_SPECIAL, was.arg, was.at, was.size);
	return true;
}

/* "x as T", Rust's cast: complete at once. */
static bool
parse_as(struct parser *p)
{
	struct dbg_lexed token = p->lexer.token;
	const struct wk_info_type *type;
	uint32_t number;

	if (!reduce_to(p, LEVEL_AS, false) || !dbg_lexer_next(&p->lexer, false))
		return false;
	type = dbg_exprtype_parse(p->d, &p->lexer, p->near);
	if (type == NULL)
		return dbg_lexer_fail(&p->lexer, p->lexer.token.at,
		    "expected the name of a type behind \"as\"");
	return add_type(p, type, &number) &&
	       emit_at(p, DBG_CODE_CAST, number, token.at, token.size);
}

/* A binary operator; false, without failing, when the token is none. */
static bool
open_binary(struct parser *p)
{
	for (size_t i = 0; i < COUNT(binaries); i++) {
		if (dbg_lexer_is(&p->lexer, binaries[i].text))
			return reduce_to(p, binaries[i].level, false) &&
			       push_open(p, OPEN_BINARY, binaries[i].level,
				   binaries[i].op);
	}
	for (size_t i = 0; i < COUNT(assignments); i++) {
		if (dbg_lexer_is(&p->lexer, assignments[i].text))
			return reduce_to(p, LEVEL_ASSIGN, true) &&
			       push_open(p, OPEN_ASSIGN, LEVEL_ASSIGN,
				   assignments[i].op);
	}
	return false;
}

/* Behind a value. *wants_operand says what comes next. */
static bool
parse_operator(struct parser *p, bool *wants_operand)
{
	bool done;

	if (!parse_postfix(p, &done, wants_operand) || done)
		return !p->lexer.failed;
	if (dbg_lexer_is_word(&p->lexer, "as"))
		return parse_as(p);
	if (dbg_lexer_is(&p->lexer, ")") || dbg_lexer_is(&p->lexer, "]"))
		return parse_close(p, dbg_lexer_is(&p->lexer, ")")) &&
		       dbg_lexer_next(&p->lexer, false);
	*wants_operand = true;
	if (dbg_lexer_is(&p->lexer, "&&") || dbg_lexer_is(&p->lexer, "||"))
		done = open_logic(p, dbg_lexer_is(&p->lexer, "&&"));
	else if (dbg_lexer_is(&p->lexer, "?"))
		done = open_choice(p);
	else if (dbg_lexer_is(&p->lexer, ":"))
		done = parse_colon(p);
	else if (dbg_lexer_is(&p->lexer, ","))
		done = parse_comma(p);
	else
		done = open_binary(p);
	if (done)
		return dbg_lexer_next(&p->lexer, false);
	return dbg_lexer_fail(&p->lexer, p->lexer.token.at,
	    "expected an operator before \"%.*s\"", (int)p->lexer.token.size,
	    p->lexer.text + p->lexer.token.at);
}

static bool
parse_all(struct parser *p)
{
	bool wants_operand = true, is_operand;

	if (!dbg_lexer_next(&p->lexer, false))
		return false;
	while (wants_operand || p->lexer.token.kind != DBG_TOKEN_END) {
		if (wants_operand) {
			if (!parse_operand(p, &is_operand))
				return false;
			wants_operand = !is_operand;
		} else if (!parse_operator(p, &wants_operand)) {
			return false;
		}
	}
	if (close_to_open(p) != NULL)
		return fail_open(p);
	return !p->lexer.failed;
}

bool
dbg_expr_is_pure(const struct dbg_expr *expr)
{
	for (uint32_t i = 0; i < expr->op_count; i++) {
		switch ((enum dbg_code)expr->ops[i].code) {
		case DBG_CODE_CALL:
		case DBG_CODE_ASSIGN:
		case DBG_CODE_STEP_BEFORE:
		case DBG_CODE_STEP_BEHIND:
			return false;
		default:
			break;
		}
	}
	return true;
}

void
dbg_expr_free(struct dbg_expr *expr)
{
	if (expr == NULL)
		return;
	for (uint32_t i = 0; i < expr->name_count; i++)
		free((char *)expr->names[i].text);
	for (uint32_t i = 0; i < expr->constant_count; i++)
		dbg_value_free(&expr->constants[i]);
	free(expr->ops);
	free(expr->constants);
	free(expr->names);
	free(expr->types);
	free(expr->stack);
	free(expr->text);
	free(expr);
}

bool
dbg_expr_parse(struct dbg *d, const char *text, struct dbg_expr **out,
    struct wk_error *err)
{
	const struct dbg_frame *frame = dbg_frame(d);
	struct parser p = {
	    .d = d,
	    .lexer = {.text = text, .err = err},
	    .expr = calloc(1, sizeof(*p.expr)),
	    .near = frame == NULL ? WK_NO_OFFSET : frame->offset,
	};
	size_t size = strlen(text);
	bool ok;

	*out = NULL;
	if (p.expr == NULL)
		return no_memory(&p);
	p.lexer.size = size < UINT32_MAX / 2 ? (uint32_t)size : 0;
	p.expr->text = strdup(text);
	ok = p.expr->text != NULL ? parse_all(&p) : no_memory(&p);
	if (ok) {
		p.expr->stack =
		    calloc(p.expr->stack_size, sizeof(*p.expr->stack));
		ok = p.expr->stack != NULL || no_memory(&p);
	}
	free(p.opens);
	if (!ok) {
		dbg_expr_free(p.expr);
		return false;
	}
	*out = p.expr;
	return true;
}

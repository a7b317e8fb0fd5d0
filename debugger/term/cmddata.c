/*
 * Commands that show and change values.
 */
#include <stdlib.h>
#include <string.h>

#include "debugger/term/term.h"

struct dbg_format
term_print_format(const struct term *t, char letter)
{
	return (struct dbg_format){
	    .letter = letter == 'r' ? '\0' : letter,
	    .depth = t->settings.depth,
	    .elements = t->settings.elements,
	    .is_pretty = t->settings.pretty,
	    .is_raw = t->settings.raw || letter == 'r',
	};
}

bool
term_parse(struct term *t, const char *text, struct dbg_expr **out,
    struct wk_error *err)
{
	struct wk_error problem = {0};

	if (dbg_expr_parse(t->d, text, out, &problem))
		return true;
	if (problem.offset != WK_NO_OFFSET && problem.offset <= strlen(text)) {
		free(t->problem);
		t->problem = term_copy(text);
		t->problem_at = problem.offset;
	}
	return wk_error_pass(err, &problem);
}

bool
term_eval(struct term *t, const char *text, struct dbg_value *out,
    struct wk_error *err)
{
	struct dbg_expr *expr;
	bool ok;

	if (!term_parse(t, text, &expr, err))
		return false;
	ok = dbg_expr_eval(t->d, expr, dbg_frame(t->d), out, err);
	dbg_expr_free(expr);
	return ok;
}

static bool
is_void(const struct dbg_value *value)
{
	if (value->type == NULL)
		return value->wasm == 0;
	return value->type->kind == WK_INFO_VOID;
}

static void
show_value(struct term *t, const struct dbg_value *value, char letter)
{
	struct dbg_format format = term_print_format(t, letter);
	uint32_t number = dbg_expr_remember(t->d, value);

	term_printf(t, "$$%u = ", number);
	dbg_print(t->d, value, &format, t->out);
	term_printf(t, "\n");
}

/* "/x EXPRESSION" evaluated. */
static bool
eval_slash(struct term *t, const char *args, struct dbg_value *value,
    char *letter, struct wk_error *err)
{
	uint64_t count;
	char size;

	if (!term_slash(&args, &count, letter, &size, err))
		return false;
	if (count != 0 || size != '\0')
		return term_fail(err,
		    "counts and sizes are for x; print takes x/FORMAT alone");
	return term_eval(t, *args != '\0' ? args : "$_", value, err);
}

bool
term_data_print(struct term *t, const char *args, struct wk_error *err)
{
	struct dbg_value value;
	char letter;

	if (!eval_slash(t, args, &value, &letter, err))
		return false;
	if (is_void(&value))
		term_printf(t, "void\n");
	else
		show_value(t, &value, letter);
	dbg_value_free(&value);
	return true;
}

bool
term_data_call(struct term *t, const char *args, struct wk_error *err)
{
	struct dbg_value value;
	char letter;

	if (*args == '\0')
		return term_fail(err, "an expression is expected");
	if (!eval_slash(t, args, &value, &letter, err))
		return false;
	if (!is_void(&value))
		show_value(t, &value, letter);
	dbg_value_free(&value);
	return true;
}

bool
term_data_output(struct term *t, const char *args, struct wk_error *err)
{
	struct dbg_format format;
	struct dbg_value value;
	char letter;

	if (!eval_slash(t, args, &value, &letter, err))
		return false;
	format = term_print_format(t, letter);
	dbg_print(t->d, &value, &format, t->out);
	dbg_value_free(&value);
	return true;
}

bool
term_set_variable(struct term *t, const char *args, struct wk_error *err)
{
	struct dbg_value value;

	if (*args == '\0')
		return term_fail(
		    err, "an expression like \"x = 5\" is expected");
	if (!term_eval(t, args, &value, err))
		return false;
	dbg_value_free(&value);
	return true;
}

/* x */

bool
term_data_show_memory(struct term *t, uint64_t count, char letter, char size,
    struct wk_error *err)
{
	struct term_examine *x = &t->examine;

	if (letter != '\0')
		x->letter = letter;
	if (size != '\0')
		x->size = size;
	else if (letter == 'c')
		x->size = 'b';
	else if (letter == 'f' && x->size != 'w')
		x->size = 'g';
	else if (letter == 'a')
		x->size = '\0'; /* that of an address */
	if (x->letter == '\0')
		x->letter = 'x';
	x->start = x->address;
	return dbg_examine(t->d, x->memory, &x->address, count == 0 ? 1 : count,
	    x->letter, x->letter == 's' ? size : x->size, t->out, err);
}

bool
term_data_examine(struct term *t, const char *args, struct wk_error *err)
{
	struct term_examine *x = &t->examine;
	uint64_t count;
	char letter, size;

	if (!term_slash(&args, &count, &letter, &size, err))
		return false;
	if (*args == '\0' && !x->is_set)
		return term_fail(err, "an address is expected");
	if (*args != '\0' &&
	    !dbg_examine_place(t->d, args, letter != '\0' ? letter : x->letter,
		&x->memory, &x->address, err))
		return false;
	x->is_set = true;
	free(t->repeat);
	t->repeat = term_copy("x");
	return term_data_show_memory(t, count, letter, size, err);
}

/* Types */

static void
put_wasm_type(struct term *t, wk_valtype type)
{
	char text[WK_TYPE_TEXT_SIZE];

	wk_type_text(type, text);
	term_printf(t, "type = %s\n", text);
}

static bool
show_type(struct term *t, const char *args, bool is_whole, struct wk_error *err)
{
	const struct wk_info_type *type = NULL;
	struct wk_error problem = {0};
	struct dbg_value value = {0};

	if (*args == '\0')
		return term_fail(err, "an expression or a type is expected");
	type = dbg_expr_type(t->d, args, &problem);
	if (problem.code != WK_E_NONE)
		return wk_error_pass(err, &problem);
	if (type == NULL) {
		if (!term_eval(t, args, &value, err))
			return false;
		type = value.type;
	}
	if (type == NULL) {
		put_wasm_type(t, value.wasm);
	} else {
		term_printf(t, "type = ");
		dbg_print_type(t->d, type, is_whole, t->out);
		term_printf(t, "\n");
	}
	dbg_value_free(&value);
	return true;
}

bool
term_data_ptype(struct term *t, const char *args, struct wk_error *err)
{
	return show_type(t, args, true, err);
}

bool
term_data_whatis(struct term *t, const char *args, struct wk_error *err)
{
	return show_type(t, args, false, err);
}

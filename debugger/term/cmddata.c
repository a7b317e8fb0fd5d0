/*
 * Commands that show and change values.
 */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "debugger/term/term.h"

enum { STRING_LIMIT = 4096 };

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
term_eval(struct term *t, const char *text, struct dbg_value *out,
    struct wk_error *err)
{
	struct wk_error problem = {0};
	struct dbg_expr *expr;
	bool ok;

	if (!dbg_expr_parse(t->d, text, &expr, &problem)) {
		if (problem.offset != WK_NO_OFFSET &&
		    problem.offset <= strlen(text)) {
			free(t->problem);
			t->problem = term_copy(text);
			t->problem_at = problem.offset;
		}
		return wk_error_pass(err, &problem);
	}
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
	if (value.place == DBG_MEMORY && dbg_instance(t->d) == NULL) {
		dbg_value_free(&value);
		return term_fail(
		    err, "the program is not being run, so it has no memory");
	}
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

/* Numbers of values */

static const struct wk_info_type *
plain_type(const struct wk_info_type *type)
{
	while (
	    type != NULL && type->target != NULL &&
	    (type->kind == WK_INFO_TYPEDEF || type->kind == WK_INFO_CONST ||
		type->kind == WK_INFO_VOLATILE ||
		type->kind == WK_INFO_RESTRICT || type->kind == WK_INFO_ATOMIC))
		type = type->target;
	return type;
}

static bool
is_signed(const struct wk_info_type *type)
{
	return type != NULL &&
	       (type->kind == WK_INFO_BASE || type->kind == WK_INFO_ENUM) &&
	       (type->encoding == WK_INFO_SIGNED ||
		   type->encoding == WK_INFO_SIGNED_CHAR);
}

/* A whole number, sign-extended where its type has a sign. */
static bool
read_integer(struct term *t, const struct dbg_value *value, uint64_t *out,
    struct wk_error *err)
{
	const struct wk_info_type *type = plain_type(value->type);
	uint8_t bytes[8] = {0};
	size_t size = value->size;

	if (value->is_gone)
		return term_fail(err, "the value is optimized out");
	if (size == 0 || size > sizeof(bytes))
		return term_fail(err, "a number is expected here");
	if (!dbg_value_read(t->d, value, 0, bytes, size, err))
		return false;
	*out = 0;
	for (size_t i = size; i-- > 0;)
		*out = *out << 8 | bytes[i];
	if ((is_signed(type) ||
		(value->type == NULL && value->wasm == WK_I32)) &&
	    size < 8 && (bytes[size - 1] & 0x80) != 0)
		*out |= UINT64_MAX << (size * 8);
	return true;
}

static bool
is_float(const struct dbg_value *value)
{
	const struct wk_info_type *type = plain_type(value->type);

	if (type == NULL)
		return value->wasm == WK_F32 || value->wasm == WK_F64;
	return type->kind == WK_INFO_BASE && type->encoding == WK_INFO_FLOAT;
}

static double
read_float(struct term *t, const struct dbg_value *value)
{
	uint64_t bits = 0;
	double wide;
	float narrow;

	if (!is_float(value)) {
		if (!read_integer(t, value, &bits, NULL))
			return 0;
		return (double)(int64_t)bits;
	}
	if (!dbg_value_read(
		t->d, value, 0, &bits, value->size < 8 ? value->size : 8, NULL))
		return 0;
	if (value->size == 4) {
		memcpy(&narrow, &bits, 4);
		return (double)narrow;
	}
	memcpy(&wide, &bits, 8);
	return wide;
}

/* Where a value is, for x: what it points to, or its own place. */
static bool
address_of(struct term *t, const struct dbg_value *value, uint64_t *address,
    uint32_t *memory, struct wk_error *err)
{
	const struct wk_info_type *type = plain_type(value->type);
	bool is_pointer = type != NULL && (type->kind == WK_INFO_POINTER ||
					      type->kind == WK_INFO_REFERENCE);
	bool is_number = type == NULL || type->kind == WK_INFO_BASE ||
			 type->kind == WK_INFO_ENUM;

	*memory = value->memory;
	if (!is_pointer && !is_number) {
		if (value->place != DBG_MEMORY)
			return term_fail(err, "this is not in memory");
		*address = value->address;
		return true;
	}
	*memory = 0;
	if (!read_integer(t, value, address, err))
		return false;
	if (value->size <= 4)
		*address &= UINT32_MAX;
	return true;
}

/* x */

/* "mem1[16]", whose place is meant and not its value. */
static bool
is_byte_of_memory(const char *text, const struct dbg_value *value)
{
	if (strncmp(text, "mem", 3) != 0 || value->place != DBG_MEMORY)
		return false;
	text += 3 + strspn(text + 3, "0123456789");
	return *text == '[' && strchr(text, ']') != NULL &&
	       strchr(text, ']')[1] == '\0';
}

static bool
examine(struct term *t, uint64_t count, char letter, char size,
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
	struct dbg_value value;
	uint64_t count;
	char letter, size;
	bool ok;

	if (!term_slash(&args, &count, &letter, &size, err))
		return false;
	if (*args == '\0' && !x->is_set)
		return term_fail(err, "an address is expected");
	if (*args != '\0') {
		if (!term_eval(t, args, &value, err))
			return false;
		if (is_byte_of_memory(args, &value)) {
			x->address = value.address;
			x->memory = value.memory;
			ok = true;
		} else {
			ok =
			    address_of(t, &value, &x->address, &x->memory, err);
		}
		dbg_value_free(&value);
		if (!ok)
			return false;
		x->is_set = true;
	}
	free(t->repeat);
	t->repeat = term_copy("x");
	return examine(t, count, letter, size, err);
}

/* Displays */

static void
free_display(struct term_display *display)
{
	free(display->format);
	free(display->text);
	dbg_expr_free(display->expr);
	free(display);
}

/* Shows one; quiet leaves out what cannot be evaluated here. */
static bool
show_display(struct term *t, const struct term_display *display, bool quiet,
    struct wk_error *err)
{
	const char *format = display->format;
	struct dbg_format how;
	struct dbg_value value;
	uint64_t count;
	char letter, size;
	bool ok = true;

	if (!term_slash(&format, &count, &letter, &size, err) ||
	    !dbg_expr_eval(t->d, display->expr, dbg_frame(t->d), &value, err))
		return false;
	if (quiet && value.is_gone) {
		dbg_value_free(&value);
		return true;
	}
	term_printf(t, "%u: ", display->number);
	if (count != 0 || size != '\0' || letter == 'i' || letter == 's') {
		struct term_examine before = t->examine;

		term_printf(t, "x%s ", display->format);
		term_put(t, TERM_VARIABLE, "%s", display->text);
		term_printf(t, "\n");
		ok = address_of(t, &value, &t->examine.address,
			 &t->examine.memory, err) &&
		     examine(t, count, letter, size, err);
		t->examine = before;
	} else {
		how = term_print_format(t, letter);
		term_printf(t, "%s%s", display->format,
		    *display->format != '\0' ? " " : "");
		term_put(t, TERM_VARIABLE, "%s", display->text);
		term_printf(t, " = ");
		dbg_print(t->d, &value, &how, t->out);
		term_printf(t, "\n");
	}
	dbg_value_free(&value);
	return ok;
}

void
term_show_displays(struct term *t)
{
	struct term_display *display = t->displays;

	for (; display != NULL; display = display->next)
		if (display->is_enabled)
			show_display(t, display, true, NULL);
}

bool
term_display_display(struct term *t, const char *args, struct wk_error *err)
{
	struct term_display *display, **at = &t->displays;
	struct wk_error problem = {0};
	const char *text = args;
	struct dbg_expr *expr;
	uint64_t count;
	char letter, size;

	if (*args == '\0') {
		term_show_displays(t);
		return true;
	}
	if (!term_slash(&text, &count, &letter, &size, err))
		return false;
	if (*text == '\0')
		return term_fail(err, "an expression is expected");
	if (!dbg_expr_parse(t->d, text, &expr, &problem)) {
		if (problem.offset != WK_NO_OFFSET) {
			free(t->problem);
			t->problem = term_copy(text);
			t->problem_at = problem.offset;
		}
		return wk_error_pass(err, &problem);
	}
	display = calloc(1, sizeof(*display));
	if (display == NULL)
		term_no_memory();
	display->number = ++t->display_count;
	display->is_enabled = true;
	display->expr = expr;
	display->text = term_copy(text);
	display->format = strndup(args, (size_t)(text - args));
	if (display->format == NULL)
		term_no_memory();
	for (size_t n = strlen(display->format);
	    n > 0 && isspace((unsigned char)display->format[n - 1]); n--)
		display->format[n - 1] = '\0';
	while (*at != NULL)
		at = &(*at)->next;
	*at = display;
	if (!dbg_is_running(t->d) || show_display(t, display, false, err))
		return true;
	/* What is wrong now is no reason to show it later. */
	*at = NULL;
	t->display_count--;
	free_display(display);
	return false;
}

static struct term_display *
find_display(struct term *t, uint32_t number, struct wk_error *err)
{
	struct term_display *display = t->displays;

	while (display != NULL && display->number != number)
		display = display->next;
	if (display == NULL)
		term_fail(err, "there is no display %u", number);
	return display;
}

static bool
delete_display(struct term *t, uint32_t number, struct wk_error *err)
{
	struct term_display **at = &t->displays;
	struct term_display *display = find_display(t, number, err);

	if (display == NULL)
		return false;
	while (*at != display)
		at = &(*at)->next;
	*at = display->next;
	free_display(display);
	return true;
}

static bool
enable_display(struct term *t, uint32_t number, struct wk_error *err)
{
	struct term_display *display = find_display(t, number, err);

	if (display != NULL)
		display->is_enabled = true;
	return display != NULL;
}

static bool
disable_display(struct term *t, uint32_t number, struct wk_error *err)
{
	struct term_display *display = find_display(t, number, err);

	if (display != NULL)
		display->is_enabled = false;
	return display != NULL;
}

/* Does it to the displays named, or to all. */
static bool
each_display(struct term *t, const char *args,
    bool (*each)(struct term *t, uint32_t number, struct wk_error *err),
    struct wk_error *err)
{
	struct term_display *next;

	if (*args != '\0')
		return term_each_number(t, args, each, err);
	for (struct term_display *at = t->displays; at != NULL; at = next) {
		next = at->next;
		each(t, at->number, NULL);
	}
	return true;
}

bool
term_display_delete(struct term *t, const char *args, struct wk_error *err)
{
	return each_display(t, args, delete_display, err);
}

bool
term_display_enable(struct term *t, const char *args, struct wk_error *err)
{
	return each_display(t, args, enable_display, err);
}

bool
term_display_disable(struct term *t, const char *args, struct wk_error *err)
{
	return each_display(t, args, disable_display, err);
}

bool
term_display_info(struct term *t, const char *args, struct wk_error *err)
{
	const struct term_display *display = t->displays;

	(void)args, (void)err;
	if (display == NULL)
		term_printf(t, "There are no displays.\n");
	for (; display != NULL; display = display->next)
		term_printf(t, "%u: %s%s%s%s\n", display->number,
		    display->format, *display->format != '\0' ? " " : "",
		    display->text, display->is_enabled ? "" : " (disabled)");
	return true;
}

/* Texts */

static char
unescape(char c)
{
	static const char from[] = "ntrae", to[] = "\n\t\r\a\033";
	const char *found = c != '\0' ? strchr(from, c) : NULL;

	return found != NULL ? to[found - from] : c;
}

bool
term_data_echo(struct term *t, const char *args, struct wk_error *err)
{
	(void)err;
	for (; *args != '\0'; args++) {
		char c = *args;

		if (c == '\\' && args[1] != '\0')
			c = unescape(*++args);
		wk_sink_write(t->out, &c, 1);
	}
	return true;
}

/* The string that a value points to. */
static void
put_string(struct term *t, const struct dbg_value *value, const char *spec)
{
	char text[STRING_LIMIT];
	uint64_t address;
	uint32_t memory;
	size_t size = 0;
	const struct wk_module *m = dbg_module(t->d);

	if (dbg_instance(t->d) == NULL ||
	    !address_of(t, value, &address, &memory, NULL) ||
	    memory >= m->memory_count) {
		term_printf(t, "(error)");
		return;
	}
	while (size + 1 < sizeof(text)) {
		const uint8_t *byte =
		    wk_memory_at(wk_instance_get(dbg_instance(t->d),
				     WK_EXTERN_MEMORY, memory)
				     .memory,
			address + size, 1);

		if (byte == NULL || *byte == '\0')
			break;
		text[size++] = (char)*byte;
	}
	text[size] = '\0';
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	term_printf(t, spec, text);
#pragma GCC diagnostic pop
}

/* One conversion; spec is "%5.2" without length and letter. */
static bool
put_conversion(struct term *t, const char *spec, char letter, const char *text,
    struct wk_error *err)
{
	struct dbg_value value;
	char format[48];
	uint64_t number = 0;
	bool ok = true;

	if (!term_eval(t, text, &value, err))
		return false;
	snprintf(format, sizeof(format), "%s%s%c", spec,
	    strchr("diuxXo", letter) != NULL ? "ll" : "",
	    letter == 'p' ? 'x' : letter);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	if (strchr("diuxXoc", letter) != NULL) {
		if (is_float(&value))
			number = (uint64_t)(int64_t)read_float(t, &value);
		else
			ok = read_integer(t, &value, &number, err);
		if (strchr("xXou", letter) != NULL && value.size < 8)
			number &= UINT64_MAX >> (64 - 8 * value.size);
		if (letter == 'c')
			term_printf(t, format, (int)number);
		else
			term_printf(t, format, (long long)number);
	} else if (letter == 'p') {
		ok = read_integer(t, &value, &number, err);
		term_printf(t, "0x%llx", (unsigned long long)number);
	} else if (letter == 's') {
		put_string(t, &value, format);
	} else if (strchr("fFeEgGa", letter) != NULL) {
		term_printf(t, format, read_float(t, &value));
	} else {
		ok = term_fail(err, "there is no conversion %%%c", letter);
	}
#pragma GCC diagnostic pop
	dbg_value_free(&value);
	return ok;
}

/* Where a value ends: at a comma outside of parentheses. */
static size_t
value_size(const char *text)
{
	int depth = 0;
	size_t i;

	for (i = 0; text[i] != '\0'; i++) {
		if (strchr("([{", text[i]) != NULL)
			depth++;
		else if (strchr(")]}", text[i]) != NULL)
			depth--;
		else if (text[i] == ',' && depth == 0)
			break;
	}
	return i;
}

bool
term_data_printf(struct term *t, const char *args, struct wk_error *err)
{
	const char *at = args + 1, *rest = args + 1;

	if (*args != '"')
		return term_fail(err, "a format in quotes is expected");
	for (; *rest != '"' && *rest != '\0'; rest++)
		if (*rest == '\\' && rest[1] != '\0')
			rest++;
	if (*rest == '\0')
		return term_fail(err, "the quote is not closed");
	rest = term_skip(rest + 1);
	for (; *at != '"'; at++) {
		char spec[32];
		size_t flags, length;
		char *value;
		bool ok;

		if (*at == '\\') {
			term_printf(t, "%c", unescape(*++at));
			continue;
		}
		if (*at != '%' || at[1] == '%') {
			term_printf(t, "%c", *at);
			at += *at == '%';
			continue;
		}
		flags = strspn(at + 1, "-+ #0123456789.");
		if (flags + 2 > sizeof(spec))
			return term_fail(err, "the format is too long");
		snprintf(spec, sizeof(spec), "%.*s", (int)flags + 1, at);
		at += 1 + flags;
		at += strspn(at, "hlzjt");
		if (*rest != ',')
			return term_fail(err,
			    "the format has more conversions than there are "
			    "values");
		rest = term_skip(rest + 1);
		length = value_size(rest);
		value = strndup(rest, length);
		if (value == NULL)
			term_no_memory();
		ok = put_conversion(t, spec, *at, value, err);
		free(value);
		if (!ok)
			return false;
		rest += length;
	}
	return true;
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
	const struct dbg_frame *frame = dbg_frame(t->d);
	const struct wk_info_type *type = NULL;
	struct wk_error problem = {0};
	struct dbg_value value = {0};

	if (*args == '\0')
		return term_fail(err, "an expression or a type is expected");
	type = wk_info_find_type(
	    dbg_info(t->d), args, frame != NULL ? frame->offset : WK_NO_OFFSET);
	if (type == NULL) {
		if (!term_eval(t, args, &value, &problem))
			return wk_error_pass(err, &problem);
		type = value.type;
	}
	if (type == NULL) {
		put_wasm_type(t, value.wasm);
	} else {
		if (is_whole) {
			const struct wk_info_type *named = type;

			type = plain_type(type);
			type = type != NULL ? type : named;
		}
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

bool
term_info_symbol(struct term *t, const char *args, struct wk_error *err)
{
	struct dbg_value value;
	uint64_t offset = 0;
	uint32_t func;
	bool ok;

	if (*args == '\0')
		return term_fail(err, "an offset is expected");
	if (!term_eval(t, args, &value, err))
		return false;
	ok = read_integer(t, &value, &offset, err);
	if (ok && !term_func_at(t, offset, &func))
		ok = term_fail(err, "there is no code at 0x%llx",
		    (unsigned long long)offset);
	if (ok)
		term_printf(t, "%s\n", dbg_location_text(t->d, offset));
	dbg_value_free(&value);
	return ok;
}

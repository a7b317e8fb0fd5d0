/* Values as text, in the manner of gdb. */
#include "debugger/print/printing.h"

#include <stdlib.h>
#include <string.h>

enum {
	DEFAULT_DEPTH = 20,
	DEFAULT_ELEMENTS = 200,
	MEMBERS_MAX = 10000, /* of an aggregate */
};

struct dbg_printing
dbg_printing_begin(
    struct dbg *d, const struct dbg_format *format, struct wk_sink *sink)
{
	struct dbg_printing p = {.d = d, .sink = sink};

	if (format != NULL)
		p.format = *format;
	if (p.format.depth == 0)
		p.format.depth = DEFAULT_DEPTH;
	if (p.format.depth > DBG_PRINT_DEPTH_MAX)
		p.format.depth = DBG_PRINT_DEPTH_MAX;
	if (p.format.elements == 0)
		p.format.elements = DEFAULT_ELEMENTS;
	return p;
}

static void
put(struct dbg_printing *p, const char *text)
{
	wk_sink_write(p->sink, text, strlen(text));
}

void
dbg_printing_error(struct dbg_printing *p, const struct wk_error *err)
{
	wk_sink_printf(p->sink, "<%s>", err->message);
}

static void
new_line(struct dbg_printing *p)
{
	put(p, "\n");
	for (uint32_t i = 0; i < p->depth; i++)
		put(p, "  ");
}

bool
dbg_printing_enter(struct dbg_printing *p)
{
	if (p->depth >= p->format.depth) {
		put(p, "{...}");
		return false;
	}
	p->depth++;
	return true;
}

void
dbg_printing_leave(struct dbg_printing *p)
{
	p->depth--;
}

void
dbg_printing_open(struct dbg_printing *p, const char *bracket)
{
	put(p, bracket);
}

void
dbg_printing_next(struct dbg_printing *p, bool *is_first)
{
	if (!*is_first)
		put(p, p->format.is_pretty ? "," : ", ");
	*is_first = false;
	if (p->format.is_pretty)
		new_line(p);
}

void
dbg_printing_close(struct dbg_printing *p, const char *bracket, bool is_empty)
{
	if (p->format.is_pretty && !is_empty) {
		p->depth--;
		new_line(p);
		p->depth++;
	}
	put(p, bracket);
}

/* A pointer, with what it is known to lead to. */
static void
put_pointer(struct dbg_printing *p, const struct wk_info_type *type,
    const struct dbg_num *num)
{
	const struct wk_info_type *target =
	    type->target == NULL ? DBG_TYPE(VOID) : type->target;
	const struct wk_info_type *bare = dbg_type_bare(target);
	bool is_func = bare->kind == WK_INFO_FUNC;
	uint64_t address = (uint64_t)num->i;

	wk_sink_printf(p->sink, "0x%llx", (unsigned long long)address);
	if (address == 0 && !is_func)
		return;
	if (dbg_type_is_char(target) && bare->size > 0 && bare->size <= 4 &&
	    bare->size != 3) {
		put(p, " ");
		dbg_printing_text_at(
		    p, 0, address, UINT64_MAX, (unsigned)bare->size);
		return;
	}
	dbg_printing_symbol(p, address, is_func, false);
}

/* "A", "(A | B)", "(A | unknown: 0x8)" or a number. */
static void
put_flags(struct dbg_printing *p, const struct wk_info_type *type,
    const struct dbg_num *num, uint64_t size)
{
	uint64_t rest = (uint64_t)num->i, all = 0;
	bool is_first = true;

	for (uint32_t i = 0; i < type->enumerator_count; i++) {
		uint64_t value = (uint64_t)type->enumerators[i].value;

		/* Flags are bits that no two share. */
		if (type->enumerators[i].value < 0 || (all & value) != 0)
			rest = 0;
		all |= value;
	}
	if ((rest & all) == 0) {
		dbg_printing_integer(p, 0, num, size);
		return;
	}
	put(p, "(");
	for (uint32_t i = 0; i < type->enumerator_count; i++) {
		uint64_t value = (uint64_t)type->enumerators[i].value;

		if (value == 0 || (rest & value) != value)
			continue;
		wk_sink_printf(p->sink, "%s%s", is_first ? "" : " | ",
		    type->enumerators[i].name);
		is_first = false;
		rest &= ~value;
	}
	if (rest != 0)
		wk_sink_printf(
		    p->sink, " | unknown: 0x%llx", (unsigned long long)rest);
	put(p, ")");
}

static void
put_enum(struct dbg_printing *p, const struct wk_info_type *type,
    const struct dbg_num *num, uint64_t size)
{
	unsigned bits = 8 * (unsigned)size;
	uint64_t mask = size < 8 ? ((uint64_t)1 << bits) - 1 : UINT64_MAX;

	type = dbg_type_whole(p->d, type);
	for (uint32_t i = 0; i < type->enumerator_count; i++) {
		const struct wk_info_enumerator *one = &type->enumerators[i];

		if ((((uint64_t)one->value ^ (uint64_t)num->i) & mask) == 0 &&
		    one->name != NULL) {
			put(p, one->name);
			return;
		}
	}
	put_flags(p, type, num, size);
}

static void
put_character(struct dbg_printing *p, const struct wk_info_type *type,
    const struct dbg_num *num, uint64_t size)
{
	unsigned unit = size > 4 ? 4 : (unsigned)size;
	uint32_t c = size == 1 ? (uint8_t)num->i : (uint32_t)num->i;

	if (type->language != WK_INFO_RUST) {
		dbg_printing_integer(p, 0, num, size);
		put(p, " ");
		dbg_printing_char(p->sink, c, unit);
		return;
	}
	/* Rust's are code points, and have no prefix. */
	dbg_printing_char(p->sink, c, unit == 4 ? 0 : unit);
}

/* A number by its type, or by the letter. */
static void
put_scalar(struct dbg_printing *p, const struct wk_info_type *type,
    const struct dbg_num *num, uint64_t size)
{
	char letter = p->format.letter;

	if (letter == 's')
		letter = 0;
	if (letter != 0 && !(letter == 'f' && num->is_float)) {
		dbg_printing_integer(p, letter, num, size);
		return;
	}
	switch (dbg_type_sort(type)) {
	case DBG_SORT_FLOAT:
		dbg_printing_float(
		    p->sink, num->f, size, type->language == WK_INFO_RUST);
		return;
	case DBG_SORT_POINTER:
		put_pointer(p, type, num);
		return;
	case DBG_SORT_ENUM:
		put_enum(p, type, num, size);
		return;
	default:
		break;
	}
	if (dbg_type_is_bool(type) && (num->i == 0 || num->i == 1))
		put(p, num->i != 0 ? "true" : "false");
	else if (dbg_type_is_char(type))
		put_character(p, type, num, size);
	else
		dbg_printing_integer(p, 0, num, size);
}

/* Whether two elements of an array have the same bytes. */
static bool
equal_elements(
    struct dbg *d, const struct dbg_value *a, const struct dbg_value *b)
{
	uint8_t x[256], y[256];
	uint64_t at = 0;

	if (a->is_gone || b->is_gone)
		return a->is_gone && b->is_gone;
	while (at < a->size) {
		size_t size = a->size - at < sizeof(x) ?
				  (size_t)(a->size - at) :
				  sizeof(x);

		if (!dbg_value_read(d, a, at, x, size, NULL) ||
		    !dbg_value_read(d, b, at, y, size, NULL) ||
		    memcmp(x, y, size) != 0)
			return false;
		at += size;
	}
	return a->size == b->size;
}

/* The same for an array in memory, whose bytes can be looked at in place. */
static uint64_t
count_in_memory(
    struct dbg_printing *p, const struct dbg_value *first, uint64_t count)
{
	size_t size = (size_t)first->size;
	const uint8_t *bytes =
	    dbg_value_memory(p->d, first->memory, first->address, size, NULL);
	uint64_t equal = 1;

	if (bytes == NULL)
		return 1;
	while (equal < count &&
	       dbg_value_memory(p->d, first->memory,
		   first->address + equal * size, size, NULL) != NULL &&
	       memcmp(bytes, bytes + equal * size, size) == 0)
		equal++;
	return equal;
}

/* How many elements from n on are equal to it. */
static uint64_t
count_equal(struct dbg_printing *p, const struct dbg_value *array, uint64_t n,
    uint64_t count, const struct dbg_value *first)
{
	struct dbg_value other;
	uint64_t equal = 1;

	if (array->place == DBG_MEMORY && array->is_lazy)
		return count_in_memory(p, first, count - n);
	while (n + equal < count) {
		bool same = false;

		if (dbg_value_element(
			p->d, array, (int64_t)(n + equal), &other, NULL)) {
			same = equal_elements(p->d, first, &other);
			dbg_value_free(&other);
		}
		if (!same)
			break;
		equal++;
	}
	return equal;
}

uint64_t
dbg_printing_repeats(struct dbg_printing *p, uint64_t equal, uint64_t *shown)
{
	if (equal <= DBG_PRINT_REPEATS) {
		++*shown;
		return 1;
	}
	wk_sink_printf(
	    p->sink, " <repeats %llu times>", (unsigned long long)equal);
	*shown += DBG_PRINT_REPEATS;
	return equal;
}

void
dbg_printing_elements(
    struct dbg_printing *p, const struct dbg_value *array, uint64_t count)
{
	uint64_t shown = 0, n = 0;
	bool was_inside = p->is_inside;

	p->is_inside = true;
	while (n < count && shown < p->format.elements) {
		struct wk_error err = {0};
		struct dbg_value element;
		uint64_t equal;

		if (n > 0)
			put(p, ", ");
		if (!dbg_value_element(
			p->d, array, (int64_t)n, &element, &err)) {
			dbg_printing_error(p, &err);
			break;
		}
		equal = count_equal(p, array, n, count, &element);
		dbg_printing_value(p, &element);
		dbg_value_free(&element);
		n += dbg_printing_repeats(p, equal, &shown);
	}
	if (n < count)
		put(p, "...");
	p->is_inside = was_inside;
}

/* An array of characters, without the one NUL that ends a whole one. */
static void
put_char_array(
    struct dbg_printing *p, const struct dbg_value *value, uint64_t count)
{
	unsigned unit = (unsigned)(value->size / (count == 0 ? 1 : count));
	uint64_t shown = count, max = 4 * (uint64_t)p->format.elements;
	struct wk_error err = {0};
	uint8_t *bytes;

	if (shown > max)
		shown = max;
	bytes = malloc((size_t)(shown * unit) + 1);
	if (bytes == NULL) {
		put(p, "<out of memory>");
		return;
	}
	if (!dbg_value_read(
		p->d, value, 0, bytes, (size_t)(shown * unit), &err)) {
		dbg_printing_error(p, &err);
		free(bytes);
		return;
	}
	if (shown == count && shown > 0 &&
	    memcmp(bytes + (shown - 1) * unit, "\0\0\0", unit) == 0)
		shown--;
	dbg_printing_text(p, bytes, shown, unit, shown + 1 < count);
	free(bytes);
}

static void
put_array(struct dbg_printing *p, const struct dbg_value *value,
    const struct wk_info_type *type)
{
	const struct wk_info_type *element =
	    type->target == NULL ? DBG_TYPE(VOID) : type->target;
	uint64_t size = dbg_type_size(p->d, element), count = type->count;
	bool is_rust = type->language == WK_INFO_RUST, is_text;

	if (!type->has_count)
		count = size == 0 ? 0 : value->size / size;
	if (value->is_gone) {
		put(p, "<optimized out>");
		return;
	}
	is_text =
	    (dbg_type_is_char(element) && !is_rust && size <= 4 && size != 3) ||
	    (p->format.letter == 's' && size == 1);
	if (is_text && count > 0 && value->size == count * size &&
	    (p->format.letter == 0 || p->format.letter == 's')) {
		put_char_array(p, value, count);
		return;
	}
	if (!dbg_printing_enter(p))
		return;
	put(p, is_rust ? "[" : "{");
	dbg_printing_elements(p, value, count);
	put(p, is_rust ? "]" : "}");
	dbg_printing_leave(p);
}

static void
put_member(struct dbg_printing *p, const struct dbg_value *value,
    const struct wk_info_member *member)
{
	struct wk_error err = {0};
	struct dbg_value part;

	if (member->is_base)
		wk_sink_printf(p->sink, "<%s> = ",
		    member->type == NULL || member->type->name == NULL ?
			"base" :
			member->type->name);
	else if (member->name != NULL)
		wk_sink_printf(p->sink, "%s = ", member->name);
	if (!dbg_value_member(p->d, value, member, &part, &err)) {
		dbg_printing_error(p, &err);
		return;
	}
	dbg_printing_value(p, &part);
	dbg_value_free(&part);
}

static void
put_aggregate(struct dbg_printing *p, const struct dbg_value *value)
{
	const struct wk_info_type *type = dbg_type_whole(p->d, value->type);
	bool is_first = true, was_inside = p->is_inside;

	if (type->is_declaration) {
		put(p, "<incomplete type>");
		return;
	}
	if (!dbg_printing_enter(p))
		return;
	p->is_inside = true;
	dbg_printing_open(p, "{");
	for (uint32_t i = 0; i < type->member_count && i < MEMBERS_MAX; i++) {
		if (type->members[i].is_static)
			continue;
		dbg_printing_next(p, &is_first);
		put_member(p, value, &type->members[i]);
	}
	dbg_printing_close(p, "}", is_first);
	p->is_inside = was_inside;
	dbg_printing_leave(p);
}

/* "[key] = value", or an element that is not two. */
static void
put_entry(struct dbg_printing *p, const struct dbg_value *element, bool is_map)
{
	const struct wk_info_type *type = dbg_type_whole(p->d, element->type);
	struct dbg_value part;

	if (!is_map || type->member_count < 2) {
		dbg_printing_value(p, element);
		return;
	}
	put(p, "[");
	if (dbg_value_member(p->d, element, &type->members[0], &part, NULL))
		dbg_printing_value(p, &part);
	put(p, "] = ");
	if (dbg_value_member(p->d, element, &type->members[1], &part, NULL))
		dbg_printing_value(p, &part);
}

static void
put_tree(struct dbg_printing *p, const struct dbg_known *known)
{
	bool is_map = strstr(known->name, "map") != NULL;
	uint64_t node = known->address;

	wk_sink_printf(p->sink, "%s with %llu element%s = {", known->name,
	    (unsigned long long)known->count, known->count == 1 ? "" : "s");
	for (uint64_t i = 0; i < known->count; i++) {
		struct dbg_value element;

		put(p, i == 0 ? "" : ", ");
		if (i == p->format.elements) {
			put(p, "...");
			break;
		}
		if (!dbg_known_node(p->d, known, &node, &element)) {
			put(p, "<damaged>");
			break;
		}
		put_entry(p, &element, is_map);
	}
	put(p, "}");
}

/* What a type of a library stands for. */
/* "std::vector of length 2, capacity 4 = {1, 2}", "[1, 2]" of Rust */
static void
put_list(struct dbg_printing *p, const struct dbg_known *known)
{
	const struct wk_info_type *type =
	    dbg_type_array(p->d, known->element, known->count);
	bool is_rust =
	    known->element->language == WK_INFO_RUST || known->name == NULL;
	struct dbg_value list;

	if (!is_rust)
		wk_sink_printf(p->sink, "%s of length %llu", known->name,
		    (unsigned long long)known->count);
	if (!is_rust && known->capacity != UINT64_MAX)
		wk_sink_printf(p->sink, ", capacity %llu",
		    (unsigned long long)known->capacity);
	if (type == NULL || !dbg_printing_enter(p))
		return;
	put(p, is_rust ? "[" : " = {");
	dbg_value_at(p->d, &list, type, 0, known->address);
	dbg_printing_elements(p, &list, known->count);
	put(p, is_rust ? "]" : "}");
	dbg_printing_leave(p);
}

static void
put_known(struct dbg_printing *p, const struct dbg_known *known)
{
	switch ((enum dbg_known_kind)known->kind) {
	case DBG_KNOWN_TEXT:
		dbg_printing_text_at(p, 0, known->address, known->count,
		    (unsigned)known->element->size);
		return;
	case DBG_KNOWN_OPTION:
		if (known->count == 0) {
			wk_sink_printf(
			    p->sink, "%s [no contained value]", known->name);
			return;
		}
		wk_sink_printf(
		    p->sink, "%s = {[contained value] = ", known->name);
		dbg_printing_value(p, &known->inner);
		put(p, "}");
		return;
	case DBG_KNOWN_POINTER:
		wk_sink_printf(p->sink, "%s = {get() = ", known->name);
		dbg_printing_value(p, &known->inner);
		put(p, "}");
		return;
	case DBG_KNOWN_TREE:
		put_tree(p, known);
		return;
	case DBG_KNOWN_LIST:
		put_list(p, known);
		return;
	}
}

/* Structures, by what they are known to be or whose language they are of. */
static void
put_struct(struct dbg_printing *p, const struct dbg_value *value)
{
	const struct wk_info_type *type = dbg_type_whole(p->d, value->type);
	struct dbg_known known;

	if (value->is_gone) {
		put(p, "<optimized out>");
		return;
	}
	if (!p->format.is_raw && p->depth < p->format.depth &&
	    dbg_known(p->d, value, &known)) {
		bool was_inside = p->is_inside;

		p->is_inside = true;
		p->depth++;
		put_known(p, &known);
		p->depth--;
		p->is_inside = was_inside;
		dbg_known_free(&known);
		return;
	}
	if (type->language == WK_INFO_RUST && !p->format.is_raw)
		dbg_printing_rust(p, value);
	else
		put_aggregate(p, value);
}

static void
put_reference(struct dbg_printing *p, const struct dbg_value *value)
{
	struct wk_error err = {0};
	struct dbg_value target;
	struct dbg_num num;

	if (value->is_gone) {
		put(p, "<optimized out>");
		return;
	}
	if (!dbg_value_num(p->d, value, &num, &err)) {
		dbg_printing_error(p, &err);
		return;
	}
	if (!p->is_inside && !p->format.is_bare) {
		put(p, "(");
		dbg_print_type(p->d, value->type, false, p->sink);
		put(p, ") ");
	}
	wk_sink_printf(p->sink, "@0x%llx", (unsigned long long)num.i);
	if (p->is_inside)
		return;
	put(p, ": ");
	p->is_inside = true;
	if (dbg_value_unref(p->d, value, &target, &err))
		dbg_printing_value(p, &target);
	else
		dbg_printing_error(p, &err);
}

/* What a function takes and gives in wasm. */
static void
put_signature(
    struct dbg_printing *p, const wk_valtype *types, const uint32_t counts[2])
{
	char text[WK_TYPE_TEXT_SIZE];
	uint32_t params = counts[0], count = params + counts[1];

	put(p, "func");
	for (uint32_t i = 0; i < count; i++) {
		wk_type_text(types[i], text);
		if (i == 0 || i == params)
			put(p, i < params ? " (param" : " (result");
		wk_sink_printf(p->sink, " %s", text);
		if (i + 1 == params || i + 1 == count)
			put(p, ")");
	}
}

/* The same of one that is there only in the module. */
static void
put_declared(struct dbg_printing *p, uint32_t func)
{
	const struct wk_module *m = p->d->module;
	const struct wk_type *type = &m->types[m->funcs[func].type];

	put_signature(p, type->func.types,
	    (uint32_t[]){type->func.param_count, type->func.result_count});
}

static void
put_taken(struct dbg_printing *p, const struct wk_funcinst *func)
{
	uint32_t counts[2];
	const wk_valtype *types = wk_func_type(func, &counts[0], &counts[1]);

	put_signature(p, types, counts);
}

/* Where the code of a function begins in the file. */
static void
put_code(struct dbg_printing *p, const struct wk_module *module, uint32_t func)
{
	struct wk_span locals, code = {0};

	if (wk_instr_body(module->funcs[func].body, &locals, &code, NULL) &&
	    code.size > 0 && (code.offset & WK_VIRTUAL) == 0)
		wk_sink_printf(
		    p->sink, "0x%llx ", (unsigned long long)code.offset);
}

/* Where it is and what it is called, NULL of one in the module. */
static void
put_place(struct dbg_printing *p, struct wk_funcinst *func, uint32_t index)
{
	const struct wk_instance *instance;

	if (func == NULL) {
		put_code(p, p->d->module, index);
		wk_sink_printf(p->sink, "<%s>", dbg_func_name(p->d, index));
		return;
	}
	instance = wk_func_instance(func, &index);
	if (instance != NULL)
		put_code(p, wk_instance_module(instance), index);
	put(p, "<");
	dbg_printing_func(p, func);
	put(p, ">");
}

/* "{int (int)} 0x5 <main>" */
static void
put_func(struct dbg_printing *p, const struct dbg_value *value)
{
	struct wk_funcinst *func = dbg_value_func(p->d, value, NULL);
	bool is_declared = dbg_value_instance(p->d) == NULL &&
			   value->place == DBG_NOWHERE &&
			   value->address < p->d->module->func_count;
	bool is_plain = dbg_type_bare(value->type) == DBG_TYPE(FUNC);

	put(p, "{");
	if (is_plain && func != NULL)
		put_taken(p, func);
	else if (is_plain && is_declared)
		put_declared(p, (uint32_t)value->address);
	else
		dbg_print_type(p->d, value->type, false, p->sink);
	put(p, "} ");
	if (func != NULL || is_declared)
		put_place(p, func, (uint32_t)value->address);
	else
		wk_sink_printf(
		    p->sink, "0x%llx", (unsigned long long)value->address);
}

/* Whether a type stands before a pointer: not before one to characters. */
static bool
has_type_before(const struct dbg_printing *p, const struct wk_info_type *type)
{
	return !p->is_inside && !p->format.is_bare &&
	       type->kind == WK_INFO_POINTER && p->format.letter == 0 &&
	       (type->target == NULL || !dbg_type_is_char(type->target));
}

static void
put_number(struct dbg_printing *p, const struct dbg_value *value,
    const struct wk_info_type *type)
{
	struct wk_error err = {0};
	struct dbg_num num;

	if (value->is_gone) {
		put(p, "<optimized out>");
		return;
	}
	if (value->size == 0) { /* Rust's unit */
		put(p, type->language == WK_INFO_RUST ? "()" : "<no value>");
		return;
	}
	if (!dbg_value_num(p->d, value, &num, &err)) {
		dbg_printing_error(p, &err);
		return;
	}
	if (p->format.letter == 's' && type->kind == WK_INFO_POINTER) {
		dbg_printing_text_at(p, 0, (uint64_t)num.i, UINT64_MAX, 1);
		return;
	}
	if (has_type_before(p, type)) {
		put(p, "(");
		dbg_print_type(p->d, value->type, false, p->sink);
		put(p, ") ");
	}
	/* Of a bit-field only its bits are shown as such. */
	if (value->bit_size != 0 && value->bit_size < 64 &&
	    p->format.letter != 0 && p->format.letter != 'd')
		num.i &= ((dbg_wide)1 << value->bit_size) - 1;
	put_scalar(p, type, &num, value->size);
}

static void
put_complex(struct dbg_printing *p, const struct dbg_value *value)
{
	const struct wk_info_type *part =
	    value->size == 8 ? DBG_TYPE(FLOAT) : DBG_TYPE(DOUBLE);
	uint8_t bytes[16];
	struct dbg_num real, imaginary;
	uint64_t half = value->size / 2;

	if (!dbg_value_bytes(p->d, value, bytes, NULL) ||
	    !dbg_num_get(bytes, part, half, &real) ||
	    !dbg_num_get(bytes + half, part, half, &imaginary)) {
		put(p, "<complex number>");
		return;
	}
	dbg_printing_float(p->sink, real.f, half, false);
	put(p, " + ");
	dbg_printing_float(p->sink, imaginary.f, half, false);
	put(p, "i");
}

/* Bytes of a type that nothing is known of. */
static void
put_bytes(struct dbg_printing *p, const struct dbg_value *value)
{
	uint8_t bytes[16];

	if (value->size == 0 || !dbg_value_bytes(p->d, value, bytes, NULL)) {
		put(p, "<unknown type>");
		return;
	}
	put(p, "0x");
	for (uint64_t i = value->size; i-- > 0;)
		wk_sink_printf(p->sink, "%02x", bytes[i]);
}

void
dbg_printing_value(struct dbg_printing *p, const struct dbg_value *value)
{
	const struct wk_info_type *type;

	if (value->type == NULL) {
		dbg_printing_wasm(p, value);
		return;
	}
	type = dbg_type_bare(value->type);
	switch (dbg_type_sort(type)) {
	case DBG_SORT_VOID:
		put(p, "void");
		return;
	case DBG_SORT_INTEGER:
	case DBG_SORT_ENUM:
	case DBG_SORT_FLOAT:
	case DBG_SORT_POINTER:
		put_number(p, value, type);
		return;
	case DBG_SORT_COMPLEX:
		put_complex(p, value);
		return;
	case DBG_SORT_REFERENCE:
		put_reference(p, value);
		return;
	case DBG_SORT_ARRAY:
		put_array(p, value, type);
		return;
	case DBG_SORT_AGGREGATE:
		put_struct(p, value);
		return;
	case DBG_SORT_FUNC:
		put_func(p, value);
		return;
	case DBG_SORT_OTHER:
		put_bytes(p, value);
		return;
	}
}

void
dbg_print(struct dbg *d, const struct dbg_value *value,
    const struct dbg_format *format, struct wk_sink *sink)
{
	struct dbg_printing p = dbg_printing_begin(d, format, sink);

	dbg_printing_value(&p, value);
}

/*
 * Types as C declares them: what is pointed to stands around the pointer, so
 * they are put together from the inside, with a text before and one behind.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "debugger/print/printing.h"

/* Which types are shown with what they consist of. */
enum whole {
	WHOLE_NONE,
	WHOLE_UNNAMED, /* those that nobody could ask for */
	WHOLE_ALL,
};

/* How far lines are indented; at the end types are not opened any more. */
enum { INDENT = 4, INDENT_MAX = 32 };

enum {
	CHAIN_MAX = 64,  /* pointers to arrays of pointers … */
	PARAMS_MAX = 64, /* that are shown */
	NESTING_MAX = 4, /* functions that take functions */
	TEXT_MAX = 2048,
};

/* What stands behind and before what is not there yet: the name. */
struct declarator {
	char text[TEXT_MAX];
	size_t begin, end; /* it grows from the middle */
	bool is_pointer;   /* its outermost part */
};

static void
put_before(struct declarator *d, const char *text)
{
	size_t size = strlen(text);

	if (size > d->begin)
		return;
	d->begin -= size;
	memcpy(d->text + d->begin, text, size);
}

static void
put_behind(struct declarator *d, const char *text)
{
	size_t size = strlen(text);

	if (size >= TEXT_MAX - d->end)
		return;
	memcpy(d->text + d->end, text, size);
	d->end += size;
}

static const char *
qualifier(const struct wk_info_type *type)
{
	switch ((enum wk_info_type_kind)type->kind) {
	case WK_INFO_CONST:
		return "const";
	case WK_INFO_VOLATILE:
		return "volatile";
	case WK_INFO_RESTRICT:
		return "restrict";
	case WK_INFO_ATOMIC:
		return "_Atomic";
	default:
		return NULL;
	}
}

static const char *
keyword(const struct wk_info_type *type)
{
	switch ((enum wk_info_type_kind)type->kind) {
	case WK_INFO_STRUCT:
		return "struct";
	case WK_INFO_CLASS:
		return "class";
	case WK_INFO_UNION:
		return "union";
	case WK_INFO_ENUM:
		return "enum";
	default:
		return NULL;
	}
}

/* Whether a type is written with its keyword: not where names do without. */
static bool
needs_keyword(const struct wk_info_type *type)
{
	return keyword(type) != NULL &&
	       (type->language == WK_INFO_C ||
		   type->language == WK_INFO_LANGUAGE_OTHER ||
		   type->name == NULL);
}

static void put_type(struct dbg *d, const struct wk_info_type *type,
    struct declarator *declarator, unsigned nesting, struct wk_sink *sink);
static void put_type_with(struct dbg *d, const struct wk_info_type *type,
    struct declarator *declarator, unsigned nesting, enum whole whole,
    unsigned indent, struct wk_sink *sink);
static bool put_whole(struct dbg *d, const struct wk_info_type *type,
    unsigned indent, struct wk_sink *sink);

static void
put_params(struct dbg *d, const struct wk_info_type *type,
    struct declarator *to, unsigned nesting)
{
	struct wk_sink *sink;
	const char *text;
	size_t size;
	char copy[TEXT_MAX];

	type = dbg_type_whole(d, type);
	if (nesting >= NESTING_MAX) {
		put_behind(to, "(...)");
		return;
	}
	sink = wk_sink_memory(NULL);
	if (sink == NULL)
		return;
	wk_sink_printf(sink, "(");
	for (uint32_t i = 0; i < type->param_count && i < PARAMS_MAX; i++) {
		wk_sink_printf(sink, "%s", i == 0 ? "" : ", ");
		put_type(d, type->params[i], NULL, nesting + 1, sink);
	}
	if (type->is_variadic)
		wk_sink_printf(
		    sink, "%s...", type->param_count == 0 ? "" : ", ");
	else if (type->param_count == 0 && type->language != WK_INFO_RUST &&
		 type->language != WK_INFO_CPLUSPLUS)
		wk_sink_printf(sink, "void");
	wk_sink_printf(sink, ")");
	text = wk_sink_data(sink, &size);
	if (size >= sizeof(copy))
		size = sizeof(copy) - 1;
	memcpy(copy, text, size);
	copy[size] = '\0';
	put_behind(to, copy);
	wk_sink_abandon(sink);
}

/* A pointer's parts before the name; qualifiers stand behind the star. */
static void
put_star(struct declarator *to, const char *star, const char *qualifiers)
{
	if (*qualifiers != '\0') {
		if (to->begin < to->end)
			put_before(to, " ");
		put_before(to, qualifiers);
		put_before(to, " ");
	}
	put_before(to, star);
	to->is_pointer = true;
}

/* Arrays and functions bind more tightly than a pointer to them. */
static void
wrap(struct declarator *to)
{
	if (!to->is_pointer)
		return;
	put_before(to, "(");
	put_behind(to, ")");
	to->is_pointer = false;
}

/* Adds one level of a type around the name; NULL at the innermost. */
static const struct wk_info_type *
take_level(struct dbg *d, const struct wk_info_type *type,
    struct declarator *to, const char *qualifiers, unsigned nesting)
{
	const struct wk_info_type *target =
	    type->target == NULL ? DBG_TYPE(VOID) : type->target;
	char count[32];

	switch ((enum wk_info_type_kind)type->kind) {
	case WK_INFO_POINTER:
		if (type->name != NULL) /* Rust's "&str", "*const T" */
			return NULL;
		put_star(to, "*", qualifiers);
		return target;
	case WK_INFO_REFERENCE:
		if (type->name != NULL)
			return NULL;
		put_star(to, type->is_rvalue ? "&&" : "&", qualifiers);
		return target;
	case WK_INFO_MEMBER_POINTER:
		put_star(to, "::*", qualifiers);
		return target;
	case WK_INFO_ARRAY:
		if (type->name != NULL && type->language == WK_INFO_RUST)
			return NULL;
		wrap(to);
		if (type->has_count)
			snprintf(count, sizeof(count), "[%llu]",
			    (unsigned long long)type->count);
		else
			snprintf(count, sizeof(count), "[]");
		put_behind(to, count);
		return target;
	case WK_INFO_FUNC:
		wrap(to);
		put_params(d, type, to, nesting);
		return target;
	default:
		return NULL;
	}
}

static void
add_qualifier(char *list, size_t size, const char *word)
{
	if (strstr(list, word) == NULL &&
	    strlen(list) + strlen(word) + 2 < size) {
		if (*list != '\0')
			strcat(list, " ");
		strcat(list, word);
	}
}

/* The words before everything: what the levels are around. */
static void
put_core(struct dbg *d, const struct wk_info_type *core, enum whole whole,
    unsigned indent, struct wk_sink *sink)
{
	if ((whole == WHOLE_ALL ||
		(whole == WHOLE_UNNAMED && core->name == NULL)) &&
	    put_whole(d, dbg_type_whole(d, core), indent, sink))
		return;
	if (needs_keyword(core))
		wk_sink_printf(sink, "%s ", keyword(core));
	wk_sink_printf(sink, "%s",
	    core->name != NULL    ? core->name :
	    keyword(core) != NULL ? "{...}" :
				    "void");
}

static void
put_type(struct dbg *d, const struct wk_info_type *type,
    struct declarator *declarator, unsigned nesting, struct wk_sink *sink)
{
	put_type_with(d, type, declarator, nesting, WHOLE_NONE, 0, sink);
}

static void
put_type_with(struct dbg *d, const struct wk_info_type *type,
    struct declarator *declarator, unsigned nesting, enum whole whole,
    unsigned indent, struct wk_sink *sink)
{
	struct declarator own;
	struct declarator *to = declarator == NULL ? &own : declarator;
	const struct wk_info_type *inner = type;
	char qualifiers[64] = "";

	if (declarator == NULL)
		own.begin = own.end = TEXT_MAX / 2;
	to->is_pointer = false;
	for (unsigned i = 0; i < CHAIN_MAX; i++) {
		const char *word = qualifier(inner);
		const struct wk_info_type *next;

		if (whole == WHOLE_ALL && inner->kind == WK_INFO_TYPEDEF &&
		    inner->target != NULL) {
			next = inner->target;
		} else if (word != NULL) {
			add_qualifier(qualifiers, sizeof(qualifiers), word);
			next = inner->target == NULL ? DBG_TYPE(VOID) :
						       inner->target;
		} else if (whole == WHOLE_ALL && inner->name != NULL &&
			   inner->kind == WK_INFO_POINTER &&
			   inner->target != NULL) {
			/* Rust's "&T" shows what T is. */
			put_star(to, "*", "");
			next = inner->target;
		} else {
			next = take_level(d, inner, to, qualifiers, nesting);
			if (next == NULL)
				break;
			qualifiers[0] = '\0';
		}
		inner = next;
	}
	if (*qualifiers != '\0')
		wk_sink_printf(sink, "%s ", qualifiers);
	put_core(d, inner, whole, indent, sink);
	if (to->end > to->begin)
		wk_sink_printf(sink, " %.*s", (int)(to->end - to->begin),
		    to->text + to->begin);
}

/* A declaration of a name: "int *next[2]". */
static void
put_declaration(struct dbg *d, const struct wk_info_type *type,
    const char *name, unsigned indent, struct wk_sink *sink)
{
	struct declarator to = {.begin = TEXT_MAX / 2, .end = TEXT_MAX / 2};

	if (name != NULL)
		put_behind(&to, name);
	put_type_with(d, type, &to, 0, WHOLE_UNNAMED, indent, sink);
}

static void
put_members(struct dbg *d, const struct wk_info_type *type, unsigned indent,
    struct wk_sink *sink)
{
	bool is_first_base = true;

	for (uint32_t i = 0; i < type->member_count; i++) {
		const struct wk_info_member *m = &type->members[i];

		if (!m->is_base || m->type == NULL)
			continue;
		wk_sink_printf(sink, "%s%s%s", is_first_base ? ": " : ", ",
		    m->is_virtual ? "virtual " : "",
		    m->type->name == NULL ? "?" : m->type->name);
		is_first_base = false;
	}
	wk_sink_printf(sink, "%s{\n", is_first_base ? "" : " ");
	for (uint32_t i = 0; i < type->member_count; i++) {
		const struct wk_info_member *m = &type->members[i];

		if (m->is_base || m->type == NULL)
			continue;
		wk_sink_printf(sink, "%*s%s", (int)(indent + INDENT), "",
		    m->is_static ? "static " : "");
		put_declaration(d, m->type, m->name, indent + INDENT, sink);
		if (m->bit_size != 0)
			wk_sink_printf(sink, " : %u", m->bit_size);
		wk_sink_printf(sink, ";\n");
	}
	wk_sink_printf(sink, "%*s}", (int)indent, "");
}

static void
put_rust_fields(struct dbg *d, const struct wk_info_member *members,
    uint32_t count, const char *indent, struct wk_sink *sink)
{
	for (uint32_t i = 0; i < count; i++) {
		if (members[i].type == NULL)
			continue;
		wk_sink_printf(sink, "%s%s: ", indent,
		    members[i].name == NULL ? "_" : members[i].name);
		put_type(d, members[i].type, NULL, 0, sink);
		wk_sink_printf(sink, ",\n");
	}
}

/* "    Circle(f64),", "    Rect {w: u32, h: u32}," or "    Empty," */
static void
put_rust_shape(
    struct dbg *d, const struct wk_info_member *shape, struct wk_sink *sink)
{
	const struct wk_info_type *type = shape->type == NULL ?
					      DBG_TYPE(VOID) :
					      dbg_type_whole(d, shape->type);
	bool is_tuple = type->member_count > 0 &&
			type->members[0].name != NULL &&
			strncmp(type->members[0].name, "__", 2) == 0;

	wk_sink_printf(sink, "    %s%s",
	    shape->name == NULL ? "_" : shape->name,
	    type->member_count == 0 ? "" :
	    is_tuple                ? "(" :
				      " {");
	for (uint32_t i = 0; i < type->member_count; i++) {
		const struct wk_info_member *m = &type->members[i];

		wk_sink_printf(sink, "%s", i == 0 ? "" : ", ");
		if (!is_tuple)
			wk_sink_printf(
			    sink, "%s: ", m->name == NULL ? "_" : m->name);
		if (m->type != NULL)
			put_type(d, m->type, NULL, 0, sink);
	}
	wk_sink_printf(sink, "%s,\n",
	    type->member_count == 0 ? "" :
	    is_tuple                ? ")" :
				      "}");
}

static void
put_rust(struct dbg *d, const struct wk_info_type *type, struct wk_sink *sink)
{
	wk_sink_printf(sink, "%s %s {\n",
	    type->variant_count > 0 ? "enum" : "struct",
	    type->name == NULL ? "" : type->name);
	if (type->variant_count == 0)
		put_rust_fields(
		    d, type->members, type->member_count, "    ", sink);
	for (uint32_t i = 0; i < type->variant_count; i++) {
		const struct wk_info_variant *v = &type->variants[i];

		for (uint32_t j = 0; j < v->member_count; j++)
			put_rust_shape(d, &v->members[j], sink);
	}
	wk_sink_printf(sink, "}");
}

static void
put_enumerators(const struct wk_info_type *type, struct wk_sink *sink)
{
	int64_t next = 0;

	wk_sink_printf(sink, "{");
	for (uint32_t i = 0; i < type->enumerator_count; i++) {
		const struct wk_info_enumerator *one = &type->enumerators[i];

		wk_sink_printf(sink, "%s%s", i == 0 ? "" : ", ",
		    one->name == NULL ? "?" : one->name);
		if (one->value != next)
			wk_sink_printf(sink, " = %lld", (long long)one->value);
		next = one->value + 1;
	}
	wk_sink_printf(sink, "}");
}

/* What a type consists of; false when there is no more to say of it. */
static bool
put_whole(struct dbg *d, const struct wk_info_type *type, unsigned indent,
    struct wk_sink *sink)
{
	const char *word = keyword(type);

	if (word == NULL || type->is_declaration || indent > INDENT_MAX)
		return false;
	if (type->language == WK_INFO_RUST && type->kind != WK_INFO_ENUM) {
		put_rust(d, type, sink);
		return true;
	}
	wk_sink_printf(sink, "%s %s%s", word,
	    type->name == NULL ? "" : type->name,
	    type->name == NULL ? "" : " ");
	if (type->kind == WK_INFO_ENUM)
		put_enumerators(type, sink);
	else
		put_members(d, type, indent, sink);
	return true;
}

void
dbg_print_type(struct dbg *d, const struct wk_info_type *type, bool whole,
    struct wk_sink *sink)
{
	if (whole || type == NULL)
		type = dbg_type_bare(type);
	put_type_with(
	    d, type, NULL, 0, whole ? WHOLE_ALL : WHOLE_NONE, 0, sink);
}

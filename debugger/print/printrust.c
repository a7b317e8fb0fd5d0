/* Structures, tuples and enums in Rust's manner: "Some(5)", "Point {x: 1}". */
#include <stdlib.h>
#include <string.h>

#include "debugger/print/printing.h"

static void
put(struct dbg_printing *p, const char *text)
{
	wk_sink_write(p->sink, text, strlen(text));
}

/* The last part of a path, with its generic arguments left out. */
static void
put_short_name(struct dbg_printing *p, const char *name)
{
	const char *begin = name, *end;
	unsigned depth = 0;

	if (name == NULL)
		return;
	for (end = name; *end != '\0'; end++) {
		depth += *end == '<';
		if (*end == '>' && depth > 0)
			depth--;
		if (depth == 0 && end[0] == ':' && end[1] == ':')
			begin = end + 2;
	}
	end = begin + strcspn(begin, "<");
	wk_sink_write(p->sink, begin, (size_t)(end - begin));
}

/* Whether a field is called "__0" and so on. */
static bool
is_numbered(const char *name)
{
	return name != NULL && name[0] == '_' && name[1] == '_' &&
	       name[2] >= '0' && name[2] <= '9';
}

/* Fields that take no space and say nothing, like PhantomData. */
static bool
says_nothing(const struct wk_info_member *member)
{
	return member->is_static || member->type == NULL ||
	       (member->type->name != NULL &&
		   strncmp(member->type->name, "core::marker::PhantomData",
		       25) == 0);
}

static void
put_fields(struct dbg_printing *p, const struct dbg_value *value,
    const struct wk_info_type *type, bool with_names)
{
	bool is_first = true, was_inside = p->is_inside;

	p->is_inside = true;
	for (uint32_t i = 0; i < type->member_count; i++) {
		const struct wk_info_member *member = &type->members[i];
		struct wk_error err = {0};
		struct dbg_value field;

		if (says_nothing(member))
			continue;
		dbg_printing_next(p, &is_first);
		if (with_names)
			wk_sink_printf(p->sink,
			    "%s: ", member->name == NULL ? "_" : member->name);
		if (!dbg_value_member(p->d, value, member, &field, &err)) {
			dbg_printing_error(p, &err);
			continue;
		}
		dbg_printing_value(p, &field);
		dbg_value_free(&field);
	}
	dbg_printing_close(p, with_names ? "}" : ")", is_first);
	p->is_inside = was_inside;
}

static void
put_struct(
    struct dbg_printing *p, const struct dbg_value *value, const char *name)
{
	const struct wk_info_type *type = dbg_type_whole(p->d, value->type);
	bool is_tuple =
	    type->member_count > 0 && is_numbered(type->members[0].name);
	bool has_name = name != NULL && *name != '(';

	if (type->is_declaration) {
		put(p, "<incomplete type>");
		return;
	}
	if (has_name)
		put_short_name(p, name);
	if (type->member_count == 0) {
		put(p, has_name ? "" : "()");
		return;
	}
	if (!dbg_printing_enter(p))
		return;
	dbg_printing_open(p, is_tuple ? "(" : has_name ? " {" : "{");
	put_fields(p, value, type, !is_tuple);
	dbg_printing_leave(p);
}

static void
put_variant(struct dbg_printing *p, const struct dbg_value *value,
    const struct wk_info_type *type)
{
	const struct wk_info_variant *variant = dbg_value_variant(p->d, value);
	const struct wk_info_member *member;
	struct dbg_value shape;

	if (variant == NULL || variant->member_count == 0 ||
	    !dbg_value_member(
		p->d, value, &variant->members[0], &shape, NULL)) {
		wk_sink_printf(p->sink, "<%s of no known shape>",
		    type->name == NULL ? "enum" : type->name);
		return;
	}
	member = &variant->members[0];
	if (dbg_type_sort(shape.type) == DBG_SORT_AGGREGATE)
		put_struct(p, &shape,
		    member->name != NULL ? member->name : shape.type->name);
	else
		dbg_printing_value(p, &shape);
	dbg_value_free(&shape);
}

void
dbg_printing_rust(struct dbg_printing *p, const struct dbg_value *value)
{
	const struct wk_info_type *type = dbg_type_whole(p->d, value->type);

	if (type->variant_count > 0)
		put_variant(p, value, type);
	else
		put_struct(p, value, type->name);
}

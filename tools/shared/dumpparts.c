#include "tools/shared/dumpparts.h"

/* Texts around sections */

void
dumpparts_title(struct dumpout *out, const char *path, const uint32_t *number,
    const char *format)
{
	const char *slash = strrchr(path, '/');

	dumpout_text(out, "\n");
	dumpout_color(out, DUMPOUT_HEADING);
	dumpout_text(out, slash != NULL ? slash + 1 : path);
	if (number != NULL) {
		dumpout_text(out, ": module");
		dumpout_decimal(out, *number);
	}
	dumpout_text(out, ":\tfile format ");
	dumpout_text(out, format);
	dumpout_color(out, DUMPOUT_PLAIN);
	dumpout_text(out, "\n");
}

void
dumpparts_heading(struct dumpout *out, const char *text)
{
	dumpout_text(out, "\n");
	dumpout_color(out, DUMPOUT_HEADING);
	dumpout_text(out, text);
	dumpout_color(out, DUMPOUT_PLAIN);
	dumpout_text(out, "\n\n");
}

static void
put_bound(struct dumpout *out, const char *what, uint64_t value)
{
	dumpout_text(out, what);
	dumpout_hexadecimal(out, value, 8);
}

void
dumpparts_range(struct dumpout *out, const struct wk_section *section)
{
	uint64_t start = section->payload.offset;

	put_bound(out, " start=0x", start);
	put_bound(out, " end=0x", start + section->payload.size);
	put_bound(out, " (size=0x", section->payload.size);
	DUMPOUT(out, ") ");
}

void
dumpparts_contents(
    struct dumpout *out, const char *name, const struct wk_section *section)
{
	dumpout_text(out, "\n");
	dumpout_color(out, DUMPOUT_HEADING);
	dumpout_text(out, "Contents of section ");
	dumpout_text(out, name);
	dumpout_text(out, ":");
	dumpout_color(out, DUMPOUT_PLAIN);
	dumpout_text(out, "\n");
	dumpout_lines(out, section->payload, section->payload.offset, "");
}

bool
dumpparts_producers(struct dumpout *out, struct wk_span data, unsigned columns,
    struct wk_error *err)
{
	struct wk_producers producers;
	struct wk_producer producer;

	if (!wk_producers_open(data, &producers, err))
		return false;
	while (wk_producers_next(&producers, &producer, err)) {
		dumpout_indent(out, columns);
		DUMPOUT(out, "- ");
		dumpout_str(out, producer.field);
		DUMPOUT(out, ": ");
		dumpout_str(out, producer.name);
		if (producer.version.size > 0)
			dumpout_char(out, ' ');
		dumpout_str(out, producer.version);
		dumpout_char(out, '\n');
	}
	return !producers.failed;
}

/* Core types */

void
dumpparts_valtype(struct dumpout *out, wk_valtype type)
{
	char text[WK_TYPE_TEXT_SIZE];

	dumpout_short(out, text, wk_type_text(type, text));
}

static void
put_types(struct dumpout *out, const wk_valtype *types, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		dumpout_room(out);
		if (i > 0)
			DUMPOUT(out, ", ");
		dumpparts_valtype(out, types[i]);
	}
}

static void
put_func(struct dumpout *out, const struct wk_type *type)
{
	const wk_valtype *results = type->func.types + type->func.param_count;
	uint32_t count = type->func.result_count;

	dumpout_char(out, '(');
	put_types(out, type->func.types, type->func.param_count);
	DUMPOUT(out, ") -> ");
	if (count == 0)
		DUMPOUT(out, "nil");
	if (count > 1)
		dumpout_char(out, '(');
	put_types(out, results, count);
	if (count > 1)
		dumpout_char(out, ')');
}

static void
put_fields(struct dumpout *out, const struct wk_type *type)
{
	for (uint32_t i = 0; i < type->aggregate.count; i++) {
		const struct wk_field *field = &type->aggregate.fields[i];

		dumpout_room(out);
		if (field->is_mutable)
			DUMPOUT(out, " (mut");
		dumpout_char(out, ' ');
		dumpparts_valtype(out, field->type);
		if (field->is_mutable)
			dumpout_char(out, ')');
	}
	dumpout_char(out, ')');
}

void
dumpparts_shape(struct dumpout *out, const struct wk_type *type)
{
	dumpout_room(out);
	switch ((enum wk_type_kind)type->kind) {
	case WK_TYPE_FUNC:
		put_func(out, type);
		break;
	case WK_TYPE_STRUCT:
		DUMPOUT(out, "(struct");
		put_fields(out, type);
		break;
	case WK_TYPE_ARRAY:
		DUMPOUT(out, "(array");
		put_fields(out, type);
		break;
	case WK_TYPE_CONT:
		DUMPOUT(out, "(cont ");
		dumpout_decimal(out, type->cont);
		dumpout_char(out, ')');
		break;
	}
	dumpout_room(out);
}

void
dumpparts_limits(struct dumpout *out, const struct wk_limits *limits)
{
	dumpout_room(out);
	DUMPOUT(out, " initial=");
	dumpout_decimal(out, limits->min);
	if (limits->has_max) {
		DUMPOUT(out, " max=");
		dumpout_decimal(out, limits->max);
	}
	if (limits->is_shared)
		DUMPOUT(out, " shared");
	if (limits->is_64)
		DUMPOUT(out, " i64");
	if (!limits->has_page_size)
		return;
	DUMPOUT(out, " pagesize=");
	if (limits->page_log2 < 64) {
		dumpout_decimal(out, (uint64_t)1 << limits->page_log2);
	} else {
		DUMPOUT(out, "2^");
		dumpout_decimal(out, limits->page_log2);
	}
}
